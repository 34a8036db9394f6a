// Figures of the rows of data/readouts.csv, before and after. The same functions as clinic/readouts.py. No DOM.

const SIDES = ["left", "right"];

/** By the row's `figure`: (seen, row, side) => a number, or { whole, upper, middle, lower } where the row has thirds. */
export const FIGURES = {
  symmetry: ({ measures, vertices, stems }) => ({
    whole: stems.length ? measures.symmetryIndex(vertices, stems) : NaN,
    ...measures.symmetryByThirds(vertices),
  }),
  asymmetry: ({ measures, vertices }) => measures.asymmetry(vertices),
  excursion: ({ measures, vertices }, { stem }, side) => Math.hypot(...measures.excursion(vertices, `${stem}_${side}`)),
  opening: ({ measures, vertices }, row, side) => measures.fissure(vertices, side),
  closure_gap: ({ measures, closed }, row, side) => measures.fissure(closed, side),
  own_movement: ({ measures, vertices, rest, stems }, row, side) =>
    stems.reduce((sum, stem) => sum + measures.way(rest, vertices, `${stem}_${side}`), 0) / stems.length,
  mouth_width: ({ measures, vertices }) => measures.mouthWidth(vertices),
};

/**
 * Every row's figures, name -> [before, after] or { left, right } of such pairs; `thirds`: name -> { upper, middle, lower }.
 * @param moments before and after: { vertices, rest, closed, measures, stems }
 */
export function figures({ readouts }, moments) {
  const found = { thirds: {} };
  for (const row of readouts.filter(({ figure }) => figure)) {
    const both = turned(moments.map((seen) => of(seen, row)));
    if (row.places === "thirds") ({ whole: found[row.name], ...found.thirds[row.name] } = both);
    else found[row.name] = both;
  }
  return found;
}

function of(seen, row) {
  const figure = FIGURES[row.figure];
  return row.places === "each" ? Object.fromEntries(SIDES.map((side) => [side, figure(seen, row, side)])) : figure(seen, row);
}

/** Per cent of movement that is left: name -> { left, right }, as each row's `preserved` says. */
export function preserved({ readouts, reach_landmarks }, shown, reach, [full, now]) {
  const ofRange = (names) => (100 * names.reduce((sum, name) => sum + reach.width(name, now), 0)) / names.reduce((sum, name) => sum + reach.width(name, full), 0);
  const of = ({ name, stem, preserved: what }, side) => {
    if (what === "itself") return (100 * shown[name][side][1]) / shown[name][side][0];
    return ofRange(stem ? [`${stem}_${side}`] : reach_landmarks.filter((one) => one.endsWith(`_${side}`)));
  };
  const rows = readouts.filter((row) => row.preserved);
  return Object.fromEntries(rows.map((row) => [row.name, Object.fromEntries(SIDES.map((side) => [side, of(row, side)]))]));
}

/** [x, y] of numbers as they are; of objects, one pair for each key. */
function turned([first, second]) {
  if (typeof first === "number") return [first, second];
  return Object.fromEntries(Object.keys(first).map((key) => [key, [first[key], second[key]]]));
}
