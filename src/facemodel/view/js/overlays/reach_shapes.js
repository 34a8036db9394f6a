// Reach envelopes: every place that corner, brow and lid can be brought to, before dampening and after.

import { say } from "../core/messages.js";
import { BLUE, lineThrough, stroke, VERMILLION } from "./pen.js";

const STEMS = ["cheilion", "brow_mid"];
const SIDES = ["left", "right"];
const FILL = "rgb(213 94 0 / .55)";
const LID = 5; // px that a lid's range is wide

export function createReachShapes({ meta, arrays }, model) {
  const { landmarks } = meta;
  const { rest } = arrays;
  const spare = new Float32Array(rest.length);
  const known = new WeakMap(); // drive -> remaining (or drive, for all) -> what can be reached: panes and turns share it

  return {
    ink(pen, eye, { drive, remaining, positions }) {
      if (!drive) return; // a mirror image has no muscles of its own
      const before = reachOf(drive, null);
      const after = remaining && reachOf(drive, remaining);
      for (const stem of STEMS)
        for (const side of SIDES) {
          const name = `${stem}_${side}`;
          const at = place(rest, name);
          if (!eye.sees(at)) continue;
          const [x, y] = eye.at(at);
          const px = eye.scale(at);
          const shape = (ends) => lineThrough(model.reach.outline(name, ends, eye.right, eye.up).map(([a, b]) => [x + px * a, y - px * b]), true);
          draw(pen, shape(before.ends), after && shape(after.ends));
          dot(pen, eye.at(place(positions, name)));
        }
      for (const side of SIDES) {
        const [was, is] = [before, after].map((one) => one && one.lids[side].map((point) => eye.at(point)));
        if (!eye.sees(place(rest, `upper_lid_${side}`))) continue;
        draw(pen, bar(was), is && bar(is));
      }
    },
    legend: () => ({
      title: say("legend.reach"),
      keys: [
        { mark: "area", colour: BLUE, fill: "transparent", text: say("legend.reach_before") },
        { mark: "area", colour: VERMILLION, fill: FILL, text: say("legend.reach_after") },
        { mark: "dot", colour: "#16191d", text: say("legend.reach_now") },
      ],
    }),
  };

  function reachOf(drive, left) {
    if (!known.has(drive)) known.set(drive, new WeakMap());
    const here = known.get(drive);
    const key = left ?? drive;
    if (!here.has(key)) here.set(key, { ends: model.reach.ends(drive, left), lids: lidRange(drive, left) });
    return here.get(key);
  }

  /** Highest and lowest place of the middle of each upper lid. */
  function lidRange(drive, left) {
    const pose = (levator, ring) => {
      const meant = new Float64Array(meta.muscles.length);
      for (const side of SIDES) {
        meant[model.index.get(`levator_palpebrae_superioris_${side}`)] = levator;
        meant[model.index.get(`orbicularis_oculi_palpebral_${side}`)] = ring;
      }
      const alone = { ...drive, synkinesis: new Float64Array(drive.synkinesis.length) };
      const { positions } = model.frame(model.drive(alone, meant, left), spare);
      return Object.fromEntries(SIDES.map((side) => [side, place(positions, `upper_lid_${side}`)]));
    };
    const [open, shut] = [pose(1, -1), pose(-1, 1)];
    return Object.fromEntries(SIDES.map((side) => [side, [open[side], shut[side]]]));
  }

  function place(points, name) {
    const v = 3 * landmarks[name];
    return [points[v], points[v + 1], points[v + 2]];
  }
}

function draw(pen, was, is) {
  if (is) {
    pen.fillStyle = FILL;
    pen.fill(is);
    stroke(pen, is, { colour: VERMILLION, width: 1.5 });
  }
  stroke(pen, was, { colour: BLUE, width: 2 });
}

function bar([[x, top], [, foot]]) {
  const path = new Path2D();
  path.roundRect(x - LID, Math.min(top, foot), 2 * LID, Math.max(1, Math.abs(foot - top)), 3);
  return path;
}

function dot(pen, [x, y]) {
  pen.beginPath();
  pen.arc(x, y, 3.5, 0, 2 * Math.PI);
  pen.fillStyle = "#16191d";
  pen.fill();
  pen.lineWidth = 1.5;
  pen.strokeStyle = "#fff";
  pen.stroke();
}
