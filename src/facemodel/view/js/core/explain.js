// One sentence in plain words: which muscle, which side, what changed. No DOM.

import { briefMuscleName, say } from "./messages.js";

const POINTS = ["cheilion", "brow_mid"];
const SIDES = ["left", "right"];
const WORTH_SAYING = 0.5; // mm
const WORTH_A_NAME = 0.05; // share of full contraction

/** @returns one sentence for a case, and a second where an eye closes less; result comes from evaluate of assessment.js */
export function explain(model, lab, state, result, overactiveMuscles) {
  const words = state.left.some((share) => share < 1)
    ? [changeWords(model, lab, state, result), asymmetryWords(lab, result.figures.asymmetry), gapWords(lab, result.figures.gap)]
    : state.timing?.doses.length
      ? [say("explain.not_acting", { day: Number(state.day.toFixed(1)) })]
      : [startWords(model, result, overactiveMuscles), openWords(lab, result.figures.gap)];
  return words.filter(Boolean).join(" ");
}

function startWords(model, result, overactiveMuscles) {
  const uneven = unevenness(result.figures);
  const unmeant = [...overactiveMuscles].filter((m) => unmeantOf(result, m) > WORTH_A_NAME);
  if (!unmeant.length) return say(overactiveMuscles.size ? "explain.stronger" : "explain.start");
  const pull = (m, side) => (uneven.stem === "lids" ? uneven.more[side] * model.reachAt(m, "lids", side) : model.reachAt(m, uneven.stem, side));
  const effect = (m) => unmeantOf(result, m) * Math.max(...SIDES.map((side) => pull(m, side)));
  const causes = unmeant.filter((m) => effect(m) > 0);
  const strongest = distinct(model, (causes.length ? causes : unmeant).sort((a, b) => effect(b) - effect(a)));
  const filled = { muscles: named(model, strongest), what: uneven.words };
  return say(strongest.length > 1 ? "explain.overactive_many" : "explain.overactive_one", filled);
}

/** Contraction beyond what is tried; a muscle that is stronger than usual does more of what it is told. */
const unmeantOf = ({ before, tried }, m) => before.activation[m] - Math.max(0, tried[m]) * Math.max(1, before.drive.strength[m]);

function changeWords(model, lab, state, result) {
  const clauses = clausesOf(model, state, result);
  if (!clauses.length) return say("explain.small", { muscles: named(model, mostDampened(model, state)) });
  return [
    ...clauses.flatMap(({ muscles, many, moves }, k) => [
      say(k ? "join.next" : "explain.first"),
      say(many ? "explain.many" : "explain.one", { muscles, what: moves.join(say("join.and")) }),
    ]),
    symmetryWords(result.figures.symmetry, healthyOf(lab, state.expression)),
    rangeWords(lab, result.figures.range),
  ].join("") + ".";
}

/** The two largest changes with the muscles behind each; told together when these are the same. */
function clausesOf(model, state, result) {
  const clauses = [];
  for (const move of largestMoves(model, result)) {
    const causes = strongestChanges(model, state, result, move);
    if (!causes.length) continue;
    const muscles = named(model, causes);
    const same = clauses.find((clause) => clause.muscles === muscles);
    if (same) same.moves.push(move.words);
    else clauses.push({ muscles, many: causes.length > 1, moves: [move.words] });
    if (clauses.reduce((count, clause) => count + clause.moves.length, 0) === 2) break;
  }
  return clauses;
}

