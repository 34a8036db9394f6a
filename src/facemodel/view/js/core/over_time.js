// Seconds of a spasm from the samples that view/scene/over_time.py draws, and a recording that it sends. No DOM.

import { otherSide } from "./drive.js";

const FULL = 127; // steps of a recorded control from 0 to 1, counted from REST
const REST = 128;
const SIDEWAYS = /^(gaze_yaw|jaw_shift)/; // towards the left is positive

/** @returns { course(state, effort, timing), involuntary(course, time, out) } */
export function createSeconds({ meta, arrays }) {
  const { muscles, lab } = meta;
  const index = new Map(muscles.map((name, i) => [name, i]));
  const mirror = muscles.map((name) => index.get(otherSide(name)));
  const rate = lab.course_rate_hz;
  const tabled = lab.courses.map((row) => ({ ...row, values: arrays[row.samples], used: arrays[`${row.samples}_muscles`] }));

  return { course, involuntary };

  /**
   * The samples nearest to a state, or null where nothing runs: the case's own if they are its own, else of the
   * nearest severity and effort of the table. `start` and `end` in s; `exact`: of this very severity.
   */
  function course(state, effort, timing) {
    const own = timing?.course ? [{ ...timing.course, values: timing.course_samples, used: timing.course_samples_muscles }] : [];
    const here = (row) => row.condition === state.condition;
    const same = (row) => Math.abs(row.severity - state.severity) < 1e-3 && Math.abs(row.effort - effort) < 1e-3;
    const list = [...own.filter((row) => here(row) && same(row)), ...tabled.filter(here)];
    if (!list.length || state.severity === 0) return null;
    const away = (row) => 10 * Math.abs(row.severity - state.severity) + Math.abs(row.effort - effort);
    const row = list.reduce((one, two) => (away(two) < away(one) ? two : one));
    const length = row.values.length / row.used.length;
    return {
      ...row,
      flipped: row.side !== null && row.side !== undefined && row.side !== state.side,
      start: row.start_s,
      end: row.start_s + (length - 1) / rate,
      exact: Math.abs(row.severity - state.severity) < 1e-3,
    };
  }

  /** Share of full contraction (M) at a time in s: in proportion between two samples. */
  function involuntary({ values, used, flipped, start, end }, time, out = new Float64Array(muscles.length)) {
    out.fill(0);
    const at = (Math.min(end, Math.max(start, time)) - start) * rate;
    const width = used.length;
    const low = Math.floor(at + 1e-6);
    const high = Math.min(low + 1, values.length / width - 1);
    const share = Math.max(0, at - low);
    for (let k = 0; k < width; k++) {
      const value = values[low * width + k] * (1 - share) + values[high * width + k] * share;
      out[flipped ? mirror[used[k]] : used[k]] = value;
    }
    return out;
  }
}

/**
 * A recorded movement; `controls` are their names.
 * @returns { end: s, source, at(seconds, mirrored) => intended controls (C), the sides exchanged if `mirrored` }; null
 * where nothing was recorded
 */
export function takeOf({ meta, arrays }, controls) {
  if (!meta.source) return null;
  const { times, values, used } = arrays;
  const width = used.length;
  const end = times[times.length - 1];
  const other = Array.from(used, (k) => controls.indexOf(otherSide(controls[k])));
  const sign = Array.from(used, (k) => (SIDEWAYS.test(controls[k]) ? -1 : 1));
  return { end, source: meta.source, at };

  function at(seconds, mirrored = false) {
    const intent = new Float64Array(controls.length);
    const when = Math.min(end, Math.max(0, seconds));
    let low = 0;
    for (let high = times.length - 1; high - low > 1; ) {
      const middle = (low + high) >> 1;
      if (times[middle] <= when) low = middle;
      else high = middle;
    }
    const share = (when - times[low]) / (times[low + 1] - times[low]);
    for (let k = 0; k < width; k++) {
      const value = (values[low * width + k] * (1 - share) + values[(low + 1) * width + k] * share - REST) / FULL;
      if (mirrored) intent[other[k]] = sign[k] * value;
      else intent[used[k]] = value;
    }
    return intent;
  }
}
