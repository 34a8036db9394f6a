// What a record watches in its people beside gain: lids, movement that fails, what joins in, gum. As study/plan/watched.py. No DOM.

import { plain as words } from "../messages.js";

const MOVES = [
  ["joins_mouth", ["open_mouth_smile", "snarl", "lip_pucker"]],
  ["joins_eye", ["gentle_eye_closure"]],
];
const mean = (list) => list.reduce((sum, x) => sum + x, 0) / list.length;

/** [[sentence, before, after]] mm of what moves along, where a nerve's branches are mixed up. */
export function joins(trial, { none, lost }) {
  const { synkinesis, involuntary } = trial.condition;
  if (!synkinesis.some((x) => x !== 0) || involuntary.some((x) => x !== 0) || !trial.aim.measures.includes("unmeant")) return [];
  return MOVES.map(([name, tasks]) => [name, ...[none, lost].map((shares) => mean(trial.measure("unmeant", shares, tasks)))]);
}

/** Gum (N) mm in the aim's smile; below 0 the lip covers more than the gum. */
export const gumMm = (trial, plan, shares) => trial.measure("lip", shares).map((y) => y - plan.gum_line_mm);

/** { before, after }: [mean, worst] mm between lids that close without extra effort, and the share of the people with more than lagophthalmos has. */
export function closing(trial, lost, limit) {
  const eyes = trial.side ? [["left", "right"].indexOf(trial.side)] : [0, 1];
  const of = (gaps) => {
    const mine = gaps.map((both) => eyes.map((k) => both[k]));
    return [mean(mine.flat()), Math.max(...mine.flat()), mean(mine.map((each) => +each.some((mm) => mm > limit)))];
  };
  const { before, after } = trial.gaps(lost);
  return { before: of(before), after: of(after) };
}

/** Of each limit that is broken, what breaks it most often: [[sentence, what it names, share]]. */
export function why(judged, { plan, side_effects: kinds }) {
  const broken = judged.broken();
  const found = [];
  for (const [limit, some] of [["most_major", plan.major], ["most_any", kinds.map(({ name }) => name)]]) {
    if (!broken.includes(limit)) continue;
    const name = some.reduce((a, b) => (judged.shareWith([b]) > judged.shareWith([a]) ? b : a));
    found.push(["breaks_effect", kinds.find((kind) => kind.name === name).label, judged.shareWith([name])]);
  }
  if (broken.includes("most_losing")) {
    const tasks = [...judged.failing().map((one) => ["breaks_task", ...one]), ["breaks_closing", "", 1 - judged.close]];
    found.push(tasks.reduce((a, b) => (b[2] > a[2] ? b : a)));
  }
  return found.filter((one, k) => !found.slice(0, k).some((other) => other.join() === one.join()));
}

export const failing = (judged) => judged.failing().map(([task, share]) => [words(task), share]);

/** By how much (5 and 95 % of people) a lip comes down, and how far below an average smile at most. */
export function over(trial, plan, { none, lost, gains, quantile }) {
  if (trial.aim.name !== "gum") return { lowered: null, below: null };
  const [had, has] = [none, lost].map((shares) => gumMm(trial, plan, shares));
  const fall = had.map((mm, k) => mm - has[k]);
  const far = trial.measure("below", lost).filter((_, k) => gains[k] < 0);
  return { lowered: [quantile(fall, 0.05), quantile(fall, 0.95)], below: far.length ? Math.max(...far) : null };
}
