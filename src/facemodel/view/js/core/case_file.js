// What a file says of a case, checked as case/schema.py checks it, for a page that has no Python to ask. No DOM.

import { samePerson, SEVERITY } from "./case.js";
import { hasFound, say } from "./messages.js";

const MOST_POINTS = 200;
const LAST_DAY = 36500;
const FARTHEST_MM = 300; // no skin lies farther from the middle of the head
const INJECTION = { dose_units: null, muscle: null, landmark: null, point_mm: null, day: 0, volume_ml: 0.1, depth_mm: null };
const CASE = {
  ...{ face: "default", condition: "healthy", side: null, severity: null, expression: "rest", activation: {}, intensity: 1, dampening: {} },
  ...{ injections: [], day: 0, time_s: null, person: null, seed: 0, weak: {}, held: {} },
};

/** The case with all its fields. Error: something in it is not allowed, or this page cannot show it; the message says what. */
export function caseFrom(value, meta) {
  if (!isMap(value)) throw wrong("case");
  const { schema, ...given } = value;
  known(given, CASE, "");
  const found = { ...CASE, ...given };
  const { lab, muscles, regions } = meta;
  one(found.face, ["default"], "face");
  one(found.condition, lab.conditions.map(({ id }) => id), "condition");
  const { sided, graded } = lab.conditions.find(({ id }) => id === found.condition);
  one(found.side, sided ? [null, "left", "right"] : [null], "side");
  if (!graded) one(found.severity, [null], "severity");
  else if (!Object.keys(SEVERITY).includes(found.severity)) amount(found.severity, 0, 1, "severity", true);
  one(found.expression, [null, ...lab.expressions.map(({ id }) => id)], "expression");
  shares(found.activation, both(muscles), -1, "activation");
  shares(found.dampening, both([...muscles, ...Object.keys(regions)]), 0, "dampening");
  shares(found.weak, new Set(muscles), 0, "weak");
  shares(found.held, new Set(muscles), -1, "held");
  if (found.condition !== "healthy" && hasFound(found)) throw wrong("condition");
  amount(found.intensity, 0, 1, "intensity");
  amount(found.day, 0, LAST_DAY, "day");
  amount(found.time_s, 0, Number.MAX_SAFE_INTEGER, "time_s", true);
  if (!Number.isSafeInteger(found.seed) || found.seed < 0) throw wrong("seed");
  const { person } = found;
  if ((person !== null && !isMap(person)) || !lab.people.some((who) => samePerson(who.person, person))) throw wrong("person");
  if (!Array.isArray(found.injections) || found.injections.length > MOST_POINTS) throw wrong("injections");
  for (const part of ["weak", "held"]) if (!Object.keys(found[part]).length) delete found[part]; // as Python writes it
  return { ...found, injections: found.injections.map((point, k) => injection(point, `injections[${k}]`, meta)) };
}

function injection(value, path, { muscles, landmarks, lab }) {
  if (!isMap(value)) throw wrong(path);
  known(value, INJECTION, `${path}.`);
  const found = { ...INJECTION, ...value };
  const { muscle, landmark, point_mm: point } = found;
  if ([muscle, landmark, point].filter((place) => place !== null).length !== 1) throw wrong(path);
  if (muscle !== null) one(muscle, muscles.filter((name) => name in lab.spread.middles), `${path}.muscle`);
  if (landmark !== null) one(landmark, Object.keys(landmarks), `${path}.landmark`);
  if (point !== null && !(Array.isArray(point) && point.length === 3)) throw wrong(`${path}.point_mm`);
  for (const x of point ?? []) amount(x, -FARTHEST_MM, FARTHEST_MM, `${path}.point_mm`);
  amount(found.dose_units, Number.MIN_VALUE, lab.spread.largest_dose_units, `${path}.dose_units`);
  amount(found.day, 0, LAST_DAY, `${path}.day`);
  amount(found.volume_ml, 0.01, 2, `${path}.volume_ml`);
  amount(found.depth_mm, 0, 50, `${path}.depth_mm`, true);
  return found;
}

/** Names, and those of both sides at once. */
const both = (names) => new Set(names.flatMap((name) => [name, name.replace(/_(left|right|midline)$/, "")]));
const isMap = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const wrong = (what) => new Error(say("notice.wrong_case", { what: String(what).slice(0, 60) }));

function known(value, fields, path) {
  for (const key of Object.keys(value)) if (!Object.hasOwn(fields, key)) throw wrong(path + key);
}

function one(value, allowed, what) {
  if (!allowed.includes(value)) throw wrong(what);
}

function amount(value, low, high, what, orNull = false) {
  if (orNull && value === null) return;
  if (typeof value !== "number" || !(value >= low && value <= high)) throw wrong(what);
}

function shares(values, names, low, what) {
  if (!isMap(values)) throw wrong(what);
  for (const [name, share] of Object.entries(values)) {
    if (!names.has(name)) throw wrong(`${what}.${name}`);
    amount(share, low, 1, `${what}.${name}`);
  }
}
