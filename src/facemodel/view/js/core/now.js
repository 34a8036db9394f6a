// Which day it is, and how long something took, by a clock that somebody may set meanwhile. No DOM.

const LONGEST_S = 86_400; // of one answer: a page may stay open for days

/** "2026-03-01" where the learner is */
export function dayOf(now = new Date()) {
  const two = (n) => String(n).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/** Seconds from one moment to another, both in ms. */
export const secondsFrom = (begun, now) => Math.min(LONGEST_S, Math.max(0, (now - begun) / 1000));
