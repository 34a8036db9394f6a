// What parts of core/plan make of numbers that are worked by hand in test_plan_parts_js.py: node plan_parts.mjs JS.

const [, , js] = process.argv;
const { judged } = await import(`${js}/core/plan/judged.js`);
const { GRADES, gradeName } = await import(`${js}/core/plan/grades.js`);
const { createMeasuring, calm, comparedWith, aimOf } = await import(`${js}/core/plan/aims.js`);
const { createClosing } = await import(`${js}/core/plan/closing.js`);
const { mirroredPeople, peopleLike } = await import(`${js}/core/plan/panel.js`);
const who = (...list) => list.map(Boolean);
const looked = { movement: 0, seen: 0, hidden: 0 };
const look = (hidden) => ({
  movement: () => (looked.movement++, { kept: who(1, 1, 0, 1), close: who(1, 0, 0, 1) }),
  seen: () => (looked.seen++, new Map([
    ["lid left", { name: "lid", who: who(1, 0, 0, 0) }],
    ["lip both", { name: "lip", who: who(0, 1, 0, 0) }],
  ])),
  hidden: () => (looked.hidden++, hidden && new Map([
    ["lid left", { name: "lid", who: who(0, 0, 1, 0) }],
    ["lip both", { name: "lip", who: who(0, 0, 0, 0) }],
  ])),
});
const limits = { major: ["lid"], most_major: 0.5, most_any: 0.75, most_losing: 0.5 };
const made = (hidden, more = {}) => judged([0.1, 0.3, 0.5, 0.7], [2], look(hidden), { ...limits, ...more });
const one = made(true);
const told = {
  gain: one.gain, noise: one.noise, any: one.any, major: one.major, keeping: one.keeping,
  between: one.between, lip: one.shareWith(["lip"]), none: one.shareWith([]), holds: one.holds(),
  part: [0.99, 1, 1.01].map((x) => made(true).holds(x)), breach: one.breach(), broken: one.broken(),
  seenAlone: made(null).any, noBetween: made(null).between,
  less: Object.keys(limits).slice(1).map((name) => {
    const tight = made(true, { [name]: limits[name] - 0.1 });
    return [tight.holds(), Math.round(1000 * tight.breach()) / 1000, tight.broken()];
  }),
  seenTight: made(null, { most_any: 0.4 }).holds(),
};
const counted = { ...looked };
one.any; one.major; one.keeping; one.holds();
told.again = Object.values(looked).join() === Object.values(counted).join();

const exam = {
  driven: (task) => (task === "rest" ? [0.9, 0.3, -5, 0.2, 0.2, 0.2] : [9, 9, 9, 9, 9, 9]),
  fissure: (task, side) => ({ rest: { left: 10, right: 9 }, smile: { left: 7, right: 8 } })[task][side],
  moved: (task, stem, side) => (side === "left" ? [3, 4, 0] : [0, 0, 2]),
  strip: (task) => task,
};
const ladders = { eye: [0.5, 1.5, 2.5], elsewhere: [1, 3, 6] };
const graded = (elsewhere, side) => GRADES.synkinesis(exam, { tasks: ["smile"], grades: { elsewhere, ladders }, side });
const eye = { eye: { smile: "eye" }, places: { smile: [] } };
const chin = { eye: {}, places: { smile: ["chin"] } };
const flat = { involuntary: [0, 0], synkinesis: [0, 0] };
told.grades = {
  spasm: [0.1, 0.39, 0.41].map((x) => GRADES.spasm(exam, { grades: { ring: [[0, 1, 2], [3, 4, 5]], spasm: [0.05, x] } })),
  eye: [graded(eye, "left"), graded(eye, "right")],
  chin: [graded(chin, "left"), graded(chin, "right")],
  both: graded({ eye: { smile: "eye" }, places: { smile: ["chin"] } }, "left"),
  wrinkles: GRADES.wrinkles(exam, {
    grades: { wrinkles: [1, 2, 3] }, aim: { lines: ["a", "b"] }, lineTasks: { a: 1, b: 2 }, age: 50,
    strip: { deepest: (strip, group, age) => strip + (age === 50 && group === "a" ? 0 : 1) },
  }),
  names: [
    gradeName(flat, { lines: ["a"], against: "calm" }, "left"),
    gradeName({ ...flat, involuntary: [0, 1] }, { lines: [], against: "calm" }, null),
    gradeName({ ...flat, synkinesis: [0, 1] }, { lines: [], against: "calm" }, "left"),
    gradeName({ ...flat, synkinesis: [0, 1] }, { lines: [], against: "calm" }, null),
    gradeName(flat, { lines: [], against: "calm" }, "left"),
    gradeName({ ...flat, involuntary: [0, 1] }, { lines: [], against: "healthy" }, "left"),
  ],
};

