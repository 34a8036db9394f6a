// Side effects of doses, found on the moved face by the rows of data/side_effects.csv. As clinic/findings.py. No DOM.

import { pose } from "./assessment.js";
import { dot } from "./strain.js";

const SIDES = ["left", "right"];
const FLIP = [-1, 1, 1]; // to the mirror image

/** What each measures of two exams: (seen, kind, side) => [measured, before, after]; as clinic/findings.py. */
export const MEASURES = {
  falls(seen, kind, side) {
    const [first, second] = heights(seen, kind, side);
    return [first - second, first - seen.pupil(side), second - seen.pupil(side)];
  },
  hangs(seen, kind, side) {
    const [first, second] = heights(seen, kind, side);
    return [first - second, seen.pupil(side) - first, seen.pupil(side) - second];
  },
  rises_over(seen, { task, landmarks: [above, below] }, side) {
    return change(seen.both((one) => one.at(task, above, side)[1] - one.at(task, below, side)[1]));
  },
  stands_higher(seen, { task, landmarks: [stem] }, side) {
    return change(seen.both((one) => one.moved(task, stem, side)[1] - one.moved(task, stem, other(side))[1]));
  },
  gapes(seen, { task }, side) {
    return change(seen.both((one) => one.fissure(task, side)));
  },
  retains,
  retains_lift(seen, kind, side) {
    const [had, has] = movements(seen, kind, side).map((moved) => moved[1]);
    return [percent(seen, Math.min(had, (100 * seen.fullLift) / kind.threshold), has), had, has];
  },
  falls_short(seen, { task, landmarks: [stem] }, side) {
    const [had] = seen.both((one) => one.moved(task, stem, side));
    const [start] = seen.both((one) => one.at("rest", stem, side));
    const way = unit(had);
    const [first, second] = seen.both((one) => dot(way, one.at(task, stem, side)) - dot(way, start));
    return [first - second, first, second];
  },
  lags(seen, { task, landmarks: [stem] }, side) {
    const [[had, others]] = seen.both((one) => [one.moved(task, stem, side), one.moved(task, stem, other(side))]);
    const way = unit(had.map((x, i) => x + FLIP[i] * others[i]));
    return change(seen.both((one) => dot(way, one.at(task, stem, other(side)).map((x, i) => FLIP[i] * x)) - dot(way, one.at(task, stem, side))));
  },
};

/**
 * @param condition arrays of a condition, healthy those of the same person without it; remaining (M) share of
 * strength that doses leave
 * @returns [{ name, side, measured, before, after, beyond, muscle (index) }], flagged ones and others; before and
 * after are the figures in mm, untreated and treated in this condition, that `measured` comes from. What is no worse
 * than the healthy face is not flagged.
 */
export function findings(model, lab, condition, healthy, remaining) {
  const exams = [
    [condition, null],
    [condition, remaining],
    [healthy, null],
  ].map((one) => examined(model, lab, ...one));
  return compared(model.pupils, lab, exams).map((one) => ({ ...one, muscle: blamed(model, kindOf(lab, one.name), one.side, remaining) }));
}

/** The same of three exams { at, moved, fissure }: untreated, treated, and without the condition; muscles are not named. */
export function compared(pupils, lab, [before, after, well]) {
  const [seen, cured] = [before, well].map((first) => both(pupils, lab, [first, after]));
  const list = lab.side_effects.flatMap((kind) => {
    const measure = MEASURES[kind.measure];
    const past = (measured) => (kind.flagged === "below" ? measured < kind.threshold : measured > kind.threshold);
    const fromHealth = (side) => measure(cured, kind, side)[0]; // seldom needed
    const rows = SIDES.map((side) => [side, ...measure(seen, kind, side)]);
    return (kind.sides === "worse" ? [["both", ...worse(kind, rows)]] : rows.map((row) => [row[0], ...row])).map(([side, of, measured, first, second]) => ({
      name: kind.name,
      side,
      measured,
      before: first,
      after: second,
      past: past(measured) && past(fromHealth(of)),
      nearest: () => (kind.flagged === "below" ? Math.max : Math.min)(measured, fromHealth(of)),
      suppressed_by: kind.suppressed_by,
    }));
  });
  const past = new Set(list.filter((one) => one.past).map(({ name, side }) => `${name} ${side}`));
  return list.map(({ past: over, suppressed_by, ...one }) => ({ ...one, beyond: over && !past.has(`${suppressed_by} ${one.side}`) }));
}

/** The row of a side effect. */
export const kindOf = (lab, name) => lab.side_effects.find((kind) => kind.name === name);

/** The face at rest and in the tasks of the table. */
function examined(model, lab, condition, share) {
  const frames = {};
  for (const task of ["rest", ...lab.side_effect_tasks]) {
    const intent = model.intent(task);
    const buffer = { activation: new Float64Array(intent.length), positions: new Float32Array(model.size) };
    frames[task] = pose(model, condition, intent, share, buffer).positions;
  }
  const fissure = (task, side) => model.measures.fissure(frames[task], side);
  return seenIn((task) => frames[task], (_, stem, side) => 3 * model.vertexOf(`${stem}_${side}`), fissure);
}

/** How faces are read, frame(task) being where the points lie in one; offset(task, landmark, side) is where a landmark's three numbers begin. */
export function seenIn(frame, offset, fissure) {
  const at = (task, stem, side) => {
    const [x, v] = [frame(task), offset(task, stem, side)];
    return [x[v], x[v + 1], x[v + 2]];
  };
  const moved = (task, stem, side) => {
    const [now, rest] = [at(task, stem, side), at("rest", stem, side)];
    return [now[0] - rest[0], now[1] - rest[1], now[2] - rest[2]];
  };
  return { at, moved, fissure };
}

/** Two of these; its own both(figure) measures each. */
function both(pupils, lab, exams) {
  return {
    both: (figure) => exams.map(figure),
    pupil: (side) => pupils[SIDES.indexOf(side)][1],
    least: lab.least_movement_mm,
    fullLift: lab.full_lift_mm,
  };
}

function retains(seen, kind, side) {
  const [had, has] = movements(seen, kind, side);
  const size = Math.hypot(...had);
  const along = dot(unit(had), has);
  return [percent(seen, size, along), size, along];
}

const other = (side) => SIDES[1 - SIDES.indexOf(side)];
const unit = (way) => way.map((x) => x / Math.max(Math.hypot(...way), 1e-9));
const change = ([first, second]) => [second - first, first, second];
const heights = (seen, { task, landmarks: [stem] }, side) => seen.both((one) => one.at(task, stem, side)[1]);
const movements = (seen, { task, landmarks: [stem] }, side) => seen.both((one) => one.moved(task, stem, side));
/** What did not move before has nothing to lose: 100. */
const percent = ({ least }, had, has) => (had >= least ? (100 * has) / had : 100);
const worse = ({ flagged }, [left, right]) => ((flagged === "below" ? left[1] <= right[1] : left[1] >= right[1]) ? left : right);

/** Index of the muscle that lost most; of equal losses, the one that the row names first. */
function blamed(model, { blames }, side, remaining) {
  let best = null;
  let most = -Infinity;
  for (const stem of blames)
    for (const s of side === "both" ? SIDES : [side]) {
      const k = model.index.get(`${stem}_${s}`);
      const first = blames.findIndex((one) => stem.startsWith(one));
      const weight = (1 - remaining[k]) * (1 - 0.05 * first);
      if (weight > most) [most, best] = [weight, k];
    }
  return best;
}
