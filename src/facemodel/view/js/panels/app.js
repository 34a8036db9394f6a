// The lab on a page: makes its parts, joins them and keeps the screen in step with them.

import { render, nothing } from "lit-html";
import { stateOf } from "../core/case.js";
import { createModel } from "../core/model.js";
import { takeOf } from "../core/over_time.js";
import { createSettings, createStore } from "../core/state.js";
import { Actions } from "./actions.js";
import { regionsOf } from "./columns.js";
import { Dosing } from "./dosing.js";
import { Drawing } from "./drawing.js";
import { Elsewhere } from "./elsewhere.js";
import { freshId } from "./elements.js";
import { listen } from "./keys.js";
import { Motion } from "./motion.js";
import { watchNotes } from "./notes.js";
import { NO_PLAN, Planning } from "./planning.js";
import { Playing } from "./playing.js";
import { pointerOf } from "./pointer.js";
import { screen } from "./screen.js";
import { Stage } from "./stage.js";
import { momentOf, Sync } from "./sync.js";
import { isDark, watchTheme } from "./theme.js";
import { NO_TREATMENT, Treating } from "./treating.js";
import { Views } from "./views.js";

const NARROW = 880; // px of width below which the columns go under the picture

/**
 * @param element where it goes
 * @param bundle { meta, arrays }
 * @param options { case, own, timing, take, replay, mirrored, tone, height, mode, plan, overlays: [name], hints: false where the learner is to find out what pulls, plans: false where they are to find out what to do about it }
 * @param callbacks { changed(case, own), look({ tone or overlays }), replayed({ replay: s or null, mirrored }), ask(question) of Python, plans() without Python, picked(what was clicked) }
 * @returns { case(), set(case, own, timing), drawn(timing), open(case of a file), replay(s or null), mirror(boolean), reply(message), alive(boolean), bundle, model, lab, store, stage, modes, atlas, dispose() }
 */
export function mountApp(element, bundle, options = {}, callbacks = {}) {
  const app = partsOf(element, bundle, options, callbacks);
  const { store, ui, stage, drawing, sync, actions } = app;
  drawing.look(true);
  app.paint();
  const root = app.root();
  stage.start({ picture: root.querySelector(".fm-picture"), ink: root.querySelector(".fm-ink") });
  stage.layOn(options.overlays ?? ["measures"]);
  const stop = watch(app, root, element);
  drawing.update();
  return {
    ...{ bundle, model: app.model, lab: app.lab, store, stage, root },
    modes: { get mode() { return ui.get().mode; }, reply: app.planning.reply },
    treating: { get record() { return ui.get().treatment.record; } },
    atlas: { toggle: (yes) => actions.atlas(yes), open: actions.openMuscle, frames: () => drawing.atlas(ui.get().atlas.stem, ui.get().atlas.side) },
    /** Has these overlays on, by name. */
    lay: (names) => stage.layOn(names),
    /** What Python answers to a question of `callbacks.ask`, or why it refused what it was told. */
    reply(message) {
      app.planning.reply(message);
      if (message.kind !== "refused") return;
      sync.takeBack(message);
      ui.set({ refused: message.text });
    },
    dosing: app.dosing,
    case: () => sync.value(),
    set: (value, condition, timing) => sync.set(value, condition, timing),
    drawn: (timing) => sync.drawn(timing),
    open: (value) => sync.open(value),
    /** Shows a moment of the recording, or the expression again (null). */
    replay: (seconds) => store.change({ replay: momentOf(store.get().take, seconds) }, { origin: "outside" }),
    /** Whether the sides of the recording are exchanged. */
    mirror: (mirrored) => store.change({ mirrored }, { origin: "outside" }),
    alive: (alive) => ui.set({ alive }),
    dispose() {
      stop();
      app.treating.stop();
      for (const part of [app.playing, app.dosing, app.elsewhere, drawing, stage]) part.dispose();
      render(nothing, element);
    },
  };
}

