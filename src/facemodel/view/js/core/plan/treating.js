// Finds the plan in sites and units for a condition: what may be treated, and the record of it. As study/plan/treating.py. No DOM.

import { createSpread } from "../spread.js";
import { aimOf } from "./aims.js";
import { mirroredPeople, peopleLike, planningPeople } from "./panel.js";
import { record } from "./record.js";
import { createSpace, Search } from "./search.js";
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
    const space = createSpace(spaceOf(plan, variables, asked.atMost ?? null), plan);
    const judge = async (levels) => {
      await pause(search.tried.size);
      return on.judged(levels.map((level) => step * level));
    };
    const search = new Search(space, judge, plan);
    const told = (levels, most) => record(bundle, on, search, { asked, space, levels, best: most, pause });
    const nothing = () => told(search.nothing, null);
    if (!variables.length || !on.untreated.some((had) => mean(had) > LEAST_MM)) return nothing();
    const best = await search.best();
    if ((await search.gain(best)) < LEAST_GAIN) return nothing();
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

/** Sites whose own muscle does nothing unasked, where calm is aimed at: what they gain is spill into neighbours. */
function idle({ muscles, lab }, { synkinesis, involuntary, tone, normal_tone }, { against }) {
  if (against !== "calm") return [];
  const width = synkinesis.length / muscles.length;
  const joins = (m) => synkinesis.slice(m * width, (m + 1) * width).some((x) => x !== 0);
  const unasked = muscles.filter((_, m) => joins(m) || involuntary[m] > 0 || tone[m] > normal_tone[m]);
  const stems = unasked.map((muscle) => muscle.replace(/_(left|right)$/, ""));
  return lab.plan.sites.filter(({ muscle }) => !stems.includes(muscle)).map(({ name }) => name);
}

function spaceOf({ sites }, variables, points) {
  const here = variables.map(([{ site }]) => sites.find(({ name }) => name === site));
  return { least: here.map((one) => one.least), most: here.map((one) => one.most), weight: variables.map((list) => list.length), points };
}

const mean = (list) => list.reduce((sum, x) => sum + x, 0) / list.length;
