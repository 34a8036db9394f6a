// Lines of the face as relief: valleys as deep and as wide as the model says, lit like the skin they lie in.

import { AddEquation, BufferAttribute, BufferGeometry, CustomBlending, DstColorFactor, DynamicDrawUsage, Mesh, ShaderMaterial, SrcColorFactor } from "three";
import { say } from "../core/messages.js";
import { follow } from "../core/attachment.js";
import { createLineDepth } from "../core/wrinkles.js";
import { beside, label, spread } from "./pen.js";

const FINER = 4; // places drawn between two points of a line
const HALF_MM = 2.2; // half-width that is drawn; valleys are narrower

const VERTEX = /* glsl */ `
attribute vec3 outward;
attribute vec3 across;
attribute vec2 line; // side -1 or 1, depth in mm
varying vec2 vLine;
varying vec3 vNormal;
varying vec3 vAcross;
void main() {
  vec3 p = (modelViewMatrix * vec4(position + across * line.x * ${HALF_MM.toFixed(1)}, 1.0)).xyz;
  gl_Position = projectionMatrix * vec4(p, 1.0);
  vec4 nearer = projectionMatrix * vec4(p - normalize(p) * 2.0, 1.0); // a flat ribbon on round skin
  gl_Position.z = nearer.z / nearer.w * gl_Position.w;
  vLine = line;
  vNormal = normalMatrix * outward;
  vAcross = normalMatrix * across;
}`;

// what is under it times twice the colour: 0.5 leaves it alone, more is brighter, less is darker
const FRAGMENT = /* glsl */ `
precision highp float;
uniform vec2 uWidth;
varying vec2 vLine;
varying vec3 vNormal;
varying vec3 vAcross;
const vec3 KEY = vec3(0.0, 0.5726, 0.8198);
float lit(vec3 n) { return 0.30 + 0.70 * max(0.0, dot(n, KEY) * 0.8 + 0.2); }
void main() {
  float depth = vLine.y;
  float away = vLine.x * ${HALF_MM.toFixed(1)};
  float half_ = max(uWidth.x + uWidth.y * depth, 0.9 * fwidth(away));
  float share = away / half_;
  float valley = depth * exp(-share * share) * min(1.0, (uWidth.x + uWidth.y * depth) / half_ + 0.15);
  float slope = 2.0 * share / half_ * valley;
  vec3 n = normalize(vNormal);
  vec3 tilted = normalize(n - slope * normalize(vAcross));
  float edge = 1.0 - smoothstep(0.75, 1.0, abs(vLine.x));
  float light = mix(1.0, lit(tilted) / lit(n), edge);
  float dark = 1.0 - exp(-1.5 * valley);
  vec3 colour = light * mix(vec3(1.0), vec3(0.66, 0.52, 0.48), dark * edge);
  gl_FragColor = vec4(0.5 * colour, 1.0);
}`;

