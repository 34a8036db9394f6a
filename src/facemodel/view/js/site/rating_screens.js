// What the page of rater training shows: where it begins, an item of a face, and a face that is graded.

import { html, nothing } from "lit-html";
import { say } from "./texts.js";
import { resultsTable } from "./rating_results.js";

const TOLD = 5; // items farthest from the model's, at the end of a face
const LEVELS = { easy: say("rating.easy"), middling: say("rating.middling"), hard: say("rating.hard") };

const button = (text, act, { main = false, off = false } = {}) => html`<button type="button" class=${main ? "main" : nothing} ?disabled=${off} @click=${act}>${text}</button>`;
const radio = (name, text, on, act, off = false) => html`<input type="radio" name=${name} .checked=${on} ?disabled=${off} @change=${act} /> ${text}`;
const capital = (text) => text[0].toUpperCase() + text.slice(1);

export function homeScreen(room) {
  const { about, rater, wishes } = room;
  const { graded, next, sitting, open } = rater.state(wishes.level);
  const wish = (change) => () => {
    Object.assign(wishes, change);
    room.results = null;
    room.changed();
  };
  const every = about.scales.map(({ name }) => name);
  const scales = [[say("rating.both"), every], ...about.scales.map(({ name, label }) => [label, [name]])];
  const begin = open || graded ? "go_on" : sitting > 1 ? "begin_again" : "begin";
  const others = rater.others();
  return html`<p>${say("rating.about")}</p>
    <fieldset><legend>${say("rating.which_scale")}</legend>${scales.map(([text, names]) => html`<label>${radio("scale", text, String(names) === String(wishes.names), wish({ names }))}</label>`)}</fieldset>
    <fieldset><legend>${say("rating.which_faces")}</legend>${about.levels.map((level) => html`<label>${radio("level", LEVELS[level], level === wishes.level, wish({ level }))} <small>${progress(room, level)}</small></label>`)}</fieldset>
    <p class="row">
      ${button(say(`rating.${begin}`), room.begin, { main: true, off: next === null })}
      ${rater.ratings().length ? button(say("rating.show_agreement"), () => room.compare()) : nothing}
    </p>
    <p>${say("rating.days")}</p>
    ${others ? html`<p>${say("rating.others", { count: others })}</p>` : nothing}
    ${compared(room)}
    <p class="about">${say("rating.one_rater")}</p>`;
}

function progress({ about, rater }, level) {
  const { graded, sitting } = rater.state(level);
  const { count } = about;
  return sitting > 1 ? say("rating.so_far_again", { graded, count, sitting }) : graded ? say("rating.so_far", { graded, count }) : nothing;
}

const compared = ({ note, results }) => html`<div role="status">${note ? html`<p class="reply">${note}</p>` : nothing}</div>${results ? resultsTable(results.rows, results.count) : nothing}`;

export function askedScreen(room) {
  const { about, rater, face, shown, told } = room;
  const [scale, item] = room.item;
  const count = Object.keys(face.scores).length + rater.left(face).length;
  const where = { face: rater.done(face) + (rater.left(face).length ? 1 : 0), count: about.count, item: Object.keys(face.scores).length + (told ? 0 : 1), items: count };
  return html`<p class="where">${say("rating.where", where)}</p>
    <div class="grade">
      ${shown ? faces(room) : html`<div class="faces empty">${say("rating.loading")}</div>`}
      <form @submit=${submitted(room)}>
        <p class="kind">${scale.label} · ${item.title}</p>
        <h2 tabindex="-1">${capital(item.label)}</h2>
        ${shown ? html`<p>${say(`rating.side_${shown.side}`)}</p>` : nothing}
        <fieldset ?disabled=${!shown}><legend>${say("rating.grade")}</legend>${scale.name === "eface" ? slider(room, item) : steps(room, item)}</fieldset>
        <div role="status">${told ? reply(about, told, scale) : room.note ? html`<p class="reply">${room.note}</p>` : nothing}</div>
        <p class="row">
          ${told ? html`<button type="button" class="main" @click=${room.next}>${say(rater.left(face).length ? "rating.next" : "rating.end_face")}</button>` : html`<button type="submit" ?disabled=${!shown}>${say("rating.check")}</button>`}
          ${button(say("rating.stop"), room.stop)}
        </p>
        ${told ? examples(room) : nothing}
      </form>
    </div>`;
}

const submitted = (room) => (event) => {
  event.preventDefault();
  if (!room.told) room.check();
};

