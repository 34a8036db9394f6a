// What parts of view/js/core make of numbers that are worked by hand in test_core_parts_js.py: node core_parts.mjs JS FOLDER PROBLEMS.

const [, , js] = process.argv;
const from = (name) => import(`${js}/core/${name}.js`);
const told = {};
const list = (x) => [...x];
const refused = (act) => {
  try {
    act();
    return null;
  } catch (error) {
    return error.message;
  }
};

// the case on screen
const state = await from("state");
let now = 0;
const store = state.createStore({ a: 0, list: [1, 2] }, () => now);
const heard = [];
const leave = store.subscribe((value, origin) => heard.push([value.a, origin]));
const steps = [];
const step = (name, act) => {
  act();
  steps.push([name, store.get().a, store.canUndo(), store.canRedo()]);
};
step("same", () => store.change({ a: 0, list: [1, 2] }));
step("one", () => store.change({ a: 1 }, { gesture: "x" }));
now = 799;
step("goes on", () => store.change({ a: 2 }, { gesture: "x", origin: "python" }));
now = 799 + 801;
step("anew", () => store.change({ a: 3 }, { gesture: "x" }));
now = 99999;
step("held", () => store.change({ a: 4 }, { gesture: "x", held: true }));
step("other", () => store.change({ a: 5 }, { gesture: "y", held: true }));
step("undo", () => store.undo());
step("undo", () => store.undo());
step("undo", () => store.undo());
step("nothing left", () => store.undo());
step("redo", () => store.redo());
step("amended", () => store.amend({ a: 9 }));
step("redo", () => store.redo());
step("new way", () => store.change({ a: 7 }));
step("refused", () => store.takeBack(({ a }) => a < 4, { a: -1 }));
step("kept", () => store.takeBack(({ a }) => a < 9, { a: -1 }));
step("none holds", () => store.takeBack(() => false, { a: -1 }));
leave();
step("unheard", () => store.change({ list: [1, 3] }));
Object.assign(told, { steps, heard, lists: store.get().list });
const settings = state.createSettings({ open: 1 });
let settled = 0;
settings.subscribe(() => settled++);
settings.set({ open: 1 });
settings.set({ open: 2 });
told.settings = [settled, settings.get().open];

// dampening
const muscles = ["a_left", "a_right", "b_left", "b_right", "c_midline", "d_left"];
const regions = { brow_left: ["a_left", "b_left"], brow_right: ["a_right", "b_right"] };
told.shares = list(state.withShare([0, 0.1, 0.2], [0, 2], 1.5)).concat(list(state.withShare([0.5, 1], [1], -1)));
told.mean = [state.shareOf([0.2, 0.6, 0.4], [0, 1]), state.shareOf([0.5, 0, 0.5], [0, 2]), state.shareOf([1], [])];
told.names = [
  state.dampeningToNames([0.5, 0.123456, 0.5, 0.2, 0, 0.7], regions, muscles),
  state.dampeningToNames([0, 0, 0, 0, 0, 0], regions, muscles),
];
told.dampening = list(state.dampeningFromNames({ brow_left: 0.5, a: 0.2, c: 0.3, d_left: 1 }, regions, muscles));
told.untouched = list(state.dampeningFromNames(undefined, regions, muscles));

