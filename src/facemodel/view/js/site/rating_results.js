// Agreement of a learner's gradings with the model's: a table by part beside what is published, and a picture of each part.

import { html, nothing, svg } from "lit-html";
import { FEWEST } from "../core/agreement.js";
import { say } from "./texts.js";

const [WIDE, HIGH, EDGE] = [240, 170, 26]; // of a picture
const MOST = 100; // points of a part, on average of both grades

/** "0.85 [0.76 to 0.92]", or that it is not known. */
function told({ value, low, high }, digits) {
  if (!Number.isFinite(value)) return say("rating.unknown");
  if (!Number.isFinite(low)) return number(value, digits);
  return say("rating.interval", { value: number(value, digits), low: number(low, digits), high: number(high, digits) });
}
const number = (value, digits) => value.toFixed(digits).replace(/^-(0\.0+)$/, "$1").replace("-", "−");
const partName = ({ scale, part }) => `${scale.label}, ${part}`;

const COLUMNS = [
  ["part", partName],
  ["icc", ({ model }) => told(model, 2)],
  ["between", ({ published }) => published[0] || say("rating.nothing")],
  ["bias", (row) => told(row.limits.bias, 1)],
  ["lower", (row) => told(row.limits.lower, 1)],
  ["upper", (row) => told(row.limits.upper, 1)],
  ["drift", (row) => told(row.drift, 1)],
  ["again", (row) => told(row.again, 2)],
  ["within", ({ published }) => published[1] || say("rating.nothing")],
];

/** @param rows what resultsOf of rated.js gives, of `count` gradings */
export function resultsTable(rows, count) {
  if (!rows.length) return nothing;
  const shown = COLUMNS.filter(([name]) => (name !== "again" && name !== "within") || rows.some((row) => row.againLimits.count));
  return html`<h2>${say("rating.agreement")}</h2>
    <p>${say("rating.compared", { count })} ${count < FEWEST ? say("rating.too_few", { count: FEWEST }) : nothing}</p>
    <div class="scroll"><table class="agreement">
      <thead><tr>${shown.map(([name]) => html`<th scope="col">${say(`rating.${name}`)}</th>`)}</tr></thead>
      <tbody>${rows.map((row) => html`<tr>${shown.map(([name, text], k) => (k ? html`<td data-name=${say(`rating.${name}`)}>${text(row)}</td>` : html`<th scope="row">${text(row)}</th>`))}</tr>`)}</tbody>
    </table></div>
    ${count < FEWEST ? nothing : html`<div class="plots">${rows.map(plot)}</div><p class="about">${say("rating.plots")}</p>`}
    <p class="about">${say("rating.explained")}</p>
    <ul class="about">${[...new Set(rows.flatMap(({ scale }) => scale.sources))].map((one) => html`<li>${one}</li>`)}</ul>`;
}

/** Bland and Altman's picture: difference over the mean of both grades, with bias and limits. */
function plot(row) {
  const { bias, lower, upper } = row.limits;
  const points = row.pairs.map(([mine, model]) => [(mine + model) / 2, mine - model]);
  const reach = Math.max(10, ...points.map(([, y]) => Math.abs(y)), Math.abs(lower.value), Math.abs(upper.value)) * 1.1;
  const most = Math.max(MOST, ...points.map(([x]) => x));
  const x = (v) => EDGE + ((WIDE - EDGE - 8) * v) / most;
  const y = (v) => (HIGH - 18) * (0.5 - v / (2 * reach)) + 4;
  const line = (v, name) => svg`<line class=${name} x1=${EDGE} x2=${WIDE - 8} y1=${y(v)} y2=${y(v)} />`;
  const label = say("rating.plot", { part: partName(row), bias: number(bias.value, 1), lower: number(lower.value, 1), upper: number(upper.value, 1) });
  const ticks = [-1, 0, 1].map((k) => k * Math.floor(reach / 1.1) || 0);
  return html`<figure><svg viewBox="0 0 ${WIDE} ${HIGH}" role="img" aria-label=${label}>
      ${line(0, "even")}${line(bias.value, "bias")}${line(lower.value, "limit")}${line(upper.value, "limit")}
      ${points.map(([a, b]) => svg`<circle cx=${x(a)} cy=${y(b)} r="3.2" />`)}
      ${ticks.map((v) => svg`<text x=${EDGE - 3} y=${y(v) + 4} text-anchor="end">${number(v, 0)}</text>`)}
      ${[0, Math.round(most)].map((v) => svg`<text x=${x(v)} y=${HIGH - 2} text-anchor=${v ? "end" : "middle"}>${v}</text>`)}
    </svg><figcaption>${partName(row)}</figcaption></figure>`;
}
