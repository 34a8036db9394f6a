// Entry of the folder of static pages: what each of them does, by the name on its element.

import { say } from "./texts.js";
import { openHanded } from "./handed.js";
import { followOthers, tellLoss } from "./keeping.js";
import { openLab } from "./lab.js";
import { openLesson } from "./lesson.js";
import { createParts } from "./parts.js";
import { isMade, keyOf } from "./progress.js";
import { openQuestions } from "./questions.js";
import { openRating } from "./rating.js";
import { openStart } from "./start.js";
import { createStore } from "./store.js";

/** Virtual patients, whose screen is a bundle of its own. */
async function openPractice(element, { given, parts, store }) {
  const patients = await parts.load("patients");
  return globalThis.facemodelPractice.mountPractice(element, { loadPart: parts.load, patients: { ...patients, wishes: given.wishes }, store });
}

/** Drills of placing points, of the same bundle. */
async function openDrills(element, { parts, store }) {
  return globalThis.facemodelPractice.mountDrills(element, { loadPart: parts.load, drills: await parts.load("drills"), store });
}

const ROOMS = { start: openStart, lab: openLab, lesson: openLesson, handed: openHanded, practice: openPractice, questions: openQuestions, rating: openRating, drills: openDrills };

/** By room: whether it goes on with what it once read of a key. The start page reads everything anew. */
const HOLDS = {
  lab: () => false, // two labs may show two cases
  lesson: (key, { lesson }) => key === keyOf(lesson),
  handed: isMade,
  practice: (key) => key === "practice",
  questions: (key) => key === "questions",
  rating: (key) => key.startsWith("rating"),
  drills: (key) => key === "drill",
};
const TELLS = ["start", "practice"]; // rooms that say themselves what is not kept

const parts = createParts(tell);

function tell(said) {
  document.getElementById("says").textContent = said;
}

async function open() {
  const room = document.getElementById("room");
  const told = document.getElementById("given");
  try {
    const given = told ? JSON.parse(told.textContent) : {};
    const store = createStore();
    const { room: name } = room.dataset;
    if (HOLDS[name]) followOthers((key) => HOLDS[name](key, given), () => location.reload());
    if (!TELLS.includes(name)) tellLoss(document.getElementById("keeps"), store);
    globalThis.facemodelRoom = await ROOMS[name](room, { given, parts, store, viewer: globalThis.facemodel });
  } catch (error) {
    tell(say("site.failed", { reason: error?.message ?? error }));
  }
}

// the script comes with `defer`: others of the page are run after it and before this
if (document.readyState === "complete") open();
else document.addEventListener("DOMContentLoaded", open);
