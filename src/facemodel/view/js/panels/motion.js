// What stirs on the screen without being asked to: one expression passes into the next, a calm face blinks and looks about.

import { pose } from "../core/assessment.js";

const EASE_MS = 200;
const BLINK_EVERY_MS = [2800, 6500];
const LOOK_EVERY_MS = [1300, 3600];
const LOOK_DEG = [2.6, 1.3]; // largest glance aside and up or down
const CALM_MS = 1500; // of quiet before a face stirs by itself
const CLOSED = "gentle_eye_closure"; // what a blink is meant to be; a paralysed lid does not follow it
const bare = ({ overlays }) => overlays.every((name) => name === "measures"); // their figures are those of the model, whatever stirs
const between = ([low, high], share) => low + share * (high - low);

export class Motion {
  #app;
  #target = null; // poses as the model has them now
  #from = null; // activations that the picture comes from: { before, after, start }
  #seen = {}; // activations that were drawn last
  #expression = null;
  #blink = -Infinity; // when the last one began
  #glance = [0, 0]; // radians
  #frame = 0;
  #timers = {};
  #changed = 0;
  #held = false; // a pointer is down: a slider may be under it
  #buffers = {};
  #closed;
  #blinkMs; // while lids close, and while they open
  #gaze;

  /** @param app { model, meta, lab, hints, store, ui, stage, drawing, playing } */
  constructor(app, quiet = () => matchMedia("(prefers-reduced-motion: reduce)").matches, random = Math.random) {
    this.#app = app;
    this.quiet = quiet;
    this.random = random;
    this.#closed = app.model.intent(CLOSED);
    this.#blinkMs = app.meta.lab.blink_s.map((s) => 1000 * s);
    const at = (name) => app.meta.controls.indexOf(name);
    this.#gaze = ["left", "right"].map((side) => [at(`gaze_yaw_${side}`), at(`gaze_pitch_${side}`)]);
  }

  /** Listens to the pointer and lets a calm face stir; returns what ends it. */
  start(root) {
    const hold = () => ((this.#held = true), this.settle());
    const free = () => (this.#held = false);
    root.addEventListener("pointerdown", hold);
    for (const type of ["pointerup", "pointercancel"]) window.addEventListener(type, free);
    this.#later("blink", BLINK_EVERY_MS, () => (this.#blink = performance.now()));
    this.#later("look", LOOK_EVERY_MS, () => (this.#glance = this.#nextGlance()));
    return () => {
      root.removeEventListener("pointerdown", hold);
      for (const type of ["pointerup", "pointercancel"]) window.removeEventListener(type, free);
      Object.values(this.#timers).forEach(clearTimeout);
      cancelAnimationFrame(this.#frame);
    };
  }

  /** Draws what the model says now, by way of what was on the screen where the expression is another one. */
  draw(poses) {
    const { store, ui, playing } = this.#app;
    const { expression, replay } = store.get();
    const other = this.#expression !== null && this.#expression !== expression;
    const still = replay !== null || playing.busy || !bare(ui.get()) || this.quiet();
    this.#from = other && !still ? { ...this.#seen, start: performance.now() } : null;
    [this.#expression, this.#target, this.#changed] = [expression, poses, performance.now()];
    this.#rest();
    this.#show();
  }

  /** Ends what stirs: the picture is what the figures say. */
  settle() {
    if (!this.#target || (!this.#from && !this.#stirs(performance.now()))) return;
    this.#from = null;
    this.#rest();
    this.#show();
  }

  /** Whether nothing asks for a still face: nothing is measured, played, held or has just changed. */
  get calm() {
    const { ui, store, playing, hints, stage } = this.#app;
    const { overlays, mode, atlas, flat, shown } = ui.get();
    if (!hints || !bare({ overlays }) || mode !== "explore" || atlas.open || flat || shown === "difference") return false;
    if (playing.busy || this.#held || store.get().replay !== null || performance.now() - this.#changed < CALM_MS) return false;
    return !document.hidden && stage.inSight && !this.quiet();
  }

  #rest() {
    this.#blink = -Infinity;
    this.#glance = [0, 0];
  }

  #stirs = (now) => this.#closure(now) > 0 || this.#glance.some((x) => x !== 0);

  /** How far a blink has closed the eyes by now, 0..1. */
  #closure(now) {
    const since = now - this.#blink;
    const [closing, opening] = this.#blinkMs;
    const share = since < closing ? since / closing : 1 - (since - closing) / opening;
    return since >= 0 && share > 0 ? share * share * (3 - 2 * share) : 0;
  }

  #nextGlance() {
    if (this.#glance[0] !== 0) return [0, 0]; // eyes come back to whom they look at
    return LOOK_DEG.map((most) => (most * (2 * this.random() - 1) * Math.PI) / 180);
  }

  /** Does something again and again after a random time, whenever the face is calm. */
  #later(name, times, act) {
    this.#timers[name] = setTimeout(() => {
      if (this.calm) {
        act();
        this.#show();
      }
      this.#later(name, times, act);
    }, between(times, this.random()));
  }

  #show = () => {
    cancelAnimationFrame(this.#frame);
    const now = performance.now();
    const { stage } = this.#app;
    stage.draw(this.#at(now));
    stage.render(); // a frame is under way already; the next one would come a sixtieth of a second later
    const ends = now - this.#blink < this.#blinkMs[0] + this.#blinkMs[1];
    if (this.#from || ends) this.#frame = requestAnimationFrame(this.#show);
  };

  /** The poses at a moment: those of the model where nothing stirs. */
  #at(now) {
    const passed = this.#from ? Math.min(1, (now - this.#from.start) / EASE_MS) : 1;
    if (passed === 1) this.#from = null;
    const stirs = passed < 1 || this.#stirs(now);
    const moved = stirs ? { before: this.#stirred("before", passed, now), after: this.#stirred("after", passed, now) } : {};
    const poses = { ...this.#target, ...moved };
    for (const name of ["before", "after"]) this.#seen[name] = Float64Array.from(poses[name].activation);
    return poses;
  }

  #stirred(name, passed, now) {
    const { model, drawing, lab } = this.#app;
    const one = this.#target[name];
    const buffer = (this.#buffers[name] ??= {
      activation: new Float64Array(one.activation.length),
      positions: new Float32Array(model.size),
    });
    const closure = this.#closure(now);
    if (closure > 0) {
      const intent = drawing.now.prepared.intent.map((x, m) => (this.#closed[m] ? x + closure * (this.#closed[m] - x) : x));
      pose(model, one.drive, intent, one.remaining, buffer);
    } else buffer.activation.set(one.activation);
    const { activation } = buffer;
    if (passed < 1) {
      const share = passed * passed * (3 - 2 * passed);
      const from = this.#from[name];
      for (let c = 0; c < activation.length; c++) activation[c] = from[c] + share * (activation[c] - from[c]);
    }
    for (const [yaw, pitch] of this.#gaze) {
      activation[yaw] += this.#glance[0] / lab.frame.gaze_yaw_rad;
      activation[pitch] += this.#glance[1] / lab.frame.gaze_pitch_rad;
    }
    const made = model.frame(activation, buffer.positions);
    // eyes turn up in a closure that is held, not in a blink
    if (closure > 0) for (const eye of Object.values(made.pose.gaze)) eye[1] -= made.pose.bell;
    return { ...one, activation, ...made };
  }
}
