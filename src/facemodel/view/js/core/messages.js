// Every word the screen says, from the table of its language, and readable names of what has an identifier. No DOM.

import table from "../../text/en.json" with { type: "json" };

const TEXTS = new Map();
add(table);

/** Adds the texts of a table that only some pages carry. */
export function add(more) {
  for (const [section, row] of Object.entries(more)) for (const [name, text] of Object.entries(row)) TEXTS.set(`${section}.${name}`, text);
}

/** The text of a key "section.name" with {names} filled in; the same as view/messages.py. */
export function say(key, values = null) {
  const text = TEXTS.get(key);
  if (text === undefined) throw new Error(`no text is called ${key}`);
  return values ? fill(text, values) : text;
}

/** A text with its {names} filled in. */
export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

/** What the leaves of the help say of the screen, and [word, meaning] of its glossary. */
export const leaves = Object.values(table.leaf);
export const words = Object.values(table.word);
/** [keys, what they do] of every shortcut. */
export const shortcuts = Object.values(table.shortcut).filter(Array.isArray);

/** A readable name for an identifier that has no text of its own. */
export const plain = (name) => name.replaceAll("_", " ");
const named = (section, name) => TEXTS.get(`${section}.${name}`) ?? plain(name);

export const regionName = (stem) => named("region", stem);
/** "frown (glabella)": the everyday word, and the term where it is another one. */
export const regionTerm = (stem) => (stem in table.region_term ? `${regionName(stem)} (${table.region_term[stem]})` : regionName(stem));
export const landmarkName = (stem) => named("landmark", stem);
/** An expression and a condition as their tables call them. */
export const expressionName = (lab, id) => lab.expressions.find((one) => one.id === id)?.label ?? say("menu.own_expression");
export const conditionName = (lab, id, carried = null) => (hasFound(carried) ? say("menu.found_condition") : namedCondition(lab, id));
const namedCondition = (lab, id) => lab.conditions.find((one) => one.id === id)?.label ?? say("menu.own_condition");
/** Whether what a case carries names single muscles that are weak or hold more or less at rest. */
export const hasFound = (carried) => ["weak", "held"].some((key) => Object.keys(carried?.[key] ?? {}).length > 0);
/** A muscle without its side. */
export const muscleName = (name) => plain(name.replace(/_(left|right)$/, ""));
/** "left zygomaticus major" */
export const muscleSide = (name) => {
  const side = name.match(/_(left|right)$/)?.[1];
  return side ? `${say(`side.${side}`)} ${muscleName(name)}` : muscleName(name);
};
/** A muscle without side, and without which part of a sphincter or sheet it is. */
export const briefMuscleName = (name) => muscleName(name).replace(/^(orbicularis (?:oculi|oris)|frontalis|nasalis) .*/, "$1");
