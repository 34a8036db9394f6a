// A face cut down to some of its points: what moves those alone is quick. No DOM.

const ROWS_OF_POINTS = ["basis", "creases", "rig_lips_response"]; // (K, V, 3)

/** Points (rising vertex numbers) with the mirror image of each. */
export const withMirror = ({ mirror }, points) => [...new Set([...points, ...points.map((v) => mirror[v])])].sort((a, b) => a - b);

/** A bundle { meta, arrays } of these points, as frame.js and measures.js take it; points are closed under mirroring. */
export function partOf({ meta, arrays }, points) {
  const at = new Map(points.map((v, k) => [v, k]));
  const size = arrays.rest.length;
  const taken = (rows) => {
    const sheets = rows.length / size;
    const out = new Float32Array(3 * points.length * sheets);
    for (let s = 0, i = 0; s < sheets; s++) for (const v of points) for (let axis = 0; axis < 3; axis++) out[i++] = rows[s * size + 3 * v + axis];
    return out;
  };
  const lids = Object.keys(arrays).filter((name) => name.startsWith("rig_lids_"));
  const kept = [];
  arrays.rig_lids_index.forEach((v, k) => at.has(v) && kept.push(k));
  const count = arrays.rig_lids_index.length;
  const cut = (name) => (arrays[name].length === count ? Float32Array.from(kept, (k) => arrays[name][k]) : arrays[name]);
  return {
    meta: {
      ...meta,
      landmarks: Object.fromEntries(Object.entries(meta.landmarks).flatMap(([name, v]) => (at.has(v) ? [[name, at.get(v)]] : []))),
      curves: Object.fromEntries(
        Object.entries(meta.curves).flatMap(([name, line]) => (line.every((v) => at.has(v)) ? [[name, line.map((v) => at.get(v))]] : [])),
      ),
    },
    arrays: {
      ...arrays,
      ...Object.fromEntries(lids.map((name) => [name, cut(name)])),
      ...Object.fromEntries(ROWS_OF_POINTS.map((name) => [name, taken(arrays[name])])),
      rest: taken(arrays.rest),
      mirror: Int32Array.from(points, (v) => at.get(arrays.mirror[v])),
      rig_lids_index: Int32Array.from(kept, (k) => at.get(arrays.rig_lids_index[k])),
      rig_jaw_weight: Float32Array.from(points, (v) => arrays.rig_jaw_weight[v]),
    },
  };
}
