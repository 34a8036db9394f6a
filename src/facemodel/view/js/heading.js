// A case in words, the same as view/wording.py: what stands above a page. No DOM.

import { OWN, SEVERITY } from "./core/case.js";
import { conditionName, expressionName, say } from "./core/messages.js";

const NEAR = 0.005; // of a named severity

/** "Social smile; hemifacial spasm, left, moderate" */
export function heading(lab, { expression, condition, side, severity }) {
  const kind = lab.conditions.find((one) => one.id === condition);
  const parts = [condition === OWN ? say("own_condition") : conditionName(lab, condition)];
  if (kind?.sided) parts.push(say(side));
  const whole = severity === 1 && kind?.severity === 1; // it is all that its name says
  if ((kind?.severities.length ?? 0) > 1 && !whole) parts.push(severityName(severity));
  const text = `${expression === OWN ? say("own_expression") : expressionName(expression)}; ${parts.join(", ")}`;
  return text[0].toUpperCase() + text.slice(1);
}

function severityName(share) {
  const named = Object.entries(SEVERITY).find(([, grade]) => Math.abs(share - grade) < NEAR);
  return named ? say(named[0]) : say("severity_of", { share: share.toFixed(2) });
}
