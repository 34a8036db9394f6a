// How a dose spreads in the skin and which muscles catch it. The same formulas as physiology/spread.py. No DOM.

import { createNearest } from "./nearest.js";

const PARTS = [
  [7, 1, 1], [1, 7, 1], [1, 1, 7], [4, 4, 1], [4, 1, 4], [1, 4, 4], [5, 2, 2], [2, 5, 2], [2, 2, 5],
].map((row) => row.map((x) => x / 9)); // centres of a triangle's nine equal parts
const MIDDLE = [[1 / 3, 1 / 3, 1 / 3]];
const SIDES = ["left", "right"];
const USUAL_ML = 0.1;
const AROUND_MM = 40; // of a point, within which the skin under a hand that errs is sought

/** @returns { site(injection), caught(site, depth, volume), caughtByHands(point, depth, errors), shares(site, depth, volume), over(site), distance(site, muscle), middle(muscle), ... } */
export function createSpread(bundle) {
  const { meta, arrays } = bundle;
  const table = meta.lab.spread;
  const count = meta.muscles.length;
  let skin = null; // made when the first dose is placed
  let paths = null; // by field: the first field of its muscle, and what share of what it caught each of these then holds

  return { site, caught, caughtByHands, shares, over, distance, middle, nearest, spreadMm, radius };

  /** Where an injection of a case goes in: { point [x, y, z] mm, depth mm }. */
  function site({ point_mm, muscle, landmark, depth_mm }) {
    const usual = table.usual_depth_mm;
    const there = point_mm
      ? { point: point_mm, depth: usual }
      : muscle
        ? { point: table.middles[muscle].slice(0, 3), depth: table.middles[muscle][3] }
        : { point: [...arrays.rest.subarray(3 * meta.landmarks[landmark], 3 * meta.landmarks[landmark] + 3)], depth: usual };
    return { point: there.point, depth: depth_mm ?? there.depth };
  }

  /** From a point of the skin to the nearest skin over a muscle, mm; 0 over it. */
  function distance(point, muscle) {
    skin ??= sampled(bundle);
    let least = Infinity;
    skin.owner.forEach((m, n) => m === muscle && (least = Math.min(least, square(skin.points, skin.sample[n], point))));
    const spacing = Math.sqrt(skin.area.reduce((sum, x) => sum + x, 0) / skin.area.length);
    return Math.max(0, Math.sqrt(least) - spacing);
  }

  /** Middle [x, y, z] mm of the skin over a muscle. */
  function middle(muscle) {
    skin ??= sampled(bundle);
    const sum = [0, 0, 0];
    let count = 0;
    skin.owner.forEach((m, n) => {
      if (m !== muscle) return;
      count++;
      for (let i = 0; i < 3; i++) sum[i] += skin.points[3 * skin.sample[n] + i];
    });
    return sum.map((x) => x / count);
  }

  /** Share (M) of a dose given at `site` [x, y, z] mm and `depth` mm that each muscle catches. */
  function shares(site, depth, volume) {
    const share = new Float64Array(count);
    caught(site, depth, volume).forEach((held, f) => (share[table.fields.owner[f]] += held));
    return share;
  }

  /** Share (F) of a dose given at `site` [x, y, z] mm and `depth` mm that each field of the muscles comes to hold. */
  function caught(site, depth, volume = USUAL_ML) {
    return catching(site, depth, table.far_sigmas * spreadMm(volume))(site, volume);
  }

  /** Share (F) of a dose meant for a point, of each hand that puts it errors [left, up, left, up ...] mm beside it. */
  function caughtByHands(point, depth, errors) {
    skin ??= sampled(bundle);
    const onSkin = skin.nearest(point, AROUND_MM);
    const under = Array.from({ length: errors.length / 2 }, (_, k) => onSkin([point[0] + errors[2 * k], point[1] + errors[2 * k + 1], point[2]]));
    const farthest = Math.max(...under.map((one) => Math.hypot(...one.map((c, i) => c - point[i]))));
    const each = catching(point, depth, table.far_sigmas * spreadMm(USUAL_ML) + farthest + bundle.meta.lab.plan.off_skin_mm);
    return under.map((one) => each(one, USUAL_ML));
  }

  /** (site, volume) => share (F), for sites whose dose stays within so many mm of a point, all as deep. */
  function catching(point, depth, reach) {
    skin ??= sampled(bundle);
    const { points, area } = skin;
    const close = [];
    const [x, y, z] = point;
    for (let q = 0; q < area.length; q++)
      if ((points[3 * q] - x) ** 2 + (points[3 * q + 1] - y) ** 2 + (points[3 * q + 2] - z) ** 2 < reach * reach) close.push(q);
    const near = Int32Array.from(close);
    const { starts, fields, takes } = under(near, depth);
    return (site, volume) => {
      const found = new Float64Array(table.fields.owner.length);
      const total = kernel(near, site, volume, (i, weight) => {
        for (let k = starts[i]; k < starts[i + 1]; k++) found[fields[k]] += weight * takes[k];
      });
      return settled(found.map((x) => x / (total || 1)));
    };
  }

  /** What lies under samples: of the i-th, fields[k] takes the share takes[k], k from starts[i] to starts[i + 1]. */
  function under(near, depth) {
    const { owner, field, deep, lies, first } = skin;
    const starts = new Int32Array(near.length + 1);
    near.forEach((q, i) => (starts[i + 1] = starts[i] + first[q + 1] - first[q]));
    const fields = new Int32Array(starts[near.length]);
    const takes = new Float64Array(fields.length);
    for (let i = 0, k = 0; i < near.length; i++) {
      let crowd = 0;
      for (let at = first[near[i]]; at < first[near[i] + 1]; at++, k++) {
        const n = lies[at];
        const top = deep[n] * table.scale;
        const within = Math.min(Math.max(depth, top), top + table.thickness_mm[owner[n]] * table.scale);
        fields[k] = field[n];
        takes[k] = Math.exp(-Math.abs(depth - within) / table.depth_mm) * (table.behind_septum.includes(owner[n]) ? table.septum_share : 1);
        crowd += takes[k];
      }
      if (crowd > 1) for (let j = starts[i]; j < k; j++) takes[j] /= crowd;
    }
    return { starts, fields, takes };
  }

  /** What fields hold once what they caught has spread within their muscles. */
  function settled(found) {
    paths ??= pathsWithin();
    const held = new Float64Array(found.length);
    for (let f = 0; f < found.length; f++) {
      if (!found[f]) continue;
      const { first, row } = paths[f];
      for (let k = 0; k < row.length; k++) held[first + k] += found[f] * row[k];
    }
    return held;
  }

  function pathsWithin() {
    const { owner, weight } = table.fields;
    const places = fieldPlaces(bundle.meta);
    return owner.map((muscle, f) => {
      const first = owner.indexOf(muscle);
      const mine = weight.slice(first, owner.lastIndexOf(muscle) + 1);
      const row = mine.map((share, k) => {
        const away = table.scale ** 2 * square(places, first + k, places.subarray(3 * f, 3 * f + 3));
        return Math.exp(-away / (2 * table.within_mm ** 2)) * share;
      });
      const total = Math.max(row.reduce((sum, x) => sum + x, 0), 1e-300);
      return { first, row: row.map((x) => x / total) };
    });
  }

  /** Muscles (indices) that run under a point of the skin, the shallowest first. */
  function over(site) {
    const best = nearestSample(site);
    const { owner, sample, deep } = skin;
    const here = [];
    for (let n = 0; n < owner.length; n++) if (sample[n] === best) here.push([deep[n], owner[n]]);
    return here.sort((a, b) => a[0] - b[0]).map(([, muscle]) => muscle);
  }

  /** Nearest sample point [x, y, z] of the outer skin. */
  function nearest(point) {
    const q = 3 * nearestSample(point);
    return [...skin.points.subarray(q, q + 3)];
  }

  function nearestSample(point) {
    skin ??= sampled(bundle);
    let best = 0;
    let away = Infinity;
    for (let q = 0; q < skin.points.length / 3; q++) {
      const d = square(skin.points, q, point);
      if (d < away) [away, best] = [d, q];
    }
    return best;
  }

  /** Calls lies(i, weight) with how much of a dose lies at each of these samples, in parts of the sum that is returned. */
  function kernel(near, [x, y, z], volume, lies) {
    const sigma = spreadMm(volume);
    const { points, area } = skin;
    const far = (table.far_sigmas * sigma) ** 2;
    const openings = table.openings.filter(([a, b]) => segmentAway(x, y, a, b) < table.far_sigmas * sigma);
    let total = 0;
    for (let i = 0; i < near.length; i++) {
      const q = 3 * near[i];
      const away = (points[q] - x) ** 2 + (points[q + 1] - y) ** 2 + (points[q + 2] - z) ** 2;
      if (away > far) continue;
      let crossed = false;
      for (const [a, b] of openings) crossed ||= crosses(x, y, points[q], points[q + 1], a, b);
      if (crossed) continue;
      const weight = Math.exp(-away / (2 * sigma * sigma)) * area[near[i]];
      total += weight;
      lies(i, weight);
    }
    return total;
  }

  /** Standard deviation of the spread, mm. */
  function spreadMm(volume) {
    return table.spread_mm * (volume / USUAL_ML) ** table.volume_exponent;
  }

  /** Radius in mm within which a dose has a visible effect. */
  function radius(dose, volume = USUAL_ML) {
    const sigma = spreadMm(volume);
    const peak = dose / (2 * Math.PI * sigma * sigma);
    return peak > table.visible_u_per_mm2 ? sigma * Math.sqrt(2 * Math.log(peak / table.visible_u_per_mm2)) : 0;
  }
}

