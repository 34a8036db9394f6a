// A lesson's page: its live faces, made as they come near the screen, and its exercises.

import { expand } from "../core/compact.js";
import { ask } from "./asked.js";
import { unzipped } from "./parts.js";
import { createPresenting } from "./presenting.js";
import { keyOf, marksOf } from "./progress.js";
import { createRecord } from "./record.js";

/** @param element the lesson; { given: faces and exercises of the page, parts, store, viewer } */
export function openLesson(element, { given, parts, store, viewer }) {
  const face = parts.load(given.face).then(unzipped);
  const places = [...element.querySelectorAll(".live")];
  const labs = [];
  const asked = [];
  const record = createRecord(store);

  const open = async (place) => {
    const k = places.indexOf(place);
    const { options, timing, take } = given.labs[k];
    const says = place.querySelector(".says");
    const key = `${keyOf(given.lesson)}.lab-${k + 1}`;
    try {
      const app = viewer.openPage(await face, await unzipped(timing), options, {
        element: place.querySelector(".lab"),
        still: place.querySelector(".still"),
        says,
        take: take && (await unzipped(take)),
        callbacks: {
          changed: options.own ? undefined : (value) => store.write(key, value),
          picked: ({ point_mm: point }) => point && asked.forEach((one) => one.lab === k + 1 && one.clicked(point)),
        },
      });
      labs[k] = app;
      const left = options.own ? null : store.read(key);
      if (left) app.open(left);
    } catch (error) {
      if (labs[k]) store.write(key, null); // kept by another version: the lesson's own face stays
      else says.textContent = `${says.dataset.failed} ${error?.message ?? error}`;
    }
  };
  // three at once are slow without a graphics card
  const near = new IntersectionObserver(
    (seen) => {
      for (const one of seen.filter((place) => place.isIntersecting)) {
        near.unobserve(one.target);
        open(one.target);
      }
    },
    { rootMargin: "300px" },
  );
  places.forEach((place) => near.observe(place));

  for (const place of element.querySelectorAll("[data-asks]")) {
    const name = place.dataset.asks;
    const keep = (mark) => store.write(keyOf(given.lesson), { ...marksOf(store, given.lesson), [name]: mark });
    const exercise = given.exercises[name];
    if (exercise.minute) unzipped(exercise.minute).then((bytes) => (exercise.minute = expand(bytes)));
    const known = exercise.field === "ask" ? { what: "question", kind: exercise.question } : { what: "exercise", kind: name };
    const what = { ...known, lesson: +given.lesson };
    const noting = record.note(what, record.found(what));
    asked.push({ lab: exercise.lab, ...ask(place, name, exercise, marksOf(store, given.lesson)[name], { keep, noting }, () => labs[exercise.lab - 1]) });
  }
  createPresenting(element, { exercises: () => given.exercises });
  return { labs };
}
