// The figures of a record of treatment: what is given where, why, and at what cost. As study/plan/figures.py. No DOM.

import { fill, plain as words } from "../messages.js";
import { labelled } from "./aims.js";
import { gradeName } from "./grades.js";
import { changed, used } from "./search.js";
import { LIMITS } from "./judged.js";
import { artefact, called, closing, failing, joins, over, why } from "./watched.js";

const WATCHED = { brow: ["lid_ptosis"], eye: ["lid_ptosis"] }; // told of points near a part of the face, whatever they weaken
const SMALL = 1e-9;
const stemOf = (muscle) => muscle.replace(/_[^_]*$/, "");
const mean = (list) => list.reduce((sum, x) => sum + x, 0) / list.length;

/**
 * @param asked { name, severity, side }, levels of the plan, best of the most that was found; null where nothing is given; pause is awaited now and then
 * @returns figures as Python's, with `tried`, and the place of each point
 */
export async function record({ meta }, trial, search, { asked, space, levels, best, pause }) {
  const { plan, side_effects: kinds } = meta.lab;
  const { aim } = trial;
  const step = plan.site_step_units;
  const doses = levels.map((level) => step * level);
  const lost = trial.lost(doses);
  const none = lost.map((row) => row.map(() => 0));
  const whole = await search.of(levels);
  const { gain, gains } = whole;
  const weakening = largest(meta, lost);
  const effects = kinds.flatMap(({ name, label }) => (whole.shareWith([name]) > 0 ? [{ name, label: called(plan.words, { name, label }), share: whole.shareWith([name]) }] : []));
  const points = await pointsOf();
  const worst = trial.nearest(lost);
  const named = labelled(meta.lab, asked.name, trial);
  const others = points.length && !best ? { barred: [], spare: [] } : await othersOf(trial, search, { levels, space, named, lab: meta.lab });
  const near = new Set(points.map(({ site }) => plan.sites.find(({ name }) => name === site).near));
  const considered = [...new Set(trial.variables.map(([place]) => place.site))].map(labelOf);
  return {
    ...{ points, gain, weakening, day: trial.day, keep: trial.keep, keeping: whole.keeping, any: whole.any, major: whole.major },
    title: titleOf(meta.lab, asked, trial),
    aim: aim.label,
    people: gains.length,
    sizes: sizesOf(),
    together: aim.measures.length > 1,
    measure: aim.measures[0],
    barely: gain < plan.visible_gain && !aim.lines.length,
    ...over(trial, { none, lost, gains, quantile }),
    low: quantile(gains, 0.05),
    high: quantile(gains, 0.95),
    worse: mean(gains.map((x) => +(x < 0))),
    kinds: kinds.length,
    limits: LIMITS.map((name) => plan[name]),
    artefact: artefact({ points, barred: others.barred }, meta.lab, effects),
    effects: effects.map(({ label, share }) => [label, share]),
    between: whole.between,
    looked: kinds.filter((kind) => isLookedFor(kind)).map(({ name, label, flagged, threshold: limit, unit }) => ({ label: called(plan.words, { name, label }), flagged, worst: worst.get(name), limit, unit })),
    closing: near.has("eye") ? closing(trial, lost, plan.closed_mm) : null,
    failing: failing(whole),
    tested: trial.tasks.map(words),
    free: aim.free.map((task) => [words(task), trial.leftOf(task, lost)]),
    frowns: aim.tasks.includes("frown"),
    bound: best ? await search.gain(best) : gain,
    share: plan.gain_share,
    sites: plan.most_sites,
    only: considered.length === 1 ? considered[0] : null,
    first: used(space.start).map((v) => labelOf(trial.variables[v][0].site)),
    weakest: weakestOf(),
    units: points.reduce((sum, one) => sum + one.units, 0),
    ...others,
    notes: notesOf(),
    tried: search.tried.size,
  };

  function sizesOf() {
    const found = aim.measures.map((name, k) => [name, mean(trial.untreated[k]), whole.sizes[k]]);
    if (aim.name === "gum") found.unshift(["place", ...[none, lost].map((shares) => -mean(trial.measure("below", shares)))]);
    found.push(...joins(trial, { none, lost }));
    const name = gradeName(trial.condition, aim, trial.side);
    return name ? [...found, [`grade_${name}`, trial.grade(name, none), trial.grade(name, lost)]] : found;
  }

  function labelOf(site) {
    return plan.sites.find(({ name }) => name === site).label;
  }

  /** Whether a side effect that nobody has is told: weakened muscles, or points near a place, can have it. */
  function isLookedFor(kind) {
    const always = [...near].some((part) => WATCHED[part]?.includes(kind.name));
    return (always || blamed(kind, weakening)) && !effects.some(({ name }) => name === kind.name);
  }

  /** Sentences on condition, aim and sites that are treated, by their names in the table. */
  function notesOf() {
    const known = (name) => name in plan.words;
    const own = [`of_${asked.name}`, `of_${aim.name}`].filter(known);
    const timing = aim.lines.length ? "lines" : near.has("eye") ? "eye" : "other";
    const told = known(`timing_${aim.name}`) ? aim.name : timing;
    return [...(own.length ? own : ["off_label"]), ...[...near].map((part) => `near_${part}`).filter(known), `timing_${told}`, "general"];
  }

  async function pointsOf() {
    const mine = used(levels).flatMap((v) => trial.variables[v].map((place) => ({ v, place, weakens: largest(meta, trial.lostTo(trial.caughtAt(place).map((row) => row.map((x) => doses[v] * x)))) })));
    const most = new Map();
    for (const { weakens } of mine) for (const [muscle, share] of weakens) most.set(muscle, Math.max(share, most.get(muscle) ?? 0));
    const helps = new Set();
    for (const [muscle, share] of most) {
      await pause(search.tried.size);
      if (aim.unwanted.includes(stemOf(muscle))) continue;
      if (aim.wanted.includes(stemOf(muscle)) || trial.gainOf(meta.muscles.indexOf(muscle), share) > plan.helping_gain) helps.add(muscle);
    }
    const found = [];
    for (const { v, place, weakens } of mine) {
      const { label, where, muscle, also, spares, depth_mm } = plan.sites.find(({ name }) => name === place.site);
      const sides = place.side === "middle" ? ["left", "right"] : [place.side];
      const meant = [muscle, ...also].flatMap((stem) => sides.map((side) => `${stem}_${side}`));
      const isMeant = ([one]) => meant.includes(one);
      const others = weakens.filter((one) => !isMeant(one));
      found.push({
        ...{ ...place, label, where, depth_mm, units: doses[v], muscle: words(`${muscle}_${sides[0]}`) },
        intended: weakens.filter(isMeant),
        wanted: others.filter(([one]) => helps.has(one)),
        unwanted: others.filter(([one]) => !helps.has(one)),
        costs: effects.filter(({ name }) => !spares.includes(name) && blamed(kinds.find((kind) => kind.name === name), weakens)).map((one) => one.label),
        pair: trial.variables[v].length > 1,
        alone: await search.gain(levels.map((level, k) => (k === v ? level : 0))),
        without: await search.gain(changed(levels, { [v]: 0 })),
      });
    }
    return found;
  }

  /** What is left without the point that adds least, where that is little and others are left. */
  function weakestOf() {
    if (used(levels).length < 2) return null;
    const weak = points.reduce((a, b) => (b.without > a.without ? b : a));
    if (gain - weak.without >= plan.fewer_gain) return null;
    const mine = points.filter((one) => one.site === weak.site && (weak.pair || one === weak));
    const sum = (list) => list.reduce((all, one) => all + one.units, 0);
    return { label: weak.label, points: points.length - mine.length, without: weak.without, dose: 1 - sum(mine) / Math.max(sum(points), SMALL) };
  }
}

