// Dose and day to the share of strength that is left, as physiology/toxin.py. No DOM.

import { createNerveTerminal } from "./nerve_terminal.js";

/** @returns { activity(days, person), left(timing, day, out) } */
export function createToxin({ meta }) {
  const rates = meta.lab.toxin;
  const endings = createNerveTerminal(rates);
  const count = meta.muscles.length;
  const solved = new WeakMap(); // by timing, which is replaced and never changed
  return { activity, left, taken };

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
   * @param timing { doses, days, person, caught (I, F), ed50 (M; 0 takes no toxin) } of view/scene/over_time.py
   */
  function left(timing, day, out = new Float64Array(count)) {
    if (!timing?.doses.length || !timing.person.responds) return out.fill(1);
    if (!solved.has(timing)) solved.set(timing, course(timing));
    solved.get(timing)(day, out);
    for (let m = 0; m < count; m++) out[m] = 1 - out[m];
    return out;
  }

  /** Share of strength (M) that one session has taken some days after it, of units (F) caught and ED50 (M). */
  function taken(units, ed50, person, days) {
    const { owner, weight } = meta.lab.spread.fields;
    const ratios = new Float64Array(units.length);
    for (let f = 0; f < units.length; f++) if (units[f] && ed50[owner[f]]) ratios[f] = units[f] / (ed50[owner[f]] * weight[f]);
    const each = endings.lostAfter(ratios, endings.clock(days, pace(person)), new Float64Array(units.length));
    const out = new Float64Array(count);
    for (let f = 0; f < each.length; f++) out[owner[f]] += weight[f] * each[f];
    return out;
  }

  /** What these doses take on any day: the mean over a muscle's fields, each by what lies in it. */
  function course({ doses, days, person, caught, ed50 }) {
    const { owner, weight } = meta.lab.spread.fields;
    const given = [...new Set(days)].sort((a, b) => a - b);
    const reached = owner.map((_, f) => f).filter((f) => ed50[owner[f]] && doses.some((dose, i) => dose * caught[i * owner.length + f]));
    const ratios = given.map(() => new Float64Array(reached.length));
    doses.forEach((dose, i) => {
      const row = ratios[given.indexOf(days[i])];
      reached.forEach((f, k) => (row[k] += (dose * caught[i * owner.length + f]) / (ed50[owner[f]] * weight[f])));
    });
    const lost = endings.solve(given, ratios, pace(person));
    const each = new Float64Array(reached.length);
    return (day, out) => {
      out.fill(0);
      lost(day, each).forEach((share, k) => (out[owner[reached[k]]] += weight[reached[k]] * share));
    };
  }
}
