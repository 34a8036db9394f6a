// The virtual people whom the screen offers, as a menu and as what each changes in a case. No DOM but the menu's.

import { menu } from "./dom.js";
import { say } from "../core/messages.js";

const OTHER = "other"; // somebody whom a case brought along

/** @returns { element, update(state) } */
export function peopleMenu({ meta, arrays }, store) {
  const { people } = meta.lab;
  const count = meta.muscles.length;
  const options = people.map((one, k) => [String(k), k ? say("person_of", { number: k, sex: say(one.sex) }) : say("average_person")]);
  const choice = menu(say("person"), [[null, options]], (key) => key !== OTHER && store.change(asPerson(store.get(), Number(key))));
  return {
    element: choice.element,
    update(state) {
      const k = people.findIndex((one) => same(one.person, state.carried?.person ?? null));
      choice.set(k < 0 ? OTHER : String(k), say("other_person"));
    },
  };

  /** What changes in a state when the k-th of the people has the condition. */
  function asPerson({ carried, timing }, k) {
    const { person, sex, ...pace } = people[k];
    const row = (name) => Float64Array.from(arrays[name].subarray(k * count, (k + 1) * count));
    const given = { doses: [], days: [], shares: new Float64Array(0), course: null, ...timing };
    const own = { strength: row("lab_people_strength"), tone: row("lab_people_tone"), ed50: row("lab_people_ed50") };
    return { carried: { ...carried, person }, timing: { ...given, ...own, person: pace } };
  }
}

const same = (a, b) => (a && b ? ["seed", "index", "sex", "mirrored"].every((key) => (a[key] ?? null) === (b[key] ?? null)) : !a && !b);
