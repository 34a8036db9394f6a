// A small note beside the pointer: which muscle it is on, what that does and how hard it pulls.

import { h } from "../panels/dom.js";
import { muscleName, say } from "../core/messages.js";

const AWAY = 14; // px from the pointer

/** @returns { element, follow(picture, muscleAt) }; muscleAt([x, y]) => { muscle, frame } or null */
export function muscleTip({ muscles, lab }) {
  const element = h("div", { class: "fm-tip", role: "tooltip", hidden: true });
  let queued = 0;

  function follow(picture, muscleAt) {
    const hide = () => {
      cancelAnimationFrame(queued);
      queued = 0;
      element.hidden = true;
    };
    picture.addEventListener("pointerleave", hide);
    picture.addEventListener("pointerdown", hide);
    picture.addEventListener("pointermove", (event) => {
      if (event.buttons) return;
      const box = picture.getBoundingClientRect();
      const point = [event.clientX - box.left, event.clientY - box.top];
      queued ||= requestAnimationFrame(() => {
        queued = 0;
        show(muscleAt(point), point, box);
      });
    });
  }

  function show(found, [x, y], box) {
    element.hidden = !found;
    if (!found) return;
    element.replaceChildren(...words(found).map((text, k) => h(k ? "p" : "strong", {}, text)));
    const left = x + AWAY + element.offsetWidth > box.width ? x - AWAY - element.offsetWidth : x + AWAY;
    element.style.left = `${Math.max(2, left)}px`;
    element.style.top = `${Math.min(y + AWAY, box.height - element.offsetHeight - 2)}px`;
  }

  function words({ muscle, frame: { activation, remaining } }) {
    const name = muscles[muscle];
    const side = name.match(/_(left|right)$/)?.[1];
    const [pull, left] = [activation[muscle], remaining ? remaining[muscle] : 1].map((x) => Math.round(100 * x));
    const stem = name.replace(/_(left|right)$/, "");
    return [
      side ? say("muscle_hover", { muscle: muscleName(name), side: say(side) }) : muscleName(name),
      lab.actions[stem] ?? "",
      pull < 0 ? say("muscle_slack", { percent: -pull }) : say("muscle_pull", { percent: pull }),
      ...(left < 100 ? [say("muscle_left", { percent: left })] : []),
    ];
  }

  return { element, follow };
}
