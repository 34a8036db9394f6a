// Figures written beside the part of the face they belong to, before and after: clear of eyes, points and each other.

import { say } from "../core/messages.js";
import { font, INK, label, lineThrough, stroke } from "./pen.js";

const FACING = 0.1; // skin turned farther away has no figure
const STEP = 6; // px by which a place is tried higher or lower
const FARTHEST = 150; // px
const EDGE = 8; // px from the pane's side
const HEAD = 36; // px that the names of pane and sides take
const TWO_LINES = 620; // px of a pane below which a name stands over its figures
export const NARROW = 300; // px of a pane that has room for the shortest and most telling only
const AIR = 3; // px between a figure and what it must not cover

export const overlap = (a, b, air = AIR) =>
  a.x < b.x + b.width + air && b.x < a.x + a.width + air && a.y < b.y + b.height + air && b.y < a.y + a.height + air;

/** Boxes of both eyes, then of brows and mouth, px: what nothing is written over. */
export function featureBoxes({ landmarks, curves }, eye, positions) {
  const marks = (...names) => names.map((name) => landmarks[name]);
  const sides = ["left", "right"];
  const eyes = sides.map((side) => [...curves[`lid_margin_upper_${side}`], ...curves[`lid_margin_lower_${side}`], ...marks(`exocanthion_${side}`, `endocanthion_${side}`)]);
  const brows = sides.map((side) => marks(`brow_inner_${side}`, `brow_mid_${side}`, `brow_arch_${side}`, `brow_outer_${side}`));
  return [...eyes, ...brows, marks("cheilion_left", "cheilion_right", "labiale_superius", "labiale_inferius")].map((vertices) => {
    const at = vertices.map((v) => eye.at(positions, v));
    const [x, y] = [0, 1].map((k) => Math.min(...at.map((p) => p[k])));
    const [right, low] = [0, 1].map((k) => Math.max(...at.map((p) => p[k])));
    return { x, y, width: right - x, height: low - y };
  });
}

/** @returns (pen, eye, frame, head, taken, figures) => writes; adds the boxes of what it wrote to `taken` */
export function createCallouts({ meta }, { measures }) {
  const { landmarks } = meta;
  const KINDS = {
    brow: { at: (side) => landmarks[`brow_outer_${side}`], of: (vertices, side, rows) => rows[`brow_height_${side}`].value },
    eye: { at: (side) => landmarks[`exocanthion_${side}`], of: (vertices, side) => measures.fissure(vertices, side) },
    corner: { at: (side) => landmarks[`cheilion_${side}`], of: (vertices, side) => Math.hypot(...measures.excursion(vertices, `cheilion_${side}`)) },
  };

  return function callouts(pen, eye, { positions, told }, head, taken) {
    const kinds = Object.entries(KINDS).filter(([kind]) => kind !== "brow" || eye.rect.width >= NARROW);
    const faces = (told ?? [positions]).map((vertices) => vertices ?? positions);
    const rows = faces.map((vertices) => Object.fromEntries(measures.photographic(vertices).map((row) => [row.name, row])));
    for (const side of ["left", "right"])
      for (const [kind, { at, of }] of kinds) {
        const vertex = at(side);
        if (eye.turned(positions, head.normals, vertex) < FACING) continue;
        const values = faces.map((vertices, k) => of(vertices, side, rows[k]));
        if (values.every(Number.isFinite)) write(pen, eye, words(kind, values, eye.rect.width), eye.at(positions, vertex), taken);
      }
  };
}

/** What is written, line by line. */
function words(kind, values, width) {
  const [before, after = before] = values.map((x) => x.toFixed(1));
  const figures = before === after ? after : say(width < NARROW ? "label.change_narrow" : "label.change", { before, after });
  const name = say(`label.${kind}`);
  if (width < NARROW) return [name, figures];
  const mm = say("label.mm", { figures });
  return width < TWO_LINES ? [name, mm] : [`${name} ${mm}`];
}

/** At the pane's side that is nearer, at the height of what it says, or as near to that as is free; nowhere where nothing is. */
function write(pen, eye, lines, [x, y], taken) {
  const { rect } = eye;
  const out = x < rect.x + rect.width / 2 ? -1 : 1;
  const size = rect.width < NARROW ? 12 : 14;
  pen.font = font(size);
  const width = Math.max(...lines.map((line) => pen.measureText(line).width));
  const height = lines.length * (size + 3);
  const left = out < 0 ? rect.x + EDGE : rect.x + rect.width - EDGE - width;
  for (let far = 0; far <= FARTHEST; far += STEP)
    for (const way of far ? [1, -1] : [1]) {
      const box = { x: left, y: y + way * far - height / 2, width, height, text: lines.join(" ") };
      if (box.y < rect.y + HEAD || box.y + height > rect.y + rect.height || taken.some((other) => overlap(box, other))) continue;
      taken.push(box);
      const look = eye.dark ? { colour: "#e9ebed", rim: "rgb(0 0 0 / .6)" } : {};
      const inner = out < 0 ? left + width + 4 : left - 4;
      if ((x - inner) * out < -10) stroke(pen, lineThrough([[inner, box.y + height / 2], [x + 6 * out, y]]), { width: 1, colour: look.colour ?? INK, rim: false });
      lines.forEach((line, k) => label(pen, line, out < 0 ? left : left + width, box.y + (k + 0.5) * (size + 3), { align: out < 0 ? "left" : "right", size, ...look }));
      return;
    }
}
