// Drills of placing points: what comes next, and how good a point is. As teach/drills/staircase.py and targets.py. No DOM.

import { fill, plain } from "../core/messages.js";
import { fixed } from "./numbers.js";

const OVERLAYS = ["full", "outline", "none"];
const SIDES = ["left", "right"];
const apart = (a, b) => Math.hypot(...a.map((x, i) => x - b[i]));

/** Where a drill stands after points [{ overlay, hit }]: { overlay, done, reached, count, hits }. */
export function stateOf(points, { in_a_row, last, needed, most }) {
  let level = 0;
  let run = 0;
  for (const { hit } of points) {
    run = hit ? run + 1 : 0;
    if (!hit) level = Math.max(0, level - 1);
    else if (run === in_a_row) [level, run] = [Math.min(OVERLAYS.length - 1, level + 1), 0];
  }
  const unaided = points.filter(({ overlay }) => overlay === "none").slice(-last);
  const reached = unaided.length === last && unaided.filter(({ hit }) => hit).length >= needed;
  return { overlay: OVERLAYS[level], done: reached || points.length >= most, reached, count: points.length, hits: points.filter(({ hit }) => hit).length };
}

/** What the point of this number asks for: { head, name, side }. */
export function targetOf({ seed, skill }, number, { seeds, heads_in_a_row, places }) {
  const { heads, asked } = seeds[seed];
  const [name, side] = places[asked[skill][number]];
  return { head: heads[Math.floor(number / heads_in_a_row) % heads.length], name, side };
}

/** @param lab meta.lab and meta.muscles of the head's bundle; spread of it @returns { share, apart_mm, hit, text, place } */
export function judge({ name, side }, point, { lab, muscles }, spread, { enough, told, same_mm, texts }) {
  const site = lab.plan.sites.find((one) => one.name === name);
  const { point: place } = lab.plan.places.find((one) => one.site === name && one.side === side);
  const sides = side === "middle" ? SIDES : [side];
  const meant = new Set([site.muscle, ...site.also].flatMap((stem) => sides.map((one) => muscles.indexOf(`${stem}_${one}`))));
  const caught = spread.shares(point, site.depth_mm);
  const of = (shares) => [...meant].reduce((sum, m) => sum + shares[m], 0);
  const share = Math.min(1, of(caught) / of(spread.shares(place, site.depth_mm)));
  const far = apart(point, place);
  const said = [fill(texts.share, { share: `${fixed(100 * share)}%`, apart: fixed(far, 1) })];
  if (far > same_mm) said.push(wayOf(point, place, same_mm, texts));
  let other = -1;
  caught.forEach((x, m) => !meant.has(m) && x >= told && (other < 0 || x > caught[other]) && (other = m));
  if (other >= 0) said.push(fill(texts.other, { muscle: plain(muscles[other]), share: `${fixed(100 * caught[other])}%` }));
  return { share, apart_mm: far, hit: share >= enough, text: said.filter(Boolean).join(" "), place };
}

function wayOf(at, aim, same, texts) {
  if (Math.min(Math.abs(at[0]), Math.abs(aim[0])) > same && at[0] * aim[0] < 0) return texts.across;
  const higher = aim[1] - at[1];
  const outward = Math.abs(aim[0]) - Math.abs(at[0]);
  const ways = [];
  if (Math.abs(higher) > same) ways.push(texts[higher > 0 ? "higher" : "lower"]);
  if (Math.abs(outward) > same) ways.push(texts[outward > 0 ? "outward" : "inward"]);
  return ways.length ? fill(texts.way, { ways: ways.join(texts.and) }) : "";
}
