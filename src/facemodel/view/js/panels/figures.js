// The cards under the picture: symmetry, difference, movement and range, before and after.

import { html, nothing } from "lit-html";
import { say } from "../core/messages.js";

const THIRDS = ["upper", "middle", "lower"];
const ROWS = ["brow", "lids", "corner", "gap", "own"];
const RANGED = ["brow", "corner", "own"]; // those of which a share can be preserved
export const SIDES = ["right", "left"]; // as they stand on the screen
export const SAME = { percent: 0.5, mm: 0.05 }; // what rounding hides

export const percent = (x) => (Number.isFinite(x) ? `${Math.round(x)} %` : "–");
export const millimetres = (x) => (Number.isFinite(x) ? x.toFixed(1) : "–");
export const mm = (x) => `${millimetres(x)} mm`;

/** What the measures of an expression are compared with. */
export const aboutOf = (lab, expression) => lab.expressions.find((one) => one.id === expression) ?? lab.own_expression;

/** @param figures of assessment.js; about: what its expression is compared with */
export const figureCards = ({ figures, about }) => html`<section class="fm-figures" aria-label=${say("figure.label")}>
  ${symmetryCard(figures, about)} ${differenceCard(figures)}
  <div class="fm-card fm-card-wide">
    ${movementTable(figures, about.detectable_mm)}
    <p class="fm-small">${say("figure.mouth_width")} ${pair(figures.width, mm, SAME.mm, about.detectable_mm)}</p>
  </div>
</section>`;

function symmetryCard({ symmetry, thirds }, { healthy_symmetry: [mean, spread] }) {
  const none = symmetry.every(Number.isFinite) ? "" : say("figure.no_movement");
  return html`<div class="fm-card">
    ${heading("symmetry")}
    <p>${pair(symmetry, percent, SAME.percent, 0, { big: true, about: none })}</p>
    ${symmetryBar(symmetry, [mean - spread, Math.min(100, mean + spread)])}
    <p class="fm-small">${say("figure.symmetry_note", { mean, spread })}</p>
    ${byThirds(thirds, percent, SAME.percent)}
  </div>`;
}

// no detectable change is published for a mean over the whole skin; points alone are marked
const differenceCard = ({ difference }) => html`<div class="fm-card">
  ${heading("asymmetry")}
  <p>${pair(difference.whole, mm, SAME.mm, 0, { big: true })}</p>
  ${byThirds(difference, millimetres, SAME.mm)}
</div>`;

const heading = (key) => html`<h3 title=${say(`figure.${key}_help`)}>${say(`figure.${key}`)}</h3>`;

const byThirds = (values, format, same) =>
  html`<dl class="fm-thirds">
    ${THIRDS.map((name) => html`<div><dt>${say(`figure.${name}`)}</dt><dd>${pair(values[name], format, same)}</dd></div>`)}
  </dl>`;

/** "11.4 → 7.1": before in blue, after in vermillion, "=" when equal, pale when nobody could measure the change. */
export function pair([a, b], format, same, limit = 0, { big = false, strong = false, about = "" } = {}) {
  const change = Math.abs(b - a);
  const equal = change < same || (Number.isNaN(a) && Number.isNaN(b));
  const faint = !equal && change < limit; // never for what cannot be told: NaN
  const look = `fm-pair${big ? " fm-big" : ""}${strong ? " fm-strong" : ""}${faint ? " fm-faint" : ""}`;
  const before = format(a).replace(/ mm$/, ""); // the unit once, behind the second figure
  return html`<span class=${look} title=${(faint ? say("figure.undetectable", { limit }) : about) || nothing}
    ><span class="fm-before">${before}</span><span class="fm-sign">${equal ? " = " : " → "}</span
    ><span class="fm-after">${format(b)}</span></span
  >`;
}

const movementTable = (figures, limit) => html`<table>
  <thead>
    <tr><td></td>${SIDES.map((side) => html`<th scope="colgroup" colspan="2">${say(`side.their_${side}`)}</th>`)}</tr>
    <tr class="fm-small">
      <td></td>
      ${SIDES.map(() => html`<th scope="col">${say("figure.movement")}</th><th scope="col" title=${say("figure.preserved_help")}>${say("figure.preserved")}</th>`)}
    </tr>
  </thead>
  <tbody>
    ${ROWS.map((key) => row(key, figures, limit))}
    <tr>
      <th scope="row" title=${say("figure.whole_side_help")}>${say("figure.whole_side")}</th>
      ${SIDES.map((side) => html`<td></td>${share(figures.range.side[side])}`)}
    </tr>
  </tbody>
</table>`;

const row = (key, figures, limit) => html`<tr>
  <th scope="row" title=${say(`figure.${key}_help`)}>${say(`figure.${key}`)}</th>
  ${SIDES.map(
    (side) => html`<td class="fm-number">${pair(figures[key][side], millimetres, SAME.mm, limit)}</td>
      ${RANGED.includes(key) ? share(preserved(figures, key, side)) : html`<td></td>`}`,
  )}
</tr>`;

const share = (x) => html`<td class="fm-number fm-kept">${percent(x)}</td>`;

/** Per cent of its range that a point keeps, or of its own movement that the expression keeps. */
const preserved = ({ range, own }, key, side) => (key === "own" ? (100 * own[side][1]) / own[side][0] : range[key][side]);

/** A line from 0 to 100 % with the healthy band and the two values on it. */
function symmetryBar([a, b], [low, high]) {
  const at = (x) => `left: ${Math.min(100, Math.max(0, x))}%`;
  const tick = (name, x) => html`<span class="fm-tick fm-tick-${name}" style=${Number.isFinite(x) ? at(x) : nothing} ?hidden=${!Number.isFinite(x)}></span>`;
  return html`<div class="fm-scale" aria-hidden="true"
    ><span class="fm-band" style="${at(low)}; width: ${high - low}%"></span>${tick("before", a)}${tick("after", b)}</div
  >`;
}
