// A plan in sites on the screen: it is asked for, searched bit by bit, shown as a record and placed; and what people get of points.

import { affected, asFound, OWN } from "../core/case.js";
import { say } from "../core/messages.js";
import { createTreating } from "../core/plan/treating.js";
import { pointAt } from "./dosing.js";

export const NO_TREATMENT = { wishes: { aim: "", most: "", mouth: false, gently: false }, record: null, made: null, tried: null, failed: "" };
const SLICE_MS = 25; // of searching between two pictures
const TOLD_MS = 250; // between two words on how far it is
const DAY = 28; // on which a plan is judged unless the case shows another day on which doses act
const FOR_PEOPLE = "bite"; // an aim that needs no frames: only side effects and movement are asked for
const STOPPED = new Error("stopped");

export class Treating {
  #app;
  #planner = null;
  #stop = false;
  #trial = { key: null, of: null };
  #counted = { key: null, seen: null };

  /** @param app { bundle, model, lab, store, ui, dosing, actions } */
  constructor(app) {
    this.#app = app;
  }

  get #now() {
    return this.#app.ui.get().treatment;
  }

  #set(patch) {
    this.#app.ui.set({ treatment: { ...this.#now, ...patch } });
  }

  get #plans() {
    return (this.#planner ??= createTreating(this.#app.bundle, this.#app.model));
  }

  /** What a plan depends on beside its wishes. */
  get #key() {
    const { condition, side, severity, own, carried } = this.#app.store.get();
    return JSON.stringify([condition, side, severity, own && Object.values(own).map(String), carried?.person ?? null, carried?.weak, carried?.held]);
  }

  /** The aim that is in force: the one chosen, or the condition's own; "" where it has none. */
  get aim() {
    return this.#now.wishes.aim || (this.#app.lab.conditions.find(({ id }) => id === this.#app.store.get().condition)?.aim ?? "");
  }

  get busy() {
    return this.#now.tried !== null;
  }

  /** Whether what was found, or why nothing was, is of this condition, side, severity and person. */
  get holds() {
    return this.#now.made === this.#key;
  }

  wish = (patch) => this.#set({ wishes: { ...this.#now.wishes, ...patch }, record: null, failed: "" });

  stop = () => (this.#stop = true);

  /** Searches for a plan; the screen is drawn between slices of it. */
  async ask() {
    if (this.busy) return;
    this.#stop = false;
    const made = this.#key;
    this.#set({ tried: 0, record: null, failed: "" });
    await pause();
    try {
      const record = await this.#plans.treat(this.#asked(), { pause: this.#between(made) });
      this.#set({ record, made, tried: null });
    } catch (error) {
      this.#set({ tried: null, made, failed: error === STOPPED ? say("treat.stopped") : say("treat.failed", { reason: error.message }) });
    }
  }

  /** Says how far the search is, and ends one that is not wanted any more. */
  #between(made) {
    const draw = this.#drawing((tried) => this.#set({ tried }));
    return (tried) => {
      if (this.#stop || made !== this.#key) throw STOPPED;
      return draw(tried);
    };
  }

  /** Lets the screen draw every now and then. */
  #drawing(before = () => {}) {
    let [drawn, told] = [performance.now(), 0];
    return async (tried) => {
      const now = performance.now();
      if (now - drawn < SLICE_MS) return;
      if (now - told > TOLD_MS) [told] = [now, before(tried)];
      await pause();
      drawn = performance.now();
    };
  }

  #asked() {
    const { most, mouth, gently } = this.#now.wishes;
    const { day } = this.#app.store.get();
    const acts = day > 0 && !this.#plans.tooLate(day);
    return { ...this.#case(), aim: this.aim, atMost: most === "" ? null : +most, avoid: mouth ? ["mouth"] : [], gently, day: acts ? day : DAY };
  }

  /** The condition of the case as it is before any person has it, and whose it is. */
  #case() {
    const { model, lab, store } = this.#app;
    const { condition: name, side, severity, own, carried, timing } = store.get();
    const person = carried?.person ? { strength: timing.strength, tone: timing.tone, stiffness: timing.person.stiffness } : null;
    if (name !== OWN) {
      const sided = lab.conditions.find(({ id }) => id === name).sided;
      return { name, severity, condition: asFound(model.condition(name, side, severity), carried, model.index), side: sided ? side : affected(carried), age: model.years(name, severity) ?? undefined, person };
    }
    const { age_years: age, ...arrays } = own;
    const condition = Object.fromEntries(Object.entries(arrays).map(([field, list]) => [field, Float64Array.from(list)]));
    return { name, severity, condition, side: isEven(condition, model.mirror) ? null : side, age: age ?? undefined, person };
  }

  /** Points of the plan instead of those of the case, and no weakening by sliders: both at once would count twice. */
  place() {
    const { dosing, actions, store } = this.#app;
    const { points, day } = this.#now.record;
    const whole = points.map(({ point, units, depth_mm }) => pointAt({ point_mm: point }, units, depth_mm));
    dosing.give(whole, { dampening: store.get().dampening.map(() => 0), day });
    actions.setMode("dose");
  }

  /** What forty people get of these points on a day: { any, effects: [[name, share]], keeping }; null where the case has changed meanwhile. */
  async inPeople(injections, day) {
    const [key, made] = [this.#keyOf(injections, day), this.#key];
    if (this.#trial.key !== made) this.#trial = { key: made, of: this.#plans.trial({ ...this.#case(), aim: FOR_PEOPLE }, this.#drawing()) };
    const trial = await this.#trial.of;
    await pause();
    if (made !== this.#key) return null;
    const seen = trial.ofInjections(injections, day);
    const effects = this.#app.lab.side_effects.map(({ name }) => [name, seen.shareWith([name])]);
    const told = effects.filter(([, share]) => share > 0).sort((a, b) => b[1] - a[1]);
    this.#counted = { key, seen: { any: seen.any, keeping: seen.keeping, effects: told } };
    return this.#counted.seen;
  }

  /** The same if it was the last that was counted, else null. */
  counted(injections, day) {
    return this.#counted.key === this.#keyOf(injections, day) ? this.#counted.seen : null;
  }

  #keyOf = (injections, day) => JSON.stringify([this.#key, injections, day]);
}

/** Until the browser has drawn and heard. */
const pause = () => new Promise((go) => setTimeout(go));

/** Whether a condition is alike on both sides. */
const isEven = (condition, mirror) =>
  Object.entries(condition).every(([field, list]) => field === "synkinesis" || list.every((x, m) => Math.abs(x - list[mirror[m]]) < 1e-9));
