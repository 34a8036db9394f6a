// What a treatment may do to others: chances of side effects in people with the same condition. As teach/practice/others.py. No DOM.

import { mirroredPeople, planningPeople } from "../core/plan/panel.js";
import { kindOf } from "../core/side_effects.js";
import { unitsOf } from "./treatment.js";

export const LOST = "lost_movement"; // no side effect of the table: a movement that loses too much

/** The people whom plans are made for; a right side is treated as the left one's mirror image. */
export function othersOf(bundle, model, side, count) {
  const people = planningPeople(bundle).slice(0, count);
  return side === "right" ? mirroredPeople(people, bundle.meta.lab.plan.places, model.mirror) : people;
}

/** Map: "side effect side" -> { name, side, chance } of a treatment at the review; need: dose that these people need, relative to an average person's. */
export function chancesOf(patient, given, need, practice) {
  const { lab, others } = patient;
  const { people } = others;
  const caught = given.injections.length ? others.caughtOf(given.injections) : [people.map(() => unitsOf(patient, given, practice))];
  const doses = given.injections.length ? given.injections.map((one) => one.dose_units) : [1];
  const units = people.map((_, k) => caught[0][k].map((_, f) => doses.reduce((sum, dose, i) => sum + dose * caught[i][k][f], 0) / need));
  const left = others.lostTo(units).map((shares) => shares.map((x) => 1 - x));
  const past = (measured, limit, below) => pastOf(measured, limit, below, practice.constants.threshold_span);
  const flagged = (list) => {
    const beyond = new Map(list.map((one) => [`${one.name} ${one.side}`, beyondOf(lab, one, past)]));
    const same = ({ name, side }) => beyond.get(`${kindOf(lab, name).suppressed_by} ${side}`) ?? 0;
    return list.map((one) => ({ name: one.name, side: one.side, share: beyond.get(`${one.name} ${one.side}`) * (1 - same(one)) }));
  };
  const { seen, hidden } = others.found(left);
  const rows = seen.map((list, k) => {
    const between = hidden && flagged(hidden[k]);
    const told = flagged(list).map((one, i) => ({ ...one, share: Math.max(one.share, between ? between[i].share : 0) }));
    return [...told, { name: LOST, side: "", share: past(Math.min(1, ...others.sharesOf(left)[k]), others.keep, true) }];
  });
  const chance = (i) => rows.reduce((sum, row) => sum + row[i].share, 0) / rows.length;
  return new Map(rows[0].map(({ name, side }, i) => [`${name} ${side}`, { name, side, chance: chance(i) }]));
}

function beyondOf(lab, { name, nearest }, past) {
  const { threshold, flagged } = kindOf(lab, name);
  return past(nearest(), threshold, flagged === "below");
}

/** Share of people like these who lie beyond a limit: a half of those that lie at it. */
function pastOf(measured, limit, below, span) {
  return Math.min(1, Math.max(0, 0.5 + (below ? 1 - measured / limit : measured / limit - 1) / (2 * span)));
}
