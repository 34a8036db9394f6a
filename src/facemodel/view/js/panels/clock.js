// What time does on the screen: the scale of days, and playing. No elements.

export const MARKS = [0, 1, 3, 7, 14, 30, 60, 90, 120, 180, 240, 360]; // days that have a mark
const DAYS_SHOWN = 120; // after the last injection
const SWEEP_S = 12; // to play all days
const STILL_MS = 1500; // each picture stays, where motion is unwelcome
const LONGEST_STEP_S = 0.25; // a page that slept goes on where it was

/** Last day on the scale. */
export const lastDay = (days, day) => Math.max(...days, 0, day - DAYS_SHOWN) + DAYS_SHOWN;

/** Share 0..1 along the scale of a day, and back: a square root, for onset takes days and decay months. */
export const placeOf = (day, last) => Math.sqrt(day / last);
export const dayAt = (share, last) => last * share * share;

/**
 * Plays one thing at a time, with the picture's own rhythm; step by step where motion is unwelcome.
 * @param onstop () when it has stopped
 * @returns { start(step, pause), stop(), playing() }; step(seconds) moves on and says whether to go on
 */
export function createPlayer(onstop, quiet = () => matchMedia("(prefers-reduced-motion: reduce)").matches) {
  let frame = 0;
  let timer = 0;
  let name = null;

  return { start, stop, playing: (one) => (one ? name === one : name !== null) };

  function start(one, step, stillStep) {
    stop();
    name = one;
    if (quiet()) {
      const next = () => (stillStep() ? (timer = setTimeout(next, STILL_MS)) : stop());
      next();
      return;
    }
    let before = null;
    const tick = (now) => {
      const seconds = before === null ? 0 : Math.min(LONGEST_STEP_S, (now - before) / 1000);
      before = now;
      if (step(seconds)) frame = requestAnimationFrame(tick);
      else stop();
    };
    frame = requestAnimationFrame(tick);
  }

  function stop() {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    if (name === null) return;
    name = null;
    onstop();
  }
}

/** The times that the slider can move through now, and the one it does: the one chosen, else the quickest that runs. */
export const clocksOf = ({ state, days, course }) => [
  ...(state.take && state.replay !== null ? ["replay"] : []),
  ...(course && state.time !== null ? ["seconds"] : []),
  ...(days.length ? ["day"] : []),
];
export const clockNow = (now) => {
  const clocks = clocksOf(now);
  return clocks.includes(now.ui.clock) ? now.ui.clock : (clocks[0] ?? (now.course ? "seconds" : null));
};

/** The next place on the scale after so many seconds; 1 is the end. */
export const swept = (share, seconds) => Math.min(1, share + seconds / SWEEP_S);
