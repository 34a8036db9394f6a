// An attempt at an exercise: a case with the learner's weakening or points, measured when it is asked for. As teach/attempt.py. No DOM.

import { evaluate, pose } from "../core/assessment.js";
import { asPerson, prepare, stateOf } from "../core/case.js";
import { createDoses } from "../core/doses.js";
import { regionTerm } from "../core/messages.js";
import { kindOf } from "../core/side_effects.js";
import { createSpread } from "../core/spread.js";
import { createLineDepth } from "../core/wrinkles.js";
import { jankovic } from "./jankovic.js";
import { say } from "./texts.js";

const SIDES = ["left", "right"];
const MIDLINE_MM = 1; // points farther from it lie on a side

/**
 * @param app { model, lab, bundle } of mountApp; own: the exercise's case; what the learner did: { dampening, injections }
 * @returns figures of it, those that take long as functions
 */
export function tried({ model, lab, bundle }, own, { dampening, injections = [] }) {
  const doses = createDoses(model, createSpread(bundle), lab);
  const given = injections.map((one) => ({ muscle: null, landmark: null, point_mm: null, depth_mm: null, ...one }));
  const next = stateOf({ ...own, dampening, injections: [] }, bundle.meta, null);
  const whole = { ...next, ...asPerson(bundle, next, 0) };
  const state = { ...whole, timing: doses.timed(given, whole.timing) };
  const now = { ...state, ...prepare(state, model, null) };
  const seen = (drive) => evaluate(model, lab, { ...now, drive }, { before: buffer(model), after: buffer(model), other: buffer(model) }).figures;
  const figures = once(() => seen(now.drive));
  // a spasm that helps to close the eyes comes and goes
  const runs = lab.courses.some((row) => row.condition === own.condition);
  const closed = once(() => (runs ? seen(now.healthy) : figures()).gap);
  const posed = (name, left, drive = now.drive) => pose(model, drive, name ? model.intent(name) : new Float64Array(now.intent.length), left, buffer(model)).positions;
  return {
    ...{ injections: given, index: model.index, left: now.left },
    lost: (muscle) => 1 - now.left[model.index.get(muscle)],
    fall: () => fallOf(figures().asymmetry),
    kept: (side) => figures().preserved.side[side] / 100,
    gaps: () => SIDES.map((side) => closed()[side]),
    tasksFall: () => fallOf([null, now.left].map((left) => lab.plan.tasks.reduce((sum, task) => sum + model.measures.asymmetry(posed(task, left)).whole, 0))),
    tasksKept: once(() => tasksKept(model, lab, posed, now.left)),
    harms: once(() => harmsOf(doses, lab, given, now)),
    treated: (side) => [...Object.keys(dampening).filter((name) => dampening[name] > 0 && touches(name, side, bundle.meta)).map(worded), ...given.filter((one) => lies(one, side)).map(placeOf)],
    rating: (minute, rule) => [null, now.left].map((left) => ratingOf(model, now, left, minute, { ...rule, frame: lab.frame })),
    deepest(group, age) {
      const { lines, depth } = createLineDepth(bundle);
      const along = depth(pose(model, now.drive, now.intent, now.left, buffer(model)).positions, age);
      return Math.max(...lines.filter((one) => one.group === group).map(({ start, points }) => Math.max(...along.subarray(start, start + points))));
    },
    legible: (rule) => legibility(model, bundle.meta.landmarks, lab, rule, [rule.emotion, null].map((name) => posed(name, now.left, now.healthy))),
  };
}

const fallOf = ([before, after]) => 1 - after / before;

/** { "task landmark": share of its movement, from the face's own rest, that it keeps }. As clinic/task_range.py. */
function tasksKept({ measures }, { tasks, expressions }, posed, left) {
  const rests = [posed(null, null), posed(null, left)];
  const found = {};
  for (const task of tasks) {
    const frames = [posed(task, null), posed(task, left)];
    for (const stem of expressions.find(({ id }) => id === task).landmarks)
      for (const side of SIDES) {
        const [before, after] = frames.map((frame, k) => measures.way(rests[k], frame, `${stem}_${side}`));
        if (before > 0) found[`${task} ${stem}_${side}`] = after / before;
      }
  }
  return found;
}

/** Jankovic's score of a minute, where nothing is intended. */
function ratingOf(model, { drive }, left, { arrays: { samples, muscles } }, rule) {
  const state = { ...drive, involuntary: new Float64Array(drive.involuntary.length) };
  const move = model.driving(state, left);
  const still = new Float64Array(drive.involuntary.length);
  const width = muscles.length;
  const rows = Array.from({ length: samples.length / width }, (_, t) => {
    muscles.forEach((m, k) => (state.involuntary[m] = samples[t * width + k]));
    return move(still, new Float64Array(still.length));
  });
  return jankovic(rows, rule);
}

/** How much of an emotion's own movement is left, and what it looks like most. As clinic/scales/legibility.py. */
function legibility(model, landmarks, { expressions }, { emotion, emotions }, [shown, rest]) {
  const rows = emotions.map((id) => expressions.find((one) => one.id === id));
  const stems = [...new Set(rows.flatMap((one) => one.landmarks))];
  const at = stems.flatMap((stem) => SIDES.map((side) => 3 * landmarks[`${stem}_${side}`]));
  const movement = (frame, start) => at.flatMap((v) => [0, 1, 2].map((i) => frame[v + i] - start[v + i]));
  const mine = movement(shown, rest);
  const size = Math.max(Math.sqrt(inner(mine, mine)), 1e-9);
  const known = Object.fromEntries(emotions.map((id) => [id, movement(model.frame(model.intent(id)).positions, model.rest)]));
  const likeness = Object.fromEntries(emotions.map((id) => [id, inner(mine, known[id]) / size / Math.sqrt(inner(known[id], known[id]))]));
  const nearest = emotions.reduce((a, b) => (likeness[b] > likeness[a] ? b : a));
  return { retained: inner(mine, known[emotion]) / inner(known[emotion], known[emotion]), nearest, ahead: likeness[nearest] - likeness[emotion] };
}

const inner = (a, b) => a.reduce((sum, x, i) => sum + x * b[i], 0);

/** [{ name of the side effect, label, side }] */
function harmsOf(doses, lab, injections, now) {
  const found = doses.sideEffects(now.drive, now.healthy, injections, doses.acting(injections, now), now.left);
  return found.map(({ name, ceiling, side }) => ({ name, label: ceiling ? ceiling.label : kindOf(lab, name).label, side }));
}

const buffer = ({ muscles, size }) => ({ activation: new Float64Array(muscles.length), positions: new Float32Array(size) });

/** What is computed when it is first asked for. */
function once(make) {
  let made = null;
  return () => (made ??= { value: make() }).value;
}

/** Whether a region's or muscle's name has part on a side; a name without side means both. */
function touches(name, side, { muscles, regions }) {
  if (/_(left|right)$/.test(name)) return name.endsWith(`_${side}`);
  return `${name}_${side}` in regions || muscles.includes(`${name}_${side}`);
}

/** "left eye", as wording.place has it. */
const worded = (name) => name.replace(/^(.+?)(?:_(left|right))?$/, (_, stem, side) => (side ? `${side} ${regionTerm(stem)}` : regionTerm(stem)));
const placeOf = ({ muscle, landmark }) => (muscle || landmark ? worded(muscle ?? landmark) : say("lesson.a_point"));

function lies({ point_mm: point, muscle, landmark }, side) {
  if (point) return point[0] * (side === "left" ? 1 : -1) > MIDLINE_MM;
  return (muscle ?? landmark ?? "").endsWith(`_${side}`);
}
