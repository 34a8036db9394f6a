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
    held?.removeAttribute("aria-describedby");
    held = null;
    ui.set({ note: null });
  };
  const show = (one) => {
    hide();
    held = one;
    one.setAttribute("aria-describedby", `${id}-note`);
    ui.set({ note: { text: one.dataset.tip, place: placeOf(one.getBoundingClientRect(), root.getBoundingClientRect()) } });
  };
  const of = (event) => event.target.closest?.("[data-tip]");
  const on = {
    pointerover(event) {
      clearTimeout(resting);
      const one = of(event);
      if (event.pointerType === "touch" || one === held) return;
      if (held && !event.target.closest(".fm-note-tip")) hide();
      if (one && !event.buttons) resting = setTimeout(show, REST_MS, one);
    },
    pointerdown: (event) => event.target.closest?.(".fm-term") || hide(),
    pointerleave: hide,
    click: (event) => event.target.closest?.(".fm-term") && show(event.target.closest(".fm-term")),
    focusin: (event) => of(event) && event.target.matches(":focus-visible") && event.target.type !== "range" && show(of(event)),
    focusout: hide,
    keydown: (event) => event.key === "Escape" && held && (event.stopImmediatePropagation(), hide()),
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
