// Reads the block of bytes that view/scene/bundle.py packs: { meta, arrays: { name: typed array } }.

const TYPES = { float32: Float32Array, int32: Int32Array, uint8: Uint8Array, int8: Int8Array };

/** @param source ArrayBuffer, DataView or typed array; each array is a view, copied only when unaligned. */
export function unpack(source) {
  const buffer = source.buffer ?? source;
  const start = source.byteOffset ?? 0;
  const size = source.byteLength;
  if (size < 4) throw new Error("the face bundle is empty");
  const length = new DataView(buffer, start, 4).getUint32(0, true);
  if (4 + length > size) throw new Error("the face bundle is cut short");
  const { arrays: table, ...meta } = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, start + 4, length)));
  const arrays = {};
  const shapes = {};
  for (const { name, dtype, shape, offset } of table) {
    arrays[name] = view(TYPES[dtype], buffer, start + 4 + length + offset, shape.reduce((a, b) => a * b, 1));
    shapes[name] = shape;
  }
  return { meta, arrays, shapes };
}

function view(Type, buffer, offset, count) {
  const bytes = count * Type.BYTES_PER_ELEMENT;
  if (offset + bytes > buffer.byteLength) throw new Error("the face bundle is cut short");
  return offset % Type.BYTES_PER_ELEMENT ? new Type(buffer.slice(offset, offset + bytes)) : new Type(buffer, offset, count);
}
