// Where a sitting stands: what a learner did with each patient, and the marks. As teach/practice/session.py. No DOM.

import { fill } from "../core/messages.js";
import { comparedTold, gradingMarks } from "./grading.js";
import { untreatedMarks } from "./marks.js";
import { fixed } from "./numbers.js";

const LAST = 10; // gradings that are compared on the way

/** Marks 0..100 of an attempt: mean of the treatments, or those of the choice, and what the grading gains. */
export function attemptMarks(patient, { grading, choice, scores }, practice) {
  const marks = scores.length ? scores.reduce((sum, one) => sum + one.total, 0) / scores.length : untreatedMarks(patient, choice, practice);
  return Math.min(100, marks + gradingMarks(grading, patient.scores, practice));
}

/** Mean marks over all patients; those not finished count as 0. */
export const totalOf = ({ count, attempts }) => attempts.reduce((sum, one) => sum + one.marks, 0) / count;

/** [said, known] of every grading among these attempts at these patients. */
const pairsOf = (patients, attempts) => attempts.flatMap(({ grading }, k) => (graded(grading) ? [[grading, patients[k].scores]] : []));
const graded = (grading) => grading !== null && Object.keys(grading).length > 0;

/** How gradings compare so far, after every few of them; else nothing. */
export function calibrationDue(patients, attempts, practice) {
  const pairs = pairsOf(patients, attempts);
  if (!pairs.length || pairs.length % practice.grading.every || !graded(attempts.at(-1).grading)) return [];
  return [practice.texts.says.so_far, ...comparedTold(pairs.slice(-LAST), practice)];
}

/** Sentences at the end of a sitting. */
export function endTold(sitting, patients, late, practice) {
  const { says } = practice.texts;
  const pairs = pairsOf(patients, sitting.attempts);
  return [
    ...(late && sitting.attempts.length < sitting.count ? [says.over] : []),
    fill(says.end, { total: fixed(totalOf(sitting)) }),
    ...(pairs.length ? comparedTold(pairs, practice) : []),
  ];
}

/** The marks so far in words; nothing before the first, or before the end of an examination. */
export function marksTold({ attempts, feedback, count }, practice) {
  if (!attempts.length || (feedback === "end" && attempts.length < count)) return "";
  return fill(practice.texts.says.order, { marks: attempts.map(({ marks }) => fixed(marks)).join(", ") });
}
