// Before and after in figures: what the row under the picture shows. No DOM.

const SIDES = ["left", "right"];
const OVERACTIVE = 0.1; // share of full contraction beyond what is asked that is worth a mark

const CLOSED = "gentle_eye_closure"; // the task that shows what weakening the eye's ring costs

/**
 * Poses and figures of a state with what case.prepare adds; `buffers` { before, after, other } are reused.
 * Without figures it takes a tenth of the time.
 */
export function evaluate(model, lab, state, buffers, withFigures = true) {
  const { intent: intended, left } = state;
  const before = pose(model, state.drive, intended, null, buffers.before);
  const after = pose(model, state.drive, intended, left, buffers.after);
  if (!withFigures) return { intended, before, after, figures: null };
  const shown = figures(model, lab, state.expression, before, after);
  return {
    intended,
    before,
    after,
    figures: {
      ...shown,
      range: rangeKept(model, lab, state.drive, left),
      gap: closureGap(model, state.drive, left, buffers.other),
      own: ownMovement(model, lab, state, before, after, buffers.other),
    },
  };
}

/** Opening in mm that stays when the eyes are closed gently: { left: [before, after], right }. */
export function closureGap(model, condition, left, buffer) {
  const intent = model.intent(CLOSED);
  const gaps = [null, left].map((share) => {
    const { positions } = pose(model, condition, intent, share, buffer);
    return SIDES.map((side) => model.measures.fissure(positions, side));
  });
  return Object.fromEntries(SIDES.map((side, k) => [side, gaps.map((one) => one[k])]));
}

/** Mean way in mm that the expression's points go from this face's own rest, before and after. */
export function ownMovement(model, lab, state, before, after, buffer) {
  const stems = landmarksOf(lab, state.expression);
  const still = new Float64Array(state.intent.length);
  const ways = [before, after].map(({ positions }, k) => {
    const rest = pose(model, state.drive, still, k ? state.left : null, buffer).positions;
    return SIDES.map((side) => stems.reduce((sum, stem) => sum + model.measures.way(rest, positions, `${stem}_${side}`), 0) / stems.length);
  });
  return Object.fromEntries(SIDES.map((side, k) => [side, ways.map((one) => one[k])]));
}

const landmarksOf = (lab, expression) => lab.expressions.find((one) => one.id === expression)?.landmarks ?? [];

/** Activation and shape of a face whose muscles have `left` (M, null for all) of their strength. */
export function pose(model, condition, intended, left, buffer) {
  const activation = model.drive(condition, intended, left, buffer.activation);
  return { activation, remaining: left, drive: condition, ...model.frame(activation, buffer.positions) };
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
  const stems = landmarksOf(lab, expression);
  const moved = (stem) => (vertices, side) => Math.hypot(...measures.excursion(vertices, `${stem}_${side}`));
  return {
    symmetry: stems.length ? both((vertices) => measures.symmetryIndex(vertices, stems)) : [NaN, NaN],
    thirds: turned(both(measures.symmetryByThirds)),
    difference: turned(both(measures.asymmetry)),
    corner: sides(moved("cheilion")),
    brow: sides(moved("brow_mid")),
    lids: sides(measures.fissure),
    width: both(measures.mouthWidth),
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
