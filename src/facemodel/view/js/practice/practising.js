// A sitting on a page: brings each patient in, mounts the lab on the face, and does what buttons ask for.

import { render } from "lit-html";
import { fill, plain } from "../core/messages.js";
import { createFaces } from "./face.js";
import { expectedOf } from "./forms.js";
import { itemName } from "./grading.js";
import { mountLab } from "./lab.js";
import { createPatient } from "./patient.js";
import { screen } from "./screen.js";
import { createSitting } from "./sitting.js";
import { treatmentOf, unreached } from "./treatment.js";

const HEADINGS = [".fmp-told", ".fmp-room h2", ".fmp-bar h2"]; // where a step begins for whoever uses keys
const breath = () => new Promise((done) => setTimeout(done)); // lets the page draw between two steps

export class Practising {
  #element;
  #faces;
  #lab = null;
  #mounted = ""; // which patient and step the lab is of
  patient = null;
  failed = null;
  said = "";

  /** @param practice what teach/practice/shipped.py hands over; wishes: { minutes, end } that it begins with, if any */
  constructor(element, { loadPart, practice, store }) {
    this.#element = element;
    this.#faces = createFaces(loadPart);
    this.practice = practice;
    this.store = store;
    this.sitting = createSitting(practice, store);
    const { level, seed, patients } = practice.sittings[0];
    this.wishes = { level, seed, count: patients.length, minutes: "", end: false, ...practice.wishes };
    this.ready = this.#show();
  }

  get #now() {
    return this.sitting.state.now;
  }

  /** The case that stands in the lab, and the lab itself, for whoever looks from outside. */
  get lab() {
    return this.#lab;
  }

  treatments = () => this.#now.treatments.map((one) => treatmentOf(one, this.patient.bundle, this.practice));

  onwish = (patch) => {
    this.wishes = { ...this.wishes, ...patch };
    this.#draw();
  };

  begin = ({ level, seed, count, minutes, end }) => {
    const allowed = Math.min(600, Number(minutes)) || null;
    this.sitting.begin({ level, seed, count, minutes: allowed && Math.max(1, allowed), feedback: end ? "end" : "each" });
    return this.#go();
  };

  score = (name, score) => {
    const { [name]: _, ...others } = this.#now.grading;
    this.sitting.note({ grading: score === null ? others : { ...others, [name]: score } });
    this.#tell("");
  };

  expect = (expected) => this.sitting.note({ expected });

  /** On to the treatment: the grading is closed, for figures show from now on. */
  plan = () => {
    const { says } = this.practice.texts;
    if (this.#missing().length) return this.#tell(says.grade_first);
    this.sitting.note({ step: "plan", expected: "" });
    return this.#go();
  };

  treat = () => {
    const { says } = this.practice.texts;
    const { figure } = this.sitting.given;
    const { injections, dampening, expected } = this.#now;
    const weakened = Object.keys(dampening).length > 0;
    if (this.sitting.late) return this.#tell(says.too_late);
    if (!injections.length && !weakened) return this.#tell(says.plan_first);
    if (injections.length && weakened) return this.#tell(says.one_way);
    const [muscle] = unreached(dampening, this.patient.bundle.meta, this.practice);
    if (muscle) return this.#tell(fill(says.unreached, { muscle: plain(muscle) }));
    const value = figure ? expectedOf(expected, figure) : null;
    if (figure && value === null) return this.#tell(fill(says.expect_first, { why: fill(says.a_number, { unit: figure[1] }) }));
    this.sitting.treat({ injections, dampening }, value);
    return this.#go();
  };

  finish = (choice) => {
    const missing = this.#missing();
    if (missing.length && missing.length < this.#items().length)
      return this.#tell(fill(this.practice.texts.says.grade_rest, { names: missing.map((name) => itemName(name, this.practice.texts)).join(", ") }));
    this.sitting.finish(this.patient, choice);
    return this.#go();
  };

  next = () => {
    this.sitting.next();
    this.patient = null;
    return this.#go();
  };

  onname = (name) => {
    this.sitting.name(name);
    this.#draw();
  };

  again = () => {
    this.sitting.again();
    return this.#go();
  };

  dispose() {
    this.#lab?.dispose();
    this.#lab = null;
    render("", this.#element);
  }

  #items = () => Object.keys(this.practice.scales[this.sitting.given.scale].items);
  #missing = () => this.#items().filter((name) => !(name in this.#now.grading));

  #tell(text) {
    this.said = text;
    this.#draw();
  }

  #draw() {
    render(screen(this), this.#element);
  }

  /** The next step: its screen, from its top. */
  async #go() {
    this.said = "";
    this.ready = this.#show();
    await this.ready;
    const heading = HEADINGS.map((one) => this.#element.querySelector(one)).find(Boolean);
    heading?.focus({ preventScroll: true });
    this.#element.scrollIntoView({ block: "start" });
  }

  async #show() {
    const { given } = this.sitting;
    if (!given) this.#unmount();
    this.#draw();
    if (!given) return;
    try {
      if (this.patient?.given !== given) await this.#bringIn(given);
      this.#mount(given);
      this.failed = null;
    } catch (error) {
      this.failed = error.message;
    }
    this.#draw();
  }

  async #bringIn(given) {
    this.#unmount();
    this.patient = null;
    const face = await this.#faces(given.head);
    const made = await createPatient(face, given, this.practice, breath);
    this.patient = { ...made, given };
  }

  /** The lab of this step; a debrief leaves what was looked at. */
  #mount(given) {
    const { step, treatments } = this.#now;
    const key = `${given.history} ${step} ${treatments.length}`;
    if (this.#mounted === key || (step === "told" && this.#lab)) return;
    this.#unmount();
    const changed = (plan) => this.sitting.note(plan);
    this.#lab = mountLab(this.#element.querySelector(".fmp-lab"), this.patient, this.#now, { practice: this.practice, treatments: this.treatments(), changed });
    this.#mounted = key;
  }

  #unmount() {
    this.#lab?.dispose();
    this.#lab = null;
    this.#mounted = "";
  }
}
