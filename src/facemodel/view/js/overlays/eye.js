// From points of the head to points of the screen, for what is drawn over the picture with a pen.

import { castRay } from "../core/geometry.js";

const HIDDEN_MM = 4; // how far skin may lie before a point without hiding it

/**
 * @param camera three's, its matrices up to date
 * @param rect { x, y, width, height } of the pane in CSS px
 * @param head { coarse, faces } of the face that can hide a point; dark: what lies behind it
 */
export function createEye(camera, { x, y, width, height }, { coarse, faces, dark = false }) {
  const view = camera.matrixWorldInverse.elements;
  const lens = camera.projectionMatrix.elements;
  const from = camera.position.toArray();

  /** [x, y] in CSS px of a point (or of vertex `v` of a flat array). */
  function at(points, v = 0) {
    const [px, py, pz] = [points[3 * v], points[3 * v + 1], points[3 * v + 2]];
    const ex = view[0] * px + view[4] * py + view[8] * pz + view[12];
    const ey = view[1] * px + view[5] * py + view[9] * pz + view[13];
    const ez = view[2] * px + view[6] * py + view[10] * pz + view[14];
    return [x + (width * (1 - (lens[0] * ex) / ez)) / 2, y + (height * (1 + (lens[5] * ey) / ez)) / 2];
  }

  return {
    at,
    dark,
    rect: { x, y, width, height },
    right: [view[0], view[4], view[8]],
    up: [view[1], view[5], view[9]],
    /** CSS px of a millimetre at a point. */
    scale([px, py, pz]) {
      const ez = view[2] * px + view[6] * py + view[10] * pz + view[14];
      return (height * lens[5]) / (-2 * ez);
    },
    /** Whether skin with this normal looks at the camera. */
    faces(point, normal) {
      let sum = 0;
      for (let k = 0; k < 3; k++) sum += normal[k] * (from[k] - point[k]);
      return sum > 0;
    },
    /** How far skin at vertex `v` of flat arrays is turned to the camera: 1 straight, below 0 away. */
    turned(points, normals, v) {
      let [sum, length] = [0, 0];
      for (let k = 0; k < 3; k++) {
        const way = from[k] - points[3 * v + k];
        sum += normals[3 * v + k] * way;
        length += way * way;
      }
      return sum / Math.sqrt(length);
    },
    /** Whether no other skin lies before a point. */
    sees(point) {
      const way = point.map((c, k) => c - from[k]);
      const far = Math.hypot(...way);
      const hit = castRay(coarse, faces, from, way.map((c) => c / far));
      return !hit || hit.t > far - HIDDEN_MM;
    },
  };
}
