// The line of menus on top: expression, condition, side, severity, person.

import { choices, h, menu } from "./dom.js";
import { conditionName, expressionName, say } from "../core/messages.js";
import { peopleMenu } from "./people.js";
import { slider } from "./slider.js";

const TAKE = "take"; // stands in the menu of expressions while a recording is shown

/** @param hints whether a condition may be named and chosen; @returns { element, update(state) } */
export function toolbar(bundle, store, hints = true) {
  const { lab } = bundle.meta;
  const groups = ["task", "face"].map((group) => [
    say(group === "task" ? "tasks" : "faces"),
    lab.expressions.filter((one) => one.group === group).map((one) => [one.id, expressionName(one.id)]),
  ]);
  const expression = menu(say("expression"), groups, (id) => store.change(id === TAKE ? { replay: 0 } : { expression: id, replay: null }));
  const condition = menu(say("condition"), [[null, lab.conditions.map((one) => [one.id, one.label])]], (id) =>
    store.change({ condition: id, severity: lab.conditions.find((one) => one.id === id)?.severity ?? 0 }),
  );
  const side = choices(
    say("side"),
    [["right", say("their_right")], ["left", say("their_left")]],
    (value) => store.change({ side: value }),
  );
  const severity = slider({
    label: say("severity"),
    name: "severity",
    resets: false,
    onmove: (share, { held }) => store.change({ severity: share }, { gesture: "severity", held }),
  });
  const people = peopleMenu(bundle, store);
  return {
    element: h(
      "div",
      { class: "fm-toolbar" },
      expression.element,
      ...(hints ? [condition.element, side.element, h("div", { class: "fm-severity" }, severity.element), people.element] : []),
    ),
    update(state) {
      state.replay === null ? expression.set(state.expression, expressionName(state.expression)) : expression.set(TAKE, say("replay"));
      condition.set(state.condition, conditionName(lab, state.condition));
      const kind = lab.conditions.find((one) => one.id === state.condition);
      side.set(state.side);
      side.enable(kind?.sided ?? false);
      people.update(state);
      severity.set(state.severity);
      severity.enable((kind?.severities.length ?? 0) > 1);
    },
  };
}
