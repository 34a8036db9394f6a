// Entry: what a notebook's widget, a page and the tests take from the bundle.

import { mountApp } from "./panels/app.js";
import { unpack } from "./core/bundle.js";
import { timingOf } from "./core/case.js";
import { expand } from "./core/compact.js";
import { h } from "./panels/dom.js";
import { keepLook } from "./core/look.js";
import { say } from "./core/messages.js";

export { mountApp } from "./panels/app.js";
export { unpack } from "./core/bundle.js";
export { createModel } from "./core/model.js";
export { openPage } from "./page.js";
export { createScene } from "./scene/scene.js";
export { renderStill } from "./scene/still.js";

const unpacked = new WeakMap(); // a face is unpacked once, however many cells show it

/** anywidget's render; `assets` is the model that carries the face, gzipped. */
export async function render({ model, assets, el }) {
  try {
    if (!unpacked.has(assets)) unpacked.set(assets, unzip(assets.get("face")).then(expand));
    const face = await unpacked.get(assets);
    el.textContent = "";
    return show(model, face, el);
  } catch (error) {
    el.replaceChildren(failure(error));
    return undefined;
  }
}

async function unzip(data) {
  const stream = new Blob([data]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function show(model, face, el) {
  const timing = () => timingOf(unpack(model.get("_timing")));
  const app = mountApp(
    el,
    face,
    { case: model.get("case"), own: model.get("_own_condition"), timing: timing(), take: unpack(model.get("_take")), replay: model.get("replay"), tone: model.get("tone"), height: model.get("height"), mode: model.get("mode"), overlays: model.get("overlays"), hints: model.get("hints") },
    {
      changed(value, own) {
        model.set("_own_condition", own);
        model.set("case", value);
        model.save_changes();
      },
      replayed(seconds) {
        model.set("replay", seconds);
        model.save_changes();
      },
      ask: (question) => model.send(question),
      picked(what) {
        model.set("picked", what);
        model.save_changes();
      },
      look: (changed) => keepLook(model, changed),
    },
  );
  const onCase = () => app.set(model.get("case"), model.get("_own_condition"), timing());
  const onTiming = () => app.drawn(timing() ?? undefined);
  const onMessage = (message) => app.reply(message);
  const onOverlays = () => app.lay(model.get("overlays"));
  const onReplay = () => app.replay(model.get("replay"));
  const onComm = () => app.alive(model.comm_live ?? false);
  model.on("change:case", onCase);
  model.on("change:_timing", onTiming);
  model.on("change:overlays", onOverlays);
  model.on("change:replay", onReplay);
  model.on("msg:custom", onMessage);
  model.on("comm_live_update", onComm);
  return () => {
    model.off("change:case", onCase);
    model.off("change:_timing", onTiming);
    model.off("change:overlays", onOverlays);
    model.off("change:replay", onReplay);
    model.off("msg:custom", onMessage);
    model.off("comm_live_update", onComm);
    app.dispose();
  };
}

/** The same screen in a page of its own, without a kernel. */
export function mountPage(element, bytes, options = {}, callbacks = {}) {
  return mountApp(element, unpack(bytes), options, callbacks);
}

function failure(error) {
  const details = `${error?.message ?? error}\n${error?.stack ?? ""}\n${navigator.userAgent}`;
  return h(
    "div",
    { role: "alert", style: "padding: 12px; font: 14px/1.5 system-ui, sans-serif" },
    h("p", {}, say("failed", { reason: error?.message ?? String(error) })),
    h("button", { type: "button", onclick: () => navigator.clipboard?.writeText(details) }, say("copy")),
  );
}

export default { render };
