// Between a case as Python writes it (JSON of case.py) and the state that the screen edits. No DOM.

import { dampeningFromNames, dampeningToNames } from "./state.js";

const SEVERITY = { mild: 1 / 3, moderate: 2 / 3, severe: 1 };
export const OWN = "own";
// What the screen writes itself; all else that a case holds goes through unchanged.
const OURS = new Set(["schema", "face", "condition", "side", "severity", "expression", "activation", "intensity", "dampening"]);

/** @param own condition arrays of Python that no preset has, or null */
export function stateOf(value, { muscles, regions, lab }, own) {
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
  };
}

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
  };
}

/** Intended activation (M) and the condition's arrays. */
export function prepare(state, model, own) {
  const intent = state.expression === OWN ? new Float64Array(model.muscles.length) : model.intent(state.expression);
  if (state.expression === OWN)
    for (const [name, value] of Object.entries(state.activation))
      for (const muscle of [name, `${name}_left`, `${name}_right`]) if (model.index.has(muscle)) intent[model.index.get(muscle)] = value;
  const condition =
    state.condition === OWN
      ? Object.fromEntries(Object.entries(own).map(([field, list]) => [field, Float64Array.from(list)]))
      : model.condition(state.condition, state.side, state.severity);
  return { intent: intent.map((x) => x * state.intensity), drive: condition };
}

const round = (x) => Math.round(x * 1e4) / 1e4;
