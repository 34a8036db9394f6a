// Which faces are side by side, and how each of them comes from the two poses of a case.

import { otherSide } from "../core/drive.js";

/** What can be shown: the panes of each choice. */
export const SHOWN = {
  both: ["before", "after"],
  before: ["before"],
  after: ["after"],
  difference: ["change"],
  mirror: ["after", "mirrored"],
  halves: ["right_twice", "left_twice"],
  plans: ["plan_a", "plan_b"],
  atlas: ["atlas_rest", "atlas_work"],
};

/** Those that have a button of their own. */
export const OFFERED = Object.keys(SHOWN).filter((key) => key !== "atlas");

const MARKS = { mirrored: ["L", "R"], right_twice: ["R", "R"], left_twice: ["L", "L"] };
const PROFILE = 60; // degrees of turn from which only one side of the head is seen

/** Which sides of the person lie on the screen's left and right: swapped in mirror images, one of them in profile. */
export function sidesOf(pane, turn) {
  const [left, right] = MARKS[pane] ?? ["R", "L"];
  if (Math.abs(turn) < PROFILE) return [left, right];
  return turn > 0 ? ["", right] : [left, ""];
}

const SEAM = 3; // mm beside the middle over which two halves blend: a deviated midline leaves no crack

/**
 * @returns (name, { before, after, kept, atlas }) => what a pane shows: positions, pose, activation and remaining of the
 * muscles, `from`, the positions that its arrows start from, and `paint`, the colours that belong to the pane itself
 */
export function createPanes({ arrays, meta }) {
  const { rest, mirror } = arrays;
  const other = meta.muscles.map((name) => meta.muscles.indexOf(otherSide(name)));
  const share = Float32Array.from(mirror, (_, v) => Math.min(1, Math.max(0, 0.5 + rest[3 * v] / (2 * SEAM))));
  const sheets = new Map();

  return function pane(name, { before, after, kept, atlas }) {
    if (atlas && name in atlas) return { ...atlas[name], only: true };
    if (name === "before") return { ...before, from: rest };
    if (name === "change") return { ...after, from: before.positions, paint: "difference" };
    if (name === "mirrored") return { ...mirrored(after, sheet(name)), from: rest, flipped: true };
    if (name === "right_twice" || name === "left_twice") return { ...twice(after, name, sheet(name)), from: rest };
    if (name === "plan_a") return { ...(kept ?? after), from: rest };
    return { ...after, from: rest }; // after, plan_b
  };

  function sheet(name) {
    if (!sheets.has(name)) sheets.set(name, new Float32Array(rest.length));
    return sheets.get(name);
  }

  /** The face in a mirror. */
  function mirrored({ positions, pose, activation, remaining }, out) {
    for (let v = 0; v < mirror.length; v++) {
      const m = 3 * mirror[v];
      out[3 * v] = -positions[m];
      out[3 * v + 1] = positions[m + 1];
      out[3 * v + 2] = positions[m + 2];
    }
    const [left, right] = [pose.gaze.left, pose.gaze.right];
    return {
      positions: out,
      pose: {
        jaw: { ...pose.jaw, shift: -pose.jaw.shift },
        gaze: { left: turned(right), right: turned(left) },
        neck: { left: pose.neck.right, right: pose.neck.left },
      },
      activation: swapped(activation),
      remaining: remaining && swapped(remaining),
    };
  }

  /** A face of one half and its mirror image. */
  function twice(one, name, out) {
    const image = mirrored(one, out);
    const keep = name === "left_twice" ? (v) => share[v] : (v) => 1 - share[v]; // of the face as it is
    for (let v = 0; v < mirror.length; v++)
      for (let i = 3 * v; i < 3 * v + 3; i++) out[i] += keep(v) * (one.positions[i] - out[i]);
    const side = name === "left_twice" ? "left" : "right";
    const eye = one.pose.gaze[side];
    const sided = (values, flipped) => values.map((x, m) => (meta.muscles[m]?.endsWith(side) ? x : flipped[m]));
    return {
      positions: out,
      pose: {
        jaw: { ...one.pose.jaw, shift: 0 },
        gaze: { [side]: eye, [side === "left" ? "right" : "left"]: turned(eye) },
        neck: { left: one.pose.neck[side], right: one.pose.neck[side] },
      },
      activation: sided(one.activation, image.activation),
      remaining: one.remaining && sided(one.remaining, image.remaining),
    };
  }

  function swapped(values) {
    return values.map((x, m) => (m < other.length ? values[other[m]] : x)); // what no muscle does is in the pose
  }
}

const turned = ([yaw, pitch]) => [-yaw, pitch];
