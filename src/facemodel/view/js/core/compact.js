// Reads what view/scene/compact.py makes small: { meta, arrays, shapes }, as bundle.js gives them.

const TYPES = { float32: Float32Array, int32: Int32Array, uint8: Uint8Array, int8: Int8Array };
const SIGNS = [-1, 1, 1]; // what a mirror does to x, y, z

/** @param bytes Uint8Array */
export function expand(bytes) {
  const length = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
  if (bytes.length < 4 + length) throw new Error("the face is cut short");
  const { arrays: table, ...meta } = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  const arrays = {};
  const shapes = {};
  for (const row of table) {
    const start = 4 + length + row.offset;
    const count = row.shape.reduce((a, b) => a * b, 1);
    if (start + count * row.width > bytes.length) throw new Error("the face is cut short");
    const planes = bytes.subarray(start, start + count * row.width);
    arrays[row.name] = row.step || row.dtype === "int32" ? unfolded(planes, row, count, arrays) : joined(planes, row, count);
    shapes[row.name] = row.shape;
  }
  return { meta, arrays, shapes };
}

/** Numbers whose bytes stood apart: all first ones, then all second ones ... */
function joined(planes, { dtype, width }, count) {
  const out = new Uint8Array(count * width);
  for (let b = 0; b < width; b++) for (let i = 0; i < count; i++) out[i * width + b] = planes[b * count + i];
  return new TYPES[dtype](out.buffer);
}

/** Differences, column by column, with the sign in the lowest bit: from the row before, or from the skin beside. */
function unfolded(planes, { dtype, shape, width, step = 1, beside, pairs = [] }, count, { mirror, faces }) {
  const columns = shape.length > 1 ? shape.at(-1) : 1;
  const rows = shape.length > 1 ? shape.at(-2) : shape[0];
  const sheets = count / (columns * rows) || 0;
  const out = new TYPES[dtype](count);
  const add = beside ? besideAdder(faces, rows) : addBefore;
  const values = new Int32Array(rows);
  for (let c = 0, k = 0; c < columns; c++)
    for (let s = 0; s < sheets; s++, k += rows) {
      unsigned(planes, count, width, k, values);
      add(values);
      for (let r = 0, at = s * rows * columns + c; r < rows; r++, at += columns) out[at] = values[r] * step;
    }
  // a right column came as what differs from the mirrored left one
  for (const [right, left] of pairs)
    for (let v = 0; v < rows; v++)
      for (let c = 0; c < 3; c++) out[3 * (right * rows + v) + c] += SIGNS[c] * out[3 * (left * rows + mirror[v]) + c];
  return out;
}

/** The numbers from the k-th on, their bytes put together and their sign taken from the lowest bit. */
function unsigned(planes, count, width, k, values) {
  values.fill(0);
  for (let b = 0; b < width; b++) {
    const plane = planes.subarray(b * count + k, b * count + k + values.length);
    for (let r = 0; r < values.length; r++) values[r] |= plane[r] << (8 * b);
  }
  for (let r = 0; r < values.length; r++) values[r] = (values[r] >>> 1) ^ -(values[r] & 1);
}

function addBefore(values) {
  for (let r = 1; r < values.length; r++) values[r] += values[r - 1];
}

/** Adds to each vertex the mean of its neighbours before it, as often as triangles have them; without any, the last value. */
function besideAdder(faces, count) {
  const starts = new Int32Array(count + 1);
  const after = (k) => (k % 3 === 2 ? k - 2 : k + 1); // the next corner of the same triangle
  for (let k = 0; k < faces.length; k++) starts[Math.max(faces[k], faces[after(k)]) + 1]++;
  for (let v = 0; v < count; v++) starts[v + 1] += starts[v];
  const lower = new Int32Array(starts[count]);
  const next = starts.slice();
  for (let k = 0; k < faces.length; k++) lower[next[Math.max(faces[k], faces[after(k)])]++] = Math.min(faces[k], faces[after(k)]);
  return (values) => {
    for (let v = 1, k = starts[1]; v < count; v++) {
      const end = starts[v + 1];
      const many = end - k;
      if (many === 0) {
        values[v] += values[v - 1];
        continue;
      }
      let sum = 0;
      for (; k < end; k++) sum += values[lower[k]];
      values[v] += Math.floor(sum / many);
    }
  };
}
