// What the screen says about a face in numbers. The same formulas as clinic/symmetry.py, excursions.py, measures.py.

import { rigidFit } from "./pose.js";

const LEAST_MM = 1e-4; // that the sides of a face must differ by at rest, as in clinic/evenness.py

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
  const own = unevenness(rest, mirror);

  const brow = (side) => ["brow_inner", "brow_mid", "brow_arch", "brow_outer"].map((stem) => landmarks[`${stem}_${side}`]);

  return { asymmetry, symmetryIndex, symmetryByThirds, excursion, way, fissure, mouthWidth, photographic };

  /**
   * The clinic's measures of clinic/measures.py with the points they are taken between, for drawing:
   * [{ name, value, unit, ends: [from, to] }], ends being points of the face, mm.
   */
  function photographic(vertices) {
    const at = (name) => Array.from(vertices.subarray(3 * landmarks[name], 3 * landmarks[name] + 3));
    const frame = (name) => inPupilFrame(vertices, landmarks[name]);
    const rows = [];
    const between = (name, unit, value, ends) => rows.push({ name, unit, value, ends });
    ["left", "right"].forEach((side, k) => {
      const pupil = meta.eye_centres[k];
      const brows = crossing(vertices, brow(side), pupilX(k));
      between(`brow_height_${side}`, "mm", brows ? inPupilFrame(brows, 0)[1] : NaN, brows && [[pupil[0], pupil[1], brows[2]], brows]);
      const middle = (frame(`endocanthion_${side}`)[0] + frame(`exocanthion_${side}`)[0]) / 2;
      const lids = ["upper", "lower"].map((part) => crossing(vertices, curves[`lid_margin_${part}_${side}`], middle));
      between(`fissure_${side}`, "mm", fissure(vertices, side), lids.every(Boolean) ? lids : null);
    });
    const corners = ["cheilion_left", "cheilion_right"];
    const [left, right] = corners.map(frame);
    between("commissure", "mm", left[1] - right[1], corners.map(at));
    const tilt = (180 / Math.PI) * Math.atan2(left[1] - right[1], left[0] - right[0]);
    between("commissure_tilt", "deg", tilt, corners.map(at));
    const lip = at("labiale_superius");
    const off = frame("labiale_superius")[0];
    between("philtrum", "mm", off, [[lip[0] - off * across[0], lip[1] - off * across[1], lip[2]], lip]);
    return rows;
  }

  function pupilX(k) {
    return inPupilFrame(meta.eye_centres[k], 0)[0];
  }

  /** Point at which a line of vertices first crosses the vertical at x of the pupils' frame, or null. */
  function crossing(vertices, line, x) {
    const off = line.map((v) => inPupilFrame(vertices, v)[0] - x);
    const k = off.findIndex((here, i) => i + 1 < off.length && here <= 0 !== off[i + 1] <= 0);
    if (k < 0) return null;
    const share = off[k] / (off[k] - off[k + 1]);
    return [0, 1, 2].map((axis) => vertices[3 * line[k] + axis] + share * (vertices[3 * line[k + 1] + axis] - vertices[3 * line[k] + axis]));
  }

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

  /** RMS distance in mm from the best-fitting mirror image, without the person's own: { whole, upper, middle, lower }. */
  function asymmetry(moved) {
    const vertices = own ? moved.map((x, i) => x - own[i]) : moved;
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

/** mm from the even face to the person's own, null where the sides are alike: clinic/evenness.py. */
function unevenness(rest, mirror) {
  const own = rest.map((x, i) => (x - (i % 3 ? rest[3 * mirror[(i / 3) | 0] + (i % 3)] : -rest[3 * mirror[i / 3]])) / 2);
  return own.some((x) => Math.abs(x) > LEAST_MM) ? own : null;
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
