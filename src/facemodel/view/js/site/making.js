// The form beside the lab that makes an exercise of what the lab shows, and saves it as a file to hand out.

import { html, nothing, render } from "lit-html";
import { saveText } from "./files.js";
import { KINDS, NAMES } from "./goals.js";
import { exampleOf, LONGEST, madeOf, MOST_GOALS, MOST_HINTS } from "./made.js";
import { fileName } from "./results.js";
import { plain, regionName, say } from "./texts.js";

const KEY = "making"; // of the store
const SIDES = ["right", "left"];
const FIRST = { percent: 50, side: "left", units: 10 };

/**
 * @param element where the form goes while it is open; app of mountApp; generator: what writes files; changed: called when it opens or closes
 * @returns { toggle(), open }
 */
export function createMaking(element, { app, store, generator, changed }) {
  const { meta, lab } = { meta: app.bundle.meta, lab: app.lab };
  const regions = Object.fromEntries(SIDES.map((side) => [side, Object.keys(meta.regions).filter((name) => name.endsWith(`_${side}`))]));
  const fresh = { title: "", question: "", naming: false, names: "", goals: [{ kind: "falls", percent: 50 }], hints: ["", "", ""], why: "", weaken: Object.values(regions).flat(), points: false };
  let now = { ...fresh, ...store.read(KEY) };
  let open = false;
  let seen = null; // what the example reaches
  let said = "";

  const set = (patch) => {
    now = { ...now, ...patch };
    store.write(KEY, now);
    said = "";
    draw();
  };
  const goal = (k, patch) => set({ goals: now.goals.map((one, i) => (i === k ? { ...one, ...patch } : one)) });
  const kind = (k, name) => set({ goals: now.goals.map((one, i) => (i === k ? firstOf(name) : one)) });
  const firstOf = (name) => Object.fromEntries([["kind", name], ...KINDS[name].needs.map((field) => [field, { ...FIRST, muscle: meta.muscles.find((one) => one.endsWith("_left")), finding: lab.side_effects[0].name }[field]])]);
  const controls = () => ({ weaken: now.weaken, points: now.points });

  /** What the lab's own treatment reaches. */
  const look = () => {
    if (now.naming) return null;
    seen = exampleOf({ goals: now.goals, controls: controls() }, app);
    draw();
    return seen;
  };
  const namesIn = () => now.names.split(",").map((part) => part.trim().toLowerCase().replace(/[\s_]+/g, "_")).filter(Boolean);

  const save = () => {
    try {
      const missing = missingOf(now, namesIn(), meta);
      if (missing) throw new Error(missing);
      const found = look();
      if (found?.refused) throw new Error(found.refused);
      if (found && !found.goals.every(([, , met]) => met)) throw new Error(say("make.example_fails"));
      const value = madeOf({ ...now, controls: controls(), names: now.naming ? namesIn() : [] }, app, generator);
      saveText(`${JSON.stringify(value, null, 1)}\n`, fileName("exercise"));
      said = say("make.saved");
    } catch (error) {
      said = error.message;
    }
    draw();
  };

  function draw() {
    render(open ? form() : nothing, element);
  }

  const form = () => html`<section class="make" aria-label=${say("make.make")}>
    <h2>${say("make.make")}</h2>
    <p>${say("make.about")}</p>
    <label>${say("make.title")} <input name="title" maxlength=${LONGEST.title} .value=${now.title} @change=${(event) => set({ title: event.currentTarget.value })} /></label>
    <label>${say("make.question")} <textarea name="question" rows="2" maxlength=${LONGEST.question} .value=${now.question} @change=${(event) => set({ question: event.currentTarget.value })}></textarea></label>
    <fieldset><legend>${say("make.answer")}</legend>
      ${[false, true].map((naming) => html`<label class="tick"><input type="radio" name="naming" .checked=${now.naming === naming} @change=${() => set({ naming })} /> ${say(naming ? "make.by_names" : "make.in_lab")}</label>`)}
    </fieldset>
    ${now.naming ? naming() : reaching()}
    <fieldset><legend>${say("make.hints")}</legend>
      ${Array.from({ length: MOST_HINTS }, (_, k) => html`<input name="hint" aria-label=${say("make.hint", { number: k + 1 })} maxlength=${LONGEST.hint} .value=${now.hints[k] ?? ""} @change=${(event) => set({ hints: now.hints.map((one, i) => (i === k ? event.currentTarget.value : one)) })} />`)}
    </fieldset>
    <label>${say("make.why")} <input name="why" maxlength=${LONGEST.question} .value=${now.why} @change=${(event) => set({ why: event.currentTarget.value })} /></label>
    <p class="row">
      <button type="button" class="main" @click=${save}>${say("make.save")}</button>
      <button type="button" @click=${() => ((now = { ...fresh }), set({}))}>${say("make.clear")}</button>
      <button type="button" @click=${toggle}>${say("make.close")}</button>
    </p>
    <p role="status">${said}</p>
  </section>`;

  const naming = () => html`<label>${say("make.names")}
      <input name="names" list="make-muscles" placeholder=${say("lesson.type")} .value=${now.names} @change=${(event) => set({ names: event.currentTarget.value })} /></label>
    <datalist id="make-muscles">${meta.muscles.map((name) => html`<option value=${plain(name)}></option>`)}</datalist>`;

  const reaching = () => html`<fieldset><legend>${say("make.goals")}</legend>
      ${now.goals.map((one, k) => goalRow(one, k))}
      <button type="button" ?disabled=${now.goals.length >= MOST_GOALS} @click=${() => set({ goals: [...now.goals, firstOf("harmless")] })}>${say("make.add_goal")}</button>
    </fieldset>
    <fieldset><legend>${say("make.controls")}</legend>
      ${SIDES.map((side) => html`<div class="ticks"><strong>${say("make.their", { side })}</strong> ${regions[side].map((name) => tick(regionName(name.slice(0, -side.length - 1)), name, now.weaken.includes(name), (yes) => set({ weaken: yes ? [...now.weaken, name] : now.weaken.filter((one) => one !== name) })))}
        <button type="button" @click=${() => set({ weaken: [...now.weaken.filter((one) => !one.endsWith(`_${side}`)), ...(regions[side].some((one) => now.weaken.includes(one)) ? [] : regions[side])] })}>${say("make.all_or_none")}</button></div>`)}
      ${tick(say("make.points"), "points", now.points, (points) => set({ points }))}
    </fieldset>
    <fieldset><legend>${say("make.example")}</legend>
      <p>${say("make.example_about")} <button type="button" @click=${look}>${say("make.look")}</button></p>
      ${seen?.refused ? html`<p>${seen.refused}</p>` : nothing}
      ${seen?.goals?.length ? html`<ul class="goals">${seen.goals.map(([text, reached, met]) => html`<li class=${met ? "met" : nothing}>${say(met ? "lesson.reached" : "lesson.not_yet")}: ${text} (${reached})</li>`)}</ul>` : nothing}
    </fieldset>`;

  const goalRow = (one, k) => html`<div class="goal-row">
    <select aria-label=${say("make.goal")} @change=${(event) => kind(k, event.currentTarget.value)}>
      ${Object.keys(KINDS).filter((name) => name !== NAMES).map((name) => html`<option value=${name} ?selected=${name === one.kind}>${say(`make.kind_${name}`)}</option>`)}
    </select>
    ${KINDS[one.kind].needs.map((field) => fieldOf(field, one[field], (value) => goal(k, { [field]: value })))}
    <button type="button" ?disabled=${now.goals.length < 2} @click=${() => set({ goals: now.goals.filter((_, i) => i !== k) })}>${say("make.remove")}</button>
  </div>`;

  const fieldOf = (field, value, change) => {
    if (field === "percent" || field === "units") {
      const [low, high] = field === "percent" ? [0, 100] : [0.1, 500];
      const number = (text) => Math.min(high, Math.max(low, field === "percent" ? Math.round(+text) || 0 : +text || low));
      return html`<label><input type="number" name=${field} min=${low} max=${high} .value=${String(value)} @change=${(event) => change(number(event.currentTarget.value))} /> ${say(`make.${field}`)}</label>`;
    }
    const options = { side: SIDES.map((side) => [side, side]), muscle: meta.muscles.filter((name) => /_(left|right)$/.test(name)).map((name) => [name, plain(name)]), finding: lab.side_effects.map(({ name, label }) => [name, label]) }[field];
    return html`<select name=${field} aria-label=${say(`make.${field}`)} @change=${(event) => change(event.currentTarget.value)}>${options.map(([name, text]) => html`<option value=${name} ?selected=${name === value}>${text}</option>`)}</select>`;
  };

  function toggle() {
    open = !open;
    seen = null;
    draw();
    changed();
    element.querySelector("input")?.focus();
  }
  return { toggle, get open() { return open; } };
}

const tick = (text, name, on, change) => html`<label class="tick"><input type="checkbox" name=${name} .checked=${on} @change=${(event) => change(event.currentTarget.checked)} /> ${text}</label>`;

/** What has to be filled in before it can be saved, as a sentence; empty where nothing is missing. */
function missingOf({ title, question, naming, goals, weaken, points }, names, { muscles }) {
  if (!title.trim()) return say("make.no_title");
  if (!question.trim()) return say("make.no_question");
  if (naming) {
    const odd = names.find((name) => !muscles.includes(name));
    if (odd) return say("make.no_muscle", { name: plain(odd).slice(0, 60) });
    return names.length ? "" : say("make.no_names");
  }
  if (!goals.length || goals.some(({ kind }) => kind === NAMES)) return say("make.no_goal");
  return weaken.length || points ? "" : say("make.no_controls");
}
