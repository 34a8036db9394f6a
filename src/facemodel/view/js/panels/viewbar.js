// From where the face is looked at, and how closely: a row of views and a list of close-ups.

import { choices, h } from "./dom.js";
import { say } from "../core/messages.js";

// side of the head, and what tells them apart at 22 px: outline, nose and eyes as strokes of a small drawing
const FRONT = "M12 3c4.4 0 7 3.3 7 8.2S15.6 21 12 21 5 16.1 5 11.2 7.6 3 12 3Z";
const VIEWS = {
  profile_right: "M8 3.5c5-1.6 9.5 1 9.5 6 0 1.2-.1 1.7 0 2l2.3 3.2-2 .8.2 1.7-.7 1 .3 1.3c-.3 1.4-2.3 1.2-4 1.2V22H6v-4.5C3.5 15 3 6.5 8 3.5ZM14.5 10h1.5",
  three_quarter_right: `${FRONT}M15.5 10l2 4.5-2.5.3M9.5 10h2M15.2 9.9h1.3M11.5 17.5h4`,
  front: `${FRONT}M12 10l-1.2 4.5h2.4M8 10h2M14 10h2M9.7 17.5h4.6`,
  three_quarter: `${FRONT}M8.5 10l-2 4.5 2.5.3M14.5 10h-2M8.8 9.9H7.5M12.5 17.5h-4`,
  profile: "M16 3.5c-5-1.6-9.5 1-9.5 6 0 1.2.1 1.7 0 2l-2.3 3.2 2 .8-.2 1.7.7 1-.3 1.3c.3 1.4 2.3 1.2 4 1.2V22H18v-4.5C20.5 15 21 6.5 16 3.5ZM9.5 10H8",
  below: "M12 5c4.6 0 7.5 2.3 7.5 6.5 0 4-3 8-7.5 8s-7.5-4-7.5-8C4.5 7.3 7.4 5 12 5ZM12 7l-2.2 3.5h4.4ZM9 14h6",
};
const ORDER = Object.keys(VIEWS);

/**
 * @param onlook (view, closeUp or null)
 * @returns { element, start(closeUps), step(by), close(name), frame(), view }
 */
export function viewBar(onlook) {
  let view = "front";
  let part = null;
  const views = choices(
    say("view"),
    ORDER.map((name) => [name, drawing(name), say(name)]),
    (name) => look(name, part),
    { showLabel: false },
  );
  const parts = h("select", { "aria-label": say("close_up"), title: say("close_up_help"), onchange: () => look(view, parts.value || null) });
  parts.append(h("option", { value: "" }, say("whole_face")));
  views.set(view);

  function look(name, closeUp) {
    [view, part] = [name, closeUp];
    views.set(name);
    parts.value = closeUp ?? "";
    onlook(name, closeUp);
  }
  return {
    element: h("span", { class: "fm-views" }, views.element, parts),
    start(closeUps) {
      for (const name of closeUps) parts.append(h("option", { value: name }, say(`close_${name}`)));
      if (closeUps.length) return;
      views.enable(false); // a drawing that cannot be turned
      parts.disabled = true;
    },
    step: (by) => look(ORDER[(ORDER.indexOf(view) + by + ORDER.length) % ORDER.length], part),
    /** To a close-up, or back to the whole face when it is seen closely already. */
    close: (name) => look(view, part ? null : name),
    /** To this close-up, whatever is seen now. */
    closeTo: (name) => look("front", name),
    frame: () => look("front", null),
  };
}

function drawing(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  for (const [key, value] of Object.entries({ viewBox: "0 0 24 24", class: "fm-icon", "aria-hidden": "true" })) svg.setAttribute(key, value);
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", VIEWS[name]);
  svg.append(path);
  return h("span", {}, svg, h("span", { class: "fm-sr" }, say(name)));
}
