// From the case to the screen: what the model says of it, drawn once a frame.

import { createAtlas } from "../core/atlas.js";
import { evaluate, overactive, pose } from "../core/assessment.js";
import { OWN, prepare } from "../core/case.js";
import { explain } from "../core/explain.js";
import { conditionName, expressionName, say } from "../core/messages.js";
import { lastDay } from "./clock.js";
import { injectionsOf } from "./dosing.js";
import { aboutOf } from "./figures.js";

const FIGURES_EVERY = 250; // ms between figures while time plays: numbers that change faster cannot be read
const SPEAK_AFTER = 700; // ms of quiet before a screen reader hears the sentence
const NOTHING = new Set();
const UNSEEN = { over: [], effects: [] };

export class Drawing {
  #app;
  #buffers;
  #captions = {};
  #queued = 0;
  #figured = 0;
  #speaking = 0;

  /** @param app { bundle, model, lab, meta, hints, store, ui, stage, motion, playing, dosing, paint() } */
  constructor(app) {
    this.#app = app;
    const controls = app.meta.controls.length;
    const size = app.bundle.arrays.rest.length;
    const buffer = () => ({ activation: new Float64Array(controls), positions: new Float32Array(size) });
    this.#buffers = { before: buffer(), after: buffer(), other: buffer(), kept: buffer() };
    this.atlas = createAtlas(app.bundle, app.model);
    this.now = null; // what is on screen: the case and what the model says of it
  }

  /** Draws with the next frame. */
  later = () => {
    this.#queued ||= requestAnimationFrame(this.update);
  };

  /** The case has changed: what the model says of it follows with the next frame. */
  heed(state) {
    this.now = { ...this.now, state, days: daysOf(state) };
    this.later();
  }

  update = () => {
    const { stage, motion, playing, dosing, elsewhere, ui, paint } = this.#app;
    this.#queued = 0;
    const full = !this.now?.figures || !playing.busy || performance.now() - this.#figured > FIGURES_EVERY;
    const result = this.look(full);
    motion.draw(this.#poses(result));
    playing.check(this.now);
    if (full) {
      this.#figured = performance.now();
      if (ui.get().mode === "dose") dosing.look(this.now);
      elsewhere.look(this.now);
      stage.describe(this.#description());
      this.#speak();
    }
    paint();
  };

  /** What the model says of the case now; without figures it takes a tenth of the time, and those before stay. */
  look(full) {
    const { model, lab, meta, hints, store, ui, dosing } = this.#app;
    const state = store.get();
    const expression = state.replay === null ? state.expression : OWN;
    const prepared = { ...state, ...prepare(state, model, state.own), expression };
    const result = evaluate(model, lab, prepared, this.#buffers, full);
    const days = daysOf(state);
    const time = { days, last: lastDay(days, state.day), course: model.seconds.course(state, model.effort(prepared.intent), state.timing) };
    if (!full) {
      this.now = { ...this.now, ...time, state, prepared };
      return result;
    }
    const pulls = hints ? overactive(result.tried, result.before.activation, meta.muscles.length) : NOTHING;
    const points = { injections: injectionsOf(state), left: model.toxin.left(state.timing, state.day) };
    this.now = {
      ...time, ...points, state, prepared,
      figures: result.figures,
      about: aboutOf(lab, expression),
      overactive: pulls,
      sentence: explain(model, lab, prepared, result, pulls),
      dose: ui.get().mode === "dose" ? dosing.seen(points) : UNSEEN,
    };
    return result;
  }

  #poses(result) {
    const { ui } = this.#app;
    const { state, prepared } = this.now;
    const { atlas, mode } = ui.get();
    return {
      ...result,
      told: { before: result.before.positions, after: result.after.positions },
      injections: state.carried?.injections,
      age: prepared.age,
      also: mode === "dose" ? ["points"] : [],
      atlas: atlas.open ? this.atlas(atlas.stem, atlas.side) : null,
      ...this.#compared(result),
    };
  }

  /** Plan A as it was stored, and what is written over two plans side by side. */
  #compared(result) {
    const { model, lab, stage } = this.#app;
    const { state } = this.now;
    if (stage.shown !== "plans" || !state.kept) return {};
    const { intent, drive, left, age } = prepare(state.kept, model, state.own);
    const kept = { ...pose(model, drive, intent, left, this.#buffers.kept), age };
    if (!result.figures) return { kept, captions: this.#captions };
    const stems = lab.expressions.find((one) => one.id === state.expression)?.landmarks ?? [];
    const caption = (key, index) => (Number.isFinite(index) ? say("pane.plan", { plan: say(`pane.${key}`), percent: Math.round(index) }) : say(`pane.${key}`));
    this.#captions = {
      plan_a: caption("plan_a", stems.length ? model.measures.symmetryIndex(kept.positions, stems) : NaN),
      plan_b: caption("plan_b", result.figures.symmetry[1]),
    };
    return { kept, captions: this.#captions };
  }

  #description() {
    const { lab } = this.#app;
    const { state } = this.now;
    const condition = conditionName(lab, state.condition, state.carried);
    const expression = state.replay === null ? expressionName(lab, state.expression) : say("time.moment", { seconds: state.replay.toFixed(1) });
    return say("notice.drawing", { expression, condition });
  }

  #speak() {
    clearTimeout(this.#speaking);
    this.#speaking = setTimeout(() => this.#app.ui.set({ spoken: this.now.sentence }), SPEAK_AFTER);
  }

  /** Vertices of the face that a pane shows. */
  positionsOf(pane) {
    return this.#buffers[{ before: "before", plan_a: "kept" }[pane] ?? "after"].positions;
  }

  dispose() {
    clearTimeout(this.#speaking);
    cancelAnimationFrame(this.#queued);
  }
}

/** Days of what was injected. */
const daysOf = ({ timing }) => timing?.days ?? [];
