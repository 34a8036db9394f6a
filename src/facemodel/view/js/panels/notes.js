// A note that explains what it stands beside: for a pointer that rests there, for the keyboard, for a finger.

import { html, nothing } from "lit-html";

const REST_MS = 450; // before a resting pointer is told
const AWAY = 6; // px from what is explained

/** The note, as { text, left or right, top or bottom } in px of the screen, or null. */
export const noteBox = ({ id }, { ui: { note } }) => html`<div class="fm-tip fm-note-tip" role="tooltip" id="${id}-note" style=${note?.place ?? nothing} ?hidden=${!note}>${note?.text ?? ""}</div>`;

/** Listens on `root` for what carries data-tip; returns what ends it. */
export function watchNotes({ id, ui }, root) {
  let resting = 0;
  let held = null; // what is explained now
  const hide = () => {
    clearTimeout(resting);
    if (!held) return;
    held.removeAttribute("aria-describedby");
    held = null;
    ui.set({ note: null });
  };
  const show = (one) => {
    hide();
    held = one;
    one.setAttribute("aria-describedby", `${id}-note`);
    ui.set({ note: { text: one.dataset.tip, place: placeOf(one.getBoundingClientRect(), root.getBoundingClientRect()) } });
  };
  const of = ({ target }) => target.closest?.("[data-tip]") ?? target.closest?.("label")?.control?.closest("[data-tip]");
  const byFinger = (event) => event.pointerType === "touch";
  const rest = (one) => (resting = setTimeout(show, REST_MS, one));
  const on = {
    pointerover(event) {
      if (byFinger(event)) return;
      clearTimeout(resting);
      const one = of(event);
      if (one === held) return;
      if (held && !event.target.closest(".fm-note-tip")) hide();
      if (one && !event.buttons) rest(one);
    },
    pointerdown(event) {
      if (!event.target.closest?.(".fm-term")) hide();
      if (byFinger(event) && of(event)) rest(of(event)); // a finger that stays
    },
    pointerup: () => clearTimeout(resting),
    pointercancel: () => clearTimeout(resting), // the page scrolls
    pointerleave: (event) => byFinger(event) || hide(),
    click(event) {
      const word = event.target.closest?.(".fm-term");
      const name = byFinger(event) && event.target.closest?.(".fm-row-head label") && of(event);
      if (word || name) show(word || name);
    },
    focusin(event) {
      if (!of(event) || !event.target.matches(":focus-visible")) return;
      if (event.target.type === "range") rest(of(event)); // Tab passes over many
      else show(of(event));
    },
    focusout: (event) => (!held || of(event) === held) && hide(),
    input: (event) => event.target.type === "range" && hide(), // it would cover the slider below
    keydown(event) {
      if (event.key === "Escape" && held) event.stopImmediatePropagation();
      if (event.key === "Escape" || (event.target.type === "range" && event.key !== "Tab")) hide();
    },
  };
  for (const [type, act] of Object.entries(on)) root.addEventListener(type, act);
  return () => {
    hide();
    for (const [type, act] of Object.entries(on)) root.removeEventListener(type, act);
  };
}

/** Under what it explains, or over it where the window ends; never beyond the sides. */
function placeOf(box, screen) {
  const across = box.left + box.width / 2 < screen.left + screen.width / 2 ? `left: ${Math.max(0, box.left - screen.left)}px` : `right: ${Math.max(0, screen.right - box.right)}px`;
  const under = box.bottom + 90 < innerHeight;
  return `${across}; ${under ? `top: ${box.bottom - screen.top + AWAY}px` : `bottom: ${screen.bottom - box.top + AWAY}px`}`;
}
