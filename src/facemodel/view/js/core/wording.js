// A case and its side effects in words, the same as view/wording.py and clinic/side_effects.py. No DOM.

import { SEVERITY } from "./case.js";
import { FARTHER_MM } from "./doses.js";
import { conditionName, expressionName, fill, plain, say } from "./messages.js";
import { kindOf } from "./side_effects.js";

const NEAR = 0.005; // of a named severity

/** "Social smile; hemifacial spasm, left, moderate" */
export function heading(lab, { expression, condition, side, severity, carried }) {
  const kind = lab.conditions.find((one) => one.id === condition);
  const parts = [conditionName(lab, condition, carried)];
  if (kind?.sided) parts.push(say(`side.${side}`));
  const whole = severity === 1 && kind?.severity === 1; // it is all that its name says
  if ((kind?.severities.length ?? 0) > 1 && !whole) parts.push(severityName(severity));
  const text = `${expressionName(lab, expression)}; ${parts.join(", ")}`;
  return text[0].toUpperCase() + text.slice(1);
}

function severityName(share) {
  const named = Object.entries(SEVERITY).find(([, grade]) => Math.abs(share - grade) < NEAR);
  return named ? say(`severity.${named[0]}`) : say("severity.share", { share: share.toFixed(2) });
}

/** A flagged side effect or a dose over a ceiling in words; the same as clinic/side_effects.py says. */
export function sideEffect(one, lab, muscles) {
  const { ceiling, side, given } = one;
  if (ceiling) return `${fill(ceiling.sentence, { given: +given.toFixed(2), limit: ceiling.limit, side })}.`;
  const kind = kindOf(lab, one.name);
  const says = kind.sentence
    .replaceAll("{side}", one.side)
    .replace(/\{(\w+):z?\.(\d)f\}/g, (_, figure, digits) => one[figure].toFixed(+digits).replace(/^-(?=[0.]+$)/, ""));
  const { side_effect, away, over } = lab.statements;
  return fill(side_effect, {
    says,
    way: kind.flagged,
    threshold: `${+kind.threshold.toPrecision(6)} ${kind.unit}`,
    muscle: plain(muscles[one.muscle]),
    percent: Math.round(100 * one.lost),
    units: one.units.toFixed(2),
    from_units: one.fromUnits.toFixed(2),
    point: one.from + 1,
    where: one.distance >= 1 ? fill(away, { mm: Math.round(one.distance) }) : over,
    away_mm: FARTHER_MM,
    farther: one.farther.toFixed(2),
  });
}
