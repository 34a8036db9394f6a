// Gradings of model faces beside the model's own, as teach/rating compares them, and what the store keeps of them. No DOM.

import { drift, icc, limits } from "../core/agreement.js";
import { dayOf, secondsFrom } from "../core/now.js";

const RATINGS = "ratings"; // of the store: whole faces, as Rated of teach/items/practised.py
const OPEN = "rating"; // faces that are not graded wholly yet, by level
const KNOWN = "rating-known"; // the model's grades that have been told, by face and item

const sum = (values) => values.reduce((all, x) => all + x, 0);
const nameOf = (level, number) => `${level} ${number}`;

/** Points of each part of a scale; null where an item of it has no score. */
export function partsOf(scale, scores, weights) {
  if (!scale.items.every(({ name }) => name in scores)) return null;
  const of = (part) => scale.items.filter((one) => one.part === part).map(({ name }) => scores[name]);
  if (scale.name === "sunnybrook") {
    const sums = Object.fromEntries(Object.keys(weights).map((part) => [part, weights[part] * sum(of(part))]));
    return { composite: Math.max(0, Math.min(100, sums.voluntary - sums.rest - sums.synkinesis)), ...sums };
  }
  const means = Object.fromEntries(["static", "dynamic", "synkinesis"].map((part) => [part, sum(of(part).map((x) => 100 - Math.abs(100 - x))) / of(part).length]));
  const total = (means.static + 2 * means.dynamic + means.synkinesis) / 4;
  return { total: Math.max(0, Math.min(100, total)), ...means };
}

/** Signed distance of a grade from the model's; 0 where it counts as the same. */
export const off = (scale, said, known, near) => (scale.name === "eface" && Math.abs(said - known) <= near ? 0 : said - known);

/** Grades around the model's of which there is a picture; at: those that an item has, by grade. */
export function beside(scale, known, at = {}) {
  const eface = scale.name === "eface";
  const around = eface ? [known - 20, known + 20].map((grade) => 10 * Math.round(grade / 10)) : [known - 1, known + 1];
  return around.filter((grade) => grade in at);
}

/**
 * Agreement by part, of gradings in the order in which they were made.
 * @param rated gradings; known (one) the model's grades of its face; about { scales, weights }
 * @returns [{ scale, part, pairs: [[mine, the model's]], model, limits, drift, again, againLimits, published: [between raters, of one again] }]
 */
export function resultsOf(rated, known, { scales, weights }) {
  const pairs = rated.map((one) => [one.scores, known(one)]);
  const twice = twiceOf(rated);
  const columns = (scale, part, list) => {
    const found = list.map((pair) => pair.map((scores) => partsOf(scale, scores, weights))).filter((pair) => pair.every(Boolean));
    return found.map((pair) => pair.map((one) => one[part]));
  };
  return scales.flatMap((scale) =>
    Object.entries(scale.parts).flatMap(([part, published]) => {
      const both = columns(scale, part, pairs);
      if (!both.length) return [];
      const again = columns(scale, part, twice);
      const split = (rows) => [rows.map(([a]) => a), rows.map(([, b]) => b)];
      const model = { model: icc(both), limits: limits(...split(both)), drift: drift(both.map(([a, b]) => a - b)) };
      return [{ scale, part, pairs: both, ...model, again: icc(again), againLimits: limits(...split(again)), published }];
    }),
  );
}

/** Scores of faces in the last sitting and the one before, where both have them. */
function twiceOf(rated) {
  const faces = new Map();
  for (const one of rated) faces.set(nameOf(one.level, one.number), [...(faces.get(nameOf(one.level, one.number)) ?? []), one]);
  const last = [...faces.values()].map((rows) => rows.sort((a, b) => a.sitting - b.sitting).slice(-2));
  return last.filter((pair) => pair.length === 2).map(([before, after]) => [after.scores, before.scores]);
}

/** @returns what is graded and what comes next, over the store; about: the part "rating" of the folder */
export function createRated(about, store, { clock = Date.now, today = dayOf } = {}) {
  const own = (key) => {
    const found = store.read(key);
    return (found?.parameters === about.parameters && found.faces) || {}; // of another version
  };
  const keep = (key, faces) => store.write(key, { parameters: about.parameters, faces });
  const all = () => (Array.isArray(store.read(RATINGS)) ? store.read(RATINGS) : []);
  const mine = (one) => one.seed === about.seed && about.levels.includes(one.level) && one.number < about.count;
  let begun = clock();

  const rater = {
    /** Gradings of faces of this folder, and how many others there are. */
    ratings: (level = null) => all().filter((one) => mine(one) && (!level || one.level === level)),
    others: () => all().filter((one) => !mine(one)).length,

    /** Where a level stands: { sitting, graded, next: number of a face, open: a face that is begun, or null }. */
    state(level) {
      const last = Math.max(1, ...rater.ratings(level).map((one) => one.sitting));
      const sitting = Math.min(about.orders.length, last + (graded(level, last).size === about.count ? 1 : 0));
      const done = graded(level, sitting);
      const open = own(OPEN)[level] ?? null;
      return { sitting, graded: done.size, next: about.orders[sitting - 1].find((k) => !done.has(k)) ?? null, open: begunWell(open) ? open : null };
    },

    /** How many faces of its sitting are graded when a face is on screen, which may have been the last. */
    done: ({ level, sitting }) => graded(level, sitting).size,

    /** Begins the next face of a level, on these scales, or goes on with one. */
    begin(level, names) {
      const { sitting, next, open } = rater.state(level);
      const face = open ?? { level, number: next, sitting, names, scores: {}, seconds: 0 };
      keep(OPEN, { ...own(OPEN), [level]: face });
      rater.look();
      return face;
    },

    /** An item comes on screen. */
    look: () => (begun = clock()),

    /** Notes the first grade of an item, and what was told of it; a face is in the record once all its items are graded. */
    grade(face, item, said, known) {
      const seconds = face.seconds + secondsFrom(begun, clock());
      const now = { ...face, seconds, scores: { ...face.scores, [item]: said } };
      const name = nameOf(face.level, face.number);
      keep(KNOWN, { ...own(KNOWN), [name]: { ...own(KNOWN)[name], [item]: known } });
      const { [face.level]: _, ...rest } = own(OPEN);
      const whole = rater.left(now).length === 0;
      keep(OPEN, whole ? rest : { ...rest, [face.level]: now });
      if (whole) store.write(RATINGS, [...all(), ratingOf(now)]);
      return now;
    },

    /** Items of a face that have no grade yet, in their order: [scale, item]. */
    left: (face) => itemsOf(face).filter(([, { name }]) => !(name in face.scores)),

    /** What is known already of the model's grades of a face. */
    known: ({ level, number }) => own(KNOWN)[nameOf(level, number)] ?? {},
    learn: ({ level, number }, grades) => keep(KNOWN, { ...own(KNOWN), [nameOf(level, number)]: grades }),
  };

  const graded = (level, sitting) => new Set(rater.ratings(level).filter((one) => one.sitting === sitting).map((one) => one.number));
  const begunWell = (face) => Array.isArray(face?.names) && face.number < about.count && typeof face.scores === "object";
  const itemsOf = ({ names }) => about.scales.filter(({ name }) => names.includes(name)).flatMap((scale) => scale.items.map((item) => [scale, item]));
  const ratingOf = ({ level, number, sitting, scores, seconds }) => ({
    ...{ seed: about.seed, level, number, sitting, scores },
    ...{ seconds: Math.round(10 * seconds) / 10, date: today() },
  });
  return rater;
}