/** Sample points of the outer skin, and which muscle runs how deep under each. */
function sampled({ meta, arrays }) {
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
  const sample = [];
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
        sample.push(q);
        deep.push(depth);
      }
    }
  // under sample q lies what lies[first[q]] to lies[first[q + 1] - 1] name
  const first = new Int32Array(count + 1);
  for (const q of sample) first[q + 1]++;
  for (let q = 0; q < count; q++) first[q + 1] += first[q];
  const lies = new Int32Array(sample.length);
  const next = first.slice();
  sample.forEach((q, n) => (lies[next[q]++] = n));
  const skin = { points, area, owner: Int32Array.from(owner), field, sample: Int32Array.from(sample), deep: Float64Array.from(deep) };
  return { ...skin, first, lies, nearest: createNearest(rest, corners) };

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
const fieldPlaces = (meta) => Float64Array.from(meta.lab.spread.fields.middles.flat());

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

const square = (points, q, [x, y, z]) => (points[3 * q] - x) ** 2 + (points[3 * q + 1] - y) ** 2 + (points[3 * q + 2] - z) ** 2;

function areaOf(x, corners, t) {
  const [a, b, c] = [3 * corners[3 * t], 3 * corners[3 * t + 1], 3 * corners[3 * t + 2]];
  const u = [0, 1, 2].map((i) => x[b + i] - x[a + i]);
  const v = [0, 1, 2].map((i) => x[c + i] - x[a + i]);
  return Math.hypot(u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]) / 2;
}

/** Whether the way from (sx, sy) to (x, y), seen from the front, crosses an opening from a to b. */
function crosses(sx, sy, x, y, a, b) {
  const apart = turn(sx, sy, x, y, a[0], a[1]) * turn(sx, sy, x, y, b[0], b[1]) < 0;
  return apart && turn(a[0], a[1], b[0], b[1], sx, sy) * turn(a[0], a[1], b[0], b[1], x, y) < 0;
}

const turn = (px, py, qx, qy, rx, ry) => (qx - px) * (ry - py) - (qy - py) * (rx - px);

/** From (x, y) to the nearest point of the way from a to b, mm seen from the front. */
function segmentAway(x, y, [ax, ay], [bx, by]) {
  const [dx, dy] = [bx - ax, by - ay];
  const share = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / Math.max(dx * dx + dy * dy, 1e-12)));
  return Math.hypot(x - ax - share * dx, y - ay - share * dy);
}
