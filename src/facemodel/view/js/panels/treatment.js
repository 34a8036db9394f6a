// The record of a plan in sites: what it weakens first, then what people get of it, then points and units.

import { html, nothing } from "lit-html";
import { muscleName, muscleSide, say } from "../core/messages.js";
import { kindOf } from "../core/side_effects.js";
import { button, menu } from "./elements.js";

const USUALLY_TRIED = 300; // sets of doses: how long the bar is
const MOST = ["2", "3", "4", "5", "6", "8"];
const percent = (share) => `${Math.round(100 * share)} %`;

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

const record = (app, found) => html`
  ${weakens(found)}
  <p>${summary(app, found)}</p>
  ${found.points.length ? points(app, found) : nothing}
  <p class="fm-small">${app.lab.plan.about}</p>
`;

const weakens = ({ weakening }) => html`<h4 ?hidden=${!weakening.length}>${say("treat.weakens")}</h4>
  <ul class="fm-effects" ?hidden=${!weakening.length}>
    ${weakening.map(([muscle, share]) => html`<li>${say("plan.weaker", { muscle: muscleSide(muscle), percent: Math.round(100 * share) })}</li>`)}
  </ul>`;

function summary({ lab }, found) {
  if (!found.points.length) return [say("treat.nothing"), ...found.barred.map((one) => barred(lab, one))].join(" ");
  const told = found.effects.map(([name, share]) => `${kindOf(lab, name).label} ${percent(share)}`).join(", ");
  return say("treat.summary", {
    aim: found.aim.label,
    day: Math.round(found.day),
    gain: percent(found.gain),
    low: percent(found.low),
    high: percent(found.high),
    of_best: percent(found.gain / found.bound),
    any: percent(found.any),
    told: told ? ` (${told})` : "",
    major: percent(found.major),
    keeping: percent(found.keeping),
    keep: percent(found.keep),
  });
}

function barred({ plan }, [site, broken]) {
  const limits = broken.map(({ limit, share }) => say(`treat.${limit}`, { percent: percent(share) })).join(", ");
  return say("treat.barred", { site: plan.sites.find(({ name }) => name === site).label, limits });
}

const points = (app, found) => html`<details class="fm-record">
    <summary>${say("treat.points_units", { points: found.points.length })}</summary>
    <ol>${found.points.map((one) => row(app, one, found))}</ol>
    <p class="fm-small">${say("treat.total", { units: found.units })} ${app.lab.statements.units}</p>
  </details>
  <div class="fm-buttons">${button("place_points", () => app.treating.place(), { disabled: !app.treating.holds })}</div>`;

function row({ lab }, one, { gain }) {
  const [[muscle, share] = [one.muscle, 0], ...others] = one.weakens;
  const costs = one.costs.map(([name, of]) => say("treat.in_people", { effect: kindOf(lab, name).label, percent: percent(of) }));
  const reached = others.map(([name, of]) => say("dose.effect", { muscle: muscleSide(name), percent: Math.round(100 * of) }));
  const cost = [...costs, ...reached].join("; ") || say("treat.no_cost");
  const side = one.side === "middle" ? "" : `, ${say(`treat.side_${one.side}`)}`;
  return html`<li>
    <strong>${one.label}${side}: ${say("treat.dose", { units: one.units, depth: one.depth_mm })}</strong>
    <p>${say("treat.why", { where: one.where, muscle: muscleName(muscle), weaker: percent(share), alone: percent(one.alone), without: percent(one.without), gain: percent(gain) })}</p>
    <p class="fm-small">${say("treat.cost", { cost })}</p>
  </li>`;
}
