// The picture: a place for the faces, a pen over them, names of the panes, the note at the pointer, legends.

import { html, nothing } from "lit-html";
import { guard } from "lit-html/directives/guard.js";
import { say } from "../core/messages.js";
import { legendBox } from "../overlays/legend.js";
import { tipNote } from "../overlays/tip.js";

export const picture = ({ height, pointer }, { ui }) => html`<div class="fm-stage">
  <div class="fm-frame">
    <div
      class="fm-picture" style=${height ? `--fm-height: ${height}px` : nothing} @pointerleave=${pointer.pointerleave} @pointermove=${pointer.pointermove}
      @pointerdown=${pointer.pointerdown} @click=${pointer.click} @dblclick=${pointer.dblclick}
    ></div>
    <canvas class="fm-ink" aria-hidden="true"></canvas>
    <div class="fm-marks" aria-hidden="true">${ui.marks.map(mark)}</div>
    ${tipNote(ui.tip)}
  </div>
  <p class="fm-note" ?hidden=${!ui.flat}>${ui.flat ? say("notice.no_webgl") : ""}</p>
</div>
<div class="fm-legends" role="group" aria-label=${say("legend.label")}>${guard([ui.legends], () => ui.legends.map(legendBox))}</div>`;

const mark = ({ name, x, y, width, left, right, text, note }) => html`<div class="fm-mark fm-mark-${name}" style="left: ${x}px; top: ${y}px; width: ${width}px">
  <span class="fm-rl">${left}</span><span class="fm-pane-name" data-pane=${name}>${text}${note ? html`<small>${note}</small>` : ""}</span><span class="fm-rl">${right}</span>
</div>`;
