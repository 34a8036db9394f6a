// One labelled slider from 0 to 100 %: native input, our steps, reset by double click.

import { freshId, h, setText } from "./dom.js";
import { say } from "../core/messages.js";

const STEP = { ArrowLeft: -5, ArrowDown: -5, ArrowRight: 5, ArrowUp: 5, PageDown: -20, PageUp: 20 };
const NUMBER = (percent) => `${Math.round(percent)} %`;

/**
 * @param onmove (share, { held, shift }) while it moves
 * @returns { element, head, set(share, mixed) }
 */
export function slider({ label, context = "", name, onmove, describe = NUMBER, resets = true }) {
  const id = freshId("slider");
  let held = false;
  let shift = false;
  const input = h("input", { type: "range", id, min: 0, max: 100, step: 1, "data-name": name });
  const value = h("span", { class: "fm-value", "aria-hidden": "true" });
  const head = h(
    "div",
    { class: "fm-row-head" },
    h("label", { for: id }, context ? h("span", { class: "fm-sr" }, `${context} `) : null, label),
    value,
  );
  const move = (percent) => {
    const next = Math.min(100, Math.max(0, percent));
    show(next);
    onmove(next / 100, { held, shift });
  };
  input.addEventListener("pointerdown", (event) => ((held = true), (shift = event.shiftKey)));
  input.addEventListener("pointermove", (event) => held && (shift = event.shiftKey));
  for (const end of ["pointerup", "pointercancel", "change"]) input.addEventListener(end, () => (held = false));
  input.addEventListener("input", () => move(+input.value));
  if (resets) input.addEventListener("dblclick", () => move(0));
  input.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.key === "Home" ? 0 : event.key === "End" ? 100 : +input.value + (STEP[event.key] ?? NaN);
    if (Number.isNaN(target)) return;
    event.preventDefault();
    held = false;
    shift = event.shiftKey;
    move(target);
  });

  function show(percent, mixed = false) {
    if (+input.value !== percent) input.value = percent;
    input.style.setProperty("--fm-share", `${percent}%`);
    const text = mixed ? `≈ ${describe(percent)}` : describe(percent);
    setText(value, text);
    value.title = mixed ? say("mixed") : "";
    input.setAttribute("aria-valuetext", describe === NUMBER ? say("percent_weaker", { percent: Math.round(percent) }) : text);
  }
  show(0);
  return {
    element: h("div", { class: "fm-slider" }, head, input),
    input,
    head,
    set: (share, mixed) => show(Math.round(share * 100), mixed),
    enable(on) {
      input.disabled = !on;
    },
  };
}
