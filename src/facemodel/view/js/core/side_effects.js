// What doses spoil, found on the moved face. The same findings as clinic/side_effects.py. No DOM.

import { pose } from "./assessment.js";

const TASKS = ["rest", "brow_raise", "gentle_eye_closure", "open_mouth_smile", "lower_teeth", "lip_pucker"];
const SIDES = ["left", "right"];
const MOVES = 0.5; // mm: a smaller movement has no share that could be kept

/**
 * @param condition arrays of a condition; left (M) share of strength that doses leave
 * @returns [{ name, side, measured, beyond, muscle (index or null) }], flagged ones and others
 */
export function findings(model, lab, condition, left) {
  const [before, after] = [null, left].map((share) => frames(model, condition, share));
  const list = [];
  const put = (name, side, measured) => list.push({ name, side, measured });
  const smile = Object.fromEntries(SIDES.map((side) => [side, kept(model, before, after, "open_mouth_smile", `cheilion_${side}`)]));
  for (const side of SIDES) {
    const other = side === "left" ? "right" : "left";
    const sinks = (stem) => at(model, before, "rest", `${stem}_${side}`)[1] - at(model, after, "rest", `${stem}_${side}`)[1];
    const escape = (which) => at(model, which, "brow_raise", `brow_outer_${side}`)[1] - at(model, which, "brow_raise", `brow_mid_${side}`)[1];
    const lip = (which) => moved(model, which, "lower_teeth", `lower_lip_lat_${side}`)[1] - moved(model, which, "lower_teeth", `lower_lip_lat_${other}`)[1];
    put("lid_ptosis", side, sinks("upper_lid"));
    put("brow_ptosis", side, sinks("brow_mid"));
    put("lateral_escape", side, escape(after) - escape(before));
    put("smile_asymmetry", side, smile[other] - smile[side]);
    put("narrow_smile", side, 100 - smile[side]);
    const gap = (which) => model.measures.fissure(which.gentle_eye_closure, side);
    put("lagophthalmos", side, gap(after) - gap(before));
    put("lower_lip_asymmetry", side, lip(after) - lip(before));
    put("flat_smile", side, kept(model, before, after, "open_mouth_smile", `crista_philtri_${side}`, 1));
    put("commissure_droop", side, sinks("cheilion"));
  }
  put("oral_incompetence", "both", Math.min(...SIDES.map((side) => kept(model, before, after, "lip_pucker", `cheilion_${side}`))));
  const kinds = lab.complications;
  list.sort((a, b) => order(kinds, a.name) - order(kinds, b.name));
  const flagged = new Set();
  for (const one of list) {
    const kind = kinds.find(({ name }) => name === one.name);
    one.beyond = kind.kept ? one.measured < kind.threshold : one.measured > kind.threshold;
    // an uneven smile is told once, as that
    if (one.name === "narrow_smile" && flagged.has(`smile_asymmetry ${one.side}`)) one.beyond = false;
    if (one.beyond) flagged.add(`${one.name} ${one.side}`);
    one.muscle = blamed(model, kind, one.side, left);
  }
  return list;
}

const order = (kinds, name) => kinds.findIndex((kind) => kind.name === name);

function blamed(model, kind, side, left) {
  let best = null;
  let most = -Infinity;
  for (const stem of kind.blames)
    for (const s of side === "both" ? SIDES : [side]) {
      const k = model.index.get(`${stem}_${s}`);
      const first = kind.blames.findIndex((other) => stem.startsWith(other));
      const weight = (1 - left[k]) * (1 - 0.05 * first);
      if (weight > most) [most, best] = [weight, k];
    }
  return best;
}

function frames(model, condition, share) {
  const rows = {};
  for (const task of TASKS) {
    const intent = model.intent(task);
    const buffer = { activation: new Float64Array(intent.length), positions: new Float32Array(model.size) };
    rows[task] = pose(model, condition, intent, share, buffer).positions;
  }
  return rows;
}

function at(model, which, task, landmark) {
  const v = 3 * model.vertexOf(landmark);
  return which[task].subarray(v, v + 3);
}

function moved(model, which, task, landmark) {
  const [to, from] = [at(model, which, task, landmark), at(model, which, "rest", landmark)];
  return [0, 1, 2].map((i) => to[i] - from[i]);
}

/** Per cent of a landmark's movement that is left, along the movement it had. */
function kept(model, before, after, task, landmark, axis = null) {
  const had = moved(model, before, task, landmark);
  const has = moved(model, after, task, landmark);
  if (axis !== null) return had[axis] > MOVES ? (100 * has[axis]) / had[axis] : 100;
  const size = Math.hypot(...had);
  return size > MOVES ? (100 * had.reduce((sum, x, i) => sum + x * has[i], 0)) / size ** 2 : 100;
}
