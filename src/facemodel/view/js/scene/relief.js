// The fine relief of skin as a repeating block of noise: slope in rgb, height in alpha.

import { Data3DTexture, LinearFilter, LinearMipmapLinearFilter, RepeatWrapping, RGBAFormat, UnsignedByteType } from "three";

export const SIZE = 64; // texels along an edge
const CELLS = 13; // pores along an edge of the block

export function relief() {
  const height = blur(heights());
  const data = new Uint8ClampedArray(4 * SIZE ** 3);
  const slope = (ahead, behind) => 127.5 + 230 * (height[ahead] - height[behind]);
  eachWithNeighbours((at, left, right, below, above, behind, before) => {
    const o = 4 * at;
    data[o] = slope(right, left);
    data[o + 1] = slope(above, below);
    data[o + 2] = slope(before, behind);
    data[o + 3] = 255 * Math.min(1, Math.max(0, height[at]));
  });
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
  const near = new Float64Array(3 * 27); // points of a cell and those round it
  const cells = new Int32Array(27);
  const out = new Float32Array(SIZE ** 3);
  const wrap = (i) => (i + CELLS) % CELLS;
  const first = (cell) => Math.ceil((cell * SIZE) / CELLS);
  for (let cell = 0; cell < CELLS ** 3; cell++) {
    const [cx, cy, cz] = [cell % CELLS, Math.floor(cell / CELLS) % CELLS, Math.floor(cell / CELLS ** 2)];
    for (let n = 0; n < 27; n++) {
      const c = [cx + (n % 3) - 1, cy + (Math.floor(n / 3) % 3) - 1, cz + Math.floor(n / 9) - 1];
      cells[n] = wrap(c[0]) + CELLS * (wrap(c[1]) + CELLS * wrap(c[2]));
      for (let k = 0; k < 3; k++) near[3 * n + k] = c[k] + points[3 * cells[n] + k];
    }
    for (let z = first(cz); z < first(cz + 1); z++)
      for (let y = first(cy); y < first(cy + 1); y++)
        for (let x = first(cx); x < first(cx + 1); x++)
          out[x + SIZE * (y + SIZE * z)] = island(near, cells, strength, (x * CELLS) / SIZE, (y * CELLS) / SIZE, (z * CELLS) / SIZE);
  }
  return out;
}

/** Height at a place (in cells), low where two of the points near it are equally far. */
function island(near, cells, strength, x, y, z) {
  let first = 9;
  let second = 9;
  let nearest = 0;
  for (let n = 0; n < 27; n++) {
    const dx = near[3 * n] - x;
    const dy = near[3 * n + 1] - y;
    const dz = near[3 * n + 2] - z;
    const d = dx * dx + dy * dy + dz * dz;
    if (d < first) {
      second = first;
      first = d;
      nearest = n;
    } else if (d < second) second = d;
  }
  return strength[cells[nearest]] * Math.min(1, 1.3 * (Math.sqrt(second) - Math.sqrt(first)) + 0.15);
}

function blur(values) {
  const out = new Float32Array(values.length);
  eachWithNeighbours((at, left, right, below, above, behind, before) => {
    out[at] = (2 * values[at] + values[right] + values[left] + values[above] + values[below] + values[before] + values[behind]) / 8;
  });
  return out;
}

/** Calls f with the place of each cell of the repeating block and of the six beside it. */
function eachWithNeighbours(f) {
  const last = SIZE - 1;
  for (let z = 0, at = 0; z < SIZE; z++)
    for (let y = 0; y < SIZE; y++)
      for (let x = 0; x < SIZE; x++, at++) {
        const row = at - x;
        const column = x + SIZE * SIZE * z;
        const sheet = x + SIZE * y;
        f(
          at,
          row + ((x - 1) & last),
          row + ((x + 1) & last),
          column + SIZE * ((y - 1) & last),
          column + SIZE * ((y + 1) & last),
          sheet + SIZE * SIZE * ((z - 1) & last),
          sheet + SIZE * SIZE * ((z + 1) & last),
        );
      }
}

export function generator(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}
