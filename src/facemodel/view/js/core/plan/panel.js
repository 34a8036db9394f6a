// The people that a plan in sites is made for, and the hand that treats them. As study/plan/panel.py. No DOM.

import { ofPerson } from "../case.js";

const [FINE, COARSE] = [1000, 100]; // of view/scene/plans.py
const OTHER = { left: "right", right: "left", middle: "middle" };

/** @returns [{ strength (M), tone (M), ed50, stiffness, pace: { onset_days, decay_days }, hand (2K) mm to the left and up at each place }] */
export function planningPeople({ meta, arrays }) {
  const row = (name, k, parts) => {
    const width = arrays[name].length / (arrays.lab_plan_course.length / 4);
    return Float64Array.from(arrays[name].subarray(k * width, (k + 1) * width), (x) => x / parts);
  };
  return Array.from({ length: arrays.lab_plan_course.length / 4 }, (_, k) => {
    const [ed50, onset_days, decay_days, stiffness] = row("lab_plan_course", k, FINE);
    const [strength, tone] = ["strength", "tone"].map((name) => row(`lab_plan_${name}`, k, FINE));
    return { strength, tone, ed50, stiffness, pace: { onset_days, decay_days }, hand: row("lab_plan_hands", k, COARSE) };
  });
}

/** The same people and hands with left and right exchanged; mirror (M) is the muscle on the other side. */
export function mirroredPeople(people, places, mirror) {
  const across = places.map(({ site, side }) => places.findIndex((one) => one.site === site && one.side === OTHER[side]));
  return people.map((one) => ({
    ...one,
    strength: one.strength.map((_, m) => one.strength[mirror[m]]),
    tone: one.tone.map((_, m) => one.tone[mirror[m]]),
    hand: one.hand.map((_, i) => (i % 2 ? 1 : -1) * one.hand[2 * across[i >> 1] + (i % 2)]),
  }));
}

/** One person, whose response to a dose and whose injector's hand are not known. */
export const peopleLike = (people, { strength, tone, stiffness }) => people.map((one) => ({ ...one, strength, tone, stiffness }));

/** A condition's arrays in a person. */
export function inPerson(condition, who) {
  const mine = Object.fromEntries(Object.entries(condition).map(([field, list]) => [field, Float64Array.from(list)]));
  ofPerson(mine, who, Infinity);
  return mine;
}