/** Up to two dampened muscles that moved a point most by pulling less; both sides count as one. */
function strongestChanges(model, state, { before, after }, { stem, side, toward }) {
  const list = [];
  state.left.forEach((share, m) => share < 1 && list.push(m));
  // a muscle is a cause only where its change goes the way of the point
  const along = (m) => (stem === "lids" ? toward * model.reachAt(m, stem, side) : model.reachAt(m, stem, side, toward));
  const effect = (m) => (after.activation[m] - before.activation[m]) * along(m);
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

/** Which of eyes, corners and brows differ most between the sides: { stem, more (+1 where it is more), words }. */
function unevenness({ lids, corner, brow }) {
  const rows = [["lids", lids], ["cheilion", corner], ["brow_mid", brow]];
  const gap = ([, { left, right }]) => Math.abs(left[0] - right[0]);
  const [stem, { left, right }] = rows.reduce((one, two) => (gap(two) > gap(one) ? two : one));
  const more = { left: Math.sign(left[0] - right[0]), right: Math.sign(right[0] - left[0]) };
  return { stem, more, words: say(`explain.uneven_${stem}`, { left: left[0].toFixed(1), right: right[0].toFixed(1) }) };
}

/** The muscle that has lost most, on both sides if it has on both. */
function mostDampened(model, { left }) {
  const weak = [...left.keys()].filter((m) => left[m] < 1).sort((a, b) => left[a] - left[b]);
  const name = (m) => briefMuscleName(model.muscles[m]);
  return distinct(model, weak).filter((m) => name(m) === name(weak[0]));
}

/** Where eyes, corners and brows changed most, largest first: one { stem, side, words } of each kind. */
function largestMoves({ measures }, { before, after, figures }) {
  const found = [];
  const heights = [before, after].map(({ positions }) => new Map(measures.photographic(positions).map(({ name, value }) => [name, value])));
  for (const side of SIDES) {
    for (const stem of POINTS) {
      const name = `${stem}_${side}`;
      const a = measures.excursion(before.positions, name);
      const b = measures.excursion(after.positions, name);
      const outward = (b[0] - a[0]) * (side === "left" ? 1 : -1);
      const up = b[1] - a[1];
      const [size, words] = Math.abs(up) >= Math.abs(outward) ? [up, ["higher", "lower"]] : [outward, ["out", "in"]];
      const shift = b.map((x, k) => x - a[k]);
      const toward = shift.map((x) => x / (Math.hypot(...shift) || 1));
      found.push({ size: Math.abs(size), stem, side, toward, way: say(`explain.${words[size > 0 ? 0 : 1]}`), both: stem === "brow_mid" ? heights.map((rows) => rows.get(`brow_height_${side}`)) : figures.corner[side] });
    }
    const opening = figures.lids[side][1] - figures.lids[side][0];
    found.push({ size: Math.abs(opening), stem: "lids", side, toward: Math.sign(opening), both: figures.lids[side], way: say(opening > 0 ? "explain.wider" : "explain.narrower") });
  }
  found.sort((one, two) => two.size - one.size);
  return found
    .filter((one, k) => one.size >= WORTH_SAYING && found.findIndex((other) => other.stem === one.stem) === k)
    .map(({ size, stem, side, toward, way, both: [a, b] }) => ({
      stem,
      side,
      toward,
      words: say(`explain.point_${stem}`, { side: say(`side.${side}`), mm: (stem === "lids" ? Math.abs(b.toFixed(1) - a.toFixed(1)) : size).toFixed(1), way, before: a.toFixed(1), after: b.toFixed(1) }),
    }));
}

function symmetryWords([before, after], { low, high }) {
  if (!Number.isFinite(before) || !Number.isFinite(after)) return "";
  const [a, b] = [Math.round(before), Math.round(after)];
  const says = say(b > a ? "explain.symmetry_rises" : b < a ? "explain.symmetry_falls" : "explain.symmetry_stays", { before: a, after: b });
  return says + (b > high ? say("explain.symmetry_above", { low, high }) : b < a && b < low ? say("explain.symmetry_worse") : "");
}

/** Per cent of symmetry between which healthy people lie, in an expression. */
export function healthyOf(lab, expression) {
  const [mean, spread] = (lab.expressions.find((one) => one.id === expression) ?? lab.own_expression).healthy_symmetry;
  return { low: mean - spread, high: Math.min(100, mean + spread) };
}

/** Whether the sides differ more than before by what is worth a word. */
export const isWorse = ({ worse_mm: least }, [before, after]) => after - before >= least;

const asymmetryWords = (lab, [before, after]) => (isWorse(lab, [before, after]) ? say("explain.asymmetry_worse", { before: before.toFixed(2), after: after.toFixed(2) }) : "");

/** The point that loses most range, when it loses a tenth or more. */
function rangeWords({ readouts }, range) {
  const list = Object.entries(range).flatMap(([point, sides]) => Object.entries(sides).map(([side, kept]) => ({ point, side, kept })));
  const least = list.reduce((one, two) => (two.kept < one.kept ? two : one));
  if (least.kept > 90) return "";
  const point = readouts.find(({ name }) => name === least.point).what;
  return say("explain.preserved", { point, side: say(`side.${least.side}`), percent: Math.round(least.kept) });
}

/** The eye that does not close though nothing is weakened; the wider one. */
function openWords({ closed_mm: closed }, gap) {
  const [side, [open]] = Object.entries(gap).reduce((one, two) => (two[1][0] > one[1][0] ? two : one));
  return open > closed ? say("explain.stays_open", { side: say(`side.${side}`), open: open.toFixed(1) }) : "";
}

/** The eye that weakening keeps from closing, or opens wider still; the wider one. */
function gapWords({ closed_mm: closed }, gap) {
  const open = SIDES.filter((side) => gap[side][1] > closed && gap[side][1] - gap[side][0] > closed);
  if (!open.length) return "";
  const side = open.reduce((one, two) => (gap[two][1] > gap[one][1] ? two : one));
  const [before, after] = gap[side];
  return say(before > closed ? "explain.gap_widens" : "explain.gap_opens", { side: say(`side.${side}`), before: before.toFixed(1), after: after.toFixed(1) });
}

/** "left zygomaticus major and the right frontalis"; no side where it is both. */
function named({ muscles }, indices) {
  const sides = new Map();
  for (const m of indices) {
    const stem = briefMuscleName(muscles[m]);
    const side = muscles[m].match(/_(left|right)$/)?.[1] ?? null;
    sides.set(stem, sides.has(stem) && sides.get(stem) !== side ? null : side);
  }
  return [...sides].map(([stem, side]) => (side ? `${say(`side.${side}`)} ${stem}` : stem)).join(say("join.and_the"));
}
