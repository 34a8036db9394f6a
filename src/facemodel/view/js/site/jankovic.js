// The Jankovic rating of blepharospasm, read from a course of activation. As clinic/scales/jankovic.py. No DOM.

import { createLids } from "../core/lid_balance.js";

const ORBITAL = 3; // parts of the ring, the first ones

/**
 * Score 0..8.
 * @param rows activation (M) at even steps
 * @param rule { step_s, ring: [[muscle]] of each side, lower: [muscle], lids: [[levator, palpebral]], frame: constants of the lids, limits }
 */
export function jankovic(rows, { step_s: step, ring, lower, lids, frame, limits }) {
  const { motion } = createLids(frame);
  const contracted = rows.map((row) => ring.map((parts) => parts.map((m) => Math.max(0, row[m]))));
  const orbital = contracted.map((sides) => Math.max(...sides.flatMap((parts) => parts.slice(0, ORBITAL))));
  const seen = contracted.map((sides, t) => (orbital[t] > limits.flutter / 2 ? Math.max(...sides.map(mean)) : 0));
  const shut = rows.map((row) => Math.max(...lids.map(([levator, palpebral]) => motion(row[levator], row[palpebral], 0).closed)) >= limits.shut);
  const flutters = runs(seen.map((height) => height > limits.flutter));
  const spasms = runs(seen.map((height) => height >= limits.amplitude_2));
  const blinks = runs(shut).filter(([from, to]) => (to - from) * step <= limits.blink_s && Math.max(...orbital.slice(from, to)) < limits.flutter);
  const perMinute = (60 * blinks.length) / (rows.length * step);
  const course = {
    ...{ amplitude: Math.max(...seen), closed: mean(shut.map(Number)), perMinute, flutters: flutters.length },
    longest: Math.max(0, ...spasms.map(([from, to]) => (to - from) * step)),
    spread: Math.max(...rows.flatMap((row) => lower.map((m) => row[m]))) > limits.amplitude_1,
  };
  return severity(course, limits) + frequency(course, limits);
}

function severity({ amplitude, longest, spread, perMinute }, limits) {
  if (amplitude <= limits.flutter) return perMinute > limits.blinks_per_min ? 1 : 0;
  const grade = 1 + [1, 2, 3].filter((k) => limits[`amplitude_${k}`] <= amplitude).length;
  return grade === 4 && !(spread || longest > limits.lasting_s) ? 3 : grade;
}

function frequency({ closed, longest, flutters, perMinute }, limits) {
  if (closed > limits.closed_share) return 4;
  if (longest > 1) return 3;
  if (flutters) return 2;
  return perMinute > limits.blinks_per_min ? 1 : 0;
}

/** [from, to) of each run of true. */
function runs(on) {
  const found = [];
  on.forEach((is, k) => {
    if (is && !on[k - 1]) found.push([k, k]);
    if (is) found.at(-1)[1] = k + 1;
  });
  return found;
}

const mean = (list) => list.reduce((sum, x) => sum + x, 0) / list.length;
