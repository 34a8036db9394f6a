// The lab as a notebook's widget: what anywidget calls, and how traits and screen follow each other.

import { html, render as put } from "lit-html";
import { unpack } from "./core/bundle.js";
import { timingOf } from "./core/case.js";
import { expand } from "./core/compact.js";
import { say } from "./core/messages.js";
import { mountApp } from "./panels/app.js";
import { keepLook } from "./panels/sync.js";

const LOOK = ["replay", "mirrored", "tone", "height", "mode", "overlays", "hints", "plans"]; // traits that the screen begins with
const unpacked = new WeakMap(); // a face is unpacked once, however many cells show it

/** anywidget's render; `given` is the model that carries the face, gzipped, where the loader has it at hand. */
export async function render({ model, assets: given, el }) {
  try {
    const assets = given ?? (await model.widget_manager.get_model(model.get("_assets").slice("IPY_MODEL_".length)));
    if (!unpacked.has(assets)) unpacked.set(assets, unzip(assets.get("face")).then(expand));
    const face = await unpacked.get(assets);
    return show(model, face, emptied(el));
  } catch (error) {
    put(failure(error), emptied(el));
    return undefined;
  }
}

async function unzip(data) {
  const stream = new Blob([data]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** A new place in an element: what was rendered there may be of an older bundle. */
function emptied(el) {
  const place = document.createElement("div");
  el.replaceChildren(place);
  return place;
}

function show(model, face, el) {
  const timing = () => timingOf(unpack(model.get("_timing")));
  const look = Object.fromEntries(LOOK.map((name) => [name, model.get(name)]));
  const given = { case: model.get("case"), own: model.get("_own_condition"), timing: timing(), take: unpack(model.get("_take")) };
  const app = mountApp(el, face, { ...look, ...given }, toPython(model));
  const stop = fromPython(model, {
    "change:case": () => app.set(model.get("case"), model.get("_own_condition"), timing()),
    "change:_timing": () => app.drawn(timing() ?? undefined),
    "change:overlays": () => app.lay(model.get("overlays")),
    "change:replay": () => app.replay(model.get("replay")),
    "change:mirrored": () => app.mirror(model.get("mirrored")),
    "msg:custom": (message) => app.reply(message),
    comm_live_update: () => app.alive(model.comm_live ?? false),
  });
  return () => {
    stop();
    app.dispose();
  };
}

/** What the screen tells: each sets traits and saves them. */
function toPython(model) {
  const save = (traits) => {
    for (const [name, value] of Object.entries(traits)) model.set(name, value);
    model.save_changes();
  };
  return {
    changed: (value, own) => save({ _own_condition: own, case: value }),
    replayed: (shown) => save(shown),
    picked: (picked) => save({ picked }),
    ask: (question) => model.send(question),
    look: (changed) => keepLook(model, changed),
  };
}

function fromPython(model, listeners) {
  const list = Object.entries(listeners);
  for (const [event, listener] of list) model.on(event, listener);
  return () => list.forEach(([event, listener]) => model.off(event, listener));
}

function failure(error) {
  const details = `${error?.message ?? error}\n${error?.stack ?? ""}\n${navigator.userAgent}`;
  return html`<div role="alert" style="padding: 12px; font: 14px/1.5 system-ui, sans-serif">
    <p>${say("notice.failed", { reason: error?.message ?? String(error) })}</p>
    <button type="button" @click=${() => navigator.clipboard?.writeText(details)}>${say("button.copy")}</button>
  </div>`;
}
