// What the screen says about a face in numbers. The same formulas as clinic/symmetry.py, excursions.py, measures.py.

import { rigidFit } from "./rigid.js";

/** @returns functions of vertices (Float32Array 3V, head where it is at rest) */
export function createMeasures({ meta, arrays }) {
  const { landmarks, curves, lab } = meta;
  const { rest, mirror } = arrays;
  const weights = arrays.lab_skin_weights;
  const thirds = Object.keys(lab.thirds);
  const [leftPupil, rightPupil] = meta.eye_centres;
  const across = unit([leftPupil[0] - rightPupil[0], leftPupil[1] - rightPupil[1]]);
  const middle = [(leftPupil[0] + rightPupil[0]) / 2, (leftPupil[1] + rightPupil[1]) / 2];
  const image = new Float64Array(rest.length);

  return { asymmetry, symmetryIndex, symmetryByThirds, excursion, way, fissure, mouthWidth };

  /** Vector in mm by which a landmark has left its place at rest. */
  function excursion(vertices, name) {
    const v = 3 * landmarks[name];
    return [vertices[v] - rest[v], vertices[v + 1] - rest[v + 1], vertices[v + 2] - rest[v + 2]];
  }

  /** Distance in mm between a landmark's places in two poses. */
  function way(from, to, name) {
    const v = 3 * landmarks[name];
    return Math.hypot(to[v] - from[v], to[v + 1] - from[v + 1], to[v + 2] - from[v + 2]);
  }

  /** Per cent that the side that moves less reaches of the other; NaN where no point moves 0.8 mm. */
  function symmetryIndex(vertices, stems) {
    const moved = ["left", "right"].map((side) => stems.map((stem) => Math.hypot(...excursion(vertices, `${stem}_${side}`))));
    if (Math.max(...moved.flat()) < lab.least_movement_mm) return NaN;
    const [left, right] = moved.map((list) => list.reduce((sum, x) => sum + x, 0));
    return (100 * Math.min(left, right)) / Math.max(left, right);
  }

  function symmetryByThirds(vertices) {
    return Object.fromEntries(thirds.map((name) => [name, symmetryIndex(vertices, lab.thirds[name])]));
  }

  /** RMS distance in mm from the best-fitting mirror image: { whole, upper, middle, lower }. */
  function asymmetry(vertices) {
    for (let v = 0; v < mirror.length; v++) {
      const m = 3 * mirror[v];
      image[3 * v] = -vertices[m];
      image[3 * v + 1] = vertices[m + 1];
      image[3 * v + 2] = vertices[m + 2];
    }
    const { turn, shift } = rigidFit(image, vertices, weights);
    const sums = new Float64Array(thirds.length + 1);
    const totals = new Float64Array(thirds.length + 1);
    for (let v = 0; v < mirror.length; v++) {
      const w = weights[v];
      if (w === 0) continue;
      let square = 0;
      for (let r = 0; r < 3; r++) {
        const at = turn[3 * r] * image[3 * v] + turn[3 * r + 1] * image[3 * v + 1] + turn[3 * r + 2] * image[3 * v + 2] + shift[r];
        square += (vertices[3 * v + r] - at) ** 2;
      }
      sums[0] += w * square;
      totals[0] += w;
      for (let t = 0; t < thirds.length; t++)
        if (arrays.lab_thirds[t * mirror.length + v]) {
          sums[t + 1] += w * square;
          totals[t + 1] += w;
        }
    }
    return Object.fromEntries(["whole", ...thirds].map((name, t) => [name, Math.sqrt(sums[t] / totals[t])]));
  }

  /** Gap between the lids half-way between the canthi, mm. */
  function fissure(vertices, side) {
    const lid = (part) => curves[`lid_margin_${part}_${side}`].map((v) => inPupilFrame(vertices, v));
    const x = (inPupilFrame(vertices, landmarks[`endocanthion_${side}`])[0] + inPupilFrame(vertices, landmarks[`exocanthion_${side}`])[0]) / 2;
    return Math.max(0, heightAt(lid("upper"), x) - heightAt(lid("lower"), x));
  }

  /** Distance between the corners of the mouth, mm. */
  function mouthWidth(vertices) {
    const [a, b] = ["cheilion_left", "cheilion_right"].map((name) => 3 * landmarks[name]);
    return Math.hypot(vertices[a] - vertices[b], vertices[a + 1] - vertices[b + 1], vertices[a + 2] - vertices[b + 2]);
  }

  function inPupilFrame(vertices, vertex) {
    const x = vertices[3 * vertex] - middle[0];
    const y = vertices[3 * vertex + 1] - middle[1];
    return [across[0] * x + across[1] * y, across[0] * y - across[1] * x];
  }
}

/** Height at which a line of points first crosses the vertical at x; NaN if it never does. */
function heightAt(line, x) {
  for (let k = 0; k + 1 < line.length; k++) {
    const [first, second] = [line[k][0] - x, line[k + 1][0] - x];
    if (first <= 0 !== second <= 0) return line[k][1] + (first / (first - second)) * (line[k + 1][1] - line[k][1]);
  }
  return NaN;
}

function unit([x, y]) {
  const length = Math.hypot(x, y);
  return [x / length, y / length];
}
