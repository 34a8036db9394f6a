// Points of a case as doses: where they lie, what each muscle catches, and the side effects. No DOM.

import { excesses, most } from "./ceilings.js";
import { findings } from "./side_effects.js";

const SMALLEST_EFFECT = 0.02; // share of strength that is worth a line
export const FARTHER_MM = 5;

/** @returns { timed(injections, base), acting(injections, state), effects(left), sideEffects(condition, ...) } */
export function createDoses(model, spread, lab) {
  const known = new Map(); // share rows by place: typing a dose does not spread it anew
  return { timed, acting, effects, sideEffects };

  function row(injection) {
    const { point, depth } = spread.site(injection);
    const key = [...point, depth, injection.volume_ml].join();
    if (!known.has(key)) {
      if (known.size > 200) known.clear();
      known.set(key, spread.caught(point, depth, injection.volume_ml));
    }
    return known.get(key);
  }

  /** The timing (toxin.js) of these injections; `base` has the person and the seconds of the case. */
  function timed(injections, base) {
    const { length } = lab.spread.fields.owner;
    const caught = new Float64Array(injections.length * length);
    injections.forEach((one, i) => caught.set(row(one), i * length));
    return { ...base, doses: injections.map((one) => one.dose_units), days: injections.map((one) => one.day), caught };
  }

  /** Effective units (I, M) of each injection in each muscle on the day of a state. */
  function acting(injections, { timing, day }) {
    const count = model.muscles.length;
    const { owner } = lab.spread.fields;
    const units = new Float64Array(injections.length * count);
    const acts = injections.map((_, i) => timing.doses[i] * model.toxin.activity(day - timing.days[i], timing.person));
    acts.forEach((share, i) => owner.forEach((m, f) => (units[i * count + m] += share * timing.caught[i * owner.length + f])));
    return units;
  }

  /** Muscles that lose strength, most first: [{ muscle, lost }]. */
  function effects(left) {
    const list = [];
    left.forEach((share, muscle) => 1 - share > SMALLEST_EFFECT && list.push({ muscle, lost: 1 - share }));
    return list.sort((a, b) => b.lost - a.lost);
  }

  /**
   * Side effects of these doses on a day: the flagged findings, each with its muscle, point and distance; then doses
   * over a ceiling, whatever the face shows.
   * @param acting (I, M) effective units of each injection in each muscle
   */
  function sideEffects(condition, healthy, injections, acting, left) {
    if (!injections.length) return [];
    const count = model.muscles.length;
    const found = findings(model, lab, condition, healthy, left)
      .filter((one) => one.beyond)
      .map((one) => {
        const units = injections.map((_, i) => acting[i * count + one.muscle]);
        const from = units.indexOf(Math.max(...units));
        const { point, depth } = spread.site(injections[from]);
        return {
          ...one,
          lost: 1 - left[one.muscle],
          units: units.reduce((sum, x) => sum + x, 0),
          from,
          fromUnits: units[from],
          distance: spread.distance(point, one.muscle),
          farther: units[from] * farther(injections[from], point, depth, one.muscle),
        };
      });
    return [...found, ...excesses(lab, injections.map(placed), sideOf)];
  }

  function sideOf(muscle) {
    return /_(left|right)$/.exec(model.muscles[muscle])?.[1] ?? "";
  }

  /** A point as ceilings count it. */
  function placed(one) {
    const { point, depth } = spread.site(one);
    const shares = spread.shares(point, depth, one.volume_ml);
    return { dose: one.dose_units, day: one.day, point, muscle: most(shares) };
  }

  /** Share of what a muscle catches from a point that it would still catch from 5 mm farther away. */
  function farther(injection, point, depth, muscle) {
    const now = spread.shares(point, depth, injection.volume_ml)[muscle];
    const middle = spread.middle(muscle);
    const way = point.map((x, i) => x - middle[i]);
    const long = Math.max(Math.hypot(...way), 1e-9);
    const moved = spread.nearest(point.map((x, i) => x + (FARTHER_MM * way[i]) / long));
    return spread.shares(moved, depth, injection.volume_ml)[muscle] / Math.max(now, 1e-12);
  }
}
