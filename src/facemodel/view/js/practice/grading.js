// A learner's gradings beside the model's own. As teach/judges/grading.py and Attempt of practice/session.py. No DOM.

import { fill, plain } from "../core/messages.js";
import { fixed, percent } from "./numbers.js";

const MOST = 3; // items that are named

/** An item of a scale as graders call it. */
export const itemName = (name, { item }) => item[name] ?? plain(name);

/** Composite 0..100 of Sunnybrook's items; of any other scale the sum. */
export function composite(scores, { grading: { weights }, scales }) {
  const sum = (start) => Object.entries(scores).reduce((all, [name, x]) => (name.startsWith(start) ? all + x : all), 0);
  if (!onSunnybrook(scores, scales)) return sum("");
  const made = weights.voluntary * sum("voluntary") - weights.rest * sum("rest") - weights.synkinesis * sum("synkinesis");
  return Math.max(0, Math.min(100, made));
}

const onSunnybrook = (scores, { sunnybrook }) => Object.keys(scores).length > 0 && Object.keys(sunnybrook.items).every((name) => name in scores);

/** Steps by which each item lies above the model's; empty without a grading. */
export const itemsOff = (grading, known) => (grading ? Object.fromEntries(Object.entries(known).map(([name, x]) => [name, grading[name] - x])) : {});

/** What a grading gains: all for an item as the model has it, half for a step off it. */
export function gradingMarks(grading, known, { constants }) {
  const steps = Object.values(itemsOff(grading, known)).map(Math.abs);
  return steps.length ? (constants.grading_marks * steps.reduce((sum, d) => sum + [1, 0.5][d] || sum, 0)) / steps.length : 0;
}

/** How one grading compares with the model's, by item: sentences. */
export function gradedTold(grading, known, practice) {
  const off = itemsOff(grading, known);
  if (!Object.keys(off).length) return [];
  const { graded } = practice.texts;
  const apart = composite(grading, practice) - composite(known, practice);
  const items = Object.entries(off).filter(([, d]) => d);
  const near = apart ? fill(graded[apart > 0 ? "high" : "low"], { points: Math.abs(apart) }) : graded[items.length ? "same_sum" : "same"];
  const told = [fill(graded.whole, { near, marks: fixed(gradingMarks(grading, known, practice), 1) })];
  if (!items.length) return told;
  const named = items.map(([name]) => fill(graded.item, { name: itemName(name, practice.texts), said: grading[name], known: known[name] }));
  return [...told, fill(graded.others, { items: named.join(", ") })];
}

/** How many gradings compare with the model's: sentences. `pairs` are [said, known], none without a grading. */
export function comparedTold(pairs, practice) {
  const { compared } = practice.texts;
  const points = pairs.filter(([, known]) => onSunnybrook(known, practice.scales));
  const told = points.length ? pointsTold(points, practice) : [];
  const others = pairs.length - points.length;
  if (others) told.push(fill(compared[others === 1 ? "other" : "others"], { count: others }));
  const missed = missedItems(pairs).filter(([, share]) => share > 0).slice(0, MOST);
  if (missed.length) told.push(fill(compared.missed, { items: missed.map(([name, share]) => `${itemName(name, practice.texts)} (${percent(share)})`).join(", ") }));
  return told;
}

/** [item, share of gradings in which it is not the model's], commonest first. */
function missedItems(pairs) {
  const rows = new Map();
  for (const [said, known] of pairs)
    for (const name of Object.keys(known)) rows.set(name, [...(rows.get(name) ?? []), said[name] !== known[name] ? 1 : 0]);
  return [...rows].map(([name, list]) => [name, mean(list)]).sort((a, b) => b[1] - a[1]);
}

function pointsTold(pairs, practice) {
  const { compared } = practice.texts;
  const { weights, in_words, tells } = practice.grading;
  const off = pairs.map(([said, known]) => composite(said, practice) - composite(known, practice));
  const bias = mean(off);
  const error = mean(off.map(Math.abs));
  const way =
    Math.abs(bias) >= tells
      ? fill(compared[bias > 0 ? "too_high" : "too_low"], { points: fixed(Math.abs(bias), 1) })
      : error >= tells ? compared.both_ways : "";
  const told = [fill(compared[pairs.length === 1 ? "grading" : "gradings"], { count: pairs.length, off: fixed(error, 1), way })];
  const steps = (part, [said, known]) => Object.keys(known).reduce((sum, name) => (name.startsWith(part) ? sum + said[name] - known[name] : sum), 0);
  const parts = Object.keys(weights).map((part) => [part, (part === "voluntary" ? 1 : -1) * weights[part] * mean(pairs.map((pair) => steps(part, pair)))]);
  const [part, most] = parts.reduce((best, one) => (Math.abs(one[1]) > Math.abs(best[1]) ? one : best));
  if (Math.abs(most) >= tells)
    told.push(fill(compared[most > 0 ? "too_healthy" : "too_impaired"], { part: in_words[part] ?? part, points: fixed(Math.abs(most), 1) }));
  return told;
}

const mean = (list) => list.reduce((sum, x) => sum + x, 0) / list.length;
