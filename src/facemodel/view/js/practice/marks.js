// Marks of a treatment in four numbers, and placement. As teach/practice/scoring.py and placement.py. No DOM.

import { excesses, most } from "../core/ceilings.js";
import { fill } from "../core/messages.js";
import { chancesOf } from "./others.js";
import { courseOf } from "./treatment.js";

const SMALL = 1e-9;

/** Marks for leaving a patient alone, or for referring them. */
export function untreatedMarks({ right }, choice, { constants }) {
  if (choice === right) return 100;
  return right === "leave" && choice === "refer" ? constants.needless_referral_marks : constants.nothing_marks;
}

/** Marks of the last of these treatments, at its review; earlier ones still act then. */
export function scoreOf(patient, treatments, practice) {
  const last = treatments.at(-1);
  const left = courseOf(patient, treatments, practice);
  const after = patient.seen(left(last.day + practice.constants.review_days));
  return marked(patient, patient.visits[Math.min(treatments.length, patient.visits.length) - 1], after, last, practice);
}

/** Marks of what was seen at the review of a treatment; `by` is the plan at this visit. */
export function marked(patient, by, after, given, practice) {
  const c = practice.constants;
  const { right, before, figure } = patient;
  const treat = right === "treat";
  const gained = treat ? after.gain / Math.max(by.after.gain, c.least_gain) : 0;
  const share = clip(gained, -1, 1);
  const more = Math.min(c.beyond_marks, c.benefit_marks * c.beyond_share * Math.max(0, gained - 1));
  const kept = (after.retained - c.kept_none) / (c.kept - c.kept_none);
  const isMajor = ({ name }) => patient.lab.plan.major.includes(name);
  const major = after.side_effects.filter(([name]) => isMajor({ name })).length;
  const risked = treat ? riskedOf(patient, by, after, chancesOf(patient, given, by.need, practice)) : [];
  const chance = (which) => risked.reduce((sum, one) => sum + (which(one) ? one.chance : 0), 0);
  const points = given.injections.map((one) => placed(patient, one));
  const warnings = warningsOf(patient, by, points);
  const minor = after.side_effects.length - major + warnings.length;
  const times = treat ? timesOf(by, given) : null;
  const expects = given.predicted_mm !== null && figure !== null && treat;
  const off = expects ? Math.abs(given.predicted_mm - after.figure) / Math.max(c.prediction_span * before.figure, SMALL) : 1;
  const parts = {
    benefit: (c.benefit_marks * share + more) * (share > 0 ? clip(kept, 0, 1) : 1),
    harm: -(c.minor_marks * (minor + chance((one) => !isMajor(one))) + c.major_marks * (major + chance(isMajor))),
    dose: -doseMarks(given, times, c),
    foresight: c.foresight_marks * Math.max(0, 1 - off),
  };
  const sum = Object.values(parts).reduce((one, two) => one + two, c.nothing_marks);
  return {
    ...{ start: c.nothing_marks, parts, total: clip(sum, 0, 100), share, right, before, after, reference: by.after, times, warnings, risked, figure },
    ...{ units: given.units, points: given.injections.length, predicted_mm: given.predicted_mm },
    reached: treat && share >= c.target_share && after.retained >= c.target_kept && !major,
    placement: treat ? placementOf(patient, by, points) : null,
  };
}

/** [{ name, side, chance }] Chances beyond the plan's of what this person was spared. */
function riskedOf(patient, { chances }, { side_effects }, found) {
  const has = new Set(side_effects.map((key) => key.join(" ")));
  const plans = new Map(chances.map(([name, side, chance]) => [`${name} ${side}`, chance]));
  const more = [...found].map(([key, one]) => ({ ...one, key, chance: one.chance - (plans.get(key) ?? 0) }));
  return more.filter(({ key, chance }) => chance > 0 && !has.has(key));
}

/** Units, or weakening, relative to the plan's. */
function timesOf(by, { units, taken }) {
  return units === null ? taken / by.taken : units / by.units.reduce((sum, x) => sum + x, 0);
}

/** Marks that units and points take; times: relative to the plan, null where none is right. */
function doseMarks({ units, taken, injections }, times, c) {
  if (times === null) return c.needless_unit_marks * (units ?? taken);
  const doubled = Math.max(0, Math.log2(Math.max(times, SMALL)));
  return c.dose_marks * doubled + c.point_marks * Math.max(0, injections.length - c.free_points);
}

/** A point with where it lies and what muscles catch of it. */
function placed({ spread }, one) {
  const { point, depth } = spread.site(one);
  const shares = spread.shares(point, depth, one.volume_ml);
  return { dose: one.dose_units, day: one.day, point, shares, muscle: most(shares) };
}

/** Ceilings that points break and the plan's do not, as it is at this visit, in words. */
function warningsOf({ lab, model }, { allowed }, points) {
  const sideOf = (muscle) => /_(left|right)$/.exec(model.muscles[muscle])?.[1] ?? "";
  const may = new Set(allowed.map(([row, side]) => `${row} ${side}`));
  return excesses(lab, points, sideOf)
    .filter(({ ceiling, side }) => !may.has(`${lab.dose_ceilings.rows.indexOf(ceiling)} ${side}`))
    .map(({ ceiling, side, given }) => `${fill(ceiling.sentence, { given: +given.toFixed(2), limit: ceiling.limit, side })}.`);
}

/** mm to the nearest of the plan's points, by dose, and the share of what was caught that the plan's muscles caught; null of a dampening. */
function placementOf({ plan }, { aimed }, points) {
  if (!points.length) return null;
  const doses = points.reduce((sum, { dose }) => sum + dose, 0);
  const away = ({ point }) => Math.min(...plan.map((other) => Math.hypot(...point.map((x, i) => x - other[i]))));
  const caught = (muscles) => points.reduce((sum, { dose, shares }) => sum + dose * muscles.reduce((all, m) => all + shares[m], 0), 0);
  return {
    apart_mm: points.reduce((sum, one) => sum + one.dose * away(one), 0) / Math.max(doses, SMALL),
    caught: caught(aimed) / Math.max(points.reduce((sum, { dose, shares }) => sum + dose * shares.reduce((all, x) => all + x, 0), 0), SMALL),
  };
}

const clip = (x, low, high) => Math.min(high, Math.max(low, x));
