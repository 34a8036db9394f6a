// The lines a clinician draws on a photograph: midline, level of the pupils, heights of brow, lids and corners; and their figures.

import { say } from "../core/messages.js";
import { createCallouts, NARROW } from "./callouts.js";
import { BLUE, label, lineThrough, stroke } from "./pen.js";

const MIDLINE = ["trichion", "glabella", "nasion", "pronasale", "subnasale", "pogonion", "gnathion"];
const BEYOND_MM = 30; // by which the level of the pupils goes on beyond them
const EYE_MM = 17; // about half the width of an eye
const LEAST_DEG = 0.3;
const THIN = { colour: "#5b636c", width: 1.2, dash: [6, 4], rim: false };

export function createMeasureLines({ meta, arrays }, model) {
  const callouts = createCallouts({ meta }, model);
  const { landmarks, eye_centres: pupils, eye_radius: radius } = meta;
  const { rest } = arrays;

  return {
    ink(pen, eye, frame, head, taken) {
      const { positions, flipped } = frame;
      const midline = MIDLINE.filter((name) => name in landmarks).map((name) => {
        const v = 3 * landmarks[name];
        return eye.at([0, rest[v + 1], rest[v + 2] + 1]);
      });
      stroke(pen, lineThrough(midline), THIN);
      const [left, right] = pupils.map(([x, y, z]) => [x, y, z + radius + 1]);
      const along = left.map((c, k) => (c - right[k]) / Math.hypot(left[0] - right[0], left[1] - right[1]));
      const beside = (p, mm) => eye.at(p.map((c, k) => c + mm * along[k]));
      // eyes are left free
      stroke(pen, lineThrough([beside(right, EYE_MM), beside(left, -EYE_MM)]), THIN);
      for (const [pupil, way] of [[right, -1], [left, 1]]) stroke(pen, lineThrough([beside(pupil, way * EYE_MM), beside(pupil, way * BEYOND_MM)]), THIN);
      const rows = Object.fromEntries(model.measures.photographic(positions).map((row) => [row.name, row]));
      for (const side of ["left", "right"]) {
        gauge(pen, eye, rows[`brow_height_${side}`]);
        gauge(pen, eye, rows[`fissure_${side}`], false);
      }
      corners(pen, eye, rows, flipped);
      philtrum(pen, eye, rows.philtrum);
      callouts(pen, eye, frame, head, taken);
    },
    legend: () => ({
      title: say("legend.measures"),
      keys: [
        { mark: "dash", colour: THIN.colour, text: say("legend.measures_frame") },
        { mark: "line", colour: BLUE, text: say("legend.measures_lines") },
      ],
    }),
  };
}

/** A height: a bar at both ends, and a line between them. */
function gauge(pen, eye, { ends, value }, line = true) {
  if (!ends || !Number.isFinite(value)) return;
  const [a, b] = ends.map((end) => eye.at([end[0], end[1], end[2] + 2]));
  if (line) stroke(pen, lineThrough([a, b]), { colour: BLUE, width: 1.2, rim: false });
  for (const [x, y] of [a, b]) stroke(pen, lineThrough([[x - 4, y], [x + 4, y]]), { colour: BLUE, width: 1.6, rim: false });
}

/** The line through both corners, and how much it leans. */
function corners(pen, eye, { commissure, commissure_tilt: tilt }, flipped) {
  const [left, right] = commissure.ends.map((end) => eye.at([end[0], end[1], end[2] + 2]));
  const out = (p, q) => [p[0] + 0.35 * (p[0] - q[0]), p[1] + 0.35 * (p[1] - q[1])];
  stroke(pen, lineThrough([out(right, left), out(left, right)]), { colour: BLUE, width: 2 });
  for (const [x, y] of [left, right]) {
    pen.beginPath();
    pen.arc(x, y, 3.5, 0, 2 * Math.PI);
    pen.fillStyle = BLUE;
    pen.fill();
  }
  const level = Math.abs(tilt.value) < LEAST_DEG;
  const higher = tilt.value > 0 !== Boolean(flipped) ? "left" : "right";
  const words = level ? say("label.corners_level") : say("label.corners_tilted", { side: say(`side.${higher}`), mm: Math.abs(commissure.value).toFixed(1), degrees: Math.abs(tilt.value).toFixed(1) });
  if (eye.rect.width < NARROW) return;
  const foot = eye.at([0, Math.min(...commissure.ends.map((end) => end[1])) - 22, commissure.ends[0][2]]);
  label(pen, words, foot[0], foot[1], { align: "center", most: eye.rect.width - 16 });
}

function philtrum(pen, eye, { ends, value }) {
  if (Math.abs(value) < 0.5 || eye.rect.width < NARROW) return;
  const [a, b] = ends.map((end) => eye.at([end[0], end[1], end[2] + 2]));
  stroke(pen, lineThrough([a, b]), { colour: BLUE, width: 2 });
  label(pen, Math.abs(value).toFixed(1), b[0] + (b[0] > a[0] ? 7 : -7), b[1] - 10, { align: b[0] > a[0] ? "left" : "right" });
}
