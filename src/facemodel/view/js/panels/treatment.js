// The record of a plan in sites: points by name first, each with its units folded, then what they weaken; what people get of it is folded.

import { html, nothing } from "lit-html";
import { say } from "../core/messages.js";
import { createTold } from "../core/plan/told.js";
import { button, menu } from "./elements.js";

const USUALLY_TRIED = 300; // sets of doses: how long the bar is
const MOST = ["2", "3", "4", "5", "6", "8"];

export const treatmentPart = (app, { ui: { treatment } }) => html`<div class="fm-treat">
  <h3>${say("treat.label")}</h3>
  <p>${say("treat.hint")}</p>
  ${wishes(app, treatment)}
  ${progress(app, treatment)}
  <p class="fm-treat-says" aria-live="polite">${words(app, treatment)}</p>
  ${treatment.record ? record(app, treatment.record) : nothing}
</div>`;

function wishes({ id, lab, treating }, { wishes: { aim, most, mouth, gently } }) {
  const aims = lab.plan.aims.map(({ name, label }) => [name, label]);
  const tick = (key, value) => html`<label><input type="checkbox" .checked=${value} ?disabled=${treating.busy} @change=${(event) => treating.wish({ [key]: event.currentTarget.checked })} /> ${say(`treat.${key}`)}</label>`;
  return html`<div class="fm-buttons fm-add">
    ${menu({ id: `${id}-aim`, label: say("treat.aim"), groups: [[null, [["", say("treat.own_aim")], ...aims]]], chosen: aim, disabled: treating.busy, onchoose: (chosen) => treating.wish({ aim: chosen }) })}
    ${menu({ id: `${id}-most`, label: say("treat.most"), groups: [[null, [["", say("treat.any")], ...MOST.map((n) => [n, n])]]], chosen: most, disabled: treating.busy, onchoose: (chosen) => treating.wish({ most: chosen }) })}
    ${tick("mouth", mouth)} ${tick("gently", gently)}
    ${button("treat", () => treating.ask(), { disabled: treating.busy || !treating.aim })}
  </div>`;
}

const progress = ({ treating }, { tried }) => html`<div class="fm-buttons" ?hidden=${!treating.busy}>
  <progress max=${USUALLY_TRIED} value=${Math.min(tried ?? 0, USUALLY_TRIED)} aria-label=${say("treat.searching")}></progress>
  ${button("stop_treat", treating.stop)}
</div>`;

function words({ treating }, { record: found, tried, failed }) {
  if (treating.busy) return say("treat.tried", { n: tried });
  if (failed && treating.holds) return failed;
  if (!found) return treating.aim ? "" : say("treat.no_aim");
  return treating.holds ? "" : say("plan.stale");
}

/** Where and what is weakened first; units wait behind the name of their point, and what it is worth and why is long, and folded. */
function record(app, found) {
  const told = createTold(app.lab.plan);
  const paragraphs = told.paragraphs(found).map((one) => html`<p>${one}</p>`);
  const some = found.points.length > 0;
  return html`
    <p>${told.title(found)}</p>
    ${some ? points(app, told, found) : paragraphs}
    <h4 ?hidden=${!found.weakening.length}>${told.weakenedHead(found)}</h4>
    <ul class="fm-effects" ?hidden=${!found.weakening.length}>
      ${told.weakened(found).map((line) => html`<li>${line}</li>`)}
    </ul>
    ${some ? html`<details class="fm-record fm-expected"><summary>${say("treat.expected", { n: found.people })}</summary>${paragraphs}
      <p class="fm-small">${say("treat.total", { units: found.units })} ${app.lab.statements.units}</p></details>` : nothing}
    ${told.notes(found).map((one) => html`<p class="fm-small">${one}</p>`)}
    <p class="fm-small">${app.lab.plan.about}</p>
  `;
}

const points = (app, told, found) => html`<h4>${say("treat.points_units", { points: found.points.length })}</h4>
  <ol class="fm-record">${told.shown(found).map((one) => row(told, one, found))}</ol>
  <div class="fm-buttons">${button("place_points", () => app.treating.place(), { disabled: !app.treating.holds })}</div>`;

/** A point by its site; of a pair the left one stands for both. */
function row(told, one, { gain }) {
  const side = one.pair && one.side === "left" ? "both" : one.side;
  return html`<li><details>
    <summary>${one.label}, ${say(`treat.side_${side}`)}</summary>
    <strong>${told.pointHead(one)}</strong>
    ${told.pointLines(one, gain).map((line) => html`<p class="fm-small">${line}</p>`)}
  </details></li>`;
}
