// The row of buttons that lay things over the faces, and the legends of what is on.

import { h } from "../panels/dom.js";
import { say } from "../core/messages.js";
import { legendElement } from "./legend.js";
import { OVERLAYS } from "./overlays.js";

/** @param without names that are not offered; @returns { element, legends, set(on: Set), show(legends) } */
export function overlayBar(ontoggle, without = []) {
  const buttons = Object.entries(OVERLAYS).filter(([name]) => !without.includes(name)).map(([name, key]) => {
    const title = `${say(`overlay_${name}_help`)} (${key.toUpperCase()})`;
    return [name, h("button", { type: "button", class: "fm-button", "aria-pressed": "false", "data-overlay": name, title, onclick: () => ontoggle(name) }, say(`overlay_${name}`))];
  });
  const legends = h("div", { class: "fm-legends", role: "group", "aria-label": say("legends") });
  let shown = "";
  return {
    element: h("div", { class: "fm-stagebar fm-overlays", role: "group", "aria-label": say("overlays") }, ...buttons.map(([, button]) => button)),
    legends,
    set: (on) => buttons.forEach(([name, button]) => button.setAttribute("aria-pressed", String(on.has(name)))),
    show(list) {
      const text = JSON.stringify(list.map((one) => ({ ...one, format: null })));
      if (text === shown) return;
      shown = text;
      legends.replaceChildren(...list.map(legendElement));
    },
    enable: (on) => buttons.forEach(([, button]) => (button.disabled = !on)),
  };
}
