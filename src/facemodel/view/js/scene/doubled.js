// Movement twice as large, for teaching: the picture only, never a figure.

const ON_GLOBE = ["upper_lid", "lower_lid", "conjunctiva"]; // lids cannot go further than the eye they lie on

/** @returns (face, name) => the face { positions, pose, ... } with all its movement from rest doubled */
export function createDoubling({ meta, arrays }) {
  const { rest } = arrays;
  const count = rest.length / 3;
  const times = new Float32Array(count).fill(2);
  for (const name of ON_GLOBE) {
    const row = meta.areas.indexOf(name) * count;
    if (row >= 0) for (let v = 0; v < count; v++) times[v] -= arrays.areas[row + v];
  }
  const sheets = new Map();

  return function doubled(face, name) {
    if (!sheets.has(name)) sheets.set(name, new Float32Array(rest.length));
    const out = sheets.get(name);
    const { positions, pose } = face;
    for (let i = 0; i < out.length; i++) out[i] = rest[i] + Math.max(1, times[Math.floor(i / 3)]) * (positions[i] - rest[i]);
    const jaw = Object.fromEntries(Object.entries(pose.jaw).map(([key, x]) => [key, 2 * x]));
    return { ...face, positions: out, pose: { ...pose, jaw } };
  };
}
