// How deep each line of the face is: the same formulas as clinic/wrinkles and measures.py. No DOM, no three.

import { vertexNormals } from "./geometry.js";
import { attached, follow } from "./attachment.js";
import { createGauge, cross, dot, engineering } from "./strain.js";

const REACH = 2.5; // standard deviations within which triangles count

/**
 * @returns { lines: [{ name, side, group, start, points }], count, places, depth(positions, age) }; places are the
 * points of all lines one after the other as attachment.js has them; depth gives mm at each; near, taper, buckled and
 * older are what it is made of
 */
export function createLineDepth({ meta, arrays }) {
  const { lines: rows, line_constants: constants, nasolabial, line_age_years: usualAge } = meta.overlays;
  const { rest, faces } = arrays;
  const gauge = createGauge(rest, faces);
  const { lines, places, count } = unfold(rows, arrays);
  const points = follow(places, rest, new Float64Array(3 * count));
  const normals = follow(places, vertexNormals(rest, faces, new Float32Array(rest.length)), new Float64Array(3 * count));
  const taper = new Float64Array(count);
  const near = []; // for each point: triangles, shares and the direction across the line in their planes
  const out = new Float32Array(count);
  for (const line of lines) {
    const across = directions(line);
    for (let s = 0; s < line.points; s++) {
      const along = s / (line.points - 1);
      taper[line.start + s] = Math.min(1, Math.max(0, Math.min(along, 1 - along) / 0.15));
      near.push(line.read_from === "shape" ? null : neighbours(line.start + s, across[s]));
    }
  }
  const folds = Object.fromEntries(Object.keys(nasolabial).map((side) => [side, foldDepth(rest, nasolabial[side])]));

  return { lines, count, places, depth, near, taper, buckled, older };

  function depth(positions, age = usualAge) {
    const more = older(age);
    const green = gauge.green(positions);
    for (const { side, start, points: many, read_from: from, skin_mm: skin } of lines) {
      const gained = from === "shape" ? Math.max(0, foldDepth(positions, nasolabial[side]) - folds[side]) : 0;
      for (let p = start; p < start + many; p++) {
        out[p] = taper[p] * (from === "shape" ? fold(gained * more) : more * skin * buckled(strainAt(green, near[p])));
      }
    }
    return out;
  }

  /** Older skin folds deeper. */
  function older(age) {
    return 1 + constants.age_per_year * Math.max(0, age - 30);
  }

  /** Depth of a sheet that buckles, of its thickness. */
  function buckled(strain) {
    return constants.depth_gain * Math.sqrt(Math.max(0, -strain / constants.least_strain - 1));
  }

  function fold(gained) {
    return -constants.deepest_fold_mm * Math.expm1(-gained / constants.deepest_fold_mm);
  }

  /** Unit vectors across a line in the resting skin; along it where strain is read along. */
  function directions({ start, points: many, read_from: from }) {
    const at = (s) => [0, 1, 2].map((k) => points[3 * (start + s) + k]);
    return Array.from({ length: many }, (_, s) => {
      const [before, after] = [Math.max(0, s - 1), Math.min(many - 1, s + 1)];
      const along = at(after).map((c, k) => (c - at(before)[k]) / (after - before));
      const way = from === "along" ? along : cross(along, [0, 1, 2].map((k) => normals[3 * (start + s) + k]));
      const length = Math.max(Math.hypot(...way), 1e-12);
      return way.map((c) => c / length);
    });
  }

  /** Triangles near a point, each with its share by area and distance, and the direction in its plane. */
  function neighbours(p, way) {
    const reach = constants.reach_mm;
    const [triangles, shares, flat] = [[], [], []];
    let total = 0;
    const [px, py, pz] = points.subarray(3 * p, 3 * p + 3);
    const far = REACH * reach;
    for (let t = 0; t < gauge.area.length; t++) {
      const dx = gauge.middle[3 * t] - px;
      if (dx > far || dx < -far) continue;
      const square = dx * dx + (gauge.middle[3 * t + 1] - py) ** 2 + (gauge.middle[3 * t + 2] - pz) ** 2;
      if (square >= far * far) continue;
      const share = Math.exp(-square / (2 * reach * reach)) * gauge.area[t];
      const [x, y] = [0, 3].map((i) => dot(way, gauge.axes.subarray(6 * t + i, 6 * t + i + 3)));
      const length = Math.max(Math.hypot(x, y), 1e-12);
      triangles.push(t);
      shares.push(share);
      flat.push(x / length, y / length);
      total += share;
    }
    return { triangles, shares: shares.map((share) => share / Math.max(total, 1e-12)), flat };
  }
}

/** Strain across a line, mean over the triangles near one of its points. */
export function strainAt(green, { triangles, shares, flat }) {
  let sum = 0;
  for (let i = 0; i < triangles.length; i++) {
    const t = 3 * triangles[i];
    const [a, b] = [flat[2 * i], flat[2 * i + 1]];
    sum += shares[i] * engineering(a * a * green[t] + 2 * a * b * green[t + 1] + b * b * green[t + 2]);
  }
  return sum;
}

/** Lines of both sides from those of the left and the middle. */
function unfold(rows, arrays) {
  const sides = [false, true].map((flip) => attached(arrays, arrays.ov_line_triangle, arrays.ov_line_weight, flip));
  const lines = [];
  const taken = [];
  let [from, count] = [0, 0];
  for (const row of rows) {
    for (const side of row.sided ? ["left", "right"] : [""]) {
      lines.push({ ...row, side, start: count });
      taken.push([sides[side === "right" ? 1 : 0], from, row.points]);
      count += row.points;
    }
    from += row.points;
  }
  const places = { corners: new Int32Array(3 * count), weights: new Float32Array(3 * count) };
  let at = 0;
  for (const [{ corners, weights }, first, many] of taken) {
    places.corners.set(corners.subarray(3 * first, 3 * (first + many)), at);
    places.weights.set(weights.subarray(3 * first, 3 * (first + many)), at);
    at += 3 * many;
  }
  return { lines, places, count };
}

/** How far the deepest skin of the strip lies behind the chord from cheek to lip, mm. */
function foldDepth(points, { cheek, lip, strip, normal }) {
  const at = (v) => [points[3 * v], points[3 * v + 1], points[3 * v + 2]];
  const start = at(cheek);
  const chord = at(lip).map((c, k) => c - start[k]);
  const square = dot(chord, chord);
  let deepest = -Infinity;
  for (const v of strip) {
    const from = at(v).map((c, k) => c - start[k]);
    const share = dot(from, chord) / square;
    deepest = Math.max(deepest, dot(chord.map((c, k) => share * c - from[k]), normal));
  }
  return deepest;
}
