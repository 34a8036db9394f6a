// Injection points of a case: where, how many units, how deep, and how far the dose spreads on the skin.

import { say } from "../core/messages.js";
import { nearestVertex, vertexNormals } from "../core/geometry.js";
import { createSpread } from "../core/spread.js";
import { beside, INK, label, lineThrough, spread as apart, stroke } from "./pen.js";

const HALO = "#cc79a7"; // reddish purple of Okabe and Ito: no other overlay has it
const RING = 40;
const SHARES = [0.35, 0.7, 1]; // of the radius, one wash over the other: deepest in the middle

export function createPoints(bundle) {
  const { meta, arrays } = bundle;
  const { rest, faces } = arrays;
  const spread = createSpread(bundle);
  const normals = vertexNormals(rest, faces, new Float32Array(rest.length));

  return {
    ink(pen, eye, { positions, injections = [] }) {
      const texts = [];
      for (const [number, one] of injections.entries()) {
        const site = siteOf(one);
        if (!site) continue;
        const shift = [0, 1, 2].map((k) => positions[3 * site.vertex + k] - rest[3 * site.vertex + k]);
        const at = site.point.map((c, k) => c + shift[k]);
        if (!eye.faces(at, site.normal) || !eye.sees(at)) continue;
        halo(pen, eye, at, site.normal, spread.radius(one.dose_units, one.volume_ml));
        needle(pen, eye, at, site.normal, site.depth);
        const text = say("label.point", { number: number + 1, units: +one.dose_units.toFixed(2), depth: +site.depth.toFixed(1) });
        texts.push(beside(pen, eye.rect, text, ...eye.at(at), at[0] < 0 ? -1 : 1));
      }
      for (const { text, x, y } of apart(texts)) label(pen, text, x, y);
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

/** From the skin to where the tip lies. */
function needle(pen, eye, at, normal, depth) {
  const [a, b] = [eye.at(at), eye.at(at.map((c, k) => c - depth * normal[k]))];
  stroke(pen, lineThrough([a, b]), { colour: INK, width: 2 });
  pen.beginPath();
  pen.arc(a[0], a[1], 4, 0, 2 * Math.PI);
  pen.fillStyle = INK;
  pen.fill();
  pen.strokeStyle = "#fff";
  pen.lineWidth = 1.5;
  pen.stroke();
}

function tangents(n) {
  const other = Math.abs(n[1]) < 0.9 ? [0, 1, 0] : [1, 0, 0];
  const cross = (a, b) => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
  const unit = (a) => a.map((c) => c / Math.hypot(...a));
  const u = unit(cross(other, n));
  return [u, cross(n, u)];
}
