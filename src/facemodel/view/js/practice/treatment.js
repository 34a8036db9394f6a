// Treatments of a virtual patient: what they leave of this person's strength. As teach/practice/treating.py. No DOM.

import { dampeningFromNames } from "../core/state.js";

/**
 * A treatment { day, injections (as a case has them), dampening { name: share }, predicted_mm } with what follows from it:
 * units (null of a dampening, which is no dose), taken: units that a dampening stands for.
 */
export function treatmentOf({ day = 0, injections = [], dampening = {}, predicted_mm = null }, { meta }, practice) {
  const points = injections.map((one) => ({ ...one, day }));
  const aimed = aimedOf(wantedOf(dampening, meta, practice), practice);
  return {
    ...{ day, injections: points, dampening, predicted_mm, aimed },
    units: points.length ? points.reduce((sum, one) => sum + one.dose_units, 0) : null,
    taken: aimed.reduce((sum, x) => sum + x, 0),
  };
}

/** Muscles that a dampening weakens and no dose reaches: their names. */
export function unreached(dampening, { regions, muscles }, { ed50 }) {
  const lost = dampeningFromNames(dampening, regions, muscles);
  return muscles.filter((_, m) => lost[m] > 0 && ed50[m] === null);
}

/** Share (M) that an average person would lose of a dampening at the peak. */
function wantedOf(dampening, { regions, muscles }, { constants }) {
  return dampeningFromNames(dampening, regions, muscles).map((share) => Math.min(share, constants.most_dampening));
}

/** Units (M) aimed at each muscle that take such a share (M) in an average person. */
function aimedOf(share, { ed50, constants: { emax, hill_exponent: n } }) {
  return share.map((x, m) => (ed50[m] === null ? 0 : ed50[m] * (x / Math.max(emax - x, 1e-9)) ** (1 / n)));
}

/** day => share (M) of strength that treatments, the earlier one first, leave in this patient. */
export function courseOf(patient, treatments, practice) {
  const timing = courseTiming(patient, treatments, practice);
  return (day) => patient.model.toxin.left(timing, day);
}

/** The same as timing of core/toxin.js: each treatment is one dose of 1. */
export function courseTiming(patient, treatments, practice) {
  const { ed50 } = patient;
  const { onset_days, decay_days } = patient.person;
  const rows = treatments.map((one) => unitsOf(patient, one, practice));
  return {
    doses: rows.map(() => 1),
    days: treatments.map(({ day }) => day),
    caught: Float64Array.from(rows.flatMap((row) => [...row])),
    ed50,
    person: { onset_days, decay_days, responds: true, stiffness: 1 },
  };
}

/** Units (F) that fields of muscles catch of a treatment, as it is aimed. */
export function unitsOf({ lab, spread, usual }, { injections, aimed }, practice) {
  const { owner, weight } = lab.spread.fields;
  const units = new Float64Array(owner.length);
  if (!injections.length) {
    // what is aimed at a muscle is caught there in part, as the ED50 in the skin is a part of the tabled one
    owner.forEach((m, f) => practice.ed50[m] !== null && (units[f] = (aimed[m] * weight[f] * usual[m]) / practice.ed50[m]));
    return units;
  }
  for (const one of injections) {
    const { point, depth } = spread.site(one);
    spread.caught(point, depth, one.volume_ml).forEach((share, f) => (units[f] += one.dose_units * share));
  }
  return units;
}

/** What the days after the last of these treatments show: [{ day, mirror_mm, gain, retained }]. */
export function weeksOf(patient, treatments, practice) {
  const left = courseOf(patient, treatments, practice);
  const start = treatments.at(-1).day;
  return practice.days.map((days) => ({ day: start + days, ...patient.over(left(start + days)) }));
}
