// What parts of view/js/practice make of numbers that are worked by hand in test_practice_parts_js.py: node practice_parts.mjs JS.

const [, , js] = process.argv;
const from = (name) => import(`${js}/practice/${name}.js`);
const { marked, untreatedMarks } = await from("marks");
const { chancesOf } = await from("others");
const { attemptMarks, calibrationDue, endTold, marksTold, totalOf } = await from("session");
const { createSitting } = await from("sitting");
const { courseTiming, treatmentOf, unitsOf, unreached, weeksOf } = await from("treatment");
const { gradedTold } = await from("grading");
const { scoreTold } = await from("feedback");
const { judge } = await from("drilling");
const told = {};
const constants = {
  ...{ nothing_marks: 30, needless_referral_marks: 60, benefit_marks: 60, beyond_share: 0.1, beyond_marks: 4, least_gain: 0.05 },
  ...{ kept_none: 0.5, kept: 0.75, minor_marks: 5, major_marks: 20, dose_marks: 10, point_marks: 1, free_points: 2, needless_unit_marks: 2 },
  ...{ foresight_marks: 10, prediction_span: 0.5, target_share: 0.5, target_kept: 0.7, threshold_span: 0.25, grading_marks: 10 },
  ...{ second_visit_day: 98, review_days: 28, most_dampening: 0.8, emax: 0.9, hill_exponent: 2 },
};

// chances in two people of what may happen
const heard = {};
const kinds = [
  { name: "droop", label: "Droop", flagged: "above", threshold: 2, suppressed_by: "" },
  { name: "lag", label: "Lag", flagged: "above", threshold: 2, suppressed_by: "droop" },
  { name: "freeze", label: "Freeze", flagged: "below", threshold: 50, suppressed_by: "" },
];
const people = (rows) => rows.map((row) => row.map((x, k) => ({ name: kinds[k].name, side: "left", nearest: () => x })));
const others = {
  people: ["one", "two"],
  keep: 0.75,
  caughtOf: (list) => list.map((_, i) => [[[0.5, 0], [0.1, 0.2]], [[0, 1], [0.3, 0]]][i] ?? [[0, 0], [0, 0]]),
  lostTo: (units) => ((heard.units = units), [[0.3], [0.4]]),
  found: (left) => ((heard.left = left), { seen: people([[2, 2.5, 40], [1.6, 1, 70]]), hidden: heard.calm ? null : people([[1.8, 2.5, 60], [2.2, 1, 70]]) }),
  sharesOf: () => [[0.9, 0.75], [1.2]],
};
const lab = {
  side_effects: kinds,
  plan: { major: ["lag"] },
  spread: { fields: { owner: [0, 1], weight: [1, 0.5] } },
  dose_ceilings: {
    place_mm: 1,
    rows: [
      { scope: "session", sides: "both", days: 0, limit: 4, muscles: [0, 1], sentence: "{given} U, more than {limit}" },
      { scope: "session", sides: "both", days: 0, limit: 3, muscles: [0, 1], sentence: "not told" },
    ],
  },
};
const patient = {
  ...{ lab, others, usual: [4, 12], right: "treat", figure: ["asymmetry", "mm"], model: { muscles: ["a_left", "b_left"] } },
  ...{ before: { figure: 2 }, plan: [[0, 0, 0], [10, 0, 0]] },
  spread: {
    site: (one) => ({ point: one.point_mm, depth: 3 }),
    shares: (point) => ({ 0: [0.5, 0.1], 10: [0.2, 0.2], 4: [0, 0.4] })[point[0]],
    caught: (point, depth, volume) => [volume, point[0]],
  },
};
const practice = { constants, ed50: [2, 4] };
const two = [{ dose_units: 2 }, { dose_units: 3 }];
const chances = (given, need) => [...chancesOf(patient, given, need, practice).entries()].map(([key, { chance }]) => [key, chance]);
told.chances = chances({ injections: two }, 2);
told.heard = [heard.units, heard.left];
heard.calm = true;
told.calm = chances({ injections: two }, 2);
heard.calm = false;
chances({ injections: [], aimed: [1, 2] }, 2);
told.aimed = heard.units.map((row) => [...row]);

