// The two columns of dampening sliders, one for each side of the person's face.

import { freshId, h } from "./dom.js";
import { muscleName, regionName, say } from "../core/messages.js";
import { slider } from "./slider.js";
import { shareOf, withShare } from "../core/state.js";

const OTHER = { left: "right", right: "left" };

/**
 * A column for one side ("left" or "right" of the person).
 * @param link () => boolean: whether both sides move together
 * @param onpoint (muscle indices, none when it ends) while a slider is pointed at or has the focus
 * @returns { element, update(dampening, overactive: Set of muscle indices) }
 */
export function column(side, { muscles, regions }, store, link, onpoint = () => {}) {
  const index = new Map(muscles.map((name, i) => [name, i]));
  const stems = Object.keys(regions).filter((name) => name.endsWith(`_${side}`)).map((name) => name.slice(0, -side.length - 1));
  const rows = stems.flatMap((stem) => row(stem));
  const element = h(
    "fieldset",
    { class: `fm-column fm-column-${side}` },
    h("legend", {}, say(`their_${side}`)),
    ...rows.map((one) => one.element).filter(Boolean),
  );
  return {
    element,
    update(dampening, overactive) {
      for (const one of rows) {
        const { share, mixed } = shareOf(dampening, one.indices);
        one.slider.set(share, mixed);
        if (one.mark) one.mark.hidden = !one.indices.some((i) => overactive.has(i));
      }
    },
  };

  function row(stem) {
    const members = regions[`${stem}_${side}`];
    const region = control(regionName(stem), `${stem}_${side}`, members, regions[`${stem}_${OTHER[side]}`]);
    const mark = h("span", { class: "fm-over", title: say("overactive"), role: "img", "aria-label": say("overactive") }, "▲");
    region.slider.head.querySelector("label").after(mark);
    region.slider.input.title = say("muscles_in", { muscles: members.map(muscleName).join(", ") });
    const element = h("div", { class: "fm-region" }, region.slider.element);
    if (members.length < 2) return [{ ...region, mark, element }];
    const id = freshId("muscles");
    const single = members.map((name) => control(muscleName(name), name, [name], [other(name)]));
    const list = h("div", { class: "fm-muscles", id, hidden: true }, ...single.map((one) => one.slider.element));
    const toggle = h(
      "button",
      { type: "button", class: "fm-more", "aria-expanded": "false", "aria-controls": id, title: say("more", { region: regionName(stem) }) },
      h("span", { "aria-hidden": "true" }, "▸"),
      h("span", { class: "fm-sr" }, say("more", { region: `${say(`their_${side}`)} ${regionName(stem)}` })),
    );
    toggle.addEventListener("click", () => {
      list.hidden = !list.hidden;
      toggle.setAttribute("aria-expanded", String(!list.hidden));
    });
    mark.after(toggle);
    element.append(list);
    return [{ ...region, mark, element }, ...single];
  }

  function control(label, name, members, opposite) {
    const indices = members.map((muscle) => index.get(muscle));
    const mirrored = opposite.map((muscle) => index.get(muscle));
    const made = {
      indices,
      slider: slider({
        label,
        name,
        context: say(`their_${side}`),
        onmove(share, { held, shift }) {
          const moved = link() || shift ? [...indices, ...mirrored] : indices;
          store.change({ dampening: withShare(store.get().dampening, moved, share) }, { gesture: name, held });
        },
      }),
    };
    for (const [event, list] of [["pointerenter", indices], ["focusin", indices], ["pointerleave", []], ["focusout", []]])
      made.slider.element.addEventListener(event, () => onpoint(list));
    return made;
  }
}

const other = (name) => (name.endsWith("_left") ? name.replace(/_left$/, "_right") : name.replace(/_right$/, "_left"));