// between file and screen
const cases = await from("case");
const lab = {
  conditions: [
    { id: "healthy", label: "healthy", severities: [], severity: 0, sided: false },
    { id: "palsy", label: "palsy", severities: [0, 1], severity: 1, sided: true },
  ],
  expressions: [{ id: "smile", label: "smile" }],
  people: [{ person: null }, { person: { seed: 1, index: 2 }, sex: "male", onset_days: 3, decay_days: 4 }],
};
const meta = { muscles, regions, lab };
const given = { condition: "palsy", severity: "moderate", dampening: { d_left: 0.25 }, weak: { a_left: 0.1 }, day: 3, time_s: 2, expression: "smile" };
const one = cases.stateOf(given, meta, false, "timing");
told.state = { ...one, dampening: list(one.dampening) };
const bare = cases.stateOf({}, meta, false);
told.bare = { ...bare, dampening: list(bare.dampening) };
told.own = cases.stateOf({ condition: "palsy" }, meta, true).condition;
told.kindsOwn = cases.stateOf({ condition: "palsy" }, meta, false).severity;
told.back = [cases.caseOf({ ...one, side: "right" }, meta), cases.caseOf(bare, meta, "face"), cases.caseOf({ ...bare, activation: { a: 1 } }, meta)];
const index = new Map(muscles.map((name, k) => [name, k]));
const ill = () => ({ conduction: [1, 1, 1, 1, 1, 1], tone: [0.2, 0.2, 0.2, 0.2, 0.2, 0.2] });
told.found = cases.asFound(ill(), { weak: { a_right: 0.25 }, held: { b_left: 0.5, d_left: -0.5 } }, index);
told.asBefore = cases.asFound(ill(), undefined, index);
told.sides = [
  cases.affected({ weak: { a_left: 0.41 }, held: { b_right: -0.2 } }), cases.affected({ weak: { a_left: 0.4 }, held: { b_right: -0.2 } }),
  cases.affected({ held: { b_right: -0.2 } }), cases.affected({}), cases.affected(null),
];
const inPerson = { strength: [1, 2], tone: [0.5, 0.9], normal_tone: [0.2, 0.8] };
cases.ofPerson(inPerson, { strength: [0.5, 2], tone: [1.5, 1.2] }, 3);
told.inPerson = inPerson;
const person = { seed: 1, index: 2 };
told.same = [
  [null, null], [null, person], [person, null], [person, { ...person, sex: null }], [person, { ...person, index: 3 }],
  [person, { ...person, mirrored: true }], [person, { index: 2 }],
].map((two) => cases.samePerson(...two));
told.whose = [null, person, { seed: 9 }].map((who) => cases.personOf(lab.people, { carried: { person: who } }));
const arrays = { lab_people_strength: new Float64Array(12).map((_, k) => k), lab_people_tone: new Float64Array(12).map((_, k) => 2 * k), lab_people_ed50: new Float64Array(12).map((_, k) => 3 * k) };
const like = cases.asPerson({ meta, arrays }, { carried: { weak: 1 }, timing: { doses: [5] } }, 1);
told.like = { ...like, timing: { ...like.timing, ...Object.fromEntries(["strength", "tone", "ed50", "caught"].map((name) => [name, list(like.timing[name])])) } };

// words
const messages = await from("messages");
told.hasFound = [{ weak: { a: 1 } }, { held: { a: 1 } }, { weak: {}, held: {} }, null].map(messages.hasFound);
told.muscles = [messages.muscleName("a_b_left"), messages.muscleSide("a_b_left"), messages.muscleSide("a_b"), messages.briefMuscleName("orbicularis_oculi_orbital_inferior_left"), messages.briefMuscleName("frontalis_medial_right"), messages.briefMuscleName("zygomaticus_major_left")];
told.unknown = refused(() => messages.say("no.text"));
const { heading } = await from("wording");
const head = (more) => heading(lab, { expression: "smile", condition: "palsy", side: "left", severity: 1, carried: {}, ...more });
told.headings = [head({}), head({ severity: 2 / 3 }), head({ severity: 0.42 }), head({ condition: "healthy" }), head({ condition: "healthy", carried: { weak: { a_left: 1 } } })];

