// How a dose spreads in the skin and which muscles catch it. The same formulas as physiology/spread.py. No DOM.

import { fieldPlaces, sampled, square } from "./skin_samples.js";

const USUAL_ML = 0.1;
const OFF_SKIN_MM = 10; // within which the skin is sought under a point; Python refuses what lies farther
const AROUND_MM = 40; // of a point, within which the skin under a hand that errs is sought

/** @returns { site(injection), front(x, y), caught(site, depth, volume), caughtByHands(point, depth, errors), shares(site, depth, volume), over(site), distance(site, muscle), middle(muscle), ... } */
export function createSpread(bundle) {
  const { meta, arrays } = bundle;
  const table = meta.lab.spread;
  const count = meta.muscles.length;
  let skin = null; // made when the first dose is placed
  const feet = new WeakMap(); // by point of a case, which is replaced and never changed
  let paths = null; // by field: the first field of its muscle, and what share of what it caught each of these then holds

  return { site, front, caught, caughtByHands, shares, over, distance, middle, nearest, spreadMm, radius };

  /** Where an injection of a case goes in: { point [x, y, z] mm, of the nearest skin; depth mm }. */
  function site({ point_mm, muscle, landmark, depth_mm }) {
    const usual = table.usual_depth_mm;
    const there = point_mm
      ? { point: onSkin(point_mm), depth: usual }
      : muscle
        ? { point: table.middles[muscle].slice(0, 3), depth: table.middles[muscle][3] }
        : { point: [...arrays.rest.subarray(3 * meta.landmarks[landmark], 3 * meta.landmarks[landmark] + 3)], depth: usual };
    return { point: there.point, depth: depth_mm ?? there.depth };
  }

  /** The skin [x, y, z] that is seen from the front at a place, mm; null where there is none. */
  function front(x, y) {
    return (skin ??= sampled(bundle)).front(x, y);
  }

  function onSkin(point) {
    if (!feet.has(point)) feet.set(point, (skin ??= sampled(bundle)).nearest(point, OFF_SKIN_MM)(point));
    return feet.get(point);
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
