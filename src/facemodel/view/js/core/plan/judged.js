// What people get of a set of doses, and which limits of a plan that keeps. As study/plan/judged.py. No DOM.

const LIMITS = ["most_major", "most_any", "most_losing"];

/**
 * @param gains (N) of the people
 * @param sizes what is left of each measure of the aim, mean of the people
 * @param look () => { effects, between: Map "name side" -> { name, who: [bool] }, kept: [bool], close: [bool] }, asked for once, when it is needed
 * @param limits the header's "plan"
 */
export function judged(gains, sizes, look, limits) {
  let found = null;
  const seen = () => (found ??= counted(gains.length, look(), limits.major));
  return {
    ...{ gains, sizes },
    gain: mean(gains),
    get any() { return seen().any; },
    get major() { return seen().major; },
    get keeping() { return seen().keeping; },
    shareWith: (names) => seen().shareWith(names),
    /** Share of the people with any side effect between spasms; null where nothing is involuntary. */
    get between() { return seen().between; },
    /** By how much the limits are exceeded, summed, where only a part of what they allow may be used. */
    breach: (part = 1) => LIMITS.reduce((sum, name) => sum + Math.max(seen().used[name] - part * limits[name], 0), 0),
    /** The limits that do not hold: [[limit, share]]. */
    broken: () => LIMITS.filter((limit) => seen().used[limit] > limits[limit]).map((limit) => [limit, seen().used[limit]]),
  };
}

function counted(count, { effects, between, kept, close }, majors) {
  const shareOf = (found, names) => {
    const rows = [...found.values()].filter(({ name }) => names === null || names.includes(name));
    return mean(Array.from({ length: count }, (_, k) => rows.some(({ who }) => who[k])));
  };
  const shareWith = (names = null) => shareOf(effects, names);
  const keeping = mean(kept);
  const [major, any] = [shareWith(majors), shareWith()];
  return { between: between && shareOf(between, null), shareWith, keeping, major, any, used: { most_major: major, most_any: any, most_losing: 1 - Math.min(keeping, mean(close)) } };
}

const mean = (list) => list.reduce((sum, x) => sum + Number(x), 0) / list.length;