// figures
const { FIGURES, figures, preserved } = await from("readouts");
const measures = {
  symmetryIndex: (vertices, stems) => vertices + stems.length,
  symmetryByThirds: (vertices) => ({ upper: vertices, middle: 2, lower: 3 }),
  excursion: () => [2, 3, 6],
  fissure: (vertices, side) => (side === "left" ? vertices : -vertices),
  way: (rest, vertices, name) => (name === "x_left" ? vertices - rest : 0),
  mouthWidth: (vertices) => 10 * vertices,
};
const moment = (vertices) => ({ measures, vertices, rest: 1, closed: 100 * vertices, stems: ["x", "y"] });
const row = (name, figure, places, more = {}) => ({ name, figure, places, ...more });
const readouts = [
  row("even", "symmetry", "thirds"), row("corner", "excursion", "each", { stem: "x", preserved: "range" }), row("gap", "closure_gap", "each"),
  row("own", "own_movement", "each", { preserved: "itself" }), row("lids", "opening", "each"), row("width", "mouth_width", "whole"), row("side", "", "each", { preserved: "range" }),
];
const shown = figures({ readouts }, [moment(5), moment(3)]);
told.figures = structuredClone(shown);
told.noStems = FIGURES.symmetry({ measures, vertices: 5, stems: [] }).whole;
const reach = { width: (name, limits) => limits * { x_left: 4, x_right: 2, y_left: 1 }[name] };
shown.own = { left: [4, 3], right: [2, 1] };
told.preserved = preserved({ readouts, reach_landmarks: ["x_left", "y_left", "x_right"] }, shown, reach, [2, 1.5]);
const { overactive, remaining } = await from("assessment");
told.overactive = [...overactive([0.2, 0.2, -1, 0.2], [0.31, 0.29, 0.11, 0.9], 3)];
told.remaining = remaining([0.25, 1]);

// geometry
const { createFront } = await from("front");
const rest = [0, 0, 0, 4, 0, 0, 0, 4, 4, 0, 0, 5, 4, 0, 5, 0, 4, 5];
const front = createFront(rest, [0, 1, 2]);
told.front = [front(1, 1), front(1, 2), front(3, 2), front(-1, 1), createFront(rest, [0, 2, 1])(1, 1), createFront(rest, [3, 4, 5, 0, 1, 2])(1, 1), createFront(rest, [0, 1, 2, 3, 4, 5])(1, 1)];
const { createNearest } = await from("nearest");
const corners = [0, 0, 0, 4, 0, 0, 0, 4, 0, 50, 0, 0, 54, 0, 0, 50, 4, 0];
const near = createNearest(corners, [0, 1, 2, 3, 4, 5])([0, 0, 0], 20);
told.nearest = [near([1, 1, 3]), near([1, -2, 3]), near([-1, 2, 0]), near([3, 3, 1]), near([6, -1, 0]), near([-1, -2, 0]), near([52, 1, 1])];
const { rigidFit } = await from("pose");
const spin = (t) => [Math.cos(t), -Math.sin(t), 0, Math.sin(t), Math.cos(t), 0, 0, 0, 1];
const apply = (m, p) => [0, 1, 2].map((r) => m[3 * r] * p[0] + m[3 * r + 1] * p[1] + m[3 * r + 2] * p[2]);
const around = [[1, 0, 0], [0, 2, 0], [0, 0, 3], [-1, -1, 1]];
const tip = [0, 0, 1, 1, 0, 0, 0, 1, 0];
told.fits = [spin(0.4), spin(3), tip].map((m) => {
  const target = around.flatMap((p) => apply(m, p).map((x, k) => x + [5, -6, 7][k]));
  const { turn, shift } = rigidFit(around.flat(), target, [1, 2, 1, 3]);
  return [...turn.map((x, k) => Math.abs(x - m[k])), ...shift.map((x, k) => Math.abs(x - [5, -6, 7][k]))];
});
const { leastForces } = await from("nnls");
told.forces = [
  list(leastForces([2, 0, 0, 4], [-2, -2])), list(leastForces([2, 1, 1, 2], [-3, 1])), list(leastForces([2, 1, 1, 2], [-3, -3])),
  list(leastForces([1, 0.9, 0.9, 1], [-1, -0.5])), list(leastForces([1, 0, 0, 1], [1, 2])),
];
const [, , , , problems] = process.argv;
told.pushed = JSON.parse(problems).map(({ compliance, gap }) => list(leastForces(compliance, gap)));
const { colourAt, css, niceLimit, strip } = await from("colours");
told.colours = [colourAt("cividis", 0), colourAt("cividis", 1), colourAt("cividis", 0.05), colourAt("PuOr", -1), colourAt("PuOr", 2), css([1.4, 2.6, 3], 0.5)];
told.strip = [strip("cividis").length, list(strip("cividis").slice(0, 4)), list(strip("cividis").slice(-4))];
told.limits = [[1, [1, 2]], [1.0005, [1, 2]], [1.002, [1, 2]], [5, [1, 2]]].map((two) => niceLimit(...two));

