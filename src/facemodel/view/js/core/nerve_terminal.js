// From toxin at nerve endings to strength lost over the months: the steps of physiology/nerve_terminal.py. No DOM.

/** @returns { lightChain(age), clock(since, pace), lost(given, ratios, day, pace, out) } */
export function createNerveTerminal(rates) {
  const { chain, grid, lose, emax, steepness } = rates;
  const arrived = rates.arrived / rates.arrive;
  const largest = most();
  let tabled = null; // solved when it is first asked for
  return { activity: (age) => lightChain(age) / largest, clock, lost };

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

  /** Share of strength lost so many days of the clock after one session of dose / ED50. */
  function lostAfter(ratio, age) {
    if (!(ratio > 0)) return 0;
    const { rows, half } = table();
    const { first, step, count } = grid.logs;
    const log = Math.log(ratio) + half - lose * Math.max(age - grid.days, 0);
    const at = Math.sqrt(Math.min(Math.max(age, 0), grid.days)) / grid.node;
    const node = Math.min(Math.floor(at), grid.nodes - 2);
    const x = Math.min(Math.max((log - first) / step, 0), count - 1);
    const row = Math.min(Math.floor(x), count - 2);
    const [near, far] = [rows[row], rows[row + 1]].map((course) => course[node] + (at - node) * (course[node + 1] - course[node]));
    return (near + (x - row) * (far - near)) * Math.exp(steepness * Math.min(log - first, 0));
  }

  /**
   * Share of strength (M) that sessions have taken by a day.
   * @param given rising days; ratios [session][muscle], dose over ED50
   */
  function lost(given, ratios, day, pace, out) {
    out.fill(0);
    if (given.length === 1) {
      const age = clock(day - given[0], pace);
      for (let m = 0; m < out.length; m++) out[m] = lostAfter(ratios[0][m], age);
      return out;
    }
    const segments = given.map((start, k) => segment(given.slice(0, k + 1), Math.min(day, given[k + 1] ?? day), pace)).filter((one, k) => given[k] <= day);
    for (let m = 0; m < out.length; m++) if (ratios.some((units) => units[m] > 0)) out[m] = throughSessions(segments, (j) => ratios[j][m]);
    return out;
  }

  /** From the last session given until a day: where it ends among the nodes, and each session's light chain between them. */
  function segment(given, until, pace) {
    const at = Math.sqrt(Math.max(clock(until - given.at(-1), pace), 0)) / grid.node;
    const acting = Array.from({ length: Math.floor(at) + 1 }, (_, node) => {
      const now = given.at(-1) + sinceOf((daysOf(node) + daysOf(node + 1)) / 2, pace);
      return given.map((day) => lightChain(clock(now - day, pace)));
    });
    return { at, acting };
  }

  function throughSessions(segments, ratio) {
    const scale = Math.exp(table().half);
    let state = untouched();
    let loss = 0;
    for (const { at, acting } of segments) {
      for (let node = 0; node < acting.length; node++) {
        const along = Math.min(at - node, 1);
        const sum = acting[node].reduce((total, share, j) => total + ratio(j) * share, 0);
        const next = advance(state, scale * sum, daysOf(node + 1) - daysOf(node));
        loss = taken(state) + along * (taken(next) - taken(state));
        for (const name in next) next[name] = state[name] + along * (next[name] - state[name]);
        state = next;
      }
    }
    return loss;
  }
}
