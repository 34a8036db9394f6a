// SHA-256 and PBKDF2 of bytes: what browsers bring along for it is shut off on pages of a plain http address. No DOM.

const PRIMES = primes(64);
const K = PRIMES.map((p) => fraction(Math.cbrt(p)));
const FIRST = PRIMES.slice(0, 8).map((p) => fraction(Math.sqrt(p)));

/** Digest, 32 bytes. */
export const sha256 = (message) => hashed(message, FIRST, 0);

export const hexOf = (bytes) => Array.from(bytes, (x) => x.toString(16).padStart(2, "0")).join("");

/** First 32 bytes of PBKDF2 with HMAC-SHA-256. */
export function pbkdf2(password, salt, rounds) {
  const key = new Uint8Array(64);
  key.set(password.length > 64 ? sha256(password) : password);
  const pad = (value) => compressed(FIRST, words(key.map((x) => x ^ value)), 0);
  const [inner, outer] = [pad(0x36), pad(0x5c)];
  const hmac = (message) => hashed(hashed(message, inner, 64), outer, 64);
  let last = hmac(Uint8Array.of(...salt, 0, 0, 0, 1));
  const out = last.slice();
  for (let k = 1; k < rounds; k++) {
    last = hmac(last);
    for (let i = 0; i < 32; i++) out[i] ^= last[i];
  }
  return out;
}

/** The hash of a message that follows `before` bytes which are in the state already. */
function hashed(message, state, before) {
  const padded = new Uint8Array(((message.length + 72) >> 6) << 6);
  padded.set(message);
  padded[message.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 4, 8 * (message.length + before));
  view.setUint32(padded.length - 8, Math.floor((message.length + before) / 2 ** 29));
  let now = state;
  const all = words(padded);
  for (let at = 0; at < all.length; at += 16) now = compressed(now, all, at);
  const out = new DataView(new ArrayBuffer(32));
  now.forEach((word, k) => out.setUint32(4 * k, word));
  return new Uint8Array(out.buffer);
}

const schedule = new Int32Array(64);

function compressed(state, block, at) {
  const w = schedule;
  for (let k = 0; k < 16; k++) w[k] = block[at + k];
  for (let k = 16; k < 64; k++) {
    const [x, y] = [w[k - 15], w[k - 2]];
    const low = turned(x, 7) ^ turned(x, 18) ^ (x >>> 3);
    const high = turned(y, 17) ^ turned(y, 19) ^ (y >>> 10);
    w[k] = (w[k - 16] + low + w[k - 7] + high) | 0;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let k = 0; k < 64; k++) {
    const one = (h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g)) + K[k] + w[k]) | 0;
    const two = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  return [a, b, c, d, e, f, g, h].map((x, k) => (x + state[k]) | 0);
}

const turned = (x, by) => (x >>> by) | (x << (32 - by));

function primes(count) {
  const found = [];
  for (let n = 2; found.length < count; n++) if (found.every((p) => n % p)) found.push(n);
  return found;
}

/** The first 32 bits after the point. */
function fraction(x) {
  return ((x - Math.floor(x)) * 2 ** 32) | 0;
}

function words(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Int32Array.from({ length: bytes.length / 4 }, (_, k) => view.getInt32(4 * k));
}
