// Between a case as Python writes it (JSON of case/case.py) and the state that the screen edits, and the virtual people
// whom the screen offers. No DOM.

import { remaining } from "./assessment.js";
import { dampeningFromNames, dampeningToNames } from "./state.js";

export const SEVERITY = { mild: 1 / 3, moderate: 2 / 3, severe: 1 };
export const OWN = "own";
const STANDS_OUT = 2; // as physiology/found.py
// What the screen writes itself; all else that a case holds goes through unchanged.
const OURS = new Set(["schema", "face", "condition", "side", "severity", "expression", "activation", "intensity", "dampening", "day", "time_s"]);

/**
 * @param own condition arrays of Python that no preset has, or null
 * @param timing what timingOf gives: injections and the person as numbers, or null without either
 */
export function stateOf(value, { muscles, regions, lab }, own, timing = null) {
  const condition = own ? OWN : (value.condition ?? "healthy");
  const kind = lab.conditions.find((one) => one.id === condition);
  const carried = Object.fromEntries(Object.entries(value).filter(([key]) => !OURS.has(key)));
  return {
    carried,
    expression: value.expression ?? OWN,
    activation: value.activation ?? {},
    intensity: value.intensity ?? 1,
    condition,
    side: value.side ?? "left",
    severity: SEVERITY[value.severity] ?? value.severity ?? kind?.severity ?? 0,
    dampening: dampeningFromNames(value.dampening, regions, muscles),
    day: value.day ?? 0,
    time: value.time_s ?? null, // null: a spasm is held at its height
    timing,
  };
}

/** What view/scene/over_time.py says of one case, as one object. */
export const timingOf = ({ meta, arrays }) => ({ ...meta, ...arrays });

/** The JSON form; `face` is passed through. */
export function caseOf(state, { muscles, regions, lab }, face = "default") {
  const kind = lab.conditions.find((one) => one.id === state.condition);
  const named = state.expression !== OWN;
  return {
    ...state.carried,
    face,
    condition: state.condition === OWN ? "healthy" : state.condition,
    side: kind?.sided ? state.side : null,
    severity: (kind?.severities.length ?? 0) > 1 ? round(state.severity) : null,
    expression: named ? state.expression : null,
    activation: named ? {} : state.activation,
    intensity: state.intensity,
    dampening: dampeningToNames(state.dampening, regions, muscles),
    day: state.day,
    time_s: state.time,
  };
}

/**
 * What `evaluate` of assessment.js adds to a state.
 * @returns { intent: intended activation (M; C of a recording), drive: the condition's arrays in this person at this
 * moment, for model.drive; healthy: those of the person without it; left: share (M) of strength that remains; age: of
 * the face in years, or undefined }
 */
export function prepare(state, model, own) {
  const replayed = state.take && state.replay !== null; // then the expression waits
  const custom = !replayed && state.expression === OWN;
  const intent = replayed ? state.take.at(state.replay, state.mirrored) : custom ? new Float64Array(model.muscles.length) : model.intent(state.expression);
  if (custom)
    for (const [name, value] of Object.entries(state.activation))
      for (const muscle of [name, `${name}_left`, `${name}_right`]) if (model.index.has(muscle)) intent[model.index.get(muscle)] = value;
  const condition =
    state.condition === OWN
      ? Object.fromEntries(Object.entries(own).flatMap(([field, list]) => (field === "age_years" ? [] : [[field, Float64Array.from(list)]])))
      : asFound(model.condition(state.condition, state.side, state.severity), state.carried, model.index);
  if (!replayed) intent.forEach((x, m) => (intent[m] = x * state.intensity));
  const healthy = model.condition("healthy");
  if (state.timing) for (const one of [condition, healthy]) ofPerson(one, state.timing, model.strongest);
  const course = state.time === null ? null : model.seconds.course(state, model.effort(intent), state.timing);
  if (course) condition.involuntary = model.seconds.involuntary(course, state.time);
  const toxin = model.toxin.left(state.timing, state.day);
  const age = state.condition === OWN ? own.age_years : model.years(state.condition, state.severity);
  return { intent, drive: condition, healthy, left: remaining(state.dampening).map((share, m) => share * toxin[m]), age: age ?? undefined };
}

/** Puts into a condition's arrays what was found of single muscles, as physiology/found.py. */
export function asFound(condition, carried, index) {
  for (const [name, share] of Object.entries(carried?.weak ?? {})) condition.conduction[index.get(name)] *= 1 - share;
  for (const [name, x] of Object.entries(carried?.held ?? {})) {
    const m = index.get(name);
    condition.tone[m] *= 1 + Math.min(x, 0);
    condition.tone[m] += Math.max(x, 0) * (1 - condition.tone[m]);
  }
  return condition;
}

/** The side that has most of what was found; null where there is none or both have. */
export function affected(carried) {
  const says = { left: 0, right: 0 };
  for (const found of [carried?.weak ?? {}, carried?.held ?? {}])
    for (const [name, x] of Object.entries(found)) for (const side of ["left", "right"]) if (name.endsWith(`_${side}`)) says[side] += Math.abs(x);
  if (says.left > STANDS_OUT * says.right) return "left";
  return says.right > STANDS_OUT * says.left ? "right" : null;
}

/** Folds the strength and tone of a person into a condition's arrays. */
export function ofPerson(condition, { strength, tone }, strongest) {
  condition.strength.forEach((x, m) => (condition.strength[m] = Math.min(strongest, x * strength[m])));
  for (const field of ["tone", "normal_tone"]) condition[field].forEach((x, m) => (condition[field][m] = Math.min(1, x * tone[m])));
}

const round = (x) => Math.round(x * 1e4) / 1e4;

/** Which of the people (a row of the table) a state is of; -1: somebody whom the case brought along. */
export const personOf = (people, { carried }) => people.findIndex((one) => samePerson(one.person, carried?.person ?? null));

/** What changes in a state when the k-th of the people has the condition. */
export function asPerson({ meta, arrays }, { carried, timing }, k) {
  const count = meta.muscles.length;
  const { person, sex, ...pace } = meta.lab.people[k];
  const row = (name) => Float64Array.from(arrays[name].subarray(k * count, (k + 1) * count));
  const given = { doses: [], days: [], caught: new Float64Array(0), course: null, ...timing };
  const own = { strength: row("lab_people_strength"), tone: row("lab_people_tone"), ed50: row("lab_people_ed50") };
  return { carried: { ...carried, person }, timing: { ...given, ...own, person: pace } };
}

export const samePerson = (a, b) => (a && b ? ["seed", "index", "sex", "mirrored"].every((key) => (a[key] ?? null) === (b[key] ?? null)) : !a && !b);
