// A case and its side effects in words, the same as view/wording.py and clinic/findings.py. No DOM.

import { OWN, SEVERITY } from "./case.js";
import { conditionName, expressionName, plain, say } from "./messages.js";

const NEAR = 0.005; // of a named severity

/** "Social smile; hemifacial spasm, left, moderate" */
export function heading(lab, { expression, condition, side, severity }) {
  const kind = lab.conditions.find((one) => one.id === condition);
  const parts = [condition === OWN ? say("menu.own_condition") : conditionName(lab, condition)];
  if (kind?.sided) parts.push(say(`side.${side}`));
  const whole = severity === 1 && kind?.severity === 1; // it is all that its name says
  if ((kind?.severities.length ?? 0) > 1 && !whole) parts.push(severityName(severity));
  const text = `${expressionName(expression)}; ${parts.join(", ")}`;
  return text[0].toUpperCase() + text.slice(1);
}

function severityName(share) {
  const named = Object.entries(SEVERITY).find(([, grade]) => Math.abs(share - grade) < NEAR);
  return named ? say(`severity.${named[0]}`) : say("severity.share", { share: share.toFixed(2) });
}

/** The sentence of a complication; the same words as clinic/side_effects.py and findings.py. */
export function complication(one, lab, muscles) {
  const kind = lab.complications.find(({ name }) => name === one.name);
  const says = kind.says
    .replaceAll("{side}", one.side)
    .replace(/\{(\w+):z?\.(\d)f\}/g, (_, figure, digits) => one[figure].toFixed(+digits).replace(/^-(?=[0.]+$)/, ""));
  return say("side_effect.sentence", {
    says,
    way: say(kind.kept ? "side_effect.below" : "side_effect.above"),
    threshold: `${+kind.threshold.toPrecision(6)} ${kind.unit}`,
    muscle: plain(muscles[one.muscle]),
    percent: Math.round(100 * one.lost),
    units: one.units.toFixed(2),
    from_units: one.fromUnits.toFixed(2),
    point: one.from + 1,
    where: one.distance >= 1 ? say("side_effect.away", { mm: Math.round(one.distance) }) : say("side_effect.over_it"),
    farther: one.farther.toFixed(2),
  });
}
