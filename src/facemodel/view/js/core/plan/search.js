// The cheapest doses that reach a share of what seven sites can, within limits. Step by step as study/plan/search.py. No DOM.

const SAME = 1e-6;
const SOME = 18;
const FEW = 8;
const HOPE = 1.5;
const WEAKEST = 2;
const PARTS = [1, 0.5, 0];
const ROUNDS = 4;

/** What may be given; least, most, weight (V) in steps and points, floor (V) what is given in any case. `limits` is the header's "plan". */
export function createSpace({ least, most, weight, points, floor = most.map(() => 0) }, limits) {
  const pointsOf = (x) => x.reduce((sum, level, v) => sum + (level ? weight[v] : 0), 0);
  /** No more of a variable than in any case. */
  const without = (x, v) => changed(x, { [v]: floor[v] });
  const fits = (x) => (points === null || pointsOf(x) <= points) && x.filter(Boolean).length <= limits.most_sites;
  return {
    ...{ least, most, weight, points, start: floor, pointsOf, fits, without },
    /** The same with no more points than that, or with what is given in any case. */
    within: (fewer) => createSpace({ least, most, weight, points: fewer, floor }, limits),
    beginning: (given) => createSpace({ least, most, weight, points, floor: given }, limits),
    /** Variables of which more is given than in any case. */
    above: (x) => used(x).filter((v) => x[v] > floor[v]),
    cost: (x) => x.reduce((sum, level, v) => sum + (level ? weight[v] * (limits.site_step_units * level + limits.point_cost_units) : 0), 0),
    /** A step more of a variable; null where no more may be given. */
    more(x, v) {
      const level = x[v] ? x[v] + 1 : least[v];
      const y = changed(x, { [v]: level });
      return level <= most[v] && fits(y) ? y : null;
    },
    less: (x, v) => (x[v] > least[v] ? changed(x, { [v]: x[v] - 1 }) : without(x, v)),
  };
}

export class Search {
  #space;
  #judge;
  #limits;
  #useful = null;

  /** @param judge async levels => judged (judged.js); limits the header's "plan" */
  constructor(space, judge, limits, tried = new Map()) {
    this.#space = space;
    this.#judge = judge;
    this.#limits = limits;
    this.tried = tried;
    this.start = space.start;
  }

  async of(x) {
    const key = x.join();
    if (!this.tried.has(key)) this.tried.set(key, await this.#judge(x));
    return this.tried.get(key);
  }

  gain = async (x) => (await this.of(x)).gain;
  holds = async (x, part = 1) => (await this.of(x)).holds(part);

  /** Variables by what their first step gains alone within the limits, most first. */
  async useful() {
    this.#useful ??= await this.#findUseful();
    return this.#useful;
  }

  async #findUseful() {
    const known = [];
    const none = await this.gain(this.start);
    for (let v = 0; v < this.start.length; v++) {
      const y = this.#space.more(this.start, v);
      if (y && (await this.gain(y)) > none && (await this.holds(y))) known.push({ v, gain: rounded(await this.gain(y)) });
    }
    return known.sort((a, b) => b.gain - a.gain || a.v - b.v).slice(0, SOME).map(({ v }) => v);
  }

  /** Step by step what gains most (for its cost), until enough or nothing more helps. */
  async climb(x, enough = Infinity, byCost = false) {
    for (;;) {
      const y = await this.#climb(x, { enough, byCost });
      if (same(x, y)) return x;
      x = y;
    }
  }

