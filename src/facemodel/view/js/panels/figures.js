// The cards under the picture: symmetry, difference, movement and range, before and after.

import { html, nothing } from "lit-html";
import { say } from "../core/messages.js";
import { term } from "./elements.js";

const THIRDS = ["upper", "middle", "lower"];
export const SIDES = ["right", "left"]; // as they stand on the screen

/** How a readout's figure is written, its unit behind it where `unit` is. */
export function written({ unit, digits }, withUnit = false) {
  const sign = unit === "%" || withUnit ? ` ${unit}` : "";
  return (x) => (Number.isFinite(x) ? `${x.toFixed(digits)}${sign}` : "–");
}

export const percent = written({ unit: "%", digits: 0 });

/** What the measures of an expression are compared with. */
export const aboutOf = (lab, expression) => lab.expressions.find((one) => one.id === expression) ?? lab.own_expression;

/** One card or row for each readout; about: what the expression's figures are compared with. */
export const figureCards = ({ lab: { readouts } }, { figures, about }) => html`<section class="fm-figures" aria-label=${say("figure.label")}>
  ${readouts.filter(({ places }) => places === "thirds").map((row) => card(row, figures, about))}
  <div class="fm-card fm-card-wide">
    ${movementTable(readouts.filter(({ places }) => places === "each"), figures, about)}
    ${readouts.filter(({ places }) => places === "whole").map((row) => html`<p class="fm-small">${capital(row.label)} ${pair(row, figures[row.name], about, { unit: true })}</p>`)}
  </div>
</section>`;

function card(row, figures, about) {
  const values = figures[row.name];
  const none = row.healthy && !values.every(Number.isFinite) ? say("figure.no_movement") : "";
  const thirds = figures.thirds[row.name];
  return html`<div class="fm-card">
    <h3>${term(capital(row.label), row.help)}</h3>
    <p>${pair(row, values, about, { look: "fm-big", unit: true, title: none })}</p>
    ${row.healthy ? healthyBand(values, about) : nothing}
    <dl class="fm-thirds">${THIRDS.map((name) => html`<div><dt>${say(`figure.${name}`)}</dt><dd>${pair(row, thirds[name], about)}</dd></div>`)}</dl>
  </div>`;
}

function healthyBand(values, { healthy_symmetry: [mean, spread] }) {
  return html`${symmetryBar(values, [mean - spread, Math.min(100, mean + spread)])}
    <p class="fm-small">${say("figure.symmetry_note", { mean, spread })}</p>`;
}

const capital = (text) => text[0].toUpperCase() + text.slice(1);

/** Whether rounding hides a change. */
export const hidden = ({ digits }, change) => Math.abs(change) < 0.5 * 10 ** -digits;

/** "11.4 → 7.1": before in blue, after in vermillion, "=" when equal, pale when nobody could measure the change. */
export function pair(row, [a, b], about, { look = "", unit = false, title = "" } = {}) {
  const limit = row.detectable ? about.detectable_mm : 0;
  const change = Math.abs(b - a);
  const equal = hidden(row, change) || (Number.isNaN(a) && Number.isNaN(b));
  const faint = !equal && change < limit; // never for what cannot be told: NaN
  const before = written(row)(a); // the unit once, behind the second figure; of per cent behind both
  return html`<span class="fm-pair ${look}${faint ? " fm-faint" : ""}" data-tip=${(faint ? say("figure.undetectable", { limit }) : title) || nothing}
    ><span class="fm-before">${before}</span><span class="fm-sign">${equal ? " = " : " → "}</span
    ><span class="fm-after">${written(row, unit)(b)}</span></span
  >`;
}

const movementTable = (rows, figures, about) => html`<table>
  <thead>
    <tr><td></td>${SIDES.map((side) => html`<th scope="colgroup" colspan="2">${say(`side.their_${side}`)}</th>`)}</tr>
    <tr class="fm-small">
      <td></td>
      ${SIDES.map(() => html`<th scope="col">${say("figure.movement")}</th><th scope="col">${term(say("figure.preserved"), say("figure.preserved_help"))}</th>`)}
    </tr>
  </thead>
  <tbody>${rows.map((row) => line(row, figures, about))}</tbody>
</table>`;

const line = (row, figures, about) => html`<tr>
  <th scope="row">${term(row.label, row.help)}</th>
  ${SIDES.map(
    (side) => html`<td class="fm-number">${row.figure ? pair(row, figures[row.name][side], about) : nothing}</td>
      ${row.preserved ? html`<td class="fm-number fm-kept">${percent(figures.preserved[row.name][side])}</td>` : html`<td></td>`}`,
  )}
</tr>`;

/** A line from 0 to 100 % with the healthy band and the two values on it. */
function symmetryBar([a, b], [low, high]) {
  const at = (x) => `left: ${Math.min(100, Math.max(0, x))}%`;
  const tick = (name, x) => html`<span class="fm-tick fm-tick-${name}" style=${Number.isFinite(x) ? at(x) : nothing} ?hidden=${!Number.isFinite(x)}></span>`;
  return html`<div class="fm-scale" aria-hidden="true"
    ><span class="fm-band" style="${at(low)}; width: ${high - low}%"></span>${tick("before", a)}${tick("after", b)}</div
  >`;
}
