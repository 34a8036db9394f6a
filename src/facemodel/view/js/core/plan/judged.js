// What people get of a set of doses, and which limits of a plan that keeps. As study/plan/judged.py. No DOM.

export const LIMITS = ["most_major", "most_any", "most_losing"];
const SAME = 1e-6; // shares whose difference is below are alike

/**
 * @param gains (N) of the people
 * @param sizes what is left of each measure of the aim, mean of the people
 * @param look each asked for once, when it is needed: movement() => { kept: [bool], close: [bool], failing: () => [[task, share]] }; seen(), and hidden(), between spasms,
 *   => Map "name side" -> { name, who: [bool] }, hidden null where nothing is involuntary
 * @param limits the header's "plan"
 */
export function judged(gains, sizes, look, limits) {
  const [movement, seen, hidden] = [once(look.movement), once(look.seen), once(look.hidden)];
  const effects = once(() => merged(seen(), hidden(), gains.length));
  const shareWith = (names = null) => shareOf(effects(), names, gains.length);
  const [any, major] = [once(() => shareWith()), once(() => shareWith(limits.major))];
  const losing = once(() => 1 - Math.min(mean(movement().kept), mean(movement().close)));
  const used = () => ({ most_major: major(), most_any: any(), most_losing: losing() });
  return {
    ...{ gains, sizes, shareWith, effects },
    gain: mean(gains),
    /** Standard error of the gain. */
    get noise() { return Math.sqrt(gains.reduce((sum, x) => sum + (x - mean(gains)) ** 2, 0) / (gains.length - 1) / gains.length); },
    get any() { return any(); },
    get major() { return major(); },
    get keeping() { return mean(movement().kept); },
    /** Share of the people with any side effect between spasms; null where nothing is involuntary. */
    get between() { return hidden() && shareOf(hidden(), null, gains.length); },
    /** Whether no more than a part of what every limit allows is used: what is cheap to look at first. */
    holds(part = 1) {
      const within = (share, limit) => share <= part * limits[limit] + SAME;
      return within(losing(), "most_losing") && within(shareOf(seen(), null, gains.length), "most_any") && within(any(), "most_any") && within(major(), "most_major");
    },
    /** By how much the limits are exceeded, summed. */
    breach: () => LIMITS.reduce((sum, name) => sum + Math.max(used()[name] - limits[name], 0), 0),
    get close() { return mean(movement().close); },
    failing: () => movement().failing(),
    /** The limits that do not hold: [[constant, share of the people that it counts]]. */
    broken: () => Object.entries(used()).filter(([name, share]) => share > limits[name]),
  };
}

function once(make) {
  let [made, known] = [false, null];
  return () => {
    if (!made) [made, known] = [true, make()];
    return known;
  };
}

/** Who has a side effect in one or in the other. */
function merged(seen, hidden, count) {
  if (!hidden) return seen;
  const both = ([key, { name, who }]) => [key, { name, who: Array.from({ length: count }, (_, k) => who[k] || hidden.get(key).who[k]) }];
  return new Map([...seen].map(both));
}

function shareOf(found, names, count) {
  const rows = [...found.values()].filter(({ name }) => names === null || names.includes(name));
  return mean(Array.from({ length: count }, (_, k) => rows.some(({ who }) => who[k])));
}

const mean = (list) => list.reduce((sum, x) => sum + Number(x), 0) / list.length;
