// The model without a screen: drive, frame and measures of one face. No DOM, no three.

import { createDrive } from "./drive.js";
import { createFrame } from "./frame.js";
import { createMeasures } from "./measures.js";
import { createReach } from "./motion_range.js";
import { createSeconds } from "./over_time.js";
import { createToxin } from "./toxin.js";

/** @param bundle what bundle.js unpacks: { meta, arrays } with the tables of view/scene/tables.py */
export function createModel(bundle) {
  const { meta, arrays } = bundle;
  const { lab, muscles } = meta;
  const { condition, years, drive, driving, trying, effort, index, mirror } = createDrive(bundle);
  return {
    muscles,
    index,
    mirror,
    rest: arrays.rest,
    strongest: lab.strongest,
    condition,
    years,
    drive,
    driving,
    trying,
    effort,
    toxin: createToxin(bundle),
    seconds: createSeconds(bundle),
    frame: createFrame(bundle),
    measures: createMeasures(bundle),
    reach: createReach(bundle, drive),
    reachAt: reachesAt(bundle),
    size: arrays.rest.length,
    /** Centres of the left and the right eye, mm. */
    pupils: meta.eye_centres,
    /** Vertex number of a landmark. */
    vertexOf: (name) => meta.landmarks[name],
    /** Intended activation (M) of a named expression. */
    intent(name) {
      const row = lab.expressions.findIndex((one) => one.id === name);
      if (row < 0) throw new Error(`unknown expression ${name}`);
      return Float64Array.from(arrays.lab_expressions.subarray(row * muscles.length, (row + 1) * muscles.length));
    },
  };
}

const LIDS_MM = 10; // the opening that lid muscles open and close; they turn the lids and have no column

/** (muscle, "lids" | landmark stem, side, way) => mm by which full contraction moves that point along the unit vector `way`, or opens that eye; to where it goes where no way is given. */
function reachesAt({ meta, arrays }) {
  const size = arrays.rest.length;
  const column = (m, landmark) => {
    const v = m * size + 3 * meta.landmarks[landmark];
    return arrays.basis.subarray(v, v + 3);
  };
  return (m, stem, side, way) => {
    if (stem === "lids") return opens(m, side);
    const [x, y, z] = column(m, `${stem}_${side}`);
    return way ? x * way[0] + y * way[1] + z * way[2] : Math.hypot(x, y, z);
  };

  function opens(m, side) {
    const [, lid] = meta.muscles[m].match(/^(orbicularis_oculi_palpebral|levator_palpebrae_superioris)_/) ?? [];
    if (!lid) return column(m, `upper_lid_${side}`)[1] - column(m, `lower_lid_${side}`)[1];
    if (!meta.muscles[m].endsWith(side)) return 0;
    return lid.startsWith("levator") ? LIDS_MM : -LIDS_MM;
  }
}
