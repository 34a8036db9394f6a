// Buttons, rows of choices and menus, as templates.

import { html, nothing } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { say } from "../core/messages.js";

let serial = 0;
/** A part of ids that no other lab of the page has. */
export const freshId = () => `facemodel-${++serial}`;

/** A button that says what its key says; `pressed` true or false where it stays down. */
export const button = (key, onclick, { text = say(`button.${key}`), about = nothing, label = nothing, pressed = nothing, disabled = false, hidden = false } = {}) =>
  html`<button type="button" class="fm-button fm-do-${key}" data-tip=${about} aria-label=${label} aria-pressed=${pressed} ?disabled=${disabled} ?hidden=${hidden} @click=${onclick}>${text}</button>`;

/** A row of exclusive choices drawn as one bar of buttons: native radio inputs; options: [value, text, what it does]. */
export const choices = ({ id, label, options, chosen, onchoose, disabled = false, showLabel = true }) => html`<fieldset class="fm-choices" ?disabled=${disabled}>
  <legend class=${showLabel ? "fm-legend" : "fm-sr"}>${label}</legend>
  <span class="fm-bar">${options.map(([value, text, about = nothing]) => option(id, value, text, about, value === chosen, onchoose))}</span>
</fieldset>`;

const option = (id, value, text, about, checked, onchoose) =>
  html`<span class="fm-option"
    ><input type="radio" name=${id} id="${id}-${value}" value=${value} .checked=${live(checked)} data-tip=${about} @change=${() => onchoose(value)}
    /><label for="${id}-${value}" class="fm-option-${value}">${text}</label></span
  >`;

/** A word with a note that explains it, for pointer, keyboard and touch. */
export const term = (text, about) => html`<button type="button" class="fm-term" data-tip=${about}>${text}</button>`;

/** A labelled menu; groups = [[heading or null, [[value, text], ...]], ...]. */
export const menu = ({ id, label, groups, chosen, onchoose, disabled = false }) => html`<div class="fm-field">
  <label for=${id}>${label}</label>
  <select id=${id} ?disabled=${disabled} @change=${(event) => onchoose(event.currentTarget.value)}>
    ${groups.map(([heading, list]) => (heading ? html`<optgroup label=${heading}>${options(list, chosen)}</optgroup>` : options(list, chosen)))}
  </select>
</div>`;

export const options = (list, chosen) => list.map(([value, text]) => html`<option value=${value} .selected=${live(value === chosen)}>${text}</option>`);
