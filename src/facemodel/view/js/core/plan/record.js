// A plan in sites and units as a record of treatment: what is given where, why, and at what cost. As study/plan/record.py. No DOM.

import { changed, used } from "./search.js";

const SAYS = 0.05; // share of a muscle's strength; less is not told
const LEAST_RISE = 0.002;
const QUANTILES = [0.05, 0.95];

/**
 * @param levels of the plan, best of the most that was found; null where nothing is given
 * @returns { points: [{ site, side, point, units, depth_mm, where, weakens: [[muscle, share]], alone, without, costs: [[side effect, share]] }],
 *   units, gain, low, high, bound, any, major, keeping, effects: [[name, share]], weakening: [[muscle, share]], barred: [[site, broken]], tried, aim, keep, day }
 */
export async function record({ meta }, trial, search, space, levels, best) {
  const { plan, side_effects: kinds } = meta.lab;
  const step = plan.site_step_units;
  const whole = await search.of(levels);
  const largest = (lost) => largestOf(meta.muscles, lost);
  const shares = (names) => names.flatMap((name) => (whole.shareWith([name]) > 0 ? [[name, whole.shareWith([name])]] : []));
  const points = [];
  for (const v of used(levels)) {
    const alone = await search.gain(levels.map((level, k) => (k === v ? level : 0)));
    const without = await search.gain(changed(levels, { [v]: 0 }));
    for (const place of trial.variables[v]) {
      const site = plan.sites.find(({ name }) => name === place.site);
      const units = step * levels[v];
      const weakens = largest(trial.lostTo(trial.caughtAt(place).map((row) => row.map((share) => units * share))));
      const stems = weakens.map(([muscle]) => muscle.replace(/_[^_]*$/, ""));
      const costs = shares(kinds.filter(({ blames }) => blames.some((stem) => stems.includes(stem))).map(({ name }) => name));
      points.push({ ...place, units, depth_mm: site.depth_mm, where: site.where, label: site.label, muscle: site.muscle, weakens, alone, without, costs });
    }
  }
  const gain = whole.gain;
  const [low, high] = QUANTILES.map((share) => quantile(whole.gains, share));
  return {
    ...{ points, gain, low, high, any: whole.any, major: whole.major, keeping: whole.keeping },
    units: points.reduce((sum, one) => sum + one.units, 0),
    bound: best ? await search.gain(best) : gain,
    effects: shares(kinds.map(({ name }) => name)),
    weakening: largest(trial.lost(levels.map((level) => step * level))),
    barred: points.length ? [] : await barred(trial, search, space),
    tried: search.tried.size,
    ...{ aim: trial.aim, keep: trial.keep, day: trial.day },
  };
}

/** Sites that would gain something, and the limits that their smallest dose breaks alone. */
async function barred({ variables }, search, space) {
  const found = [];
  for (const [v, [{ site }]] of variables.entries()) {
    const x = space.more(search.nothing, v);
    if (!x || (await search.gain(x)) < LEAST_RISE || (await search.holds(x))) continue;
    found.push([site, (await search.of(x)).broken()]);
  }
  return found;
}

/** [[muscle, share]] of shares (N)(M), largest first. */
function largestOf(muscles, lost) {
  const means = muscles.map((muscle, m) => [muscle, lost.reduce((sum, row) => sum + row[m], 0) / lost.length]);
  return means.filter(([, share]) => share >= SAYS).sort((a, b) => b[1] - a[1]);
}

/** As numpy: linear between the nearest ranks. */
function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const k = Math.floor(at);
  return sorted[k] + (at - k) * ((sorted[k + 1] ?? sorted[k]) - sorted[k]);
}
