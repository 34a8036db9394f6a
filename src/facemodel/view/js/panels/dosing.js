// Doses on screen: points that are added, changed and taken away, and what they do on the day shown.

import { createDoses } from "../core/doses.js";
import { muscleName, muscleSide, say } from "../core/messages.js";
import { kindOf } from "../core/side_effects.js";
import { createSpread } from "../core/spread.js";

const QUIET_MS = 150; // before side effects are looked for: twelve frames each time
const PEOPLE_MS = 250; // more, before people are asked: three hundred faces each time
const NEAR_MM = 6; // a point that lies no farther from a site has its name
const NEW_U = 2.5;
const USUAL_DAY = 14; // on the first day nothing acts yet

export class Dosing {
  #app;
  #spread;
  #doses;
  #looking = 0;
  #names = new WeakMap(); // injection -> what lies under it

  /** @param app { bundle, model, lab, meta, store, ui, views } */
  constructor(app) {
    this.#app = app;
    this.#spread = createSpread(app.bundle);
    this.#doses = createDoses(app.model, this.#spread, app.lab);
  }

  /** Muscles under a point at rest (mm). */
  over = (point) => this.#spread.over(point);

  /** What the panel says of a case: what lies under each point, and which muscles lose strength. */
  seen({ injections, left }) {
    return { over: injections.map((one) => this.#under(one)), effects: this.#doses.effects(left) };
  }

  /** The site has the side in its name; where there is none, each muscle has it. */
  #under(one) {
    const site = this.#siteAt(this.#spread.site(one).point);
    const muscles = this.#musclesUnder(one).map(site ? muscleName : muscleSide).join(", ") || say("dose.no_muscle_under");
    return site ? `${site}; ${muscles}` : muscles;
  }

  /** The site that a point lies at, and its side; none where none is near. */
  #siteAt(point) {
    const { sites, places } = this.#app.lab.plan;
    const away = (place) => Math.hypot(...place.point.map((x, i) => x - point[i]));
    const nearest = places.reduce((a, b) => (away(b) < away(a) ? b : a));
    if (away(nearest) > NEAR_MM) return null;
    return `${sites.find(({ name }) => name === nearest.site).label}, ${say(`treat.side_${nearest.side}`)}`;
  }

  #musclesUnder(one) {
    if (one.muscle) return [one.muscle];
    if (!this.#names.has(one)) this.#names.set(one, this.over(this.#spread.site(one).point).slice(0, 2).map((k) => this.#app.meta.muscles[k]));
    return this.#names.get(one);
  }

  /** Looks for side effects once the points are left alone for a moment. */
  look({ injections, left, prepared }) {
    clearTimeout(this.#looking);
    this.#looking = setTimeout(() => {
      const acting = this.#doses.acting(injections, prepared);
      const { ui, treating } = this.#app;
      const known = treating.counted(injections, prepared.day);
      ui.set({ sideEffects: this.#doses.sideEffects(prepared.drive, prepared.healthy, injections, acting, left), inPeople: known });
      if (injections.length && !known) this.#looking = setTimeout(() => this.#count(injections, prepared.day), PEOPLE_MS);
    }, QUIET_MS);
  }

  /** Counts in forty people what is still on the screen when that is done. */
  async #count(injections, day) {
    const { ui, treating, store } = this.#app;
    const inPeople = await treating.inPeople(injections, day);
    if (inPeople && injectionsOf(store.get()) === injections && store.get().day === day) ui.set({ inPeople });
  }

  add(place) {
    const { store, lab } = this.#app;
    const depth = place.muscle ? this.#spread.site({ muscle: place.muscle }).depth : lab.spread.usual_depth_mm;
    this.give([...injectionsOf(store.get()), pointAt(place, NEW_U, +depth.toFixed(1))], store.get().day ? {} : { day: USUAL_DAY });
  }

  change(k, patch, gesture) {
    this.give(injectionsOf(this.#app.store.get()).map((one, i) => (i === k ? { ...one, ...patch } : one)), {}, gesture);
  }

  remove(k) {
    this.give(injectionsOf(this.#app.store.get()).filter((_, i) => i !== k));
  }

  /** These injections and no others; `more` changes with them in one step. */
  give(injections, more = {}, gesture = null) {
    const { store, bundle } = this.#app;
    const state = store.get();
    const timing = this.#doses.timed(injections, state.timing ?? stranger(bundle));
    store.change({ ...more, carried: { ...state.carried, injections }, timing }, { gesture });
  }

  /** Goes to the expression and close-up in which a side effect is seen. */
  show({ name }) {
    const { task, panel } = kindOf(this.#app.lab, name);
    this.#app.store.change({ expression: task, activation: {}, intensity: 1, replay: null });
    this.#app.views.look("front", panel);
  }

  dispose() {
    clearTimeout(this.#looking);
  }
}

export const injectionsOf = (state) => state.carried?.injections ?? [];

/** A point of a case over a muscle or at a place, just as Python writes it: in any other form its echo would look like a case from outside. */
export const pointAt = (place, dose_units, depth_mm) => ({ dose_units, ...place, day: 0, volume_ml: 0.1, depth_mm });

/** The average person, where a screen was opened without one. */
const stranger = ({ meta, arrays }) => ({
  doses: [],
  days: [],
  caught: new Float64Array(0),
  strength: new Float64Array(meta.muscles.length).fill(1),
  tone: new Float64Array(meta.muscles.length).fill(1),
  ed50: Float64Array.from(arrays.lab_people_ed50.subarray(0, meta.muscles.length)),
  person: meta.lab.people[0],
  course: null,
});
