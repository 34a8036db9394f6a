// The learner's record in this browser: first answers, tries, hints, time, date; what is to be asked again. No DOM.
// Entries are those of teach/items/entry.py, and are noted as teach/items/noting.py notes them.

import { dayOf, secondsFrom } from "../core/now.js";

const KEY = "record"; // of the store
export const DAYS = [1, 7, 30]; // after a first answer, as teach/items/record.py has them
const [LONGEST_ANSWER, LONGEST_KIND, LONGEST_ID] = [500, 300, 80];
const DAY = 86_400_000; // ms

/** @returns { student, name(id), entries(), note(asked, { at, again }) } over the store */
export function createRecord(store, clock = Date.now, today = dayOf) {
  const read = () => {
    const found = store.read(KEY);
    return { student: String(found?.student ?? ""), entries: Array.isArray(found?.entries) ? found.entries : [] };
  };
  const put = (at, entry) => {
    const { student, entries } = read();
    entries[at] = entry;
    store.write(KEY, { student, entries });
  };

  /**
   * A question on screen, answered as often as somebody likes.
   * @param asked what, kind, seed, lesson, form of its entry; at: where its entry is already, if it is
   * @returns { at, answer(first, right, more) -> entry, giveUp() }
   */
  function note(asked, at = -1) {
    const begun = clock();
    const noting = {
      at,
      get entry() {
        return noting.at < 0 ? null : (read().entries[noting.at] ?? null);
      },
      answer(first, right, more = {}) {
        const last = noting.entry;
        if (!last) noting.at = read().entries.length;
        const entry = last ? repeated(last, right) : { ...fresh(first, right), ...more };
        put(noting.at, entry);
        return entry;
      },
      giveUp() {
        if (noting.entry) put(noting.at, { ...noting.entry, gave_up: true });
      },
    };
    const fresh = (first, right) => ({
      ...{ ...asked, kind: asked.kind.slice(0, LONGEST_KIND), first: first.slice(0, LONGEST_ANSWER) },
      ...{ right, solved: right, seconds: Math.round(10 * secondsFrom(begun, clock())) / 10, date: today() },
    });
    return noting;
  }

  return {
    get student() {
      return read().student;
    },
    name: (text) => store.write(KEY, { ...read(), student: text.replace(/[\p{C}\p{Z}]+/gu, " ").trim().slice(0, LONGEST_ID) }),
    entries: () => read().entries,
    note,
    /** Where an exercise or a prediction of a lesson is noted already; -1: nowhere. */
    found: ({ what, kind, lesson }) => read().entries.findIndex((one) => one.what === what && one.kind === kind.slice(0, LONGEST_KIND) && one.lesson === lesson),
  };
}

/** The entry after another try; a try after a wrong answer has read a hint, but in a test. */
function repeated(last, right) {
  const hint = !last.solved && last.form !== "pre" && last.form !== "post";
  return { ...last, tries: (last.tries ?? 1) + 1, hints: (last.hints ?? 0) + hint, solved: last.solved || right };
}

const practised = ({ what, form = "practice" }) => what === "item" && (form === "practice" || form === "again");
const later = (date, days) => new Date(Date.parse(date) + days * DAY).toISOString().slice(0, 10);

/** [kind, seed] of items that are to be asked again on a day, those that wait longest first. */
export function due(entries, day) {
  const waits = new Map();
  for (const { kind, seed, date, right } of entries.filter(practised)) {
    const before = waits.get(`${kind} ${seed}`) ?? { start: date, step: -1 };
    const goesOn = before.step < 0 || right;
    waits.set(`${kind} ${seed}`, { ...{ kind, seed }, start: goesOn ? before.start : date, step: goesOn ? before.step + 1 : 0 });
  }
  const rows = [...waits.values()].filter(({ step }) => step < DAYS.length).map((one) => ({ ...one, on: later(one.start, DAYS[one.step]) }));
  const order = (a, b) => (a.on === b.on ? (a.kind === b.kind ? a.seed - b.seed : a.kind < b.kind ? -1 : 1) : a.on < b.on ? -1 : 1);
  return rows.filter(({ on }) => on <= day).sort(order).map(({ kind, seed }) => [kind, seed]);
}

/** { right, count, off: mean confidence less the share that is right } of the entries of a test; null for none. */
export function scored(entries) {
  if (!entries.length) return null;
  const right = entries.filter((one) => one.right).length;
  const sure = entries.reduce((sum, one) => sum + (one.confidence ?? 0), 0);
  return { right, count: entries.length, off: (sure - right) / entries.length };
}
