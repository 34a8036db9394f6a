// Names of muscles beside the face, and which muscle lies under the pointer.

import { briefMuscleName, say } from "../core/messages.js";
import { font, INK, label, lineThrough, spread, stroke } from "./pen.js";

const ROOM = 560; // px of a pane from which names stand beside the face
const LEAST = 0.15; // share of full contraction that is worth a name
const MOST = 7; // names on each side
const NEAR = 9; // px from a fibre at which the pointer means it
const FACING = 0.15;
const TOP = 40; // px that the pane's own name takes

/** Draws names with leaders from the margins of the pane; `only`: a set of muscles, or null for those that pull. */
export function nameMuscles(pen, eye, bands, { activation }, names, only = null) {
  const { rect, dark } = eye;
  const look = dark ? { colour: "#e9ebed", rim: "rgb(0 0 0 / .6)" } : { colour: INK };
  if (rect.width < ROOM) return;
  const middle = rect.x + rect.width / 2;
  const found = places(bands, eye).filter(({ muscle }) => (only ? only.has(muscle) : Math.abs(activation[muscle]) >= LEAST));
  found.sort((a, b) => Math.abs(activation[b.muscle]) - Math.abs(activation[a.muscle]));
  for (const out of [-1, 1]) {
    const texts = new Map(); // parts of one muscle under one name, the strongest
    for (const { muscle, x, y } of found) {
      const name = briefMuscleName(names[muscle]);
      if (x >= middle !== out > 0 || texts.has(name) || texts.size >= MOST) continue;
      const text = say("label.muscle", { muscle: name, percent: String(Math.round(100 * activation[muscle])).replace("-", "−") });
      texts.set(name, { text, from: [x, y], x: 0, width: 1, y });
    }
    for (const { text, from, y } of spread([...texts.values()], 20)) {
      const edge = out < 0 ? rect.x + 12 : rect.x + rect.width - 12;
      pen.font = font();
      const end = edge - out * (pen.measureText(text).width + 6);
      stroke(pen, lineThrough([[end, y], [end - out * 14, y], from]), { colour: look.colour, width: 1.1, rim: false });
      label(pen, text, edge, y, { align: out < 0 ? "left" : "right", ...look });
    }
  }
}

/** The muscle whose fibre is nearest to a point of the pane, or -1. */
export function muscleAt(bands, eye, [x, y]) {
  let [best, nearest] = [-1, NEAR];
  const { point, normal, depth } = bands;
  for (const { muscle, start, points } of bands.fibres) {
    let last = null;
    for (let s = start; s < start + points; s++) {
      const at = eye.at(point, s);
      if (last) {
        const away = distance([x, y], last, at) + 0.15 * depth[s]; // what lies over another is meant first
        if (away < nearest && eye.turned(point, normal, s) > FACING) [best, nearest] = [muscle, away];
      }
      last = at;
    }
  }
  return best;
}

/** Middle of the middle fibre of each muscle that can be seen. */
function places({ fibres, point, normal }, eye) {
  const groups = new Map();
  for (const fibre of fibres) groups.set(fibre.muscle, [...(groups.get(fibre.muscle) ?? []), fibre]);
  const found = [];
  for (const [muscle, group] of groups) {
    const { start, points } = group[Math.floor(group.length / 2)];
    const s = start + Math.floor(points / 2);
    if (eye.turned(point, normal, s) < FACING) continue;
    const at = [0, 1, 2].map((k) => point[3 * s + k] + 12 * normal[3 * s + k]);
    if (!eye.sees(at)) continue;
    const [x, y] = eye.at(point, s);
    const inside = x > eye.rect.x && x < eye.rect.x + eye.rect.width && y > eye.rect.y + TOP && y < eye.rect.y + eye.rect.height;
    if (inside) found.push({ muscle, x, y });
  }
  return found;
}

function distance([x, y], [ax, ay], [bx, by]) {
  const [dx, dy] = [bx - ax, by - ay];
  const t = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(x - ax - t * dx, y - ay - t * dy);
}
