// Sentences of core/explain.js on a face of six muscles, for test_explain_js.py: node explain_parts.mjs JS.

const [, , js] = process.argv;
const { explain, healthyOf, isWorse } = await import(`${js}/core/explain.js`);
const stems = ["zygomaticus_major", "frontalis_medial", "orbicularis_oculi_palpebral"];
const muscles = stems.flatMap((stem) => [`${stem}_left`, `${stem}_right`]);
const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

/** mm of full contraction: a corner 5 mm out and up, brows 4 mm up and the other one 1 mm, a lid 10 mm down. */
function reachAt(m, stem, side, way) {
  const own = muscles[m].endsWith(side);
  if (stem === "lids") return m > 3 && own ? -10 : 0;
  const out = side === "left" ? 1 : -1;
  const moves = m < 2 && stem === "cheilion" && own ? [3 * out, 4, 0] : m > 1 && m < 4 && stem === "brow_mid" ? [0, own ? 4 : 1, 0] : [0, 0, 0];
  return way ? dot(moves, way) : Math.hypot(...moves);
}
const measures = {
  excursion: (positions, name) => positions[name] ?? [0, 0, 0],
  photographic: (positions) => ["left", "right"].map((side) => ({ name: `brow_height_${side}`, value: positions.heights?.[side] ?? 20 })),
};
const lab = {
  expressions: [{ id: "smile", healthy_symmetry: [91, 6] }],
  own_expression: { healthy_symmetry: [96, 5] },
  readouts: [{ name: "corner", what: "mouth corner" }, { name: "side", what: "side of the face" }],
  closed_mm: 0.5,
  worse_mm: 0.1,
};
const even = (x) => ({ left: [x, x], right: [x, x] });
function says({ left = [1, 1, 1, 1, 1, 1], activation = [1, 1, 1, 1, 1, 1], before = {}, after = {}, figures = {}, more = {}, start = [1, 1, 1, 1, 1, 1], tried = [1, 1, 1, 1, 1, 1], strength = [1, 1, 1, 1, 1, 1], over = [] }) {
  const result = {
    tried,
    before: { activation: start, positions: before, drive: { strength } },
    after: { activation, positions: after },
    figures: {
      ...{ symmetry: [98, 98], asymmetry: [0.1, 0.1], range: { corner: { left: 100, right: 100 }, side: { left: 100, right: 100 } } },
      ...{ gap: even(0), lids: even(9), corner: even(5), brow: even(1), ...figures },
    },
  };
  return explain({ muscles, reachAt, measures }, lab, { left, expression: "smile", ...more }, result, new Set(over));
}
const corner = { left: [0.5, 1, 1, 1, 1, 1], activation: [0.5, 1, 1, 1, 1, 1] };
const fallen = { before: { cheilion_left: [3, 4, 0] }, after: { cheilion_left: [1.5, 2, 0] } };
const told = {
  lower: says({ ...corner, ...fallen, figures: { corner: { left: [5, 2.5], right: [5, 5] }, symmetry: [98, 50.4], asymmetry: [0.1, 1.2], range: { corner: { left: 61, right: 90 }, side: { left: 60.4, right: 100 } } } }),
  inward: says({ left: [1, 0.5, 1, 1, 1, 1], activation: [1, 0.5, 1, 1, 1, 1], before: { cheilion_right: [-4, 1, 0] }, after: { cheilion_right: [-2.5, 1.2, 0] }, figures: { corner: { left: [5, 5], right: [4.1, 2.8] }, symmetry: [70, 98] } }),
  outward: says({ left: [0.5, 1, 1, 1, 1, 1], activation: [1.5, 1, 1, 1, 1, 1], before: { cheilion_left: [3, 1, 0] }, after: { cheilion_left: [4, 1.5, 0] }, figures: { symmetry: [NaN, 98] } }),
  two: says({
    left: [1, 1, 0.5, 0.5, 0.7, 1], activation: [1, 1, 0.5, 0.5, 0.7, 1],
    before: { brow_mid_left: [0, 4, 0], brow_mid_right: [0, 4, 0], heights: { left: 20, right: 21 } }, after: { brow_mid_left: [0, 1, 0], brow_mid_right: [0, 1.1, 0], heights: { left: 17, right: 18.1 } },
    figures: { lids: { left: [9, 10.2], right: [9, 9] }, range: { corner: { left: 91, right: 100 }, side: { left: 100, right: 100 } } },
  }),
  bothBrows: says({ left: [1, 1, 0.5, 0.3, 1, 1], activation: [1, 1, 0.5, 0.3, 1, 1], before: { brow_mid_left: [0, 4, 0] }, after: { brow_mid_left: [0, 1, 0], heights: { left: 17 } } }),
  narrower: says({ left: [1, 1, 1, 1, 0.5, 1], start: [1, 1, 1, 1, 0.2, 1], activation: [1, 1, 1, 1, 0.4, 1], figures: { lids: { left: [9, 7], right: [9, 9] }, symmetry: [80, 90] } }),
  hardly: says({ ...corner, before: { cheilion_left: [3, 4, 0] }, after: { cheilion_left: [3, 3.52, 0] } }),
  wrongWay: says({ ...corner, activation: [1.5, 1, 1, 1, 1, 1], ...fallen }),
  smallBoth: says({ left: [1, 1, 0.9, 0.8, 0.95, 1] }),
  opens: says({ ...corner, figures: { gap: { left: [0.2, 1.4], right: [0, 2.2] } } }),
  widens: says({ ...corner, figures: { gap: { left: [1, 1.4], right: [1, 2.2] } } }),
  closes: says({ ...corner, figures: { gap: { left: [0.2, 0.5], right: [2, 2.4] } } }),
  worse: says({ ...corner, figures: { asymmetry: [0.5, 0.59] } }),
  nothing: says({}),
  stronger: says({ over: [0], start: [1.04, 1, 1, 1, 1, 1] }),
  strong: says({ over: [0], start: [1.3, 1, 1, 1, 1, 1], strength: [1.3, 1, 1, 1, 1, 1] }),
  over: says({ over: [4], tried: [0, 0, 0, 0, -1, 0], start: [0, 0, 0, 0, 0.5, 0], figures: { lids: { left: [4, 4], right: [9, 9] } } }),
  overMany: says({ over: [2, 0, 1], tried: [0, 0, 0, 0, 0, 0], start: [0.4, 0.3, 0.5, 0, 0, 0], figures: { corner: { left: [6, 6], right: [3.5, 3.5] } } }),
  overBrow: says({ over: [2, 3], tried: [0, 0, 0, 0, 0, 0], start: [0, 0, 0.5, 0.4, 0, 0], figures: { brow: { left: [3, 3], right: [1, 1] } } }),
  open: says({ figures: { gap: { left: [0.6, 0.6], right: [2.1, 2.1] } } }),
  shut: says({ figures: { gap: { left: [0.4, 0.4], right: [0.5, 0.5] } } }),
  later: says({ more: { timing: { doses: [1] }, day: 3.14159 } }),
  undosed: says({ more: { timing: { doses: [] }, day: 3 } }),
  healthy: [healthyOf(lab, "smile"), healthyOf(lab, "other")],
  isWorse: [[0, 0.1], [0, 0.09], [0.5, 0.1]].map((pair) => isWorse(lab, pair)),
};
console.log(JSON.stringify(told));
