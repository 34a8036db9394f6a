// What a person's skin has beyond the computed one: a height along the normal of each drawn vertex,
// which rides on every movement (capture/scan/detail.py).

import { vertexNormals } from "../core/geometry.js";

const STEP_MM = 0.04; // as view/scene/bundle.py writes it

/** Moves drawn points (3 * count) out by their heights (count, Int8Array or undefined). */
export function detail(heights, faces) {
  if (!heights) return () => {};
  const normals = new Float32Array(3 * heights.length);
  return (positions) => {
    vertexNormals(positions, faces, normals);
    for (let i = 0; i < positions.length; i++) positions[i] += STEP_MM * heights[(i / 3) | 0] * normals[i];
  };
}
