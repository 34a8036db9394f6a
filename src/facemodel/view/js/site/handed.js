// The page of exercises that were handed out: opens a file, and asks what is in it beside the lab, with the controls that it allows.

import { html, nothing, render } from "lit-html";
import { expand } from "../core/compact.js";
import { createModel } from "../core/model.js";
import { ask } from "./asked.js";
import { chosenText, droppedText } from "./files.js";
import { forbidden } from "./judging.js";
import { checkedMade, exampleIn, exerciseOf, LARGEST, readMade } from "./made.js";
import { unzipped } from "./parts.js";
import { createPresenting } from "./presenting.js";
import { isMade, keyOfMade } from "./progress.js";
import { say } from "./texts.js";

/** @param element the page's main part; { given: { face, timing }, parts, store, viewer } */
export async function openHanded(element, { given, parts, store, viewer }) {
  const face = await unzipped(await parts.load(given.face));
  const timing = await unzipped(given.timing);
  const bundle = expand(face);
  const model = createModel(bundle);
  const [list, asked, lab, style] = ["list", "asked", "lab", "only"].map((name) => document.querySelector(`.handed-${name}`));
  let said = "";
  let app = null;
  let example = () => {}; // shows what passes, in the lab
  let shown = null; // key of what is asked

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
    const value = checkedMade(store.read(key).exercise, bundle.meta);
    const exercise = exerciseOf(value, bundle.meta);
    app?.dispose();
    asked.replaceChildren();
    lab.replaceChildren();
    style.textContent = rulesOf(exercise, bundle.meta);
    app = mount(exercise, key);
    shown = key;
    element.querySelector(".handed-about").hidden = true;
    const heading = Object.assign(document.createElement("h2"), { textContent: value.title });
    const question = Object.assign(document.createElement("p"), { className: "question", textContent: value.question });
    const box = Object.assign(document.createElement("div"), { className: "asked" });
    box.dataset.asks = key;
    box.append(question);
    asked.append(heading, box);
    const keep = (mark) => store.write(key, { ...store.read(key), mark });
    example = () => exercise.field === "lab" && app.open({ ...exercise.case, ...exampleIn(value, bundle.meta, exercise.case) });
    ask(box, key, exercise, store.read(key).mark, keep, () => app, example);
    api.exercises = { [key]: exercise };
  }

  /** The lab on the exercise's case; what it does not allow is taken back. */
  function mount(exercise, key) {
    const { condition, side, severity, expression, activation, intensity, day } = exercise.case;
    const naming = exercise.field === "names";
    let last = { dampening: {}, injections: [] };
    const changed = (value) => {
      if (naming) return;
      const { dampening, injections = [] } = value;
      if (forbidden(exercise.controls, value, bundle.meta)) return void app.open({ ...value, ...last });
      last = { dampening, injections };
      store.write(`${key}.lab`, last);
    };
    const own = naming ? plainOf(model.condition(condition, side, severityOf(bundle.meta.lab, condition, severity))) : null;
    const options = naming ? { case: { expression, activation, intensity, day }, own, hints: false } : { case: { condition, side, severity, expression, activation, intensity, day } };
    const made = viewer.openPage(face, timing, options, { element: lab, says: element.querySelector(".says"), callbacks: { changed } });
    if (!naming) {
      const left = store.read(`${key}.lab`) ?? {};
      try {
        if (forbidden(exercise.controls, { dampening: {}, ...left }, bundle.meta)) throw new Error();
        made.open({ ...exercise.case, ...left });
      } catch {
        made.open(exercise.case); // somebody wrote into it by hand
      }
    }
    return made;
  }

  const keys = () => Object.keys(store.all()).filter(isMade);
  const titleOf = (key) => {
    const { exercise, mark } = store.read(key);
    return `${exercise?.title ?? ""}${mark?.solved ? ` · ${say("lesson.done")}` : mark?.gave_up ? ` · ${say("lesson.gave_up")}` : ""}`;
  };

  function draw() {
    render(
      html`<p class="row"><button type="button" class="main" @click=${() => take(chosenText(LARGEST))}>${say("handed.open")}</button>
          ${keys().map((key) => html`<button type="button" aria-pressed=${key === shown} @click=${() => take(JSON.stringify(store.read(key).exercise))}>${titleOf(key)}</button>`)}</p>
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
  draw();
  createPresenting(element, { exercises: () => api.exercises, whole: true, shows: () => example() });
  const api = { exercises: {}, get labs() { return [app]; }, get lab() { return app; } };
  return api;
}

const SEVERITY = { mild: 1 / 3, moderate: 2 / 3, severe: 1 };
const severityOf = (lab, condition, severity) => SEVERITY[severity] ?? severity ?? lab.conditions.find(({ id }) => id === condition)?.severity ?? 0;
const plainOf = (condition) => Object.fromEntries(Object.entries(condition).map(([field, list]) => [field, Array.from(list)]));

const mode = (name) => [`.fm-time input[value=${name}]`, `.fm-time input[value=${name}] + label`];

/** Style rules that leave only the controls that an exercise allows. */
function rulesOf({ field, controls: { weaken, points } }, { regions }) {
  const hidden = [".fm-toolbar > :not(:first-child)", ".fm-do-save_case", ...mode("plan"), ".fm-region .fm-more"];
  const mirrored = weaken.every((name) => weaken.includes(name.endsWith("_left") ? name.replace(/_left$/, "_right") : name.replace(/_right$/, "_left")));
  if (field === "names") hidden.push(".fm-side-pane", ".fm-doses");
  if (!points) hidden.push(...mode("dose"), ".fm-doses");
  for (const side of ["left", "right"]) if (!weaken.some((name) => name.endsWith(`_${side}`))) hidden.push(`.fm-column-${side}`);
  if (!mirrored) hidden.push(".fm-column .fm-check");
  for (const name of Object.keys(regions)) if (!weaken.includes(name)) hidden.push(`.fm-region:has(> .fm-slider [data-name="${name}"])`);
  return `${hidden.map((one) => `.handed-lab ${one}`).join(",")} { display: none !important; }`;
}
