// What a page says of an answer to an exercise, from replies that are sealed; the same as teach/exercise.py. No DOM.

import { plain, say } from "./texts.js";
import { meant } from "./names.js";
import { quantity } from "./quantities.js";
import { reachedIn } from "./reaching.js";
import { opened } from "./sealed.js";

const GIVEN_UP = "*"; // opens the answer and the reason
const [FINE, COARSE] = [400, 50]; // numbers are judged by whole ones up to FINE, beyond it by every COARSEth
const LETTERS = "abcdefghijklmnopqrstuvwxyz";
const spelled = (text) => text.replace(/[\s_-]+/g, " ").trim().toLowerCase();

/**
 * @param answer what the fields hold: a text, a list of options, or { item: score }
 * @param lab the lab that belongs to the exercise, if any
 * @returns { goals: [[text, reached, met]], hint, why }, or null where it is no answer
 */
export function judged(exercise, answer, lab = null) {
  const { field, options, sealed } = exercise;
  if (field === "names") return named(exercise, answer);
  if (exercise.targets) return measured(exercise, answer, lab);
  if (field === "items") return graded(exercise, answer);
  if (field === "several") return opened(sealed, options.map((text, k) => (answer.includes(text) ? LETTERS[k] : "")).join(""));
  if (field === "number") return counted(exercise, answer);
  const same = options.find((one) => spelled(one) === spelled(answer ?? ""));
  const option = same ?? (exercise.brief && meant(answer ?? "", options, exercise.brief));
  return option ? opened(sealed, option) : null;
}

/** What the lab's own model says: of what was done in it, or of a place that is typed or was clicked. */
function measured(exercise, answer, lab) {
  if (!lab) return null;
  const given = exercise.field === "lab" ? lab.case() : placeIn(lab.bundle, answer ?? "");
  if (!given) return null;
  const refused = exercise.controls ? forbidden(exercise.controls, given, lab.bundle.meta) : null;
  if (refused) return { refused };
  const goals = reachedIn(lab, exercise, given);
  return { goals, hint: "", why: goals.every(([, , met]) => met) ? opened(exercise.sealed, GIVEN_UP).why : "" };
}

/** What a case does that an exercise's controls do not allow, in a sentence; null where there is nothing. */
export function forbidden({ weaken, points }, { dampening, injections = [] }, { regions, muscles }) {
  const allowed = new Set(weaken.flatMap((name) => regions[name]));
  const forms = (name) => [name, `${name}_left`, `${name}_right`, `${name}_midline`].flatMap((form) => regions[form] ?? (muscles.includes(form) ? [form] : []));
  const odd = Object.keys(dampening).find((name) => dampening[name] > 0 && !forms(name).every((muscle) => allowed.has(muscle)));
  if (odd) return say("made.not_this", { name: plain(odd) });
  return injections.length && !points ? say("made.no_points") : null;
}

/** Muscles with commas between; only whether each is right is sealed. */
function named({ options, sealed, targets: [{ text, enough }] }, answer) {
  const said = (answer ?? "").split(",").filter((part) => part.trim()).map((part) => options.find((one) => spelled(one) === spelled(part)));
  if (!said.length || said.includes(undefined)) return null;
  const names = [...new Set(said)];
  const right = names.filter((name) => opened(sealed, name.replaceAll(" ", "_")) === true).length;
  const wrong = names.length - right;
  const met = right === enough && !wrong;
  return { goals: [[text, say("made.named", { right, wrong }), met]], hint: "", why: met ? opened(sealed, GIVEN_UP).why : "" };
}

/** A landmark's point or "x y z" mm; null where it is neither. */
function placeIn({ meta, arrays }, text) {
  const vertex = meta.landmarks[text.trim().replaceAll(" ", "_")];
  if (vertex !== undefined) return [...arrays.rest.subarray(3 * vertex, 3 * vertex + 3)];
  const point = text.split(/[\s,;()[\]]+/).filter(Boolean).map(Number);
  return point.length === 3 && point.every(Number.isFinite) ? point : null;
}

function counted({ sealed, form }, answer) {
  const number = quantity(answer ?? "", form);
  if (number === null) return null;
  const near = number <= FINE ? Math.round(number) : COARSE * Math.max(Math.round(number / COARSE), FINE / COARSE + 1);
  const reply = opened(sealed, String(near));
  return reply && { ...reply, goals: reply.goals.map(([text, reached, met]) => [text, reached.replace("{}", String(number)), met]) };
}

