// The clinical grade of a plan's people: of spasm, of synkinesis, or of lines. As study/plan/grades.py. No DOM.

const STILL = "rest";

/** Of GRADES, what a condition is graded by; null where its mm say it all. */
export function gradeName({ involuntary, synkinesis }, { lines, against }, side) {
  if (lines.length) return "wrinkles";
  if (against !== "calm") return null;
  if (involuntary.some((x) => x !== 0)) return "spasm";
  return side && synkinesis.some((x) => x !== 0) ? "synkinesis" : null;
}

/** By name: (exam of examining.js, context { grades (of the header's plan), side, aim, tasks, lineTasks, strip, age }) => points. */
export const GRADES = {
  spasm(exam, { grades: { ring, spasm } }) {
    const activation = exam.driven(STILL);
    const height = Math.max(...ring.map((parts) => parts.reduce((sum, m) => sum + Math.max(activation[m], 0), 0) / parts.length));
    return spasm.filter((step) => height > step).length;
  },
  synkinesis(exam, context) {
    return context.tasks.reduce((sum, task) => sum + joined(exam, task, context), 0);
  },
  wrinkles: (exam, { grades: { wrinkles }, aim, lineTasks, strip, age }) =>
    aim.lines.reduce((sum, group) => sum + reached(strip.deepest(exam.strip(lineTasks[group]), group, age), wrinkles), 0) / aim.lines.length,
};

/** Largest movement of what should stay still, over the other side's, on the place's ladder. */
function joined({ fissure, moved }, task, { grades: { elsewhere, ladders }, side }) {
  const other = side === "left" ? "right" : "left";
  const over = (figure) => figure(side) - figure(other);
  const narrowed = task in elsewhere.eye ? [reached(over((s) => fissure(STILL, s) - fissure(task, s)), ladders[elsewhere.eye[task]])] : [];
  const places = elsewhere.places[task].map((stem) => reached(over((s) => Math.hypot(...moved(task, stem, s))), ladders.elsewhere));
  return Math.max(0, ...narrowed, ...places);
}

/** Steps of a ladder that a measure stands on. */
const reached = (measured, ladder) => ladder.filter((step) => measured >= step).length;
