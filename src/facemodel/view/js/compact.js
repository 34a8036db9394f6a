// Reads what view/compact.py makes small: { meta, arrays, shapes }, as bundle.js gives them.

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
    arrays[row.name] = row.step || row.dtype === "int32" ? unfolded(planes, row, count, arrays.mirror) : joined(planes, row, count);
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

/** Differences from row to row, column by column, with the sign in the lowest bit; whole numbers or steps. */
function unfolded(planes, { dtype, shape, width, step = 1, pairs = [] }, count, mirror) {
  const columns = shape.length > 1 ? shape.at(-1) : 1;
  const rows = shape.length > 1 ? shape.at(-2) : shape[0];
  const sheets = count / (columns * rows) || 0;
  const out = new TYPES[dtype](count);
  let k = 0;
  for (let c = 0; c < columns; c++)
    for (let s = 0; s < sheets; s++) {
      let value = 0;
      for (let r = 0; r < rows; r++, k++) {
        let folded = planes[k];
        for (let b = 1; b < width; b++) folded |= planes[b * count + k] << (8 * b);
        value += (folded >>> 1) ^ -(folded & 1);
        out[(s * rows + r) * columns + c] = value * step;
      }
    }
  // a right column came as what differs from the mirrored left one
  for (const [right, left] of pairs)
    for (let v = 0; v < rows; v++)
      for (let c = 0; c < 3; c++) out[3 * (right * rows + v) + c] += SIGNS[c] * out[3 * (left * rows + mirror[v]) + c];
  return out;
}
