// What a plan in sites gains: one number by condition, as the header's "aims" name it. As study/plan/aims.py. No DOM.

import { createStrip } from "./strip.js";

const LIP = "stomion_superius"; // landmark of the upper lip that covers the gum
const SIDES = ["left", "right"];

/** A condition without what it does unasked: what its nerve fails to carry stays. */
export const calm = (condition) => ({
  ...condition,
  synkinesis: condition.synkinesis.map(() => 0),
  involuntary: condition.involuntary.map(() => 0),
  tone: condition.tone.map((x, m) => Math.min(x, condition.normal_tone[m])),
});

/** Arrays of the condition that a face is compared with, or null. */
export const comparedWith = (aim, condition, healthy) => ({ calm: () => calm(condition), healthy: () => healthy, "": () => null })[aim.against]();

/** The aim of a plan: the one asked for, or a condition's own. Error: it has none. */
export function aimOf({ lab }, conditionName, name = null) {
  const wanted = name ?? lab.conditions.find((one) => one.id === conditionName)?.aim;
  const aim = lab.plan.aims.find((one) => one.name === wanted);
  if (!aim) throw new Error(`nothing is said of what a plan for ${conditionName} aims at`);
  return aim;
}

/** Variables at sites where the label treats a condition first, if its own aim is meant. */
export function labelled({ conditions }, name, { aim, side, variables }) {
  const row = conditions.find(({ id }) => id === name);
  if (row?.aim !== aim.name) return [];
  const mine = ([place]) => row.label_sites.includes(place.site) && (side === null || [side, "middle"].includes(place.side));
  return variables.flatMap((list, v) => (mine(list) ? [v] : []));
}

/**
 * What an aim measures: [(exam, other) => number]; less is better. `other` is the exam of whom the face is compared with.
 * @param examining of examining.js, strip of strip.js or null
 */
export function createMeasuring({ vertices, rest, stems, numbers }, strip, { aim, condition, age, lineTasks, skin }) {
  const names = Object.keys(vertices("rest"));
  const stemOf = (name) => name.replace(/_(left|right)$/, "");
  const offsets = (task, list) => list.map((name) => 3 * vertices(task)[name]);
  const paired = names.filter((name) => name.endsWith("_left")).map(stemOf);
  const sided = (side) => (aim.landmarks.length ? aim.landmarks : paired).map((stem) => `${stem}_${side}`);
  const over = (figure) => Math.sqrt(mean(aim.tasks, figure));

  const MEASURES = {
    /** mm, root mean square over tasks and the skin that each does not mean. */
    unmeant() {
      const at = byTask((task) => {
        const mine = skin.points.map((_, k) => k).filter((k) => !stems[task].includes(skin.stems[k]));
        return { points: Int32Array.from(numbers(task, mine.map((k) => skin.points[k]))), shares: Float64Array.from(mine, (k) => skin.shares[k]) };
      });
      return (seen, other) => over((task) => between(seen.frame(task), other.frame(task), at[task]));
    },
    /** mm, root mean square over tasks and pairs: how far what moved lies from the mirror image of the other side's. */
    mirror() {
      const at = byTask((task) => SIDES.map((side) => offsets(task, sided(side))));
      return (seen) => over((task) => apart(seen.frame(task), rest(task), at[task]));
    },
    /** mm, root mean square of how much higher landmarks stand than those compared with. */
    height() {
      const at = byTask((task) => SIDES.flatMap((side) => offsets(task, sided(side))));
      return (seen, other) => over((task) => mean(at[task], (v) => (seen.frame(task)[v + 1] - other.frame(task)[v + 1]) ** 2));
    },
    /** mm, mean by which landmarks stand lower than those compared with. */
    below() {
      const at = byTask((task) => SIDES.flatMap((side) => offsets(task, sided(side))));
      return (seen, other) => mean(aim.tasks, (task) => mean(at[task], (v) => other.frame(task)[v + 1] - seen.frame(task)[v + 1]));
    },
    /** mm, mean height of the upper lip's edge on the face. */
    lip() {
      const at = byTask((task) => offsets(task, [LIP])[0]);
      return (seen) => mean(aim.tasks, (task) => seen.frame(task)[at[task] + 1]);
    },
    /** mm, mean over groups of the deepest line of each. */
    depth: () => (seen) => mean(aim.lines, (group) => strip.deepest(seen.strip(lineTasks[group]), group, age)),
    /** Share of full contraction that muscles hold although nobody means it, summed. */
    held() {
      const more = condition.involuntary.map((x, m) => x + Math.max(condition.tone[m] - condition.normal_tone[m], 0));
      return (seen) => seen.left.reduce((sum, share, m) => sum + share * more[m], 0);
    },
  };
  return aim.measures.map((name) => MEASURES[name]());

  function byTask(make) {
    return Object.fromEntries(aim.tasks.map((task) => [task, make(task)]));
  }
}

/** The skin round the lines of an aim; null where it has none. */
export const stripOf = (bundle, aim) => (aim.lines.length ? createStrip(bundle, aim.lines) : null);

function mean(list, figure) {
  let sum = 0;
  for (const one of list) sum += figure(one);
  return sum / list.length;
}

/** mm2, mean over points by the skin that each stands for: how far they lie apart. */
function between(x, y, { points, shares }) {
  let sum = 0;
  let skin = 0;
  for (let k = 0; k < points.length; k++) {
    const v = points[k];
    const [a, b, c] = [x[v] - y[v], x[v + 1] - y[v + 1], x[v + 2] - y[v + 2]];
    sum += shares[k] * (a * a + b * b + c * c);
    skin += shares[k];
  }
  return sum / skin;
}

/** mm2, mean over pairs: how far the left one's movement is from the mirror image of the right one's. */
function apart(x, rest, [left, right]) {
  let sum = 0;
  for (let k = 0; k < left.length; k++) {
    const [a, b] = [left[k], right[k]];
    const [across, up, out] = [x[a] - rest[a] + x[b] - rest[b], x[a + 1] - rest[a + 1] - x[b + 1] + rest[b + 1], x[a + 2] - rest[a + 2] - x[b + 2] + rest[b + 2]];
    sum += across * across + up * up + out * out;
  }
  return sum / left.length;
}
