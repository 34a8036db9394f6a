// The whole screen as one template of what is so now: menus, sliders on the side they act on, the face, figures.

import { html, nothing } from "lit-html";
import { classMap } from "lit-html/directives/class-map.js";
import { say } from "../core/messages.js";
import css from "../style.css";
import { atlasPanel } from "./atlas.js";
import { column } from "./columns.js";
import { dosePanel } from "./dose.js";
import { figureCards } from "./figures.js";
import { helpPanel } from "./help.js";
import { keyFigures } from "./key_figures.js";
import { picture } from "./picture.js";
import { planPanel } from "./plan.js";
import { stageBars } from "./stage_bars.js";
import { timeBar } from "./time.js";
import { toolbar } from "./toolbar.js";

/**
 * @param app what stays: model, tables, stores and what buttons do (app.js)
 * @param now what changes: the case, the settings of the screen and what the model says of them (drawing.js)
 */
export const screen = (app, now) => html`<div
  class=${classMap({ facemodel: true, "fm-dark": now.ui.dark, "fm-narrow": now.ui.narrow, "fm-projector": now.ui.projector })}
  data-jp-suppress-context-menu
>
  <style>${css}</style>
  ${toolbar(app, now)}
  <div class="fm-middle">
    ${column(app, now, "right")} ${picture(app, now)} ${column(app, now, "left")} ${keyFigures(app, now)}
    <p class="fm-sentence">${now.sentence}</p>
  </div>
  <div class="fm-modes">${dosePanel(app, now)} ${app.hints ? planPanel(app, now) : nothing}</div>
  ${atlasPanel(app, now)} ${timeBar(app, now)} ${stageBars(app, now)} ${figureCards(app, now)}
  <p class="fm-note" ?hidden=${now.ui.alive}>${now.ui.alive ? "" : say("notice.kernel_gone")}</p>
  <p class="fm-sr" aria-live="polite" role="status">${now.ui.spoken}</p>
  <p class="fm-banner">${say("notice.educational")} <span>${say("notice.simplified")}</span></p>
  ${helpPanel(app, now)}
</div>`;
