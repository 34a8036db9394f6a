// Before and after in figures: what the row under the picture shows. No DOM.

const SIDES = ["left", "right"];
const OVERACTIVE = 0.1; // share of full contraction beyond what is asked that is worth a mark

/** Poses and figures of a case; `buffers` are reused from call to call. */
export function evaluate(model, lab, state, buffers) {
  const intended = state.intent;
  const before = pose(model, state.drive, intended, null, buffers.before);
  const after = pose(model, state.drive, intended, remaining(state.dampening), buffers.after);
  const range = rangeKept(model, lab, state.drive, remaining(state.dampening));
  return { intended, before, after, figures: { ...figures(model, lab, state.expression, before, after), range } };
}

function pose(model, condition, intended, left, buffer) {
  const activation = model.drive(condition, intended, left, buffer.activation);
  return { activation, ...model.frame(activation, buffer.positions) };
}

export const remaining = (dampening) => dampening.map((share) => 1 - share);

/** Muscles (indices) that a condition makes pull more than is asked of them. */
export function overactive(intended, activation, count) {
  const found = new Set();
  for (let m = 0; m < count; m++) if (activation[m] - Math.max(0, intended[m]) > OVERACTIVE) found.add(m);
  return found;
}

/** Every figure as [before, after]; mm, or % for symmetry. */
function figures(model, lab, expression, before, after) {
  const { measures } = model;
  const both = (measure) => [measure(before.positions), measure(after.positions)];
  const sides = (measure) => Object.fromEntries(SIDES.map((side) => [side, both((vertices) => measure(vertices, side))]));
  const stems = lab.expressions.find((one) => one.id === expression)?.landmarks ?? [];
  const moved = (stem) => (vertices, side) => Math.hypot(...measures.excursion(vertices, `${stem}_${side}`));
  return {
    symmetry: stems.length ? both((vertices) => measures.symmetryIndex(vertices, stems)) : [NaN, NaN],
    thirds: turned(both(measures.symmetryByThirds)),
    difference: turned(both(measures.asymmetry)),
    corner: sides(moved("cheilion")),
    brow: sides(moved("brow_mid")),
    lids: sides(measures.fissure),
    width: both(measures.mouthWidth),
    moves: expression !== "rest",
  };
}

/** Per cent of the undampened range left: the corner, the brow, and all landmarks of a side together. */
function rangeKept({ reach }, lab, condition, left) {
  const full = reach.limits(condition, null);
  const now = reach.limits(condition, left);
  const kept = (names) => {
    const sum = (span) => names.reduce((total, name) => total + reach.width(name, span), 0);
    return (100 * sum(now)) / sum(full);
  };
  const of = (list) => Object.fromEntries(SIDES.map((side) => [side, kept(list(side))]));
  return {
    corner: of((side) => [`cheilion_${side}`]),
    brow: of((side) => [`brow_mid_${side}`]),
    side: of((side) => lab.reach_landmarks.filter((name) => name.endsWith(`_${side}`))),
  };
}

/** [{a, b}, {a, b}] -> {a: [.., ..], b: [.., ..]} */
function turned([first, second]) {
  return Object.fromEntries(Object.keys(first).map((key) => [key, [first[key], second[key]]]));
}
