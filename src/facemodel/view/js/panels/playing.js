// Time that plays: days after injections, seconds of a spasm, a recording; each has a place on a slider.

import { say } from "../core/messages.js";
import { clockNow, createPlayer, dayAt, MARKS, placeOf, swept } from "./clock.js";

const STILL_STEP_S = 0.5; // between pictures, where motion is unwelcome
const FRAMES = 30; // a second: where a slider of a spasm may stand
const between = (low, x, high) => Math.min(high, Math.max(low, x));

export class Playing {
  #app;
  #player;
  #played = 0;

  /** @param app { store, ui, drawing, sync }; what plays is told to the notebook when it stops */
  constructor(app) {
    this.#app = app;
    this.#player = createPlayer(() => {
      app.ui.set({ playing: null });
      app.drawing.later();
      app.sync.tell();
    });
    const time = { get: app.store.get, now: () => app.drawing.now, pass: (patch) => this.#pass(patch) };
    this.clocks = { replay: replayClock(time), day: dayClock(time), seconds: secondsClock(time) };
  }

  /** All that plays in one go is one step of undo. */
  #pass(patch) {
    this.#app.store.change(patch, { gesture: `play ${this.#played}`, held: true, origin: "play" });
  }

  get busy() {
    return this.#player.playing();
  }

  start(name) {
    this.#played++;
    this.#app.ui.set({ playing: name });
    this.#player.start(name, ...this.clocks[name].play());
  }

  stop() {
    this.#player.stop();
  }

  dispose() {
    this.stop();
  }

  /** A slider or a choice sets the time: what plays stops. */
  move(patch) {
    this.stop();
    this.#app.store.change(patch, { gesture: Object.keys(patch)[0] });
  }

  /** Stops what the case no longer has. */
  check({ state, course, days }) {
    const gone = { replay: state.replay === null, day: !days.length, seconds: !course || state.time === null };
    for (const name of Object.keys(gone)) if (this.#player.playing(name) && gone[name]) this.stop();
  }

  /** Plays or pauses what the slider of time moves through; false where there is nothing to play. */
  toggle() {
    if (this.busy) return this.stop(), true;
    const name = clockNow({ ...this.#app.drawing.now, ui: this.#app.ui.get() });
    if (name) this.start(name);
    return name !== null;
  }
}

/*
 * A clock: position() 0..1 on its slider, at(share) and nudge(steps) give what they change in the state, text() what is
 * read, play() [step(seconds), stillStep()], which move on and say whether to go on. Keys come faster than pictures,
 * so the state is read whenever it is needed.
 */

const dayClock = ({ get, now, pass }) => ({
  position: () => placeOf(get().day, now().last),
  at: (share) => ({ day: Math.round(dayAt(share, now().last)) }),
  nudge: (by) => ({ day: between(0, Math.round(get().day + by), now().last) }),
  text: () => say("time.day_value", { day: Number(get().day.toFixed(1)) }),
  play() {
    const last = now().last;
    let share = get().day >= last ? 0 : placeOf(get().day, last);
    const show = (next) => (pass({ day: dayAt((share = next), last) }), share < 1);
    const mark = () => Math.min(last, MARKS.find((day) => day > get().day + 0.01) ?? last);
    return [(seconds) => show(swept(share, seconds)), () => show(placeOf(mark(), last))];
  },
});

function secondsClock({ get, now, pass }) {
  const time = () => get().time ?? now().course.start;
  return {
    position: () => (time() - now().course.start) / (now().course.end - now().course.start),
    at(share) {
      const { start, end } = now().course;
      return { time: Math.round((start + share * (end - start)) * FRAMES) / FRAMES };
    },
    nudge: (by) => ({ time: between(now().course.start, time() + by / 10, now().course.end) }),
    text: () => say("time.seconds_value", { seconds: time().toFixed(1) }),
    play() {
      const on = (by) => {
        const next = time() + by;
        return pass({ time: next > now().course.end ? now().course.start : next }), true;
      };
      return [on, () => on(STILL_STEP_S)];
    },
  };
}

function replayClock({ get, pass }) {
  const time = () => get().replay ?? 0;
  const end = () => get().take.end;
  return {
    position: () => time() / end(),
    at: (share) => ({ replay: share * end() }),
    nudge: (by) => ({ replay: between(0, time() + by / 10, end()) }),
    text: () => say("time.seconds_value", { seconds: time().toFixed(1) }),
    play() {
      if (time() >= end() - 1e-3) pass({ replay: 0 });
      const on = (by) => {
        const next = time() + by;
        return pass({ replay: Math.min(next, end()) }), next < end();
      };
      return [on, () => on(STILL_STEP_S)];
    },
  };
}
