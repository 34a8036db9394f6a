// One frame: control values to displaced vertices. The same steps as mechanics/frame.py.

import { createLids } from "./lid_balance.js";
import { leastForces } from "./nnls.js";

/**
 * @param bundle { meta: {controls, lab: {frame: constants}}, arrays }
 * @returns (activation, out: Float32Array(3V)) => { positions: out, pose }; activation has M or C values
 */
export function createFrame({ meta, arrays }) {
  const { controls } = meta;
  const constants = meta.lab.frame;
  const at = new Map(controls.map((name, i) => [name, i]));
  const { rest, basis, creases, slack } = arrays;
  const size = rest.length;
  const closers = constants.jaw_closers;
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
  const gap = new Float64Array(pairs);

  return function frame(activation, out = new Float32Array(size)) {
    full.fill(0);
    full.set(activation);
    const angle = jawAngle();
    linear(out);
    const lidPoses = eyes.map((eye) => motion(full[eye.levator], full[eye.palpebral], full[eye.pitch]));
    eyes.forEach((eye, k) => lidPoses[k].closed && hold(eye.lids, out, lidPoses[k].closed));
    smoothOut(out);
    closeLips(out, angle);
    for (let i = 0; i < size; i++) out[i] += rest[i];
    eyes.forEach((eye, k) => turnLids(eye, lidPoses[k], out));
    const forward = full[at.get("jaw_forward")] * constants.jaw_forward_mm * constants.jaw_scale;
    const shift = full[at.get("jaw_shift")] * constants.jaw_shift_mm * constants.jaw_scale;
    if (angle || forward || shift) turnJaw(out, angle, forward, shift);
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
  };

  function share(c) {
    return full[c] < 0 ? full[c] * slack[c] : full[c];
  }

  function linear(out) {
    out.fill(0);
    for (let c = 0; c < controls.length; c++) {
      const a = share(c);
      if (a === 0) continue;
      const column = basis.subarray(c * size, (c + 1) * size);
      for (let i = 0; i < size; i++) out[i] += a * column[i];
    }
  }

  /** A muscle that lets go of its tone does not take back how it folds the skin. */
  function smoothOut(out) {
    constants.creased.forEach((c, k) => {
      const kept = -share(c);
      if (kept <= 0) return;
      const column = creases.subarray(k * size, (k + 1) * size);
      for (let i = 0; i < size; i++) out[i] += kept * column[i];
    });
  }

  function jawAngle() {
    const closing = Math.max(0, ...closers.map((i) => full[i]));
    return constants.jaw_angle_rad * clip(full[at.get("jaw_openers")] - closing);
  }

  /** How far both eyes turn up where both levators are let go: they are meant to be closed. */
  function bellTurn() {
    const letGo = -Math.max(...eyes.map((eye) => full[eye.levator]));
    return (constants.bell_rad * Math.max(0, letGo - constants.bell_from)) / (1 - constants.bell_from);
  }

  function closeLips(out, angle) {
    let least = Infinity;
    for (let p = 0; p < pairs; p++) {
      let g = 0;
      for (let k = 11; k >= 0; k--) g = g * angle + lips.gap[k * pairs + p]; // powers of the angle, (12,P)
      gap[p] = g + met(0, p);
      least = Math.min(least, gap[p]);
    }
    if (least >= constants.lips_near_mm) return;
    facing();
    if (!gap.some((g) => g < 0)) return;
    const force = leastForces(lips.compliance, gap);
    for (let p = 0; p < pairs; p++) {
      if (force[p] === 0) continue;
      const column = lips.response.subarray(p * size, (p + 1) * size); // response (P,V,3)
      for (let i = 0; i < size; i++) out[i] += force[p] * column[i];
    }
  }

  /** What the controls add to the gap (k 0) or to row k - 1 of the lips' line, at place p. */
  function met(k, p) {
    let sum = 0;
    for (let c = 0; c < controls.length; c++) if (full[c] !== 0) sum += share(c) * rows[(4 * c + k) * pairs + p];
    return sum;
  }

  /** Gaps to what each place of the upper lip faces, where it has slid along the lower one. */
  function facing() {
    const [x, y, ahead] = [0, 1, 2].map((k) => Float64Array.from(gap, (_, p) => lips.line[k * pairs + p] + met(k + 1, p)));
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
