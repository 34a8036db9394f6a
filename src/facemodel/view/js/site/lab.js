// The lab's page: opens on the case that was left, keeps what is on screen, saves and opens case files.

import { html, render } from "lit-html";
import { say } from "./texts.js";
import { chosenText } from "./files.js";
import { createMaking } from "./making.js";
import { unzipped } from "./parts.js";

const KEY = "lab"; // of the store
const LARGEST = 1_000_000; // bytes of a case file, as Python reads it

/** @param element where the lab goes; { given: options of the page, parts, store, viewer } */
export async function openLab(element, { given, parts, store, viewer }) {
  const face = await unzipped(await parts.load(given.face));
  const timing = await unzipped(given.timing);
  const bar = document.getElementById("bar");
  const app = viewer.openPage(face, timing, given.options, {
    element,
    says: document.getElementById("says"),
    shown: document.getElementById("shown"),
    callbacks: { plans: () => parts.load("plans"), changed: (value) => store.write(KEY, { ...value, schema: given.schema }) },
  });
  const begun = app.case(); // what the page was made with
  const making = createMaking(document.getElementById("make"), { app, store, generator: given.generator, changed: () => draw(said) });
  let said = "";

  const put = (value) => {
    if (value?.schema !== given.schema) throw new Error(say("site.no_case"));
    app.open(value);
  };
  const open = async () => {
    try {
      put(parsed(await chosenText(LARGEST)));
      draw("");
    } catch (error) {
      draw(error.message);
    }
  };

  function draw(text) {
    said = text;
    render(
      html`<button type="button" @click=${open}>${say("site.open_case")}</button>
        <button type="button" @click=${() => put({ ...begun, schema: given.schema })}>${say("site.new_case")}</button>
        <button type="button" aria-expanded=${making.open} @click=${making.toggle}>${say("make.make")}</button>
        <span role="status">${said}</span>`,
      bar,
    );
  }

  try {
    const left = store.read(KEY);
    if (left) put(left);
    draw("");
  } catch (error) {
    draw(error.message); // kept by another version: the page's own case stays
  }
  return app;
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(say("site.no_case"));
  }
}
