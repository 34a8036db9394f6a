// The bars under the picture: panes, views, what is laid over the faces, and what concerns the picture as a whole.

import { html, nothing } from "lit-html";
import { say } from "../core/messages.js";
import { OVERLAYS } from "../overlays/overlays.js";
import { OFFERED } from "../scene/panes.js";
import { button, choices, options } from "./elements.js";
import { viewIcons } from "./view_icons.js";

const TONES = ["light", "medium", "deep"];

export const stageBars = (app, now) => html`<div class="fm-stagebars">
  <div class="fm-stagebar">${paneChoice(app, now)}<span class="fm-views">${viewChoice(app, now)}${closeUps(app, now)}</span></div>
  <div class="fm-stagebar fm-overlays" role="group" aria-label=${say("overlays")}>${overlayButtons(app, now)}</div>
  <div class="fm-stagebar fm-stagetools">
    ${toneChoice(app, now)}<span class="fm-buttons">${tools(app, now)}</span>
    ${app.hints ? html`<span class="fm-small">${say("overactive_key")}</span>` : nothing}
  </div>
</div>`;

const paneChoice = ({ id, stage }, { ui }) =>
  choices({
    id: `${id}-panes`,
    label: say("panes"),
    options: OFFERED.map((key) => [key, say(`show_${key}`), say(`show_${key}_help`)]),
    chosen: ui.shown,
    onchoose: (key) => stage.show(key),
    showLabel: false,
  });

const viewChoice = ({ id, views }, { ui }) =>
  choices({
    id: `${id}-view`,
    label: say("view"),
    options: viewIcons.map(([name, icon]) => [name, html`${icon}<span class="fm-sr">${say(name)}</span>`, say(name)]),
    chosen: ui.view,
    disabled: ui.flat, // a drawing that cannot be turned
    onchoose: (name) => views.look(name),
    showLabel: false,
  });

const closeUps = ({ views }, { ui }) => html`<select
  aria-label=${say("close_up")} title=${say("close_up_help")} ?disabled=${ui.flat}
  @change=${(event) => views.look(ui.view, event.currentTarget.value || null)}
>
  ${options([["", say("whole_face")], ...ui.closeUps.map((name) => [name, say(`close_${name}`)])], ui.closeUp ?? "")}
</select>`;

const overlayButtons = ({ stage, without }, { ui }) =>
  Object.entries(OVERLAYS).filter(([name]) => !without.includes(name)).map(([name, key]) => html`<button
    type="button" class="fm-button" data-overlay=${name} title="${say(`overlay_${name}_help`)} (${key.toUpperCase()})"
    aria-pressed=${ui.overlays.includes(name)} ?disabled=${ui.flat} @click=${() => stage.toggle(name)}
  >${say(`overlay_${name}`)}</button>`);

const toneChoice = ({ id, stage }, { ui }) =>
  choices({
    id: `${id}-tone`,
    label: say("tone"),
    options: TONES.map((tone) => [tone, say(tone)]),
    chosen: ui.tone,
    onchoose: (tone) => stage.setTone(tone),
  });

const tools = ({ actions }, { state, ui }) => html`${tool("keep_a", actions.keep)}
  ${tool("take_a", actions.take, { hidden: ui.shown !== "plans", disabled: !state.kept })}
  ${tool("save_picture", actions.save)} ${tool("projector", actions.project, { pressed: ui.projector })}
  ${tool("atlas", () => actions.atlas(), { pressed: ui.atlas.open })}`;

const tool = (key, onclick, more) => button(key, onclick, { about: say(`${key}_help`), ...more });
