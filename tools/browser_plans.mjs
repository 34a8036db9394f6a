// Answers a file of questions as the page's planner does, each as a line of JSON: node browser_plans.mjs JS FACE QUESTIONS.
// A question is a plan's, or it has doses, points or figures: what these do to people, or how a record is told.

import { readFileSync } from "node:fs";

const [, , js, face, questions] = process.argv;
const { expand } = await import(`${js}/core/compact.js`);
const { createModel } = await import(`${js}/core/model.js`);
const { createTreating } = await import(`${js}/core/plan/treating.js`);
const { createTold } = await import(`${js}/core/plan/told.js`);
const bundle = expand(new Uint8Array(readFileSync(face)));
const model = createModel(bundle);
const everybody = createTreating(bundle, model);
const told = createTold(bundle.meta.lab.plan);
const asked = ({ condition: name, side, severity, ...wishes }) => ({
  name,
  severity,
  condition: model.condition(name, side ?? "left", severity),
  side,
  age: model.years(name, severity) ?? undefined,
  ...wishes,
});
const says = (f) => [
  told.title(f),
  ...told.paragraphs(f),
  ...told.weakened(f),
  ...told.shown(f).flatMap((one) => [told.pointHead(one), ...told.pointLines(one, f.gain)]),
  ...told.notes(f),
];

/** The planner with the first people alone. */
function treatingOf(people) {
  if (!people) return everybody;
  const { arrays } = bundle;
  const part = people / (arrays.lab_plan_course.length / 4);
  const rows = ["course", "strength", "tone", "hands"].map((name) => `lab_plan_${name}`);
  const fewer = Object.fromEntries(rows.map((name) => [name, arrays[name].subarray(0, part * arrays[name].length)]));
  return createTreating({ ...bundle, arrays: { ...arrays, ...fewer } }, model);
}

async function tried({ doses, injections, people, ...question }) {
  const trial = await treatingOf(people).trial(asked(question));
  const seen = doses ? trial.judged(doses) : trial.ofInjections(injections, 28);
  const { gain, any, major, keeping, between } = seen;
  const effects = bundle.meta.lab.side_effects.map(({ name }) => [name, seen.shareWith([name])]);
  const lost = doses ? trial.lost(doses).map((row) => [...row]) : null;
  const [sizes, untreated] = [seen.sizes, trial.untreated];
  return { gain, any, major, keeping, between, effects, lost, sizes, untreated, breach: seen.breach() };
}

async function planned(question) {
  const plan = await everybody.treat(asked(question));
  return { ...plan, says: says(plan) };
}

function answer({ figures, ...question }) {
  if (figures) return says(figures);
  return question.doses || question.injections ? tried(question) : planned(question);
}

for (const question of JSON.parse(readFileSync(questions))) console.log(JSON.stringify(await answer(question)));