// marks of one treatment
const by = {
  ...{ after: { gain: 0.5 }, units: [1, 1.5], taken: 1.5, need: 1, aimed: [0], allowed: [[1, "both"]] },
  chances: [["lag", "left", 0.15], ["droop", "left", 0.7]],
};
const point = (x, y, z, dose_units) => ({ point_mm: [x, y, z], dose_units, day: 0, volume_ml: 0.1 });
const given = { injections: [point(0, 3, 4, 2), point(10, 0, 2, 2), point(4, 0, 0, 1)], units: 5, taken: 0, predicted_mm: 1.2 };
const weaker = { injections: [], units: null, taken: 3, aimed: [1, 2], predicted_mm: null };
const after = { gain: 0.3, retained: 0.65, figure: 1, side_effects: [["freeze", "left"]] };
const score = (change = {}, what = given, who = {}) => marked({ ...patient, ...who }, by, { ...after, ...change }, what, practice);
const brief = ({ parts, total, reached, times, placement, warnings, risked, share }) => ({ parts, total, reached, times, placement, warnings, share, risked: risked.map(({ name, chance }) => [name, chance]) });
told.marks = brief(score());
told.weaker = brief(score({}, weaker));
told.reached = [
  ...[{}, { retained: 0.7 }, { retained: 0.69 }, { retained: 0.7, side_effects: [["lag", "left"]] }, { retained: 0.7, gain: 0.24 }].map((change) => score(change).reached),
  score({ retained: 0.7 }, given, { right: "leave" }).reached,
];
told.benefit = [{ gain: 0.5, retained: 0.75 }, { gain: 0.75, retained: 1 }, { gain: 5, retained: 1 }, { gain: -0.25, retained: 0.5 }, { retained: 0.5 }].map((change) => score(change).parts.benefit);
told.foresight = [1, 0.8, 0.4, 2, null].map((predicted_mm) => score({}, { ...given, predicted_mm }).parts.foresight);
told.dose = [5, 2.5, 1, 20].map((units) => score({}, { ...given, units }).parts.dose);
told.needless = [given, weaker].map((what) => brief(score({}, what, { right: "refer" })));
told.untreated = ["treat", "leave", "refer"].map((right) => ["leave", "refer"].map((choice) => untreatedMarks({ right }, choice, practice)));

