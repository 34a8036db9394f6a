// Time under the picture: days after injections, seconds of a spasm, a recording, each a slider that plays.

import { html, nothing } from "lit-html";
import { guard } from "lit-html/directives/guard.js";
import { muscleSide, say } from "../core/messages.js";
import { MARKS, placeOf } from "./clock.js";
import { button, choices } from "./elements.js";
import { range } from "./slider.js";

const STEPS = 1000; // of a slider
const KEYS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -7, PageUp: 7 };

export const timeBar = (app, now) => html`<section class="fm-time" aria-label=${say("time.label")}>
  ${now.state.take ? replayRow(app, now) : nothing} ${now.days.length ? dayRow(app, now) : nothing} ${now.course ? secondsRow(app, now) : nothing}
</section>`;

const replayRow = (app, { state, ui }) => html`<div class="fm-timerow">
  ${choices({
    id: `${app.id}-replayed`,
    label: say("time.shown"),
    options: [["take", say("time.the_recording")], ["expression", say("time.the_expression")]],
    chosen: state.replay === null ? "expression" : "take",
    onchoose: (key) => app.playing.move({ replay: key === "take" ? 0 : null }),
  })}
  ${timeSlider(app, ui, "replay", { disabled: state.replay === null })}
  <span class="fm-small">${say("time.source", { source: state.take.source, seconds: state.take.end.toFixed(1) })}</span>
</div>`;

const dayRow = (app, { state, ui, last }) => html`<div class="fm-timerow">
  ${timeSlider(app, ui, "day", { ticks: MARKS.filter((day) => day <= last).map((day) => [placeOf(day, last), String(day)]) })}
  <details class="fm-doses">${guard([state.timing, state.carried], () => doseList(app, state))}</details>
</div>`;

const secondsRow = (app, { state, ui, course }) => html`<div class="fm-timerow">
  ${choices({
    id: `${app.id}-runs`,
    label: say("time.spasm"),
    options: [["held", say("time.at_peak")], ["runs", say("time.live")]],
    chosen: state.time === null ? "held" : "runs",
    onchoose: (key) => app.playing.move({ time: key === "runs" ? course.start : null }),
  })}
  ${timeSlider(app, ui, "seconds", { disabled: state.time === null })}
  <span class="fm-small fm-nearest">${course.exact || state.time === null ? "" : say("time.nearest", { percent: Math.round(100 * course.severity) })}</span>
</div>`;

function timeSlider({ id, playing }, ui, name, { disabled = false, ticks = [] }) {
  const clock = playing.clocks[name];
  const plays = ui.playing === name;
  const value = Math.round(STEPS * Math.min(1, Math.max(0, clock.position())));
  const toggle = () => (plays ? playing.stop() : playing.start(name));
  return html`<div class="fm-timeslider">
    ${button(`play-${name}`, toggle, { text: say(plays ? "time.pause" : "time.play"), label: say(plays ? `time.pause_${name}` : `time.play_${name}`) })}
    <div class="fm-slider">
      <div class="fm-row-head"><label for="${id}-${name}">${say(`time.${name}`)}</label><span class="fm-value" aria-hidden="true">${clock.text()}</span></div>
      ${range({ id: `${id}-${name}`, name, most: STEPS, value, spoken: clock.text(), disabled, on: listeners(playing, clock) })}
      <div class="fm-ticks" aria-hidden="true">${ticks.map(([share, label]) => html`<span style="left: ${100 * share}%">${label}</span>`)}</div>
    </div>
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
  const units = Number(doses.reduce((a, b) => a + b, 0).toFixed(1));
  return html`<summary>${say(doses.length === 1 ? "injected.one" : "injected.many", { count: doses.length, units })}</summary>
    <ul>${[...doses].map((dose, i) => html`<li>${say("injected.point", { units: Number(dose.toFixed(2)), where: where(i), day: days[i] })}</li>`)}</ul>
    ${person ? html`<p>${say("injected.person", { number: person.index + 1, seed: person.seed })}</p>` : nothing}
    <p class="fm-small">${lab.statements.units}</p>`;
}
