// How hard a face tries: drive rises until an outcome is met, or effort ends. The same formulas as physiology/effort.py.

const LET_GO = -0.999;
const LEAST = 1e-9;

/**
 * @param state { conduction, tone, normal_tone, strength } (M) of a condition in a person
 * @param remaining (M) or undefined
 * @returns { reach(outcome, u), close(u), lids(), brow() } of that state; tables come from scene/tables.py
 */
export function createEffort({ meta, arrays }) {
  const { effort, frame } = meta.lab;
  const { lids } = frame;
  const tone = arrays.lab_tone;
  const mm = { brow: arrays.lab_outcome_brow, corner: arrays.lab_outcome_corner };

  return function tryWith(state, remaining) {
    const left = (m) => (remaining ? remaining[m] : 1);
    const now = (m, v = 0) => left(m) * clip(state.tone[m] + state.conduction[m] * meant(m, v));
    const healthy = (m, v = 0) => clip(state.normal_tone[m] + meant(m, v));
    const meant = (m, v) => (1 - state.normal_tone[m]) * Math.max(v, 0) - state.normal_tone[m] * Math.max(-v, 0);
    const unit = (m, w) => ((w - tone[m]) / (1 - tone[m])) * (w > tone[m] ? state.strength[m] : 1);
    const overRest = (m, w) => w / tone[m] - 1;
    const moved = (of, muscles, table) => muscles.reduce((sum, m) => sum + unit(m, of(m)) * table[m], 0);

    /** Factor on the intent of an outcome's movers. */
    function reach(outcome, u) {
      const sides = effort.movers[outcome];
      const largest = Math.max(0, ...sides.flat().map((m) => u[m]));
      if (largest <= 0 || largest >= 1) return 1;
      let [above, below] = [effort.price, effort.price];
      for (const muscles of sides) {
        const gone = (of) => muscles.reduce((sum, m) => sum + (unit(m, of(m, Math.max(u[m], 0))) - unit(m, of(m))) * mm[outcome][m], 0);
        const wanted = gone(healthy);
        const share = wanted > LEAST ? gone(now) / Math.max(wanted, LEAST) : 0;
        above += share;
        below += share * share;
      }
      return Math.min(Math.max(above / below, 1), 1 / largest);
    }

    /** Intents of both rings at which the lids meet, where they are meant to. */
    function close(u) {
      const closing = effort.rings.map((m, k) => u[effort.levators[k]] <= LET_GO && u[m] > 0);
      const needed = effort.rings.map((m, k) => {
        if (!closing[k]) return 0;
        const need = tone[m] + (effort.closing_ring - tone[m]) / Math.max(state.strength[m], LEAST);
        const more = need / Math.max(left(m), LEAST) - state.tone[m];
        return Math.max(u[m], more / Math.max(state.conduction[m] * (1 - state.normal_tone[m]), LEAST));
      });
      const shared = Math.min(1, Math.max(...needed));
      return effort.rings.map((m, k) => (closing[k] ? Math.max(u[m], shared) : u[m]));
    }

    /** Height of an upper lid at rest, in openings. */
    function height(of, k) {
      const [levator, ring] = [effort.levators[k], effort.rings[k]].map((m) => overRest(m, of(m)));
      return 1 - (lids.ring * ring - lids.levator * levator) / (1 + lids.stiffness * (1 + levator));
    }

    /** Intents of both levators that answer to lids which moved at rest. */
    function holdLids() {
      const heights = [0, 1].map((k) => [height(now, k), height(healthy, k)]);
      const gain = effort.shared_drive;
      const turn = (gain / (1 + gain)) * heights.reduce((sum, [after, before]) => sum + after - before, 0);
      return effort.levators.map((m, k) => {
        if (turn === 0) return 0;
        const up = 1 - (heights[k][0] - turn);
        const ring = overRest(effort.rings[k], now(effort.rings[k]));
        const force = (lids.ring * ring - up * (1 + lids.stiffness)) / (lids.levator + up * lids.stiffness);
        const more = tone[m] * (1 + force) - now(m);
        const side = more > 0 ? 1 - state.normal_tone[m] : state.normal_tone[m];
        return Math.min(1, Math.max(-1, more / Math.max(left(m) * state.conduction[m] * side, LEAST)));
      });
    }

    /** Intent of both frontales that lifts back brows which sank at rest; see physiology/effort.py. */
    function holdBrow() {
      const [one, other] = [0, 1].map((side) => {
        const sunk = Math.max(0, moved(healthy, effort.brows[side], mm.brow) - moved(now, effort.brows[side], mm.brow));
        const rise = effort.movers.brow[side].reduce(
          (sum, m) => sum + ((left(m) * state.conduction[m] * (1 - state.normal_tone[m])) / (1 - tone[m])) * mm.brow[m],
          0,
        );
        return { sunk, rise };
      });
      const first = one.sunk * other.rise > other.sunk * one.rise;
      const weights = first ? [1, effort.high_brow] : [effort.high_brow, 1];
      const sum = (of) => weights[0] * of(one) + weights[1] * of(other);
      const drive = clip(sum((side) => side.sunk * side.rise) / Math.max(sum((side) => side.rise ** 2), LEAST));
      return [drive, drive];
    }

    return { reach, close, holdLids, holdBrow };
  };
}

const clip = (x) => Math.min(1, Math.max(0, x));
