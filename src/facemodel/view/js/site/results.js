// The file of results: all that the store holds, as a learner saves it and opens it elsewhere. No DOM.

import { say } from "./texts.js";

export const KIND = "facemodel.learner/1";
export const LARGEST = 5_000_000; // bytes, about what a browser keeps
const KEY = /^[a-z0-9_.-]{1,80}$/;

/** @param values { key: value }, as the store gives them */
export const resultsText = (values, saved = new Date()) => JSON.stringify({ schema: KIND, saved: saved.toISOString(), values }, null, 1);

/** { key: value } of such a file. Error: it is none. */
export function readResults(text) {
  let found = null;
  try {
    found = JSON.parse(text);
  } catch {
    throw new Error(say("site.no_results"));
  }
  const values = found?.values;
  const plain = typeof values === "object" && values !== null && !Array.isArray(values);
  if (found?.schema !== KIND || !plain || !Object.keys(values).every((key) => KEY.test(key))) throw new Error(say("site.no_results"));
  return values;
}

/** "facemodel-results-2026-11-30.json" */
export const fileName = (what, now = new Date()) => `facemodel-${what}-${now.toISOString().slice(0, 10)}.json`;
