// What doses do to the people whom a plan is made for: gain, side effects, movement kept. As study/plan/trial.py. No DOM.

import { compared, kindOf } from "../side_effects.js";
import { comparedWith, createMeasuring, stripOf } from "./aims.js";
import { createClosing } from "./closing.js";
import { createExamining } from "./examining.js";
import { GRADES } from "./grades.js";
import { judged } from "./judged.js";
import { inPerson } from "./panel.js";

const SIDES = ["left", "right"];
const SMALL = 1e-9;

/**
 * @param app { bundle, model, spread }
 * @param asked { condition (arrays), side, age (years or undefined), aim (of the header), people (panel.js), variables: [[place]] that get one dose,
 *   day, keep, gently }; a place is a row of the header's "places"
 * @param pause async, awaited between people
 * @returns { ...asked, tasks, judged(doses), lost(doses), lostTo(units), caughtAt(place), caughtOf(list), ofInjections(list, day), gainOf(muscle, share), grade(name, lost),
 *   leftOf(task, lost), nearest(lost), ofStrength(left), found(left), measuredOf(left), sharesOf(left), untreated (per measure, N) }
 */
export async function createTrial(app, asked, pause) {
  const { bundle, model, spread } = app;
  const { lab } = bundle.meta;
  const { aim, people, variables } = asked;
  const { owner } = lab.spread.fields;
  const healthy = model.condition("healthy");
  const strip = stripOf(bundle, aim);
  const examining = createExamining(app, aim, strip);
  const known = [];
  const context = { ...asked, strip, age: asked.age ?? lab.plan.age, lineTasks: lab.plan.line_tasks, grades: lab.plan.grades };
  const measuring = createMeasuring(examining, strip, { ...context, skin: lab.plan.skin });
  const still = asked.condition.involuntary.some((x) => x !== 0) ? { ...asked.condition, involuntary: asked.condition.involuntary.map(() => 0) } : null;
  const whole = new Float64Array(bundle.meta.muscles.length).fill(1);
  const against = comparedWith(aim, asked.condition, healthy);
  const usual = Float64Array.from(bundle.arrays.lab_people_ed50.subarray(0, whole.length)); // the average person's ED50
  const tasks = lab.plan.tasks.filter((task) => !aim.free.includes(task)); // that have to be kept
  for (const who of people) {
    await pause(0);
    known.push(knownOf(who));
  }
  const untreated = measured(known.map(({ before }) => before));
  const sizes = untreated.map((had) => Math.max(mean(had), SMALL));
  const eyes = once(() => createClosing(app, examining, asked));
  const closes = (rows) => (asked.gently ? eyes().closes(rows) : people.map(() => true));
  const caught = new Map(); // by place: places are tried again and again
  const beside = new Map(); // by point of a case, place in the list and depth
  let last = null; // the exams of the strengths that were looked at last: gain and limits are often asked one after the other

  return {
    ...asked,
    ...{ tasks, lost, lostTo, caughtAt, caughtOf, ofInjections, gainOf, grade, leftOf, nearest, ofStrength, found, sharesOf, untreated, measure, gaps },
    judged: (doses) => ofStrength(left(lost(doses))),
    measuredOf: (rows) => measured(examsOf(rows)),
  };

  /** A person untreated, and what is compared with that. */
  function knownOf(who) {
    const [look, aimed, cured] = [asked.condition, against ?? asked.condition, healthy].map((one) => examining.of(inPerson(one, who), who));
    const before = look(whole, true);
    const had = tasks.flatMap((task) => SIDES.map((side) => wayOf(before.movement(task, side), lab.least_movement_mm)));
    const [others, well] = [against ? aimed(whole, true) : null, cured(whole, true)];
    const rests = still && examining.of(inPerson(still, who), who);
    return { look, before, had, others, well, rests: rests && { look: rests, before: rests(whole, true) }, ed50: usual.map((x) => x * who.ed50) };
  }

  /** Share (N)(M) of strength that doses of the variables take. */
  function lost(doses) {
    const units = people.map(() => new Float64Array(owner.length));
    doses.forEach((dose, v) => dose && variables[v].forEach((place) => add(units, dose, caughtAt(place))));
    return lostTo(units);
  }

  /** The same of units (N)(F) in the fields of muscles. */
  function lostTo(units) {
    return people.map(({ pace }, k) => model.toxin.taken(units[k], known[k].ed50, pace, asked.day));
  }

  /** Share (N)(F) of a unit at a place that each field holds, as each person's injector puts it. */
  function caughtAt(place) {
    const k = lab.plan.places.indexOf(place);
    if (!caught.has(k)) caught.set(k, caughtBy(place.point, lab.plan.sites.find(({ name }) => name === place.site).depth_mm, k));
    return caught.get(k);
  }

  function caughtBy(point, depth, k) {
    return spread.caughtByHands(point, depth, people.flatMap(({ hand }) => [hand[2 * k], hand[2 * k + 1]]));
  }

  /** Share (K)(N)(F) of a unit at the points of a case that each field holds; the hand errs as at the places in their order. */
  function caughtOf(injections) {
    return injections.map((one, k) => {
      const { point, depth } = spread.site(one);
      const key = [...point, depth, k].join();
      if (!beside.has(key)) beside.set(key, caughtBy(point, depth, k % lab.plan.places.length));
      return beside.get(key);
    });
  }

  /** What the people get of the points of a case on a day. */
  function ofInjections(injections, day) {
    const each = caughtOf(injections);
    const [doses, days] = [injections.map((one) => one.dose_units), injections.map((one) => one.day)];
    return ofStrength(
      people.map((who, k) => {
        const caught = Float64Array.from(each.flatMap((rows) => [...rows[k]]));
        return model.toxin.left({ doses, days, caught, ed50: known[k].ed50, person: { ...who.pace, responds: true } }, day);
      }),
    );
  }

  /** What the people have with some of their strength left; what the limits count is looked at when it is asked for. */
  function ofStrength(left) {
    const now = measured(examsOf(left));
    const gains = people.map((_, k) => mean(now.map((has, i) => (untreated[i][k] - has[k]) / sizes[i])));
    const look = {
      movement: () => ({ kept: keptOf(examsOf(left)), close: closes(left), failing: () => failingOf(examsOf(left)) }),
      seen: () => effectsOf(seen(left)),
      hidden: () => still && effectsOf(hidden(left)),
    };
    return judged(gains, now.map(mean), look, lab.plan);
  }

  /** What is gained where one muscle (index) alone loses a share of its strength. */
  function gainOf(muscle, share) {
    return ofStrength(people.map(() => Float64Array.from(whole, (_, m) => (m === muscle ? 1 - share : 1)))).gain;
  }

  /** A measure (N) of aims.js once shares (N)(M) of strength are lost, in the aim's tasks or in some of them. */
  function measure(name, shares, among = aim.tasks) {
    const [one] = createMeasuring(examining, strip, { ...context, aim: { ...aim, tasks: among, measures: [name] }, skin: lab.plan.skin });
    return examsOf(left(shares)).map((exam, k) => one(exam, known[k].others));
  }

  /** mm (N)[left, right] between lids that close without extra effort, before and once shares of strength are lost. */
  function gaps(shares) {
    return { before: eyes().untreated, after: eyes().gaps(left(shares)) };
  }

  /** Mean of a grade of grades.js once shares (N)(M) of strength are lost. */
  function grade(name, shares) {
    return mean(examsOf(left(shares)).map((exam) => GRADES[name](exam, { ...context, tasks: lab.plan.tasks })));
  }

  /** Share of a task's movement that is left, mean of people and sides. */
  function leftOf(task, shares) {
    const each = examsOf(left(shares)).flatMap((exam, k) =>
      SIDES.flatMap((side) => {
        const had = wayOf(known[k].before.movement(task, side), lab.least_movement_mm);
        return had ? [retained(had, exam.movement(task, side))] : [];
      }),
    );
    return mean(each);
  }

  function examsOf(left) {
    if (last?.left !== left) last = { left, exams: known.map(({ look }, k) => look(left[k])) };
    return last.exams;
  }

  /** Map "name side" -> { name, who: [bool] }. */
  function effectsOf(lists) {
    const effects = new Map();
    lists.forEach((list, k) => {
      for (const { name, side, beyond } of list) {
        const key = `${name} ${side}`;
        if (!effects.has(key)) effects.set(key, { name, who: people.map(() => false) });
        effects.get(key).who[k] = beyond;
      }
    });
    return effects;
  }

  /** { seen, hidden } (N) side effects of each person, beyond their limit or not; hidden between spasms, null where nothing is involuntary. */
  function found(left) {
    return { seen: seen(left), hidden: still && hidden(left) };
  }

  /** (N) Side effects of each person. */
  function seen(left) {
    return examsOf(left).map((exam, k) => compared(model.pupils, lab, [known[k].before, exam, known[k].well]));
  }

  /** The same between spasms. */
  function hidden(left) {
    return known.map(({ rests, well }, k) => compared(model.pupils, lab, [rests.before, rests.look(left[k]), well]));
  }

  /** Map: side effect -> what comes nearest to its limit in anybody once shares (N)(M) of strength are lost. */
  function nearest(shares) {
    const [worst, rows] = [new Map(), left(shares)];
    for (const { name, nearest: figure } of [...seen(rows), ...(still ? hidden(rows) : [])].flat()) {
      const farther = kindOf(lab, name).flagged === "below" ? Math.min : Math.max;
      worst.set(name, farther(figure(), worst.get(name) ?? figure()));
    }
    return worst;
  }

  /** Who keeps enough of every task. */
  function keptOf(exams) {
    return exams.map((exam, k) => known[k].had.every((had, i) => had === null || share(had, exam, i) >= asked.keep));
  }

  /** [[task, share of the people who keep too little of it]], of those that anybody does. */
  function failingOf(exams) {
    const fails = (task) => mean(exams.map((exam, k) => +known[k].had.some((had, i) => tasks[i >> 1] === task && had !== null && share(had, exam, i) < asked.keep)));
    return tasks.map((task) => [task, fails(task)]).filter(([, part]) => part > 0);
  }

  /** Share (N)() of its movement that every task on a side keeps that has to and moved at all. */
  function sharesOf(left) {
    return examsOf(left).map((exam, k) => known[k].had.flatMap((had, i) => (had === null ? [] : [share(had, exam, i)])));
  }

  function share(had, exam, i) {
    return retained(had, exam.movement(tasks[i >> 1], SIDES[i % 2]));
  }

  /** Each measure (N) of the aim. */
  function measured(exams) {
    return measuring.map((measure) => exams.map((exam, k) => measure(exam, known[k].others)));
  }
}

/** The way that landmarks went and how far, mean of them; null where that was too little to be measured. */
function wayOf(moved, least) {
  const sizes = moved.map((way) => Math.hypot(...way));
  const size = mean(sizes);
  return size < least ? null : { size: Math.max(size, SMALL), ways: moved.map((way, i) => way.map((x) => x / Math.max(sizes[i], SMALL))) };
}

/** Share of a movement that is left along the way it had. */
function retained({ ways, size }, now) {
  return ways.reduce((sum, way, i) => sum + way[0] * now[i][0] + way[1] * now[i][1] + way[2] * now[i][2], 0) / ways.length / size;
}

function once(make) {
  let made = null;
  return () => (made ??= make());
}

const left = (lost) => lost.map((shares) => shares.map((x) => 1 - x));
function add(units, dose, caught) {
  units.forEach((row, k) => {
    for (let f = 0; f < row.length; f++) row[f] += dose * caught[k][f];
  });
}
const mean = (list) => list.reduce((sum, x) => sum + x, 0) / list.length;
