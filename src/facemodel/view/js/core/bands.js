// Muscle fibres as lines under the skin: where each runs on a moved face. No DOM, no three.

import { attached, follow } from "./attachment.js";

const BETWEEN_MM = 3; // from fibre to fibre
const MOST = 15;
const DEPTH_UNIT_MM = 0.2; // view/scene/overlays.py

/**
 * Every band of every muscle on both sides as fibres.
 * @returns { fibres: [{ muscle, start, points, half }], count, depth, update(positions, normals) }; the flat arrays
 * point (3 count), along (3 count, not of unit length) and normal (3 count) are filled by update; half: mm
 */
export function createBands({ meta, arrays }, index) {
  const rows = meta.overlays.fibres;
  const sides = [false, true].map((flip) => attached(arrays, arrays.ov_fibre_triangle, arrays.ov_fibre_weight, flip));
  const size = arrays.ov_fibre_triangle.length;
  const at = new Float32Array(3 * size);
  const out = new Float32Array(3 * size);
  const fibres = [];
  const plan = []; // what update does: [side, first place of the band, stations, fibre]
  let count = 0;
  for (const side of [0, 1]) {
    let place = 0;
    for (const { muscle, stations, width } of rows) {
      const many = Math.min(MOST, Math.max(2, Math.round(width / BETWEEN_MM) + 1));
      const half = (0.5 * width) / (many - 1);
      for (let k = 0; k < many; k++) {
        const fibre = { muscle: index.get(`${muscle}_${side ? "right" : "left"}`), start: count, points: stations, half };
        fibres.push(fibre);
        plan.push({ side, place, stations, across: (2 * k) / (many - 1) - 1, start: count });
        count += stations;
      }
      place += 3 * stations;
    }
  }
  const depth = new Float32Array(count);
  for (const { place, stations, start } of plan)
    for (let s = 0; s < stations; s++) depth[start + s] = DEPTH_UNIT_MM * arrays.ov_fibre_depth[place + 3 * s + 1];
  const point = new Float32Array(3 * count);
  const along = new Float32Array(3 * count);
  const normal = new Float32Array(3 * count);

  return { fibres, count, depth, point, along, normal, update };

  function update(positions, normals) {
    for (const side of [0, 1]) {
      follow(sides[side], positions, at);
      follow(sides[side], normals, out);
      for (const row of plan) if (row.side === side) lay(row);
    }
  }

  // a parabola through both edges and the middle follows the curve of the skin from edge to edge
  function lay({ place, stations, across, start }) {
    const [a, b, c] = [(across * (across - 1)) / 2, 1 - across * across, (across * (across + 1)) / 2];
    for (let s = 0; s < stations; s++) {
      const from = 3 * (place + 3 * s);
      const to = 3 * (start + s);
      const length = Math.hypot(out[from + 3], out[from + 4], out[from + 5]) || 1;
      for (let k = 0; k < 3; k++) {
        const n = out[from + 3 + k] / length;
        normal[to + k] = n;
        point[to + k] = a * at[from + k] + b * at[from + 3 + k] + c * at[from + 6 + k] - depth[start + s] * n;
      }
    }
    for (let s = 0; s < stations; s++) {
      const [before, after] = [Math.max(0, s - 1), Math.min(stations - 1, s + 1)].map((i) => 3 * (start + i));
      for (let k = 0; k < 3; k++) along[3 * (start + s) + k] = point[after + k] - point[before + k];
    }
  }
}
