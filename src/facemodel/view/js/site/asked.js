// An exercise or a prediction on a page: its fields, the reply, tries, giving up; what was done is kept.

import { html, nothing, render } from "lit-html";
import { unsafeHTML } from "lit-html/directives/unsafe-html.js";
import { say } from "./texts.js";
import { ended, follows, replied } from "./judging.js";
import { opened } from "./sealed.js";

const MOST_RADIO = 8; // longer lists are typed into, with suggestions

/**
 * @param mark what was kept; keep: what to do with { tries, solved, gave_up, answer }; noting: of record.js; lab: () => the lab that belongs to it, if it is there
 * @param shows what shows an example in the lab to somebody who gives up, if anything
 * @returns { clicked(point): what was clicked in that lab is the answer }
 */
export function ask(element, name, exercise, mark, { keep, noting }, lab, shows) {
  let now = fitting(exercise, mark ?? {});
  let reply = null;
  const place = document.createElement("div");
  element.append(place);

  const set = (patch) => {
    now = { ...now, ...patch };
    keep(now);
    draw();
  };
  const answer = (value) => set({ answer: value });
  const check = () => {
    reply = replied(exercise, now.answer, now.tries + 1, lab());
    if (reply.counts) noting.answer(inWords(now.answer, reply.goals), reply.solved);
    set(reply.counts ? { tries: now.tries + 1, solved: now.solved || reply.solved } : {});
  };
  const giveUp = () => {
    reply = ended(exercise, now.answer, lab());
    noting.giveUp();
    set({ gave_up: true });
    shows?.();
  };

  function draw() {
    const view = exercise.field === "ask" ? predicted() : asked();
    render(view, place);
  }

  const predict = (value) => {
    const { met } = opened(exercise.sealed, value);
    noting.answer(value, met);
    set({ answer: value, tries: now.tries + 1, solved: now.solved || met });
  };

  const predicted = () => html`${FIELDS.choice(name, exercise, now.answer, predict)}
    <div role="status">${now.answer ? prediction(opened(exercise.sealed, now.answer)) : nothing}</div>`;

  const asked = () => html`${FIELDS[exercise.field](name, exercise, now.answer, answer)}
    <p class="goal">${say("lesson.goal", { goal: exercise.goal })}</p>
    <p class="row">
      <button type="button" class="check" @click=${check}>${say("lesson.check")}</button>
      ${now.tries && !now.solved && !now.gave_up ? html`<button type="button" @click=${giveUp}>${say("lesson.give_up")}</button>` : nothing}
      <small>${[now.tries ? say("lesson.tries", { tries: now.tries }) : "", now.solved ? say("lesson.done") : now.gave_up ? say("lesson.gave_up") : ""].filter(Boolean).join(" · ")}</small>
    </p>
    <div role="status">${reply ? told(reply, reply.why && follows(exercise)) : nothing}</div>`;

  draw();
  return { clicked: (point) => exercise.field === "place" && answer(point.map((x) => x.toFixed(1)).join(" ")) };
}

const EMPTY = { names: "", choice: "", ask: "", number: "", several: [], items: {}, place: "", lab: "" };

const isText = (value) => typeof value === "string";
const FITS = {
  string: isText,
  list: (answer) => Array.isArray(answer) && answer.every(isText),
  scores: (answer) => typeof answer === "object" && answer !== null && Object.values(answer).every((x) => isText(x) || Number.isFinite(x)),
};

/** What was kept, as far as it fits the exercise as it is now: a file may come from another version, or from somebody's hand. */
function fitting({ field, options }, { tries, solved, gave_up: gaveUp, answer }) {
  const empty = EMPTY[field];
  const kind = isText(empty) ? "string" : Array.isArray(empty) ? "list" : "scores";
  const fits = FITS[kind](answer) && (field !== "ask" || options.includes(answer));
  return { tries: Number.isSafeInteger(tries) && tries > 0 ? tries : 0, solved: solved === true, gave_up: gaveUp === true, answer: fits ? answer : empty };
}

/** An answer as a record keeps it, as teach/widgets/boxes.py does: itself where it is text, else what it reached. */
function inWords(answer, goals) {
  if (typeof answer === "string" && answer) return answer;
  if (Array.isArray(answer)) return answer.join("; ");
  const scores = Object.entries(answer).map(([name, score]) => `${name} ${score}`);
  return scores.length ? scores.join(", ") : goals.map(([, reached]) => reached).join("; ");
}

const prediction = ({ met, why }) => html`<p>${met ? `${say("lesson.yes")} ${why}` : say("lesson.not_quite")}</p>`;

const told = ({ goals, hint, why }, then) => html`${goals.length ? html`<ul class="goals">${goals.map(([text, reached, met]) => html`<li class=${met ? "met" : nothing}>${say(met ? "lesson.reached" : "lesson.not_yet")}: ${text} (${reached})</li>`)}</ul>` : nothing}
  <p><strong>${hint}</strong></p>
  ${why ? html`<p>${why}</p>` : nothing}
  ${why && then ? html`<div class="then">${unsafeHTML(then)}</div>` : nothing}`;

const box = (type, name, text, checked, onchange) => html`<li><label><input type=${type} name=${name} .checked=${checked} @change=${onchange} /> ${text}</label></li>`;

const FIELDS = {
  lab: () => html`<p>${say("lesson.in_lab")}</p>`,
  place: (name, _, text, set) => html`<p><input aria-label=${say("lesson.your_answer")} placeholder=${say("lesson.click")} .value=${text} @change=${(event) => set(event.currentTarget.value.slice(0, 80))} /></p>`,
  choice: (name, { options }, chosen, set) =>
    options.length > MOST_RADIO
      ? html`<p><input list="${name}-list" aria-label=${say("lesson.your_answer")} placeholder=${say("lesson.type")} .value=${chosen} @change=${(event) => set(event.currentTarget.value.slice(0, 80))} />
          <datalist id="${name}-list">${options.map((text) => html`<option value=${text}></option>`)}</datalist></p>`
      : html`<ul class="choices">${options.map((text) => box("radio", name, text, text === chosen, () => set(text)))}</ul>`,
  names: (name, { options }, text, set) => html`<p><input list="${name}-list" aria-label=${say("lesson.your_answer")} placeholder=${say("lesson.type")} .value=${text} @change=${(event) => set(event.currentTarget.value.slice(0, 400))} />
      <datalist id="${name}-list">${options.map((one) => html`<option value=${one}></option>`)}</datalist></p>`,
  number: (name, { form }, text, set) => html`<p><input inputmode="decimal" aria-label=${say("lesson.your_answer")} placeholder=${form} .value=${text} @change=${(event) => set(event.currentTarget.value.slice(0, 20))} /></p>`,
  several: (name, { options }, chosen, set) =>
    html`<ul class="choices">${options.map((text) => box("checkbox", name, text, chosen.includes(text), (event) => set(event.currentTarget.checked ? [...chosen, text] : chosen.filter((one) => one !== text))))}</ul>`,
  items: (name, { options }, scores, set) =>
    html`<div class="items">${options.map(
      ([item, steps]) => html`<label>${item.replaceAll("_", " ")}
        <select @change=${(event) => set({ ...scores, [item]: +event.currentTarget.value })}>
          <option value="" disabled ?selected=${scores[item] === undefined}></option>
          ${steps.map((step) => html`<option value=${parseInt(step)} ?selected=${scores[item] === parseInt(step)}>${step}</option>`)}
        </select></label>`,
    )}</div>`,
};
