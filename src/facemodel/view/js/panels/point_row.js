// One injection as a row of the table: what lies under it, and its units, depth and day as numbers to type.

import { html } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { say } from "../core/messages.js";

const STEP_U = 0.25;
const STEP_MM = 0.5;

/** @param row { one (injection), k (which), over (names), typing ({ field, text } while somebody types, or null) } */
export function pointRow(app, { one, k, over, typing }) {
  const { usual_depth_mm, largest_dose_units } = app.lab.spread;
  const depth = +(one.depth_mm ?? usual_depth_mm).toFixed(1);
  const fields = [
    { key: "units", low: STEP_U, high: largest_dose_units, step: STEP_U, value: one.dose_units, patch: (dose_units) => ({ dose_units }) },
    { key: "depth", low: 0, high: 50, step: STEP_MM, value: depth, patch: (depth_mm) => ({ depth_mm }) },
    { key: "given", low: 0, high: 365, step: 1, value: one.day, patch: (day) => ({ day }) },
  ];
  const out = `${say("dose.remove")} ${say("dose.point")} ${k + 1}`;
  return html`<tr>
    <th scope="row">${k + 1}</th>
    <td>${over}</td>
    ${fields.map((field) => html`<td>${numberField(app, { ...field, k, typing })}</td>`)}
    <td><button type="button" class="fm-link" aria-label=${out} @click=${() => app.dosing.remove(k)}>✕</button></td>
  </tr>`;
}

/** What is typed stays as it is typed until the field is left; what lies between its bounds counts at once. */
function numberField({ dosing, ui }, { key, k, low, high, step, value, patch, typing }) {
  const field = `${key} ${k}`;
  const bound = (text) => Math.min(high, Math.max(low, +text));
  const isNumber = (text) => text !== "" && Number.isFinite(+text);
  const write = (text) => isNumber(text) && dosing.change(k, patch(bound(text)), field);
  const typed = ({ currentTarget: { value: text } }) => {
    ui.set({ typing: { field, text }, limited: "" });
    if (+text >= low && +text <= high) write(text);
  };
  const left = ({ currentTarget: { value: text } }) => {
    write(text);
    const changed = isNumber(text) && bound(text) !== +text;
    const what = say(`dose.${key}`);
    ui.set({ typing: null, limited: changed ? say("dose.limited", { point: k + 1, what, low, high, asked: +text, given: bound(text) }) : "" });
  };
  const shown = typing?.field === field ? typing.text : String(value);
  return html`<input
    type="number" min=${low} max=${high} step=${step} aria-label="${say("dose.point")} ${k + 1}, ${say(`dose.${key}`)}"
    .value=${live(shown)} @input=${typed} @change=${left} @blur=${() => ui.set({ typing: null })}
  />`;
}
