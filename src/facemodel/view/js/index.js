// Entry: what a notebook's widget, a page and the tests take from the bundle.

import { unpack } from "./core/bundle.js";
import { mountApp } from "./panels/app.js";
import { render } from "./widget.js";

export { unpack } from "./core/bundle.js";
export { expand } from "./core/compact.js";
export { createModel } from "./core/model.js";
export { openPage } from "./page.js";
export { mountApp } from "./panels/app.js";
export * as shared from "./shared.js";
export { createScene } from "./scene/scene.js";
export { renderStill } from "./still.js";

/** The same screen in a page of its own, without a kernel. */
export function mountPage(element, bytes, options = {}, callbacks = {}) {
  return mountApp(element, unpack(bytes), options, callbacks);
}

export default { render };
