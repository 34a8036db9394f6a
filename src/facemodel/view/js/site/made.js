// Exercises that an instructor makes: written as a file, and read from one. As teach/made/reading.py. No DOM.

import { caseFrom } from "../core/case_file.js";
import { isGoal, NAMES, targetOf } from "./goals.js";
import { judged } from "./judging.js";
import { opened, sealed } from "./sealed.js";
import { plain, say } from "./texts.js";

export const KIND = "facemodel.exercise/1";
export const LARGEST = 200_000; // bytes of a file
export const LONGEST = { title: 80, question: 500, hint: 300 };
export const [MOST_HINTS, MOST_GOALS] = [3, 6];
const MOST_ROUNDS = 50_000;
const FIELDS = ["schema", "generator", "title", "question", "case", "goals", "hints", "controls", "sealed"];
const GIVEN_UP = "*";

const isMap = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const isText = (value, longest) => typeof value === "string" && value.trim() !== "" && value.length <= longest;
const has = (value, fields) => isMap(value) && Object.keys(value).length === fields.length && fields.every((name) => Object.hasOwn(value, name));
const wrong = (what) => new Error(say("made.wrong", { what }));

/** What a file says, checked. Error: it is none, or something in it is not allowed; the message says what. */
export function readMade(text, meta) {
  let value = null;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error(say("made.none"));
  }
  if (!isMap(value) || value.schema !== KIND) throw new Error(say("made.none"));
  return checkedMade(value, meta);
}

/** The same of the values in it. */
export function checkedMade(value, meta) {
  if (!has(value, FIELDS) || typeof value.generator !== "string") throw wrong(say("made.part_fields"));
  if (!isText(value.title, LONGEST.title) || !isText(value.question, LONGEST.question)) throw wrong(say("made.part_texts"));
  const { hints, goals, controls } = value;
  if (!Array.isArray(hints) || hints.length > MOST_HINTS || !hints.every((one) => isText(one, LONGEST.hint))) throw wrong(say("made.part_hints"));
  if (!Array.isArray(goals) || goals.length < 1 || goals.length > MOST_GOALS || !goals.every((one) => isGoal(one, meta))) throw wrong(say("made.part_goals"));
  const names = goals.some(({ kind }) => kind === NAMES);
  if (names && goals.length > 1) throw wrong(say("made.part_goals"));
  if (!areControls(controls, meta) || !(names || controls.weaken.length || controls.points)) throw wrong(say("made.part_controls"));
  if (!isSealed(value.sealed)) throw wrong(say("made.part_sealed"));
  const begun = caseIn(value, meta);
  const { example } = givenUp(value.sealed, names);
  if (!names) exampleFrom(example, meta, begun);
  return value;
}

/** What is sealed for who gives up: texts and an example, and no markup, which a page's own exercises may have. Error: it is none. */
function givenUp(held, names) {
  let found = null;
  try {
    found = opened(held, GIVEN_UP);
  } catch {
    throw wrong(say("made.part_sealed"));
  }
  const texts = ["answer", "why"];
  if (!has(found, names ? texts : [...texts, "example"]) || !texts.every((name) => typeof found[name] === "string")) throw wrong(say("made.part_sealed"));
  return found;
}

const areControls = (value, { regions }) =>
  has(value, ["weaken", "points"]) && typeof value.points === "boolean" && Array.isArray(value.weaken) && value.weaken.every((name) => typeof name === "string" && Object.hasOwn(regions, name));

const isSealed = (value) =>
  has(value, ["salt", "rounds", "replies", "entries"]) &&
  typeof value.salt === "string" && /^([0-9a-f]{2})+$/.test(value.salt) &&
  Number.isInteger(value.rounds) && value.rounds >= 1 && value.rounds <= MOST_ROUNDS &&
  Array.isArray(value.replies) && value.replies.every((one) => typeof one === "string") &&
  isMap(value.entries) && Object.values(value.entries).every((one) => typeof one === "string");

/** The case that a learner begins with: untreated, of the average person. Error: it is none. */
function caseIn({ case: given }, meta) {
  let value = given;
  try {
    if (typeof given === "string") value = JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(given), (c) => c.charCodeAt(0))));
  } catch {
    throw wrong(say("made.part_case"));
  }
  const found = caseFrom(isMap(value) ? { ...value, dampening: {}, injections: [], time_s: null } : value, meta);
  if (found.person !== null) throw wrong(say("made.part_case"));
  return found;
}

/** What asked.js asks of checked values of a file. */
export function exerciseOf(value, meta) {
  const names = value.goals[0].kind === NAMES;
  const targets = value.goals.map((goal) => targetOf(goal, meta.lab));
  return {
    field: names ? "names" : "lab",
    form: say(names ? "made.form_names" : "made.form"),
    goal: targets.map(({ text }) => text).join("; "),
    options: names ? meta.muscles.map(plain) : [],
    ...{ question: value.question, hints: value.hints, sealed: value.sealed, controls: value.controls },
    ...{ case: caseIn(value, meta), targets },
  };
}

/**
 * The values of a file.
 * @param asked { title, question, goals, hints, why, controls, names: [muscle] where they are the answer }
 * @param lab of mountApp: its case is what learners begin with, and what is weakened and set in it the example
 * @param generator what wrote it
 */
export function madeOf({ title, question, goals, hints, why, controls, names }, lab, generator) {
  const { dampening, injections = [], ...rest } = lab.case();
  if (rest.person) throw new Error(say("made.average_only"));
  const begun = { ...rest, person: null, dampening: {}, injections: [], time_s: null };
  const naming = names.length > 0;
  const example = { dampening, injections };
  const replies = naming
    ? { [GIVEN_UP]: { answer: names.map(plain).join(", "), why }, ...Object.fromEntries(names.map((name) => [name, true])) }
    : { [GIVEN_UP]: { answer: inWords(example), why, example } };
  const value = {
    ...{ schema: KIND, generator, title: title.trim(), question: question.trim() },
    case: naming ? btoa(String.fromCharCode(...new TextEncoder().encode(JSON.stringify(begun)))) : begun,
    goals: naming ? [{ kind: NAMES, count: names.length }] : goals,
    hints: hints.map((one) => one.trim()).filter(Boolean),
    controls: naming ? { weaken: [], points: false } : controls,
    sealed: sealed(replies),
  };
  return checkedMade(value, lab.bundle.meta);
}

/** Goals that the lab's own weakening and points reach of what would be asked: { goals: [[text, reached, met]], refused }. */
export function exampleOf({ goals, controls }, lab) {
  const { meta } = lab.bundle;
  const targets = goals.map((goal) => targetOf(goal, meta.lab));
  return judged({ field: "lab", targets, controls, case: { ...lab.case(), dampening: {}, injections: [], time_s: null }, sealed: sealed({ [GIVEN_UP]: { why: "" } }) }, null, lab);
}

function inWords({ dampening, injections }) {
  const shares = Object.entries(dampening).map(([name, share]) => `${plain(name)} ${Math.round(100 * share)} %`);
  const points = injections.map((one) => say("made.point", { units: one.dose_units, place: plain(one.muscle ?? one.landmark ?? one.point_mm.join(" ")) }));
  return [...shares, ...points].join(", ") || say("lesson.none");
}

/** The case of the example that checked values of a file have sealed. */
export const exampleIn = ({ sealed: held }, meta, begun) => exampleFrom(opened(held, GIVEN_UP).example, meta, begun);

function exampleFrom(example, meta, begun) {
  if (!has(example, ["dampening", "injections"])) throw wrong(say("made.part_sealed"));
  return caseFrom({ ...begun, ...example }, meta);
}