  async #climb(x, { enough = Infinity, byCost = false, part = 1 }) {
    const rise = x.map(() => Infinity);
    const useful = await this.useful();
    while ((await this.gain(x)) < enough - SAME) {
      const open = useful.filter((v) => rise[v] > 0 && this.#space.more(x, v));
      if (!open.length) return x;
      const v = open.reduce((a, b) => (rise[b] > rise[a] || (rise[b] === rise[a] && b < a) ? b : a)); // of equals the first in the table
      const y = this.#space.more(x, v);
      let gained = (await this.gain(y)) - (await this.gain(x));
      if (gained < this.#limits.least_rise || !(await this.holds(y, part))) {
        rise[v] = 0;
        continue;
      }
      if (byCost) gained = Math.min(gained, enough - (await this.gain(x))) / (this.#space.cost(y) - this.#space.cost(x));
      rise[v] = gained;
      if (open.every((u) => gained >= rise[u] - SAME)) x = y;
    }
    return x;
  }

  /** The most that may be gained with the sites and points allowed, as far as is found. */
  async best() {
    const starts = [];
    for (const part of PARTS) starts.push(await this.climb(await this.#climb(this.start, { part })));
    let x = await this.#most(starts);
    for (let round = 0; round < ROUNDS; round++) {
      const found = await this.#most(await this.#swaps(x), x);
      if ((await this.gain(found)) < (await this.gain(x)) + this.#limits.least_rise) return x;
      x = await this.climb(found);
    }
    return x;
  }

  async #most(list, otherwise) {
    let [best, most] = [list[0] ?? otherwise, -Infinity];
    for (const x of list) {
      const gain = await this.gain(x);
      if (gain > most) [best, most] = [x, gain];
    }
    return best;
  }

  /** The two weakest given up for others. */
  async #swaps(x) {
    const weakest = [];
    for (const v of this.#space.above(x)) weakest.push({ v, gain: rounded(await this.gain(this.#space.without(x, v))) });
    weakest.sort((a, b) => b.gain - a.gain || a.v - b.v);
    const into = (await this.useful()).slice(0, FEW).filter((j) => !x[j]);
    const found = [];
    for (const { v: i } of weakest.slice(0, WEAKEST))
      for (const j of into) {
        const y = changed(this.#space.without(x, i), { [j]: this.#between(j, x[i]) });
        if (this.#space.fits(y) && (await this.holds(y))) found.push(y);
      }
    return found;
  }

  /** The cheapest that reaches the share of the best's gain that a plan is asked for; with more points than a plan should have only where fewer do not, and without places that add no more than the error of the mean. */
  async cheapest(best) {
    const need = this.#limits.gain_share * (await this.gain(best));
    return this.#sparse(await this.#usual(best, need), need);
  }

  async #usual(best, need) {
    const { most_points: usual } = this.#limits;
    const x = await this.#cheapest(best, need);
    if (this.#space.points !== null || this.#space.pointsOf(x) <= usual) return x;
    const fewer = new Search(this.#space.within(usual), this.#judge, this.#limits, this.tried);
    const most = await fewer.best();
    return (await fewer.gain(most)) >= need - SAME ? fewer.#cheapest(most, need) : x;
  }

  /** Places left out as long as what then is missing is little, or hidden by the mean's error; what adds least goes first. */
  async #sparse(x, need) {
    for (;;) {
      const found = [];
      for (const y of this.#space.above(x).map((v) => this.#space.without(x, v))) {
        const { gain, noise } = await this.of(y);
        if (gain >= need - Math.max(noise, this.#limits.least_gain) && (await this.holds(y))) found.push({ y, cost: this.#space.cost(y), gain: rounded(gain) });
      }
      if (!found.length) return x;
      x = found.reduce((a, b) => (b.gain > a.gain || (b.gain === a.gain && b.cost < a.cost) ? b : a)).y;
    }
  }

  async #cheapest(best, need) {
    const found = [];
    for (const x of [await this.climb(this.start, need, true), best]) if ((await this.gain(x)) >= need - SAME) found.push(await this.#thrifty(x, need));
    const ranks = [];
    for (const x of found) ranks.push({ x, cost: this.#space.cost(x), gain: rounded(await this.gain(x)) });
    return ranks.reduce((a, b) => (b.cost < a.cost || (b.cost === a.cost && b.gain > a.gain) ? b : a)).x;
  }

  async #thrifty(x, need) {
    for (let round = 0; round < ROUNDS; round++) {
      x = await this.#trimmed(x, need);
      const y = await this.#exchanged(x, need);
      if (same(x, y)) return x;
      x = y;
    }
    return this.#trimmed(x, need);
  }

  /** Doses taken away as long as enough is gained: what saves most first. */
  async #trimmed(x, need) {
    for (;;) {
      const fewer = this.#space.above(x).flatMap((v) => [this.#space.without(x, v), this.#space.less(x, v)]);
      const y = await this.#cheaper(x, fewer, need);
      if (same(x, y)) return x;
      x = y;
    }
  }

  /** A place, or a step of it, given up for more of another one that may do as well. */
  async #exchanged(x, need) {
    const { least, most, less, start, without } = this.#space;
    const into = [...used(x), ...(await this.useful()).slice(0, FEW).filter((v) => !x[v])];
    const moves = new Map();
    for (const i of this.#space.above(x))
      for (const j of into) {
        if (i === j) continue;
        const fewer = (x[j] ? [1, 0] : [0, -1]).map((more) => [without(x, i), x[j] + x[i] - start[i] + more]);
        if (x[j]) fewer.push([less(x, i), x[j] + 1]);
        for (const [y, wanted] of fewer) {
          const level = Math.min(Math.max(wanted, least[j]), most[j]);
          if ((await this.gain(y)) + (await this.#hope(j)) * (level - x[j]) < need) continue;
          const move = changed(y, { [j]: level });
          if (!moves.has(move.join())) moves.set(move.join(), move);
        }
      }
    return this.#cheaper(x, [...moves.values()], need);
  }

  /** What a step of a variable may gain: by its smallest dose alone. */
  async #hope(v) {
    const first = this.#space.more(this.start, v);
    return first ? (HOPE * ((await this.gain(first)) - (await this.gain(this.start)))) / (first[v] - this.start[v]) : 0;
  }

  /** The cheapest of these that reaches enough within limits; itself unless one is better. */
  async #cheaper(x, others, need) {
    const { cost, fits } = this.#space;
    const rank = async (y) => [cost(y), -(await this.gain(y))];
    let now = await rank(x);
    for (const y of [...others].sort((a, b) => cost(a) - cost(b))) {
      if (cost(y) > now[0] + SAME) break;
      if (!fits(y) || (await this.gain(y)) < need - SAME || !(await this.holds(y))) continue;
      const next = await rank(y);
      if (next[0] < now[0] - SAME || next[1] < now[1] - this.#limits.least_rise) [x, now] = [y, next];
    }
    return x;
  }

  #between = (v, level) => Math.min(Math.max(level, this.#space.least[v]), this.#space.most[v]);
}

export const changed = (x, levels) => x.map((level, v) => levels[v] ?? level);
export const used = (x) => x.flatMap((level, v) => (level ? [v] : []));
const same = (x, y) => x.every((level, v) => level === y[v]);
const rounded = (gain) => Math.round(gain * 1e6) / 1e6;
