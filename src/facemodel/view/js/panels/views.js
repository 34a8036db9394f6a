// From where the face is looked at, and how closely.

import { viewIcons } from "./view_icons.js";

const ORDER = viewIcons.map(([name]) => name);

export class Views {
  #app;

  /** @param app { ui, stage } */
  constructor(app) {
    this.#app = app;
  }

  get #ui() {
    return this.#app.ui.get();
  }

  look(view, closeUp = this.#ui.closeUp) {
    this.#app.ui.set({ view, closeUp });
    this.#app.stage.scene.view(view, closeUp);
  }

  step(by) {
    this.look(ORDER[(ORDER.indexOf(this.#ui.view) + by + ORDER.length) % ORDER.length]);
  }

  /** To a close-up, or back to the whole face when it is seen closely already. */
  close(part) {
    this.look(this.#ui.view, this.#ui.closeUp ? null : part);
  }

  frame() {
    this.look("front", null);
  }
}
