// What doses spoil, found on the moved face. The same findings as clinic/findings.py. No DOM.

import { pose } from "./assessment.js";

const TASKS = ["rest", "brow_raise", "gentle_eye_closure", "open_mouth_smile", "lower_teeth", "lip_pucker"];
const SIDES = ["left", "right"];
const MOVES = 0.5; // mm: a smaller movement has no share that could be kept

/**
 * @param condition arrays of a condition; left (M) share of strength that doses leave
 * @returns [{ name, side, measured, before, after, beyond, muscle (index or null) }], flagged ones and others;
 * before and after are the figures in mm, untreated and treated in this condition, that `measured` comes from
 */
export function findings(model, lab, condition, left) {
  const both = [null, left].map((share) => frames(model, condition, share));
  const list = [];
  const put = (name, side, measured, before, after) => list.push({ name, side, measured, before, after });
  const smile = Object.fromEntries(SIDES.map((side) => [side, kept(model, both, "open_mouth_smile", `cheilion_${side}`)]));
  SIDES.forEach((side, k) => {
    const other = SIDES[1 - k];
    const pupil = model.pupils[k][1];
    const change = (name, figure, zero = 0) => {
      const [first, second] = both.map(figure);
      put(name, side, second - first, first - zero, second - zero);
    };
    const sinks = (name, stem) => {
      const [first, second] = both.map((which) => at(model, which, "rest", `${stem}_${side}`)[1]);
      put(name, side, first - second, first - pupil, second - pupil);
    };
    const escape = (which) => at(model, which, "brow_raise", `brow_outer_${side}`)[1] - at(model, which, "brow_raise", `brow_mid_${side}`)[1];
    const lip = (which) => moved(model, which, "lower_teeth", `lower_lip_lat_${side}`)[1] - moved(model, which, "lower_teeth", `lower_lip_lat_${other}`)[1];
    const [share, had, has] = smile[side];
    sinks("lid_ptosis", "upper_lid");
    sinks("brow_ptosis", "brow_mid");
    change("lateral_escape", escape);
    put("smile_asymmetry", side, smile[other][0] - share, had, has);
    put("narrow_smile", side, 100 - share, had, has);
    change("lagophthalmos", (which) => model.measures.fissure(which.gentle_eye_closure, side));
    change("lower_lip_asymmetry", lip);
    put("flat_smile", side, ...kept(model, both, "open_mouth_smile", `crista_philtri_${side}`, 1));
    change("commissure_droop", (which) => -at(model, which, "rest", `cheilion_${side}`)[1], -pupil);
  });
  const puckers = SIDES.map((side) => kept(model, both, "lip_pucker", `cheilion_${side}`));
  put("oral_incompetence", "both", ...(puckers[0][0] <= puckers[1][0] ? puckers[0] : puckers[1]));
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

/** Per cent of a landmark's movement that is left, along the movement it had; both in mm. */
function kept(model, both, task, landmark, axis = null) {
  const [had, has] = both.map((which) => moved(model, which, task, landmark));
  const size = axis === null ? Math.hypot(...had) : had[axis];
  const along = axis === null ? had.reduce((sum, x, i) => sum + x * has[i], 0) / Math.max(size, 1e-9) : has[axis];
  return [size > MOVES ? (100 * along) / size : 100, size, along];
}
