// From an intended movement to muscle activation. The same formula as physiology/drive.py.

import { createEffort } from "./effort.js";

/** The same muscle on the other side; a midline name is its own mirror image. */
export const otherSide = (name) =>
  name.endsWith("_left") ? name.replace(/_left$/, "_right") : name.endsWith("_right") ? name.replace(/_right$/, "_left") : name;

const FIELDS = ["conduction", "synkinesis", "tone", "normal_tone", "strength", "involuntary"];

/** @returns { condition(name, side, severity), years(name, severity), drive(condition, intended, remaining, out), driving(condition, remaining), trying(condition, intended, remaining), effort(intended) } */
export function createDrive({ meta, arrays }) {
  const { muscles, lab } = meta;
  const count = muscles.length;
  const tone = Float64Array.from(arrays.lab_tone);
  const index = new Map(muscles.map((name, i) => [name, i]));
  const mirror = muscles.map((name) => index.get(otherSide(name)));
  const groups = lab.groups.map(([muscle, sign]) => ({ muscle: index.get(muscle), sign }));
  const width = groups.length;
  const meant = new Float64Array(width);
  const tried = new Float64Array(count);
  const held = new Float64Array(count);
  const tryWith = createEffort({ meta, arrays });

  return { condition, years, drive, driving, trying, effort, index, mirror };

  /** How strongly an eye is meant to close or the mouth to smile, 0 to 1. */
  function effort(intended) {
    return Math.max(0, ...groups.map(({ muscle, sign }) => intended[muscle] * sign));
  }

  /** A tabled condition at a severity between its samples, on either side. */
  function condition(name, side, severity) {
    const row = rowOf(name);
    const { knots, k, share } = between(row, severity);
    const result = {};
    for (const field of FIELDS) {
      const table = arrays[`lab_condition_${field}`];
      const size = field === "synkinesis" ? count * width : count;
      const at = (i) => table.subarray((row.first + i) * size, (row.first + i + 1) * size);
      const [low, high] = [at(k), at(Math.min(k + 1, knots.length - 1))];
      result[field] = Float64Array.from(low, (x, i) => x + share * (high[i] - x));
    }
    return row.sided && side === "right" ? mirrored(result) : result;
  }

  /** Age of the face that a condition belongs to; null where it belongs to any. */
  function years(name, severity) {
    const row = rowOf(name);
    if (!row.years) return null;
    const { knots, k, share } = between(row, severity);
    const [low, high] = [row.years[k], row.years[Math.min(k + 1, knots.length - 1)]];
    return low + share * (high - low);
  }

  function rowOf(name) {
    const row = lab.conditions.find((one) => one.id === name);
    if (!row) throw new Error(`unknown condition ${name}`);
    return row;
  }

  function between({ severities: knots }, severity) {
    let k = 0;
    while (k < knots.length - 2 && severity > knots[k + 1]) k++;
    const share = knots.length > 1 ? Math.min(1, Math.max(0, (severity - knots[k]) / (knots[k + 1] - knots[k]))) : 0;
    return { knots, k, share };
  }

  function mirrored(one) {
    const result = {};
    for (const field of FIELDS)
      result[field] =
        field === "synkinesis"
          ? one[field].map((_, i) => one[field][mirror[Math.floor(i / width)] * width + ((i + width / 2) % width)])
          : one[field].map((_, i) => one[field][mirror[i]]);
    return result;
  }

  /** Activation of an intent (M or C values) under the arrays of a condition; `remaining` (M) is the share of strength left. */
  function drive(state, intended, remaining, out = new Float64Array(intended.length)) {
    return driving(state, remaining)(intended, out);
  }

  /** The same of many intents: (intended, out) => activation. */
  function driving(state, remaining) {
    const effort = tryWith(state, remaining);
    const holds = holding(effort);
    return (intended, out) => {
      out.fill(0);
      out.set(intended); // controls behind the muscles pass unchanged
      tryHard(effort, holds, intended);
      groups.forEach(({ muscle, sign }, g) => (meant[g] = Math.max(0, tried[muscle] * sign)));
      for (let m = 0; m < count; m++) out[m] = activationOf(state, m, remaining ? remaining[m] : 1);
      return out;
    };
  }

  function activationOf(state, m, left) {
    let v = tried[m];
    for (let g = 0; g < width; g++) v += state.synkinesis[m * width + g] * meant[g];
    v += held[m];
    const t0 = tone[m];
    const extra = state.tone[m] - t0 + state.involuntary[m];
    const normal = state.normal_tone[m];
    const c = left * clip(t0 + extra + state.conduction[m] * (v >= 0 ? (1 - normal) * v : normal * v));
    return c < t0 && t0 > 0 ? (c - t0) / t0 : Math.min((state.strength[m] * (c - t0)) / (1 - t0), lab.largest_activation);
  }

  /** What is tried (M) where `intended` is meant: harder where an outcome falls short, and what holds lids and brow. */
  function trying(state, intended, remaining) {
    const effort = tryWith(state, remaining);
    tryHard(effort, holding(effort), intended);
    return tried.map((x, m) => x + held[m]);
  }

  /** What holds lids and brow at rest: [[muscle, intent]]. */
  function holding(effort) {
    const { movers, levators } = lab.effort;
    const lids = effort.holdLids().map((more, k) => [levators[k], more]);
    return [...lids, ...effort.holdBrow().flatMap((more, side) => movers.brow[side].map((m) => [m, more]))];
  }

  /** Sets `tried`, the intent at the effort that its outcome needs, and `held`, what holds lids and brow at rest. */
  function tryHard(effort, holds, intended) {
    const { movers, rings } = lab.effort;
    for (let m = 0; m < count; m++) tried[m] = intended[m];
    for (const outcome in movers) {
      const harder = effort.reach(outcome, intended);
      if (harder === 1) continue;
      for (const muscles of movers[outcome]) for (const m of muscles) if (tried[m] > 0) tried[m] *= harder;
    }
    effort.close(tried).forEach((intent, k) => (tried[rings[k]] = intent));
    held.fill(0);
    for (const [m, more] of holds) held[m] = more * (1 + Math.min(0, intended[m]));
  }
}

const clip = (x) => Math.min(1, Math.max(0, x));
