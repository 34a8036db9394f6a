// The picture: one canvas with the panes chosen, their names, the marks R and L, and the bars of its controls.

import { choices, h, setText } from "./dom.js";
import { say } from "../core/messages.js";
import { createFlat } from "../scene/flat.js";
import { overlayBar } from "../overlays/bar.js";
import { muscleTip } from "../overlays/tip.js";
import { createOverlays } from "../overlays/overlays.js";
import { legendDrawing } from "../overlays/legend.js";
import { createPanes, MARKS, OFFERED, SHOWN } from "../core/panes.js";
import { createScene } from "../scene/scene.js";
import { viewBar } from "./viewbar.js";

const CYCLE = ["both", "before", "after"];
const PROFILE = 60; // degrees of turn from which only one side of the head is seen
const STILL_PX = 4; // a press that moves less is a click
const OTHERS = ["difference", "mirror", "halves", "plans"];

/**
 * @param onchange ({ tone }) when a look is chosen
 * @param onshow (key of SHOWN) when other panes are chosen
 * @param onpick ({ pane, vertex, point }) when the skin is clicked and not dragged
 * @param without names of overlays that are not offered
 * @returns { element, bars, start(), draw(poses), describe(text), next(back), views, setDark, pieces(), dispose, scene }
 */
export function createStage(bundle, model, { tone, dark, height, onchange, onshow, onpick, without = [] }) {
  const picture = h("div", { class: "fm-picture", style: `--fm-height: ${height}px` });
  const marks = h("div", { class: "fm-marks", "aria-hidden": "true" });
  const note = h("p", { class: "fm-note", hidden: true });
  const panes = choices(say("panes"), OFFERED.map((key) => [key, say(`show_${key}`), say(`show_${key}_help`)]), (key) => show(key), {
    showLabel: false,
  });
  const views = viewBar((view, part) => scene.view(view, part));
  const tones = choices(say("tone"), ["light", "medium", "deep"].map((key) => [key, say(key)]), (key) => setTone(key));
  const bar = h("div", { class: "fm-stagebar" }, panes.element, views.element);
  const tools = h("div", { class: "fm-stagebar fm-stagetools" }, tones.element);
  const ink = h("canvas", { class: "fm-ink", "aria-hidden": "true" });
  const overlays = createOverlays(bundle, model);
  const layers = overlayBar(toggle, without);
  const tip = muscleTip(bundle.meta);
  const element = h(
    "div",
    { class: "fm-stage" },
    h("div", { class: "fm-frame" }, picture, ink, marks, tip.element),
    note,
    layers.legends,
  );
  const bars = h("div", { class: "fm-stagebars" }, bar, layers.element, tools);
  const pane = createPanes(bundle);
  let scene;
  let shown = "both";
  let last = null;
  let inked = false;
  let lit = null;
  panes.set(shown);
  tones.set(tone);

  return {
    element,
    bars,
    tools,
    views,
    get scene() {
      return scene;
    },
    get shown() {
      return shown;
    },
    /** Once the element is in the page. */
    start() {
      scene = open();
      scene.canvas.setAttribute("role", "img");
      scene.canvas.addEventListener("dblclick", (event) => {
        const part = scene.partAt?.(event.clientX, event.clientY);
        if (part) views.close(part);
      });
      let down = [0, 0];
      scene.canvas.addEventListener("pointerdown", (event) => (down = [event.clientX, event.clientY]));
      scene.canvas.addEventListener("click", (event) => {
        if (Math.hypot(event.clientX - down[0], event.clientY - down[1]) > STILL_PX || event.detail > 1) return;
        const hit = scene.pick?.(event.clientX, event.clientY);
        if (hit) onpick?.(hit);
      });
      tip.follow(picture, (point) => overlays.muscleAt(scene, point));
      views.start(scene.closeUps);
      scene.on("change", lay);
      scene.on("rendered", () => (sides(), drawInk()));
      lay();
    },
    /** @param poses { before, after, kept, atlas, injections, also: overlays that belong to what is shown, captions: { pane: text } } */
    draw,
    /** Draws now what `draw` left for the next frame. */
    render: () => scene.render(),
    overlay: toggle,
    layOn,
    light,
    describe: (text) => scene.canvas.setAttribute("aria-label", text),
    /** Both, before, after; with `other` the choices behind them. */
    next(other = false) {
      const list = other ? OTHERS : CYCLE;
      show(list[(list.indexOf(shown) + 1) % list.length]);
    },
    show,
    setDark(on) {
      overlays.setDark(on);
      scene.setTheme(on);
    },
    /** What a file of the picture is made of. */
    pieces() {
      scene.render();
      const texts = [...marks.children].map((mark) => [...mark.children].map((child) => child.textContent));
      return {
        layers: [scene.canvas, ink],
        legends: overlays.legends().map(legendDrawing),
        panes: scene.layout().map((place, k) => ({ ...place, left: texts[k][0], text: texts[k][1], right: texts[k][2] })),
        width: picture.clientWidth,
        height: picture.clientHeight,
      };
    },
    dispose() {
      overlays.dispose();
      scene.dispose();
    },
  };

  function open() {
    const options = { panes: SHOWN[shown], tone, dark, quality: "auto" };
    try {
      return createScene(picture, bundle, options);
    } catch (error) {
      if (document.createElement("canvas").getContext("webgl2")) throw error;
      note.textContent = say("no_webgl");
      note.hidden = false;
      layers.enable(false); // drawn on the 3-D face
      return createFlat(picture, bundle, options);
    }
  }

  function draw(poses) {
    last = poses;
    const frames = Object.fromEntries(SHOWN[shown].map((name) => [name, { also: poses.also, injections: poses.injections, age: poses.age, lit, ...pane(name, poses) }]));
    for (const [name, { positions, pose }] of Object.entries(frames)) scene.update(name, positions, pose);
    if (scene.head) overlays.draw(scene, frames); // not over the plain drawing
    layers.show(overlays.legends());
    caption();
  }

  function toggle(name) {
    if (!scene.head || without.includes(name)) return;
    overlays.toggle(name);
    again();
    onchange({ overlays: [...overlays.on] });
  }

  /** Has these overlays on and no others. */
  function layOn(wanted) {
    const names = wanted.filter((name) => !without.includes(name));
    if (!scene.head || (names.length === overlays.on.size && names.every((name) => overlays.on.has(name)))) return;
    for (const name of [...overlays.on]) overlays.toggle(name, false);
    for (const name of names) overlays.toggle(name, true);
    again();
  }

  /** Lets some muscles (indices; none for all alike) stand out where muscles are shown. */
  function light(muscles) {
    lit = muscles.length ? new Set(muscles) : null;
    if (overlays.on.has("muscles") && last) draw(last);
  }

  function again() {
    layers.set(overlays.on);
    if (last) draw(last);
  }

  // a pen over the picture, as sharp as the screen, drawn anew whenever the faces are
  function drawInk() {
    if (!overlays.inked && !inked) return;
    const ratio = globalThis.devicePixelRatio || 1;
    const [wide, high] = [picture.clientWidth, picture.clientHeight].map((size) => Math.round(size * ratio));
    if (ink.width !== wide || ink.height !== high) [ink.width, ink.height] = [wide, high];
    const pen = ink.getContext("2d");
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, wide, high);
    pen.fillStyle = "rgb(0 0 0 / .01)";
    pen.fillRect(0, 0, 1, 1); // a canvas that was only cleared kept its last picture in Chromium without a GPU
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    inked = overlays.inked;
    if (inked) overlays.ink(pen, scene);
  }

  function show(key) {
    shown = key;
    panes.set(key);
    scene.setPanes(SHOWN[key]);
    if (last) draw(last);
    lay();
    onshow?.(key);
  }

  function setTone(key) {
    tones.set(key);
    scene.setTone(key);
    onchange({ tone: key });
  }

  function lay() {
    marks.replaceChildren(
      ...scene.layout().map(({ name, x, y, width }) =>
        h(
          "div",
          { class: `fm-mark fm-mark-${name}`, style: `left: ${x}px; top: ${y}px; width: ${width}px` },
          h("span", { class: "fm-rl" }),
          h("span", { class: "fm-pane-name", "data-pane": name }, say(name)),
          h("span", { class: "fm-rl" }),
        ),
      ),
    );
    caption();
    sides();
  }

  // the person's right is on the screen's left, but for mirror images and faces seen from their side: say so
  function sides() {
    const turn = scene.turn?.() ?? 0;
    for (const mark of marks.children) {
      const name = mark.querySelector("[data-pane]").dataset.pane;
      const [right, left] = MARKS[name] ?? ["R", "L"];
      const seen = Math.abs(turn) < PROFILE ? [right, left] : turn > 0 ? ["", left] : [right, ""];
      mark.querySelectorAll(".fm-rl").forEach((one, k) => setText(one, seen[k]));
    }
  }

  function caption() {
    for (const name of marks.querySelectorAll("[data-pane]")) setText(name, last?.captions?.[name.dataset.pane] ?? say(name.dataset.pane));
  }
}