// doses over a ceiling
const { most, excesses } = await from("ceilings");
told.most = [most([0.1, 0.30001, 0.30004, 0.2]), most([0.5, 0.4])];
const ceilings = (scope, sides, days, limit) => ({ dose_ceilings: { rows: [{ name: "x", scope, sides, days, limit, muscles: [0, 1] }], place_mm: 5 } });
const points = [
  { dose: 3, day: 0, point: [0, 0, 0], muscle: 0 }, { dose: 4, day: 0, point: [3, 4, 0], muscle: 0 }, { dose: 5, day: 10, point: [0, 0, 0], muscle: 1 }, { dose: 9, day: 0, point: [0, 0, 0], muscle: 2 },
];
const sideOf = (m) => (m === 0 ? "left" : "right");
const over = (...row) => excesses(ceilings(...row), points, sideOf).map(({ side, given, from: first }) => [side, given, first]);
told.excesses = [
  over("session", "both", 0, 6), over("session", "both", 10, 6), over("session", "each", 10, 4.5), over("session", "each", 10, 7), over("place", "both", 0, 6), over("place", "both", 9, 7), over("session", "both", 9, 7),
];
points[1].point = [3, 4.1, 0];
told.apart = over("place", "both", 0, 6);

// conditions between their samples
const { createDrive } = await from("drive");
const four = ["a_left", "a_right", "b_left", "b_right"];
const samples = (row) => Float64Array.from([0, 1, 2, 3].flatMap((k) => row.map((x) => (k + 1) * x))); // the k-th sample is k + 1 times the row
const tables = Object.fromEntries(["conduction", "tone", "normal_tone", "strength", "involuntary"].map((field) => [`lab_condition_${field}`, samples([0.1, 0, 0.2, 0])]));
const joins = [[0, 0, 0, 0], [0, 0, 0, 0], [1, 0, 2, 0], [0, 0, 0, 0]].flat();
const palsies = [
  { id: "palsy", first: 1, severities: [0, 0.5, 1], sided: true, years: [30, 40, 60] },
  { id: "ageing", first: 0, severities: [1], sided: false, years: [75] }, { id: "plain", first: 0, severities: [0, 1], sided: false, years: null },
];
const drive = createDrive({
  meta: { muscles: four, lab: { groups: [["a_left", 1], ["b_left", -1], ["a_right", 1], ["b_right", -1]], conditions: palsies, effort: { rules: {}, movers: {}, rings: [], levators: [] }, frame: { lids: {} } } },
  arrays: { lab_tone: [0, 0, 0, 0], lab_condition_synkinesis: samples(joins), ...tables },
});
const conduction = (...row) => list(drive.condition(...row).conduction);
told.between = [
  conduction("palsy", "left", 0), conduction("palsy", "left", 0.25), conduction("palsy", "left", 0.75), conduction("palsy", "left", 1), conduction("palsy", "right", 0.25),
  conduction("ageing", "right", 0.3), conduction("palsy", "left", 2), conduction("palsy", "left", -1),
];
told.joined = ["left", "right"].map((side) => list(drive.condition("palsy", side, 0).synkinesis));
told.years = [["palsy", 0.25], ["palsy", 0.75], ["palsy", 1], ["ageing", 0], ["plain", 1]].map((two) => drive.years(...two));
told.meant = [drive.effort([0.3, 0.2, 0.9, -0.7]), drive.effort([-1, -1, 1, 1]), drive.effort([0.8, 0, 0, -0.7])];
told.unknownCondition = refused(() => drive.condition("flu", "left", 1));
told.mirror = drive.mirror;

