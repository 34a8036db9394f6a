// Keys for the whole screen.

import { OVERLAYS } from "../overlays/overlays.js";

const TAKES_SPACE = "button, summary, a, select, input[type=radio], input[type=checkbox]";
const TYPES_LETTERS = (target) => target.matches?.("select, textarea, input:not([type=range]):not([type=radio]):not([type=checkbox])");

/**
 * Listens on `root` while the focus is inside it.
 * @param actions { task(n), undo(), redo(), panes(), otherPanes(), view(by), frame(), keep(), overlay(name), atlas(), play() -> whether there was anything, projector(), help(), escape() }
 * @returns stop listening
 */
export function listen(root, actions) {
  const onkey = (event) => {
    const key = event.key.toLowerCase();
    if ((event.ctrlKey || event.metaKey) && !event.altKey) {
      if (key === "z") return done(event, event.shiftKey ? actions.redo : actions.undo);
      if (key === "y") return done(event, actions.redo);
      return;
    }
    if (event.altKey || TYPES_LETTERS(event.target)) return;
    if (key === " " && !event.target.matches?.(TAKES_SPACE)) return void (actions.play() && done(event, () => {}));
    if (/^[1-5]$/.test(key)) return done(event, () => actions.task(+key - 1));
    const action = {
      b: event.shiftKey ? actions.otherPanes : actions.panes,
      v: () => actions.view(event.shiftKey ? -1 : 1),
      f: actions.frame,
      k: actions.keep,
      p: actions.projector,
      t: actions.atlas,
      "?": actions.help,
      escape: actions.escape,
    }[key];
    if (action) return done(event, action);
    const overlay = Object.keys(OVERLAYS).find((name) => OVERLAYS[name] === key);
    if (overlay && !event.shiftKey) done(event, () => actions.overlay(overlay));
  };
  root.addEventListener("keydown", onkey);
  window.addEventListener("keydown", shield, true);
  return () => {
    root.removeEventListener("keydown", onkey);
    window.removeEventListener("keydown", shield, true);
  };

  // JupyterLab's command mode would cut or convert the cell on plain letters (X, B, M, 1 ...); its own
  // Ctrl keys (save ...) stay. Its selectors end in ":focus", so the focused element must carry the mark.
  function shield(event) {
    if (!root.contains(event.target)) return;
    const ours = !(event.ctrlKey || event.metaKey) || ["z", "y"].includes(event.key.toLowerCase());
    event.target.toggleAttribute("data-lm-suppress-shortcuts", ours);
  }
}

function done(event, action) {
  event.preventDefault();
  event.stopPropagation();
  action();
}
