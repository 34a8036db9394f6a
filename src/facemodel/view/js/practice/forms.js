// What stands beside a patient's face: history, grading, what is expected, treatment, weeks, debrief.

import { html, nothing } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { fill, plain } from "../core/messages.js";
import { itemName } from "./grading.js";
import { fixed, percent } from "./numbers.js";
import { weeksOf } from "./treatment.js";

const NUMBER = /^\s*(-?\d+(?:[.,]\d+)?)/;
const LARGEST = 50; // of a figure that is expected

export const paragraphs = (lines) => lines.map((line) => html`<p>${line}</p>`);
export const button = (key, text, onclick, { disabled = false, main = false } = {}) =>
  html`<button type="button" class="fm-button fmp-${key} ${main ? "fmp-main" : ""}" ?disabled=${disabled} @click=${onclick}>${text}</button>`;

/** The items of a scale; a part's heading is over its items. `onscore` (item, score or null). */
export function gradingPart(texts, scale, grading, { closed, onscore }) {
  const { says, part } = texts;
  const names = Object.keys(scale.items);
  if (!names.length) return nothing;
  const parts = Object.keys(part).filter((key) => names.some((name) => name.startsWith(`${key}_`)));
  const field = (name, text) => html`<label class="fmp-item"><span>${text}</span>
    <select name=${name} aria-label=${itemName(name, texts)} ?disabled=${closed} @change=${({ currentTarget: { value } }) => onscore(name, value === "" ? null : Number(value))}>
      <option value="" .selected=${live(!(name in grading))}>${says.choose}</option>
      ${scale.items[name].map((step) => html`<option value=${step.split(" ")[0]} .selected=${live(grading[name] === Number(step.split(" ")[0]))}>${step}</option>`)}
    </select></label>`;
  const under = (key) => names.filter((name) => name.startsWith(`${key}_`)).map((name) => field(name, key === "rest" ? itemName(name, texts).replace(/ at rest$/, "") : plain(name.slice(key.length + 1))));
  return html`<section class="fmp-grading" aria-label=${fill(says.grade, { scale: scale.label })}>
    <h3>${fill(says.grade, { scale: scale.label })}</h3>
    ${parts.length ? parts.map((key) => html`<fieldset><legend>${part[key]}</legend>${under(key)}</fieldset>`) : names.map((name) => field(name, itemName(name, texts)))}
  </section>`;
}

/** The figure before treatment, and the field for the one that is expected. `onexpect` (text). */
export function expectPart({ texts: { says }, constants }, { figure, before }, { day, expected, onexpect }) {
  if (!figure) return html`<p>${says.unmeasured}</p>`;
  const [name, unit] = figure;
  const healthy = name === "asymmetry" ? fill(says.healthy, { healthy: `${fixed(constants.healthy_rms_mm, 2)} mm` }) : "";
  return html`<p>${fill(says.untreated, { figure: fixed(before.figure, 2), unit, name })}${healthy}</p>
    <label class="fmp-expect"><span>${fill(says.expect, { name: name[0].toUpperCase() + name.slice(1), unit, day })}</span>
      <input type="text" inputmode="decimal" name="expected" autocomplete="off" .value=${live(expected)} @input=${({ currentTarget }) => onexpect(currentTarget.value)} /></label>`;
}

/** The number that was typed, with its unit or without; null where it is none, or too large. */
export function expectedOf(text, [, unit]) {
  const found = NUMBER.exec(text);
  if (!found || !["", unit].includes(text.slice(found[0].length).trim())) return null;
  const value = Number(found[1].replace(",", "."));
  return value >= 0 && value <= LARGEST ? value : null;
}

/** A table for each treatment of the days after it. */
export const weeksPart = (patient, treatments, practice) =>
  treatments.map((_, k) => {
    const { says } = practice.texts;
    const heads = [says.day, says.day_asymmetry, says.day_gain, says.day_kept];
    const cells = ({ day, mirror_mm, gain, retained }) => [day, fixed(mirror_mm, 2), percent(gain), percent(retained)];
    return html`<table class="fmp-weeks"><caption>${fill(says.weeks, { number: k + 1 })}</caption>
      <thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
      <tbody>${weeksOf(patient, treatments.slice(0, k + 1), practice).map((row) => html`<tr>${cells(row).map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody>
    </table>`;
  });