// measures in the frame of the pupils, of a face that is uneven from the start
const { createMeasures } = await from("measures");
const named = ["brow_inner", "brow_mid", "brow_arch", "brow_outer", "endocanthion", "exocanthion"];
const landmarks = { cheilion_left: 0, cheilion_right: 1, labiale_superius: 2, ...Object.fromEntries(["left", "right"].flatMap((side, k) => named.map((stem, n) => [`${stem}_${side}`, 3 + ((n + k) % 2)]))) };
const margins = Object.fromEntries(["left", "right"].flatMap((side) => ["upper", "lower"].map((lid) => [`lid_margin_${lid}_${side}`, [3, 4]])));
const uneven = Float32Array.from([2, -5, 0, -2.4, -5.2, 0.3, 1, 2, 0, 6, 7, 1, -6.1, 7.2, 2]);
const tilted = createMeasures({
  meta: { landmarks, curves: margins, lab: { thirds: { upper: [3, 4], middle: [2], lower: [0, 1] }, least_movement_mm: 0.8 }, eye_centres: [[3, 4, 0], [-3, -4, 0]] },
  arrays: { rest: uneven, mirror: [1, 0, 2, 4, 3], lab_skin_weights: [1, 1, 1, 1, 1], lab_thirds: new Uint8Array(15).fill(1) },
});
told.tilted = Object.fromEntries(tilted.photographic(uneven).map(({ name, value }) => [name, value]));
told.atRest = tilted.asymmetry(uneven).whole;

// seconds of a spasm
const { createSeconds } = await from("over_time");
const drawn = (severity, effort, side, start_s, samples) => ({ condition: "spasm", severity, effort, side, start_s, samples });
const seconds = createSeconds({
  meta: { muscles: ["a_left", "a_right", "b"], lab: { course_rate_hz: 10, courses: [drawn(0.3, 0, "left", 5, "s1"), drawn(1, 0, null, 0, "s2"), drawn(1, 1, undefined, 0, "s3")] } },
  arrays: { s1: [0, 0.1, 0.2, 0.3, 0.4, 0.5], s1_muscles: [0, 2], s2: [0.5], s2_muscles: [0], s3: [0.7, 0.9], s3_muscles: [1] },
});
const asked = (severity, side, effort, timing = null) => seconds.course({ condition: "spasm", severity, side }, effort, timing);
const own = { course: { condition: "spasm", severity: 0.5, effort: 0, side: null, start_s: 1 }, course_samples: [0.25], course_samples_muscles: [2] };
const brief = (course) => course && [list(course.values).length, course.flipped, course.start, course.end, course.exact];
told.courses = [
  asked(0.5, "right", 0), asked(0.3, "left", 0.2), asked(0.7, "left", 0.1), asked(1, "left", 0.6), asked(0.5, "left", 0, own), asked(0.5, "left", 0.1, own), asked(0.52, "left", 0, own), asked(0, "left", 0),
  seconds.course({ condition: "healthy", severity: 1 }, 0, null),
].map(brief);
told.seconds = [5.05, 5.1, 4, 9, 5.175].map((time) => list(seconds.involuntary(asked(0.5, "left", 0), time)));
told.flipped = list(seconds.involuntary(asked(0.5, "right", 0), 5.05));

// the muscle atlas
const { createAtlas, isPaired } = await from("atlas");
const frames = [];
const model = { index, frame: (activation, positions) => (frames.push(list(activation)), { positions }) };
const atlas = createAtlas({ meta: { muscles, atlas: { start_share: 0.5, cards: { a: {}, c_midline: { start: "b_left" } } } }, arrays: { rest: [0, 0, 0] } }, model);
const pictures = [atlas("a", "both"), atlas("a", "right"), atlas("c_midline", "left")].map(({ atlas_work: work, atlas_rest: still }) => [list(work.lit), work.from === still.positions]);
told.atlas = { frames, pictures, paired: [isPaired(model, "a"), isPaired(model, "c_midline")] };

