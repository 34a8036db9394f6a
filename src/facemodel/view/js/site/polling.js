// What a room guesses before it is told the answer: guesses by option, counted by whoever presents. No DOM.

import { given } from "./judging.js";
import { opened } from "./sealed.js";

const MOST = 12; // options that fit on a wall
const MOST_GUESSES = 999; // of one option
const LETTERS = "abcdefghijklmnopqrstuvwxyz";
const LISTED = ["ask", "choice", "several"];

/** { options, counts, told: null before the answer }; longer lists begin empty, and what the room says is added. */
export const pollOf = ({ field, options }) => {
  const known = LISTED.includes(field) && options.length <= MOST ? [...options] : [];
  return { options: known, counts: known.map(() => 0), told: null };
};

/** With one option's guesses changed. */
export const counted = (poll, k, by) => ({ ...poll, counts: poll.counts.map((n, i) => (i === k ? Math.min(MOST_GUESSES, Math.max(0, n + by)) : n)) });

/** With a guess that is no option yet, or one more for the option that it is. */
export function added(poll, text) {
  const said = text.trim().slice(0, 60);
  const at = poll.options.findIndex((one) => one.toLowerCase() === said.toLowerCase());
  if (at >= 0) return counted(poll, at, 1);
  return said && poll.options.length < MOST ? { ...poll, options: [...poll.options, said], counts: [...poll.counts, 1] } : poll;
}

/** { answer, why, right: whether each option holds } */
export function answerOf({ field, sealed }, { options }) {
  if (field === "ask" || field === "choice") {
    const replies = options.map((option) => opened(sealed, option));
    const holds = (reply) => reply !== null && (reply.met ?? (reply.goals.length > 0 && reply.goals.every(([, , met]) => met)));
    const right = replies.map(holds);
    const first = right.indexOf(true);
    const told = field === "ask" ? { answer: options[first] ?? "", why: replies[first]?.why ?? "" } : given({ sealed });
    return { ...told, right };
  }
  const { answer, why } = given({ sealed });
  const letters = field === "several" ? answer.replace(/[^a-z]/g, "") : "";
  return { answer, why, right: options.map((option, k) => (field === "several" ? letters.includes(LETTERS[k]) : option.toLowerCase() === answer.toLowerCase())) };
}

/** Share of all guesses that each option has; none of nothing. */
export function sharesOf({ counts }) {
  const total = counts.reduce((sum, n) => sum + n, 0);
  return counts.map((n) => (total ? n / total : 0));
}
