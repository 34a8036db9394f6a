// The screen of a sitting as a template of where it stands: a bar on top, the patient's face, and what is done about it beside it.

import { html, nothing } from "lit-html";
import { fill } from "../core/messages.js";
import css from "./style.css";
import { button, expectPart, gradingPart, paragraphs, weeksPart } from "./forms.js";
import { marksTold } from "./session.js";
import { endRoom, startRoom } from "./rooms.js";

/** @param app { practice, sitting, patient, wishes, said, store, and what buttons do (practising.js) } */
export const screen = (app) => html`<style>${css}</style>
  <div class="fmp fmp-in-${roomOf(app)}">
    ${app.store.lasting ? nothing : html`<p class="fmp-note" role="status">${app.practice.texts.says.not_kept}</p>`}
    ${roomOf(app) === "start" ? startRoom(app.practice, app.wishes, app) : nothing}
    ${roomOf(app) === "end" ? endRoom(app.practice, app.sitting, app) : nothing}
    <div class="fmp-patient" ?hidden=${!app.sitting.given}>
      ${app.sitting.given ? bar(app) : nothing}
      <div class="fmp-lab"></div>
      <div class="fmp-side">${app.sitting.given ? side(app) : nothing}</div>
    </div>
  </div>`;

const roomOf = ({ sitting: { state } }) => (!state?.attempts ? "start" : state.now ? state.now.step : "end");

function bar({ practice, sitting: { state } }) {
  const done = state.attempts.length - (state.now.step === "told" ? 1 : 0);
  return html`<header class="fmp-bar">
    <h2 tabindex="-1">${fill(practice.texts.says.who, { number: done + 1, count: state.count })}</h2>
    <p class="fm-small">${marksTold(state, practice)}</p>
  </header>`;
}

function side(app) {
  const { practice, sitting, patient, said } = app;
  const { says } = practice.texts;
  const { step } = sitting.state.now;
  return html`<details class="fmp-history" ?open=${step !== "told"}><summary>${says.history}</summary><p>${sitting.given.history}</p></details>
    ${patient ? STEPS[step](app, sitting.state.now) : html`<p role="status">${app.failed ?? says.coming}</p>`}
    <p class="fmp-said" role="status">${said}</p>`;
}

const STEPS = {
  examine: (app, now) => html`${grading(app, now, false)}
    <h3>${app.practice.texts.says.decide}</h3>
    <div class="fmp-row">${button("treat", app.practice.texts.says.treat, app.plan, { main: true })} ${leaving(app)}</div>`,
  plan(app, now) {
    const { says } = app.practice.texts;
    const { constants } = app.practice;
    const again = now.treatments.length > 0;
    const day = (again ? constants.second_visit_day : 0) + constants.review_days;
    const text = again ? fill(says.again, { week: constants.second_visit_day / 7 }) : says.treat;
    return html`<h3>${says.plan_head}</h3><p>${says.plan_hint}</p>
      ${expectPart(app.practice, app.patient, { day, expected: now.expected, onexpect: app.expect })}
      <div class="fmp-row">${button("give", text, app.treat, { main: true })} ${again ? done(app) : leaving(app)}</div>`;
  },
  weeks(app, now) {
    const { says } = app.practice.texts;
    const more = now.treatments.length < app.practice.most_treatments;
    const week = app.practice.constants.second_visit_day / 7;
    return html`<p>${says.weeks_hint}</p>
      <div class="fmp-row">${more ? button("plan", fill(says.again, { week }), app.plan, { main: true }) : nothing} ${done(app)}</div>
      ${weeksPart(app.patient, app.treatments(), app.practice)}`;
  },
  told(app, now) {
    const { says } = app.practice.texts;
    const { feedback, attempts } = app.sitting.state;
    const told = feedback === "end" ? [says.later] : [...attempts.at(-1).told, ...(now.due ?? [])];
    return html`<h3 tabindex="-1" class="fmp-told">${says.debrief}</h3><div role="status">${paragraphs(told)}</div>
      <div class="fmp-row">${button("next", says.next, app.next, { main: true })}</div>
      ${now.treatments.length ? weeksPart(app.patient, app.treatments(), app.practice) : nothing}`;
  },
};

const leaving = (app) => ["leave", "refer"].map((choice) => button(choice, app.practice.texts.says[choice], () => app.finish(choice)));
const done = (app) => button("done", app.practice.texts.says.done, () => app.finish("treat"));

const grading = ({ practice, sitting, score }, now, closed) =>
  gradingPart(practice.texts, practice.scales[sitting.given.scale], now.grading, { closed, onscore: score });
