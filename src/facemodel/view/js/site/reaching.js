// Goals that the page's own model judges: what a learner's weakening or points do to the exercise's case. No DOM.
// As teach/judges/targets.py and muscles.py.

import { evaluate } from "../core/assessment.js";
import { asPerson, prepare, stateOf } from "../core/case.js";
import { createDoses } from "../core/doses.js";
import { kindOf } from "../core/side_effects.js";
import { createSpread } from "../core/spread.js";
import { say } from "../core/messages.js";

const SIDES = ["left", "right"];
const MIDLINE_MM = 1; // points farther from it lie on a side
const percent = (share) => `${Math.round(100 * share)}%`;

/** By a goal's kind: (attempt, enough, exercise) => [reached in words, whether that is enough]. */
const KINDS = {
  falls({ asymmetry: [before, after] }, enough) {
    const share = 1 - after / before;
    return [say(share >= 0 ? "lesson.falls" : "lesson.rises", { percent: percent(Math.abs(share)) }), share >= enough];
  },
  keeps: ({ kept }, enough) => [say("lesson.preserved", { percent: percent(kept) }), kept >= enough],
  closes({ gaps }, enough) {
    const [before, after] = gaps.reduce((one, two) => (two[1] > one[1] ? two : one));
    return [say("lesson.gap", { before: before.toFixed(1), after: after.toFixed(1) }), after < enough];
  },
  loses: ({ left, index }, enough, { muscle }) => [percent(1 - left[index.get(muscle)]), 1 - left[index.get(muscle)] >= enough],
  units({ injections }, enough) {
    const total = injections.reduce((sum, one) => sum + one.dose_units, 0);
    return [String(+total.toPrecision(6)), total <= enough];
  },
  harmless: ({ harms }) => [harms.join(", ") || say("lesson.none"), !harms.length],
  untreated({ treated }, side) {
    const names = treated(side);
    return [names.length ? say("lesson.treated", { names: names.join(", ") }) : say("lesson.nothing_there"), !names.length];
  },
  catches({ distance, share }, enough) {
    return [say("lesson.catches", { percent: percent(share), mm: distance.toFixed(1) }), share >= enough];
  },
};

/**
 * What a case of the learner reaches: [[text, reached, met]].
 * @param lab { model, lab, bundle } of mountApp; answer: a case of which dampening and injections count, or for a mark [x, y, z] mm
 */
export function reachedIn(lab, exercise, answer) {
  const attempt = exercise.field === "place" ? marked(lab, exercise, answer) : tried(lab, exercise, answer);
  return exercise.targets.map(({ kind, enough, text }) => [text, ...KINDS[kind](attempt, enough, exercise)]);
}

function marked({ bundle }, { muscle }, point) {
  const middle = bundle.meta.lab.spread.middles[muscle];
  const spread = createSpread(bundle);
  const onSkin = spread.site({ point_mm: point }).point;
  const [there, most] = [onSkin, middle.slice(0, 3)].map((at) => spread.shares(at, middle[3])[bundle.meta.muscles.indexOf(muscle)]);
  return { distance: Math.hypot(...onSkin.map((x, i) => x - middle[i])), share: there / most };
}

function tried({ model, lab, bundle }, { case: own }, { dampening, injections = [] }) {
  const doses = createDoses(model, createSpread(bundle), lab);
  const given = injections.map((one) => ({ muscle: null, landmark: null, point_mm: null, depth_mm: null, ...one }));
  const next = stateOf({ ...own, dampening, injections: [] }, bundle.meta, null);
  const whole = { ...next, ...asPerson(bundle, next, 0) };
  const state = { ...whole, timing: doses.timed(given, whole.timing) };
  const now = { ...state, ...prepare(state, model, null) };
  const seen = (drive) => evaluate(model, lab, { ...now, drive }, { before: buffer(model), after: buffer(model), other: buffer(model) }).figures;
  const figures = seen(now.drive);
  // a spasm that helps to close the eyes comes and goes
  const { gap } = lab.courses.some((row) => row.condition === own.condition) ? seen(now.healthy) : figures;
  return {
    ...{ asymmetry: figures.asymmetry, kept: figures.preserved.side.left / 100, gaps: SIDES.map((side) => gap[side]) },
    ...{ left: now.left, index: model.index, injections: given },
    harms: harmsOf(doses, lab, given, now),
    treated: (side) => [...Object.keys(dampening).filter((name) => dampening[name] > 0 && touches(name, side, bundle.meta)), ...given.filter((one) => lies(one, side)).map(placeOf)],
  };
}

function harmsOf(doses, lab, injections, now) {
  const found = doses.sideEffects(now.drive, now.healthy, injections, doses.acting(injections, now), now.left);
  return found.map(({ name, ceiling, side }) => `${ceiling ? ceiling.label : kindOf(lab, name).label}, ${side}`);
}

const buffer = ({ muscles, size }) => ({ activation: new Float64Array(muscles.length), positions: new Float32Array(size) });

/** Whether a region's or muscle's name has part on a side; a name without side means both. */
function touches(name, side, { muscles, regions }) {
  if (/_(left|right)$/.test(name)) return name.endsWith(`_${side}`);
  return `${name}_${side}` in regions || muscles.includes(`${name}_${side}`);
}

const placeOf = ({ muscle, landmark }) => muscle ?? landmark ?? say("lesson.a_point");

function lies({ point_mm: point, muscle, landmark }, side) {
  if (point) return point[0] * (side === "left" ? 1 : -1) > MIDLINE_MM;
  return (muscle ?? landmark ?? "").endsWith(`_${side}`);
}
