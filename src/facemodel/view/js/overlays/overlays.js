// What is laid over the faces: which overlays are on, and how each pane is painted with them.

import { say } from "../core/messages.js";
import { createArrows } from "./arrows.js";
import { featureBoxes } from "./callouts.js";
import { niceLimit } from "../core/colours.js";
import { createEye } from "./eye.js";
import { createMaps } from "../core/maps.js";
import { createLines } from "./lines.js";
import { createMuscles } from "./muscles.js";
import { createMeasureLines } from "./measures.js";
import { createPoints } from "./points.js";
import { createReachShapes } from "./reach_shapes.js";
import { skinMap } from "./skin_map.js";

/** Names in the order of their buttons, each with its key. */
export const OVERLAYS = { muscles: "m", arrows: "w", asymmetry: "a", strain: "s", lines: "l", measures: "d", reach: "r", points: "i" };
const PAINTS = ["asymmetry", "strain"];
const SOLE = [...PAINTS, "muscles"]; // only one of these shows at a time
const SOLIDS = { muscles: createMuscles, lines: createLines }; // things in the scene
const PENS = { reach: createReachShapes, measures: createMeasureLines, arrows: createArrows, points: createPoints }; // from below
const ORDER = [...Object.keys(SOLIDS), ...Object.keys(PENS)];
const TICKS = { mm: (x) => `${x > 0 ? "+" : x < 0 ? "−" : ""}${Math.abs(x)}`, percent: (x) => `${x > 0 ? "+" : x < 0 ? "−" : ""}${Math.round(100 * Math.abs(x))}` };

/** The names that are on, with one more or one less; some show alone. */
export function withOverlay(on, name, yes = !on.includes(name)) {
  const others = on.filter((other) => other !== name && !(yes && SOLE.includes(name) && SOLE.includes(other)));
  return yes ? [...others, name] : others;
}

/**
 * @param bundle { meta, arrays }
 * @param model of model.js
 * @returns { draw(scene, frames, names that are on), inked, ink(pen, scene), legends(), muscleAt, setDark, dispose() }
 */
