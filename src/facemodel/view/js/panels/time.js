// Time under the picture: one slider that plays, of days after injections, seconds of a spasm or a recording; and modes.

import { html, nothing } from "lit-html";
import { guard } from "lit-html/directives/guard.js";
import { muscleSide, say } from "../core/messages.js";
import { clockNow, clocksOf, MARKS, placeOf } from "./clock.js";
import { button, choices } from "./elements.js";
import { range } from "./slider.js";

const MODES = ["explore", "dose", "plan"];
const STEPS = 1000; // of a slider
const KEYS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -7, PageUp: 7 };

export const timeBar = (app, now) => html`<section class="fm-time" aria-label=${say("time.label")}>
  ${now.state.take ? html`${takeChoice(app, now)} ${mirrorSwitch(app, now)}` : nothing} ${now.course ? spasmChoice(app, now) : nothing} ${clockChoice(app, now)}
  ${clockNow(now) ? timeSlider(app, now, clockNow(now)) : html`<span class="fm-timeslider"></span>`}
  ${now.days.length ? html`<details class="fm-doses">${guard([now.state.timing, now.state.carried], () => doseList(app, now.state))}</details>` : nothing} ${modeChoice(app, now)}
  <p class="fm-small fm-nearest">${noteOf(now)}</p>
</section>`;

const takeChoice = ({ id, playing }, { state }) =>
  choices({
    id: `${id}-replayed`,
    label: say("time.shown"),
    options: [["take", say("time.the_recording")], ["expression", say("time.the_expression")]],
    chosen: state.replay === null ? "expression" : "take",
    onchoose: (key) => playing.move({ replay: key === "take" ? 0 : null }),
  });

/** For a camera that showed a mirror image: left and right of the recording are exchanged. */
const mirrorSwitch = ({ store }, { state: { mirrored, replay } }) =>
  button("mirror", () => store.change({ mirrored: !mirrored }), {
    text: say("time.mirror"),
    about: say("time.mirror_help"),
    pressed: mirrored,
    disabled: replay === null,
  });

const spasmChoice = ({ id, playing }, { state, course }) =>
  choices({
    id: `${id}-runs`,
    label: say("time.spasm"),
    options: [["held", say("time.at_peak")], ["runs", say("time.live")]],
    chosen: state.time === null ? "held" : "runs",
    onchoose: (key) => playing.move({ time: key === "runs" ? course.start : null }),
  });

/** Where the slider moves through several times, which of them. */
const clockChoice = ({ id, ui: { set } }, now) => {
  const clocks = clocksOf(now);
  if (clocks.length < 2) return nothing;
  const options = clocks.map((name) => [`of_${name}`, say(`time.${name}`)]);
  return choices({ id: `${id}-clock`, label: say("time.slider"), options, chosen: `of_${clockNow(now)}`, onchoose: (key) => set({ clock: key.slice(3) }) });
};

const modeChoice = ({ id, plans, actions }, { ui }) =>
  choices({
    id: `${id}-mode`,
    label: say("mode.label"),
    options: MODES.filter((mode) => plans || mode !== "plan").map((mode) => [mode, say(`mode.${mode}`), say(`mode.${mode}_help`)]),
    chosen: ui.mode,
    onchoose: actions.setMode,
    showLabel: false,
  });

function noteOf({ state, course }) {
  if (state.take && state.replay !== null) return say(state.mirrored ? "time.source_mirrored" : "time.source", { source: state.take.source, seconds: state.take.end.toFixed(1) });
  return !course || course.exact || state.time === null ? "" : say("time.nearest", { percent: Math.round(100 * course.severity) });
}

function timeSlider({ id, playing }, { ui, state, last }, name) {
  const held = name === "seconds" && state.time === null; // at its peak a spasm has no moment: it can only be set going
  const ticks = name === "day" ? MARKS.filter((day) => day <= last).map((day) => [placeOf(day, last), String(day)]) : [];
  const clock = playing.clocks[name];
  const plays = ui.playing === name;
  const value = Math.round(STEPS * Math.min(1, Math.max(0, clock.position())));
  const toggle = () => (plays ? playing.stop() : playing.start(name));
  return html`<div class="fm-timeslider">
    ${button(`play-${name}`, toggle, { text: say(plays ? "time.pause" : "time.play"), label: say(plays ? `time.pause_${name}` : `time.play_${name}`) })}
    ${held ? nothing : html`<div class="fm-slider">
      <div class="fm-row-head"><label for="${id}-${name}">${say(`time.${name}`)}</label><span class="fm-value" aria-hidden="true">${clock.text()}</span></div>
      ${range({ id: `${id}-${name}`, name, most: STEPS, value, spoken: clock.text(), on: listeners(playing, clock) })}
      <div class="fm-ticks" aria-hidden="true">${ticks.map(([share, label]) => html`<span style="left: ${100 * share}%">${label}</span>`)}</div>
    </div>`}
  </div>`;
}

const listeners = (playing, clock) => ({
  input: (event) => playing.move(clock.at(+event.currentTarget.value / STEPS)),
  keydown(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { key } = event;
    const patch = key === "Home" ? clock.at(0) : key === "End" ? clock.at(1) : key in KEYS ? clock.nudge(KEYS[key]) : null;
    if (!patch) return;
    event.preventDefault();
    playing.move(patch);
  },
});

/** The injections as a list, with what the units are. */
function doseList({ model, lab }, { carried: { injections = [], person }, timing: { doses, days, caught } }) {
  const { owner } = lab.spread.fields;
  const over = (i) => {
    const row = new Float64Array(model.muscles.length);
    owner.forEach((m, f) => (row[m] += caught[i * owner.length + f]));
    return row.indexOf(Math.max(...row)); // the muscle that catches most of it
  };
  const where = (i) => muscleSide(injections[i]?.muscle ?? model.muscles[over(i)]);
  const depth = (i) => +(injections[i]?.depth_mm ?? lab.spread.usual_depth_mm).toFixed(1);
  const units = Number(doses.reduce((a, b) => a + b, 0).toFixed(1));
  return html`<summary>${say(doses.length === 1 ? "injected.one" : "injected.many", { count: doses.length, units })}</summary>
    <ol>${[...doses].map((dose, i) => html`<li>${say("injected.point", { units: Number(dose.toFixed(2)), where: where(i), day: days[i], depth: depth(i) })}</li>`)}</ol>
    ${person ? html`<p>${say("injected.person", { number: person.index + 1, seed: person.seed })}</p>` : nothing}
    <p class="fm-small">${lab.statements.units}</p>`;
}
