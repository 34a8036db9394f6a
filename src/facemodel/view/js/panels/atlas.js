// The muscle atlas: one card per muscle, with the face at rest beside the muscle alone at work.

import { choices, h, menu } from "./dom.js";
import { muscleName, plain, regionName, say } from "../core/messages.js";
import { kindOf } from "../core/side_effects.js";

const SIDES = { left: ["left"], right: ["right"], both: ["left", "right"] };
const PANES = ["atlas_rest", "atlas_work"];

/**
 * @param onchange () when another card is to be drawn
 * @returns { button, element, toggle(), open(muscle), shown, frames() }; frames: what stage.draw takes for its panes
 */
export function createAtlas({ meta, arrays }, model, stage, onchange) {
  const { cards, start_share: share } = meta.atlas;
  const stems = Object.keys(cards);
  const buffer = () => ({ activation: new Float64Array(meta.muscles.length), positions: new Float32Array(arrays.rest.length) });
  const buffers = [buffer(), buffer()];
  let stem = stems[0];
  let side = "left";
  let before = "both"; // what the stage showed when the atlas was opened

  const button = h("button", { type: "button", class: "fm-button", "aria-pressed": "false", title: say("atlas_help"), onclick: () => toggle() }, say("atlas"));
  const regions = [...new Set(stems.map((one) => cards[one].region))];
  const list = menu(
    say("atlas_muscle"),
    regions.map((region) => [regionName(region || "atlas_no_region"), stems.filter((one) => cards[one].region === region).map((one) => [one, muscleName(one)])]),
    (one) => open(one),
  );
  const sides = choices(say("atlas_side"), Object.keys(SIDES).map((key) => [key, say(`atlas_${key}`)]), (key) => {
    side = key;
    fill();
  });
  sides.set(side);
  const step = (by) => open(stems[(stems.indexOf(stem) + by + stems.length) % stems.length]);
  const arrow = (key, by) => h("button", { type: "button", class: "fm-button", "aria-label": say(key), title: say(key), onclick: () => step(by) }, by < 0 ? "‹" : "›");
  const rows = h("dl", { class: "fm-atlas-rows" });
  const element = h(
    "section",
    { class: "fm-atlas", "aria-label": say("atlas"), hidden: true },
    h("div", { class: "fm-atlas-bar" }, arrow("atlas_previous", -1), list.element, arrow("atlas_next", 1), sides.element, h("button", { type: "button", class: "fm-button", onclick: () => toggle(false) }, say("close"))),
    rows,
  );

  return {
    button,
    element,
    toggle,
    open,
    get shown() {
      return !element.hidden;
    },
    frames,
  };

  function toggle(yes = element.hidden) {
    if (yes !== element.hidden) return;
    element.hidden = !yes;
    button.setAttribute("aria-pressed", String(yes));
    if (yes) {
      before = stage.shown;
      fill();
      stage.show("atlas");
    } else if (stage.shown === "atlas") stage.show(before);
  }

  function open(name) {
    const one = name.replace(/_(left|right)$/, "");
    if (!(one in cards)) return;
    stem = one;
    if (one !== name) side = name.endsWith("left") ? "left" : "right";
    sides.set(side);
    if (element.hidden) toggle(true);
    else fill();
  }

  function fill() {
    const card = cards[stem];
    const paired = model.index.has(`${stem}_left`);
    list.set(stem, muscleName(stem));
    sides.enable(paired);
    const row = (key, ...content) => h("div", {}, h("dt", {}, say(`atlas_${key}`)), h("dd", {}, ...content));
    const link = (one) => h("button", { type: "button", class: "fm-link", onclick: () => open(one) }, muscleName(one));
    const joined = card.antagonists.flatMap((one, k) => (k ? [", ", link(one)] : [link(one)]));
    rows.replaceChildren(
      row("action", meta.lab.actions[stem]),
      row("branch", card.branch),
      row("units", card.action_units),
      row("shown_by", say("atlas_moves", { landmark: plain(card.landmark), direction: card.direction.split(" ").join(say("also")) })),
      row("antagonists", ...joined),
      row("weak", card.when_weak),
      ...(card.side_effects.length ? [row("side_effects", card.side_effects.map((name) => kindOf(meta.lab, name).label).join(", "))] : []),
      ...(card.lessons.length ? [row("lessons", ...card.lessons.map((text) => h("span", { class: "fm-lesson" }, text)))] : []),
      row("sources", say("atlas_source_words", { geometry: card.geometry, words: card.source, mark: card.mark })),
    );
    onchange();
  }

  /** The two panes: as the picture begins, and the muscle at full contraction. */
  function frames() {
    const card = cards[stem];
    const paired = model.index.has(`${stem}_left`);
    const working = (paired ? SIDES[side].map((one) => `${stem}_${one}`) : [stem]).map((name) => model.index.get(name));
    const lit = new Set(working);
    const poses = buffers.map(({ activation, positions }, k) => {
      activation.fill(0);
      if (card.start) activation[model.index.get(card.start)] = share;
      if (k) for (const m of working) activation[m] = 1;
      return { activation, remaining: null, ...model.frame(activation, positions) };
    });
    return Object.fromEntries(PANES.map((name, k) => [name, { ...poses[k], from: k ? poses[0].positions : poses[k].positions, lit, also: k ? ["muscles", "arrows"] : ["muscles"] }]));
  }
}