const numbers = (task, list) => list.map((v) => 3 * v);
const landmarks = { a_left: 0, a_right: 1, b_left: 2, b_right: 3, stomion_superius: 4 };
const rest = [1, 0, 0, -1, 0, 0, 2, 0, 0, -2, 0, 0, 0, 5, 0];
const moved = [2, 3, 1, -2, 1, 1, 2, 0, 0, -2, 0, 2, 0, 5, 0];
const still = { frame: () => rest };
const seen = { frame: () => moved, strip: (task) => task, left: [0.5, 1, 0.25] };
const measure = (name, aim, context = {}) =>
  createMeasuring(
    { vertices: () => landmarks, rest: () => rest, stems: { t: ["a"], u: [] }, numbers },
    { deepest: (strip, group, age) => strip * (group === "a" ? 1 : 10) + age },
    { aim: { measures: [name], landmarks: [], tasks: ["t"], lines: [], ...aim }, ...context },
  )[0](seen, still);
const skin = { points: [0, 1, 2, 3], stems: ["a", "a", "b", "b"], shares: [1, 1, 3, 1] };
told.measures = {
  mirror: [measure("mirror", {}), measure("mirror", { landmarks: ["a"] })],
  height: [measure("height", {}), measure("height", { landmarks: ["a"] })],
  unmeant: [measure("unmeant", {}, { skin }), measure("unmeant", { tasks: ["u"] }, { skin }), measure("unmeant", { tasks: ["t", "u"] }, { skin })],
  below: [measure("below", {}), measure("below", { landmarks: ["a"] })],
  lip: measure("lip", {}),
  depth: measure("depth", { lines: ["a", "b"] }, { age: 0.5, lineTasks: { a: 1, b: 2 } }),
  held: measure("held", {}, { condition: { involuntary: [0.2, 0, 0.4], tone: [0.3, 0.1, 0.1], normal_tone: [0.1, 0.3, 0.1] } }),
};
const ill = { synkinesis: [1, 2], involuntary: [3], tone: [0.3, 0.1], normal_tone: [0.1, 0.2], conduction: [0.5] };
told.calm = [calm(ill), ...["calm", "healthy", ""].map((against) => comparedWith({ against }, ill, "well"))];
const lab = { conditions: [{ id: "x", aim: "first" }], plan: { aims: [{ name: "first" }, { name: "second" }] } };
told.aims = [aimOf({ lab }, "x").name, aimOf({ lab }, "x", "second").name, aimOf({ lab }, "y", "first").name];
try { aimOf({ lab }, "y"); } catch (error) { told.refused = error.message; }

const tone = [0.1, 0.6];
const closing = (intended, left, open) =>
  createClosing(
    {
      bundle: { meta: { muscles: [0, 1], lab: { largest_activation: 1.5, plan: { closed_mm: 1, closure_margin_mm: 0.25 } } }, arrays: { lab_tone: tone } },
      model: { intent: (task) => task, drive: (state, intent) => (intent === "gentle_eye_closure" && state.involuntary.every((x) => x === 0) ? intended : [9, 9]) },
    },
    { gaps: (activation) => [open[0] - activation[0], open[1] - activation[1]] },
    { condition: { strength: [1, 1], involuntary: [0.7, 0], tone, normal_tone: tone, conduction: [1, 1], synkinesis: [] }, people: [{ strength: [0.5, 1], tone: [1, 1] }] },
  ).closes([left])[0];
