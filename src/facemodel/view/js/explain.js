// One sentence in plain words: which muscle, which side, what changed. No DOM.

import { briefMuscleName, say } from "./messages.js";

const POINTS = ["cheilion", "brow_mid"];
const WORTH_SAYING = 0.5; // mm

/** @returns the sentence for a case; result comes from assess.evaluate */
export function explain(model, lab, state, result, overactiveMuscles) {
  const dampened = state.dampening.some((share) => share > 0);
  if (!dampened) {
    if (!overactiveMuscles.size) return say("explain_start");
    const strongest = distinct(model, [...overactiveMuscles].sort(byEffect(model, result.before.activation, result.intended)));
    const pull = say(strongest.length > 1 ? "pull_many" : "pull_one");
    return say("explain_overactive", { muscles: named(model, strongest), pull, what: unevenness(result.figures) });
  }
  const { figures } = result;
  const changed = strongestChanges(model, state, result);
  const mover = largestMove(model, result);
  if (!changed.length || !mover) return say("explain_small", { muscles: named(model, changed.length ? changed : firstDampened(state)) });
  return [
    say(changed.length > 1 ? "explain_many" : "explain_one", { muscles: named(model, changed), what: mover }),
    symmetryWords(figures.symmetry),
    rangeWords(figures.range),
  ].join("") + ".";
}

/** Up to two muscles whose weaker pull moves the listed points most; both sides count as one. */
function strongestChanges(model, state, { before, after }) {
  const list = [];
  state.dampening.forEach((share, m) => share > 0 && list.push(m));
  const effect = (m) => Math.abs(after.activation[m] - before.activation[m]) * model.reachOf(m);
  const top = list.filter((m) => effect(m) > 0.2).sort((a, b) => effect(b) - effect(a));
  const best = distinct(model, top);
  return best.length === 2 && effect(best[1]) < 0.3 * effect(best[0]) ? best.slice(0, 1) : best;
}

/** The first muscles of a list that have two different names. */
function distinct({ muscles }, indices) {
  const names = [...new Set(indices.map((m) => briefMuscleName(muscles[m])))].slice(0, 2);
  return names.flatMap((name) => {
    const same = indices.filter((m) => briefMuscleName(muscles[m]) === name);
    const sides = new Set(same.map((m) => muscles[m].match(/_(left|right)$/)?.[1]));
    return [...sides].map((side) => same.find((m) => muscles[m].match(/_(left|right)$/)?.[1] === side));
  });
}

/** Which of eyes, corners and brows differ most between the sides, in words. */
function unevenness({ lids, corner, brow }) {
  const rows = [["lids", lids], ["cheilion", corner], ["brow_mid", brow]];
  const gap = ([, { left, right }]) => Math.abs(left[0] - right[0]);
  const [key, { left, right }] = rows.reduce((one, two) => (gap(two) > gap(one) ? two : one));
  return say(`uneven_${key}`, { left: left[0].toFixed(1), right: right[0].toFixed(1) });
}

const firstDampened = (state) => [state.dampening.findIndex((share) => share > 0)];

function byEffect(model, activation, intended) {
  const effect = (m) => (activation[m] - Math.max(0, intended[m])) * model.reachOf(m);
  return (a, b) => effect(b) - effect(a);
}

/** The listed point or eye that differs most between before and after, in words; null if none does. */
function largestMove({ measures }, { before, after, figures }) {
  const found = [];
  for (const side of ["left", "right"]) {
    for (const stem of POINTS) {
      const name = `${stem}_${side}`;
      const a = measures.excursion(before.positions, name);
      const b = measures.excursion(after.positions, name);
      const outward = (b[0] - a[0]) * (side === "left" ? 1 : -1);
      const up = b[1] - a[1];
      const [size, words] = Math.abs(up) >= Math.abs(outward) ? [up, ["way_higher", "way_lower"]] : [outward, ["way_out", "way_in"]];
      found.push({ size: Math.abs(size), key: `point_${stem}`, side, way: say(words[size > 0 ? 0 : 1]) });
    }
    const opening = figures.lids[side][1] - figures.lids[side][0];
    found.push({ size: Math.abs(opening), key: "point_lids", side, way: say(opening > 0 ? "way_wider" : "way_narrower") });
  }
  const best = found.reduce((one, two) => (two.size > one.size ? two : one));
  if (best.size < WORTH_SAYING) return null;
  return say(best.key, { side: say(best.side), mm: best.size.toFixed(1), way: best.way });
}

function symmetryWords([before, after]) {
  if (!Number.isFinite(before) || !Number.isFinite(after)) return "";
  const [a, b] = [Math.round(before), Math.round(after)];
  return say(b > a ? "symmetry_rises" : b < a ? "symmetry_falls" : "symmetry_stays", { before: a, after: b });
}

/** The point that loses most range, when it loses a tenth or more. */
function rangeWords(range) {
  if (!range) return "";
  const list = Object.entries(range).flatMap(([point, sides]) => Object.entries(sides).map(([side, kept]) => ({ point, side, kept })));
  const least = list.reduce((one, two) => (two.kept < one.kept ? two : one));
  if (least.kept > 90) return "";
  return say("range_kept_words", { point: say(`range_${least.point}`), side: say(least.side), kept: Math.round(least.kept) });
}

/** "left zygomaticus major and the right frontalis"; no side where it is both. */
function named({ muscles }, indices) {
  const sides = new Map();
  for (const m of indices) {
    const stem = briefMuscleName(muscles[m]);
    const side = muscles[m].match(/_(left|right)$/)?.[1] ?? null;
    sides.set(stem, sides.has(stem) && sides.get(stem) !== side ? null : side);
  }
  return [...sides].map(([stem, side]) => (side ? `${say(side)} ${stem}` : stem)).join(say("and"));
}
