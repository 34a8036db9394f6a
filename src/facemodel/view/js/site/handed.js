// The page of exercises that were handed out: opens a file, and asks what is in it beside the lab, with the controls that it allows.

import { html, nothing, render } from "lit-html";
import { expand } from "../core/compact.js";
import { createModel } from "../core/model.js";
import { ask } from "./asked.js";
import { chosenText, droppedText } from "./files.js";
import { mountHanded, rulesOf } from "./handed_lab.js";
import { checkedMade, exampleIn, exerciseOf, LARGEST, readMade } from "./made.js";
import { unzipped } from "./parts.js";
import { createPresenting } from "./presenting.js";
import { isMade, keyOfMade } from "./progress.js";
import { createRecord } from "./record.js";
import { say } from "./texts.js";

/** @param element the page's main part; { given: { face, timing }, parts, store, viewer } */
export async function openHanded(element, { given, parts, store, viewer }) {
  const face = await unzipped(await parts.load(given.face));
  const timing = await unzipped(given.timing);
  const bundle = expand(face);
  const kit = { viewer, face, timing, bundle, model: createModel(bundle), store };
  const [list, asked, lab, style] = ["list", "asked", "lab", "only"].map((name) => document.querySelector(`.handed-${name}`));
  const room = { exercises: {}, lab: null, get labs() { return [room.lab]; } };
  const record = createRecord(store);
  let said = "";
  let example = () => {}; // shows what passes, in the lab
  let shown = null; // key of what is asked

  /** Opens what is in a file, whose text is promised. */
  const take = async (reading) => {
    try {
      const value = readMade(await reading, bundle.meta);
      const key = keyOfMade(value);
      store.write(key, { ...store.read(key), exercise: value });
      show(key);
      said = "";
    } catch (error) {
      said = error.message;
    }
    draw();
  };

  function show(key) {
    const { exercise: value, mark } = store.read(key);
    const exercise = exerciseOf(checkedMade(value, bundle.meta), bundle.meta);
    room.lab?.dispose();
    lab.replaceChildren();
    style.textContent = rulesOf(exercise, bundle.meta);
    room.lab = mountHanded(kit, { element: lab, says: element.querySelector(".says") }, exercise, key);
    room.exercises = { [key]: exercise };
    shown = key;
    element.querySelector(".handed-about").hidden = true;
    example = () => exercise.field === "lab" && room.lab.open({ ...exercise.case, ...exampleIn(value, bundle.meta, exercise.case) });
    const what = { what: "exercise", kind: value.title, lesson: 0 };
    const noting = record.note(what, record.found(what));
    const keep = (next) => {
      store.write(key, { ...store.read(key), mark: next });
      draw();
    };
    const box = boxOf(value, key);
    asked.replaceChildren(made("h2", { textContent: value.title }), box);
    ask(box, key, exercise, mark, { keep, noting }, () => room.lab, example);
  }

  const titleOf = (key) => {
    const { exercise, mark } = store.read(key) ?? {}; // null where somebody wrote into it by hand
    const state = mark?.solved ? say("lesson.done") : mark?.gave_up ? say("lesson.gave_up") : "";
    return [exercise?.title ?? "", state].filter(Boolean).join(" · ");
  };

  function draw() {
    const keys = Object.keys(store.all()).filter(isMade);
    render(
      html`<p class="row"><button type="button" class="main" @click=${() => take(chosenText(LARGEST))}>${say("handed.open")}</button>
          ${keys.map((key) => html`<button type="button" aria-pressed=${key === shown} @click=${() => take(JSON.stringify(store.read(key)?.exercise))}>${titleOf(key)}</button>`)}</p>
        ${shown ? nothing : html`<p class="drop">${say("handed.drop")}</p>`}
        <p role="status">${said}</p>`,
      list,
    );
  }

  element.addEventListener("dragover", (event) => event.preventDefault());
  element.addEventListener("drop", (event) => {
    event.preventDefault();
    take(droppedText(event, LARGEST));
  });
  createPresenting(element, { exercises: () => room.exercises, whole: true, shows: () => example() });
  draw();
  return room;
}

const made = (name, values) => Object.assign(document.createElement(name), values);

function boxOf({ question }, key) {
  const box = made("div", { className: "asked" });
  box.dataset.asks = key;
  box.append(made("p", { className: "question", textContent: question }));
  return box;
}
