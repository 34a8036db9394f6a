// Dose and day to the share of strength that is left: hill and activity of physiology/toxin.py. No DOM.

/** @returns { activity(days, person), left(timing, day, out) } */
export function createToxin({ meta }) {
  const { emax, hill_exponent: n, onset_delay_days: delay, onset_shape: shape, plateau_days: plateau } = meta.lab.toxin;
  const count = meta.muscles.length;
  return { activity, left };

  /** Share of a dose that acts so many days after it was given. */
  function activity(days, { onset_days: onset, decay_days: decay }) {
    const risen = 1 - Math.exp(-((Math.max(0, days - delay) / onset) ** shape));
    return risen * Math.exp(-Math.max(0, days - plateau) / decay);
  }

  /**
   * Share of strength (M) left on a day; all of it without injections.
   * @param timing { doses, days, person, shares (I, M), ed50 (M; 0 takes no toxin) } of view/scene/over_time.py
   */
  function left(timing, day, out = new Float64Array(count)) {
    out.fill(1);
    if (!timing?.doses.length || !timing.person.responds) return out;
    const acting = timing.doses.map((dose, i) => dose * activity(day - timing.days[i], timing.person));
    for (let m = 0; m < count; m++) {
      if (!timing.ed50[m]) continue;
      let units = 0;
      for (let i = 0; i < acting.length; i++) units += acting[i] * timing.shares[i * count + m];
      const ratio = (units / timing.ed50[m]) ** n;
      out[m] = 1 - (emax * ratio) / (1 + ratio);
    }
    return out;
  }
}
