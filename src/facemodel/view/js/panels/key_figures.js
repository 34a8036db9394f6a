// The few figures that matter most, in one line under the picture: before and after, with the healthy band.

import { html, nothing } from "lit-html";
import { pair, percent, SIDES } from "./figures.js";
import { say } from "../core/messages.js";

/** Readouts that have short words; about: what the expression's figures are compared with. */
export const keyFigures = ({ lab: { readouts } }, { figures, about }) => html`<section class="fm-key-figures" aria-label=${say("key_figure.label")}>
  ${readouts.filter(({ short }) => short).map((row) => item(row, content(row, figures, about)))}
</section>`;

function content(row, figures, about) {
  if (!row.figure) return bySide((side) => html`<span class="fm-after">${percent(figures.preserved[row.name][side])}</span>`);
  if (row.places === "each") return bySide((side) => pair(row, figures[row.name][side], about));
  return html`${pair(row, figures[row.name], about, { look: "fm-strong", unit: true })}${row.healthy ? band(about) : nothing}`;
}

function band({ healthy_symmetry: [mean, spread] }) {
  return html`<span class="fm-small">${say("key_figure.healthy_band", { low: mean - spread, high: Math.min(100, mean + spread) })}</span>`;
}

const item = (row, inside) => html`<div class="fm-key-item"><h3 title=${row.help}>${row.short}</h3><p>${inside}</p></div>`;

const bySide = (part) => SIDES.map((side) => html`<span class="fm-side"><span class="fm-small">${say(`side.${side}`)}</span> ${part(side)}</span>`);
