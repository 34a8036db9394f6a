// Entry of the folder of static pages: what each of them does, by the name on its element.

import { say } from "./texts.js";
import { openHanded } from "./handed.js";
import { openLab } from "./lab.js";
import { openLesson } from "./lesson.js";
import { createParts } from "./parts.js";
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

const parts = createParts(tell);

function tell(said) {
  document.getElementById("says").textContent = said;
}

async function open() {
  const room = document.getElementById("room");
  const told = document.getElementById("given");
  try {
    const given = told ? JSON.parse(told.textContent) : {};
    globalThis.facemodelRoom = await ROOMS[room.dataset.room](room, { given, parts, store: createStore(), viewer: globalThis.facemodel });
  } catch (error) {
    tell(say("site.failed", { reason: error?.message ?? error }));
  }
}

// the script comes with `defer`: others of the page are run after it and before this
if (document.readyState === "complete") open();
else document.addEventListener("DOMContentLoaded", open);
