// The file of results: the learner's record, and all else that the store holds, as it is saved and opened elsewhere. No DOM.
// teach/items/record_file.py reads it too.

import { isMade } from "./progress.js";
import { say } from "./texts.js";

export const KIND = "facemodel.learner/2";
const BEFORE = "facemodel.learner/1"; // held the store alone
export const LARGEST = 5_000_000; // bytes, about what a browser keeps
const DEEPEST = 40; // levels; what is nested deeper than a browser can write would end every later saving
const KEY = /^[a-z0-9_.-]{1,80}$/;
const SITTING = "sitting-";

/**
 * @param values { key: value }, as the store gives them
 * @param made { generator, parameters } that the pages were made with
 */
export function resultsText({ record, ratings = [], points = [], ...others }, made, saved = new Date()) {
  const keys = Object.keys(others);
  const part = (chosen) => chosen.map((key) => [key, others[key]]);
  const sittings = keys.filter((key) => key.startsWith(SITTING)).map((key) => others[key]);
  const kept = Object.fromEntries(part(keys.filter((key) => !key.startsWith(SITTING))));
  const { student = "", entries = [] } = record ?? {};
  return whole(JSON.stringify({ schema: KIND, ...made, saved: saved.toISOString(), student, entries, ratings, points, sittings, kept }, null, 1));
}

/** JSON without halves of surrogate pairs, which stand in it as "\ud83d" where a text was cut between them, and which Python reads from no file. */
const whole = (text) => text.replace(/\\(\\|ud[89a-f][0-9a-f]{2})/g, (found, sign) => (sign === "\\" ? found : "\ufffd"));

/** { key: value } of such a file, or of one before it. Error: it is none. */
export function readResults(text) {
  let found = null;
  try {
    found = JSON.parse(text);
  } catch {
    throw new Error(say("site.no_results"));
  }
  if (isDeep(found)) throw new Error(say("site.no_results"));
  const values = found?.schema === KIND ? valuesOf(found) : found?.schema === BEFORE ? found.values : null;
  if (!plain(values) || !Object.keys(values).every((key) => KEY.test(key)) || !isKept(values)) throw new Error(say("site.no_results"));
  return values;
}

function isDeep(value) {
  let level = [value];
  for (let k = 0; k < DEEPEST && level.length; k++) level = level.flatMap((one) => (typeof one === "object" && one !== null ? Object.values(one) : []));
  return level.length > 0;
}

const plain = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

const isDay = (text) => /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));
const isEntry = (one) => plain(one) && [one.kind, one.first, one.date].every((text) => typeof text === "string") && isDay(one.date);

/** Whether pages can go on with these values of a store: what is in a file was written by anybody. */
function isKept({ record = { entries: [] }, ratings = [], points = [], ...others }) {
  const lists = [record?.entries, ratings, points];
  if (!lists.every(Array.isArray) || !record.entries.every(isEntry) || typeof (record.student ?? "") !== "string") return false;
  return [...ratings, ...points].every(plain) && Object.entries(others).every(([key, value]) => !isMade(key) || plain(value?.exercise));
}

/** What the store holds of a file; null where it is none. */
function valuesOf({ student = "", entries, ratings = [], points = [], sittings = [], kept = {} }) {
  if (typeof student !== "string" || ![entries, ratings, points, sittings].every(Array.isArray) || !plain(kept)) return null;
  if (![...entries, ...ratings, ...points, ...sittings].every(plain)) return null;
  const rows = sittings.map((one, k) => [`${SITTING}${/^\d+$/.test(one.begun) ? one.begun : k}`, one]);
  const others = Object.entries({ ratings, points }).filter(([, list]) => list.length);
  return { ...kept, ...Object.fromEntries([...rows, ...others]), record: { student, entries } };
}

/** "facemodel-results-2026-11-30.json" */
export const fileName = (what, now = new Date()) => `facemodel-${what}-${now.toISOString().slice(0, 10)}.json`;
