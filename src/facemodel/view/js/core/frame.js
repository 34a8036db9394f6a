// One frame: control values to displaced vertices. The same steps as mechanics/frame.py.

import { createLids } from "./lid_balance.js";
import { leastForces } from "./nnls.js";

/**
 * @param bundle { meta: {controls, lab: {frame: constants}}, arrays }
 * @returns frame(activation, out: Float32Array(3V)) => { positions: out, pose }; activation has M or C values.
 * frame.move(activation, out, stiffness, base) sets positions only: in skin as stiff as that, 1 the average, and from what
 * frame.base(activation, stiffness) made of a face much alike, which is quicker
 */
export function createFrame({ meta, arrays }) {
  const { controls } = meta;
  const constants = meta.lab.frame;
  const at = new Map(controls.map((name, i) => [name, i]));
  const { rest, basis, creases, slack } = arrays;
  const size = rest.length;
  const closers = constants.jaw_closers;
  const [opening, ahead, aside] = ["jaw_openers", "jaw_forward", "jaw_shift"].map((name) => at.get(name));
  const eyes = ["left", "right"].map((side) => ({
    levator: at.get(`levator_palpebrae_superioris_${side}`),
    palpebral: at.get(`orbicularis_oculi_palpebral_${side}`),
    platysma: at.get(`platysma_${side}`),
    yaw: at.get(`gaze_yaw_${side}`),
    pitch: at.get(`gaze_pitch_${side}`),
    lids: oneEye(part(arrays, "rig_lids_"), side === "left" ? 0 : 1),
  }));
  const { motion } = createLids(constants);
  const lips = part(arrays, "rig_lips_");
  const jaw = part(arrays, "rig_jaw_");
  const pairs = lips.upper.length;
  const rows = arrays.rig_gap_rows;
  const full = new Float64Array(controls.length);
  const weights = new Float64Array(controls.length); // what each column adds
  const added = new Float64Array(controls.length); // of these what a base has not
  const active = new Int32Array(controls.length); // columns that add anything, the first `count`
  let count = 0;
  const none = { weights: new Float64Array(controls.length), moved: new Float64Array(size), met: new Float64Array(4 * arrays.rig_lips_upper.length) };
  let start = none;
  const gap = new Float64Array(pairs);
  const scratch = [0, 1, 2, 3].map(() => new Float64Array(pairs));

  return Object.assign(frame, { base, move });

  function frame(activation, out = new Float32Array(size)) {
    const { angle, forward, shift } = move(activation, out);
    const bell = bellTurn();
    const gaze = (eye) => [full[eye.yaw] * constants.gaze_yaw_rad, full[eye.pitch] * constants.gaze_pitch_rad + bell];
    const both = (value) => ({ left: value(eyes[0]), right: value(eyes[1]) });
    return {
      positions: out,
      pose: {
        jaw: { angle, shift, forward },
        gaze: both(gaze),
        bell,
        neck: both(({ platysma }) => Math.max(full[platysma], 0)),
      },
    };
  }

  /** Sets `out` to where the points lie; returns how the jaw stands. */
  function move(activation, out, stiffness = 1, from = none) {
    weigh(activation, stiffness, from);
    const angle = jawAngle();
    linear(out);
    const [left, right] = eyes;
    const lefts = motion(full[left.levator], full[left.palpebral], full[left.pitch]);
    const rights = motion(full[right.levator], full[right.palpebral], full[right.pitch]);
    smoothOut(out);
    closeLips(out, angle);
    if (lefts.closed) hold(left.lids, out, lefts.closed);
    if (rights.closed) hold(right.lids, out, rights.closed);
    for (let i = 0; i < size; i++) out[i] += rest[i];
    turnLids(left, lefts, out);
    turnLids(right, rights, out);
    const forward = full[ahead] * constants.jaw_forward_mm * constants.jaw_scale;
    const shift = full[aside] * constants.jaw_shift_mm * constants.jaw_scale;
    if (angle || forward || shift) turnJaw(out, angle, forward, shift);
    return { angle, forward, shift };
  }

  /** What all columns add to a face, from which others like it are made. */
  function base(activation, stiffness) {
    weigh(activation, stiffness, none);
    const moved = new Float64Array(size);
    linear(moved);
    return { weights: weights.slice(), moved, met: Float64Array.from([0, 1, 2, 3].flatMap((k) => [...met(k)])) };
  }

  /** Skin that is stiffer moves less; the roll of the red lips is kinematic. As mechanics/stiffened.py. */
  function weigh(activation, stiffness, from) {
    start = from;
    full.fill(0);
    full.set(activation);
    const share = (c) => (full[c] < 0 ? full[c] * slack[c] : full[c]);
    for (let c = 0; c < weights.length; c++) weights[c] = share(c) / stiffness;
    if (stiffness !== 1) for (const [c, roll, part] of constants.everts) weights[roll] = share(roll) + (1 - 1 / stiffness) * part * share(c);
    count = 0;
    for (let c = 0; c < weights.length; c++) {
      added[c] = weights[c] - from.weights[c];
      if (added[c] !== 0) active[count++] = c;
    }
  }

  function linear(out) {
    out.set(start.moved);
    let k = 0;
    for (; k + 3 < count; k += 4) {
      // four at once: what is added to is read and written a quarter as often
      const [a, b, c, d] = [added[active[k]], added[active[k + 1]], added[active[k + 2]], added[active[k + 3]]];
      const [p, q, r, s] = [active[k] * size, active[k + 1] * size, active[k + 2] * size, active[k + 3] * size];
      for (let i = 0; i < size; i++) out[i] += a * basis[p + i] + b * basis[q + i] + c * basis[r + i] + d * basis[s + i];
    }
    for (; k < count; k++) {
      const a = added[active[k]];
      const p = active[k] * size;
      for (let i = 0; i < size; i++) out[i] += a * basis[p + i];
    }
  }

  /** A muscle that lets go of its tone does not take back how it folds the skin. */
  function smoothOut(out) {
    for (let k = 0; k < constants.creased.length; k++) {
      const kept = -weights[constants.creased[k]];
      if (kept > 0) for (let i = 0; i < size; i++) out[i] += kept * creases[k * size + i];
    }
  }

  function jawAngle() {
    let closing = 0;
    for (const i of closers) closing = Math.max(closing, full[i]);
    return constants.jaw_angle_rad * clip(full[opening] - closing);
  }

  /** How far both eyes turn up where both levators are let go: they are meant to be closed. */
  function bellTurn() {
    const letGo = -Math.max(...eyes.map((eye) => full[eye.levator]));
    return (constants.bell_rad * Math.max(0, letGo - constants.bell_from)) / (1 - constants.bell_from);
  }

  function closeLips(out, angle) {
    let least = Infinity;
    const moved = met(0);
    for (let p = 0; p < pairs; p++) {
      let g = 0;
      for (let k = 11; k >= 0; k--) g = g * angle + lips.gap[k * pairs + p]; // powers of the angle, (12,P)
      gap[p] = g + moved[p];
      least = Math.min(least, gap[p]);
    }
    if (least >= constants.lips_near_mm) return;
    facing();
    if (!gap.some((g) => g < 0)) return;
    const force = leastForces(lips.compliance, gap);
    for (let p = 0; p < pairs; p++) {
      if (force[p] === 0) continue;
      for (let i = 0; i < size; i++) out[i] += force[p] * lips.response[p * size + i]; // response (P,V,3)
    }
  }

  /** What the controls add to the gaps (k 0) or to row k - 1 of the lips' line, at every place. */
  function met(k) {
    const out = scratch[k];
    for (let p = 0; p < pairs; p++) out[p] = start.met[k * pairs + p];
    for (let i = 0; i < count; i++) {
      const a = added[active[i]];
      const from = (4 * active[i] + k) * pairs;
      for (let p = 0; p < pairs; p++) out[p] += a * rows[from + p];
    }
    return out;
  }

  /** Gaps to what each place of the upper lip faces, where it has slid along the lower one. */
  function facing() {
    const [x, y, ahead] = [1, 2, 3].map((k) => met(k));
    for (let p = 0; p < pairs; p++) {
      x[p] += lips.line[p];
      y[p] += lips.line[pairs + p];
      ahead[p] += lips.line[2 * pairs + p];
    }
    for (let p = 0; p < pairs; p++) {
      const near = Math.max(p - 1, 0);
      const far = Math.min(p + 1, pairs - 1);
      gap[p] -= (ahead[p] * (y[far] - y[near])) / Math.max(x[far] - x[near], constants.lips_shortest_mm);
    }
  }

  function turnLids({ lids }, { up, low, closed }, x) {
    const { index, upper, lower, meet, swell, slide, keep_out: keepOut, centre, axes } = lids;
    const turns = up !== 0 || low !== 0;
    for (let k = 0; k < index.length; k++) {
      const v = 3 * index[k];
      const dx = x[v] - centre[0];
      const dy = x[v + 1] - centre[1];
      const dz = x[v + 2] - centre[2];
      let along = axes[0] * dx + axes[1] * dy + axes[2] * dz;
      let rise = axes[3] * dx + axes[4] * dy + axes[5] * dz;
      let ahead = axes[6] * dx + axes[7] * dy + axes[8] * dz;
      if (turns) {
        const angle = up * upper[k] + low * lower[k] + closed * meet[k];
        const grow = 1 + closed * swell[k];
        const c = Math.cos(angle) * grow;
        const s = Math.sin(angle) * grow;
        [rise, ahead] = [rise * c + ahead * s, ahead * c - rise * s];
        along += closed * slide[k];
      }
      const r2 = along * along + rise * rise + ahead * ahead;
      if (r2 < keepOut[k] * keepOut[k]) {
        const out = keepOut[k] / Math.sqrt(r2);
        along *= out;
        rise *= out;
        ahead *= out;
      } else if (!turns) continue;
      for (let axis = 0; axis < 3; axis++)
        x[v + axis] = centre[axis] + along * axes[axis] + rise * axes[3 + axis] + ahead * axes[6 + axis];
    }
  }

  function turnJaw(x, angle, forward, shift) {
    const { weight, centre } = jaw; // weight (V,)
    for (let k = 0; k < weight.length; k++) {
      if (weight[k] === 0) continue;
      const v = 3 * k;
      const c = Math.cos(weight[k] * angle);
      const s = Math.sin(weight[k] * angle);
      const y = x[v + 1] - centre[1];
      const z = x[v + 2] - centre[2];
      x[v] += weight[k] * shift;
      x[v + 1] = y * c - z * s + centre[1];
      x[v + 2] = y * s + z * c + centre[2] + weight[k] * forward;
    }
  }
}

function hold({ index, hold }, u, closed) {
  for (let k = 0; k < index.length; k++) {
    const keep = 1 - closed * hold[k];
    for (let axis = 0; axis < 3; axis++) u[3 * index[k] + axis] *= keep;
  }
}

const clip = (x) => Math.min(1, Math.max(0, x));

/** { gap: ..., upper: ... } of all arrays whose names begin with a prefix, here rig_lips_. */
function part(arrays, prefix) {
  const own = Object.keys(arrays).filter((name) => name.startsWith(prefix));
  return Object.fromEntries(own.map((name) => [name.slice(prefix.length), arrays[name]]));
}

/** The rows of one eye (0 left, 1 right) from arrays whose first axis is the eye. */
function oneEye(both, eye) {
  return Object.fromEntries(
    Object.entries(both).map(([name, rows]) => [name, rows.subarray((eye * rows.length) / 2, ((eye + 1) * rows.length) / 2)]),
  );
}