told.closing = [
  [[0.5, 0.5], [1, 1], [1.5, 1.5]], [[0.5, 0.5], [0.6, 1], [1.5, 0]], [[0.5, 0.5], [0.5, 1], [1.5, 0]],
  [[0.5, 0.5], [1, 0.25], [0, 0.3]], [[0.5, 0.5], [1, 0.2], [0, 0.3]],
  [[0.5, -0.5], [1, 0.55], [0, 0.4]], [[0.5, -0.5], [1, 0.45], [0, 0.4]],
].map((row) => closing(...row));
const people = [{ strength: [1, 2], tone: [3, 4], ed50: 7, hand: [1, 2, 3, 4, 5, 6] }];
const places = [{ site: "s", side: "left" }, { site: "m", side: "middle" }, { site: "s", side: "right" }];
told.mirrored = mirroredPeople(people, places, [1, 0])[0];
const { artefact, closing: lidsOf, joins, over, why } = await import(`${js}/core/plan/watched.js`);
const { createTreating } = await import(`${js}/core/plan/treating.js`);
const gaps = { before: [[0.1, 0.2], [0.3, 0.4]], after: [[0.2, 3], [1.2, 0.4]] };
const effects = { lid: 0.1, gap: 0.3, flat: 0.6 };
const broken = {
  ...{ broken: () => [["most_major", 0.3], ["most_any", 0.7], ["most_losing", 0.5]], shareWith: ([name]) => effects[name], close: 0.75 },
  failing: () => [["snarl", 0.2], ["smile", 0.5]],
};
const table = {
  plan: { major: ["lid", "gap"], words: { called_gap: "open eye" }, sites: [{ name: "u", label: "U", spares: ["flat"] }, { name: "s", label: "S", spares: ["lid"] }] },
  side_effects: Object.keys(effects).map((name) => ({ name, label: name.toUpperCase() })),
};
const lips = { lip: [[5, 6, 7], [4, 4, 4]], below: [[-1, 0.5, -2], [0.5, -0.1, 1.5]] };
const lipOf = (name) => over({ aim: { name }, measure: (figure, shares) => lips[figure][shares] }, { none: 0, lost: 1, gains: [0.2, 0.1, -0.3], quantile: (list, share) => [...list, share] });
const joining = (synkinesis, involuntary, measures = ["unmeant"]) =>
  joins({ condition: { synkinesis, involuntary }, aim: { measures }, measure: (name, shares, tasks) => [shares, shares + tasks.length] }, { none: 1, lost: 0.5 });
const point = [{ site: "s" }];
const barred = (name) => [["U", 2.5, [["breaks_effect", name, 0.5, 0.5]]]];
const { tooLate } = createTreating(
  { meta: { muscles: [], lab: { people: [{ onset_days: 3, decay_days: 60 }], plan: {} } }, arrays: { lab_plan_course: [] } },
  { toxin: { activity: (day, { onset_days, decay_days }) => onset_days / 3 - day / decay_days } },
);
told.watched = {
  lids: ["left", "right", null].map((side) => lidsOf({ side, gaps: () => gaps }, null, 1)),
  why: [why(broken, table), why({ ...broken, close: 0.25 }, table).at(-1), why({ ...broken, broken: () => [] }, table)],
  lip: [lipOf("gum"), lipOf("calm")],
  joins: [joining([0, 1], [0]), joining([0, 0], [0]), joining([0, 1], [1]), joining([0, 1], [0], ["mirror"])],
  artefact: [[point, barred("LID"), [{ name: "lid" }]], [point, barred("FLAT"), [{ name: "flat" }]], [[], barred("open eye"), []]].map(([points, not, had]) => artefact({ points, barred: not }, table, had)),
  late: [44, 45, 46].map(tooLate),
};

