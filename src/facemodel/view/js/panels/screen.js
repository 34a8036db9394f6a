// The whole screen as one template of what is so now: menus, sliders on the side they act on, the face, figures.

import { html, nothing } from "lit-html";
import { classMap } from "lit-html/directives/class-map.js";
import { say } from "../core/messages.js";
import layout from "../css/layout.css";
import css from "../css/style.css";
import panels from "../css/panels.css";
import { atlasPanel } from "./atlas.js";
import { column, sidesOf } from "./columns.js";
import { dosePanel } from "./dose.js";
import { figureCards } from "./figures.js";
import { helpPanel } from "./help.js";
import { keyFigures } from "./key_figures.js";
import { noteBox } from "./notes.js";
import { picture } from "./picture.js";
import { planPanel } from "./plan.js";
import { says } from "./says.js";
import { overlayRail, stageBars } from "./stage_bars.js";
import { timeBar } from "./time.js";
import { toolbar } from "./toolbar.js";

/**
 * @param app what stays: model, tables, stores and what buttons do (app.js)
 * @param now what changes: the case, the settings of the screen and what the model says of them (drawing.js)
 */
export const screen = (app, now) => html`<div class=${classMap(looks(app, now))} data-jp-suppress-context-menu>
  <style>${css}${panels}${layout}</style>
  <div class="fm-first">
    ${toolbar(app, now)}
    <div class="fm-middle">
      <div class="fm-side-pane">
        <div class="fm-modes">${dosePanel(app, now)} ${app.plans ? planPanel(app, now) : nothing} ${atlasPanel(app, now)}</div>
        ${sidesOf(now).map((side) => column(app, now, side))}
      </div>
      ${overlayRail(app, now)} ${picture(app, now)}
    </div>
    ${keyFigures(app, now)} ${says(app, now)} ${timeBar(app, now)}
  </div>
  ${stageBars(app, now)} ${figureCards(app, now)}
  <p class="fm-note" ?hidden=${now.ui.alive}>${now.ui.alive ? "" : say("notice.kernel_gone")}</p>
  <p class="fm-note fm-refused" role="alert" ?hidden=${!now.ui.refused}>${now.ui.refused}</p>
  <p class="fm-sr" aria-live="polite" role="status">${now.ui.spoken}</p>
  <p class="fm-banner">${say("notice.educational")} <span>${say("notice.simplified")}</span></p>
  ${helpPanel(app, now)} ${noteBox(app, now)}
</div>`;

const looks = (app, { ui }) => ({
  facemodel: true,
  "fm-dark": ui.dark,
  "fm-narrow": ui.narrow,
  "fm-projector": ui.projector,
  "fm-fills": app.height === null,
  "fm-aside": !ui.narrow && (ui.mode !== "explore" || ui.atlas.open),
});
