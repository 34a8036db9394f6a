// The outer skin as sample points, and which muscle runs how deep under each. The same formulas as physiology/spread.py. No DOM.

import { createFront } from "./front.js";
import { createNearest } from "./nearest.js";

const PARTS = [
  [7, 1, 1], [1, 7, 1], [1, 1, 7], [4, 4, 1], [4, 1, 4], [1, 4, 4], [5, 2, 2], [2, 5, 2], [2, 2, 5],
].map((row) => row.map((x) => x / 9)); // centres of a triangle's nine equal parts
const MIDDLE = [[1 / 3, 1 / 3, 1 / 3]];
const SIDES = ["left", "right"];

/** Sample points of the outer skin, and which muscle runs how deep under each. */
export function sampled(bundle) {
  if (!made.has(bundle)) made.set(bundle, sample(bundle));
  return made.get(bundle);
}

const made = new WeakMap(); // by bundle: several parts of a screen ask, and it takes a while

function sample({ meta, arrays }) {
  const { rest, faces } = arrays;
  const table = meta.lab.spread;
  const chart = arrays.lab_spread_chart ?? rest;
  const inner = innerVertices(meta, arrays);
  const corners = [];
  for (let f = 0; f < faces.length; f += 3) {
    const [a, b, c] = [faces[f], faces[f + 1], faces[f + 2]];
    if (!inner[a] && !inner[b] && !inner[c]) corners.push(a, b, c);
  }
  const triangles = corners.length / 3;
  const areas = new Float64Array(triangles);
  for (let t = 0; t < triangles; t++) areas[t] = areaOf(rest, corners, t);
  const coarse = areas.reduce((sum, x) => sum + x, 0) / triangles > table.fine_mm2;
  const parts = coarse ? PARTS : MIDDLE;
  const count = triangles * parts.length;
  const points = new Float64Array(3 * count);
  const charted = new Float64Array(3 * count);
  const area = new Float64Array(count);
  for (let t = 0, q = 0; t < triangles; t++)
    for (const part of parts) {
      for (let k = 0; k < 3; k++) {
        const v = 3 * corners[3 * t + k];
        for (let i = 0; i < 3; i++) {
          points[3 * q + i] += part[k] * rest[v + i];
          charted[3 * q + i] += part[k] * chart[v + i];
        }
      }
      area[q++] = areas[t] / parts.length;
    }
  const owner = [];
  const field = [];
  const under = []; // the sample that each lies under
  const places = fieldPlaces(meta);
  const deep = [];
  for (const side of SIDES)
    for (const { stem, bands } of table.strips) {
      const muscle = meta.muscles.indexOf(`${stem}_${side}`);
      const at = new Map();
      for (const band of bands) beside(band, charted, side === "left" ? 1 : -1, at);
      for (const [q, depth] of at) {
        owner.push(muscle);
        field.push(fieldOf(muscle, charted.subarray(3 * q, 3 * q + 3)));
        under.push(q);
        deep.push(depth);
      }
    }
  // under sample q lies what lies[first[q]] to lies[first[q + 1] - 1] name
  const first = new Int32Array(count + 1);
  for (const q of under) first[q + 1]++;
  for (let q = 0; q < count; q++) first[q + 1] += first[q];
  const lies = new Int32Array(under.length);
  const next = first.slice();
  under.forEach((q, n) => (lies[next[q]++] = n));
  const skin = { points, area, owner: Int32Array.from(owner), field, sample: Int32Array.from(under), deep: Float64Array.from(deep) };
  return { ...skin, first, lies, nearest: createNearest(rest, corners), front: createFront(rest, corners) };

  /** The field of a muscle whose middle is nearest. */
  function fieldOf(muscle, point) {
    let best = -1;
    let away = Infinity;
    for (let f = table.fields.owner.indexOf(muscle); table.fields.owner[f] === muscle; f++) {
      const d = square(places, f, point);
      if (d < away) [away, best] = [d, f];
    }
    return best;
  }
}

/** Middle (3F) of every field on the default face. */
export const fieldPlaces = (meta) => Float64Array.from(meta.lab.spread.fields.middles.flat());

function innerVertices(meta, arrays) {
  const count = arrays.rest.length / 3;
  const inner = new Uint8Array(count);
  const sum = new Float64Array(count);
  for (const name of meta.lab.spread.inner) {
    const row = meta.areas.indexOf(name);
    if (row >= 0) for (let v = 0; v < count; v++) sum[v] += arrays.areas[row * count + v];
  }
  for (let v = 0; v < count; v++) inner[v] = sum[v] > 0.5 ? 1 : 0;
  return inner;
}

/** Adds the points that lie over a band of fibres, with the band's depth there. */
function beside({ path, depth, width }, points, sign, found) {
  const margin = Math.max(...width) / 2;
  const low = [0, 1, 2].map((i) => Math.min(...path.map((p) => p[i])) - margin);
  const high = [0, 1, 2].map((i) => Math.max(...path.map((p) => p[i])) + margin);
  const last = path.length - 2;
  const p = [0, 0, 0];
  for (let q = 0; q < points.length / 3; q++) {
    p[0] = sign * points[3 * q];
    p[1] = points[3 * q + 1];
    p[2] = points[3 * q + 2];
    if (p.some((x, i) => x < low[i] || x > high[i])) continue;
    let best = Infinity;
    let inside = false;
    let deep = 0;
    for (let k = 0; k <= last; k++) {
      const [a, b] = [path[k], path[k + 1]];
      let dot = 0;
      let long = 0;
      for (let i = 0; i < 3; i++) {
        dot += (p[i] - a[i]) * (b[i] - a[i]);
        long += (b[i] - a[i]) ** 2;
      }
      const free = dot / long;
      const along = Math.min(1, Math.max(0, free));
      let away = 0;
      for (let i = 0; i < 3; i++) away += (p[i] - a[i] - along * (b[i] - a[i])) ** 2;
      away = Math.sqrt(away);
      if (away >= best) continue;
      best = away;
      const beyond = (k === 0 && free < 0) || (k === last && free > 1);
      inside = !beyond && away <= (width[k] + along * (width[k + 1] - width[k])) / 2;
      deep = depth[k] + along * (depth[k + 1] - depth[k]);
    }
    if (inside) found.set(q, deep);
  }
}

/** From the q-th of some points to [x, y, z], squared. */
export const square = (points, q, [x, y, z]) => (points[3 * q] - x) ** 2 + (points[3 * q + 1] - y) ** 2 + (points[3 * q + 2] - z) ** 2;

function areaOf(x, corners, t) {
  const [a, b, c] = [3 * corners[3 * t], 3 * corners[3 * t + 1], 3 * corners[3 * t + 2]];
  const u = [0, 1, 2].map((i) => x[b + i] - x[a + i]);
  const v = [0, 1, 2].map((i) => x[c + i] - x[a + i]);
  return Math.hypot(u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]) / 2;
}
