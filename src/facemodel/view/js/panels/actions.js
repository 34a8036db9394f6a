// What buttons and keys do, apart from time, doses and plans.

import { stampText, compose, download } from "../scene/shot.js";
import { picked } from "../scene/picking.js";
import { conditionName, expressionName, say } from "../core/messages.js";

const SCHEMA = "facemodel.case/1"; // of case/file.py

export class Actions {
  #app;
  #opener = null; // what had the focus before the help was opened

  /** @param app { bundle, lab, meta, store, ui, stage, drawing, dosing, callbacks, root() } */
  constructor(app) {
    this.#app = app;
  }

  get #ui() {
    return this.#app.ui.get();
  }

  reset = () => {
    const { store } = this.#app;
    store.change({ dampening: store.get().dampening.map(() => 0) });
  };

  /** The n-th clinical task. */
  task = (n) => this.#app.store.change({ expression: this.#app.lab.tasks[n], replay: null });

  setMode = (mode) => {
    if (mode === "plan") this.#app.planning.load();
    this.#app.ui.set({ mode });
    this.#app.drawing.later();
  };

  /** Stores what is on screen as plan A. */
  keep = () => {
    const { store, stage } = this.#app;
    const { kept, ...plan } = store.get();
    store.change({ kept: Object.freeze(plan) });
    if (stage.shown !== "plans") stage.show("plans");
  };

  take = () => {
    const { kept } = this.#app.store.get();
    this.#app.store.change({ ...kept, kept });
  };

  /** Other panes are shown: the first time two plans are compared, what is on screen becomes plan A. */
  shown(key) {
    if (key === "plans" && !this.#app.store.get().kept) this.keep();
    else this.#app.drawing.later();
  }

  /** The skin was clicked. */
  picked(hit) {
    const { bundle, drawing, dosing, callbacks } = this.#app;
    const what = picked(bundle, hit, drawing.positionsOf(hit.pane), dosing.over);
    if (!what) return;
    if (this.#ui.mode === "dose") dosing.add({ point_mm: what.point_mm });
    callbacks.picked?.(what);
  }

  /** Saves the picture with names, legends, who it shows and its stamp. */
  save = () => {
    const { store, stage, lab, meta } = this.#app;
    const { expression, condition, carried } = store.get();
    const who = `${expressionName(lab, expression)} · ${conditionName(lab, condition, carried)}`;
    const lines = [`${who} · ${stampText(meta.stamp, carried?.seed)}`, `${say("notice.educational")} ${say("notice.simplified")}`];
    const name = `${["facemodel", expression, stage.shown].join("-")}.png`;
    compose({ ...stage.pieces(), lines, dark: this.#ui.dark }).toBlob((blob) => download(blob, name), "image/png");
  };

  /** Saves the case as a file, as fm.save_case does. */
  saveCase = () => {
    const text = JSON.stringify({ schema: SCHEMA, ...this.#app.sync.value() }, null, 2);
    download(new Blob([text + "\n"], { type: "application/json" }), "case.json");
  };

  /** Large type and few controls, over the whole screen where the browser allows it. */
  project = () => {
    const root = this.#app.root();
    const projector = !this.#ui.projector;
    this.#app.ui.set({ projector });
    if (!projector) {
      if (document.fullscreenElement === root) document.exitFullscreen();
      return;
    }
    const leave = () => {
      if (document.fullscreenElement) return;
      document.removeEventListener("fullscreenchange", leave);
      if (this.#ui.projector) this.project();
    };
    root.requestFullscreen?.().then(
      () => document.addEventListener("fullscreenchange", leave),
      () => {}, // not allowed here: large type within the page does as well
    );
  };

  /** Opens or closes the help; the focus goes there and comes back. */
  help(open = !this.#ui.help) {
    if (open === Boolean(this.#ui.help)) return;
    if (open) this.#opener = document.activeElement;
    this.#app.ui.set({ help: open ? "screen" : null });
    this.#app.paint();
    (open ? this.#app.root().querySelector(".fm-help .fm-do-close") : this.#opener)?.focus();
  }

  /** Opens or closes the muscle atlas, which has panes of its own. */
  atlas(open = !this.#ui.atlas.open) {
    const { stage } = this.#app;
    const { atlas } = this.#ui;
    if (open === atlas.open) return;
    this.setAtlas({ open, before: open ? stage.shown : atlas.before });
    if (open) stage.show("atlas");
    else if (stage.shown === "atlas") stage.show(atlas.before);
  }

  /** To the card of a muscle, with its side where the name has one. */
  openMuscle = (name) => {
    const stem = name.replace(/_(left|right)$/, "");
    if (!(stem in this.#app.meta.atlas.cards)) return;
    this.setAtlas({ stem, ...(stem === name ? {} : { side: name.endsWith("left") ? "left" : "right" }) });
    this.atlas(true);
  };

  setAtlas = (patch) => {
    this.#app.ui.set({ atlas: { ...this.#ui.atlas, ...patch } });
    this.#app.drawing.later();
  };
}
