// The screen: menus, sliders on the side they act on, the face before and after, figures and one sentence.

import { render } from "lit-html";
import { createAtlas } from "./atlas.js";
import { evaluate, overactive, pose } from "../core/assessment.js";
import { OWN, caseOf, prepare, stateOf } from "../core/case.js";
import { column } from "./columns.js";
import { freshId, h, setText } from "./dom.js";
import { explain } from "../core/explain.js";
import { aboutOf, figureCards } from "./figures.js";
import { helpPanel, listen } from "./keys.js";
import { keyFigures } from "./key_figures.js";
import { conditionName, expressionName, say } from "../core/messages.js";
import { createModel } from "../core/model.js";
import { createModes } from "./modes.js";
import { createStage } from "./stage.js";
import { createStore } from "../core/state.js";
import css from "../style.css";
import { takeOf } from "../core/replay.js";
import { isDark, watchTheme } from "./theme.js";
import { timeBar } from "./time.js";
import { picked } from "../core/picking.js";
import { pictureTools } from "./picturetools.js";
import { toolbar } from "./toolbar.js";

const NARROW = 720; // px of width below which the columns go under the picture
const FIGURES_EVERY = 250; // ms between figures while time plays: numbers that change faster cannot be read
const SPEAK_AFTER = 700; // ms of quiet before a screen reader hears the sentence

/**
 * @param element where it goes
 * @param bundle { meta, arrays }
 * @param options { case, own, timing, take, replay, tone, height, mode, plan, overlays: [name], hints: false where the learner is to find out what pulls }
 * @param callbacks { changed(case, own), look({ tone or overlays }), replayed(s or null), ask(question) of Python, picked(what was clicked) }
 * @returns { set(case, own, timing), drawn(timing), replay(s or null), reply(message), alive(boolean), model, lab, store, stage, modes, atlas, dispose() }
 */
