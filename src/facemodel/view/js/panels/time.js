// Time under the picture: days after injections, seconds of a spasm, a recording, each a slider that plays.

import { createPlayer, dayAt, lastDay, MARKS, placeOf, swept } from "../core/clock.js";
import { choices, freshId, h, setText } from "./dom.js";
import { muscleName, say } from "../core/messages.js";

const STEPS = 1000; // of a slider
const STILL_STEP_S = 0.5; // between pictures of a spasm, where motion is unwelcome
const KEYS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -7, PageUp: 7 };

/**
 * @param onstop () when playing has stopped: what stands now is worth saving
 * @returns { element, update(state with its intent), toggle(), playing(), dispose() }
 */
export function timeBar(model, store, onstop) {
  const player = createPlayer(() => (paint(), onstop()));
  let played = 0;
  const move = (patch) => store.change(patch, { gesture: Object.keys(patch)[0] });
  // all that plays in one go is one step of undo, and is told when it stops
  const pass = (patch) => store.change(patch, { gesture: `play ${played}`, held: true, origin: "play" });
  const now = store.get; // keys come faster than pictures
  let last = 120;
  let course = null;
  let state = null;

  const days = row("day", {
    position: () => placeOf(now().day, last),
    at: (share) => ({ day: Math.round(dayAt(share, last)) }),
    nudge: (by) => ({ day: Math.min(last, Math.max(0, Math.round(now().day + by))) }),
    text: () => say("day_value", { day: Number(now().day.toFixed(1)) }),
    play: () => {
      let share = now().day >= last ? 0 : placeOf(now().day, last);
      const show = (next) => (pass({ day: dayAt((share = next), last) }), share < 1);
      return [(seconds) => show(swept(share, seconds)), () => show(placeOf(Math.min(last, MARKS.find((day) => day > now().day + 0.01) ?? last), last))];
    },
  });
  const seconds = row("seconds", {
    position: () => ((now().time ?? course.start) - course.start) / (course.end - course.start),
    at: (share) => ({ time: Math.round((course.start + share * (course.end - course.start)) * 30) / 30 }),
    nudge: (by) => ({ time: Math.min(course.end, Math.max(course.start, (now().time ?? course.start) + by / 10)) }),
    text: () => say("seconds_value", { seconds: (now().time ?? course.start).toFixed(1) }),
    play: () => {
      const on = (by) => {
        const next = (now().time ?? course.start) + by;
        return pass({ time: next > course.end ? course.start : next }), true;
      };
      return [on, () => on(STILL_STEP_S)];
    },
  });
  const replay = row("replay", {
    position: () => (now().replay ?? 0) / now().take.end,
    at: (share) => ({ replay: share * now().take.end }),
    nudge: (by) => ({ replay: Math.min(now().take.end, Math.max(0, (now().replay ?? 0) + by / 10)) }),
    text: () => say("seconds_value", { seconds: (now().replay ?? 0).toFixed(1) }),
    play: () => {
      if ((now().replay ?? 0) >= now().take.end - 1e-3) pass({ replay: 0 });
      const on = (by) => {
        const next = (now().replay ?? 0) + by;
        return pass({ replay: Math.min(next, now().take.end) }), next < now().take.end;
      };
      return [on, () => on(STILL_STEP_S)];
    },
  });
  const replayed = choices(say("replay_shown"), [["take", say("replay_take")], ["expression", say("replay_expression")]], (key) => {
    player.stop();
    move({ replay: key === "take" ? 0 : null });
  });
  const replaySource = h("span", { class: "fm-small" });
  const runs = choices(say("spasm"), [["held", say("spasm_held")], ["runs", say("spasm_runs")]], (key) => {
    player.stop();
    move({ time: key === "runs" ? course.start : null });
  });
  const nearest = h("span", { class: "fm-small fm-nearest" });
  const doses = h("details", { class: "fm-doses" });
  const dayRow = h("div", { class: "fm-timerow" }, days.element, doses);
  const secondsRow = h("div", { class: "fm-timerow" }, runs.element, seconds.element, nearest);
  const replayRow = h("div", { class: "fm-timerow" }, replayed.element, replay.element, replaySource);
  const element = h("section", { class: "fm-time", "aria-label": say("time") }, replayRow, dayRow, secondsRow);
  let listed = null; // the timing that stands in the list

  return { element, update, toggle, playing: () => player.playing(), dispose: player.stop };

  function update(shown) {
    state = shown;
    const given = state.timing?.days ?? [];
    course = model.seconds.course(state, model.effort(state.intent), state.timing);
    dayRow.hidden = !given.length;
    secondsRow.hidden = !course;
    replayRow.hidden = !state.take;
    if (player.playing("replay") && state.replay === null) player.stop();
    if (state.take) {
      replayed.set(state.replay === null ? "expression" : "take");
      setText(replaySource, say("replay_source", { source: state.take.source, seconds: state.take.end.toFixed(1) }));
    }
    if (player.playing("day") && !given.length) player.stop();
    if (player.playing("seconds") && (!course || state.time === null)) player.stop();
    if (given.length) {
      last = lastDay(given, state.day);
      days.marks(MARKS.filter((day) => day <= last).map((day) => [placeOf(day, last), String(day)]));
      if (listed !== state.timing) list(state, (listed = state.timing));
    }
    if (course) {
      runs.set(state.time === null ? "held" : "runs");
      setText(nearest, course.exact || state.time === null ? "" : say("seconds_nearest", { percent: Math.round(100 * course.severity) }));
    }
    paint();
  }

  function paint() {
    if (!state) return;
    if (!dayRow.hidden) days.paint(true);
    if (!secondsRow.hidden) seconds.paint(state.time !== null);
    if (!replayRow.hidden) replay.paint(state.replay !== null);
  }

  /** Plays or pauses what there is: a spasm that runs, else the days; false where there is nothing to play. */
  function toggle() {
    if (player.playing()) player.stop();
    else if (state.take && state.replay !== null) replay.start();
    else if (course && state.time !== null) seconds.start();
    else if (!dayRow.hidden) days.start();
    else if (course) seconds.start();
    else return false;
    return true;
  }

  /** The injections as a list, with what the units are. */
  function list({ carried: { injections = [], person } }, { doses: given, days: on, shares }) {
    const count = model.muscles.length;
    const over = (i) => {
      const row = shares.slice(i * count, (i + 1) * count);
      return row.indexOf(Math.max(...row)); // the muscle that catches most of it
    };
    const where = (i) => muscleSide(injections[i]?.muscle ?? model.muscles[over(i)]);
    const line = (dose, i) => h("li", {}, say("injection", { units: Number(dose.toFixed(2)), where: where(i), day: on[i] }));
    doses.replaceChildren(
      h("summary", {}, say(given.length === 1 ? "injections_one" : "injections", { count: given.length, units: Number(given.reduce((a, b) => a + b, 0).toFixed(1)) })),
      h("ul", {}, ...given.map(line)),
      ...(person ? [h("p", {}, say("virtual_person", { number: person.index + 1, seed: person.seed }))] : []),
      h("p", { class: "fm-small" }, say("units_note")),
    );
  }

  function row(name, { position, at, nudge, text, play }) {
    const id = freshId(name);
    const input = h("input", { type: "range", id, min: 0, max: STEPS, step: 1, "data-name": name });
    const value = h("span", { class: "fm-value", "aria-hidden": "true" });
    const button = h("button", { type: "button", class: `fm-button fm-do-play-${name}`, onclick: () => (player.playing(name) ? player.stop() : start()) }, say("play"));
    const ticks = h("div", { class: "fm-ticks", "aria-hidden": "true" });
    const stopped = (patch) => (player.stop(), move(patch));
    input.addEventListener("input", () => stopped(at(+input.value / STEPS)));
    input.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const patch = event.key === "Home" ? at(0) : event.key === "End" ? at(1) : event.key in KEYS ? nudge(KEYS[event.key]) : null;
      if (!patch) return;
      event.preventDefault();
      stopped(patch);
    });
    let marked = "";
    return {
      element: h(
        "div",
        { class: "fm-timeslider" },
        button,
        h("div", { class: "fm-slider" }, h("div", { class: "fm-row-head" }, h("label", { for: id }, say(name)), value), input, ticks),
      ),
      start,
      paint(on) {
        const share = Math.min(1, Math.max(0, position()));
        input.disabled = !on;
        if (+input.value !== Math.round(share * STEPS)) input.value = Math.round(share * STEPS);
        input.style.setProperty("--fm-share", `${100 * share}%`);
        setText(value, text());
        input.setAttribute("aria-valuetext", text());
        const playing = player.playing(name);
        setText(button, say(playing ? "pause" : "play"));
        button.setAttribute("aria-label", say(playing ? `pause_${name}` : `play_${name}`));
      },
      marks(list) {
        const key = JSON.stringify(list);
        if (key === marked) return;
        marked = key;
        ticks.replaceChildren(...list.map(([share, label]) => h("span", { style: `left: ${100 * share}%` }, label)));
      },
    };

    function start() {
      played++;
      player.start(name, ...play());
      paint();
    }
  }
}

const muscleSide = (name) => {
  const side = name.match(/_(left|right)$/)?.[1];
  return side ? `${say(side)} ${muscleName(name)}` : muscleName(name);
};
