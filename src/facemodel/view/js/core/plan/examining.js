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
 *   makes (strength left (M), lasts) => exam { frame(task), strip(task): positions, made when they are asked for; left, at, moved, fissure, movement(task, side) },
 *   that holds until the next one unless it lasts; driven(task) is its activation;
 *   vertices(task) says which number each landmark has in its frame, `rest` is the face of a task at rest,
 *   numbers(task, vertices) where they begin in its frame
 */
export function createExamining({ bundle, model }, aim, strip) {
  const { meta } = bundle;
  const { lab } = meta;
  const tasks = [...new Set(["rest", ...lab.plan.tasks, ...lab.side_effect_tasks])];
  const stems = Object.fromEntries(lab.expressions.map((one) => [one.id, one.landmarks]));
  const named = [...Object.values(meta.landmarks), ...lab.plan.skin.points];
  const lids = Object.entries(meta.curves).flatMap(([name, line]) => (LIDS.test(name) ? line : []));
  const gapes = new Set(lab.side_effects.flatMap(({ measure, task }) => (measure === "gapes" ? [task] : [])));
  const eyes = createLook(bundle, [...named, ...lids], 0); // only where the gap between the lids is read
  const points = createLook(bundle, named, 1);
  const skin = strip && createLook(bundle, strip.points, 2);
  const looks = Object.fromEntries(tasks.map((task) => [task, gapes.has(task) ? eyes : points]));
  const intents = Object.fromEntries([...tasks, ...aim.tasks].map((task) => [task, model.intent(task)]));
  const activation = new Float64Array(meta.controls.length);
  const offset = (task, stem, side) => looks[task].offsets[stem][side];

  return { of, gaps, vertices: (task) => looks[task].part.meta.landmarks, rest: (task) => looks[task].part.arrays.rest, stems, numbers };

  /** Where the three numbers of vertices begin in the frame of a task. */
  function numbers(task, list) {
    return list.map((v) => 3 * looks[task].at.get(v));
  }

  function of(state, who) {
    const bases = [{}, {}, {}]; // by look: what is much alike whatever strength is left
    return (left, lasts = false) => {
      const driven = model.driving(state, left);
      const made = [{}, {}, {}];
      const frameOf = (look, task) => (made[look.number][task] ??= moved(look, bases[look.number], task, { driven, who, lasts }));
      const seen = seenIn((task) => frameOf(looks[task], task), offset, (task, side) => eyes.measures.fissure(frameOf(eyes, task), side));
      return {
        ...{ ...seen, left },
        driven: (task) => driven(intents[task], activation),
        frame: (task) => frameOf(looks[task], task),
        strip: (task) => frameOf(skin, task),
        movement: (task, side) => stems[task].map((stem) => seen.moved(task, stem, side)),
      };
    };
  }

  /** Where the points of a look lie in a task; an array that does not last is written over by the next exam. */
  function moved(look, known, task, { driven, who: { stiffness }, lasts }) {
    driven(intents[task], activation);
    known[task] ??= { base: look.frame.base(activation, stiffness), out: new Float64Array(look.size) };
    const out = lasts ? new Float64Array(look.size) : known[task].out;
    look.frame.move(activation, out, stiffness, known[task].base);
    return out;
  }

  /** mm [left, right] between the lids of a person at an activation. */
  function gaps(given, { stiffness }) {
    const positions = new Float64Array(eyes.size);
    eyes.frame.move(given, positions, stiffness);
    return ["left", "right"].map((side) => eyes.measures.fissure(positions, side));
  }
}

/** A face of some points alone; offsets[landmark][side] is where its three numbers begin. */
function createLook(bundle, points, number) {
  const list = withMirror(bundle.arrays, points);
  const part = partOf(bundle, list);
  const offsets = {};
  for (const [name, v] of Object.entries(part.meta.landmarks)) {
    const [, stem, side] = name.match(SIDED) ?? [];
    if (side) (offsets[stem] ??= {})[side] = 3 * v;
  }
  return { number, part, offsets, at: new Map(list.map((v, k) => [v, k])), frame: createFrame(part), measures: createMeasures(part), size: part.arrays.rest.length };
}