// gradings and attempts
const known = { a: 1, b: 2, c: 2, d: 3 };
const mine = { a: 1, b: 3, c: 5, d: 2 };
const scales = { sunnybrook: { items: { rest_eye: [], voluntary_smile: [], synkinesis_smile: [] } } };
const texts = {
  item: {},
  graded: { whole: "{near}; {marks}", high: "{points} high", low: "{points} low", same: "same", same_sum: "same sum", item: "{name} {said} ({known})", others: "else {items}" },
  compared: { other: "{count} other", others: "{count} others", missed: "missed {items}" },
  says: { so_far: "so far", over: "over", end: "end {total}", order: "marks {marks}" },
  marks: {
    ...{ total: "{total} of {start}: {parts}", benefit: "b {marks}", harm: "h {marks}", dose: "d {marks}", foresight: "f {marks}", leave: "leave", refer: "refer" },
    ...{ gain: "{gain} ({plan}) {target} {kept} ({plan_kept})", reached: "yes", not_reached: "no", asymmetry: "{before} {after} {unasked} {unasked_after}", weakening: "weaker" },
    ...{ point: "{points} p {units}", points: "{points} ps {units}", none_right: "{given} none", times: "{given} x{times}", times_cost: "{given} x{times} -{marks}" },
    ...{ side_effects: "has {effects}", risked: "may {effects}", lost: "lost", placement: "{apart} {caught}", expected: "{expected} {unit} {name} {figure}" },
  },
};
const all = { ...practice, scales, texts, grading: { weights: { rest: 5, voluntary: 4, synkinesis: 1 }, every: 2 } };
told.graded = [mine, known, { ...known, a: 2, b: 1 }, { ...known, d: 2 }, null].map((grading) => gradedTold(grading, known, all));
const whole = (rest_eye, voluntary_smile, synkinesis_smile) => ({ rest_eye, voluntary_smile, synkinesis_smile });
told.composites = [[whole(1, 5, 3), whole(0, 5, 1)], [whole(0, 5, 1), whole(1, 5, 3)]].map(([said, truth]) => gradedTold(said, truth, all)[0]);
const who = { right: "treat", scores: known };
told.attempts = [
  attemptMarks(who, { grading: mine, choice: "treat", scores: [{ total: 40 }, { total: 60 }] }, all),
  attemptMarks(who, { grading: known, choice: "treat", scores: [{ total: 95 }] }, all),
  attemptMarks({ ...who, right: "leave" }, { grading: null, choice: "refer", scores: [] }, all),
];
const attempts = [{ marks: 40.4, grading: known }, { marks: 60, grading: null }];
told.total = totalOf({ count: 4, attempts });
const early = { grading: { ...known, d: 9 } };
const exact = { grading: known };
const twelve = [early, early, ...Array.from({ length: 10 }, () => exact)];
const patients = twelve.map(() => who);
told.due = [twelve, twelve.slice(0, 11), [exact, early], [exact, exact, { grading: null }], [{ grading: {} }]].map((list) => calibrationDue(patients, list, all));
told.end = [[1, true], [1, false], [2, true]].map(([count, late]) => endTold({ count: 2, attempts: [attempts[1], attempts[1]].slice(0, count) }, patients, late, all));
told.order = [["end", 2], ["end", 3], ["each", 3]].map(([feedback, count]) => marksTold({ attempts, feedback, count }, all));
told.none = marksTold({ attempts: [], feedback: "each", count: 3 }, all);

// sentences on one treatment
const seen = { mirror_mm: 2, involuntary_mm: 1, retained: 0.8, gain: 0.25, figure: 1.5, side_effects: [] };
const says = (change = {}) =>
  scoreTold(
    {
      ...{ start: 30, total: 47.5, parts: { benefit: 20, harm: -5, dose: -1.5, foresight: 4 }, right: "treat", reached: false, units: 5, points: 2, times: 2, predicted_mm: 1, figure: ["asymmetry", "mm"] },
      ...{ before: { ...seen, mirror_mm: 3, involuntary_mm: 2 }, after: { ...seen, side_effects: [["lag", "left"]] }, reference: { ...seen, gain: 0.5, retained: 0.9 } },
      ...{ warnings: ["Too much."], placement: { apart_mm: 3.4, caught: 0.6 }, risked: [{ name: "lost_movement", side: "", chance: 0.2 }, { name: "droop", side: "left", chance: 0.1 }, { name: "droop", side: "right", chance: 0.09 }] },
      ...change,
    },
    lab,
    all,
  );
told.said = says();
told.saidElse = [says({ right: "leave", times: null, units: null, points: 0, placement: null, predicted_mm: null, risked: [], warnings: [] }), says({ reached: true, points: 1, parts: { benefit: 0, harm: 0, dose: 0, foresight: 0 } }).slice(0, 4)];

