// Goals that an instructor can choose: what each kind needs, its words, and the target that reaching.js measures. No DOM.
// As teach/made/goals.py.

import { say } from "./texts.js";

export const NAMES = "names"; // the kind whose answer is muscles
const [MOST_UNITS, MOST_NAMES] = [500, 12];
const SIDES = ["left", "right"];

/** By kind: { needs: [field], text(goal, lab) in words, target(goal, lab) } with `lab` the header's. */
export const KINDS = {
  falls: { needs: ["percent"], text: ({ percent }) => say("goal.falls", { what: say("goal.asymmetry"), percent }), target: share },
  keeps: {
    needs: ["percent", "side"],
    text: ({ percent, side }) => say("goal.keeps", { who: say("goal.side", { side }), percent, what: say("goal.range") }),
    target: (goal) => ({ ...share(goal), side: goal.side }),
  },
  tasks_fall: { needs: ["percent"], text: ({ percent }) => say("goal.falls", { what: say("goal.tasks_asymmetry"), percent }), target: share },
  tasks_keep: { needs: ["percent"], text: ({ percent }) => say("goal.keeps", { who: say("goal.every_landmark"), percent, what: say("goal.movement") }), target: share },
  closes: { needs: [], text: (_, lab) => say("goal.closes", { mm: openMost(lab) }), target: (_, lab) => ({ enough: openMost(lab) }) },
  untreated: { needs: ["side"], text: ({ side }) => say("goal.untreated", { side }), target: ({ side }) => ({ side }) },
  loses: { needs: ["muscle", "percent"], text: ({ muscle, percent }) => say("goal.loses", { muscle: inWords(muscle), percent }), target: (goal) => ({ ...share(goal), muscle: goal.muscle }) },
  spares: { needs: ["muscle", "percent"], text: ({ muscle, percent }) => say("goal.spares", { muscle: inWords(muscle), percent }), target: (goal) => ({ ...share(goal), muscle: goal.muscle }) },
  units: { needs: ["units"], text: ({ units }) => say("goal.units", { units: String(+units.toPrecision(6)) }), target: ({ units }) => ({ enough: units }) },
  harmless: { needs: [], text: () => say("goal.harmless"), target: () => ({}) },
  avoids: { needs: ["finding"], text: ({ finding }, lab) => say("goal.avoids", { finding: lab.side_effects.find(({ name }) => name === finding).label }), target: ({ finding }) => ({ finding }) },
  [NAMES]: { needs: ["count"], text: ({ count }) => say("goal.names", { count }), target: ({ count }) => ({ enough: count }) },
};

function share({ percent }) {
  return { enough: percent / 100 };
}

/** mm from which an eye that is meant to close counts as open. */
const openMost = (lab) => lab.side_effects.find(({ name }) => name === "lagophthalmos").threshold;
/** "left zygomaticus major", as wording.place has it. */
const inWords = (muscle) => {
  const [, stem, side] = muscle.match(/^(.*)_(left|right)$/);
  return `${side} ${stem.replaceAll("_", " ")}`;
};

const isWhole = (x, low, high) => Number.isInteger(x) && x >= low && x <= high;
const ALLOWED = {
  percent: (x) => isWhole(x, 0, 100),
  side: (x) => SIDES.includes(x),
  muscle: (x, { muscles }) => muscles.includes(x) && /_(left|right)$/.test(x),
  finding: (x, { lab }) => lab.side_effects.some(({ name }) => name === x),
  units: (x) => typeof x === "number" && x >= 0.1 && x <= MOST_UNITS,
  count: (x) => isWhole(x, 1, MOST_NAMES),
};

/** Whether a goal is of a known kind and has what that needs, and nothing else. */
export function isGoal(goal, meta) {
  if (typeof goal !== "object" || goal === null || !Object.hasOwn(KINDS, goal.kind)) return false;
  const { needs } = KINDS[goal.kind];
  const given = Object.keys(goal).filter((field) => field !== "kind" && goal[field] !== null);
  return given.length === needs.length && needs.every((field) => ALLOWED[field](goal[field], meta));
}

/** { kind, text, ... } as reaching.js measures it. */
export const targetOf = (goal, lab) => ({ kind: goal.kind, text: KINDS[goal.kind].text(goal, lab), ...KINDS[goal.kind].target(goal, lab) });
