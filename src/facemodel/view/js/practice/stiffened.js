// A face whose skin is stiffer or softer than average, for a lab that knows the average one alone. As mechanics/stiffened.py. No DOM.

/** The same bundle with what moves its skin divided by the stiffness; the roll of the red lips is kinematic. */
export function stiffened({ meta, arrays }, stiffness) {
  if (stiffness === 1) return { meta, arrays };
  const { everts } = meta.lab.frame;
  const columns = meta.controls.length;
  const rolls = new Set(everts.map(([, roll]) => roll));
  const softer = (rows) => {
    const size = rows.length / columns;
    const out = rows.map((x, i) => (rolls.has(Math.floor(i / size)) ? x : x / stiffness));
    for (const [c, roll, share] of everts)
      for (let i = 0; i < size; i++) out[c * size + i] += (1 - 1 / stiffness) * share * rows[roll * size + i];
    return out;
  };
  const divided = (rows) => rows.map((x) => x / stiffness);
  return {
    meta,
    arrays: { ...arrays, basis: softer(arrays.basis), rig_gap_rows: softer(arrays.rig_gap_rows), creases: divided(arrays.creases) },
  };
}
