// What a record watches in its people beside gain: lids, movement that fails, what joins in. As study/plan/watched.py. No DOM.

import { plain as words } from "../messages.js";

const MOVES = [
  ["joins_mouth", ["open_mouth_smile", "snarl", "lip_pucker"]],
  ["joins_eye", ["gentle_eye_closure"]],
];
const mean = (list) => list.reduce((sum, x) => sum + x, 0) / list.length;

/** A side effect as a record calls it. */
export const called = (texts, { name, label }) => texts[`called_${name}`] ?? label;

/** [[sentence, before, after]] mm of what moves along, where a nerve's branches are mixed up. */
export function joins(trial, { none, lost }) {
  const { synkinesis, involuntary } = trial.condition;
  if (!synkinesis.some((x) => x !== 0) || involuntary.some((x) => x !== 0) || !trial.aim.measures.includes("unmeant")) return [];
  return MOVES.map(([name, tasks]) => [name, ...[none, lost].map((shares) => mean(trial.measure("unmeant", shares, tasks)))]);
}

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

/** Of each limit that is broken, what breaks it most often: [[sentence, what it names, share, all that the limit counts]]. */
export function why(judged, { plan, side_effects: kinds }) {
  const broken = new Map(judged.broken());
  const found = [];
  for (const [limit, some] of [["most_major", plan.major], ["most_any", kinds.map(({ name }) => name)]]) {
    if (!broken.has(limit)) continue;
    const name = some.reduce((a, b) => (judged.shareWith([b]) > judged.shareWith([a]) ? b : a));
    found.push(["breaks_effect", called(plan.words, kinds.find((kind) => kind.name === name)), judged.shareWith([name]), broken.get(limit)]);
  }
  if (broken.has("most_losing")) {
    const tasks = [...judged.failing().map((one) => ["breaks_task", ...one]), ["breaks_closing", "", 1 - judged.close]];
    found.push([...tasks.reduce((a, b) => (b[2] > a[2] ? b : a)), broken.get("most_losing")]);
  }
  return found.filter((one, k) => !found.slice(0, k).some((other) => other.join() === one.join()));
}

export const failing = (judged) => judged.failing().map(([task, share]) => [words(task), share]);

/** Side effects in which points take part, or that bar a site, as none do in people: whether there are any. */
export function artefact({ points, barred }, { plan, side_effects: kinds }, effects) {
  const siteOf = (is) => plan.sites.find(is).spares;
  const mine = points.flatMap(({ site }) => siteOf(({ name }) => name === site));
  const labelOf = (name) => called(plan.words, kinds.find((kind) => kind.name === name));
  const bars = ([label, , broken]) => {
    const spared = [...mine, ...siteOf((site) => site.label === label)].map(labelOf);
    return broken.some(([, name]) => spared.includes(name));
  };
  return { counted: effects.some(({ name }) => mine.includes(name)), barred: barred.some(bars) };
}

/** By how much (5 and 95 % of people) a lip comes down, how far below an average smile at most, and who has it below. */
export function over(trial, { none, lost, gains, quantile }) {
  if (trial.aim.name !== "gum") return { lowered: null, below: null, under: null };
  const [had, has] = [none, lost].map((shares) => trial.measure("lip", shares));
  const fall = had.map((mm, k) => mm - has[k]);
  const [before, after] = [none, lost].map((shares) => trial.measure("below", shares));
  const far = after.filter((_, k) => gains[k] < 0);
  const under = [before, after].map((mms) => mean(mms.map((mm) => +(mm > 0))));
  return { lowered: [quantile(fall, 0.05), quantile(fall, 0.95)], below: far.length ? Math.max(...far) : null, under };
}
