// Drills on a page without Python: which one, one point after the other, the end; every point is kept in the browser.

import { html, nothing, render } from "lit-html";
import { fill } from "../core/messages.js";
import { dayOf, secondsFrom } from "../core/now.js";
import { createSpread } from "../core/spread.js";
import { mountDrill } from "../../../teach/widgets/drill_box.js";
import boxCss from "../../../teach/widgets/drill_box.css";
import { judge, stateOf, targetOf } from "./drilling.js";
import { createFaces } from "./face.js";
import { button } from "./forms.js";
import css from "./style.css";

const KEY = "drill"; // of the store: where the drill under way stands
const POINTS = "points"; // every point ever placed, as Placed of teach/items/practised.py

/** What shipped.py of teach/drills hands over, as screens of it: drill { seed, skill, points } or null before one. */
export class Drilling {
  #element;
  #loadPart;
  #faces;
  #show = null; // of the picture
  #head = null; // { name, bundle, spread, drawn }

  constructor(element, { loadPart, drills, store }) {
    this.#element = element;
    this.#loadPart = loadPart;
    this.#faces = createFaces(loadPart);
    this.drills = drills;
    this.store = store;
    this.drill = store.read(KEY);
    const other = this.drill?.parameters !== drills.parameters;
    const known = drills.seeds[this.drill?.seed]?.asked[this.drill?.skill] && Array.isArray(this.drill.points);
    if (other || !known || !this.drill.points.every((one) => one?.overlay !== undefined)) this.drill = null; // of another version
    this.wishes = { seed: Number(Object.keys(drills.seeds)[0]), skill: "all" };
    this.ready = this.#drill();
  }

  get state() {
    return stateOf(this.drill.points, this.drills.staircase);
  }

  begin = () => {
    this.#keep({ ...this.wishes, parameters: this.drills.parameters, points: [] });
    this.ready = this.#drill();
    return this.ready;
  };

  again = () => {
    this.#keep(null);
    this.#show = null;
    this.#draw();
  };

  /** A click, in mm of the picture. */
  place = ([x, y]) => {
    const { texts } = this.drills;
    const point = this.#head.spread.front(x, -y);
    if (!point) return this.#show({ ...this.shown, reply: texts.no_skin });
    const { state, target } = this;
    const found = judge(target, point, this.#head.bundle.meta, this.#head.spread, this.drills);
    const { hit } = found;
    const { overlay, count: number } = state;
    const one = {
      ...{ seed: this.drill.seed, skill: this.drill.skill, number, overlay },
      point: point.map((mm) => Math.round(100 * mm) / 100),
      seconds: Math.round(10 * secondsFrom(this.begun, Date.now())) / 10,
      date: dayOf(),
    };
    const [, truth] = this.#head.drawn.shapes[`${target.name} ${target.side}`];
    this.store.write(POINTS, [...(this.store.read(POINTS) ?? []), one]);
    this.#keep({ ...this.drill, points: [...this.drill.points, { overlay, hit }] });
    const site = [found.place[0], -found.place[1]];
    this.shown = { ...this.shown, clicked: [x, y], site, truth, reply: found.text, hit, button: texts.next, progress: this.#progress() };
    this.#show(this.shown);
  };

  dispose() {
    render("", this.#element);
  }

  #keep(drill) {
    this.drill = drill;
    this.store.write(KEY, drill);
  }

  #draw() {
    render(screen(this), this.#element);
  }

  #progress() {
    const { count, hits } = this.state;
    return fill(this.drills.texts[count === 1 ? "progress_one" : "progress"], { count, hits });
  }

  /** The next point on its head, or how the drill ended. */
  async #drill() {
    this.#draw();
    if (!this.drill) return;
    const place = this.#element.querySelector(".fmp-drill");
    this.#show ??= mountDrill(place, { place: this.place, next: () => (this.ready = this.#drill()) });
    this.shown = this.state.done ? this.#end() : await this.#asked();
    this.begun = Date.now();
    this.#show(this.shown);
    this.#draw();
  }

  async #asked() {
    this.target = targetOf(this.drill, this.drill.points.length, this.drills);
    await this.#bringIn(this.target.head);
    const { texts, box } = this.drills;
    const { drawn, bundle } = this.#head;
    const { name, side } = this.target;
    const { label, where } = bundle.meta.lab.plan.sites.find((one) => one.name === name);
    const { overlay, count } = this.state;
    const level = ["full", "outline"].indexOf(overlay);
    return {
      ...BLANK,
      box,
      title: fill(texts.title, { number: count + 1, label, side: texts[side] }),
      lines: [...(level >= 0 ? [fill(texts.where, { where })] : []), texts[overlay]],
      picture: drawn.picture,
      alt: texts.alt,
      overlay: level >= 0 ? { kind: overlay, path: drawn.shapes[`${name} ${side}`][level] } : null,
      progress: this.#progress(),
    };
  }

  #end() {
    const { texts, staircase, box } = this.drills;
    const { reached, hits } = this.state;
    const reply = fill(texts[reached ? "reached" : "ended"], { ...staircase, hits });
    return { ...BLANK, box, reply, hit: reached, ended: true, progress: this.#progress() };
  }

  async #bringIn(name) {
    if (this.#head?.name === name) return;
    const [drawn, { bundle }] = await Promise.all([this.#loadPart(`drill-${name.replaceAll("_", "-")}`), this.#faces(name)]);
    this.#head = { name, drawn, bundle, spread: createSpread(bundle) };
  }
}

const BLANK = { title: "", lines: [], picture: "", alt: "", overlay: null, clicked: null, site: null, truth: "", reply: "", hit: false, button: "", ended: false };

const screen = (app) => html`<style>${css}${boxCss}</style>
  <div class="fmp"><section class="fmp-room">
    ${app.drill ? nothing : start(app)}
    <div class="fmp-drill" ?hidden=${!app.drill}></div>
    ${app.drill ? button("again", app.drills.texts.another, app.again) : nothing}
  </section></div>`;

function start({ drills: { texts, seeds, skills, notice }, wishes, begin }) {
  const select = (key, list, value, read) =>
    html`<label class="fmp-field"><span>${texts[key]}</span><select name=${key} @change=${({ currentTarget }) => (wishes[key] = read(currentTarget.value))}>${list.map((one) => html`<option value=${one} .selected=${String(one) === String(value)}>${one}</option>`)}</select></label>`;
  return html`<p>${texts.intro}</p>
    <div class="fmp-row">${select("skill", skills, wishes.skill, String)} ${select("seed", Object.keys(seeds), wishes.seed, Number)}</div>
    <p>${button("begin", texts.begin, begin, { main: true })}</p><p class="fm-small">${notice}</p>`;
}
