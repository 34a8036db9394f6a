// The few figures that are looked at first, in one line under the picture: before and after, with the healthy band.

import { h, setText } from "./dom.js";
import { millimetres, mm, pair, percent } from "./figures.js";
import { say } from "../core/messages.js";

const SIDES = ["right", "left"]; // as they stand on the screen
const EQUAL = { percent: 0.5, mm: 0.05 }; // what rounding hides

/** @returns { element, update(figures, lab, expression) } */
export function keyFigures() {
  const symmetry = pair("fm-strong");
  const difference = pair("fm-strong");
  const band = h("span", { class: "fm-small" });
  const sided = ["corner", "lids"].map((key) => [key, Object.fromEntries(SIDES.map((side) => [side, pair()]))]);
  const kept = Object.fromEntries(SIDES.map((side) => [side, h("span", { class: "fm-after" })]));
  const bySide = (parts) => SIDES.map((side) => h("span", { class: "fm-side" }, h("span", { class: "fm-small" }, say(side)), " ", parts[side]));
  const element = h(
    "section",
    { class: "fm-key-figures", "aria-label": say("key_figures") },
    item("symmetry", symmetry.element, band),
    item("difference", difference.element),
    ...sided.map(([key, parts]) => item(key, ...bySide({ right: parts.right.element, left: parts.left.element }))),
    item("kept_range", ...bySide(kept)),
  );

  return {
    element,
    update(figures, lab, expression) {
      const about = lab.expressions.find((one) => one.id === expression) ?? lab.own_expression;
      const [mean, spread] = about.healthy_symmetry;
      symmetry.set(figures.symmetry, percent, EQUAL.percent);
      setText(band, say("healthy_band", { low: mean - spread, high: Math.min(100, mean + spread) }));
      difference.set(figures.difference.whole, mm, EQUAL.mm);
      for (const [key, parts] of sided) for (const side of SIDES) parts[side].set(figures[key][side], millimetres, EQUAL.mm, about.detectable_mm);
      for (const side of SIDES) setText(kept[side], percent(figures.range.side[side]));
    },
  };
}

const item = (key, ...parts) =>
  h("div", { class: "fm-key-item" }, h("h3", { title: say(`${key}_help`) }, say(`key_${key}`)), h("p", {}, ...parts));