/** Items one by one: only by how much each is off is sealed; what follows is added up here, as judges/grading.py does. */
function graded({ sealed, options, grading }, answer) {
  const off = {};
  for (const [item] of options) {
    if (answer[item] === undefined) return null;
    off[item] = opened(sealed, `${item}=${answer[item]}`);
  }
  const names = Object.keys(off);
  const points = Object.entries(grading.weights).map(([part, weight]) => [part, weight, names.filter((name) => name.startsWith(part))]);
  const sum = (of) => points.reduce((total, [, weight, items]) => total + weight * items.reduce((all, name) => all + of(name), 0), 0);
  const inside = (x) => Math.min(100, Math.max(0, x));
  const mine = inside(sum((name) => answer[name]));
  const theirs = inside(sum((name) => answer[name] - off[name]));
  const close = names.filter((name) => Math.abs(off[name]) <= 1).length;
  const exact = names.filter((name) => off[name] === 0).length;
  const near = Math.abs(mine - theirs) <= grading.points;
  const yours = say("lesson.yours", { points: mine }) + (near ? "" : `, ${say(mine > theirs ? "lesson.too_high" : "lesson.too_low")}`);
  const goals = [
    [say("lesson.composite", { points: grading.points }), yours, near],
    [say("lesson.items", { items: grading.items, count: names.length }), say("lesson.close", { close, exact }) + othersOf(off, grading.names), close >= grading.items],
  ];
  const solved = near && close >= grading.items;
  return { goals, hint: furthest(grading, points, off), why: solved ? opened(sealed, GIVEN_UP).why : "" };
}

/** The items that are scored otherwise, as they follow the count of those that fit. */
function othersOf(off, called) {
  const odd = Object.keys(off).filter((name) => off[name]).map((name) => called[name] ?? plain(name));
  return odd.length ? say("lesson.others", { names: odd.join(", ") }) : "";
}

/** The part of the scale that is missed by most points, in words. */
function furthest({ words }, points, off) {
  const missed = points.map(([part, weight, items]) => [part, Math.abs(weight) * items.reduce((all, name) => all + off[name], 0)]);
  const [part, by] = missed.reduce((a, b) => (Math.abs(b[1]) > Math.abs(a[1]) ? b : a));
  return by ? say("lesson.part", { part: words[part] ?? part, way: say(by > 0 ? "lesson.high" : "lesson.low") }) : "";
}

/** The reply to the n-th attempt: { goals, hint, why, solved, counts: whether it was an attempt }. */
export function replied(exercise, answer, tries, lab = null) {
  const found = judged(exercise, answer, lab);
  if (!found) return { goals: [], hint: say("lesson.form", { form: exercise.form }), why: "", solved: false, counts: false };
  if (found.refused) return { goals: [], hint: found.refused, why: "", solved: false, counts: false };
  const { goals, hint: own } = found;
  const { hints } = exercise;
  if (goals.every(([, , met]) => met)) return { goals, hint: say("lesson.solved"), why: found.why, solved: true, counts: true };
  if (tries > Math.max(1, hints.length)) {
    const { answer: text, why } = given(exercise);
    return { goals, hint: say("lesson.not_solved", { why: own || (hints.at(-1) ?? "") }), why: `${say("lesson.answer", { text })} ${why}`, solved: false, counts: true };
  }
  const next = hints[tries - 1] ?? "";
  return { goals, hint: own && tries > 1 ? `${own} ${next}` : own || next, why: "", solved: false, counts: true };
}

/** { answer, why }: one that passes, and the reason. */
export const given = ({ sealed }) => opened(sealed, GIVEN_UP);

/** The reply to somebody who gives up: why this answer failed, one that passes, the reason. */
export function ended(exercise, answer, lab = null) {
  const reply = replied(exercise, answer, Infinity, lab);
  const { answer: text, why } = given(exercise);
  return reply.counts ? reply : { ...reply, hint: say("lesson.answer", { text }), why };
}

/** HTML that comes with the reason: a text or a figure of the lesson, made by Python. */
export const follows = (exercise) => given(exercise).then;
