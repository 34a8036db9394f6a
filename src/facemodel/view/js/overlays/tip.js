// A small note beside the pointer: which muscle it is on, what that does and how hard it pulls.

import { html } from "lit-html";
import { muscleName, say } from "../core/messages.js";

const AWAY = 14; // px from the pointer

/** @param tip { words, x, y in px of the picture, wide, high of it } or null; it opens to where there is more room */
export function tipNote(tip) {
  if (!tip) return html`<div class="fm-tip" role="tooltip" hidden></div>`;
  const { words, x, y, wide, high } = tip;
  const across = x < wide / 2 ? `left: ${x + AWAY}px` : `right: ${wide - x + AWAY}px`;
  const down = y < high / 2 ? `top: ${y + AWAY}px` : `bottom: ${high - y + AWAY}px`;
  return html`<div class="fm-tip" role="tooltip" style="${across}; ${down}">
    ${words.map((text, k) => (k ? html`<p>${text}</p>` : html`<strong>${text}</strong>`))}
  </div>`;
}

/** What is said of a muscle in a frame: its name, what it does, how hard it pulls, what is left of its strength. */
export function muscleWords({ muscles, lab }, { muscle, frame: { activation, remaining } }) {
  const name = muscles[muscle];
  const side = name.match(/_(left|right)$/)?.[1];
  const [pull, left] = [activation[muscle], remaining ? remaining[muscle] : 1].map((x) => Math.round(100 * x));
  const action = lab.actions[name.replace(/_(left|right)$/, "")];
  return [
    side ? say("muscle.with_side", { muscle: muscleName(name), side: say(`side.${side}`) }) : muscleName(name),
    ...(action ? [action] : []),
    pull < 0 ? say("muscle.relaxed", { percent: -pull }) : say("muscle.active", { percent: pull }),
    ...(left < 100 ? [say("muscle.remaining", { percent: left })] : []),
  ];
}
