// Sliders: native inputs with our steps, the share coloured, and double click back to zero.

import { html, nothing } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { say } from "../core/messages.js";

const STEP = { ArrowLeft: -5, ArrowDown: -5, ArrowRight: 5, ArrowUp: 5, PageDown: -20, PageUp: 20 };
let grip = null; // the slider that a pointer holds: { input, shift }

/** A bare slider from 0 to `most`; on: { input, keydown, ... } listeners. */
export const range = ({ id, name = nothing, most = 100, value, spoken, about = nothing, disabled = false, on }) =>
  html`<input
    type="range" min="0" step="1" id=${id} max=${most} data-name=${name} data-tip=${about} .value=${live(String(value))}
    style="--fm-share: ${most ? (100 * value) / most : 0}%" aria-valuetext=${spoken} ?disabled=${disabled}
    @input=${on.input} @keydown=${on.keydown ?? nothing} @dblclick=${on.dblclick ?? nothing}
    @pointerdown=${on.pointerdown ?? nothing} @pointermove=${on.pointermove ?? nothing}
    @pointerup=${on.pointerup ?? nothing} @pointercancel=${on.pointerup ?? nothing} @change=${on.pointerup ?? nothing}
  />`;

/**
 * A labelled slider from 0 to 100 %.
 * @param context what comes before the label for those who do not see it; extra: what stands beside the label
 * @param spoken what a screen reader says; mixed: whether it stands for several that differ
 * @param onmove (share, { held, shift }) while it moves
 */
export const slider = ({ id, name, label, context = "", extra = nothing, share, mixed = false, spoken, about, disabled, resets = true, onmove }) => {
  const percent = Math.round(100 * share);
  const text = mixed ? `≈ ${percent} %` : `${percent} %`;
  return html`<div class="fm-row-head">
      <label for=${id}>${context ? html`<span class="fm-sr">${context} </span>` : nothing}${label}</label>
      ${extra}
      <span class="fm-value" aria-hidden="true" data-tip=${mixed ? say("slider.mixed") : nothing}>${text}</span>
    </div>
    ${range({ id, name, value: percent, spoken: spoken ?? text, about, disabled, on: listeners(onmove, resets) })}`;
};

function listeners(onmove, resets) {
  const move = (input, percent, hand = { held: false, shift: false }) => {
    input.value = Math.min(100, Math.max(0, percent)); // keys come faster than pictures
    onmove(input.value / 100, hand);
  };
  return {
    input: ({ currentTarget: input }) => move(input, +input.value, { held: grip?.input === input, shift: grip?.shift ?? false }),
    keydown(event) {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const { currentTarget: input, key } = event;
      const target = key === "Home" ? 0 : key === "End" ? 100 : +input.value + (STEP[key] ?? NaN);
      if (Number.isNaN(target)) return;
      event.preventDefault();
      grip = null;
      move(input, target, { held: false, shift: event.shiftKey });
    },
    dblclick: resets ? ({ currentTarget: input }) => move(input, 0) : null,
    pointerdown: (event) => (grip = { input: event.currentTarget, shift: event.shiftKey }),
    pointermove: (event) => grip?.input === event.currentTarget && (grip.shift = event.shiftKey),
    pointerup: () => (grip = null),
  };
}
