// What colours on the skin can tell: one value per vertex of the computing mesh. No DOM, no three.

import { createGauge } from "./strain.js";

/**
 * Each: values(frame, out) fills one number per vertex; frame = { positions, from, ... } of panes.js;
 * limits: the ends the scale can have, the smallest that holds what is seen but for a share `beyond`; both: two signs.
 */
export function createMaps({ arrays }) {
  const { rest, faces, mirror } = arrays;
  const count = mirror.length;
  const way = new Float32Array(count);
  let strain = null;

  return {
    difference: {
      scale: "cividis",
      limits: [1, 2, 3, 4, 6, 8, 10, 15, 20],
      values({ positions, from }, out) {
        for (let v = 0; v < count; v++) out[v] = distance(positions, from, 3 * v);
        return out;
      },
    },
    asymmetry: {
      scale: "PuOr",
      both: true,
      limits: [1, 2, 3, 4, 6, 8, 10, 15, 20],
      /** mm that a point is farther from its place at rest than its partner on the other side. */
      values({ positions }, out) {
        for (let v = 0; v < count; v++) way[v] = distance(positions, rest, 3 * v);
        for (let v = 0; v < count; v++) out[v] = way[v] - way[mirror[v]];
        return out;
      },
    },
    strain: {
      scale: "PuOr",
      both: true,
      limits: [0.1, 0.2, 0.3, 0.4],
      beyond: 0.02, // lids fold: the last of it may lie beyond the scale
      /** Change of area over area; below 0 where skin is gathered. */
      values({ positions }, out) {
        strain ??= createStrain();
        return strain(positions, out);
      },
    },
  };

  function createStrain() {
    const gauge = createGauge(rest, faces);
    const [larger, smaller] = [new Float64Array(faces.length / 3), new Float64Array(faces.length / 3)];
    return (positions, out) => {
      gauge.principal(gauge.green(positions), larger, smaller);
      for (let t = 0; t < larger.length; t++) larger[t] = (1 + larger[t]) * (1 + smaller[t]) - 1;
      return gauge.atVertices(larger, out);
    };
  }
}

function distance(a, b, i) {
  return Math.hypot(a[i] - b[i], a[i + 1] - b[i + 1], a[i + 2] - b[i + 2]);
}
