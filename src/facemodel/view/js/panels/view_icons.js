// Small drawings of the views: what tells them apart at 22 px are outline, nose and eyes.

import { html } from "lit-html";

const FRONT = "M12 3c4.4 0 7 3.3 7 8.2S15.6 21 12 21 5 16.1 5 11.2 7.6 3 12 3Z";
const PATHS = {
  profile_right: "M8 3.5c5-1.6 9.5 1 9.5 6 0 1.2-.1 1.7 0 2l2.3 3.2-2 .8.2 1.7-.7 1 .3 1.3c-.3 1.4-2.3 1.2-4 1.2V22H6v-4.5C3.5 15 3 6.5 8 3.5ZM14.5 10h1.5",
  three_quarter_right: `${FRONT}M15.5 10l2 4.5-2.5.3M9.5 10h2M15.2 9.9h1.3M11.5 17.5h4`,
  front: `${FRONT}M12 10l-1.2 4.5h2.4M8 10h2M14 10h2M9.7 17.5h4.6`,
  three_quarter: `${FRONT}M8.5 10l-2 4.5 2.5.3M14.5 10h-2M8.8 9.9H7.5M12.5 17.5h-4`,
  profile: "M16 3.5c-5-1.6-9.5 1-9.5 6 0 1.2.1 1.7 0 2l-2.3 3.2 2 .8-.2 1.7.7 1-.3 1.3c.3 1.4 2.3 1.2 4 1.2V22H18v-4.5C20.5 15 21 6.5 16 3.5ZM9.5 10H8",
  below: "M12 5c4.6 0 7.5 2.3 7.5 6.5 0 4-3 8-7.5 8s-7.5-4-7.5-8C4.5 7.3 7.4 5 12 5ZM12 7l-2.2 3.5h4.4ZM9 14h6",
};

const draw = (path) => html`<svg viewBox="0 0 24 24" class="fm-icon" aria-hidden="true"><path d=${path}></path></svg>`;

/** Signs of buttons that have no room for their words. */
export const signs = {
  undo: draw("M9 4 4 9l5 5M4 9h10a5.5 5.5 0 0 1 0 11h-3"),
  redo: draw("M15 4l5 5-5 5M20 9H10a5.5 5.5 0 0 0 0 11h3"),
  projector: draw("M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5"),
  help: "?",
};

/** [name, drawing] from their right profile to their left, then from below. */
export const viewIcons = Object.entries(PATHS).map(([name, path]) => [name, draw(path)]);
