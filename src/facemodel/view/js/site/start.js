// The start page: how far the learner has come, the file of their results, and an empty page for the next one.

import { html, nothing, render } from "lit-html";
import { say } from "./texts.js";
import { chosenText, saveText } from "./files.js";
import { marksOf, solvedOf } from "./progress.js";
import { dayOf } from "../core/now.js";
import { createRecord, due } from "./record.js";
import { fileName, LARGEST, readResults, resultsText } from "./results.js";

/** @param element where buttons go; beside it lessons of the page show how far the learner is */
export function openStart(element, { store }) {
  const { generator, parameters } = document.getElementById("keeps").dataset;
  const record = createRecord(store);
  let said = "";
  let asked = false; // whether clearing has been asked for once
  let opened = null; // what a file has that would take the place of what is here
  store.onloss(() => draw(say("site.full")));

  const save = () => {
    saveText(resultsText(store.all(), { generator, parameters }), fileName("results"));
    draw(opened ? say("site.replaces") : say("site.saved"));
  };
  const open = async () => {
    try {
      opened = readResults(await chosenText(LARGEST));
      if (Object.keys(store.all()).length) draw(say("site.replaces"));
      else put();
    } catch (error) {
      draw(error.message);
    }
  };
  const put = () => {
    store.clear();
    for (const [key, value] of Object.entries(opened)) store.write(key, value);
    draw(say(store.lasting ? "site.opened" : "site.full"));
  };
  const clear = () => {
    if (asked) store.clear();
    asked = !asked;
    draw(asked ? say("site.sure") : say("site.cleared"));
  };

  function draw(text = "") {
    said = text;
    if (text !== say("site.sure")) asked = false;
    if (text !== say("site.replaces")) opened = null;
    for (const line of document.querySelectorAll("[data-lesson]")) line.textContent = progressOf(store, line.dataset);
    const waiting = document.getElementById("waiting");
    if (waiting) waiting.textContent = waitingIn(record.entries());
    const empty = !Object.keys(store.all()).length;
    render(
      html`<p>${say(store.lasting ? "site.kept_here" : store.full ? "site.full" : "site.not_kept")}</p>
        <p class="row">
          <button type="button" ?disabled=${empty} @click=${save}>${say("site.save")}</button>
          <button type="button" @click=${open}>${say("site.open")}</button>
          <button type="button" class=${asked ? "sure" : nothing} ?disabled=${empty} @click=${clear}>${asked ? say("site.clear_now") : say("site.clear")}</button>
          ${opened ? html`<button type="button" class="sure" @click=${put}>${say("site.replace")}</button>` : nothing}
          ${asked || opened ? html`<button type="button" @click=${() => draw()}>${say("site.keep")}</button>` : nothing}
        </p>
        <p><label>${say("site.student")} <input .value=${record.student} maxlength="80" autocomplete="off" @change=${(event) => (record.name(event.currentTarget.value), draw())} /></label> <small>${say("site.student_about")}</small></p>
        <p role="status">${said}</p>`,
      element,
    );
  }

  draw();
  addEventListener("pageshow", () => draw()); // coming back by the browser's button shows what is so now
}

/** How many questions are to be asked again today; "" for none. */
function waitingIn(entries) {
  const { length } = due(entries, dayOf());
  return length ? say("site.waiting", { count: length }) : "";
}

function progressOf(store, { lesson, exercises }) {
  const marks = marksOf(store, lesson);
  return Object.keys(marks).length ? say("site.solved", { solved: solvedOf(marks), count: exercises }) : "";
}
