// The results of a sitting as the JSON file that teach/practice/results.py reads. No DOM.

import { hexOf, sha256 } from "../core/sha256.js";

const CHECK = 16; // hexadecimal digits of the checksum
const REAL = new Set(["minutes", "seconds", "day", "predicted_mm", "dampening"]); // what Python holds as float; a point stays as it is written

/** Text of the file. `sitting` { seed, level, count, minutes, feedback, attempts: [{ grading, treatments, seconds, choice }] }. */
export function resultsText({ seed, level, count, minutes, feedback, attempts }, name, { schema, generator, parameters, longest_name }) {
  const file = {
    ...{ schema, generator, parameters, seed, level, count, minutes, feedback, name: cleaned(name, longest_name) },
    attempts: attempts.map(({ grading, treatments, seconds, choice }) => ({ grading, treatments: treatments.map(plainTreatment), seconds, choice })),
  };
  const checksum = hexOf(sha256(new TextEncoder().encode(asPython(file)))).slice(0, CHECK);
  return `${JSON.stringify({ ...file, checksum }, null, 1)}\n`;
}

function plainTreatment({ day, injections, dampening, predicted_mm }) {
  return { day, injections: injections.map(plainInjection), dampening, predicted_mm };
}

/** What is null is left out, as Python writes it. */
const plainInjection = (one) => Object.fromEntries(Object.entries(one).filter(([, value]) => value !== null));

/** No longer than allowed, no signs that do not print. */
const cleaned = (name, longest) => [...name.replace(/[\p{C}\p{Z}]+/gu, " ").trim()].slice(0, longest).join("").trim();

/** What json.dumps(..., sort_keys=True, separators=(",", ":")) writes once Python has read the file: the checksum is of that. */
export function asPython(value, real = false, points = false) {
  if (Array.isArray(value)) return `[${value.map((one) => asPython(one, real, points)).join(",")}]`;
  if (typeof value === "number") return numberOf(value, real);
  if (typeof value === "string") return quoted(value);
  if (value === null || typeof value === "boolean") return String(value);
  const row = (key) => `${quoted(key)}:${asPython(value[key], !points && (real || REAL.has(key)), points || key === "injections")}`;
  return `{${Object.keys(value).sort().map(row).join(",")}}`;
}

function numberOf(value, real) {
  if (Number.isInteger(value)) return real ? `${value}.0` : String(value);
  if (Math.abs(value) >= 1e-4) return String(value);
  const [digits, power] = value.toExponential().split("e-");
  return `${digits}e-${power.padStart(2, "0")}`;
}

const quoted = (text) => JSON.stringify(text).replace(/[^\0-\x7f]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);
