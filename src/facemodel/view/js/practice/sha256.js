// SHA-256 of bytes: what browsers bring along for it is shut off on pages of a plain http address. No DOM.

const WORDS = 64;
const primes = [];
for (let n = 2; primes.length < WORDS; n++) if (primes.every((p) => n % p)) primes.push(n);
/** The first 32 bits of the fraction of a root of a prime. */
const fraction = (prime, power) => {
  const root = prime ** power;
  return ((root - Math.floor(root)) * 2 ** 32) | 0;
};
const START = primes.slice(0, 8).map((p) => fraction(p, 1 / 2));
const ADDED = primes.map((p) => fraction(p, 1 / 3));

/** Hexadecimal digest of a Uint8Array. */
export function sha256(bytes) {
  const length = Math.ceil((bytes.length + 9) / 64) * 64;
  const padded = new Uint8Array(length);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(length - 8, Math.floor(bytes.length / 2 ** 29));
  view.setUint32(length - 4, bytes.length << 3);
  const state = Int32Array.from(START);
  const words = new Int32Array(WORDS);
  for (let at = 0; at < length; at += 64) {
    for (let i = 0; i < 16; i++) words[i] = view.getInt32(at + 4 * i);
    for (let i = 16; i < WORDS; i++) words[i] = (words[i - 16] + low(words[i - 15]) + words[i - 7] + high(words[i - 2])) | 0;
    mix(state, words);
  }
  return [...state].map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}

function mix(state, words) {
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < WORDS; i++) {
    const first = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + ADDED[i] + words[i]) | 0;
    const second = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [a, b, c, d, e, f, g, h] = [(first + second) | 0, a, b, c, (d + first) | 0, e, f, g];
  }
  [a, b, c, d, e, f, g, h].forEach((x, k) => (state[k] = (state[k] + x) | 0));
}

const turn = (x, by) => (x >>> by) | (x << (32 - by));
const low = (x) => turn(x, 7) ^ turn(x, 18) ^ (x >>> 3);
const high = (x) => turn(x, 17) ^ turn(x, 19) ^ (x >>> 10);
