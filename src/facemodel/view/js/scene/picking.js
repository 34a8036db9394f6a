// What lies where the skin was clicked: point and vertex at rest, landmark, area and muscles.

const NEAR_MM = 8; // a landmark farther away is not meant
const AS_IT_IS = new Set(["before", "after", "change", "plan_a", "plan_b"]); // panes that show no mirror image

/**
 * @param hit { pane, vertex, point } on the moved face; positions its vertices there; over (point) => muscle indices
 * @returns { point_mm, vertex, landmark, distance_mm, area, muscles } or null where the pane shows a mirror image
 */
export function picked({ meta, arrays }, hit, positions, over) {
  if (!AS_IT_IS.has(hit.pane)) return null;
  const v = 3 * hit.vertex;
  const { rest } = arrays;
  const point = hit.point.map((x, i) => rest[v + i] + x - positions[v + i]);
  let landmark = null;
  let distance = NEAR_MM;
  for (const [name, vertex] of Object.entries(meta.landmarks)) {
    const away = Math.hypot(...point.map((x, i) => x - rest[3 * vertex + i]));
    if (away < distance) [distance, landmark] = [away, name];
  }
  const count = rest.length / 3;
  let area = null;
  let most = 0.05;
  meta.areas.forEach((name, k) => {
    const weight = arrays.areas[k * count + hit.vertex];
    if (weight > most) [most, area] = [weight, name];
  });
  return {
    point_mm: point.map((x) => +x.toFixed(2)),
    vertex: hit.vertex,
    landmark,
    distance_mm: landmark === null ? null : +distance.toFixed(2),
    area,
    muscles: over(point).map((k) => meta.muscles[k]),
  };
}
