// What the form that makes an exercise looks like.

import { html, nothing } from "lit-html";
import { KINDS, NAMES } from "./goals.js";
import { LONGEST, MOST_GOALS, MOST_HINTS } from "./made.js";
import { plain, regionName, say } from "./texts.js";

const SIDES = ["right", "left"];

/**
 * @param form { now: what is filled in, seen: what the example reaches, said, regions: { side: [name] }, meta, lab: the header's,
 *   and what fields do: set(patch), goal(k, patch), kind(k, name), addGoal(), look(), save(), clear(), toggle() }
 */
export const formView = (form) => html`<section class="make" aria-label=${say("make.make")}>
  <h2>${say("make.make")}</h2>
  <p>${say("make.about")}</p>
  <label>${say("make.title")} ${line(form, "title", LONGEST.title)}</label>
  <label>${say("make.question")} <textarea name="question" rows="2" maxlength=${LONGEST.question} .value=${form.now.question} @change=${(event) => form.set({ question: event.currentTarget.value })}></textarea></label>
  <fieldset><legend>${say("make.answer")}</legend>
    ${[false, true].map((naming) => html`<label class="tick"><input type="radio" name="naming" .checked=${form.now.naming === naming} @change=${() => form.set({ naming })} /> ${say(naming ? "make.by_names" : "make.in_lab")}</label>`)}
  </fieldset>
  ${form.now.naming ? naming(form) : [goals(form), controls(form), example(form)]}
  <fieldset><legend>${say("make.hints")}</legend>${Array.from({ length: MOST_HINTS }, (_, k) => hint(form, k))}</fieldset>
  <label>${say("make.why")} ${line(form, "why", LONGEST.question)}</label>
  <p class="row">
    <button type="button" class="main" @click=${form.save}>${say("make.save")}</button>
    <button type="button" @click=${form.clear}>${say("make.clear")}</button>
    <button type="button" @click=${form.toggle}>${say("make.close")}</button>
  </p>
  <p role="status">${form.said}</p>
</section>`;

const line = ({ now, set }, name, longest) => html`<input name=${name} maxlength=${longest} .value=${now[name]} @change=${(event) => set({ [name]: event.currentTarget.value })} />`;

const hint = ({ now, set }, k) => html`<input
  name="hint" aria-label=${say("make.hint", { number: k + 1 })} maxlength=${LONGEST.hint} .value=${now.hints[k] ?? ""}
  @change=${(event) => set({ hints: now.hints.map((one, i) => (i === k ? event.currentTarget.value : one)) })}
/>`;

const naming = ({ now, set, meta }) => html`<label>${say("make.names")}
    <input name="names" list="make-muscles" placeholder=${say("lesson.type")} .value=${now.names} @change=${(event) => set({ names: event.currentTarget.value })} /></label>
  <datalist id="make-muscles">${meta.muscles.map((name) => html`<option value=${plain(name)}></option>`)}</datalist>`;

const goals = (form) => html`<fieldset><legend>${say("make.goals")}</legend>
  ${form.now.goals.map((one, k) => goalRow(form, one, k))}
  <button type="button" ?disabled=${form.now.goals.length >= MOST_GOALS} @click=${form.addGoal}>${say("make.add_goal")}</button>
</fieldset>`;

const controls = (form) => html`<fieldset><legend>${say("make.controls")}</legend>
  ${SIDES.map((side) => regionsOf(form, side))} ${tick(say("make.points"), "points", form.now.points, (points) => form.set({ points }))}
</fieldset>`;

function regionsOf({ now: { weaken }, set, regions }, side) {
  const mine = regions[side];
  const allOrNone = () => set({ weaken: [...weaken.filter((one) => !mine.includes(one)), ...(mine.some((one) => weaken.includes(one)) ? [] : mine)] });
  const one = (name) => tick(regionName(name.slice(0, -side.length - 1)), name, weaken.includes(name), (yes) => set({ weaken: yes ? [...weaken, name] : weaken.filter((other) => other !== name) }));
  return html`<div class="ticks"><strong>${say("make.their", { side })}</strong> ${mine.map(one)}
    <button type="button" @click=${allOrNone}>${say("make.all_or_none")}</button></div>`;
}

const example = ({ seen, look }) => html`<fieldset><legend>${say("make.example")}</legend>
  <p>${say("make.example_about")} <button type="button" @click=${look}>${say("make.look")}</button></p>
  ${seen?.refused ? html`<p>${seen.refused}</p>` : nothing}
  ${seen?.goals?.length ? html`<ul class="goals">${seen.goals.map(([text, reached, met]) => html`<li class=${met ? "met" : nothing}>${say(met ? "lesson.reached" : "lesson.not_yet")}: ${text} (${reached})</li>`)}</ul>` : nothing}
</fieldset>`;

const goalRow = (form, one, k) => html`<div class="goal-row">
  <select aria-label=${say("make.goal")} @change=${(event) => form.kind(k, event.currentTarget.value)}>
    ${Object.keys(KINDS).filter((name) => name !== NAMES).map((name) => html`<option value=${name} ?selected=${name === one.kind}>${say(`make.kind_${name}`)}</option>`)}
  </select>
  ${KINDS[one.kind].needs.map((field) => fieldOf(form, field, one[field], (value) => form.goal(k, { [field]: value })))}
  <button type="button" ?disabled=${form.now.goals.length < 2} @click=${() => form.set({ goals: form.now.goals.filter((_, i) => i !== k) })}>${say("make.remove")}</button>
</div>`;

const NUMBERS = { percent: [0, 100, Math.round], units: [0.1, 500, (x) => x] };
const OPTIONS = {
  side: () => SIDES.map((side) => [side, say(`side.${side}`)]),
  muscle: ({ meta }) => meta.muscles.filter((name) => /_(left|right)$/.test(name)).map((name) => [name, plain(name)]),
  finding: ({ lab }) => lab.side_effects.map(({ name, label }) => [name, label]),
};

function fieldOf(form, field, value, change) {
  if (field in NUMBERS) {
    const [low, high, whole] = NUMBERS[field];
    const number = (text) => Math.min(high, Math.max(low, whole(+text || low)));
    return html`<label><input type="number" name=${field} min=${low} max=${high} .value=${String(value)} @change=${(event) => change(number(event.currentTarget.value))} /> ${say(`make.${field}`)}</label>`;
  }
  return html`<select name=${field} aria-label=${say(`make.${field}`)} @change=${(event) => change(event.currentTarget.value)}>${OPTIONS[field](form).map(([name, text]) => html`<option value=${name} ?selected=${name === value}>${text}</option>`)}</select>`;
}

const tick = (text, name, on, change) => html`<label class="tick"><input type="checkbox" name=${name} .checked=${on} @change=${(event) => change(event.currentTarget.checked)} /> ${text}</label>`;
