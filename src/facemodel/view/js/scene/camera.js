// Where the camera stands: named views that fit the face into a pane of any shape.

import { PerspectiveCamera, Vector3 } from "three";

const FIELD = 18; // degrees, a portrait lens

// turn to the subject's left and up (degrees), middle of the picture and its height and width (mm)
export const VIEWS = {
  front: { turn: 0, rise: 0, at: [0, -1, 55], height: 248, width: 176 },
  three_quarter: { turn: 38, rise: 2, at: [4, -1, 45], height: 252, width: 196 },
  three_quarter_right: { turn: -38, rise: 2, at: [-4, -1, 45], height: 252, width: 196 },
  profile: { turn: 90, rise: 0, at: [0, -1, 20], height: 262, width: 214 },
  profile_right: { turn: -90, rise: 0, at: [0, -1, 20], height: 262, width: 214 },
  below: { turn: 0, rise: -38, at: [0, -12, 60], height: 225, width: 176 },
  eyes: { turn: 0, rise: 0, at: [0, 24, 80], height: 58, width: 124 },
  eye: { turn: -8, rise: 0, at: [32, 20, 75], height: 46, width: 60 },
  mouth: { turn: 0, rise: 0, at: [0, -52, 85], height: 62, width: 84 },
};

// parts of the face to look at closely: landmarks that the picture must hold
const CLOSE = {
  forehead: ["trichion", "temple_left", "temple_right", "glabella"],
  eyes: ["brow_tail_left", "brow_tail_right", "brow_arch_left", "orbitale_left", "orbitale_right"],
  eye_right: ["brow_arch_right", "brow_tail_right", "endocanthion_right", "orbitale_right"],
  eye_left: ["brow_arch_left", "brow_tail_left", "endocanthion_left", "orbitale_left"],
  nose: ["nasion", "alare_left", "alare_right", "subnasale", "pronasale"],
  cheek_right: ["orbitale_right", "lateral_canthal_right", "cheilion_right", "buccal_right", "alar_base_right"],
  cheek_left: ["orbitale_left", "lateral_canthal_left", "cheilion_left", "buccal_left", "alar_base_left"],
  mouth: ["subnasale", "modiolus_left", "modiolus_right", "sublabiale"],
  chin: ["stomion_inferius", "marionette_left", "marionette_right", "menton"],
};
const AIR = 1.35; // picture over what it must hold

/** { name: { at, height, width } } of the close-ups that a face's landmarks allow; mm. */
export function closeUps({ meta, arrays }) {
  const boxes = {};
  for (const [name, marks] of Object.entries(CLOSE)) {
    if (!marks.every((mark) => mark in meta.landmarks)) continue;
    const points = marks.map((mark) => [0, 1, 2].map((axis) => arrays.rest[3 * meta.landmarks[mark] + axis]));
    const [low, high] = [Math.min, Math.max].map((pick) => [0, 1, 2].map((axis) => pick(...points.map((p) => p[axis]))));
    const at = low.map((x, axis) => (x + high[axis]) / 2);
    // seen from the side a part is as wide as it is deep
    boxes[name] = { at, height: AIR * (high[1] - low[1]), width: AIR * Math.max(high[0] - low[0], high[2] - low[2]) };
  }
  return boxes;
}

/** The smallest close-up that holds a point of the face at rest, or null. */
export function closeUpAt(boxes, [x, y]) {
  const holds = ([, { at, height, width }]) => Math.abs(x - at[0]) < width / 2 && Math.abs(y - at[1]) < height / 2;
  const found = Object.entries(boxes).filter(holds);
  found.sort(([, a], [, b]) => a.width * a.height - b.width * b.height);
  return found[0]?.[0] ?? null;
}

export function portraitCamera() {
  return new PerspectiveCamera(FIELD, 1, 20, 4000);
}

/** Puts the camera so that the view, or a close-up from its side, fills a pane of this aspect (width / height). */
export function place(camera, name, aspect, close = null) {
  const view = { ...(VIEWS[name] ?? VIEWS.front), ...close };
  const high = Math.max(view.height, view.width / aspect);
  const distance = high / 2 / Math.tan((FIELD * Math.PI) / 360);
  const turn = (view.turn * Math.PI) / 180;
  const rise = (view.rise * Math.PI) / 180;
  const target = new Vector3().fromArray(view.at);
  camera.position
    .set(Math.sin(turn) * Math.cos(rise), Math.sin(rise), Math.cos(turn) * Math.cos(rise))
    .multiplyScalar(distance)
    .add(target);
  camera.up.set(0, 1, 0);
  camera.lookAt(target);
  return target;
}
