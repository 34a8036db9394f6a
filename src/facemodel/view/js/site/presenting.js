// A lesson or an exercise on a projector: one step at a time in large type, and what the room guesses before the answer.

import { html, nothing, render } from "lit-html";
import { added, answerOf, counted, pollOf, sharesOf } from "./polling.js";
import { say } from "./texts.js";

const BEGINS = "h1, h2, .live, .asked"; // elements with which a step begins
const TYPES = "input, select, textarea";

/**
 * Puts a button into the page's header that presents what `main` has.
 * @param page { exercises() -> { name: exercise }, whole: whether all of it is one step, shows(name): shows an example, if it can }
 */
export function createPresenting(main, { exercises, whole = false, shows = () => {} }) {
  const bar = document.createElement("div");
  const start = Object.assign(document.createElement("button"), { type: "button", className: "present", textContent: say("present.start") });
  const polls = new Map(); // by name
  let steps = [];
  let at = -1; // step that is shown; none while nothing is presented
  bar.className = "present-bar";
  start.onclick = () => begin();
  document.querySelector(".top").append(start);
  document.body.append(bar);

  function begin() {
    steps = stepsOf(main, whole);
    document.body.classList.add("presenting");
    document.documentElement.requestFullscreen?.().catch(() => {}); // not allowed here: large type within the window does as well
    document.addEventListener("keydown", onkey);
    go(0);
  }

  function leave() {
    at = -1;
    document.removeEventListener("keydown", onkey);
    document.body.classList.remove("presenting");
    for (const one of steps.flat()) one.classList.remove("off");
    for (const place of main.querySelectorAll(".poll")) place.remove();
    if (document.fullscreenElement) document.exitFullscreen();
    render(nothing, bar);
    start.focus();
  }

  function go(to) {
    at = Math.min(steps.length - 1, Math.max(0, to));
    steps.forEach((step, k) => step.forEach((one) => one.classList.toggle("off", k !== at)));
    scrollTo(0, 0);
    draw();
  }

  /** What this step asks, by name; nothing on most steps. */
  function askedHere() {
    const place = steps[at]?.map((one) => (one.matches("[data-asks]") ? one : one.querySelector("[data-asks]"))).find(Boolean);
    const name = place?.dataset.asks;
    return name in exercises() ? { place, name } : null;
  }

  function set(name, poll) {
    polls.set(name, poll);
    draw();
  }

  function draw() {
    render(
      html`<button type="button" ?disabled=${at === 0} @click=${() => go(at - 1)}>${say("present.back")}</button>
        <span>${say("present.step", { step: at + 1, steps: steps.length })}</span>
        <button type="button" ?disabled=${at === steps.length - 1} @click=${() => go(at + 1)}>${say("present.next")}</button>
        <button type="button" @click=${leave}>${say("present.leave")}</button>`,
      bar,
    );
    const here = askedHere();
    if (!here) return;
    const { place, name } = here;
    if (!polls.has(name)) polls.set(name, pollOf(exercises()[name]));
    const box = place.querySelector(":scope > .poll") ?? place.appendChild(Object.assign(document.createElement("div"), { className: "poll" }));
    render(view(name, polls.get(name)), box);
  }

  const tell = (name) => {
    const poll = polls.get(name);
    if (poll.told) return;
    set(name, { ...poll, told: answerOf(exercises()[name], poll) });
    shows(name);
  };

  const view = (name, poll) => html`<ol>${poll.options.map((option, k) => row(name, poll, option, k))}</ol>
    ${poll.told
      ? html`<p class="answer" role="status"><strong>${say("present.answer", { text: poll.told.answer })}</strong> ${poll.told.why}</p>`
      : html`<p class="row"><input class="guess" aria-label=${say("present.other")} placeholder=${say("present.other")} maxlength="60" @change=${(event) => other(name, event.currentTarget)} />
          <button type="button" class="main" @click=${() => tell(name)}>${say("present.tell")}</button></p>
          <p class="how">${say("present.how")}</p>`}`;

  const row = (name, poll, option, k) => {
    const percent = Math.round(100 * sharesOf(poll)[k]);
    const right = poll.told?.right[k];
    return html`<li class=${right ? "right" : nothing}>
      <button type="button" class="option" ?disabled=${Boolean(poll.told)} @click=${() => set(name, counted(poll, k, 1))}>${option}${right ? html` <span>${say("present.right")}</span>` : nothing}</button>
      ${poll.told
        ? html`<span class="bar" role="img" aria-label=${say("present.guesses", { count: poll.counts[k], percent })}><span style="width: ${percent}%"></span></span><span class="count">${poll.counts[k]} · ${percent} %</span>`
        : html`<button type="button" aria-label=${say("present.fewer", { option })} @click=${() => set(name, counted(poll, k, -1))}>−</button>
            <input type="number" class="count" min="0" max="999" aria-label=${say("present.count", { option })} .value=${String(poll.counts[k])} @change=${(event) => set(name, counted(poll, k, (Math.round(+event.currentTarget.value) || 0) - poll.counts[k]))} />`}
    </li>`;
  };

  function other(name, input) {
    set(name, added(polls.get(name), input.value));
    input.value = "";
  }

  function onkey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest(".facemodel")) return;
    if (event.key === "Escape") return leave();
    if (event.target.matches(TYPES)) return;
    const by = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 }[event.key];
    const digit = event.code?.match(/^(?:Digit|Numpad)([1-9])$/)?.[1];
    const here = askedHere();
    if (by) go(at + by);
    else if (digit && here && !polls.get(here.name).told) set(here.name, counted(polls.get(here.name), +digit - 1, event.shiftKey ? -1 : 1));
    else if (event.key === "Enter" && here && !event.target.matches("button, a, summary")) tell(here.name);
    else return;
    event.preventDefault();
  }

  return { begin, leave };
}

/** Elements of the page, step by step. */
function stepsOf(main, whole) {
  const all = [...main.children];
  if (whole) return [all];
  const steps = [];
  for (const one of all) {
    if (!steps.length || one.matches(BEGINS)) steps.push([]);
    steps.at(-1).push(one);
  }
  return steps;
}
