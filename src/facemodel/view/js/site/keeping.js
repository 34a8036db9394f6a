// What a page does about the learner's work where the browser does not keep it, or where another page has changed it.

import { html, render } from "lit-html";
import { saveText } from "./files.js";
import { PREFIX } from "./store.js";
import { fileName, resultsText } from "./results.js";
import { say } from "./texts.js";

/** Says in an element, whose data name what made the pages, that work is not kept, beside a button that saves it as a file. */
export function tellLoss(element, store) {
  const save = () => saveText(resultsText(store.all(), { ...element.dataset }), fileName("results"));
  const tell = () => render(html`${say(store.full ? "site.full" : "site.lost")} <button type="button" @click=${save}>${say("site.save")}</button>`, element);
  store.onloss(tell);
  if (!store.lasting) tell();
}

/**
 * Calls `again` once what a page holds in its memory is no longer what the store has: another page wrote a key that it
 * holds, or took anything away, as for the next learner; or the browser brought the page back as it was left.
 * @param holds (key) => whether the page has this key of the store in its memory; page: the document
 */
export function followOthers(holds, again, page = document, win = window) {
  let old = false;
  const look = () => {
    if (!old || page.visibilityState === "hidden") return; // it is shown later, and has nothing to do before
    old = false;
    again();
  };
  win.addEventListener("storage", ({ key, newValue }) => {
    const ours = key?.startsWith(PREFIX) && (newValue === null || holds(key.slice(PREFIX.length)));
    if (key !== null && !ours) return; // no key at all: everything was taken away
    old = true;
    look();
  });
  page.addEventListener("visibilitychange", look);
  win.addEventListener("pageshow", ({ persisted }) => {
    old ||= persisted;
    look();
  });
}
