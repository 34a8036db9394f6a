// Where the lids' margins stand: torques in balance. The same formulas as mechanics/lid_balance.py.

/** @returns { motion(levator, palpebral, pitch) => { up, low, closed } } */
export function createLids({ lids, tone }) {
  const rise = { levator: (1 - tone.levator) / tone.levator, ring: (1 - tone.ring) / tone.ring };
  const overRest = (control, part) => rise[part] * Math.max(0, control) + Math.min(0, control);

  function margins(levator, palpebral) {
    const lifting = overRest(levator, "levator");
    const pulling = overRest(palpebral, "ring");
    const up = (lids.ring * pulling - lids.levator * lifting) / (1 + lids.stiffness * (1 + lifting));
    const x = lids.lower * pulling;
    const low = x / (1 + Math.max(0, x) / lids.lower_limit);
    return { up: Math.min(up, 1 - low), low };
  }

  function motion(levator, palpebral, pitch) {
    const { up, low } = margins(levator, palpebral);
    const closed = Math.max(0, up + low);
    const free = 1 - closed;
    return { up: up - free * lids.upper_gaze * pitch, low: low + free * lids.lower_gaze * pitch, closed };
  }

  return { motion };
}
