// Who closes the eyes without extra effort once some strength is lost. As Trial of study/plan/trial.py. No DOM.

import { inPerson } from "./panel.js";

const TASK = "gentle_eye_closure";
const LEAST = 1e-6;

/** @returns { closes, gaps, untreated }: closes(left (N)(M)) => [bool], whether each person's eyes close to within the limit, or as before, at habitual effort; mm [left, right] between the lids */
export function createClosing({ bundle, model }, { gaps: gapsOf }, { condition, people }) {
  const { meta, arrays } = bundle;
  const { closed_mm: closed, closure_margin_mm: margin } = meta.lab.plan;
  const tone = arrays.lab_tone;
  const count = meta.muscles.length;
  const calm = { ...condition, involuntary: condition.involuntary.map(() => 0) };
  const intent = model.intent(TASK);
  const strength = people.map((who) => condition.strength.map((x, m) => x * who.strength[m]));
  const totals = people.map((who, k) => {
    const driven = model.drive(inPerson(calm, who), intent, null);
    return Float64Array.from(strength[k], (power, m) => totalOf(driven[m], power, tone[m]));
  });
  const untreated = gaps(people.map(() => new Float64Array(count).fill(1)));
  const closes = (left) => gaps(left).map((mine, k) => mine.every((gap, side) => gap <= Math.max(closed, untreated[k][side] + margin)));
  return { closes, gaps, untreated };

  function gaps(left) {
    return people.map((who, k) => {
      const activation = Float64Array.from(totals[k], (total, m) => activationAt(total * left[k][m], strength[k][m], tone[m], meta.lab.largest_activation));
      return gapsOf(activation, who);
    });
  }
}

/** Share of full contraction that gives an activation. */
const totalOf = (activation, strength, tone) =>
  Math.min(1, Math.max(0, activation < 0 ? tone * (1 + activation) : tone + (Math.max(activation, 0) * (1 - tone)) / Math.max(strength, LEAST)));

/** Activation of a muscle contracted to a share of full, tone included. */
function activationAt(total, strength, tone, largest) {
  if (total < tone && tone > 0) return Math.max((total - tone) / tone, -1);
  return Math.max(0, Math.min((strength * (total - tone)) / (1 - tone), largest));
}