export function mountApp(element, bundle, options = {}, callbacks = {}) {
  const { meta } = bundle;
  const { lab } = meta;
  const model = createModel(bundle);
  let own = options.own ?? null;
  const hints = options.hints ?? true;
  const take = options.take ? takeOf(options.take, meta.controls.length) : null;
  const moment = (seconds) => (take && Number.isFinite(seconds) ? Math.min(take.end, Math.max(0, seconds)) : null);
  const store = createStore({ ...stateOf(options.case ?? {}, meta, own, options.timing ?? null), take, replay: moment(options.replay) });
  const size = bundle.arrays.rest.length;
  const buffer = () => ({ activation: new Float64Array(meta.controls.length), positions: new Float32Array(size) });
  const buffers = { before: buffer(), after: buffer(), other: buffer(), kept: buffer() };

  const linkId = freshId("link");
  const link = h("input", { type: "checkbox", id: linkId });
  const menus = toolbar(bundle, store, hints);
  const columns = ["right", "left"].map((side) => column(side, meta, store, () => link.checked, (list) => stage.light(list)));
  const stage = createStage(bundle, model, {
    tone: options.tone ?? "medium",
    dark: isDark(element),
    height: options.height ?? 480,
    without: hints ? [] : ["muscles"],
    onchange: (look) => callbacks.look?.(look),
    onpick,
    onshow: (key) => (key === "plans" && !store.get().kept ? tools.keep() : later()),
  });
  const tools = pictureTools({ stage, store, lab, stamp: meta.stamp, note: say("banner") });
  stage.tools.append(tools.element);
  const key = h("div", { class: "fm-key" });
  const figures = h("div");
  const time = timeBar(model, store, () => (later(), tell()));
  const modes = createModes({ model, meta, bundle, store, stage, ask: callbacks.ask, plan: options.plan ?? null, first: options.mode, hints });
  const atlas = createAtlas(bundle, model, stage, later);
  tools.element.append(atlas.button);
  if (hints) stage.tools.append(h("span", { class: "fm-small" }, say("overactive_key")));
  const sentence = h("p", { class: "fm-sentence" });
  const spoken = h("p", { class: "fm-sr", "aria-live": "polite", role: "status" });
  const note = h("p", { class: "fm-note", hidden: true });
  const help = helpPanel();
  const undo = button("undo", store.undo);
  const redo = button("redo", store.redo);
  const reset = button("reset", () => store.change({ dampening: store.get().dampening.map(() => 0) }));
  columns[0].element.append(h("span", { class: "fm-check" }, link, h("label", { for: linkId }, say("link"))));
  columns[1].element.append(reset);
  const root = h(
    "div",
    { class: "facemodel", "data-jp-suppress-context-menu": true },
    h("style", {}, css),
    h("div", { class: "fm-top" }, menus.element, h("div", { class: "fm-buttons" }, modes.element, undo, redo, button("help", () => help.toggle()))),
    h(
      "div",
      { class: "fm-middle" },
      columns[0].element,
      stage.element,
      columns[1].element,
      key,
      sentence,
    ),
    modes.panel,
    atlas.element,
    time.element,
    stage.bars,
    figures,
    note,
    spoken,
    h("p", { class: "fm-banner" }, say("banner")),
    help.element,
  );
  element.append(root);

  let speaking = 0;
  let sent = "";
  let queued = 0;
  let figured = 0;
  let captions = {};
  stage.start();
  stage.layOn(options.overlays ?? []);
  const quiet = listen(root, {
    task: (n) => store.change({ expression: lab.tasks[n], replay: null }) /* keys 1 to 5 */,
    undo: store.undo,
    redo: store.redo,
    panes: () => stage.next(),
    otherPanes: () => stage.next(true),
    view: (by) => stage.views.step(by),
    frame: stage.views.frame,
    keep: tools.keep,
    play: time.toggle,
    overlay: stage.overlay,
    atlas: () => atlas.toggle(),
    projector: () => tools.project(root),
    help: () => help.toggle(),
    escape: () => help.toggle(false),
  });
  const watcher = new ResizeObserver(() => root.classList.toggle("fm-narrow", root.clientWidth < NARROW));
  watcher.observe(root);
  const unwatch = watchTheme(() => paint(isDark(element)));
  store.subscribe((state, origin) => {
    later();
    if (origin === "screen") tell();
  });
  paint(isDark(element));
  update();

  return {
    model,
    lab,
    store,
    stage,
    modes,
    atlas,
    root,
    /** Has these overlays on, by name. */
    lay: stage.layOn,
    /** What Python answers to a question of `callbacks.ask`. */
    reply: modes.reply,
    /** A case from outside, as one step that can be undone. */
    set(value, condition = null, timing = null) {
      own = condition ?? own;
      const next = stateOf(value, meta, condition, timing);
      const text = JSON.stringify(caseOf(next, meta, value.face));
      if (text === sent) return; // an echo of our own change
      sent = text;
      store.change(next, { origin: "outside" });
    },
    /** The spasm that Python drew for the severity on screen; it says itself what it belongs to. */
    drawn({ course = null, course_samples, course_samples_muscles } = {}) {
      if (course) store.amend({ timing: { ...store.get().timing, course, course_samples, course_samples_muscles } });
    },
    /** Shows a moment of the recording, or the expression again (null). */
    replay(seconds) {
      store.change({ replay: moment(seconds) }, { origin: "outside" });
    },
    alive(yes) {
      note.hidden = yes;
      setText(note, yes ? "" : say("kernel_gone"));
    },
    dispose() {
      quiet();
      time.dispose();
      modes.dispose();
      unwatch();
      watcher.disconnect();
      clearTimeout(speaking);
      cancelAnimationFrame(queued);
      stage.dispose();
      root.remove();
    },
  };

  function onpick(hit) {
    const { positions } = hit.pane === "before" ? buffers.before : hit.pane === "plan_a" ? buffers.kept : buffers.after;
    const what = picked(bundle, hit, positions, modes.over);
    if (!what) return;
    modes.click(what);
    callbacks.picked?.(what);
  }

  function later() {
    queued ||= requestAnimationFrame(update);
  }

  function update() {
    queued = 0;
    const state = store.get();
    const expression = state.replay === null ? state.expression : OWN;
    const now = { ...state, ...prepare(state, model, own), expression };
    const full = !time.playing() || performance.now() - figured > FIGURES_EVERY;
    const result = evaluate(model, lab, now, buffers, full);
    const extra = !hints ? new Set() : overactive(result.intended, result.before.activation, meta.muscles.length);
    stage.draw({
      ...result,
      injections: state.carried?.injections,
      age: now.age,
      also: modes.mode === "dose" ? ["points"] : [],
      atlas: atlas.shown ? atlas.frames() : null,
      ...compared(state, result),
    });
    stage.render(); // a frame is under way already; the next one would come a sixtieth of a second later
    time.update(now);
    if (!full) return;
    modes.update(now);
    figured = performance.now();
    tools.update(state, stage.shown);
    menus.update(state);
    for (const one of columns) one.update(state.dampening, extra);
    const measured = { figures: result.figures, about: aboutOf(lab, expression) };
    render(keyFigures(measured), key);
    render(figureCards(measured), figures);
    enable(undo, store.canUndo(), redo);
    enable(redo, store.canRedo(), undo);
    const text = explain(model, lab, now, result, extra);
    setText(sentence, text);
    clearTimeout(speaking);
    speaking = setTimeout(() => setText(spoken, text), SPEAK_AFTER);
    const condition = state.condition === OWN ? say("own_condition") : conditionName(meta.lab, state.condition);
    const what = state.replay === null ? expressionName(state.expression) : say("replay_drawn", { seconds: state.replay.toFixed(1) });
    stage.describe(say("drawing", { expression: what, condition }));
  }

  /** The plan that was kept, and what stands over two plans side by side. */
  function compared(state, result) {
    if (stage.shown !== "plans" || !state.kept) return {};
    const { intent, drive, left, age } = prepare(state.kept, model, own);
    const kept = { ...pose(model, drive, intent, left, buffers.kept), age };
    if (!result.figures) return { kept, captions };
    const stems = lab.expressions.find((one) => one.id === state.expression)?.landmarks ?? [];
    const caption = (key, index) => (Number.isFinite(index) ? say("plan_caption", { plan: say(key), percent: Math.round(index) }) : say(key));
    captions = {
      plan_a: caption("plan_a", stems.length ? model.measures.symmetryIndex(kept.positions, stems) : NaN),
      plan_b: caption("plan_b", result.figures.symmetry[1]),
    };
    return { kept, captions };
  }

  function tell() {
    if (take) callbacks.replayed?.(store.get().replay);
    const value = caseOf(store.get(), meta, options.case?.face);
    const text = JSON.stringify(value);
    if (text === sent) return;
    sent = text;
    callbacks.changed?.(value, store.get().condition === OWN ? own : null);
  }

  function paint(dark) {
    root.classList.toggle("fm-dark", dark);
    stage.setDark(dark);
  }
}

/** A button that goes out of use while it has the focus hands it on: keys would go nowhere otherwise. */
function enable(button, yes, next) {
  const focused = button.getRootNode().activeElement === button;
  button.disabled = !yes;
  if (!yes && focused) (next.disabled = false), next.focus();
}

const button = (key, onclick) => h("button", { type: "button", class: `fm-button fm-do-${key}`, onclick }, say(key));
