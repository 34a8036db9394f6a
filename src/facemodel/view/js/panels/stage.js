// Keeps the picture in step with what is chosen: faces in their panes, what is laid over them, their names.

import { say } from "../core/messages.js";
import { createInk } from "../overlays/ink.js";
import { legendDrawing } from "../overlays/legend.js";
import { createOverlays, withOverlay } from "../overlays/overlays.js";
import { createDoubling } from "../scene/doubled.js";
import { createFlat } from "../scene/flat.js";
import { createPanes, SHOWN, sidesOf } from "../scene/panes.js";
import { createScene } from "../scene/scene.js";

const CYCLE = ["both", "before", "after"];
const OTHERS = ["difference", "mirror", "halves", "plans"];

export class Stage {
  #app;
  #pane;
  #doubled;
  #ink = null;
  #elements = null;
  #last = null; // the poses that were drawn last
  #lit = null; // muscles that stand out

  /** @param app { bundle, model, ui (settings of the screen), callbacks, without: overlays that are not offered } */
  constructor(app) {
    this.#app = app;
    this.#pane = createPanes(app.bundle);
    this.#doubled = createDoubling(app.bundle);
    this.overlays = createOverlays(app.bundle, app.model);
    this.scene = null;
  }

  get #ui() {
    return this.#app.ui.get();
  }

  get shown() {
    return this.#ui.shown;
  }

  /** @param elements { picture, ink } once they are in the page */
  start(elements) {
    this.#elements = elements;
    this.scene = this.#open();
    this.scene.canvas.setAttribute("role", "img");
    this.#ink = createInk(elements.ink, elements.picture);
    this.#app.ui.set({ closeUps: this.scene.closeUps });
    this.scene.on("change", () => this.#mark());
    this.scene.on("rendered", () => {
      this.#mark();
      this.#ink(this.overlays, this.scene);
    });
    this.#mark();
  }

  #open() {
    const { shown, tone, dark } = this.#ui;
    const options = { panes: SHOWN[shown], tone, dark, quality: "auto" };
    try {
      return createScene(this.#elements.picture, this.#app.bundle, options);
    } catch (error) {
      if (document.createElement("canvas").getContext("webgl2")) throw error;
      this.#app.ui.set({ flat: true });
      return createFlat(this.#elements.picture, this.#app.bundle, options);
    }
  }

  /** @param poses { before, after, kept, atlas, injections, also: overlays that belong to what is shown, captions: { pane: text } } */
  draw(poses) {
    this.#last = poses;
    if (this.doubles && this.#ui.twice) poses = this.#twice(poses);
    const common = { also: poses.also, injections: poses.injections, age: poses.age, lit: this.#lit };
    const told = { before: [poses.told?.before], after: [poses.told?.before, poses.told?.after], change: [poses.told?.before, poses.told?.after] };
    const frames = Object.fromEntries(SHOWN[this.shown].map((name) => [name, { ...common, told: told[name], ...this.#pane(name, poses) }]));
    for (const [name, { positions, pose }] of Object.entries(frames)) this.scene.update(name, positions, pose);
    if (this.scene.head) this.overlays.draw(this.scene, frames, this.#ui.overlays); // not over the plain drawing
    this.#put("legends", this.overlays.legends());
    this.#mark();
  }

  #twice(poses) {
    const twice = (name) => (poses[name] ? { [name]: this.#doubled(poses[name], name) } : {});
    return { ...poses, ...twice("before"), ...twice("after"), ...twice("kept") };
  }

  /** Whether movement may be shown doubled: nothing is measured or aimed at on the picture. */
  get doubles() {
    const { overlays, shown, mode } = this.#ui;
    return overlays.every((name) => name === "measures") && mode !== "dose" && !["difference", "atlas"].includes(shown);
  }

  /** Shows movement twice as large, or as it is; nothing is measured on it then. */
  double() {
    this.#app.ui.set({ twice: !this.#ui.twice, overlays: [] });
    this.#again();
  }

  #again() {
    if (this.#last) this.draw(this.#last);
  }

  /** Whether any of the picture can be seen in the window. */
  get inSight() {
    const box = this.#elements.picture.getBoundingClientRect();
    return box.bottom > 0 && box.top < innerHeight && box.width > 0;
  }

  /** Draws now what `draw` left for the next frame. */
  render() {
    this.scene.render();
  }

  toggle(name) {
    if (!this.scene.head || this.#app.without.includes(name)) return;
    const overlays = withOverlay(this.#ui.overlays, name);
    this.#app.ui.set({ overlays, twice: this.#ui.twice && !overlays.includes("measures") });
    this.#again();
    this.#app.callbacks.look?.({ overlays: this.#ui.overlays });
  }

  /** Has these overlays on and no others. */
  layOn(wanted) {
    if (!this.scene.head) return;
    const offered = wanted.filter((name) => !this.#app.without.includes(name));
    this.#app.ui.set({ overlays: offered.reduce((on, name) => withOverlay(on, name, true), []) });
    this.#again();
  }

  /** Lets some muscles (indices; none for all alike) stand out where muscles are shown. */
  light(muscles) {
    this.#lit = muscles.length ? new Set(muscles) : null;
    if (this.#ui.overlays.includes("muscles")) this.#again();
  }

  /** @param key of SHOWN */
  show(key) {
    this.#app.ui.set({ shown: key });
    this.scene.setPanes(SHOWN[key]);
    this.#again();
    this.#mark();
    this.#app.actions.shown(key);
  }

  /** Both, before, after; with `other` the choices behind them. */
  next(other = false) {
    const list = other ? OTHERS : CYCLE;
    this.show(list[(list.indexOf(this.shown) + 1) % list.length]);
  }

  setTone(tone) {
    this.#app.ui.set({ tone });
    this.scene.setTone(tone);
    this.#app.callbacks.look?.({ tone });
  }

  setDark(dark) {
    this.#app.ui.set({ dark });
    this.overlays.setDark(dark);
    this.scene?.setTheme(dark);
  }

  describe(text) {
    this.scene.canvas.setAttribute("aria-label", text);
  }

  /** Names of the panes where they lie, and which sides of the person are seen there: that turns with the camera. */
  #mark() {
    const turn = this.scene.turn?.() ?? 0;
    this.#put("marks", this.scene.layout().map(({ name, x, y, width }) => {
      const [left, right] = sidesOf(name, turn);
      const text = this.#last?.captions?.[name] ?? say(`pane.${name}`);
      return { name, x, y, width, left, right, text, note: this.doubles && this.#ui.twice ? say("pane.doubled") : "" };
    }));
  }

  /** Sets a list that is made anew with every frame, only where it differs. */
  #put(name, list) {
    if (JSON.stringify(list) !== JSON.stringify(this.#ui[name])) this.#app.ui.set({ [name]: list });
  }

  /** What a file of the picture is made of. */
  pieces() {
    this.#app.motion.settle();
    this.scene.render();
    const { picture, ink } = this.#elements;
    return {
      layers: [this.scene.canvas, ink],
      legends: this.overlays.legends().map(legendDrawing),
      panes: this.#ui.marks,
      width: picture.clientWidth,
      height: picture.clientHeight,
    };
  }

  dispose() {
    this.overlays.dispose();
    this.scene.dispose();
  }
}
