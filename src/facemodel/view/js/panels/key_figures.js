// The three figures that matter most, in one line under the picture: before and after, the change, the healthy span.

import { html, nothing } from "lit-html";
import { term } from "./elements.js";
import { hidden, pair, percent, SIDES } from "./figures.js";
import { healthyOf } from "../core/explain.js";
import { say } from "../core/messages.js";

/** Readouts that have short words; about: what the expression's figures are compared with. */
export const keyFigures = ({ lab }, { state, figures, about }) => html`<section class="fm-key-figures" aria-label=${say("key_figure.label")}>
  ${lab.readouts.filter(({ short }) => short).map((row) => html`<div class="fm-key-item fm-key-${row.name}">
    <h3>${term(row.short, row.help)}</h3><p>${content(row, figures, about, healthyOf(lab, state.expression))}</p>
  </div>`)}
</section>`;

function content(row, figures, about, healthy) {
  if (!row.figure) return bySide((side) => html`<span class="fm-after">${percent(figures.preserved[row.name][side])}</span>`);
  const [before, after] = figures[row.name];
  return html`${pair(row, figures[row.name], about, { look: "fm-strong", unit: true })}
    ${row.healthy ? span(after, healthy) : change(row, before, after)}`;
}

/** By how many per cent a figure that is best at 0 has fallen or grown. */
function change(row, before, after) {
  // a share of what is shown as 0.00, or of no change that is seen, says nothing
  if (hidden(row, before) || hidden(row, after - before)) return nothing;
  const share = Math.round((100 * Math.abs(after - before)) / before);
  if (!(share > 0) || !Number.isFinite(share)) return nothing;
  if (after > before) return html`<strong class="fm-worse">${say("key_figure.more", { percent: share })}</strong>`;
  return html`<span><span aria-hidden="true">${say("key_figure.less", { percent: share })}</span><span class="fm-sr">${say("key_figure.less_spoken", { percent: share })}</span></span>`;
}

function span(after, { low, high }) {
  if (!Number.isFinite(after)) return nothing;
  const where = Math.round(after) > high ? "above" : Math.round(after) < low ? "below" : "within";
  return html`<span class="fm-small">${say(`key_figure.${where}`, { low, high })}</span>`;
}

const bySide = (part) => SIDES.map((side) => html`<span class="fm-side"><span class="fm-small">${say(`side.${side}`)}</span> ${part(side)}</span>`);
