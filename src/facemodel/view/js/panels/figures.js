// The row of figures under the picture: symmetry, difference, movement and range, before and after.

import { h, setText } from "./dom.js";
import { say } from "../core/messages.js";

const THIRDS = ["upper", "middle", "lower"];
const SIDES = ["right", "left"]; // as they stand on the screen

/** @returns { element, update(figures, lab) } */
export function figureRow() {
  const symmetry = pair("fm-big");
  const bar = symmetryBar();
  const band = h("p", { class: "fm-small" });
  const thirds = THIRDS.map((name) => [name, pair()]);
  const difference = pair("fm-big");
  const differences = THIRDS.map((name) => [name, pair()]);
  const bySide = (make) => Object.fromEntries(SIDES.map((side) => [side, make()]));
  const rows = [
    ["brow", true],
    ["lids", false],
    ["corner", true],
    ["gap", false],
    ["own", true],
  ].map(([key, ranged]) => ({ key, now: bySide(pair), kept: ranged ? bySide(cell) : null }));
  const whole = bySide(cell);
  const width = pair();
  const element = h(
    "section",
    { class: "fm-figures", "aria-label": say("figures") },
    h("div", { class: "fm-card" }, heading("symmetry"), h("p", {}, symmetry.element), bar.element, band, list(thirds)),
    h("div", { class: "fm-card" }, heading("difference"), h("p", {}, difference.element), list(differences)),
    h("div", { class: "fm-card fm-card-wide" }, table(rows, whole), h("p", { class: "fm-small" }, `${say("mouth_width")} `, width.element)),
  );

  return {
    element,
    update(figures, lab, expression) {
      const about = lab.expressions.find((one) => one.id === expression) ?? lab.own_expression;
      const limit = about.detectable_mm;
      const [mean, spread] = about.healthy_symmetry;
      const healthy = [mean - spread, Math.min(100, mean + spread)];
      symmetry.set(figures.symmetry, percent, 0.5);
      symmetry.element.title = figures.symmetry.every(Number.isFinite) ? "" : say("no_movement");
      bar.set(figures.symmetry, healthy);
      setText(band, say("symmetry_note", { mean, spread }));
      for (const [name, one] of thirds) one.set(figures.thirds[name], percent, 0.5);
      // no detectable change is published for a mean over the whole skin; points alone are marked
      difference.set(figures.difference.whole, mm, 0.05);
      for (const [name, one] of differences) one.set(figures.difference[name], millimetres, 0.05);
      for (const { key, now, kept } of rows)
        for (const side of SIDES) {
          now[side].set(figures[key][side], millimetres, 0.05, limit);
          if (kept) setText(kept[side], percent(keptOf(figures, key, side)));
        }
      for (const side of SIDES) setText(whole[side], percent(figures.range.side[side]));
      width.set(figures.width, mm, 0.05, limit);
    },
  };
}

/** Per cent of its range that a point keeps, or of its own movement that the expression keeps. */
const keptOf = ({ range, own }, key, side) => (key === "own" ? (100 * own[side][1]) / own[side][0] : range[key][side]);

export const percent = (x) => (Number.isFinite(x) ? `${Math.round(x)} %` : "–");
export const millimetres = (x) => (Number.isFinite(x) ? x.toFixed(1) : "–");
export const mm = (x) => `${millimetres(x)} mm`;
const cell = () => h("td", { class: "fm-number fm-kept" });
const heading = (key) => h("h3", { title: say(`${key}_help`) }, say(key));
const list = (rows) =>
  h("dl", { class: "fm-thirds" }, ...rows.map(([name, one]) => h("div", {}, h("dt", {}, say(name)), h("dd", {}, one.element))));

/** "11.4 → 7.1": before in blue, after in vermillion, "=" when equal, pale when nobody could measure the change. */
export function pair(className = "") {
  const before = h("span", { class: "fm-before" });
  const sign = h("span", { class: "fm-sign" });
  const after = h("span", { class: "fm-after" });
  const element = h("span", { class: `fm-pair ${className}` }, before, sign, after);
  return {
    element,
    set([a, b], format, same, limit = 0) {
      setText(before, format(a).replace(/ mm$/, "")); // the unit once, behind the second figure
      const change = Math.abs(b - a);
      const equal = change < same || (Number.isNaN(a) && Number.isNaN(b));
      setText(sign, equal ? " = " : " → ");
      setText(after, format(b));
      const faint = !equal && change < limit; // never for what cannot be told: NaN
      element.classList.toggle("fm-faint", faint);
      element.title = faint ? say("within", { limit }) : "";
    },
  };
}

function table(rows, whole) {
  return h(
    "table",
    {},
    h(
      "thead",
      {},
      h("tr", {}, h("td", {}), ...SIDES.map((side) => h("th", { scope: "colgroup", colspan: 2 }, say(`their_${side}`)))),
      h(
        "tr",
        { class: "fm-small" },
        h("td", {}),
        ...SIDES.flatMap(() => [h("th", { scope: "col" }, say("movement")), h("th", { scope: "col", title: say("range_help") }, say("kept"))]),
      ),
    ),
    h(
      "tbody",
      {},
      ...rows.map(({ key, now, kept }) =>
        h("tr", {}, h("th", { scope: "row", title: say(`${key}_help`) }, say(key)), ...SIDES.flatMap((side) => [h("td", { class: "fm-number" }, now[side].element), kept ? kept[side] : h("td", {})])),
      ),
      h("tr", {}, h("th", { scope: "row", title: say("range_help") }, say("whole_side")), ...SIDES.flatMap((side) => [h("td", {}), whole[side]])),
    ),
  );
}

/** A line from 0 to 100 % with the healthy band and the two values on it. */
function symmetryBar() {
  const band = h("span", { class: "fm-band" });
  const before = h("span", { class: "fm-tick fm-tick-before" });
  const after = h("span", { class: "fm-tick fm-tick-after" });
  const at = (x) => `${Math.min(100, Math.max(0, x))}%`;
  return {
    element: h("div", { class: "fm-scale", "aria-hidden": "true" }, band, before, after),
    set([a, b], [low, high]) {
      band.style.left = at(low);
      band.style.width = `${high - low}%`;
      for (const [tick, value] of [[before, a], [after, b]]) {
        tick.hidden = !Number.isFinite(value);
        tick.style.left = at(value);
      }
    },
  };
}
