// Keeps the screen and whoever opened it (a notebook, a page) in step: each tells the other what it changed.

import { asPerson, caseOf, OWN, personOf, stateOf } from "../core/case.js";
import { caseFrom } from "../core/case_file.js";
import { injectionsOf } from "./dosing.js";

export class Sync {
  #app;
  #sent = ""; // the last case that either side told

  /** @param app { bundle, meta, lab, store, dosing, callbacks, options } */
  constructor(app) {
    this.#app = app;
  }

  /** What is on screen as Python writes it. */
  value() {
    const { meta, store, options } = this.#app;
    return caseOf(store.get(), meta, options.case?.face);
  }

  /** Tells what the case is now. */
  tell() {
    const { store, callbacks } = this.#app;
    const state = store.get();
    if (state.take) callbacks.replayed?.({ replay: state.replay, mirrored: state.mirrored });
    const value = this.value();
    const text = JSON.stringify(value);
    if (text === this.#sent) return;
    this.#sent = text;
    callbacks.changed?.(value, state.condition === OWN ? state.own : null);
  }

  /** A case from outside, as one step that can be undone. */
  set(value, condition = null, timing = null) {
    const { meta, store } = this.#app;
    const next = stateOf(value, meta, condition, timing);
    const text = JSON.stringify(caseOf(next, meta, value.face));
    if (text === this.#sent) return; // an echo of our own change
    this.#sent = text;
    store.change({ ...next, own: condition ?? store.get().own }, { origin: "outside" });
  }

  /** A case from a file, without Python: what its points and its person do is computed here. Error: it is none. */
  open(value) {
    const { bundle, meta, lab, store, dosing } = this.#app;
    const { injections, ...rest } = caseFrom(value, meta);
    const next = { ...stateOf({ ...rest, injections: [] }, meta, null), own: null };
    store.change({ ...next, ...asPerson(bundle, next, personOf(lab.people, next)) });
    if (injections.length) dosing.give(injections);
  }

  /** Back to the case that Python has; `own`: its condition is one that no case holds. */
  takeBack({ case: value, own }) {
    const { meta, store } = this.#app;
    const { own: condition, timing } = store.get();
    const next = stateOf(value, meta, own ? condition : null, timing);
    const textOf = (state) => JSON.stringify(caseOf(state, meta, value.face));
    const text = textOf(next);
    this.#sent = text;
    store.takeBack((state) => textOf(state) === text, { ...next, own: condition });
  }

  /** What Python worked out of a case: all of it where its points are those on screen, for it may come after its case; else its spasm, which says itself what it belongs to. */
  drawn(timing = {}) {
    const { store } = this.#app;
    const state = store.get();
    const { course = null, course_samples, course_samples_muscles } = timing;
    if (timing.doses && isOf(timing, injectionsOf(state))) store.amend({ timing });
    else if (course) store.amend({ timing: { ...state.timing, course, course_samples, course_samples_muscles } });
  }
}

const isOf = ({ doses, days }, injections) => doses.length === injections.length && injections.every((one, k) => one.dose_units === doses[k] && one.day === days[k]);

/** A moment of a recording, its first or last where it lies beyond; null: the expression is shown. */
export const momentOf = (take, seconds) => (take && Number.isFinite(seconds) ? Math.min(take.end, Math.max(0, seconds)) : null);

/** Hands what changed (tone, overlays ...) to a widget model; only what Python has a value for, nothing else is touched. */
export function keepLook(model, changed) {
  const known = Object.entries(changed).filter(([name]) => model.get(name) !== undefined);
  for (const [name, value] of known) model.set(name, value);
  if (known.length) model.save_changes();
}
