// The form beside the lab that makes an exercise of what the lab shows, and saves it as a file to hand out.

import { nothing, render } from "lit-html";
import { saveText } from "./files.js";
import { KINDS } from "./goals.js";
import { exampleOf, madeOf } from "./made.js";
import { formView } from "./make_form.js";
import { fileName } from "./results.js";
import { plain, say } from "./texts.js";

const KEY = "making"; // of the store
const FRESH = { title: "", question: "", naming: false, names: "", goals: [{ kind: "falls", percent: 50 }], hints: ["", "", ""], why: "", points: false };

/** What the store has of the form; nothing where somebody wrote into it by hand. */
function keptIn(found, fresh) {
  if (typeof found !== "object" || found === null) return {};
  const same = ([name, value]) => typeof value === typeof fresh[name] && Array.isArray(value) === Array.isArray(fresh[name]);
  return Object.entries(found).every(same) && (found.goals ?? []).every((one) => Object.hasOwn(KINDS, one?.kind)) ? found : {};
}

/**
 * @param element where the form goes while it is open; app of mountApp; generator: what writes files; changed: called when it opens or closes
 * @returns { toggle(), open }
 */
export function createMaking(element, { app, store, generator, changed }) {
  const { meta } = app.bundle;
  const regions = Object.fromEntries(["right", "left"].map((side) => [side, Object.keys(meta.regions).filter((name) => name.endsWith(`_${side}`))]));
  const first = { percent: 50, side: "left", units: 10, muscle: meta.muscles.find((one) => one.endsWith("_left")), finding: app.lab.side_effects[0].name };
  const firstOf = (kind) => Object.fromEntries([["kind", kind], ...KINDS[kind].needs.map((field) => [field, first[field]])]);
  const fresh = { ...FRESH, weaken: Object.values(regions).flat() };
  let open = false;
  const form = { now: { ...fresh, ...keptIn(store.read(KEY), fresh) }, seen: null, said: "", regions, meta, lab: app.lab, set, look, save, toggle };
  form.goal = (k, patch) => set({ goals: form.now.goals.map((one, i) => (i === k ? { ...one, ...patch } : one)) });
  form.kind = (k, kind) => set({ goals: form.now.goals.map((one, i) => (i === k ? firstOf(kind) : one)) });
  form.addGoal = () => set({ goals: [...form.now.goals, firstOf("harmless")] });
  form.clear = () => set(fresh);

  function set(patch) {
    form.now = { ...form.now, ...patch };
    form.seen = null;
    form.said = "";
    store.write(KEY, form.now);
    draw();
  }

  const askedFor = ({ weaken, points, ...rest }) => ({ ...rest, controls: { weaken, points }, names: rest.naming ? namesIn(rest) : [] });

  /** What the lab's own treatment reaches. */
  function look() {
    form.seen = form.now.naming ? null : exampleOf(askedFor(form.now), app);
    draw();
    return form.seen;
  }

  function save() {
    try {
      const missing = missingOf(form.now, meta);
      if (missing) throw new Error(missing);
      const found = look();
      if (found?.refused) throw new Error(found.refused);
      if (found && !found.goals.every(([, , met]) => met)) throw new Error(say("make.example_fails"));
      saveText(`${JSON.stringify(madeOf(askedFor(form.now), app, generator), null, 1)}\n`, fileName("exercise"));
      form.said = say("make.saved");
    } catch (error) {
      form.said = error.message;
    }
    draw();
  }

  function toggle() {
    open = !open;
    form.seen = null;
    draw();
    changed();
    element.querySelector("input")?.focus();
  }

  function draw() {
    render(open ? formView(form) : nothing, element);
  }

  return { toggle, get open() { return open; } };
}

const namesIn = ({ names }) => [...new Set(names.split(",").map((part) => part.trim().toLowerCase().replace(/[\s_]+/g, "_")).filter(Boolean))];

/** What has to be filled in before it can be saved, as a sentence; empty where nothing is missing. */
function missingOf({ title, question, naming, names, weaken, points }, { muscles }) {
  if (!title.trim()) return say("make.no_title");
  if (!question.trim()) return say("make.no_question");
  if (!naming) return weaken.length || points ? "" : say("make.no_controls");
  const said = namesIn({ names });
  const odd = said.find((name) => !muscles.includes(name));
  if (odd) return say("make.no_muscle", { name: plain(odd).slice(0, 60) });
  return said.length ? "" : say("make.no_names");
}
