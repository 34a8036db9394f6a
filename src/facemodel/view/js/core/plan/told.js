// A record of treatment in words, made of its figures; sentences come with the face. As study/plan/told.py. No DOM.

import { fill, plain as words } from "../messages.js";

const NEAR = 0.75; // share of a limit from which on what comes nearest to it is called near
const LEAST_TOLD_MM = 0.1; // less is told as less than that
const inMm = (measure) => !measure.startsWith("grade_");

/** @param texts the header's "words": sentences by name */
export function createTold(texts) {
  const tell = (name, values = {}) => fill(texts[name], values);
  const weaker = (muscles) => muscles.map(([muscle, share]) => tell("weaker", { muscle: words(muscle), share: percent(share) }));
  const list = (muscles) => weaker(muscles).join(", ");

  return { title, paragraphs, weakenedHead: ({ day }) => tell("weakened", { day }), weakened: (f) => weaker(f.weakening), pointHead, pointLines, notes };

  /** The case in a line. */
  function title(f) {
    return tell("case", { title: f.title.join(", ") });
  }

  /** What people get of the whole plan: aim and sizes, gain, risks, movement, and the rule. */
  function paragraphs(f) {
    return f.points.length ? [expected(f), risks(f), kept(f), rule(f)] : [nothing(f)];
  }

  /** What is looked for before, and when it is seen again. */
  function notes({ notes: names, units }) {
    return names.map((name) => tell(name, { units }));
  }

  function pointHead({ label: site, side, units, depth_mm: depth }) {
    return tell("point", { site, side, units, depth });
  }

  /** How a point is found, what it reaches and gains. */
  function pointLines(one, whole) {
    const reached = list(one.unwanted) || texts.others_none;
    const gains = { alone: percent(one.alone), without: percent(one.without), whole: percent(whole) };
    return [
      tell("where", { where: one.where }),
      tell("intended", { muscles: list(one.intended) || one.muscle }),
      tell("wanted", { muscles: list(one.wanted) || texts.others_none }),
      tell("unwanted", { muscles: one.costs.length ? tell("part", { muscles: reached, effects: one.costs.join(", ") }) : reached }),
      tell(one.pair ? "pair_gain" : "point_gain", gains),
    ];
  }

  function nothing(f) {
    return [texts.nothing, ...(f.barred.length ? [tell("barred", { why: whyOf(f) })] : [])].join(" ");
  }

  function whyOf({ barred }) {
    return barred.map(([site, broken]) => `${site}: ${broken.map(([name, share]) => tell(name, { share: percent(share) })).join(", ")}`).join("; ");
  }

  function expected(f) {
    const sizes = f.sizes.map(([name, had, has]) => tell(name, { change: change(name, had, has) })).join("; ");
    const falls = f.sizes.flatMap(([name, had, has]) => (inMm(name) ? [percent(1 - has / had)] : []));
    const together = f.together ? tell("together", { parts: falls.join(" and ") }) : "";
    const said = [
      tell("aim", f),
      tell("sizes", { day: f.day, n: f.people, sizes }),
      tell("gain", { gain: percent(f.gain), together, low: percent(f.low), high: percent(f.high) }),
    ];
    if (f.high > 1) said.push(texts.more);
    const worse = `worse_${f.sizes[0][0]}`;
    if (f.worse) said.push(tell(worse in texts ? worse : "worse", { worse: of(f.worse, f.people) }));
    return [...said, texts.measured].join(" ");
  }

  function risks(f) {
    const n = f.people;
    const parts = f.effects.map(([label, share]) => `${label} ${of(share, n)}`).join(", ");
    const said = [tell("risks", { any: of(f.any, n), kinds: f.kinds, parts: parts && ` (${parts})`, major: of(f.major, n) })];
    if (f.effects.reduce((sum, [, share]) => sum + share, 0) > f.any + 1e-9) said.push(texts.several);
    if (!f.major) said.push(tell("none", { n, most: percent(3 / n) }));
    if (f.between !== null) said.push(tell("between", { any: of(f.between, n) }));
    if (f.looked.length) said.push(tell("looked", { names: f.looked.map(notSeen).join(", ") }));
    return [...said, texts.not_modelled].join(" ");
  }

  function notSeen({ label: name, flagged, worst, limit, unit }) {
    const above = flagged === "above";
    if (above && unit === "mm" && worst < LEAST_TOLD_MM) return tell("looked_under", { name, limit, unit });
    const near = (above ? worst >= NEAR * limit : limit >= NEAR * worst) ? texts.near : "";
    return tell(`looked_${flagged}`, { name, worst: rounded(worst, unit === "mm" ? 1 : 0), limit, unit, near });
  }

  function kept(f) {
    const said = [tell("kept", { keeping: of(f.keeping, f.people), keep: percent(f.keep), tasks: f.tested.join(", ") })];
    for (const [task, left] of f.free) said.push(tell("free", { task: task[0].toUpperCase() + task.slice(1), left: percent(left) }));
    return [...said, ...(f.frowns ? [texts.frown] : [])].join(" ");
  }

  function rule(f) {
    const said = tell("rule", { sites: f.sites, bound: percent(f.bound), share: percent(f.share) });
    const others = [...(f.barred.length ? [tell("left_out", { why: whyOf(f) })] : []), ...(f.spare.length ? [tell("spare", { names: f.spare.join(", ") })] : [])];
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

const of = (share, people) => `${Math.floor(share * people + 0.5)} of ${people}`;
export const percent = (share) => `${Math.floor(100 * share + 0.5)} %`;
/** A number to so many digits behind the point; halves go up. */
export const rounded = (x, digits) => (Math.floor(x * 10 ** digits + 0.5) / 10 ** digits).toFixed(digits);