export function createOverlays(bundle, model) {
  let on = [];
  const made = new Map(); // what is costly to make, made when it is first asked for
  const painted = new Map(); // head -> skinMap
  const mounted = new Map(Object.keys(SOLIDS).map((name) => [name, new Map()])); // name -> head -> what is in the scene
  const values = new Float32Array(bundle.arrays.mirror.length);
  const written = new Map(); // pane -> boxes of features, points and what was written
  let legends = [];
  let frames = {};
  let dark = false;
  let drawn = ""; // what was drawn last: "faces" where something is laid into them, else "ink" or nothing

  const make = (name, create) => made.get(name) ?? made.set(name, create()).get(name);
  const maps = () => make("maps", () => createMaps(bundle));
  const get = (name) => make(name, () => ({ ...SOLIDS, ...PENS })[name](bundle, model));

  return {
    draw,
    legends: () => legends,
    /** Boxes of what a pane's pen may not write over: eyes, brows, mouth, points, texts; px. */
    written: (pane) => written.get(pane) ?? [],
    setDark: (yes) => (dark = yes),
    get inked() {
      return Object.values(frames).some((frame) => pens(frame).length > 0);
    },
    /** Draws with a pen over the picture. */
    ink(pen, scene) {
      for (const rect of scene.layout()) {
        const head = scene.head(rect.name);
        const frame = frames[rect.name];
        if (!frame) continue;
        const eye = eyeOf(scene, rect);
        pen.save();
        pen.beginPath();
        pen.rect(rect.x, rect.y, rect.width, rect.height);
        pen.clip();
        const taken = featureBoxes(bundle.meta, eye, frame.positions);
        if (uses("points", frame)) taken.push(...get("points").boxes(eye, frame, [...taken]));
        for (const name of pens(frame)) get(name).ink(pen, eye, frame, head, taken);
        written.set(rect.name, taken);
        pen.restore();
      }
    },
    /** The muscle under a point of the picture (CSS px): { muscle, pane, frame } or null. */
    muscleAt(scene, [x, y]) {
      const rect = scene.layout().find((p) => x >= p.x && x < p.x + p.width && y >= p.y && y < p.y + p.height);
      const frame = rect && frames[rect.name];
      if (!frame || !uses("muscles", frame)) return null;
      const muscle = get("muscles").at(eyeOf(scene, rect), frame, scene.head(rect.name), [x, y]);
      return muscle < 0 ? null : { muscle, pane: rect.name, frame };
    },
    dispose() {
      for (const kept of [painted, ...mounted.values()]) for (const one of kept.values()) one.dispose();
      for (const one of made.values()) one.dispose?.();
    },
  };

  function eyeOf(scene, rect) {
    return createEye(scene.camera, rect, { coarse: scene.head(rect.name).coarse, faces: bundle.arrays.faces, dark });
  }

  /** A pane has what is on and what belongs to it; some panes have the latter `only`. */
  function uses(name, { also = [], only = false }) {
    return also.includes(name) || (on.includes(name) && !only);
  }

  function pens(frame) {
    return ORDER.filter((name) => uses(name, frame) && get(name).ink);
  }

  /** @param given { pane: frame of panes.js }; names of the overlays that are on */
  function draw(scene, given, names = []) {
    [frames, on] = [given, names];
    const used = ORDER.filter((name) => Object.values(frames).some((frame) => uses(name, frame)));
    legends = used.map((name) => get(name).legend(Object.values(given)));
    drop(Object.keys(frames).map((pane) => scene.head(pane)));
    const paint = PAINTS.find((name) => on.includes(name));
    const shown = Object.entries(frames).map(([pane, frame]) => ({ frame, head: scene.head(pane), kind: (frame.only ? null : paint) ?? frame.paint }));
    for (const kind of new Set(shown.map((one) => one.kind))) {
      const heads = shown.filter((one) => one.kind === kind);
      if (kind) paintAll(kind, heads);
      else for (const { head } of heads) painted.get(head)?.hide();
    }
    for (const name of Object.keys(SOLIDS)) lay(name, shown);
    // what a pen draws lies over the faces: panes that did not change need not be drawn again for it
    const now = painted.size > 0 || used.some((name) => name in SOLIDS) ? "faces" : used.length > 0 ? "ink" : "";
    if (now || drawn) scene.redraw(now === "faces" || drawn === "faces" ? undefined : "ink");
    drawn = now;
  }

  /** What stands in the scene, one for each face. */
  function lay(name, shown) {
    const there = mounted.get(name);
    for (const { head, frame } of shown) {
      if (!uses(name, frame)) {
        there.get(head)?.dispose();
        there.delete(head);
        continue;
      }
      if (!there.has(head)) there.set(head, get(name).mount(head));
      there.get(head).update(frame);
    }
  }

  /** Forgets faces that are no longer there. */
  function drop(heads) {
    for (const kept of [painted, ...mounted.values()])
      for (const [head, one] of kept) {
        if (heads.includes(head)) continue;
        one.dispose();
        kept.delete(head);
      }
  }

  function paintAll(kind, shown) {
    const map = maps()[kind];
    const sizes = ({ frame }) => map.values(frame, values).map(Math.abs).sort();
    const most = Math.max(...shown.map((one) => sizes(one).at(-1 - Math.floor((map.beyond ?? 0) * values.length))));
    const limit = shown[0].frame.limit ?? niceLimit(most, map.limits); // pictures of one sheet share theirs
    const look = { scale: map.scale, ends: [map.both ? -limit : 0, limit], step: limit / 4 };
    for (const { frame, head } of shown) {
      if (!painted.has(head)) painted.set(head, skinMap(head));
      painted.get(head).show(map.values(frame, values), look);
    }
    legends.unshift({
      title: say(`legend.${kind}`),
      note: say(`legend.${kind}_note`),
      scale: map.scale,
      ends: look.ends,
      ticks: map.both ? [-limit, 0, limit] : [0, limit / 2, limit],
      format: kind === "strain" ? TICKS.percent : map.both ? TICKS.mm : String,
    });
  }
}
