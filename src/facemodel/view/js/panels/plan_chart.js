// The curve of a plan as a drawing: how much movement the weakest task preserves, and the asymmetry that stays.

import { html, svg } from "lit-html";
import { guard } from "lit-html/directives/guard.js";
import { say } from "../core/messages.js";

const WIDE = 460;
const HIGH = 190;
const EDGE = { left: 48, right: 12, top: 12, bottom: 38 };
const AIR = 1.08; // of the height, above the highest point

/** @param onpick (which point of the curve) when it is clicked */
export const planChart = ({ proposal, at }, onpick) => html`<svg viewBox="0 0 ${WIDE} ${HIGH}" class="fm-curve" aria-hidden="true">
  ${proposal ? guard([proposal, at], () => drawing(proposal, at, onpick)) : ""}
</svg>`;

function drawing(proposal, at, onpick) {
  const { x, y, lowX, highY } = scales(proposal);
  const bottom = HIGH - EDGE.bottom;
  const right = WIDE - EDGE.right;
  const level = y(proposal.untouched_mm);
  return svg`
    <path class="fm-axis" d="M${EDGE.left} ${EDGE.top}V${bottom}H${right}"></path>
    <path class="fm-untouched" d="M${EDGE.left} ${level}H${right}"></path>
    ${text(right, level - 4, "end", say("plan.untouched"))}
    ${[0, 0.25, 0.5, 0.75, 1].map((s) => lowX + s * (1 - lowX)).map((v) => text(x(v), bottom + 15, "middle", `${Math.round(100 * v)} %`))}
    ${[0, 0.5, 1].map((s) => (s * highY) / AIR).map((v) => text(EDGE.left - 5, y(v) + 4, "end", v.toFixed(1)))}
    ${text((EDGE.left + right) / 2, HIGH - 5, "middle", say("plan.axis_preserved"))}
    <text transform="translate(12 ${(bottom + EDGE.top) / 2}) rotate(-90)" text-anchor="middle">${say("plan.axis_asymmetry")}</text>
    <path class="fm-line" d=${proposal.curve.map((one, k) => `${k ? "L" : "M"}${x(one.least_kept)} ${y(one.mirror_mm)}`).join("")}></path>
    ${proposal.curve.map((one, k) => svg`<circle
      class="fm-dot ${k === at ? "fm-here" : ""}" cx=${x(one.least_kept)} cy=${y(one.mirror_mm)} r=${k === at ? 7 : 4} @click=${() => onpick(k)}
    ></circle>`)}`;
}

function scales({ curve, untouched_mm }) {
  const lowX = Math.min(0.95, Math.floor(Math.min(...curve.map((one) => one.least_kept)) * 10) / 10);
  const highY = Math.max(untouched_mm, ...curve.map((one) => one.mirror_mm)) * AIR || 1;
  return {
    lowX,
    highY,
    x: (v) => EDGE.left + ((v - lowX) / (1 - lowX)) * (WIDE - EDGE.left - EDGE.right),
    y: (v) => EDGE.top + (1 - v / highY) * (HIGH - EDGE.top - EDGE.bottom),
  };
}

const text = (x, y, anchor, words) => svg`<text x=${x} y=${y} text-anchor=${anchor}>${words}</text>`;
