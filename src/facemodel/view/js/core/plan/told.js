// A record of treatment in words, made of its figures; sentences come with the face. As study/plan/told.py. No DOM.

import { fill, plain as words } from "../messages.js";

const BEYOND = 0.025; // of an interval of 95 % on either side
const SIDED = /^(.*)_(left|right)$/;
const inMm = (measure) => !measure.startsWith("grade_");

/** @param plan the header's "plan", with sentences by name in "words" */
export function createTold(plan) {
  const { words: texts } = plan;
  const tell = (name, values = {}) => fill(texts[name], values);
  const weaker = (muscles) => muscles.map(([muscle, share]) => tell("weaker", { muscle: words(muscle), share: percent(share) }));
  const list = (muscles) => weaker(muscles).join(", ");

  return { title, paragraphs, weakenedHead: ({ day }) => tell("weakened", { day }), weakened, shown, pointHead, pointLines, notes };

  /** The case in a line. */
  function title(f) {
    return tell("case", { title: f.title.join(", ") });
  }

  /** What people get of the whole plan: aim and sizes, gain, risks, movement, and the rule. */
  function paragraphs(f) {
    return f.points.length ? [expected(f), risks(f), kept(f), rule(f)] : [nothing(f)];
  }

  /** What is looked for before, and when it is seen again. */
  function notes({ notes: names, units, day, points: { length: n } }) {
    const points = n === 1 ? texts.points_one : tell("points_more", { n });
    return names.map((name) => tell(name, { units, day, points }));
  }

  /** Muscles of the whole plan, most weakened first, those of both sides in a line. */
  function weakened({ weakening }) {
    const shares = new Map(weakening);
    const told = new Set();
    return weakening.flatMap(([muscle, share]) => {
      const [, stem, side] = muscle.match(SIDED);
      if (!shares.has(`${stem}_${side === "left" ? "right" : "left"}`)) return weaker([[muscle, share]]);
      if (told.has(stem)) return [];
      told.add(stem);
      const [left, right] = ["left", "right"].map((one) => percent(shares.get(`${stem}_${one}`)));
      return [tell("weaker_both", { muscle: words(stem), left, right })];
    });
  }

  /** The points that are told: of two that get the same the left one stands for both. */
  function shown({ points }) {
    return points.filter(({ pair, side }) => !(pair && side === "right"));
  }

  function pointHead({ label: site, side, pair, units, depth_mm: depth }) {
    return tell(pair && side === "left" ? "pair" : "point", { site, side, units, depth });
  }

  /** How a point is found, what it reaches and gains. */
  function pointLines(one, whole) {
    const none = tell("others_none", { share: percent(plan.told_loss) });
    const reached = list(one.unwanted) || none;
    const gains = { alone: percent(one.alone), without: percent(one.without), whole: percent(whole) };
    return [
      tell("where", { where: one.where }),
      tell("intended", { muscles: list(one.intended) || one.muscle }),
      tell("wanted", { muscles: list(one.wanted) || none }),
      tell("unwanted", { muscles: one.costs.length ? tell(one.unwanted.length ? "part" : "part_intended", { muscles: reached, effects: one.costs.join(", ") }) : reached }),
      tell(one.pair ? "pair_gain" : "point_gain", gains),
    ];
  }

  function nothing(f) {
    return [texts.nothing, ...(f.barred.length ? [tell("barred", { why: whyOf(f) })] : [])].join(" ");
  }

  function whyOf({ barred, people: n }) {
    const breaks = ([sentence, name, share, whole]) => {
      const said = countOf(share, n) === countOf(whole, n) ? sentence : `${sentence}_with`;
      return tell(said, { name: words(name), share: of(share, n), whole: of(whole, n) });
    };
    return barred.map(([site, units, broken]) => `${site} ${units} U: ${broken.map(breaks).join(", ")}`).join("; ");
  }

  function expected(f) {
    const sizes = f.sizes.map(([name, had, has]) => tell(name, { change: change(name, had, has) })).join("; ");
    const said = [tell("aim", f), tell("sizes", { day: f.day, n: f.people, sizes }), gained(f)];
    if (f.barely) said.push(texts.barely);
    said.push(...untreated(f));
    if (f.worse && f.under === null) said.push(tell(f.measure === "depth" ? "worse_depth" : "worse", { worse: of(f.worse, f.people) }));
    return [...said, texts.measured].join(" ");
  }

  /** The larger part of what joins in, where hardly anything of it is taken. */
  function untreated(f) {
    const parts = f.sizes.filter(([name]) => `part_${name}` in texts);
    if (!parts.length) return [];
    const [name, had, has] = parts.reduce((a, b) => (b[1] > a[1] ? b : a));
    return has > (1 - plan.told_fall) * had ? [tell("untreated", { part: texts[`part_${name}`] })] : [];
  }

  function gained(f) {
    if (f.lowered) {
      const [low, high] = f.lowered.map((mm) => rounded(mm, 1));
      return tell("gain_lip", { gain: percent(f.gain), low, high });
    }
    const falls = f.sizes.slice(0, 2).map(([, had, has]) => percent(1 - has / had));
    const together = f.together ? tell("together", { parts: falls.join(" and ") }) : "";
    return tell("gain", { gain: percent(f.gain), together, low: percent(f.low), high: percent(f.high) });
  }

  function risks(f) {
    const n = f.people;
    const parts = f.effects.map(([label, share]) => `${label} ${of(share, n)}`).join(", ");
    const said = [tell("risks", { first: first(f), any: of(f.any, n), kinds: f.kinds, parts: parts && ` (${parts})`, major: of(f.major, n) })];
    if (f.effects.reduce((sum, [, share]) => sum + share, 0) > f.any + 1e-9) said.push(texts.several);
    if (f.artefact.counted) said.push(texts.artefact);
    const shares = [f.any, f.major, ...(f.closing ? [f.closing.after[2]] : []), ...(f.under ? [f.worse] : [])];
    const counts = [...new Set(shares.map((share) => countOf(share, n)))].sort((a, b) => a - b);
    said.push(tell("confidence", { limits: counts.map((k) => tell("limit", { count: `${k} of ${n}`, most: percent(mostOf(k, n)) })).join(", ") }));
    if (f.between !== null) said.push(tell("between", { any: of(f.between, n) }));
    if (f.looked.length) said.push(tell("looked", { names: f.looked.map(notSeen).join(", ") }));
    if (f.closing) said.push(texts.blinking);
    return [...said, texts.not_modelled].join(" ");
  }

  /** What is told before the count of side effects, which it is not in. */
  function first({ people: n, closing, below, under, worse }) {
    const said = closing ? [closed(closing, n)] : [];
    if (below !== null) said.push(tell("over", { worse: of(worse, n), below: rounded(below, 1) }));
    if (under) {
      const [before, after] = under.map((share) => of(share, n));
      said.push(tell("under", { before, after }));
    }
    return said.map((one) => `${one} `).join("");
  }

  function closed({ before: [, , before], after: [has, most, wide] }, n) {
    const risk = wide ? texts.closing_risk : "";
    return tell("closing", { wide: of(wide, n), before: of(before, n), has: rounded(has, 1), most: rounded(most, 1), risk, limit: plan.closed_mm });
  }

  function notSeen({ label: name, flagged, worst, limit, unit }) {
    const above = flagged === "above";
    if (above && unit === "mm" && worst < plan.told_mm) return tell("looked_under", { name, limit, unit, least: plan.told_mm });
    const near = (above ? worst >= plan.near_limit * limit : limit >= plan.near_limit * worst) ? texts.near : "";
    return tell(`looked_${flagged}`, { name, worst: rounded(worst, unit === "mm" ? 1 : 0), limit, unit, near });
  }

  function kept(f) {
    const fails = f.failing.map(([task, share]) => `${task} ${of(share, f.people)}`).join(", ");
    const failing = fails && ` ${tell("failing", { tasks: fails })}`;
    const said = [tell("kept", { keeping: of(f.keeping, f.people), keep: percent(f.keep), tasks: f.tested.join(", "), failing })];
    for (const [task, left] of f.free) said.push(tell("free", { task: task[0].toUpperCase() + task.slice(1), left: percent(left) }));
    return [...said, ...(f.frowns ? [texts.frown] : [])].join(" ");
  }

  function limits({ limits: most, people: n }) {
    const [major, any, losing] = most.map((limit) => Math.floor(limit * n + 1e-6));
    return tell("limits", { n, major, any, losing });
  }

  function rule(f) {
    const how = tell(f.only ? "rule_only" : "rule", { site: f.only, sites: f.sites, bound: percent(f.bound), share: percent(f.share), little: percent(plan.least_gain) });
    const said = `${limits(f)} ${f.first.length ? `${tell("first", { names: f.first.join(", ") })} ` : ""}${how}`;
    const others = f.barred.length ? [tell("left_out", { why: whyOf(f) })] : [];
    if (f.artefact.barred) others.push(f.artefact.counted ? texts.artefact_too : texts.artefact);
    if (f.spare.length) others.push(tell("spare", { names: f.spare.join(", ") }));
    if (!f.weakest) return [said, ...others].join(" ");
    const { label: site, points, without, dose } = f.weakest;
    const fewer = tell(points === 1 ? "fewer_one" : "fewer", { site, points, gain: percent(without), whole: percent(f.gain), dose: percent(dose) });
    return [said, fewer, ...others].join(" ");
  }
}

/** Before and after: two digits behind the point, one of a grade. */
function change(measure, had, has) {
  const digits = inMm(measure) ? 2 : 1;
  return `${rounded(had, digits)} → ${rounded(has, digits)}`;
}

const countOf = (share, people) => Math.floor(share * people + 0.5);
const of = (share, people) => `${countOf(share, people)} of ${people}`;

/** The largest share of all people of whom no more than k of n are still to be expected: the upper end of the exact interval of 95 %. */
function mostOf(k, n) {
  let [low, high] = [k / n, 1];
  for (let step = 0; step < 40; step++) {
    const p = (low + high) / 2;
    let [seen, ways] = [0, 1];
    for (let i = 0; i <= k; i++) {
      seen += ways * p ** i * (1 - p) ** (n - i);
      ways = (ways * (n - i)) / (i + 1);
    }
    [low, high] = seen > BEYOND ? [p, high] : [low, p];
  }
  return high;
}
export const percent = (share) => `${Math.floor(100 * share + 0.5)} %`;
/** A number to so many digits behind the point; halves go up. */
export const rounded = (x, digits) => (Math.floor(x * 10 ** digits + 0.5) / 10 ** digits).toFixed(digits);
