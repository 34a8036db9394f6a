// What a treatment does in the other expressions: looked for one by one once the case is left alone.

import { prepare } from "../core/case.js";
import { pose } from "../core/assessment.js";
import { isWorse } from "../core/explain.js";

const QUIET_MS = 400;

export class Elsewhere {
  #app;
  #timer = 0;
  #seen = null; // the case that was looked at last
  #buffers;

  /** @param app { model, lab, store, ui, bundle, hints, playing } */
  constructor(app) {
    this.#app = app;
    const buffer = () => ({ activation: new Float64Array(app.meta.controls.length), positions: new Float32Array(app.bundle.arrays.rest.length) });
    this.#buffers = [buffer(), buffer()];
  }

  /** Looks through the clinical tasks, when nothing has changed for a moment. */
  look({ state, prepared }) {
    const { hints, lab, ui, playing } = this.#app;
    if (!hints || state === this.#seen || playing.busy) return;
    this.#seen = state;
    clearTimeout(this.#timer);
    ui.set({ worse: null });
    if (!prepared.left.some((share) => share < 1)) return;
    const others = lab.expressions.filter((one) => one.group === "task" && one.id !== state.expression).map((one) => one.id);
    const next = (worst) => {
      const expression = others.pop();
      if (!expression) return ui.set({ worse: worst });
      const [before, after] = this.#asymmetry({ ...state, expression, replay: null });
      const grows = isWorse(lab, [before, after]) && !(worst && after - before <= worst.after - worst.before);
      this.#timer = setTimeout(next, 0, grows ? { expression, before, after } : worst);
    };
    this.#timer = setTimeout(next, QUIET_MS, null);
  }

  #asymmetry(state) {
    const { model } = this.#app;
    const { drive, intent, left } = prepare(state, model, state.own);
    return [null, left].map((share, k) => model.measures.asymmetry(pose(model, drive, intent, share, this.#buffers[k]).positions).whole);
  }

  /** Goes to the expression that is worse. */
  show = () => {
    const { store, ui } = this.#app;
    store.change({ expression: ui.get().worse.expression, activation: {}, intensity: 1, replay: null });
  };

  dispose() {
    clearTimeout(this.#timer);
  }
}
