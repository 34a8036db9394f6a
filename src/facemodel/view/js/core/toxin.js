// Dose and day to the share of strength that is left, as physiology/toxin.py. No DOM.

import { createNerveTerminal } from "./nerve_terminal.js";

/** @returns { activity(days, person), left(timing, day, out) } */
export function createToxin({ meta }) {
  const rates = meta.lab.toxin;
  const endings = createNerveTerminal(rates);
  const count = meta.muscles.length;
  const solved = new WeakMap(); // by timing, which is replaced and never changed
  return { activity, left };

  /** How many days of this person an average person's day is: until a dose has arrived, and after. */
  function pace({ onset_days, decay_days }) {
    return { onset: onset_days * rates.arrive, decay: decay_days * rates.lose };
  }

  /** Share of a dose that acts so many days after it was given. */
  function activity(days, person) {
    return endings.activity(endings.clock(days, pace(person)));
  }

  /**
   * Share of strength (M) left on a day; all of it without injections.
   * @param timing { doses, days, person, shares (I, M), ed50 (M; 0 takes no toxin) } of view/scene/over_time.py
   */
  function left(timing, day, out = new Float64Array(count)) {
    if (!timing?.doses.length || !timing.person.responds) return out.fill(1);
    if (!solved.has(timing)) solved.set(timing, course(timing));
    solved.get(timing)(day, out);
    for (let m = 0; m < count; m++) out[m] = 1 - out[m];
    return out;
  }

  /** What these doses take on any day. */
  function course({ doses, days, person, shares, ed50 }) {
    const given = [...new Set(days)].sort((a, b) => a - b);
    const ratios = given.map(() => new Float64Array(count));
    doses.forEach((dose, i) => {
      const row = ratios[given.indexOf(days[i])];
      for (let m = 0; m < count; m++) if (ed50[m]) row[m] += (dose * shares[i * count + m]) / ed50[m];
    });
    return endings.solve(given, ratios, pace(person));
  }
}
