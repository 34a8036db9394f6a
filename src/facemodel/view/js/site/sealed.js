// Opens what teach/site/sealing.py seals: a reply for each answer, behind the answer's slow hash. No DOM.

import { hexOf, pbkdf2, sha256 } from "../core/sha256.js";

const TAG = 8;

/** The reply to an answer (text); null where none is sealed for it. */
export function opened({ salt, rounds, replies, entries }, answer) {
  const made = pbkdf2(new TextEncoder().encode(answer), bytesOf(salt), rounds);
  const hidden = entries[hexOf(made.subarray(0, TAG))];
  if (hidden === undefined) return null;
  const found = mixed(unfolded(hidden), (k) => made[TAG + k]);
  const key = found.subarray(2);
  let block = null;
  const stream = (k) => {
    if (k % 32 === 0) block = sha256(joined(key, uint32(k / 32)));
    return block[k % 32];
  };
  return JSON.parse(new TextDecoder().decode(mixed(unfolded(replies[(found[0] << 8) | found[1]]), stream)));
}

const mixed = (bytes, stream) => bytes.map((x, k) => x ^ stream(k));
const joined = (a, b) => Uint8Array.from([...a, ...b]);
const uint32 = (x) => Uint8Array.of(x >>> 24, x >>> 16, x >>> 8, x);
const bytesOf = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
const unfolded = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
