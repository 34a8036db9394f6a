// The picture: one canvas with the panes chosen, their names, the marks R and L, and the controls under it.

import { choices, h, setText } from "./dom.js";
import { say } from "./messages.js";
import { createFlat } from "./flat.js";
import { createPanes, MARKS, SHOWN } from "./panes.js";
import { createScene } from "./scene.js";
import { viewBar } from "./viewbar.js";

const CYCLE = ["both", "before", "after"];
const PROFILE = 60; // degrees of turn from which only one side of the head is seen
const STILL_PX = 4; // a press that moves less is a click
const OTHERS = ["difference", "mirror", "halves", "plans"];

/**
 * @param onchange ({ tone }) when a look is chosen
 * @param onshow (key of SHOWN) when other panes are chosen
 * @param onpick ({ pane, vertex, point }) when the skin is clicked and not dragged
 * @returns { element, start(), draw(poses), describe(text), next(back), views, setDark, pieces(), dispose, scene }
 */
export function createStage(bundle, { tone, dark, height, onchange, onshow, onpick }) {
  const picture = h("div", { class: "fm-picture", style: `--fm-height: ${height}px` });
  const marks = h("div", { class: "fm-marks", "aria-hidden": "true" });
  const note = h("p", { class: "fm-note", hidden: true });
  const panes = choices(say("panes"), Object.keys(SHOWN).map((key) => [key, say(`show_${key}`), say(`show_${key}_help`)]), (key) => show(key), {
    showLabel: false,
  });
  const views = viewBar((view, part) => scene.view(view, part));
  const tones = choices(say("tone"), ["light", "medium", "deep"].map((key) => [key, say(key)]), (key) => setTone(key));
  const bar = h("div", { class: "fm-stagebar" }, panes.element, views.element);
  const tools = h("div", { class: "fm-stagebar fm-stagetools" }, tones.element);
  const element = h("div", { class: "fm-stage" }, h("div", { class: "fm-frame" }, picture, marks), note, bar, tools);
  const pane = createPanes(bundle);
  let scene;
  let shown = "both";
  let last = null;
  panes.set(shown);
  tones.set(tone);

  return {
    element,
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
      views.start(scene.closeUps);
      scene.on("change", lay);
      scene.on("rendered", sides);
      lay();
    },
    /** @param poses { before, after, kept, captions: { pane: text } } */
    draw,
    describe: (text) => scene.canvas.setAttribute("aria-label", text),
    /** Both, before, after; with `other` the choices behind them. */
    next(other = false) {
      const list = other ? OTHERS : CYCLE;
      show(list[(list.indexOf(shown) + 1) % list.length]);
    },
    show,
    setDark: (on) => scene.setTheme(on),
    /** What a file of the picture is made of. */
    pieces() {
      scene.render();
      const texts = [...marks.children].map((mark) => [...mark.children].map((child) => child.textContent));
      return {
        layers: [scene.canvas],
        panes: scene.layout().map((place, k) => ({ ...place, left: texts[k][0], text: texts[k][1], right: texts[k][2] })),
        width: picture.clientWidth,
        height: picture.clientHeight,
      };
    },
    dispose: () => scene.dispose(),
  };

  function open() {
    const options = { panes: SHOWN[shown], tone, dark, quality: "auto" };
    try {
      return createScene(picture, bundle, options);
    } catch (error) {
      if (document.createElement("canvas").getContext("webgl2")) throw error;
      note.textContent = say("no_webgl");
      note.hidden = false;
      return createFlat(picture, bundle, options);
    }
  }

  function draw(poses) {
    last = poses;
    for (const name of SHOWN[shown]) {
      const { positions, pose } = pane(name, poses);
      scene.update(name, positions, pose);
    }
    caption();
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
