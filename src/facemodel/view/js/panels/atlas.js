// The muscle atlas: one card per muscle, beside the picture of that muscle contracting alone.

import { html, nothing } from "lit-html";
import { isPaired } from "../core/atlas.js";
import { landmarkName, muscleName, regionTerm, say } from "../core/messages.js";
import { kindOf } from "../core/side_effects.js";
import { button, choices, menu } from "./elements.js";

const SIDES = ["left", "right", "both"];

export const atlasPanel = (app, { ui }) => html`<section class="fm-atlas" aria-label=${say("tool.atlas")} ?hidden=${!ui.atlas.open}>
  <div class="fm-atlas-bar">
    ${arrow(app, ui, "previous", -1, "‹")} ${muscleMenu(app, ui)} ${arrow(app, ui, "next", 1, "›")} ${sideChoice(app, ui)}
    ${button("close", () => app.actions.atlas(false))}
  </div>
  ${ui.atlas.open ? card(app, app.meta.atlas.cards[ui.atlas.stem], ui.atlas.stem) : nothing}
</section>`;

function arrow({ meta, actions }, { atlas }, key, by, sign) {
  const stems = Object.keys(meta.atlas.cards);
  const next = stems[(stems.indexOf(atlas.stem) + by + stems.length) % stems.length];
  const what = say(`atlas.${key}`);
  return button(`atlas_${key}`, () => actions.openMuscle(next), { text: sign, label: what, about: what });
}

function muscleMenu({ id, meta: { atlas }, actions }, ui) {
  const stems = Object.keys(atlas.cards);
  const of = (region) => stems.filter((stem) => atlas.cards[stem].region === region).map((stem) => [stem, muscleName(stem)]);
  const regions = [...new Set(stems.map((stem) => atlas.cards[stem].region))];
  return menu({
    id: `${id}-atlas`,
    label: say("atlas.muscle"),
    groups: regions.map((region) => [region ? regionTerm(region) : say("atlas.no_region"), of(region)]),
    chosen: ui.atlas.stem,
    onchoose: actions.openMuscle,
  });
}

const sideChoice = ({ id, model, actions }, { atlas }) =>
  choices({
    id: `${id}-atlas-side`,
    label: say("atlas.side"),
    options: SIDES.map((side) => [side, say(`side.${side}`)]),
    chosen: atlas.side,
    disabled: !isPaired(model, atlas.stem),
    onchoose: (side) => actions.setAtlas({ side }),
  });

const card = ({ lab, actions }, one, stem) => html`<dl class="fm-atlas-rows">
  ${row("action", lab.actions[stem])} ${row("branch", one.branch)} ${row("units", one.action_units)}
  ${row("shown_by", say("atlas.moves", { landmark: landmarkName(one.landmark), direction: one.direction.split(" ").join(say("join.and")) }))}
  ${row("antagonists", one.antagonists.map((other, k) => html`${k ? ", " : ""}${link(actions, other)}`))}
  ${row("weak", one.when_weak)}
  ${one.side_effects.length ? row("side_effects", one.side_effects.map((name) => kindOf(lab, name).label).join(", ")) : nothing}
  ${one.lessons.length ? row("lessons", one.lessons.map((text) => html`<span class="fm-lesson">${text}</span>`)) : nothing}
  ${row("sources", say("atlas.source", { geometry: one.geometry, words: one.source, mark: one.mark }))}
</dl>`;

const row = (key, content) => html`<div><dt>${say(`atlas.${key}`)}</dt><dd>${content}</dd></div>`;

const link = (actions, stem) => html`<button type="button" class="fm-link" @click=${() => actions.openMuscle(stem)}>${muscleName(stem)}</button>`;
