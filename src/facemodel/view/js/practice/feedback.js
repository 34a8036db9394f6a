// What is said of an attempt: truth, what was right, grading, each treatment, the plan. As teach/practice/feedback.py and scoring.py. No DOM.

import { fill } from "../core/messages.js";
import { kindOf } from "../core/side_effects.js";
import { gradedTold } from "./grading.js";
import { untreatedMarks } from "./marks.js";
import { fixed, general, signed } from "./numbers.js";
import { LOST } from "./others.js";

const TOLD = 0.1; // smaller chances are not worth a line

/** Sentences about one treatment's marks. */
export function scoreTold(score, lab, practice) {
  const { marks } = practice.texts;
  const { before: b, after: a, reference: r } = score;
  const parts = Object.entries(score.parts).map(([name, x]) => fill(marks[name], { marks: signed(x) }));
  const lines = [fill(marks.total, { total: fixed(score.total), start: fixed(score.start), parts: parts.join(", ") })];
  if (score.right !== "treat") lines.push(marks[score.right]);
  else {
    const target = marks[score.reached ? "reached" : "not_reached"];
    const kept = { kept: fixed(100 * a.retained), plan_kept: fixed(100 * r.retained) };
    lines.push(fill(marks.gain, { gain: fixed(100 * a.gain), plan: fixed(100 * r.gain), target, ...kept }));
  }
  const unasked = { unasked: fixed(b.involuntary_mm, 2), unasked_after: fixed(a.involuntary_mm, 2) };
  lines.push(fill(marks.asymmetry, { before: fixed(b.mirror_mm, 2), after: fixed(a.mirror_mm, 2), ...unasked }), doseTold(score, marks));
  const effects = a.side_effects.map(([name, side]) => `${kindOf(lab, name).label}, ${side}`);
  if (effects.length) lines.push(fill(marks.side_effects, { effects: effects.join(", ") }));
  const risked = score.risked.filter(({ chance }) => chance >= TOLD);
  if (risked.length) lines.push(fill(marks.risked, { effects: riskedTold(risked, lab, marks) }));
  lines.push(...score.warnings);
  if (score.placement) {
    const { apart_mm, caught } = score.placement;
    lines.push(fill(marks.placement, { apart: fixed(apart_mm), caught: fixed(100 * caught) }));
  }
  if (score.predicted_mm !== null && score.figure) {
    const [name, unit] = score.figure;
    lines.push(fill(marks.expected, { expected: fixed(score.predicted_mm, 2), unit, name, figure: fixed(a.figure, 2) }));
  }
  return lines;
}

function riskedTold(risked, lab, marks) {
  const order = ({ name, side }) => `${name} ${side}`;
  const sorted = [...risked].sort((one, two) => (order(one) < order(two) ? -1 : 1));
  const label = ({ name, side }) => (name === LOST ? marks.lost : `${kindOf(lab, name).label}, ${side}`);
  return sorted.map((one) => `${label(one)} (${fixed(100 * one.chance)} %)`).join("; ");
}

function doseTold({ units, points, times, parts: { dose } }, marks) {
  const given = units === null ? marks.weakening : fill(marks[points === 1 ? "point" : "points"], { points, units: fixed(units, 1) });
  if (times === null) return fill(marks.none_right, { given });
  return fill(marks[dose ? "times_cost" : "times"], { given, times: fixed(times, 1), marks: fixed(-dose) });
}

/** Sentences about an attempt { grading, choice, scores } at a patient, what shipped.py says of one. */
export function feedbackTold(patient, { grading, choice, scores }, lab, practice) {
  const { truth: says } = practice.texts;
  const { truth } = patient;
  const told = [
    fill(says.who, {
      condition: truth.condition[0].toUpperCase() + truth.condition.slice(1),
      ...{ side: truth.side, severity: truth.severity, need: truth.dose_needed },
      also: truth.also ? fill(says.also, { also: truth.also }) : "",
    }),
    fill(says.right, { right: says[truth.right], why: truth.why }),
    ...gradedTold(grading, patient.scores, practice),
  ];
  if (!scores.length) told.push(fill(says.chosen, { chosen: says[choice], marks: fixed(untreatedMarks(patient, choice, practice)) }));
  scores.forEach((score, k) => {
    const [first, ...rest] = scoreTold(score, lab, practice);
    told.push(fill(says.treatment, { number: k + 1, line: first }), ...rest);
  });
  if (truth.right === "treat") {
    const units = patient.visits[0].units.reduce((sum, x) => sum + x, 0);
    told.push(fill(says.plan, { points: patient.plan.length, units: general(units), total: fixed(patient.plan_marks) }));
  }
  return told;
}
