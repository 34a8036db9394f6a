// Injection points of a case: where, how many units, how deep, and how far the dose spreads on the skin.

import { overlap } from "./callouts.js";
import { say } from "../core/messages.js";
import { nearestVertex, vertexNormals } from "../core/geometry.js";
import { createSpread } from "../core/spread.js";
import { font, INK, lineThrough, stroke } from "./pen.js";

const HALO = "#cc79a7"; // reddish purple of Okabe and Ito: no other overlay has it
const DOT = 9; // px of a dot that holds its number
const SMALL = 4; // px of one whose number stands beside it
const AROUND = [20, 30, 42]; // px away
const CORNERS = Array.from({ length: 8 }, (_, k) => [Math.cos((k * Math.PI) / 4), Math.sin((k * Math.PI) / 4)]);
const RING = 40;
const SHARES = [0.35, 0.7, 1]; // of the radius, one wash over the other: deepest in the middle

export function createPoints(bundle) {
  const { meta, arrays } = bundle;
  const { rest, faces } = arrays;
  const spread = createSpread(bundle);
  const found = new WeakMap(); // eye -> points and boxes
  const normals = vertexNormals(rest, faces, new Float32Array(rest.length));

  return {
    ink(pen, eye, frame, head, taken) {
      const { seen, boxes } = placed(eye, frame, taken.slice(0, 2));
      for (const { at, site, one } of seen) {
        halo(pen, eye, at, site.normal, spread.radius(one.dose_units, one.volume_ml));
        needle(pen, eye, at, site.normal, site.depth);
      }
      for (const [k, { at }] of seen.entries()) {
        const [x, y] = eye.at(at);
        stroke(pen, lineThrough([[x, y], [boxes[k].x + DOT, boxes[k].y + DOT]]), { colour: INK, width: 1.5 });
        dot(pen, [x, y], SMALL);
      }
      for (const box of boxes) badge(pen, box);
    },
    /** Where points lie, px: what nothing may be written over. */
    boxes(eye, frame, eyes) {
      const { seen, boxes } = placed(eye, frame, eyes);
      return [...seen.map(({ at }) => boxAt(eye.at(at))), ...boxes];
    },
    legend: () => ({
      title: say("legend.points"),
      keys: [
        { mark: "dot", colour: INK, text: say("legend.points_site") },
        { mark: "ring", colour: HALO, text: say("legend.points_halo") },
        { mark: "line", colour: INK, text: say("legend.points_depth") },
      ],
    }),
  };

  /** The points that can be seen and the boxes of their numbers, found once for each picture. */
  function placed(eye, frame, eyes) {
    if (!found.has(eye)) {
      const seen = seenOf(eye, frame);
      found.set(eye, { seen, boxes: numbered(seen, eye, eyes) });
    }
    return found.get(eye);
  }

  /** The points that can be seen, each with its number. */
  function seenOf(eye, { positions, injections = [] }) {
    return injections.flatMap((one, k) => {
      const site = siteOf(one);
      if (!site) return [];
      const at = site.point.map((c, axis) => c + positions[3 * site.vertex + axis] - rest[3 * site.vertex + axis]);
      return eye.faces(at, site.normal) && eye.sees(at) ? [{ number: k + 1, one, site, at }] : [];
    });
  }

  /** Point on the resting skin, its vertex and outward direction, and the depth of the tip; null if it is nowhere. */
  function siteOf(injection) {
    const { muscle, landmark, point_mm: given } = injection;
    if (!given && !(muscle in meta.lab.spread.middles) && !(landmark in meta.landmarks)) return null;
    const { point, depth } = spread.site(injection);
    const vertex = nearestVertex(rest, point);
    return { point, depth, vertex, normal: Array.from(normals.subarray(3 * vertex, 3 * vertex + 3)) };
  }
}

function halo(pen, eye, at, normal, size) {
  const [u, v] = tangents(normal);
  const ring = (share) =>
    lineThrough(
      Array.from({ length: RING }, (_, k) => {
        const [c, s] = [Math.cos((2 * Math.PI * k) / RING), Math.sin((2 * Math.PI * k) / RING)].map((x) => x * share * size);
        return eye.at(at.map((p, i) => p + c * u[i] + s * v[i]));
      }),
      true,
    );
  pen.fillStyle = "rgb(204 121 167 / .26)";
  for (const share of SHARES) pen.fill(ring(share));
  stroke(pen, ring(1), { colour: HALO, width: 1.8 });
}

const boxAt = ([x, y]) => ({ x: x - DOT, y: y - DOT, width: 2 * DOT, height: 2 * DOT });

/** Directions around a box, those away from the nearer eye first: no line is drawn across it. */
function awayFrom(eyes, own) {
  const [dx, dy] = eyes.map((box) => [own.x + DOT - box.x - box.width / 2, own.y + DOT - box.y - box.height / 2]).sort((a, b) => Math.hypot(...a) - Math.hypot(...b))[0];
  return [...CORNERS].sort((a, b) => b[0] * dx + b[1] * dy - a[0] * dx - a[1] * dy);
}

/** A box for each number: its dot, or as near to it as no other dot, number or eye is. */
function numbered(seen, eye, eyes) {
  const dots = seen.map(({ at }) => boxAt(eye.at(at)));
  const done = [];
  for (const [k, own] of dots.entries()) {
    const places = [own, ...AROUND.flatMap((far) => awayFrom(eyes, own).map(([x, y]) => ({ ...own, x: own.x + far * x, y: own.y + far * y })))];
    const free = (box) => ![...eyes, ...done, ...dots.filter((_, other) => other !== k)].some((other) => overlap(box, other, 0));
    done.push({ ...(places.find(free) ?? own), number: seen[k].number });
  }
  return done;
}

function badge(pen, { x, y, number }) {
  dot(pen, [x + DOT, y + DOT], DOT);
  pen.font = font(12);
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillStyle = "#fff";
  pen.fillText(String(number), x + DOT, y + DOT + 0.5);
}

function dot(pen, [x, y], size) {
  pen.beginPath();
  pen.arc(x, y, size, 0, 2 * Math.PI);
  pen.fillStyle = INK;
  pen.fill();
  pen.strokeStyle = "#fff";
  pen.lineWidth = 1.5;
  pen.stroke();
}

/** From the skin to where the tip lies. */
function needle(pen, eye, at, normal, depth) {
  const [a, b] = [eye.at(at), eye.at(at.map((c, k) => c - depth * normal[k]))];
  stroke(pen, lineThrough([a, b]), { colour: INK, width: 2 });
}

function tangents(n) {
  const other = Math.abs(n[1]) < 0.9 ? [0, 1, 0] : [1, 0, 0];
  const cross = (a, b) => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
  const unit = (a) => a.map((c) => c / Math.hypot(...a));
  const u = unit(cross(other, n));
  return [u, cross(n, u)];
}
