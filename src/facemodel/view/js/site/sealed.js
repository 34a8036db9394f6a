// Opens and makes what teach/site/sealing.py seals: a reply for each answer, behind the answer's slow hash. No DOM.

import { hexOf, pbkdf2, sha256 } from "../core/sha256.js";

const [TAG, KEY] = [8, 16];
const ROUNDS = 5000; // of the hash

/** The reply to an answer (text); null where none is sealed for it. */
export function opened({ salt, rounds, replies, entries }, answer) {
  const made = pbkdf2(new TextEncoder().encode(answer), bytesOf(salt), rounds);
  const hidden = entries[hexOf(made.subarray(0, TAG))];
  if (hidden === undefined) return null;
  const found = mixed(unfolded(hidden), (k) => made[TAG + k]);
  return JSON.parse(new TextDecoder().decode(mixed(unfolded(replies[(found[0] << 8) | found[1]]), streamOf(found.subarray(2)))));
}

/** What a file carries for replies { answer: what JSON can carry }, by their answers. */
export function sealed(answers) {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const replies = [];
  const entries = Object.entries(answers).map(([answer, reply]) => {
    const key = crypto.getRandomValues(new Uint8Array(KEY));
    const made = pbkdf2(new TextEncoder().encode(answer), salt, ROUNDS);
    const number = replies.push(folded(mixed(new TextEncoder().encode(JSON.stringify(reply)), streamOf(key)))) - 1;
    return [hexOf(made.subarray(0, TAG)), folded(mixed(joined([number >> 8, number & 255], key), (k) => made[TAG + k]))];
  });
  // by their hash, so that their order tells nothing
  return { salt: hexOf(salt), rounds: ROUNDS, replies, entries: Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1))) };
}

/** Bytes without end that a key makes, asked for in their order. */
function streamOf(key) {
  let block = null;
  return (k) => {
    if (k % 32 === 0) block = sha256(joined(key, uint32(k / 32)));
    return block[k % 32];
  };
}

const mixed = (bytes, stream) => bytes.map((x, k) => x ^ stream(k));
const joined = (a, b) => Uint8Array.from([...a, ...b]);
const uint32 = (x) => Uint8Array.of(x >>> 24, x >>> 16, x >>> 8, x);
const bytesOf = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
const folded = (bytes) => btoa(String.fromCharCode(...bytes));
const unfolded = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
