// Looks at people at rest and in every task that is read, only at the points that are. No DOM.

import { createFrame } from "../frame.js";
import { createMeasures } from "../measures.js";
import { partOf, withMirror } from "../part.js";
import { seenIn } from "../side_effects.js";

const LIDS = /^lid_margin/;
const SIDED = /^(.*)_(left|right)$/;

/**
 * @param strip of strip.js, or null
 * @returns { of(state, who), gaps(activation, who), vertices(task), rest, size }: `of` a condition's arrays in a person
 *   makes (strength left (M)) => exam { frames, strips (positions by task), left, at, moved, fissure, movement(task, side) };
 *   vertices(task) says which number each landmark has in its frame, `rest` is the face of a task at rest
 */
export function createExamining({ bundle, model }, aim, strip) {
  const { meta } = bundle;
  const { lab } = meta;
  const tasks = [...new Set(["rest", ...lab.plan.tasks, ...lab.side_effect_tasks])];
  const stems = Object.fromEntries(lab.expressions.map((one) => [one.id, one.landmarks]));
  const named = Object.values(meta.landmarks);
  const lids = Object.entries(meta.curves).flatMap(([name, line]) => (LIDS.test(name) ? line : []));
  const gapes = new Set(lab.side_effects.flatMap(({ measure, task }) => (measure === "gapes" ? [task] : [])));
  const eyes = createLook(bundle, [...named, ...lids]); // only where the gap between the lids is read
  const points = createLook(bundle, named);
  const skin = strip && createLook(bundle, strip.points);
  const looks = Object.fromEntries(tasks.map((task) => [task, gapes.has(task) ? eyes : points]));
  const intents = Object.fromEntries([...tasks, ...aim.tasks].map((task) => [task, model.intent(task)]));
  const activation = new Float64Array(meta.controls.length);
  const offset = (task, stem, side) => looks[task].offsets[stem][side];
  const fissureIn = (frames) => (task, side) => eyes.measures.fissure(frames[task], side);

  return { of, gaps, vertices: (task) => looks[task].part.meta.landmarks, rest: (task) => looks[task].part.arrays.rest, stems };

  function of(state, who) {
    const bases = new Map(); // by look and task, of the strength that was left first; whose frames last, others until the next
    return (left) => {
      const driven = model.driving(state, left);
      const moved = (look, task) => {
        driven(intents[task], activation);
        const mine = bases.get(look) ?? bases.set(look, {}).get(look);
        const first = !mine[task];
        mine[task] ??= { base: look.frame.base(activation, who.stiffness), out: new Float64Array(look.size) };
        const { base, out } = mine[task];
        return look.frame(activation, first ? new Float64Array(look.size) : out, who.stiffness, base).positions;
      };
      const frames = {};
      for (const task of tasks) frames[task] = moved(looks[task], task);
      const strips = {};
      if (skin) for (const task of aim.tasks) strips[task] = moved(skin, task);
      return { frames, strips, left, ...read(frames) };
    };
  }

  function read(frames) {
    const seen = seenIn(frames, offset, fissureIn(frames));
    return { ...seen, movement: (task, side) => stems[task].map((stem) => seen.moved(task, stem, side)) };
  }

  /** mm [left, right] between the lids of a person at an activation. */
  function gaps(given, { stiffness }) {
    const { positions } = eyes.frame(given, new Float64Array(eyes.size), stiffness);
    return ["left", "right"].map((side) => eyes.measures.fissure(positions, side));
  }
}

/** A face of some points alone; offsets[landmark][side] is where its three numbers begin. */
function createLook(bundle, points) {
  const part = partOf(bundle, withMirror(bundle.arrays, points));
  const offsets = {};
  for (const [name, v] of Object.entries(part.meta.landmarks)) {
    const [, stem, side] = name.match(SIDED) ?? [];
    if (side) (offsets[stem] ??= {})[side] = 3 * v;
  }
  return { part, offsets, frame: createFrame(part), measures: createMeasures(part), size: part.arrays.rest.length };
}
