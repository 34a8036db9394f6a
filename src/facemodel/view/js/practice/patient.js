// A virtual patient on a face: the condition as this person has it, and what shows of it with some strength left.
// As teach/practice/patients.py and `seen` of standards.py. No DOM.

import { ofPerson } from "../core/case.js";
import { aimOf } from "../core/plan/aims.js";
import { createTrial } from "../core/plan/trial.js";
import { createSpread } from "../core/spread.js";
import { othersOf } from "./others.js";

const AS_CALM = "calm"; // the aim that counts what nobody asked for

/**
 * @param bundle the patient's head with average skin, model made of it; given what teach/practice/shipped.py says of the patient
 * @param practice what shipped.py says of all patients
 * @param pause async, awaited between steps
 * @returns { ...given, bundle, model, lab, spread, own (the condition's arrays in this person), ed50 (M), usual (M, the average person's),
 *   others: the trial of those on whom a treatment's risk is judged, null where none is right, seen(left (M)), over(left) }
 */
export async function createPatient({ bundle, model }, given, { constants, others: count }, pause = async () => {}) {
  const { meta, arrays } = bundle;
  const { lab } = meta;
  const { strength, tone, ed50, stiffness, onset_days, decay_days } = given.person;
  const spread = createSpread(bundle);
  const condition = model.condition(given.condition, given.side ?? "left", given.severity);
  const person = { strength, tone, ed50, stiffness, pace: { onset_days, decay_days }, hand: [] };
  const asked = { condition, side: given.side, age: model.years(given.condition, given.severity) ?? undefined, people: [person], variables: [], day: constants.review_days };
  const trialOf = (name, people = asked.people) =>
    createTrial({ bundle, model, spread }, { ...asked, people, aim: aimOf(meta, given.condition, name), keep: constants.kept, gently: false }, pause);
  const trial = await trialOf(given.aim);
  const calm = given.aim === AS_CALM ? trial : await trialOf(AS_CALM);
  const others = given.right === "treat" ? await trialOf(given.aim, othersOf(bundle, model, given.side, count)) : null;
  const own = Object.fromEntries(Object.entries(condition).map(([field, list]) => [field, Float64Array.from(list)]));
  ofPerson(own, person, model.strongest);
  const usual = Float64Array.from(arrays.lab_people_ed50.subarray(0, meta.muscles.length));
  const tasks = ["rest", ...lab.plan.tasks];
  const positions = new Float64Array(model.size);

  return { ...given, bundle, model, lab, spread, others, own, usual, ed50: usual.map((x) => x * ed50), seen, over };

  /** mm, root mean square over rest and five tasks: how uneven the face is. */
  function mirror(left) {
    const squares = tasks.map((task) => {
      const activation = model.drive(own, model.intent(task), left);
      model.frame.move(activation, positions, stiffness);
      return model.measures.asymmetry(positions).whole ** 2;
    });
    return Math.sqrt(squares.reduce((sum, x) => sum + x, 0) / squares.length);
  }

  /** What is judged with these shares of strength left. */
  function seen(left) {
    const row = [left];
    const judged = trial.ofStrength(row);
    const mirror_mm = mirror(left);
    return {
      mirror_mm,
      involuntary_mm: calm.measuredOf(row)[0][0],
      retained: least(trial.sharesOf(row)[0]),
      side_effects: [...judged.effects()].flatMap(([key, { name, who }]) => (who[0] ? [[name, key.split(" ")[1]]] : [])).sort(),
      gain: judged.gains[0],
      figure: given.side ? mirror_mm : trial.measuredOf(row)[0][0],
    };
  }

  /** What a day of the course shows: asymmetry in mm, gain, and the least share that any task keeps. */
  function over(left) {
    const row = [left];
    return { mirror_mm: mirror(left), gain: trial.ofStrength(row).gains[0], retained: least(calm.sharesOf(row)[0]) };
  }
}

/** The smallest of some shares; 1 where nothing moved. */
const least = (shares) => (shares.length ? Math.min(...shares) : 1);
