// The lab's own screen on a patient's face: looked at, planned on as an average person responds, and seen in the weeks after a treatment.

import { mountApp } from "../panels/app.js";
import { stiffened } from "./stiffened.js";
import { courseTiming } from "./treatment.js";

const SHOWN = "open_mouth_smile"; // movement in which the weeks after a treatment open

const BY_EYE = /^[1-5vf ]$/i; // keys of tasks, views and time

/**
 * @param element where the lab goes, patient of patient.js, now of sitting.js, changed ({ injections, dampening }) what stands in the lab
 * @returns what mountApp returns
 */
export function mountLab(element, patient, now, { practice, treatments, changed }) {
  const { own, model, tone } = patient;
  const years = model.years(patient.condition, patient.severity);
  const look = { own: years === null ? own : { ...own, age_years: years }, tone, hints: false };
  const bundle = (patient.shown ??= stiffened(patient.bundle, patient.person.stiffness)); // made once
  if (now.step === "plan") return planning(element, bundle, look, now, changed);
  if (!treatments.length) {
    const app = mountApp(element, bundle, { ...look, case: { expression: "rest" }, overlays: [] });
    app.stage.show("before");
    return byEye(element, app);
  }
  const day = treatments.at(-1).day + practice.constants.review_days;
  const injections = treatments.flatMap((one) => one.injections);
  const ones = new Float64Array(model.muscles.length).fill(1); // strength, tone and stiffness are in condition and face already
  const timing = { strength: ones, tone: ones, course: null, ...courseTiming(patient, treatments, practice) };
  return mountApp(element, bundle, { ...look, case: { expression: SHOWN, day, injections }, timing, overlays: ["measures"] });
}

/** The lab without the keys whose buttons are hidden while a face is graded by eye: they lay figures over it. */
function byEye(element, app) {
  const heed = (event) => event.key.length === 1 && !BY_EYE.test(event.key) && !event.ctrlKey && !event.metaKey && event.stopPropagation();
  element.addEventListener("keydown", heed, true);
  return {
    ...app,
    dispose() {
      element.removeEventListener("keydown", heed, true);
      app.dispose();
    },
  };
}

function planning(element, bundle, look, { injections, dampening }, changed) {
  const heard = (value) => changed({ injections: value.injections ?? [], dampening: value.dampening });
  const app = mountApp(element, bundle, { ...look, case: { expression: "rest", dampening }, mode: "dose", overlays: ["measures"] }, { changed: heard });
  if (injections.length) app.dosing.give(injections);
  return app;
}
