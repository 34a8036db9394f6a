// What is laid over the faces, beside them; and the bars of panes, views, and what concerns the picture as a whole.

import { html, nothing } from "lit-html";
import { OWN } from "../core/case.js";
import { say } from "../core/messages.js";
import { OVERLAYS } from "../overlays/overlays.js";
import { OFFERED } from "../scene/panes.js";
import { button, choices, options } from "./elements.js";
import { viewIcons } from "./view_icons.js";

const TONES = ["light", "medium", "deep"];

export const stageBars = (app, now) => html`<div class="fm-stagebars">
  <div class="fm-stagebar">${paneChoice(app, now)}<span class="fm-views">${viewChoice(app, now)}${closeUps(app, now)}</span></div>
  <div class="fm-stagebar fm-stagetools">
    ${toneChoice(app, now)}<span class="fm-buttons">${tools(app, now)}</span>
    ${app.hints ? html`<span class="fm-small">${say("slider.overactive_key")}</span>` : nothing}
  </div>
</div>`;

/** What can be laid over the faces, beside them. */
export const overlayRail = (app, now) => html`<div class="fm-overlays" role="group" aria-label=${say("overlay.label")}>${overlayButtons(app, now)}</div>`;

const paneChoice = ({ id, stage }, { ui }) =>
  choices({
    id: `${id}-panes`,
    label: say("show.label"),
    options: OFFERED.map((key) => [key, say(`show.${key}`), say(`show.${key}_help`)]),
    chosen: ui.shown,
    onchoose: (key) => stage.show(key),
    showLabel: false,
  });

const viewChoice = ({ id, views }, { ui }) =>
  choices({
    id: `${id}-view`,
    label: say("view.label"),
    options: viewIcons.map(([name, icon]) => [name, html`${icon}<span class="fm-sr">${say(`view.${name}`)}</span>`, say(`view.${name}`)]),
    chosen: ui.view,
    disabled: ui.flat, // a drawing that cannot be turned
    onchoose: (name) => views.look(name),
    showLabel: false,
  });

const closeUps = ({ views }, { ui }) => html`<select
  aria-label=${say("close_up.label")} data-tip=${say("close_up.help")} ?disabled=${ui.flat}
  @change=${(event) => views.look(ui.view, event.currentTarget.value || null)}
>
  ${options([["", say("close_up.whole")], ...ui.closeUps.map((name) => [name, say(`close_up.${name}`)])], ui.closeUp ?? "")}
</select>`;

const overlayButtons = ({ stage, without }, { ui }) =>
  Object.entries(OVERLAYS).filter(([name]) => !without.includes(name)).map(([name, key]) => html`<button
    type="button" class="fm-button" data-overlay=${name} data-tip="${say(`overlay.${name}_help`)} (${key.toUpperCase()})"
    aria-pressed=${ui.overlays.includes(name)} ?disabled=${ui.flat} @click=${() => stage.toggle(name)}
  >${say(`overlay.${name}`)}</button>`);

const toneChoice = ({ id, stage }, { ui }) =>
  choices({
    id: `${id}-tone`,
    label: say("tone.label"),
    options: TONES.map((tone) => [tone, say(`tone.${tone}`)]),
    chosen: ui.tone,
    onchoose: (tone) => stage.setTone(tone),
  });

const tools = ({ actions, stage, hints }, { state, ui }) => html`${tool("twice", () => stage.double(), { pressed: ui.twice, disabled: !stage.doubles })}
  ${tool("keep_a", actions.keep)}
  ${tool("take_a", actions.take, { hidden: ui.shown !== "plans", disabled: !state.kept })}
  ${tool("save_picture", actions.save)}
  ${hints ? tool("save_case", actions.saveCase, { disabled: state.condition === OWN || state.take !== null }) : nothing}
  ${tool("atlas", () => actions.atlas(), { pressed: ui.atlas.open })}`;

const tool = (key, onclick, more) => button(key, onclick, { text: say(`tool.${key}`), about: say(`tool.${key}_help`), ...more });
