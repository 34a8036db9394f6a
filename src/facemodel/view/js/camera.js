// Where the camera stands: named views that fit the face into a pane of any shape.

import { PerspectiveCamera, Vector3 } from "three";

const FIELD = 18; // degrees, a portrait lens

// turn to the subject's left and up (degrees), middle of the picture and its height and width (mm)
export const VIEWS = {
  front: { turn: 0, rise: 0, at: [0, -6, 55], height: 236, width: 176 },
  three_quarter: { turn: 38, rise: 2, at: [4, -6, 45], height: 236, width: 190 },
  three_quarter_right: { turn: -38, rise: 2, at: [-4, -6, 45], height: 236, width: 190 },
  profile: { turn: 90, rise: 0, at: [0, -6, 25], height: 236, width: 190 },
  below: { turn: 0, rise: -38, at: [0, -12, 60], height: 225, width: 176 },
  eyes: { turn: 0, rise: 0, at: [0, 24, 80], height: 58, width: 124 },
  eye: { turn: -8, rise: 0, at: [32, 20, 75], height: 46, width: 60 },
  mouth: { turn: 0, rise: 0, at: [0, -52, 85], height: 62, width: 84 },
};

export function portraitCamera() {
  return new PerspectiveCamera(FIELD, 1, 40, 4000);
}

/** Puts the camera so that the view fills a pane of this aspect (width / height); returns its target. */
export function place(camera, name, aspect) {
  const view = VIEWS[name] ?? VIEWS.front;
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
