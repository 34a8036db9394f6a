// Before and after the patients: which sitting, and how it went, with the file of its results.

import { html, nothing } from "lit-html";
import { fill } from "../core/messages.js";
import { button, paragraphs } from "./forms.js";
import { resultsText } from "./results.js";
import { endTold, marksTold } from "./session.js";

/** @param wishes { level, seed, count, minutes, end }, onwish (patch) */
export function startRoom({ texts: { says }, sittings, notice }, wishes, { onwish, begin }) {
  const levels = [...new Set(sittings.map(({ level }) => level))];
  const mine = sittings.filter(({ level }) => level === wishes.level);
  const chosen = mine.find(({ seed }) => seed === wishes.seed) ?? mine[0];
  const most = chosen.patients.length;
  const options = (list, value) => list.map((one) => html`<option value=${one} .selected=${one === value}>${one}</option>`);
  const select = (key, list, value, read = Number) =>
    html`<label class="fmp-field"><span>${says[key]}</span><select name=${key} @change=${({ currentTarget }) => onwish({ [key]: read(currentTarget.value) })}>${options(list, value)}</select></label>`;
  return html`<section class="fmp-room">
    <h2 tabindex="-1">${says.title}</h2>
    <p>${fill(says.intro, { count: Math.min(wishes.count, most), minutes: "" })}</p>
    <div class="fmp-row">
      ${select("level", levels, wishes.level, String)} ${select("seed", mine.map(({ seed }) => seed), chosen.seed)}
      ${select("count", Array.from({ length: most }, (_, k) => k + 1), Math.min(wishes.count, most))}
      <label class="fmp-field"><span>${says.minutes}</span><input type="number" name="minutes" min="1" max="600" .value=${wishes.minutes} @input=${({ currentTarget }) => onwish({ minutes: currentTarget.value })} /></label>
    </div>
    <label class="fmp-check"><input type="checkbox" name="end" .checked=${wishes.end} @change=${({ currentTarget }) => onwish({ end: currentTarget.checked })} /> ${says.at_the_end}</label>
    <p>${button("begin", says.begin, () => begin({ ...wishes, seed: chosen.seed, count: Math.min(wishes.count, most) }), { main: true })}</p>
    <p class="fm-small">${notice}</p>
  </section>`;
}

export function endRoom(practice, sitting, { onname, again }) {
  const { says } = practice.texts;
  const { state, patients, late } = sitting;
  const text = resultsText(state, state.name, { ...practice, generator: state.generator, parameters: state.parameters });
  const each = state.feedback === "end" || !patients.length ? state.attempts : [];
  return html`<section class="fmp-room">
    <h2 tabindex="-1">${says.end_head}</h2>
    ${patients.length ? nothing : html`<p>${says.other_version}</p>`}
    <div role="status">${paragraphs(endTold(state, patients, late, practice))}</div>
    ${state.attempts.length > 1 ? html`<p>${marksTold({ ...state, feedback: "each" }, practice)}</p>` : nothing}
    ${each.map(({ told }, k) => html`<h3>${fill(says.who, { number: k + 1, count: state.count })}</h3>${paragraphs(told)}`)}
    <label class="fmp-field"><span>${says.name}</span><input type="text" name="name" maxlength=${practice.longest_name} autocomplete="off" .value=${state.name} @input=${({ currentTarget }) => onname(currentTarget.value)} /></label>
    <div class="fmp-row">
      <a class="fm-button fmp-main fmp-save" download="facemodel-results-${state.seed}.json" href="data:application/json;charset=utf-8,${encodeURIComponent(text)}">${says.save}</a>
      ${button("again", says.another, again)}
    </div>
  </section>`;
}
