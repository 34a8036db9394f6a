// The few figures that matter most, in one line under the picture: before and after, with the healthy band.

import { html } from "lit-html";
import { millimetres, mm, pair, percent, SAME, SIDES } from "./figures.js";
import { say } from "../core/messages.js";

/** @param figures of assessment.js; about: what its expression is compared with */
export function keyFigures({ figures, about }) {
  const [mean, spread] = about.healthy_symmetry;
  const band = say("key_figure.healthy_band", { low: mean - spread, high: Math.min(100, mean + spread) });
  const moved = (key) => (side) => pair(figures[key][side], millimetres, SAME.mm, about.detectable_mm);
  return html`<section class="fm-key-figures" aria-label=${say("key_figure.label")}>
    ${item("symmetry", html`${pair(figures.symmetry, percent, SAME.percent, 0, { strong: true })}<span class="fm-small">${band}</span>`)}
    ${item("asymmetry", pair(figures.difference.whole, mm, SAME.mm, 0, { strong: true }))}
    ${["corner", "lids"].map((key) => item(key, bySide(moved(key))))}
    ${item("preserved", bySide((side) => html`<span class="fm-after">${percent(figures.range.side[side])}</span>`), say("key_figure.preserved_help"))}
  </section>`;
}

const item = (key, content, about = say(`figure.${key}_help`)) => html`<div class="fm-key-item"><h3 title=${about}>${say(`key_figure.${key}`)}</h3><p>${content}</p></div>`;

const bySide = (part) => SIDES.map((side) => html`<span class="fm-side"><span class="fm-small">${say(`side.${side}`)}</span> ${part(side)}</span>`);