function titleOf({ conditions, plan }, { name, severity }, { aim, side }) {
  const { words: texts } = plan;
  if (name === "healthy") return [aim.label, texts.no_disease];
  const row = conditions.find(({ id }) => id === name);
  const told = [row ? row.label : words(name), ...(side ? [side] : [])];
  if (!row?.graded) return told;
  return [...told, gradeWords(plan.severities, severity, texts)];
}

function gradeWords(severities, severity, texts) {
  const near = severities.find(([, x]) => Math.abs(x - severity) < 0.01);
  if (near) return near[0];
  const [above] = severities.find(([, x]) => x > severity);
  const below = severities.filter(([, x]) => x < severity).map(([name]) => name);
  return below.length ? fill(texts.between_grades, { below: below.at(-1), above }) : fill(texts.below_grades, { above });
}

const blamed = ({ blames }, weakens) => blames.some((stem) => weakens.some(([muscle]) => stemOf(muscle) === stem));

/** Other sites that would gain something, or that a label names: their smallest dose and what breaks a limit with it beside the levels, or none. */
async function othersOf({ variables }, search, { levels, space, named, lab }) {
  const [barred, spare] = [[], []];
  for (const [v, [place]] of variables.entries()) {
    const y = levels[v] ? null : space.more(levels, v);
    if (!y || ((await search.gain(y)) - (await search.gain(levels)) < lab.plan.least_rise && !named.includes(v))) continue;
    const { label } = lab.plan.sites.find(({ name }) => name === place.site);
    if (await search.holds(y)) spare.push(label);
    else barred.push([label, lab.plan.site_step_units * y[v], why(await search.of(y), lab)]);
  }
  return { barred, spare };
}

/** [[muscle, share]] of shares (N)(M), largest first. */
function largest({ muscles, lab }, lost) {
  const means = muscles.map((muscle, m) => [muscle, lost.reduce((sum, row) => sum + row[m], 0) / lost.length]);
  return means.filter(([, share]) => share >= lab.plan.told_loss).sort((a, b) => b[1] - a[1]);
}

/** As numpy: linear between the nearest ranks. */
function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const k = Math.floor(at);
  return sorted[k] + (at - k) * ((sorted[k + 1] ?? sorted[k]) - sorted[k]);
}
