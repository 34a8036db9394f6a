// Finds the plan in sites and units for a condition: what may be treated, and the record of it. As study/plan/treating.py. No DOM.

import { createSpread } from "../spread.js";
import { aimOf, labelled } from "./aims.js";
import { mirroredPeople, peopleLike, planningPeople } from "./panel.js";
import { record } from "./record.js";
import { changed, createSpace, Search } from "./search.js";
import { createTrial } from "./trial.js";

const atOnce = async () => {};
const LEAST_GAIN = 0.02;
const LEAST_MM = 0.05;
const LEAST_ACTIVITY = 0.25;

/**
 * Plans treatments on one face.
 * @returns { treat(asked, run), trial(asked, pause), tooLate(day) }; asked { name, severity, condition (arrays), side (null of both), age, aim (name
 *   or null), atMost (points or null), avoid: [part of the face or site], keep, healthySide: "leave" | "use", gently, day, person: { strength,
 *   tone, stiffness } or null }; run { pause(tried) }: awaited between trials; it ends the search by throwing
 */
export function createTreating(bundle, model) {
  const { meta } = bundle;
  const { lab } = meta;
  const spread = createSpread(bundle);
  const everybody = planningPeople(bundle);
  return { treat, trial, tooLate };

  /** Whether less than a quarter of a dose acts on that day. */
  function tooLate(day) {
    const { onset_days, decay_days } = lab.people[0];
    return model.toxin.activity(day, { onset_days, decay_days }) < LEAST_ACTIVITY;
  }

  async function trial(asked, pause = atOnce) {
    const { name, condition, age, aim, side = null, avoid = [], keep = lab.plan.keep, healthySide = "leave", gently = false, day = 28, person = null } = asked;
    let people = side === "right" ? mirroredPeople(everybody, lab.plan.places, model.mirror) : everybody;
    if (person) people = peopleLike(people, person);
    const meant = aimOf(meta, name, aim);
    const variables = allowed(lab.plan, side, [...avoid, ...idle(meta, condition, meant)], healthySide);
    return createTrial({ bundle, model, spread }, { condition, side, age, aim: meant, people, variables, day, keep, gently }, pause);
  }

  async function treat(asked, { pause = atOnce } = {}) {
    const { plan } = lab;
    const on = await trial(asked, pause);
    const { variables } = on;
    const step = plan.site_step_units;
    const whole = createSpace(spaceOf(plan, variables, asked.atMost ?? null), plan);
    const tried = new Map();
    const judge = async (levels) => {
      await pause(tried.size);
      return on.judged(levels.map((level) => step * level));
    };
    const first = new Search(whole, judge, plan, tried);
    const space = whole.beginning(await floorOf(first, whole, labelled(lab, asked.name, on)));
    const search = new Search(space, judge, plan, tried);
    const told = (levels, most) => record(bundle, on, search, { asked, space, levels, best: most, pause });
    if (!variables.length || !on.untreated.some((had) => mean(had) > LEAST_MM)) return told(space.start, null);
    const best = await search.best();
    if ((await search.gain(best)) < LEAST_GAIN) return told(changed(best, best.map(() => 0)), null);
    return told(await search.cheapest(best), best);
  }
}

/** What may be treated: each one place, or two that get the same dose. */
function allowed({ sites, places }, side, avoid, healthySide) {
  return sites
    .filter(({ name, near }) => !avoid.includes(name) && !avoid.includes(near))
    .flatMap(({ name }) => {
      const here = places.filter(({ site }) => site === name);
      if (side === null) return [here];
      return here.filter((place) => healthySide === "use" || place.side === side || place.side === "middle").map((place) => [place]);
    });
}

/** The first dose of as many of these as the limits allow together; of as many, those that gain most. */
async function floorOf(search, { least, start, fits }, named) {
  for (let count = named.length; count > 0; count--) {
    let [found, most] = [null, -Infinity];
    for (const mine of combinations(named, count)) {
      const x = start.map((_, v) => (mine.includes(v) ? least[v] : 0));
      if (!fits(x) || (await search.gain(x)) <= 0 || !(await search.holds(x))) continue;
      const gain = Math.round((await search.gain(x)) * 1e6);
      if (gain > most) [found, most] = [x, gain];
    }
    if (found) return found;
  }
  return start;
}

const combinations = (list, count) => (count === 0 ? [[]] : list.flatMap((one, k) => combinations(list.slice(k + 1), count - 1).map((rest) => [one, ...rest])));

/** Sites where no one treats for an aim: those that it does not consider; and for calm those whose own muscle does nothing unasked, which gain by spill. */
function idle({ muscles, lab }, { synkinesis, involuntary, tone, normal_tone }, { against, sites }) {
  const others = lab.plan.sites.filter(({ name, near }) => sites.length && !sites.includes(name) && !sites.includes(near)).map(({ name }) => name);
  if (against !== "calm") return others;
  const width = synkinesis.length / muscles.length;
  const joins = (m) => synkinesis.slice(m * width, (m + 1) * width).some((x) => x !== 0);
  const unasked = muscles.filter((_, m) => joins(m) || involuntary[m] > 0 || tone[m] > normal_tone[m]);
  const stems = unasked.map((muscle) => muscle.replace(/_(left|right)$/, ""));
  return [...others, ...lab.plan.sites.filter(({ muscle }) => !stems.includes(muscle)).map(({ name }) => name)];
}

function spaceOf({ sites }, variables, points) {
  const here = variables.map(([{ site }]) => sites.find(({ name }) => name === site));
  return { least: here.map((one) => one.least), most: here.map((one) => one.most), weight: variables.map((list) => list.length), points };
}

const mean = (list) => list.reduce((sum, x) => sum + x, 0) / list.length;
