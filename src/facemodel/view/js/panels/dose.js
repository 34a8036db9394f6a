// Dose mode: points on the skin with units and depth, what they do on the day shown, and their side effects.

import { html, nothing } from "lit-html";
import { muscleSide, say } from "../core/messages.js";
import { kindOf } from "../core/side_effects.js";
import { sideEffect } from "../core/wording.js";
import { sidesOf } from "./columns.js";
import { injectionsOf } from "./dosing.js";
import { button, menu } from "./elements.js";
import { pointRow } from "./point_row.js";

const HEADINGS = ["point", "over_muscle", "units", "depth", "given", "remove"];

export const dosePanel = (app, now) => html`<section class="fm-panel fm-dose" aria-label=${say("mode.dose")} ?hidden=${now.ui.mode !== "dose"}>
  <p>${say("dose.hint")}</p>
  ${addBar(app, now)} ${pointTable(app, now)}
  <p class="fm-note" role="alert" ?hidden=${!now.ui.limited}>${now.ui.limited}</p>
  <p class="fm-small">${totalWords(now)}</p>
  <div class="fm-two">
    <div><h3>${say("dose.effects")}</h3>${effectList(app, now)}</div>
    <div><h3>${say("side_effect.label")}</h3>${sideEffectList(app, now)}<p class="fm-in-people" aria-live="polite">${peopleWords(app, now)}</p></div>
  </div>
  <p class="fm-small">${app.lab.statements.units}</p>
</section>`;

function addBar({ id, meta, lab, ui, dosing }, { ui: { place }, state }) {
  const of = (side) => meta.muscles.filter((name) => name.endsWith(`_${side}`) && name in lab.spread.middles).map((name) => [name, muscleSide(name)]);
  const groups = sidesOf({ state }).map((side) => [say(`side.their_${side}`), of(side)]);
  const chosen = place ?? groups[0][1][0][0];
  return html`<div class="fm-buttons fm-add">
    ${menu({ id: `${id}-place`, label: say("dose.place_over"), groups, chosen, onchoose: (one) => ui.set({ place: one }) })}
    ${button("add_point", () => dosing.add({ muscle: chosen }))} ${button("clear_points", () => dosing.give([]), { disabled: !injectionsOf(state).length })}
  </div>`;
}

// points are as the case has them at once; what lies under each is found with the next picture
const pointTable = (app, { state, dose, ui }) => html`<table class="fm-points" ?hidden=${!injectionsOf(state).length}>
  <caption class="fm-sr">${say("dose.points")}</caption>
  <thead><tr>${HEADINGS.map((key) => html`<th scope="col"><span class=${key === "remove" ? "fm-sr" : ""}>${say(`dose.${key}`)}</span></th>`)}</tr></thead>
  <tbody>${injectionsOf(state).map((one, k) => pointRow(app, { one, k, over: dose.over[k] ?? "", typing: ui.typing }))}</tbody>
</table>`;

function totalWords({ state }) {
  const injections = injectionsOf(state);
  if (!injections.length) return say("dose.no_points");
  const units = +injections.reduce((all, one) => all + one.dose_units, 0).toFixed(2);
  return say(injections.length === 1 ? "dose.total_one" : "dose.total", { points: injections.length, units, day: Math.round(state.day) });
}

function effectList({ meta }, { dose: { effects } }) {
  const words = ({ muscle, lost }) => say("dose.effect", { muscle: muscleSide(meta.muscles[muscle]), percent: Math.round(100 * lost) });
  return html`<ul class="fm-effects">${(effects.length ? effects.map(words) : [say("dose.no_effect")]).map((text) => html`<li>${text}</li>`)}</ul>`;
}

const sideEffectList = (app, { state, ui }) => html`<ul class="fm-side-effects" aria-label=${say("side_effect.label")} aria-live="polite">
  ${ui.sideEffects.length ? ui.sideEffects.map((one) => found(app, one)) : html`<li class="fm-small">${say(injectionsOf(state).length ? "side_effect.none" : "dose.no_points")}</li>`}
</ul>`;

/** How many of forty people get any of them: the face shown is only one. */
function peopleWords({ lab }, { state, ui: { inPeople } }) {
  if (!injectionsOf(state).length) return "";
  if (!inPeople) return say("side_effect.counting");
  const percent = (share) => `${Math.round(100 * share)} %`;
  const told = inPeople.effects.map(([name, share]) => `${kindOf(lab, name).label} ${percent(share)}`).join(", ");
  return say("side_effect.people", { any: percent(inPeople.any), told: told ? ` (${told})` : "", keeping: percent(inPeople.keeping) });
}

const found = ({ meta, lab, dosing }, one) => html`<li>
  ${sideEffect(one, lab, meta.muscles)} ${one.ceiling ? nothing : html`<button type="button" class="fm-link" @click=${() => dosing.show(one)}>${say("dose.show_me")}</button>`}
</li>`;
