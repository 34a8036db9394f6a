// What the picture does under a pointer: close-ups, clicks on the skin, and the name of a muscle.

import { muscleWords } from "../overlays/tip.js";

const STILL_PX = 4; // a press that moves less is a click

/**
 * @param app { meta, ui, stage, views, actions }
 * @returns listeners by event
 */
export function pointerOf(app) {
  let down = [0, 0];
  const tip = createTip(app);
  return {
    pointerleave: tip.hide,
    pointermove: tip.follow,
    pointerdown(event) {
      down = [event.clientX, event.clientY];
      tip.hide();
    },
    click(event) {
      if (Math.hypot(event.clientX - down[0], event.clientY - down[1]) > STILL_PX || event.detail > 1) return;
      const hit = app.stage.scene.pick?.(event.clientX, event.clientY);
      if (hit) app.actions.picked(hit);
    },
    dblclick(event) {
      const part = app.stage.scene.partAt?.(event.clientX, event.clientY);
      if (part) app.views.close(part);
    },
  };
}

/** Shows the muscle under the pointer, once a frame. */
function createTip({ meta, ui, stage }) {
  let queued = 0;
  return { follow, hide };

  function hide() {
    cancelAnimationFrame(queued);
    queued = 0;
    ui.set({ tip: null });
  }

  function follow(event) {
    if (event.buttons) return;
    const box = event.currentTarget.getBoundingClientRect();
    const point = [event.clientX - box.left, event.clientY - box.top];
    queued ||= requestAnimationFrame(() => {
      queued = 0;
      const found = stage.overlays.muscleAt(stage.scene, point);
      ui.set({ tip: found && { words: muscleWords(meta, found), x: point[0], y: point[1], wide: box.width, high: box.height } });
    });
  }
}
