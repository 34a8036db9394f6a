// The start page: how far the learner has come, the file of their results, and an empty page for the next one.

import { html, nothing, render } from "lit-html";
import { say } from "./texts.js";
import { chosenText, saveText } from "./files.js";
import { marksOf, solvedOf } from "./progress.js";
import { fileName, LARGEST, readResults, resultsText } from "./results.js";

const NAME = "name"; // of the store

/** @param element where buttons go; beside it lessons of the page show how far the learner is */
export function openStart(element, { store }) {
  let said = "";
  let asked = false; // whether clearing has been asked for once
  store.onloss(() => draw(say("site.full")));

  const save = () => {
    saveText(resultsText(store.all()), fileName("results"));
    draw(say("site.saved"));
  };
  const open = async () => {
    try {
      const values = readResults(await chosenText(LARGEST));
      store.clear();
      for (const [key, value] of Object.entries(values)) store.write(key, value);
      draw(say("site.opened"));
    } catch (error) {
      draw(error.message);
    }
  };
  const clear = () => {
    if (asked) store.clear();
    asked = !asked;
    draw(asked ? say("site.sure") : say("site.cleared"));
  };

  function draw(text = "") {
    said = text;
    if (text !== say("site.sure")) asked = false;
    for (const line of document.querySelectorAll("[data-lesson]")) line.textContent = progressOf(store, line.dataset);
    const empty = !Object.keys(store.all()).length;
    render(
      html`<p>${store.lasting ? say("site.kept_here") : say("site.not_kept")}</p>
        <p><label>${say("site.name")} <input name="name" maxlength="80" .value=${store.read(NAME) ?? ""} @change=${(event) => store.write(NAME, event.currentTarget.value.trim() || null)} /></label></p>
        <p class="row">
          <button type="button" ?disabled=${empty} @click=${save}>${say("site.save")}</button>
          <button type="button" @click=${open}>${say("site.open")}</button>
          <button type="button" class=${asked ? "sure" : nothing} ?disabled=${empty} @click=${clear}>${asked ? say("site.clear_now") : say("site.clear")}</button>
          ${asked ? html`<button type="button" @click=${() => draw()}>${say("site.keep")}</button>` : nothing}
        </p>
        <p role="status">${said}</p>`,
      element,
    );
  }

  draw();
  addEventListener("pageshow", () => draw()); // coming back by the browser's button shows what is so now
}

function progressOf(store, { lesson, exercises }) {
  const marks = marksOf(store, lesson);
  return Object.keys(marks).length ? say("site.solved", { solved: solvedOf(marks), count: exercises }) : "";
}
