// From toxin at nerve endings to strength lost over the months: the steps of physiology/nerve_terminal.py. No DOM.

const AHEAD_DAYS = 60; // solved beyond the day that is asked for: a slider asks for the next one soon

/** @returns { activity(age), clock(since, pace), solve(given, ratios, pace), lostAfter(ratios, age, out) } */
export function createNerveTerminal(rates) {
  const { chain, grid, lose, emax, steepness } = rates;
  const arrived = rates.arrived / rates.arrive;
  const largest = most();
  let tabled = null; // solved when it is first asked for
  return { activity: (age) => lightChain(age) / largest, clock, solve, lostAfter };

  /** Light chain in the endings, as a share of a dose, so many days of the clock after it. */
  function lightChain(age) {
    const t = Math.max(age, 0);
    let total = 0;
    for (const k of chain) total += Math.exp(-k * t) / chain.reduce((product, other) => (other === k ? product : product * (other - k)), 1);
    return Math.max(total * chain.slice(0, -1).reduce((product, k) => product * k, 1), 0);
  }

  function most() {
    const day = Math.log(rates.arrive / lose) / (rates.arrive - lose);
    return lightChain(chain.slice(1, -1).reduce((sum, k) => sum + 1 / k, day));
  }

  /** Days of an average person that days since a session are at such a pace, and back. */
  function clock(since, { onset, decay }) {
    const early = Math.min(since, arrived * onset);
    return early / onset + (since - early) / decay;
  }

  function sinceOf(age, { onset, decay }) {
    const early = Math.min(age, arrived);
    return early * onset + (age - early) * decay;
  }

  /** Share of end plates whose release is too small for their fibre. */
  function failing(intact, sprouts) {
    const needed = rates.safety_share - rates.sprout_release * sprouts;
    const cleaved = (((1 / intact - 1) * needed) / (1 - needed)) ** steepness;
    return cleaved / (1 + cleaved);
  }

  function untouched() {
    return { intact: 1, sprouts: 0, shrunk: 0 };
  }

  /** The state some days later, under light chain relative to what half of the end plates bear. */
  function advance(state, acting, days) {
    const cleaving = (1 / rates.safety_share - 1) * acting;
    const rest = 1 / (1 + cleaving);
    const away = state.intact - rest;
    const fall = Math.exp((-rates.renew * (1 + cleaving) * days) / 2);
    const middle = rest + away * fall;
    const sprouts = state.sprouts + (failing(middle, 0) - state.sprouts) * -Math.expm1(-days / rates.sprout_days);
    const unused = rates.atrophy_share * failing(middle, (state.sprouts + sprouts) / 2);
    const shrunk = state.shrunk + (unused - state.shrunk) * -Math.expm1(-days / rates.atrophy_days);
    return { intact: rest + away * fall ** 2, sprouts, shrunk };
  }

  /** Share of strength lost: end plates that work times the size of their fibres, up to emax. */
  function taken(state) {
    return emax * (1 - (1 - failing(state.intact, state.sprouts)) * (1 - state.shrunk));
  }

  function daysOf(node) {
    return (grid.node * node) ** 2;
  }

  /** A session of every size, solved once: strength lost [log of its size][node], and where the largest is half of emax. */
  function table() {
    if (tabled) return tabled;
    const { first, step, count } = grid.logs;
    const acting = Array.from({ length: grid.nodes - 1 }, (_, node) => lightChain((daysOf(node) + daysOf(node + 1)) / 2));
    const rows = [];
    for (let row = 0; row < count; row++) {
      const scale = Math.exp(first + step * row);
      let state = untouched();
      const course = Float64Array.of(taken(state), ...acting.map((share, node) => taken((state = advance(state, scale * share, daysOf(node + 1) - daysOf(node))))));
      rows.push(course);
    }
    const peaks = rows.map((course) => Math.max(...course));
    const above = peaks.findIndex((peak) => peak >= emax / 2);
    const along = (emax / 2 - peaks[above - 1]) / (peaks[above] - peaks[above - 1]);
    tabled = { rows, half: first + step * (above - 1 + along) };
    return tabled;
  }

  /** Share of strength lost (F) so many days of the clock after one session of doses / ED50 (F). */
  function lostAfter(ratios, age, out) {
    const { rows, half } = table();
    const { first, step, count } = grid.logs;
    const late = half - lose * Math.max(age - grid.days, 0);
    const at = Math.sqrt(Math.min(Math.max(age, 0), grid.days)) / grid.node;
    const node = Math.min(Math.floor(at), grid.nodes - 2);
    const on = (course) => course[node] + (at - node) * (course[node + 1] - course[node]);
    for (let m = 0; m < out.length; m++) {
      if (!(ratios[m] > 0)) continue;
      const log = Math.log(ratios[m]) + late;
      const x = Math.min(Math.max((log - first) / step, 0), count - 1);
      const row = Math.min(Math.floor(x), count - 2);
      const near = on(rows[row]);
      out[m] = (near + (x - row) * (on(rows[row + 1]) - near)) * Math.exp(steepness * Math.min(log - first, 0));
    }
    return out;
  }

  /**
   * Share of strength (F) that sessions have taken, as (day, out) => out: solved once, asked on many days.
   * @param given rising days; ratios [session][field], dose over ED50
   */
  function solve(given, ratios, pace) {
    if (given.length === 1) return (day, out) => lostAfter(ratios[0], clock(day - given[0], pace), out.fill(0));
    let reach = -Infinity;
    let courses = [];
    return (day, out) => {
      if (day > reach) {
        reach = day + AHEAD_DAYS;
        courses = through(given, ratios, reach, pace);
      }
      const session = given.filter((start) => start <= day).length - 1;
      if (session < 0) return out.fill(0);
      const at = place(clock(day - given[session], pace));
      const node = Math.floor(at);
      const [before, after] = [node, node + 1].map((k) => courses[session].subarray(k * out.length, (k + 1) * out.length));
      return out.map((_, m, all) => (all[m] = before[m] + (at - node) * (after[m] - before[m])));
    };
  }

  function place(age) {
    return Math.sqrt(Math.max(age, 0)) / grid.node;
  }

  /** Strength lost [session](nodes x F) after each session, until the next one or until a day. */
  function through(given, ratios, until, pace) {
    const scale = Math.exp(table().half);
    const count = ratios[0].length;
    const states = Array.from({ length: count }, untouched);
    return given.map((start, k) => {
      const end = place(clock((given[k + 1] ?? until) - start, pace));
      const steps = Math.floor(end) + 1;
      const course = new Float64Array((steps + 1) * count);
      states.forEach((state, m) => (course[m] = taken(state)));
      for (let node = 0; node < steps; node++) {
        const chain = acting(given.slice(0, k + 1), daysOf(node), daysOf(node + 1), pace);
        const along = Math.min(end - node, 1);
        for (let m = 0; m < count; m++) {
          let sum = 0;
          for (let j = 0; j <= k; j++) sum += ratios[j][m] * chain[j];
          const next = advance(states[m], scale * sum, daysOf(node + 1) - daysOf(node));
          course[(node + 1) * count + m] = taken(next);
          states[m] = along < 1 ? between(states[m], next, along) : next;
        }
      }
      return course;
    });
  }

  /** Light chain that is left of each session in the middle of a step after the last one. */
  function acting(given, start, end, pace) {
    const now = given.at(-1) + sinceOf((start + end) / 2, pace);
    return given.map((day) => lightChain(clock(now - day, pace)));
  }

  function between(one, other, along) {
    const mix = (name) => one[name] + along * (other[name] - one[name]);
    return { intact: mix("intact"), sprouts: mix("sprouts"), shrunk: mix("shrunk") };
  }
}
