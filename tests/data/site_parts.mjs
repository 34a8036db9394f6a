// What parts of view/js/site make of answers that are worked by hand in test_site_parts_js.py: node site_parts.mjs JS FOLDER.

import { readFileSync } from "node:fs";
const [, , js, folder] = process.argv;
const from = (name) => import(`${js}/${name}.js`);
const { unpack } = await from("core/bundle");
const { createModel } = await from("core/model");
const { jankovic } = await from("site/jankovic");
const { added, answerOf, counted, pollOf, sharesOf } = await from("site/polling");
const { solvedOf } = await from("site/progress");
const { reachedIn } = await from("site/reaching");
const { createRecord } = await from("site/record");
const { sealed } = await from("site/sealed");
const { createStore } = await from("site/store");
const told = {};

// answers in a test and in practice
const record = createRecord(createStore(null), () => 0, () => "2026-03-01");
told.entries = ["practice", "again", "pre", "post"].map((form) => {
  const asked = record.note({ what: "item", kind: "where", seed: 1, form });
  return [false, false, true, false].map((right) => asked.answer("x", right)).map(({ tries, hints, solved, right }) => [tries ?? 1, hints ?? 0, solved, right]);
});

// how far somebody is
const mark = (solved) => ({ tries: 1, solved });
told.solved = solvedOf({ a: mark(true), b: mark(false), c: mark(true), question_1: mark(true), d: null });

// what a room guesses
const poll = pollOf({ field: "choice", options: ["a", "b", "c"] });
const guessed = counted(counted(counted(counted(poll, 0, 1), 1, 1), 1, 1), 2, -1);
told.poll = [poll.counts, guessed.counts, sharesOf(guessed), sharesOf(poll), counted(guessed, 1, -1).counts, counted(guessed, 0, 2000).counts];
const open = added(added(added(pollOf({ field: "number", options: ["a"] }), " 12 "), "7"), "12");
told.open = [open.options, open.counts, added(open, " ").options, pollOf({ field: "choice", options: Array.from({ length: 13 }, String) }).options];
const reply = (met) => ({ goals: [["goal", "reached", met]], hint: "", why: "w" });
const choice = sealed({ a: reply(false), b: reply(true), "*": { answer: "b", why: "so" } });
const asks = sealed({ a: { met: false, why: "" }, b: { met: true, why: "that" } });
const several = sealed({ "*": { answer: "a, c", why: "these" } });
told.answers = [
  answerOf({ field: "choice", sealed: choice }, poll),
  answerOf({ field: "ask", sealed: asks }, { options: ["a", "b"] }),
  answerOf({ field: "several", sealed: several }, poll),
  answerOf({ field: "number", sealed: sealed({ "*": { answer: "12 Days", why: "long" } }) }, { options: ["7", "12 days"] }),
];

// a minute of spasms, in steps of 0.1 s: four parts of either ring, a muscle of the mouth, a lifter
const rule = {
  ...{ step_s: 0.1, ring: [[0, 1, 2, 3], [4, 5, 6, 7]], lower: [8], lids: [[9, 3], [9, 7]] },
  frame: { lids: { ring: 1, levator: 0, stiffness: 0, lower: 0, lower_limit: 1, upper_gaze: 0, lower_gaze: 0 }, tone: { levator: 0.5, ring: 0.5 } },
  limits: { shut: 0.8, flutter: 0.1, blink_s: 0.4, blinks_per_min: 20, lasting_s: 2, closed_share: 0.5, amplitude_1: 0.2, amplitude_2: 0.45, amplitude_3: 0.8 },
};
function rated({ spasms = [], lids = [], orbital = 0, mouth = 0, seconds = 60 }) {
  const rows = Array.from({ length: 10 * seconds }, () => [0, 0, 0, 0, 0, 0, 0, 0, mouth, 0]);
  const during = (start, length, change) => rows.slice(Math.round(10 * start), Math.round(10 * (start + length))).forEach(change);
  for (const [start, length, height, from = 0] of spasms) during(start, length, (row) => [0, 1, 2, 3].forEach((part) => (row[from + part] = height)));
  for (const [start, length] of lids) during(start, length, (row) => ((row[3] = row[7] = 1), (row[0] = orbital)));
  return jankovic(rows, rule);
}
const every = (gap, length, seconds = 60) => Array.from({ length: Math.ceil((seconds - 2) / gap) }, (_, k) => [1 + gap * k, length]);
told.rated = [
  ...[{ lids: every(4, 0.2) }, { lids: every(2, 0.2) }, { lids: every(2, 0.4) }, { lids: every(2, 0.5) }, { lids: every(2, 0.2), orbital: 0.12 }].map(rated),
  ...[{ lids: every(3, 0.2, 32), seconds: 30 }, { lids: every(2.5, 0.2, 29), seconds: 30 }].map(rated),
  ...[0.05, 0.15, 0.25, 0.5, 0.9].map((height) => rated({ spasms: [[10, 0.6, height], [30, 0.4, height, 4]] })),
  ...[{ spasms: [[10, 1.5, 0.5]] }, { spasms: [[10, 0.6, 0.9]], mouth: 0.3 }, { spasms: [[10, 3, 0.9]] }, { spasms: [[10, 29, 0.9]] }, { spasms: [[10, 31, 0.9, 4]] }].map(rated),
];

