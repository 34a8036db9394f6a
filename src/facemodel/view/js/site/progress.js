// How far a learner has come: tries, solved and given-up exercises of each lesson, as the store keeps them. No DOM.

/** Key of the store for the exercises of a lesson, whose number has two digits. */
export const keyOf = (lesson) => `lesson-${lesson}`;

/** { exercise: { tries, solved, gave_up, answer } } of a lesson. */
export const marksOf = (store, lesson) => {
  const found = store.read(keyOf(lesson));
  return found && typeof found === "object" && !Array.isArray(found) ? found : {};
};

/** Exercises that are solved; predictions are not counted. */
export const solvedOf = (marks) => Object.entries(marks).filter(([name, one]) => !name.startsWith("question_") && one?.solved === true).length;
