// The picture: one canvas with the panes before and after, their names and the marks R and L.

import { choices, h } from "./dom.js";
import { say } from "./messages.js";
import { createFlat } from "./flat.js";
import { createScene } from "./scene.js";

export const PANES = { both: ["before", "after"], before: ["before"], after: ["after"] };
const VIEWS = ["front", "three_quarter", "three_quarter_right", "profile", "below", "eyes", "mouth"];
const ORDER = ["both", "before", "after"];

/** @returns { element, draw(before, after), describe(text), next(), setDark, frame, dispose, scene } */
export function createStage(bundle, { tone, dark, height, onchange }) {
  const picture = h("div", { class: "fm-picture", style: `height: ${height}px` });
  const marks = h("div", { class: "fm-marks", "aria-hidden": "true" });
  const note = h("p", { class: "fm-note", hidden: true });
  const panes = choices(say("panes"), ORDER.map((key) => [key, say(key === "both" ? "both" : `only_${key}`)]), (key) => show(key), {
    showLabel: false,
  });
  const views = h("select", { "aria-label": say("view"), onchange: () => scene.view(views.value) });
  for (const name of VIEWS) views.append(h("option", { value: name }, say(name)));
  const tones = choices(say("tone"), ["light", "medium", "deep"].map((key) => [key, say(key)]), (key) => setTone(key));
  const bar = h("div", { class: "fm-stagebar" }, panes.element, views, tones.element);
  const element = h("div", { class: "fm-stage" }, h("div", { class: "fm-frame" }, picture, marks), note, bar);
  let scene;
  let shown = "both";
  let last = null;
  panes.set(shown);
  tones.set(tone);

  return {
    element,
    get scene() {
      return scene;
    },
    /** Once the element is in the page. */
    start() {
      scene = open();
      scene.canvas.setAttribute("role", "img");
      scene.on("change", lay);
      lay();
    },
    draw(poses) {
      last = poses;
      for (const name of PANES[shown]) scene.update(name, poses[name].positions, poses[name].pose);
    },
    describe: (text) => scene.canvas.setAttribute("aria-label", text),
    next: () => show(ORDER[(ORDER.indexOf(shown) + 1) % ORDER.length]),
    frame() {
      views.value = "front";
      scene.frame();
    },
    setDark: (on) => scene.setTheme(on),
    dispose: () => scene.dispose(),
  };

  function open() {
    const options = { panes: PANES[shown], tone, dark, quality: "auto" };
    try {
      return createScene(picture, bundle, options);
    } catch (error) {
      if (document.createElement("canvas").getContext("webgl2")) throw error;
      note.textContent = say("no_webgl");
      note.hidden = false;
      views.disabled = true;
      return createFlat(picture, bundle, options);
    }
  }

  function show(key) {
    shown = key;
    panes.set(key);
    scene.setPanes(PANES[key]);
    if (last) for (const name of PANES[key]) scene.update(name, last[name].positions, last[name].pose);
    lay();
  }

  function setTone(key) {
    tones.set(key);
    scene.setTone(key);
    onchange({ tone: key });
  }

  // the person's right is on the screen's left: say so on every pane
  function lay() {
    marks.replaceChildren(
      ...scene.layout().map(({ name, x, y, width }) =>
        h(
          "div",
          { class: `fm-mark fm-mark-${name}`, style: `left: ${x}px; top: ${y}px; width: ${width}px` },
          h("span", { class: "fm-rl" }, "R"),
          h("span", { class: "fm-pane-name" }, say(name)),
          h("span", { class: "fm-rl" }, "L"),
        ),
      ),
    );
  }
}