/** @returns { mount(head), ink, legend, dispose } */
export function createLines({ meta, arrays }) {
  const { line_constants: constants } = meta.overlays;
  const { lines, count, places, depth } = createLineDepth({ meta, arrays });
  const points = new Float32Array(3 * count);
  const normals = new Float32Array(3 * count);
  const grades = [constants.fws_1, constants.fws_2, constants.fws_3];

  return {
    mount,
    /** The deepest line of each group on each side, in mm with its grade. */
    ink(pen, eye, { positions, age }, head, taken) {
      const deep = depth(positions, age);
      follow(places, positions, points);
      follow(places, head.normals, normals);
      const best = new Map();
      for (const line of lines) {
        const key = `${line.group} ${line.side}`;
        const mm = deep.subarray(line.start, line.start + line.points).reduce((a, b) => Math.max(a, b));
        const [first, last] = [line.start, line.start + line.points - 1];
        const p = Math.abs(points[3 * first]) > Math.abs(points[3 * last]) ? first : last; // the outer end
        if (mm >= grades[0] && mm > (best.get(key)?.mm ?? 0)) best.set(key, { mm, p });
      }
      const texts = [];
      for (const { mm, p } of best.values()) {
        const at = [0, 1, 2].map((k) => points[3 * p + k]);
        if (!eye.faces(at, normals.subarray(3 * p, 3 * p + 3)) || !eye.sees(at)) continue;
        const text = say("label.line", { mm: mm.toFixed(1), grade: grades.filter((g) => mm >= g).length });
        texts.push(beside(pen, eye.rect, text, ...eye.at(at), at[0] < 0 ? -1 : 1));
      }
      for (const { text, x, y } of spread(texts, 17, taken)) label(pen, text, x, y);
    },
    legend(frames) {
      const ages = new Set(frames.map(({ age }) => Math.round(age ?? meta.overlays.line_age_years)));
      const text = say("legend.lines_key", { years: [...ages].join(", ") });
      return { title: say("legend.lines"), keys: [{ mark: "line", colour: "#7a5a50", text }] };
    },
    dispose() {},
  };

  function mount(head) {
    const shape = ribbons(lines);
    const material = new ShaderMaterial({
      vertexShader: VERTEX,
      fragmentShader: FRAGMENT,
      uniforms: { uWidth: { value: [constants.half_width_mm, constants.half_width_per_mm] } },
      transparent: true,
      depthWrite: false,
      blending: CustomBlending,
      blendEquation: AddEquation,
      blendSrc: DstColorFactor,
      blendDst: SrcColorFactor,
      side: 2,
    });
    const mesh = new Mesh(shape.geometry, material);
    mesh.name = "lines";
    mesh.frustumCulled = false;
    mesh.renderOrder = 3;
    head.group.add(mesh);
    head.setFolds(false); // the relief stands for them
    return {
      update({ positions, age }) {
        follow(places, positions, points);
        follow(places, head.normals, normals);
        shape.fill(points, normals, depth(positions, age));
      },
      dispose() {
        head.group.remove(mesh);
        head.setFolds(true);
        shape.geometry.dispose();
        material.dispose();
      },
    };
  }
}

/** Ribbons along smooth curves through the points of all lines. */
function ribbons(lines) {
  const many = lines.reduce((sum, { points }) => sum + (points - 1) * FINER + 1, 0);
  const geometry = new BufferGeometry();
  const moving = (name, size) => {
    const attribute = new BufferAttribute(new Float32Array(2 * size * many), size).setUsage(DynamicDrawUsage);
    geometry.setAttribute(name, attribute);
    return attribute;
  };
  const [position, outward, across, line] = [moving("position", 3), moving("outward", 3), moving("across", 3), moving("line", 2)];
  const triangles = [];
  let from = 0;
  for (const { points } of lines) {
    for (let s = 0; s < (points - 1) * FINER; s++, from++) triangles.push(2 * from, 2 * from + 1, 2 * from + 2, 2 * from + 2, 2 * from + 1, 2 * from + 3);
    from++;
  }
  geometry.setIndex(triangles);
  return { geometry, fill };

  function fill(points, normals, depth) {
    let v = 0;
    for (const one of lines) {
      const last = one.points - 1;
      const at = (values, s, k) => values[3 * (one.start + Math.min(last, Math.max(0, s))) + k];
      for (let s = 0; s <= last; s++)
        for (let f = 0; f < (s < last ? FINER : 1); f++, v++) {
          const t = f / FINER;
          const [p, way, n] = [[], [], []];
          for (let k = 0; k < 3; k++) {
            const [a, b, c, d] = [-1, 0, 1, 2].map((i) => at(points, s + i, k));
            p.push(b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a))));
            way.push(0.5 * (c - a + t * (4 * a - 10 * b + 8 * c - 2 * d + t * (9 * (b - c) + 3 * (d - a)))));
            n.push(at(normals, s, k) + t * (at(normals, s + 1, k) - at(normals, s, k)));
          }
          const side = [way[1] * n[2] - way[2] * n[1], way[2] * n[0] - way[0] * n[2], way[0] * n[1] - way[1] * n[0]];
          const length = Math.hypot(...side) || 1;
          const deep = depth[one.start + s] + t * ((s < last ? depth[one.start + s + 1] : 0) - depth[one.start + s]);
          for (const edge of [0, 1]) {
            position.array.set(p, 3 * (2 * v + edge));
            outward.array.set(n, 3 * (2 * v + edge));
            across.array.set(side.map((c) => c / length), 3 * (2 * v + edge));
            line.array.set([2 * edge - 1, deep], 2 * (2 * v + edge));
          }
        }
    }
    for (const attribute of [position, outward, across, line]) attribute.needsUpdate = true;
  }
}