// goals that the page's own model judges
const bundle = unpack(readFileSync(`${folder}/face.bin`));
const lab = { bundle, model: createModel(bundle), lab: bundle.meta.lab };
const { muscles, rule: minuteRule } = JSON.parse(readFileSync(`${folder}/asked.json`));
const width = minuteRule.ring.flat().length;
const samples = Float64Array.from({ length: 600 * width }, (_, i) => (Math.floor(i / width) < 400 ? 0.95 : 0));
const minute = { arrays: { samples, muscles: minuteRule.ring.flat() } };
const smile = { condition: "healthy", expression: "open_mouth_smile" };
const spasm = { condition: "hemifacial_spasm", side: "left", severity: 1, expression: "smile_social" };
const everything = Object.fromEntries(muscles.map((name) => [name, 1]));
const right = Object.fromEntries(muscles.filter((name) => name.endsWith("_right")).map((name) => [name, 1]));
const reach = (goal, given = {}, own = smile) => reachedIn(lab, { field: "lab", case: own, minute, targets: [{ text: "", ...goal }] }, { dampening: {}, injections: [], ...given })[0].slice(1);
const half = { dampening: { zygomaticus_major_left: 0.5 } };
const zygomatic = (kind, enough, given) => reach({ kind, enough, muscle: "zygomaticus_major_left" }, given);
const point = (x, dose_units = 1) => ({ point_mm: [x, 40, 80], dose_units, day: 0, volume_ml: 0.1 });
const lifter = { injections: [{ muscle: "levator_palpebrae_superioris_left", dose_units: 40, day: 0, volume_ml: 0.1 }] };
const twelve = { injections: [point(20, 8), point(-20, 4)] };
const later = { ...smile, day: 28 };
const happy = { kind: "readable", emotion: "happiness_duchenne", emotions: ["smile_social", "happiness_duchenne"], enough: 0.3, alike: 1e-3 };
const lines = (enough, steps) => reach({ kind: "lines", enough, group: "crows_feet", age: 40, steps, words: ["none", "one", "two"] }, {}, { ...smile, expression: "happiness_duchenne" });
told.reached = {
  loses: [zygomatic("loses", 0.5, half), zygomatic("loses", 0.51, half), zygomatic("loses", 0.1)],
  spares: [zygomatic("spares", 0.5, half), zygomatic("spares", 0.49, half), zygomatic("spares", 0.1)],
  tasks_keep: [reach({ kind: "tasks_keep", enough: 1 }), reach({ kind: "tasks_keep", enough: 0.9 }, half)],
  keeps: [{}, { dampening: everything }].map((given) => reach({ kind: "keeps", enough: 0.5, side: "left" }, given)),
  units: [12, 11.9].map((enough) => reach({ kind: "units", enough }, twelve)),
  closes: [{}, { dampening: { eye_left: 1 } }].map((given) => reach({ kind: "closes", enough: 0.5 }, given)),
  falls: [{ dampening: everything }, { dampening: right }, {}].map((given) => reach({ kind: "falls", enough: 0.5 }, given, spasm)),
  tasks_fall: [{ dampening: everything }, { dampening: right }].map((given) => reach({ kind: "tasks_fall", enough: 0.5 }, given, spasm)),
  untreated: [{}, { injections: [point(20)] }, { injections: [point(-20)] }, { injections: [point(-0.5)] }, { dampening: { eye_right: 0, eye_left: 1 } }, { dampening: { forehead: 0.1 } }].map((given) => reach({ kind: "untreated", side: "right" }, given)),
  harmless: [{}, lifter].map((given) => reach({ kind: "harmless" }, given, later)),
  avoids: ["lid_ptosis", "lagophthalmos"].map((finding) => reach({ kind: "avoids", finding }, lifter, later)),
  lines: [lines(1, [-1, 1e9]), lines(0, [-1, 1e9]), lines(0, [1e9, 2e9])],
  readable: [{}, { dampening: everything }, { dampening: { eye: 1 } }].map((given) => reach(happy, given)),
  rated: [{}, { dampening: everything }].map((given) => reach({ kind: "rated", enough: 7, ...minuteRule }, given)),
};
console.log(JSON.stringify(told));
