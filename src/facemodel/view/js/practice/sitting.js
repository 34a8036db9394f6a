// What a learner does in a sitting, kept after every step: begin, grade, treat, look, finish. No DOM.

import { secondsFrom } from "../core/now.js";
import { gradingMarks } from "./grading.js";
import { feedbackTold } from "./feedback.js";
import { scoreOf } from "./marks.js";
import { attemptMarks, calibrationDue } from "./session.js";
import { treatmentOf } from "./treatment.js";

const KEY = "practice"; // of the store
const MINUTE = 60_000; // ms
const FRESH = { step: "examine", grading: {}, treatments: [], expected: "", injections: [], dampening: {} };

/** A sitting as teach/practice/results.py reads it from a learner's record. */
function plainSitting({ seed, level, count, minutes, feedback, generator, parameters, begun, name, attempts }) {
  const done = attempts.map(({ grading, treatments, seconds, choice }) => ({ grading, treatments, seconds, choice }));
  return { ...{ seed, level, count, minutes, feedback, generator, parameters, begun, name }, attempts: done };
}

const isMap = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const isState = (value) => isMap(value) && Array.isArray(value.attempts) && value.attempts.every(isMap) && (!value.now || Array.isArray(value.now.treatments));

/**
 * @param practice what teach/practice/shipped.py hands over
 * @param store { read(key), write(key, value) }
 * @returns { state, given, patients, late, begin(wishes), note(patch), treat(patient, plan), finish(patient, choice), next(), again(), name(text) }
 *   state { seed, level, count, minutes, feedback, parameters, generator, begun, name, attempts, now } or null before a sitting;
 *   now { step: "examine", "plan", "weeks" or "told"; arrived, grading, treatments, expected, injections, dampening }, null at the end
 */
export function createSitting(practice, store, clock = Date.now) {
  let state = store.read(KEY);
  if (!isState(state)) state = null; // somebody wrote into it by hand
  const keep = (patch) => {
    state = { ...state, ...patch };
    store.write(KEY, state);
  };
  const note = (patch) => keep({ now: { ...state.now, ...patch } });
  const fresh = () => ({ ...FRESH, arrived: clock() });

  const sitting = {
    get state() {
      return state;
    },
    /** Patients of the sitting; none where what was kept is of other patients. */
    get patients() {
      if (!state || state.parameters !== practice.parameters || state.generator !== practice.generator) return [];
      return practice.sittings.find(({ seed, level }) => seed === state.seed && level === state.level)?.patients.slice(0, state.count) ?? [];
    },
    /** Who is there; null before, between sittings and at the end. */
    get given() {
      return state?.now ? (sitting.patients[state.attempts.length - (state.now.step === "told" ? 1 : 0)] ?? null) : null;
    },
    get late() {
      return Boolean(state?.minutes) && clock() - state.begun > state.minutes * MINUTE;
    },
    begin({ seed, level, count, minutes, feedback }) {
      const { generator, parameters } = practice;
      keep({ seed, level, count, minutes, feedback, generator, parameters, begun: clock(), name: state?.name ?? "", attempts: [], now: fresh() });
    },
    note,
    name: (name) => keep({ name }),
    /** The next treatment, of what stands in the lab. */
    treat({ injections, dampening }, expected) {
      const day = state.now.treatments.length ? practice.constants.second_visit_day : 0;
      const given = { day, injections: injections.map((one) => ({ ...one, day })), dampening, predicted_mm: expected };
      note({ treatments: [...state.now.treatments, given], injections, dampening, step: "weeks" });
    },
    /** What was done is final: its marks, and what is said of it. `patient` of patient.js. */
    finish(patient, choice) {
      const { grading, treatments, arrived } = state.now;
      const whole = Object.keys(grading).length ? grading : null;
      const made = treatments.map((one) => treatmentOf(one, patient.bundle, practice));
      const scores = made.map((_, k) => scoreOf(patient, made.slice(0, k + 1), practice));
      const seconds = secondsFrom(arrived, clock());
      const attempt = { grading: whole, treatments, seconds, choice: treatments.length ? "treat" : choice };
      const marks = attemptMarks(patient, { ...attempt, scores }, practice);
      const told = feedbackTold(patient, { ...attempt, scores }, patient.lab, practice);
      const attempts = [...state.attempts, { ...attempt, marks, told, graded: gradingMarks(whole, patient.scores, practice) }];
      const due = state.feedback === "each" ? calibrationDue(sitting.patients, attempts, practice) : [];
      keep({ attempts, now: { ...state.now, step: "told", due } });
      store.write(`sitting-${state.begun}`, plainSitting(state)); // another one takes the place of this under KEY
    },
    next() {
      keep({ now: state.attempts.length < state.count && !sitting.late ? fresh() : null });
    },
    /** Back to the start; what was done goes once another sitting begins. */
    again() {
      state = { name: state.name };
      store.write(KEY, state);
    },
  };
  if (state?.attempts && !sitting.patients.length) keep({ now: null }); // of another version: only its file is left
  return sitting;
}