/** What stays as long as the lab does: tables, stores, and the parts that act on them. */
function partsOf(element, bundle, options, callbacks) {
  const { meta } = bundle;
  const hints = options.hints ?? true;
  const take = options.take ? takeOf(options.take, meta.controls) : null;
  const own = options.own ?? null;
  const state = { ...stateOf(options.case ?? {}, meta, own, options.timing ?? null), own, take, replay: momentOf(take, options.replay), mirrored: options.mirrored ?? false };
  const app = {
    ...{ bundle, meta, lab: meta.lab, hints, plans: hints && (options.plans ?? true), options, callbacks },
    id: freshId(),
    height: options.height ?? null, // null: as high as the window
    without: hints ? [] : ["muscles"],
    regions: { right: regionsOf(meta, "right"), left: regionsOf(meta, "left") },
    model: createModel(bundle),
    store: createStore(state),
    ui: createSettings(firstSettings(meta, options, isDark(element))),
    root: () => element.querySelector(".facemodel"),
    paint: () => paint(app, element),
  };
  app.sync = new Sync(app);
  app.stage = new Stage(app);
  app.views = new Views(app);
  app.drawing = new Drawing(app);
  app.motion = new Motion(app);
  app.playing = new Playing(app);
  app.dosing = new Dosing(app);
  app.actions = new Actions(app);
  app.planning = new Planning(app);
  app.treating = new Treating(app);
  app.elsewhere = new Elsewhere(app);
  app.pointer = pointerOf(app);
  return app;
}

/** Beside the case: what is open and chosen on the screen. */
const firstSettings = (meta, options, dark) => ({
  ...{ dark, narrow: false, projector: asked("projector"), alive: true, flat: false, twice: false, spoken: "", refused: "", worse: null, note: null },
  ...{ shown: "both", tone: options.tone ?? "medium", view: "front", closeUp: null, closeUps: [], overlays: [], legends: [], marks: [], tip: null },
  ...{ mode: options.mode ?? "explore", link: false, opened: [], unfolded: false, help: null, playing: null, clock: null, expert: options.expert ?? asked("expert") },
  ...{ place: null, typing: null, limited: "", sideEffects: [], inPeople: null, plan: NO_PLAN, treatment: NO_TREATMENT },
  atlas: { open: false, stem: Object.keys(meta.atlas.cards)[0], side: "left", before: "both" },
});

/** Whether the address of the page asks for it: page.html?projector. */
const asked = (name) => new URLSearchParams(location.search).has(name);

function paint(app, element) {
  const focused = element.getRootNode().activeElement;
  render(screen(app, { ...app.drawing.now, ui: app.ui.get() }), element);
  // a button that goes out of use while it has the focus hands it on: keys would go nowhere otherwise
  if (focused?.disabled && element.contains(focused))
    [focused.nextElementSibling, focused.previousElementSibling].find((one) => one?.matches("button:enabled"))?.focus();
}

/** Follows the case, the settings, the keys, the width and the theme; returns what ends it. */
function watch(app, root, element) {
  const { store, ui, stage, drawing, sync } = app;
  const soon = createSoon(() => app.root() && app.paint()); // many settings, one picture
  ui.subscribe(soon);
  store.subscribe((state, origin) => {
    drawing.heed(state);
    soon(); // controls say at once what they are set to; faces and figures follow with the next frame
    if (origin !== "screen") return;
    ui.set({ refused: "" });
    sync.tell();
  });
  const unnoted = watchNotes(app, root); // before the keys: Escape takes a note away first
  const quiet = listen(root, keysOf(app));
  const still = app.motion.start(root);
  const size = new ResizeObserver(() => ui.set({ narrow: root.clientWidth < NARROW }));
  size.observe(root);
  const unwatch = watchTheme(() => stage.setDark(isDark(element)));
  stage.setDark(isDark(element));
  return () => {
    quiet();
    unnoted();
    still();
    unwatch();
    size.disconnect();
  };
}

/** Calls once when all that is going on now is done, however often it was asked to. */
function createSoon(call) {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    queueMicrotask(() => ((waiting = false), call()));
  };
}

const keysOf = ({ store, stage, views, actions, playing }) => ({
  task: actions.task /* keys 1 to 5 */,
  undo: store.undo,
  redo: store.redo,
  panes: () => stage.next(),
  otherPanes: () => stage.next(true),
  view: (by) => views.step(by),
  frame: () => views.frame(),
  keep: actions.keep,
  play: () => playing.toggle(),
  overlay: (name) => stage.toggle(name),
  atlas: () => actions.atlas(),
  projector: actions.project,
  help: () => actions.help(),
  escape: () => actions.help(false),
});
