// Dose mode: points on the skin with units and depth, what they do on the day shown, and what they spoil.

import { freshId, h, menu, setText } from "./dom.js";
import { muscleName, plain, say } from "../core/messages.js";

const STEP_U = 0.25;
const STEP_MM = 0.5;
const NEW_U = 2.5;

/**
 * @param actions { add(place), change(k, patch, gesture), remove(k), clear(), show(task, side) }
 * @returns { element, update({ injections, over, effects, spoiled, day, largest }) }
 */
export function dosePanel({ muscles, lab }, actions) {
  const choice = menu(
    say("place_over"),
    ["right", "left"].map((side) => [
      say(`their_${side}`),
      muscles.filter((name) => name.endsWith(`_${side}`) && name in lab.spread.middles).map((name) => [name, muscleName(name)]),
    ]),
    () => {},
  );
  const add = button("add_point", () => actions.add({ muscle: choice.select.value }));
  const clear = button("clear_points", actions.clear);
  const rows = h("tbody", {});
  const table = h(
    "table",
    { class: "fm-points" },
    h("caption", { class: "fm-sr" }, say("points")),
    h("thead", {}, h("tr", {}, ...["point", "over_muscle", "units", "depth", "given", "take_out"].map((key) => h("th", { scope: "col" }, say(key))))),
    rows,
  );
  const total = h("p", { class: "fm-small" });
  const effects = h("ul", { class: "fm-effects" });
  const notes = h("ul", { class: "fm-complications", "aria-label": say("spoils"), "aria-live": "polite" });
  const element = h(
    "section",
    { class: "fm-panel fm-dose", "aria-label": say("mode_dose") },
    h("p", {}, say("dose_hint")),
    h("div", { class: "fm-buttons fm-add" }, choice.element, add, clear),
    table,
    total,
    h("div", { class: "fm-two" }, h("div", {}, h("h3", {}, say("effects")), effects), h("div", {}, h("h3", {}, say("spoils")), notes)),
    h("p", { class: "fm-small" }, say("not_interchangeable")),
  );
  let drawn = [];

  return { element, update };

  function update({ injections, over, effects: weaker, spoiled, day }) {
    while (drawn.length > injections.length) drawn.pop().element.remove();
    while (drawn.length < injections.length) {
      const row = pointRow(drawn.length);
      drawn.push(row);
      rows.append(row.element);
    }
    injections.forEach((one, k) => drawn[k].set(one, over[k]));
    table.hidden = !injections.length;
    clear.disabled = !injections.length;
    const sum = injections.reduce((all, one) => all + one.dose_units, 0);
    setText(total, injections.length ? say(injections.length === 1 ? "total_one" : "total_units", { points: injections.length, units: number(sum), day: Math.round(day) }) : say("no_points"));
    refill(effects, weaker.length ? weaker.map(({ muscle, lost }) => say("effect", { muscle: sided(muscles[muscle]), percent: Math.round(100 * lost) })) : [say("no_effect")]);
    notes.replaceChildren(...(spoiled.length ? spoiled.map(note) : [h("li", { class: "fm-small" }, say(injections.length ? "spoils_nothing" : "no_points"))]));
  }

  function note(one) {
    return h(
      "li",
      {},
      complication(one, lab, muscles),
      " ",
      h("button", { type: "button", class: "fm-link", onclick: () => actions.show(one) }, say("show_me")),
    );
  }

  function pointRow(k) {
    const field = (key, low, high, step, write) => {
      const input = h("input", { type: "number", id: freshId(key), min: low, max: high, step, "aria-label": `${say("point")} ${k + 1}, ${say(key)}` });
      const commit = () => {
        const value = Math.min(high, Math.max(low, +input.value));
        if (Number.isFinite(value) && input.value !== "") write(value, `${key} ${k}`);
      };
      input.addEventListener("input", () => +input.value >= low && +input.value <= high && commit());
      input.addEventListener("change", commit);
      return input;
    };
    const units = field("units", STEP_U, lab.spread.largest_dose_units, STEP_U, (dose_units, gesture) => actions.change(k, { dose_units }, gesture));
    const depth = field("depth", 0, 50, STEP_MM, (depth_mm, gesture) => actions.change(k, { depth_mm }, gesture));
    const given = field("given", 0, 365, 1, (day, gesture) => actions.change(k, { day }, gesture));
    const place = h("td", {});
    const element = h(
      "tr",
      {},
      h("th", { scope: "row" }, String(k + 1)),
      place,
      ...[units, depth, given].map((input) => h("td", {}, input)),
      h("td", {}, h("button", { type: "button", class: "fm-link", onclick: () => actions.remove(k), "aria-label": `${say("take_out")} ${say("point")} ${k + 1}` }, "✕")),
    );
    const write = (input, value) => {
      if (document.activeElement !== input && input.value !== String(value)) input.value = String(value);
    };
    return {
      element,
      set(one, over) {
        setText(place, over);
        write(units, one.dose_units);
        write(depth, round(one.depth_mm ?? lab.spread.usual_depth_mm));
        write(given, one.day);
      },
    };
  }
}

/** A new point of a case, as case/case.py writes injections. */
export const newPoint = (place, depth, day) => ({
  dose_units: NEW_U,
  muscle: place.muscle ?? null,
  landmark: null,
  point_mm: place.point_mm ?? null,
  day,
  volume_ml: 0.1,
  depth_mm: depth,
});

/** The sentence of a complication; the same words as clinic/side_effects.py and findings.py. */
export function complication(one, lab, muscles) {
  const kind = lab.complications.find(({ name }) => name === one.name);
  const says = kind.says
    .replaceAll("{side}", one.side)
    .replace(/\{(\w+):z?\.(\d)f\}/g, (_, figure, digits) => one[figure].toFixed(+digits).replace(/^-(?=[0.]+$)/, ""));
  return say("complication", {
    says,
    way: say(kind.kept ? "flag_below" : "flag_above"),
    threshold: `${+kind.threshold.toPrecision(6)} ${kind.unit}`,
    muscle: plain(muscles[one.muscle]),
    percent: Math.round(100 * one.lost),
    units: one.units.toFixed(2),
    from_units: one.fromUnits.toFixed(2),
    point: one.from + 1,
    where: one.distance >= 1 ? say("away", { mm: Math.round(one.distance) }) : say("lies_over"),
    farther: one.farther.toFixed(2),
  });
}

function refill(list, texts) {
  const old = [...list.children].map((item) => item.textContent);
  if (old.length !== texts.length || old.some((text, k) => text !== texts[k])) list.replaceChildren(...texts.map((text) => h("li", {}, text)));
}

const sided = (name) => `${say(name.endsWith("_left") ? "left" : name.endsWith("_right") ? "right" : "middle")} ${muscleName(name)}`;
const number = (x) => String(+x.toFixed(2));
const round = (x) => +x.toFixed(1);
const button = (key, onclick) => h("button", { type: "button", class: `fm-button fm-do-${key}`, onclick }, say(key));