/** The face at rest beside the movement of the item, or another one that is chosen. */
function faces({ about, shown, view, look }) {
  const still = (name, kind) => html`<figure class=${kind}><img src="data:image/webp;base64,${shown.pictures[name]}" alt=${say("rating.alt", { view: about.views[name] })} width="480" height="639" /><figcaption>${about.views[name]}</figcaption></figure>`;
  return html`<div class="faces">
    <div class="stills">${view === "rest" ? nothing : still("rest", "first")}${still(view, "chosen")}</div>
    <p class="row views" role="group" aria-label=${say("rating.views")}>${Object.entries(about.views).map(([name, text]) => html`<button type="button" aria-pressed=${String(name === view)} @click=${() => look(name)}>${text}</button>`)}</p>
  </div>`;
}

/** Grades of Sunnybrook's items: steps, each with its words. */
function steps({ chosen, told, choose }, { options }) {
  return options.map(([grade, words]) => {
    const model = told && grade === told.known;
    const mark = told ? [grade === told.said ? say("rating.you") : "", model ? say("rating.model") : ""].filter(Boolean).join(", ") : "";
    return html`<label class=${model ? "step model" : "step"}>${radio("grade", `${grade} ${words}`, String(grade) === chosen, () => choose(String(grade)), Boolean(told))}${mark ? html` <em>${mark}</em>` : nothing}</label>`;
  });
}

/** A line from one end to the other, with words at its ends and in the middle; nothing is graded before it is touched. */
function slider({ chosen, told, choose }, { options }) {
  const [[low], [high]] = [options[0], options.at(-1)];
  const words = options.filter(([, text]) => text);
  const spoken = chosen === null ? say("rating.not_graded") : options.find(([grade]) => String(grade) === chosen).filter((one) => one !== "").join(" ");
  const at = (grade) => `left: ${(100 * (grade - low)) / (high - low)}%`;
  const mark = (name, grade) => html`<span class=${name} style=${at(Math.max(low, Math.min(high, grade)))} title=${say(`rating.${name}`)}></span>`;
  return html`<output>${spoken}</output>
    <div class="line">
      <input type="range" aria-label=${say("rating.grade")} aria-valuetext=${spoken} min=${low} max=${high} step="10" .value=${chosen ?? String((low + high) / 2)} class=${chosen === null ? "untouched" : ""} ?disabled=${Boolean(told)} @input=${(event) => choose(event.currentTarget.value)} @click=${(event) => told || choose(event.currentTarget.value)} />
      ${told ? html`<div class="marks" aria-hidden="true">${mark("model", told.known)}</div>` : nothing}
    </div>
    <div class="words">${words.map(([grade, text]) => html`<button type="button" ?disabled=${Boolean(told)} @click=${() => choose(String(grade))}>${grade} ${text}</button>`)}</div>
    ${chosen === null ? html`<small>${say("rating.slide")}</small>` : nothing}`;
}

/** What the grades around the model's look like, on the side that is graded. */
function examples({ item: [, { options, view }], about, shown, beside }) {
  const found = beside();
  const words = (grade) => options.find(([one]) => one === grade).filter((one) => one !== "").join(" ");
  const named = (grade) => `${words(grade)} (${about.views[view]})`;
  if (!found.length) return nothing;
  return html`<p>${say("rating.examples")}</p>
    <div class="examples">${found.map(([grade, data]) => html`<figure><img class=${shown.side} src="data:image/webp;base64,${data}" alt=${named(grade)} width="240" height="320" /><figcaption>${named(grade)}</figcaption></figure>`)}</div>`;
}

function reply({ near }, { said, known, rule, away }, { name }) {
  const verdict = away ? say(away > 0 ? "rating.too_high" : "rating.too_low") : name === "eface" ? say("rating.near", { points: near }) : say("rating.same");
  return html`<p class=${away ? "reply" : "reply same"}><strong>${verdict}</strong> ${say("rating.told", { said, known: known.toFixed(0) })}<br />${say("rating.why", { rule })}</p>`;
}

export function faceScreen(room) {
  const { about, rater, face } = room;
  const graded = rater.done(face);
  const { next } = rater.state(face.level);
  const missed = room.missed();
  const count = Object.keys(face.scores).length;
  const whole = graded === about.count;
  return html`<h2 tabindex="-1">${say("rating.graded", { face: graded, count: about.count })}</h2>
    <p>${say("rating.right", { same: count - missed.length, count })}</p>
    ${missed.length ? html`<p>${say("rating.farthest")}</p>` : nothing}
    <ul>${missed.slice(0, TOLD).map(([scale, item, said, known]) => html`<li>${say("rating.missed", { item: `${scale.label}, ${item.label}`, said, known: known.toFixed(0) })}</li>`)}</ul>
    ${whole ? html`<p><strong>${say("rating.all_graded")}</strong></p>` : nothing}
    <p class="row">
      ${whole || next === null ? nothing : button(say("rating.next_face"), room.begin, { main: true })}
      ${button(say("rating.show_agreement"), () => room.compare(face.level), { main: whole })}
      ${button(say("rating.stop"), room.stop)}
    </p>
    ${compared(room)}`;
}
