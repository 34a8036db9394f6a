// A plan on screen: it is asked for, arrives, is moved along and becomes points.

import { say } from "../core/messages.js";

export const NO_PLAN = { eyes: "gently", healthy: "spare", proposal: null, at: 0, made: null, waiting: false, waited: 0, asked: false, failed: "" };
const FIRST_DAY = 14; // days at which points are made for a plan
const LAST_DAY = 60;
const SECOND_MS = 1000;
const SIDES = { left: "right", right: "left" };

export class Planning {
  #app;
  #loading = null;
  #offered = new Map(); // what a page without kernel brings along, by what a plan depends on

  /** @param app { model, meta, store, ui, callbacks, options, dosing, actions } */
  constructor(app) {
    this.#app = app;
    if (app.options.plan) this.#offered.set(caseKey(app.store.get()), app.options.plan);
  }

  get #plan() {
    return this.#app.ui.get().plan;
  }

  #set(patch) {
    this.#app.ui.set({ plan: { ...this.#plan, ...patch } });
  }

  get #key() {
    return caseKey(this.#app.store.get());
  }

  /** Whether somebody answers: the notebook's kernel, or a plan that came with the page for this very case. */
  get asks() {
    return Boolean(this.#app.callbacks.ask);
  }

  get ready() {
    return !this.#plan.waiting && (this.asks || this.#offered.has(this.#key));
  }

  /** Gets the plans that are there without Python, when they are first needed. */
  load() {
    this.#loading ??= this.#app.callbacks.plans?.().then(this.#offer, () => (this.#loading = null));
  }

  /** @param plans { condition: plan } at the usual severity on the left, for the average person */
  #offer = (plans) => {
    for (const { id: condition, severity, sided } of this.#app.lab.conditions.filter(({ id }) => id in plans)) {
      const left = plans[condition];
      const of = { left, right: sided ? otherSide(left) : left };
      for (const [side, plan] of Object.entries(of)) this.#offered.set(caseKey({ condition, side, severity }), plan);
    }
    if (this.#app.root()) this.#app.paint();
  };

  /** Whether the proposal is of this condition, side, severity and person. */
  get holds() {
    return Boolean(this.#plan.proposal) && this.#plan.made === this.#key;
  }

  /** What is said of the plan, or instead of it. */
  words() {
    const { proposal, at, waiting, failed } = this.#plan;
    if (waiting) return say("plan.planning");
    if (failed) return failed;
    if (!proposal) return this.asks || this.#offered.size ? "" : say("plan.needs_kernel");
    if (!this.holds) return say(this.asks ? "plan.stale" : this.#offered.size > 1 ? "plan.other_cases" : "plan.other_case");
    const { mirror_mm, least_kept } = proposal.curve[at];
    return say("plan.result", { before: proposal.untouched_mm.toFixed(2), after: mirror_mm.toFixed(2), percent: Math.round(100 * least_kept) });
  }

  choose = (patch) => this.#set(patch);

  ask(kind) {
    if (!this.asks) return this.receive(this.#offered.get(this.#key));
    const { eyes, healthy, proposal, at } = this.#plan;
    this.#set({ waiting: true, waited: 0, asked: true, failed: "" });
    setTimeout(this.#wait, SECOND_MS);
    const day = Math.min(LAST_DAY, Math.max(FIRST_DAY, Math.round(this.#app.store.get().day)));
    this.#app.callbacks.ask({ kind, eyes, healthy_side: healthy, keep: proposal?.curve[at].keep, day });
  }

  /** Counts the seconds until Python answers. */
  #wait = () => {
    if (!this.#plan.waiting || !this.#app.root()) return;
    this.#set({ waited: this.#plan.waited + 1 });
    setTimeout(this.#wait, SECOND_MS);
  };

  /** What Python answers: a plan, points near one, or why there is none. */
  reply = (message) => {
    if (message.kind === "plan") this.receive(message);
    else if (message.kind === "points") this.#take(message);
    else if (message.kind === "failed" || this.#plan.waiting) this.#set({ waiting: false, asked: true, failed: message.text ?? say("plan.failed") });
  };

  receive(proposal) {
    this.#set({ waiting: false, asked: true, failed: "", proposal, made: this.#key });
    this.move(proposal.chosen, null);
  }

  /** To another place of the curve. */
  move(at, gesture = "plan") {
    this.#set({ at });
    this.#app.store.change({ dampening: this.#shares(this.#plan.proposal.curve[at].dampening) }, { gesture });
  }

  /** Points instead of sliders: both at once would count twice. */
  #take({ injections, day }) {
    this.#set({ waiting: false, failed: "" });
    const whole = injections.map((one) => ({ muscle: null, landmark: null, ...one }));
    this.#app.dosing.give(whole, { dampening: this.#shares({}), day });
    this.#app.actions.setMode("dose");
  }

  #shares(names) {
    const { meta, model } = this.#app;
    const taken = new Float64Array(meta.muscles.length);
    for (const [name, share] of Object.entries(names)) taken[model.index.get(name)] = share;
    return taken;
  }
}

/** What a plan depends on: not the sliders, the points or the expression. */
const caseKey = ({ condition, side, severity, carried }) => JSON.stringify([condition, side, severity, carried?.person ?? null, carried?.weak, carried?.held]);

/** The same plan for the mirrored face. */
const otherSide = (plan) => JSON.parse(JSON.stringify(plan).replace(/([_ ])(left|right)"/g, (_, before, side) => `${before}${SIDES[side]}"`));