// side effects of three exams: a corner that goes half as far on the left, a point below it that rises, a lid that gapes
const { compared, seenIn } = await from("side_effects");
const exam = (smile, gaps) => {
  const frames = { rest: [20, 0, 0, -20, 0, 0, 20, -5, 0, -20, -5, 0], smile };
  return seenIn((task) => frames[task], (task, stem, side) => 3 * (2 * ["c", "d"].indexOf(stem) + (side === "right")), (task, side) => gaps[side]);
};
const exams = [
  exam([24, 3, 0, -24, 3, 0, 20, -5, 0, -20, -5, 0], { left: 1, right: 2 }),
  exam([22, 1.5, 0, -24, 3, 0, 20, -4, 0, -20, -5, 0], { left: 4, right: 2.5 }),
  exam([24, 2, 0, -24, 3, 0, 20, -5, 0, -20, -5, 0], { left: 1, right: 2 }),
];
const kind = (measure, threshold, flagged = "above", more = {}) => ({ name: measure, measure, threshold, flagged, sides: "each", task: "smile", landmarks: ["c"], suppressed_by: "", ...more });
const sideEffects = [
  ...[kind("falls", 1), kind("hangs", 1), kind("rises_over", 2, "above", { landmarks: ["d", "c"] }), kind("stands_higher", 1), kind("gapes", 2)],
  ...[kind("retains", 60, "below"), kind("retains_lift", 50, "below"), kind("falls_short", 1), kind("lags", 1.9, "above", { suppressed_by: "retains" })],
  ...[kind("gapes", 2, "above", { name: "worse_gap", sides: "worse" }), kind("retains", 60, "below", { name: "worse_kept", sides: "worse" })],
  kind("retains", 60, "below", { name: "still", landmarks: ["d"] }),
];
const seen = compared([[30, 10, 0], [-30, 12, 0]], { side_effects: sideEffects, least_movement_mm: 0.8, full_lift_mm: 1 }, exams);
told.sideEffects = seen.map(({ name, side, measured, before, after, beyond, nearest }) => [`${name} ${side}`, [measured, before, after], beyond, nearest()]);

// muscles that are blamed: who lost most, of nearly equal losses the one that is named first
const { findings } = await from("side_effects");
const blaming = {
  ...{ pupils: [[0, 0, 0], [0, 0, 0]], index: new Map(["a_left", "a_right", "b_left", "b_right"].map((name, k) => [name, k])), size: 3 },
  ...{ intent: () => [], vertexOf: () => 0, drive: () => [], frame: (activation, positions) => ({ positions }), measures: { fissure: () => 0 } },
};
const blames = [kind("gapes", 2, "above", { blames: ["a", "b"] }), kind("gapes", 2, "above", { name: "worse", sides: "worse", blames: ["a", "b"] })];
told.blamed = [[0.5, 1, 0.48, 1], [0.5, 1, 0.4, 1], [0.5, 0.3, 1, 1]].map((left) =>
  findings(blaming, { side_effects: blames, side_effect_tasks: ["smile"], least_movement_mm: 0.8, full_lift_mm: 1 }, {}, {}, left).map(({ muscle }) => muscle),
);

// doses of points: what their fields catch, what acts on a day, and who loses most
const { createDoses } = await from("doses");
const dosed = createDoses(
  { muscles: ["a_left", "a_right", "b_left"], toxin: { activity: (days, { slow }) => days / slow } },
  { site: ({ point_mm }) => ({ point: point_mm, depth: 3 }), caught: (point, depth, volume) => [point[0], volume, depth] },
  { spread: { fields: { owner: [0, 0, 2] } } },
);
const injected = [{ point_mm: [1, 0, 0], volume_ml: 0.1, dose_units: 2, day: 0 }, { point_mm: [5, 0, 0], volume_ml: 0.2, dose_units: 4, day: 6 }];
const acts = dosed.timed(injected, { person: { slow: 20 }, course: "course" });
told.doses = { ...acts, caught: list(acts.caught), acting: list(dosed.acting(injected, { timing: acts, day: 10 })), effects: dosed.effects([0.5, 0.985, 0.25]) };
console.log(JSON.stringify(told));
