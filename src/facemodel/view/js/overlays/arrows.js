// Arrows along which the skin has moved: twice as long as the way, so far apart that they can be told from each other.

import { say } from "../core/messages.js";
import { arrow, beside, INK, label, spread } from "./pen.js";

const APART_MM = 14;
const LEAST_MM = 1.2; // less could not be told in people
const LONGER = 2; // arrows over the way they stand for
const NUMBERED_MM = 1.5;
const INNER = ["conjunctiva", "oral_mucosa", "nostril"];
const NUMBERED = /^(cheilion|brow_mid|alare|malar|pogonion|labiale_inferius)/;

export function createArrows({ meta, arrays }) {
  const places = choose(meta, arrays);
  const numbered = new Set(Object.entries(meta.landmarks).flatMap(([name, v]) => (NUMBERED.test(name) ? [v] : [])));

  return {
    ink(pen, eye, { positions, from }, { normals }, taken) {
      const texts = [];
      for (const v of places) {
        const end = [positions[3 * v], positions[3 * v + 1], positions[3 * v + 2]];
        const start = [from[3 * v], from[3 * v + 1], from[3 * v + 2]];
        const way = Math.hypot(end[0] - start[0], end[1] - start[1], end[2] - start[2]);
        if (way < LEAST_MM || !eye.faces(end, normals.subarray(3 * v, 3 * v + 3)) || !eye.sees(end)) continue;
        const [a, b] = [eye.at(start), eye.at(start.map((c, k) => c + LONGER * (end[k] - c)))];
        arrow(pen, a, b);
        if (way < NUMBERED_MM || !numbered.has(v)) continue;
        const out = end[0] < 0 ? -1 : 1; // beside the arrow, away from the middle of the face
        texts.push(beside(pen, eye.rect, way.toFixed(1), out < 0 ? Math.min(a[0], b[0]) : Math.max(a[0], b[0]), (a[1] + b[1]) / 2, out, 8));
      }
      for (const { text, x, y } of spread(texts, 17, taken)) label(pen, text, x, y);
    },
    legend: () => ({ title: say("legend.arrows"), keys: [{ mark: "arrow", colour: INK, text: say("legend.arrows_key") }] }),
  };
}

/** Landmarks with a number first, then points of the outer skin so that none is nearer than APART_MM to another. */
function choose({ landmarks, areas }, arrays) {
  const { rest, mirror } = arrays;
  const count = mirror.length;
  const inner = (v) => INNER.some((name) => areas.includes(name) && arrays.areas[areas.indexOf(name) * count + v] > 0.3);
  const taken = [];
  const free = (v) =>
    taken.every((w) => (rest[3 * v] - rest[3 * w]) ** 2 + (rest[3 * v + 1] - rest[3 * w + 1]) ** 2 + (rest[3 * v + 2] - rest[3 * w + 2]) ** 2 > APART_MM ** 2);
  const first = Object.entries(landmarks).flatMap(([name, v]) => (NUMBERED.test(name) ? [v] : []));
  for (const v of first) if (!taken.includes(v)) taken.push(v);
  for (let v = 0; v < count; v++) {
    if (rest[3 * v] < -0.5 || inner(v) || !free(v)) continue;
    taken.push(v);
    if (mirror[v] !== v) taken.push(mirror[v]);
  }
  return taken;
}
