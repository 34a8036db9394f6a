// The skin round some groups of lines, and how deep these are on it. As Strip of study/plan/aims.py. No DOM.

import { createGauge } from "../strain.js";
import { createLineDepth, strainAt } from "../wrinkles.js";

/** @returns { points (vertex numbers), deepest(positions of these points, group, age) mm } */
export function createStrip(bundle, groups) {
  const { meta, arrays } = bundle;
  const { lines, near, taper, buckled, older } = createLineDepth(bundle);
  const mine = lines.filter(({ group }) => groups.includes(group));
  const places = mine.flatMap(({ start, points }) => near.slice(start, start + points));
  const triangles = [...new Set(places.flatMap((one) => one.triangles))].sort((a, b) => a - b);
  const corners = triangles.flatMap((t) => [...arrays.faces.subarray(3 * t, 3 * t + 3)]);
  const points = [...new Set(corners)].sort((a, b) => a - b);
  const at = new Map(points.map((v, k) => [v, k]));
  const rest = Float64Array.from(points.flatMap((v) => [...arrays.rest.subarray(3 * v, 3 * v + 3)]));
  const gauge = createGauge(rest, Int32Array.from(corners, (v) => at.get(v)));
  const place = new Map(triangles.map((t, k) => [t, k]));
  const here = new Map(mine.map((line) => [line, near.slice(line.start, line.start + line.points).map((one) => ({ ...one, triangles: one.triangles.map((t) => place.get(t)) }))]));

  return { points, deepest };

  function deepest(positions, group, age = meta.overlays.line_age_years) {
    const green = gauge.green(positions);
    const depths = mine.filter((line) => line.group === group).flatMap((line) =>
      here.get(line).map((one, s) => taper[line.start + s] * older(age) * line.skin_mm * buckled(strainAt(green, one))),
    );
    return Math.max(...depths);
  }
}