// treatments
const meta = { regions: { eye_left: ["a_left", "c_left"] }, muscles: ["a_left", "b_left", "c_left"] };
const made = treatmentOf({ day: 98, dampening: { a_left: 0.5, b_left: 0.95, c_left: 0.2 } }, { meta }, { constants, ed50: [2, 4, null] });
told.made = [made.day, made.units, [...made.aimed], made.taken];
const points = treatmentOf({ day: 98, injections: [{ dose_units: 2, day: 0 }, { dose_units: 3, day: 5 }] }, { meta }, { constants, ed50: [2, 4, null] });
told.points = [points.units, points.taken, points.injections.map(({ day }) => day)];
told.unreached = [{ eye_left: 0.5 }, { eye_left: 0, a_left: 1 }, { c_left: 0.1, b_left: 1 }].map((dampening) => unreached(dampening, meta, { ed50: [2, 4, null] }));
const spot = { point_mm: [7, 0, 0], dose_units: 2, volume_ml: 0.5 };
told.caught = [...unitsOf(patient, { injections: [spot, { ...spot, dose_units: 3 }], aimed: [] }, practice)];
const timed = courseTiming({ ...patient, ed50: [1, 2], person: { onset_days: 3, decay_days: 60 } }, [{ day: 0, injections: [spot] }, { day: 98, injections: [spot, spot] }], practice);
told.timing = { ...timed, caught: [...timed.caught] };
const weeks = [];
const watched = {
  ...patient,
  ...{ ed50: [1, 2], person: { onset_days: 3, decay_days: 60 } },
  model: { toxin: { left: (timing, day) => day } },
  over: (left) => (weeks.push(left), { gain: left / 1000 }),
};
told.weeks = weeksOf(watched, [{ day: 0, injections: [spot] }, { day: 98, injections: [spot] }], { ...practice, days: [0, 28] });
told.looked = weeks;

// points of a drill
const head = {
  muscles: ["a_left", "a_right", "b_left", "c_left"],
  lab: { plan: { sites: [{ name: "s", muscle: "a", also: [], depth_mm: 3 }], places: ["left", "middle"].map((side, k) => ({ site: "s", side, point: [20 - 20 * k, 10, 0] })) } },
};
const shares = { 20: [0.8, 0, 0, 0], 0: [0.4, 0.4, 0, 0], 15: [0.6, 0, 0.05, 0.04], 23: [0.72, 0, 0.1, 0.2], "-20": [0, 0.8, 0, 0], 18.5: [0.9, 0.1, 0.04, 0.04] };
const drills = { enough: 0.8, told: 0.05, same_mm: 2, texts: { share: "{share} {apart}", way: "go {ways}", and: "+", higher: "up", lower: "down", outward: "out", inward: "in", across: "across", other: "{muscle} {share}" } };
const placed = (side, ...point) => judge({ name: "s", side }, point, head, { shares: ([x]) => shares[x] }, drills);
told.drilled = [["left", 20, 10, 0], ["left", 15, 13, 0], ["left", 23, 6, 0], ["left", -20, 10, 0], ["left", 18.5, 10, 3], ["middle", 0, 10, 0], ["middle", 15, 10, 0]].map((row) => {
  const { share, apart_mm, hit, text } = placed(...row);
  return [share, apart_mm, hit, text];
});

// a sitting
const kept = new Map();
const store = { read: (key) => structuredClone(kept.get(key) ?? null), write: (key, value) => kept.set(key, structuredClone(value)) };
const shipped = { ...all, parameters: "p", generator: "g", sittings: [{ seed: 1, level: "easy", patients: ["first", "second", "third"] }] };
const sitting = createSitting(shipped, store, () => 1000);
sitting.begin({ seed: 1, level: "easy", count: 2, minutes: null, feedback: "each" });
told.sat = [sitting.patients, sitting.given, sitting.late];
sitting.treat({ injections: [{ dose_units: 2, day: 5 }], dampening: {} }, 1.5);
sitting.treat({ injections: [{ dose_units: 3, day: 5 }], dampening: {} }, null);
told.treated = sitting.state.now.treatments.map(({ day, injections, predicted_mm }) => [day, injections.map((one) => one.day), predicted_mm]);
told.now = [sitting.state.now.step, sitting.state.now.injections];
console.log(JSON.stringify(told));
