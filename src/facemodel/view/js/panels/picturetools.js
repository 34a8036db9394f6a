// Buttons that concern the picture as a whole: keep it as a plan, save it as a file, show it to a room.

import { h } from "./dom.js";
import { expressionName, say } from "../core/messages.js";
import { compose, download, stampText } from "../scene/shot.js";

/** @returns { element, keep(), project(root), picture(), update(state, shown) } */
export function pictureTools({ stage, store, lab, stamp, note }) {
  const button = (key, onclick) => h("button", { type: "button", class: `fm-button fm-do-${key}`, title: say(`${key}_help`), onclick }, say(key));
  const keepA = button("keep_a", keep);
  const takeA = button("take_a", () => store.change({ ...store.get().kept, kept: store.get().kept }));
  const save = button("save_picture", () => download(picture(), `${["facemodel", store.get().expression, stage.shown].join("-")}.png`));
  const projector = button("projector", () => project(projector.closest(".facemodel")));
  projector.setAttribute("aria-pressed", "false");
  takeA.hidden = true;

  return {
    element: h("span", { class: "fm-buttons" }, keepA, takeA, save, projector),
    keep,
    project,
    picture,
    update(state, shown) {
      takeA.hidden = shown !== "plans";
      takeA.disabled = !state.kept;
    },
  };

  function keep() {
    const { kept, ...plan } = store.get();
    store.change({ kept: Object.freeze(plan) });
    if (stage.shown !== "plans") stage.show("plans");
  }

  /** The picture with names, legends, who it shows and its stamp, as a canvas. */
  function picture() {
    const state = store.get();
    const condition = lab.conditions.find((one) => one.id === state.condition)?.label ?? say("own_condition");
    const dark = Boolean(projector.closest(".fm-dark"));
    const lines = [`${expressionName(state.expression)} · ${condition} · ${stampText(stamp, state.carried?.seed)}`, note];
    return compose({ ...stage.pieces(), lines, dark });
  }

  /** Large type and few controls, over the whole screen where the browser allows it. */
  function project(root) {
    const on = root.classList.toggle("fm-projector");
    projector.setAttribute("aria-pressed", String(on));
    if (!on) {
      if (document.fullscreenElement === root) document.exitFullscreen();
      return;
    }
    const leave = () => {
      if (document.fullscreenElement) return;
      document.removeEventListener("fullscreenchange", leave);
      if (root.classList.contains("fm-projector")) project(root);
    };
    root.requestFullscreen?.().then(
      () => document.addEventListener("fullscreenchange", leave),
      () => {}, // not allowed here: large type within the page does as well
    );
  }
}
