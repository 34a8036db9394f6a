// The line on top: expression, condition, side, severity, person, then how much is shown, undo, projector, help.

import { html, nothing } from "lit-html";
import { OWN, asPerson, personOf } from "../core/case.js";
import { hasFound, say } from "../core/messages.js";
import { button, choices, menu } from "./elements.js";
import { slider } from "./slider.js";
import { signs } from "./view_icons.js";

const FOUND = "found"; // what stands for muscles as found in the menu of conditions
const TAKE = "take"; // what stands for the recording in the menu of expressions
const OTHER = "other"; // somebody whom a case brought along
const DETAILS = ["simple", "expert"];

export const toolbar = (app, now) => html`<div class="fm-top">
  <div class="fm-toolbar">
    ${expressionMenu(app, now)}
    ${app.hints ? html`${conditionMenu(app, now)}${sideChoice(app, now)}<div class="fm-severity"><div class="fm-slider">${severity(app, now)}</div></div>${personMenu(app, now)}` : nothing}
  </div>
  <div class="fm-buttons">
    ${detailChoice(app, now)} ${icon("undo", app.store.undo, { disabled: !app.store.canUndo() })}
    ${icon("redo", app.store.redo, { disabled: !app.store.canRedo() })}
    ${icon("projector", app.actions.project, { label: say("tool.projector"), about: say("tool.projector_help"), pressed: now.ui.projector })}
    ${icon("help", () => app.actions.help(), { pressed: Boolean(now.ui.help) })}
  </div>
</div>`;

function expressionMenu({ id, lab, store }, { state }) {
  const named = ["task", "face"].map((group) => [
    say(`menu.${group}s`),
    lab.expressions.filter((one) => one.group === group).map((one) => [one.id, one.label]),
  ]);
  const own = state.expression === OWN || Object.keys(state.activation).length ? [[OWN, say("menu.own_expression")]] : [];
  const more = [...(state.take ? [[TAKE, say("time.replay")]] : []), ...own];
  return menu({
    id: `${id}-expression`,
    label: say("menu.expression"),
    groups: [...named, [null, more]],
    chosen: state.replay === null ? state.expression : TAKE,
    onchoose: (one) => store.change(one === TAKE ? { replay: 0 } : { expression: one, replay: null }),
  });
}

function conditionMenu({ id, lab, store }, { state }) {
  const own = state.own ? [[OWN, say("menu.own_condition")]] : [];
  const found = hasFound(state.carried) ? [[FOUND, say("menu.found_condition")]] : [];
  return menu({
    id: `${id}-condition`,
    label: say("menu.condition"),
    groups: [[null, [...lab.conditions.map((one) => [one.id, one.label]), ...own, ...found]]],
    chosen: found.length ? FOUND : state.condition,
    onchoose: (one) => one !== FOUND && store.change(named(one, state, lab)),
  });
}

/** A condition by its name, instead of what was found of single muscles. */
function named(condition, { carried }, lab) {
  const { weak, held, ...rest } = carried ?? {};
  return { condition, severity: lab.conditions.find((kind) => kind.id === condition)?.severity ?? 0, carried: rest };
}

const kindOf = (lab, { condition }) => lab.conditions.find((one) => one.id === condition);

const sideChoice = ({ id, lab, store }, { state }) =>
  choices({
    id: `${id}-side`,
    label: say("menu.side"),
    options: ["right", "left"].map((side) => [side, html`<span class="fm-their">${say("side.their")} </span>${say(`side.${side}`)}`]),
    chosen: state.side,
    disabled: !kindOf(lab, state)?.sided,
    onchoose: (side) => store.change({ side }),
  });

const severity = ({ id, lab, store }, { state }) =>
  slider({
    id: `${id}-severity`,
    name: "severity",
    label: say("menu.severity"),
    share: state.severity,
    disabled: (kindOf(lab, state)?.severities.length ?? 0) < 2,
    resets: false,
    onmove: (share, { held }) => store.change({ severity: share }, { gesture: "severity", held }),
  });

function personMenu({ id, bundle, lab: { people }, store }, { state }) {
  const at = personOf(people, state);
  const known = people.map((one, k) => [String(k), k ? say("person.virtual", { number: k, sex: say(`person.${one.sex}`) }) : say("person.average")]);
  return menu({
    id: `${id}-person`,
    label: say("menu.person"),
    groups: [[null, at < 0 ? [...known, [OTHER, say("person.other")]] : known]],
    chosen: at < 0 ? OTHER : String(at),
    onchoose: (one) => one !== OTHER && store.change(asPerson(bundle, store.get(), Number(one))),
  });
}

/** A button with a sign, and its name for those who do not see it. */
const icon = (key, onclick, more = {}) => {
  const label = more.label ?? say(`button.${key}`);
  return button(key, onclick, { text: signs[key], about: label, ...more, label });
};

const detailChoice = ({ id, ui: { set } }, { ui }) =>
  choices({
    id: `${id}-detail`,
    label: say("detail.label"),
    options: DETAILS.map((key) => [key, say(`detail.${key}`), say(`detail.${key}_help`)]),
    chosen: ui.expert ? "expert" : "simple",
    onchoose: (key) => set({ expert: key === "expert" }),
    showLabel: false,
  });
