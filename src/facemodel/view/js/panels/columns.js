// The two columns of sliders that weaken, one for each side of the person's face.

import { html, nothing } from "lit-html";
import { guard } from "lit-html/directives/guard.js";
import { otherSide } from "../core/drive.js";
import { muscleName, regionName, regionTerm, say } from "../core/messages.js";
import { shareOf, withShare } from "../core/state.js";
import { button } from "./elements.js";
import { slider } from "./slider.js";

/**
 * The regions of a side ("left" or "right" of the person), each with its single muscles where it has several.
 * @returns [{ name, label, indices, mirrored (of the other side), members, muscles: [the same] }]
 */
export function regionsOf({ muscles, regions }, side) {
  const index = new Map(muscles.map((name, i) => [name, i]));
  const one = (name, label, members) => ({
    name,
    label,
    indices: members.map((muscle) => index.get(muscle)),
    mirrored: members.map((muscle) => index.get(otherSide(muscle))),
  });
  const names = Object.keys(regions).filter((name) => name.endsWith(`_${side}`));
  return names.map((name) => ({
    ...one(name, regionName(name.slice(0, -side.length - 1)), regions[name]),
    term: regionTerm(name.slice(0, -side.length - 1)),
    members: regions[name].map(muscleName).join(", "),
    muscles: regions[name].length < 2 ? [] : regions[name].map((muscle) => one(muscle, muscleName(muscle), [muscle])),
  }));
}

/** The affected side comes first: for Tab, and in menus. */
export const sidesOf = ({ state }) => (state.side === "right" ? ["right", "left"] : ["left", "right"]);

export function column(app, now, side) {
  const { list, folded } = foldedOf(app, now);
  return html`<fieldset class="fm-column fm-column-${side}">
    <legend>${say(`side.their_${side}`)}</legend>
    ${app.regions[side].map((region, k) => regionRow(app, now, side, region, folded && !list[k]))}
    ${now.ui.expert || list.every(Boolean) ? nothing : more(app, side, folded, list)}
    ${side === "right" ? linkBox(app, now) : button("reset", app.actions.reset)}
  </fieldset>`;
}

/** A region with its muscles, which are not said twice. */
const aboutOf = ({ term, members }) => (term.endsWith(`(${members})`) ? term : say("slider.muscles", { region: term, muscles: members }));

/** Which rows matter here: overactive or weakened on either side, so that rows stay level; all where none does. */
function foldedOf({ regions }, { state: { dampening }, ui, overactive }) {
  const over = (region) => region.indices.some((i) => overactive.has(i));
  const matters = (k) => ["right", "left"].some((side) => over(regions[side][k]) || regions[side][k].indices.some((i) => dampening[i] > 0));
  const some = ["right", "left"].some((side) => regions[side].some(over));
  const list = regions.right.map((_, k) => !some || matters(k));
  return { list, folded: !ui.expert && !ui.unfolded };
}

const more = ({ ui }, side, folded, list) => html`<button
  type="button" class="fm-link fm-unfold" aria-expanded=${!folded} @click=${() => ui.set({ unfolded: folded })}
>${folded ? say("slider.more", { count: list.filter((one) => !one).length }) : say("slider.fewer")}<span class="fm-sr"> ${say(`side.their_${side}`)}</span></button>`;

const linkBox = ({ id, ui: { set } }, { ui }) => html`<span class="fm-check">
  <input type="checkbox" id="${id}-link" .checked=${ui.link} @change=${(event) => set({ link: event.currentTarget.checked })} />
  <label for="${id}-link">${say("slider.link")}</label>
</span>`;

/** Rendered again only when one of its muscles, its mark or its list changed: fifty sliders stand in a column. */
function regionRow(app, { state: { dampening }, ui, overactive }, side, region, hidden) {
  const open = ui.expert && ui.opened.includes(region.name);
  const over = region.indices.some((i) => overactive.has(i));
  const singles = () => html`<div class="fm-muscles" id="${app.id}-of-${region.name}" ?hidden=${!open}>
    ${region.muscles.map((muscle) => control(app, side, muscle, dampening))}
  </div>`;
  return guard([open, over, hidden, ui.expert, ...region.indices.map((i) => dampening[i])], () => html`<div class="fm-region" ?hidden=${hidden}>
    ${control(app, side, region, dampening, { about: aboutOf(region), extra: marks(app, side, region, open, over, ui.expert) })}
    ${region.muscles.length ? singles() : nothing}
  </div>`);
}

const marks = (app, side, region, open, over, expert) => html`<span class="fm-over" role="img" aria-label=${say("slider.overactive")} ?hidden=${!over}>▲</span>
  ${expert && region.muscles.length ? disclosure(app, side, region, open) : nothing}`;

const disclosure = ({ id, ui }, side, { name, label }, open) => html`<button
  type="button" class="fm-more" aria-expanded=${open} aria-controls="${id}-of-${name}" data-tip=${say("slider.muscles_of", { region: label })}
  @click=${() => ui.set({ opened: open ? ui.get().opened.filter((one) => one !== name) : [...ui.get().opened, name] })}
><span aria-hidden="true">▸</span><span class="fm-sr">${say("slider.muscles_of", { region: `${say(`side.their_${side}`)} ${label}` })}</span></button>`;

function control({ id, store, ui, stage }, side, { name, label, indices, mirrored }, dampening, more) {
  const { share, mixed } = shareOf(dampening, indices);
  const onmove = (next, { held, shift }) => {
    const moved = ui.get().link || shift ? [...indices, ...mirrored] : indices;
    store.change({ dampening: withShare(store.get().dampening, moved, next) }, { gesture: name, held });
  };
  const [lit, unlit] = [() => stage.light(indices), () => stage.light([])];
  const spoken = say("slider.weaker", { percent: Math.round(100 * share) });
  const context = say(`side.their_${side}`);
  return html`<div class="fm-slider" @pointerenter=${lit} @focusin=${lit} @pointerleave=${unlit} @focusout=${unlit}>
    ${slider({ id: `${id}-${more ? "region" : "muscle"}-${name}`, name, label, context, share, mixed, spoken, onmove, ...more })}
  </div>`;
}
