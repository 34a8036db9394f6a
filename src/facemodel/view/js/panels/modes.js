// The three modes over one picture: explore with sliders, place doses, ask for a plan. None loses another's work.

import { createDoses } from "../core/doses.js";
import { dosePanel, newPoint } from "./dosepanel.js";
import { choices, h } from "./dom.js";
import { muscleName, say } from "../core/messages.js";
import { planPanel } from "./planpanel.js";
import { kindOf } from "../core/side_effects.js";
import { createSpread } from "../core/spread.js";

const MODES = ["explore", "dose", "plan"];
const LOOKS_AFTER = 150; // ms of quiet before side effects are looked for: twelve frames each time

/**
 * @param stage the picture; first the mode to begin with; ask (question) to Python, or null without a kernel; plan what a page brings along; hints whether a plan may be asked for
 * @returns { element, panel, update(now), click(picked), over(point), reply(message), mode, set(mode), dispose() }
 */
export function createModes({ model, meta, bundle, store, stage, ask = null, plan, first = "explore", hints = true }) {
  const { lab } = meta;
  const spread = createSpread(bundle);
  const doses = createDoses(model, spread, lab);
  const bar = choices(
    say("mode"),
    MODES.filter((key) => hints || key !== "plan").map((key) => [key, say(`mode_${key}`), say(`mode_${key}_help`)]),
    (key) => set(key),
    { showLabel: false },
  );
  const dose = dosePanel(meta, { add, change, remove, clear: () => give([]), show });
  const planner = planPanel(
    meta,
    {
      ask: ask && ((question) => ask({ ...question, day: Math.min(60, Math.max(14, Math.round(store.get().day))) })),
      take: (names, gesture) => store.change({ dampening: shares(names) }, { gesture }),
    },
    plan,
  );
  const panel = h("div", { class: "fm-modes" }, dose.element, planner.element);
  let mode = "explore";
  let looking = 0;
  let last = null;
  let sideEffects = [];
  set(first);

  return {
    element: bar.element,
    panel,
    get mode() {
      return mode;
    },
    set,
    /** A click on the skin, as picking.js tells of it. */
    click({ point_mm }) {
      if (mode === "dose") add({ point_mm });
    },
    over: spread.over,
    reply(message) {
      if (message.kind === "plan") planner.receive(message);
      else if (message.kind === "points") {
        // points instead of sliders: both at once would count twice
        const injections = message.injections.map((one) => ({ muscle: null, landmark: null, ...one }));
        planner.answered();
        give(injections, { dampening: shares({}), day: message.day });
        set("dose");
      } else planner.failed(message.text ?? say("failed_question"));
    },
    update,
    dispose: () => clearTimeout(looking),
  };

  function set(key) {
    mode = key;
    bar.set(key);
    dose.element.hidden = key !== "dose";
    planner.element.hidden = key !== "plan";
    if (last) update(last);
  }

  function update(now) {
    last = now;
    planner.update(caseKey(now));
    if (mode !== "dose") return;
    const injections = list(now);
    const toxin = model.toxin.left(now.timing, now.day);
    const seen = {
      injections,
      over: injections.map((one) => (one.muscle ? muscleName(one.muscle) : over(one))),
      effects: doses.effects(toxin),
      sideEffects,
      day: now.day,
    };
    dose.update(seen);
    clearTimeout(looking);
    looking = setTimeout(() => {
      sideEffects = doses.sideEffects(now.drive, injections, doses.acting(injections, now), toxin);
      dose.update({ ...seen, sideEffects });
    }, LOOKS_AFTER);
  }

  function over(one) {
    const names = spread.over(spread.site(one).point).map((k) => muscleName(meta.muscles[k]));
    return names.slice(0, 2).join(", ") || say("no_muscle_under");
  }

  function add(place) {
    const depth = place.muscle ? spread.site({ muscle: place.muscle }).depth : lab.spread.usual_depth_mm;
    const injections = [...list(store.get()), newPoint(place, +depth.toFixed(1), 0)];
    // on the first day nothing acts yet: the day at which doses are usually looked at
    give(injections, store.get().day ? {} : { day: 14 });
  }

  function change(k, patch, gesture) {
    give(list(store.get()).map((one, i) => (i === k ? { ...one, ...patch } : one)), {}, gesture);
  }

  function remove(k) {
    give(list(store.get()).filter((_, i) => i !== k));
  }

  function give(injections, more = {}, gesture = null) {
    const state = store.get();
    const timing = doses.timed(injections, state.timing ?? stranger(bundle));
    store.change({ ...more, carried: { ...state.carried, injections }, timing }, { gesture });
  }

  /** The expression and close-up in which a finding is seen. */
  function show({ name }) {
    const { task, panel } = kindOf(lab, name);
    store.change({ expression: task, activation: {}, intensity: 1, replay: null });
    stage.views.closeTo(panel);
  }

  function shares(names) {
    const taken = new Float64Array(meta.muscles.length);
    for (const [name, share] of Object.entries(names)) taken[model.index.get(name)] = share;
    return taken;
  }
}

const list = (state) => state.carried?.injections ?? [];

/** What a plan depends on: not the sliders, the points or the expression. */
const caseKey = ({ condition, side, severity, carried }) => JSON.stringify([condition, side, severity, carried?.person ?? null]);

/** The average person, where a screen was opened without one. */
const stranger = ({ meta, arrays }) => ({
  doses: [],
  days: [],
  shares: new Float64Array(0),
  strength: new Float64Array(meta.muscles.length).fill(1),
  tone: new Float64Array(meta.muscles.length).fill(1),
  ed50: Float64Array.from(arrays.lab_people_ed50.subarray(0, meta.muscles.length)),
  person: meta.lab.people[0],
  course: null,
});
