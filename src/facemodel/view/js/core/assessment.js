// Before and after in figures: what the row under the picture shows. No DOM.

import { figures, preserved } from "./readouts.js";

const OVERACTIVE = 0.1; // share of full contraction beyond what is tried that is worth a mark

const CLOSED = "gentle_eye_closure"; // the task that shows what weakening the eye's ring costs

/**
 * Poses and figures of a state with what case.prepare adds; `buffers` { before, after, other } are reused.
 * Without figures it takes a tenth of the time.
 */
export function evaluate(model, lab, state, buffers, withFigures = true) {
  const { intent: intended, left } = state;
  const tried = model.trying(state.drive, intended, null);
  const before = pose(model, state.drive, intended, null, buffers.before);
  const after = pose(model, state.drive, intended, left, buffers.after);
  return { tried, before, after, figures: withFigures ? allFigures(model, lab, state, [before, after], buffers) : null };
}

/** Figures of readouts.js; `preserved` and, of it, `range`: per cent of movement that is left, name -> { left, right }. */
function allFigures(model, lab, state, poses, buffers) {
  const still = new Float64Array(state.intent.length);
  const stems = lab.expressions.find((one) => one.id === state.expression)?.landmarks ?? [];
  const posed = (intent, share, name) => pose(model, state.drive, intent, share, (buffers[name] ??= like(buffers.other))).positions;
  const moments = poses.map(({ positions }, k) => ({
    measures: model.measures,
    stems,
    vertices: positions,
    rest: posed(still, k ? state.left : null, `rest ${k}`),
    closed: posed(model.intent(CLOSED), k ? state.left : null, `closed ${k}`),
  }));
  const shown = figures(lab, moments);
  const limits = [null, state.left].map((share) => model.reach.limits(state.drive, share));
  const left = preserved(lab, shown, model.reach, limits);
  const range = Object.fromEntries(lab.readouts.filter((row) => row.preserved === "range").map(({ name }) => [name, left[name]]));
  return { ...shown, preserved: left, range };
}

const like = ({ activation, positions }) => ({ activation: new Float64Array(activation.length), positions: new Float32Array(positions.length) });

/** Activation and shape of a face whose muscles have `left` (M, null for all) of their strength. */
export function pose(model, condition, intended, left, buffer) {
  const activation = model.drive(condition, intended, left, buffer.activation);
  return { activation, remaining: left, drive: condition, ...model.frame(activation, buffer.positions) };
}

export const remaining = (dampening) => dampening.map((share) => 1 - share);

/** Muscles (indices) that a condition makes pull more than is tried. */
export function overactive(tried, activation, count) {
  const found = new Set();
  for (let m = 0; m < count; m++) if (activation[m] - Math.max(0, tried[m]) > OVERACTIVE) found.add(m);
  return found;
}
