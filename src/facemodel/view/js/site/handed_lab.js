// The lab of an exercise that was handed out: its case, and only the controls that it allows.

import { forbidden } from "./judging.js";

const SEVERITY = { mild: 1 / 3, moderate: 2 / 3, severe: 1 };

/**
 * @param kit { viewer, face, timing, bundle, model, store }
 * @param places { element, says }; key: of the store, where what is done in the lab is kept
 * @returns what mountApp returns
 */
export const mountHanded = (kit, places, exercise, key) => (exercise.field === "names" ? toBeNamed(kit, places, exercise) : toBeTreated(kit, places, exercise, key));

/** A face that is looked at: what its condition is has no name. */
function toBeNamed({ viewer, face, timing, bundle, model }, places, { case: shown }) {
  const { condition, side, severity, expression, activation, intensity } = shown;
  const preset = bundle.meta.lab.conditions.find(({ id }) => id === condition);
  const arrays = model.condition(condition, side, SEVERITY[severity] ?? severity ?? preset.severity);
  const own = Object.fromEntries(Object.entries(arrays).map(([field, list]) => [field, Array.from(list)]));
  const app = viewer.openPage(face, timing, { case: { expression, activation, intensity }, own, hints: false, overlays: [] }, places);
  app.stage.show("before"); // nothing is treated
  return app;
}

/** What the exercise does not allow is taken back. */
function toBeTreated({ viewer, face, timing, bundle, store }, places, { case: begun, controls }, key) {
  let last = { dampening: {}, injections: [] };
  const changed = (value) => {
    if (forbidden(controls, value, bundle.meta)) return void app.open({ ...value, ...last });
    const { dampening, injections = [] } = value;
    last = { dampening, injections };
    store.write(`${key}.lab`, last);
  };
  const { condition, side, severity, expression, activation, intensity, day } = begun;
  const app = viewer.openPage(face, timing, { case: { condition, side, severity, expression, activation, intensity, day } }, { ...places, callbacks: { changed } });
  const left = store.read(`${key}.lab`) ?? {};
  try {
    if (forbidden(controls, { dampening: {}, ...left }, bundle.meta)) throw new Error();
    app.open({ ...begun, ...left });
  } catch {
    app.open(begun); // somebody wrote into it by hand
  }
  return app;
}

const mode = (name) => [`.fm-time input[value=${name}]`, `.fm-time input[value=${name}] + label`];
const mirrorOf = (name) => (name.endsWith("_left") ? name.replace(/_left$/, "_right") : name.replace(/_right$/, "_left"));

/** Style rules that leave only the controls that an exercise allows. */
export function rulesOf({ field, controls: { weaken, points } }, { regions }) {
  const hidden = [".fm-toolbar > :not(:first-child)", ".fm-do-save_case", ...mode("plan"), ".fm-region .fm-more"];
  if (field === "names") hidden.push(".fm-side-pane", ".fm-says", ...mode("explore"));
  if (!points) hidden.push(...mode("dose"), ".fm-doses");
  if (!weaken.every((name) => weaken.includes(mirrorOf(name)))) hidden.push(".fm-column .fm-check"); // weakens both sides
  for (const side of ["left", "right"]) if (!weaken.some((name) => name.endsWith(`_${side}`))) hidden.push(`.fm-column-${side}`);
  for (const name of Object.keys(regions)) if (!weaken.includes(name)) hidden.push(`.fm-region:has(> .fm-slider [data-name="${name}"])`);
  return `${hidden.map((one) => `.handed-lab ${one}`).join(",")} { display: none !important; }`;
}
