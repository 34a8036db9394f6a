// Goals that the page's own model judges: what a learner's weakening or points do to the exercise's case. No DOM.
// As teach/judges/targets.py and muscles.py.

import { createSpread } from "../core/spread.js";
import { tried } from "./attempt.js";
import { plain, say } from "./texts.js";

const EXACT = 1e-6; // per cent: what is reached exactly, but for the last bits
const HARDLY = 0.05; // less than that is not counted out
const percent = (share) => `${Math.round(100 * share)}%`;
/** Rounded toward 0: what falls short of 8 % is not told as 8 %. */
const short = (share) => `${Math.floor(100 * Math.abs(share) + EXACT)}%`;
const fell = (share, enough) => [say(share >= 0 ? "lesson.falls" : "lesson.rises", { percent: short(share) }), share >= enough];
const stays = (share, enough) => [say("lesson.preserved", { percent: short(share) }), share >= enough];
const listed = (harms) => harms.map(({ label, side }) => `${label}, ${side}`).join(", ") || say("lesson.none");

/** By a goal's kind: (attempt, goal, exercise) => [reached in words, whether that is enough]. */
const KINDS = {
  falls: (attempt, { enough }) => fell(attempt.fall(), enough),
  keeps: (attempt, { enough, side }) => stays(attempt.kept(side), enough),
  tasks_fall: (attempt, { enough }) => fell(attempt.tasksFall(), enough),
  tasks_keep: (attempt, { enough }) => stays(Math.min(...Object.values(attempt.tasksKept())), enough),
  corner_keeps: (attempt, { enough, task }) =>
    stays(Math.min(...Object.entries(attempt.tasksKept()).flatMap(([name, share]) => (name.startsWith(`${task} cheilion`) ? [share] : []))), enough),
  closes(attempt, { enough }) {
    const [before, after] = attempt.gaps().reduce((one, two) => (two[1] > one[1] ? two : one));
    return [say("lesson.gap", { before: before.toFixed(1), after: after.toFixed(1) }), after < enough];
  },
  loses: (attempt, { enough, muscle }) => [percent(attempt.lost(muscle)), attempt.lost(muscle) >= enough],
  spares: (attempt, { enough, muscle }) => [percent(attempt.lost(muscle)), attempt.lost(muscle) <= enough],
  units({ injections }, { enough }) {
    const total = injections.reduce((sum, one) => sum + one.dose_units, 0);
    return [String(+total.toPrecision(6)), total <= enough];
  },
  harmless: (attempt) => [listed(attempt.harms()), !attempt.harms().length],
  avoids(attempt, { finding }) {
    const found = attempt.harms().filter(({ name }) => name === finding);
    return [listed(found), !found.length];
  },
  untreated(attempt, { side }) {
    const names = attempt.treated(side);
    return [names.length ? say("lesson.treated", { names: names.join(", ") }) : say("lesson.nothing_there"), !names.length];
  },
  catches: ({ distance, share }, { enough }) => [say("lesson.catches", { percent: share < HARDLY ? `under ${percent(HARDLY)}` : percent(share), mm: distance.toFixed(1) }), share >= enough],
  rated(attempt, { enough, ...rule }, { minute }) {
    const [before, after] = attempt.rating(minute, rule);
    return [say("lesson.rated", { before, after }), before - after >= enough];
  },
  lines(attempt, { enough, group, age, steps, words }) {
    const deepest = attempt.deepest(group, age);
    const grade = steps.filter((step) => deepest >= step).length;
    return [words[grade], grade <= enough];
  },
  readable(attempt, rule) {
    const { retained, nearest, ahead } = attempt.legible(rule);
    const values = { percent: Math.round(100 * retained), least: Math.round(100 * rule.enough) };
    if (retained < rule.enough) return [say("lesson.too_little_left", values), false];
    if (ahead >= rule.alike) return [say("lesson.looks_like", { name: plain(nearest) }), false];
    return [say("lesson.looks_like_itself", { percent: values.percent }), true];
  },
};

/**
 * What a case of the learner reaches: [[text, reached, met]].
 * @param lab { model, lab, bundle } of mountApp; answer: a case of which dampening and injections count, or for a mark [x, y, z] mm
 */
export function reachedIn(lab, exercise, answer) {
  const attempt = exercise.field === "place" ? marked(lab, exercise, answer) : tried(lab, exercise.case, answer);
  return exercise.targets.map(({ text, ...goal }) => [text, ...KINDS[goal.kind](attempt, goal, exercise)]);
}

function marked({ bundle }, { targets: [{ muscle }] }, point) {
  const middle = bundle.meta.lab.spread.middles[muscle];
  const spread = createSpread(bundle);
  const onSkin = spread.site({ point_mm: point }).point;
  const [there, most] = [onSkin, middle.slice(0, 3)].map((at) => spread.shares(at, middle[3])[bundle.meta.muscles.indexOf(muscle)]);
  return { distance: Math.hypot(...onSkin.map((x, i) => x - middle[i])), share: there / most };
}