// a record of two sites, of which the first is treated on both sides, in two people and five gains
const { record } = await import(`${js}/core/plan/record.js`);
const spots = [["s", "a", "eye", 3, ["held"]], ["u", "b", "mouth", 5, []], ["w", "c", "chin", 2, []]];
const siteRows = spots.map(([name, muscle, near, depth_mm, spares]) => ({ name, label: name.toUpperCase(), where: `at ${name}`, muscle, also: [], near, depth_mm, spares }));
const blame = (name, blames) => ({ name, label: name.toUpperCase(), blames, flagged: "above", threshold: 2, unit: "mm" });
const recorded = {
  muscles: ["a_left", "a_right", "b_left", "c_left"],
  lab: {
    conditions: [{ id: "x", label: "X", graded: true, aim: "even", label_sites: [] }],
    side_effects: [blame("held", ["b"]), blame("kept", ["c"]), blame("far", ["d"]), blame("lid_ptosis", ["d"])],
    plan: {
      ...{ sites: siteRows, site_step_units: 1.25, told_loss: 0.06, helping_gain: 0.02, fewer_gain: 0.1, least_rise: 0.005, visible_gain: 0.1, gain_share: 0.9, most_sites: 7, closed_mm: 1 },
      ...{ most_major: 0.1, most_any: 0.2, most_losing: 0.3, major: ["lid_ptosis"], severities: [["mild", 0.33], ["moderate", 0.67]], words: { between_grades: "{below} to {above}", near_eye: "", timing_eye: "", called_held: "held up" } },
    },
  },
};
const caughtOf = { "s left": [[0.2, 0, 0.1, 0], [0.1, 0, 0, 0]], "s right": [[0, 0.2, 0, 0], [0, 0.2, 0, 0]], "u left": [[0, 0, 0.4, 0.1], [0, 0, 0.4, 0.1]], "w middle": [[0, 0, 0, 0.5], [0, 0, 0, 0.5]] };
const caughtAt = ({ site, side }) => caughtOf[`${site} ${side}`];
const variables = [[{ site: "s", side: "left" }, { site: "s", side: "right" }], [{ site: "u", side: "left" }], [{ site: "w", side: "middle" }]];
const helped = [];
const onTrial = {
  ...{ variables, caughtAt, side: null, day: 28, keep: 0.75, tasks: ["lip_pucker"], condition: { synkinesis: [0], involuntary: [0] }, untreated: [[2, 4]] },
  aim: { name: "even", label: "Even", measures: ["mirror"], lines: [], tasks: ["frown"], free: ["frown"], wanted: [], unwanted: ["c"], against: "" },
  lost: (doses) => [0, 1].map((k) => [0, 1, 2, 3].map((m) => doses.reduce((sum, dose, v) => sum + variables[v].reduce((all, place) => all + dose * caughtAt(place)[k][m], 0), 0))),
  ...{ lostTo: (units) => units, gaps: () => gaps, leftOf: () => 0.3, nearest: () => new Map([["kept", 1.5], ["lid_ptosis", 0.2]]) },
  gainOf: (muscle, share) => (helped.push([muscle, share]), muscle ? share / 10 : 0),
};
const worth = { "2,1,0": 0.5, "2,0,0": 0.42, "0,1,0": 0.2, "2,1,1": 0.6, "3,1,0": 0.55 };
const searched = (holds) => ({
  ...{ tried: new Map([[1, 1], [2, 2]]), gain: async (x) => worth[x.join()], holds: async () => holds },
  of: async (x) => ({ ...broken, gain: worth[x.join()], gains: [-0.25, 0.25, 0.5, 0.75, 1.25], shareWith: ([name]) => (name === "held" ? 0.25 : 0), keeping: 0.9, any: 0.25, major: 0, between: null, sizes: [1.5], failing: () => [["lip_pucker", 0.1]], broken: () => [["most_any", 0.25]] }),
});
const moreOf = (x, v) => x.map((level, k) => level + (k === v ? 1 : 0));
const recordOf = (best, holds) =>
  record({ meta: recorded }, onTrial, searched(holds), { asked: { name: "x", severity: 0.5, side: null }, space: { start: [0, 1, 0], more: moreOf }, levels: [2, 1, 0], best, pause: async () => {} });
told.record = await recordOf([3, 1, 0], true);
told.helped = helped.splice(0);
told.others = [await recordOf([3, 1, 0], false), await recordOf(null, true)].map(({ barred, spare, bound }) => [barred, spare, bound]);
told.like = peopleLike(people, { strength: 1, tone: 2, stiffness: 3, ed50: 9 })[0];
console.log(JSON.stringify(told));
