// The fine relief of skin as a repeating block of noise: slope in rgb, height in alpha.

import { Data3DTexture, LinearFilter, LinearMipmapLinearFilter, RepeatWrapping, RGBAFormat, UnsignedByteType } from "three";

const SIZE = 64;
const CELLS = 13; // pores along an edge of the block

export function relief() {
  const height = blur(heights());
  const data = new Uint8ClampedArray(4 * SIZE ** 3);
  const at = (x, y, z) => height[(x & 63) + SIZE * ((y & 63) + SIZE * (z & 63))];
  for (let z = 0, o = 0; z < SIZE; z++)
    for (let y = 0; y < SIZE; y++)
      for (let x = 0; x < SIZE; x++, o += 4) {
        data[o] = 127.5 + 230 * (at(x + 1, y, z) - at(x - 1, y, z));
        data[o + 1] = 127.5 + 230 * (at(x, y + 1, z) - at(x, y - 1, z));
        data[o + 2] = 127.5 + 230 * (at(x, y, z + 1) - at(x, y, z - 1));
        data[o + 3] = 255 * Math.min(1, Math.max(0, at(x, y, z)));
      }
  const texture = new Data3DTexture(new Uint8Array(data.buffer), SIZE, SIZE, SIZE);
  texture.format = RGBAFormat;
  texture.type = UnsignedByteType;
  texture.wrapS = texture.wrapT = texture.wrapR = RepeatWrapping;
  texture.magFilter = LinearFilter;
  texture.minFilter = LinearMipmapLinearFilter;
  texture.generateMipmaps = true;
  texture.needsUpdate = true;
  return texture;
}

/** Distance to the nearest of one random point per cell: rounded islands of skin with furrows between. */
function heights() {
  const random = generator(11);
  const points = Float32Array.from({ length: 3 * CELLS ** 3 }, random);
  const strength = Float32Array.from({ length: CELLS ** 3 }, () => 0.6 + 0.4 * random());
  const out = new Float32Array(SIZE ** 3);
  const wrap = (i) => (i + CELLS) % CELLS;
  for (let z = 0, o = 0; z < SIZE; z++)
    for (let y = 0; y < SIZE; y++)
      for (let x = 0; x < SIZE; x++, o++) {
        const p = [x, y, z].map((c) => (c * CELLS) / SIZE);
        const cell = p.map(Math.floor);
        let first = 9;
        let second = 9;
        let island = 1;
        for (let n = 0; n < 27; n++) {
          const c = [cell[0] + (n % 3) - 1, cell[1] + (Math.floor(n / 3) % 3) - 1, cell[2] + Math.floor(n / 9) - 1];
          const i = wrap(c[0]) + CELLS * (wrap(c[1]) + CELLS * wrap(c[2]));
          const dx = c[0] + points[3 * i] - p[0];
          const dy = c[1] + points[3 * i + 1] - p[1];
          const dz = c[2] + points[3 * i + 2] - p[2];
          const d = dx * dx + dy * dy + dz * dz;
          if (d < first) {
            second = first;
            first = d;
            island = strength[i];
          } else if (d < second) second = d;
        }
        out[o] = island * Math.min(1, 1.3 * (Math.sqrt(second) - Math.sqrt(first)) + 0.15);
      }
  return out;
}

function blur(values) {
  const out = new Float32Array(values.length);
  const at = (x, y, z) => values[(x & 63) + SIZE * ((y & 63) + SIZE * (z & 63))];
  for (let z = 0, o = 0; z < SIZE; z++)
    for (let y = 0; y < SIZE; y++)
      for (let x = 0; x < SIZE; x++, o++)
        out[o] = (2 * at(x, y, z) + at(x + 1, y, z) + at(x - 1, y, z) + at(x, y + 1, z) + at(x, y - 1, z) + at(x, y, z + 1) + at(x, y, z - 1)) / 8;
  return out;
}

export function generator(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}
