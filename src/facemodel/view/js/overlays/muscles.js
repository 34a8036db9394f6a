// Muscles under the skin: fibres coloured by activation, as thick as their remaining strength lets them be.

import { BufferAttribute, BufferGeometry, DataTexture, DynamicDrawUsage, FloatType, LinearFilter, Mesh, NearestFilter, RGBAFormat, ShaderMaterial } from "three";
import { say } from "../core/messages.js";
import { createBands } from "../core/bands.js";
import { strip } from "../core/colours.js";
import { muscleAt, nameMuscles } from "./muscle_names.js";

const VERTEX = /* glsl */ `
attribute vec3 along;
attribute vec3 outward;
attribute vec4 fibre; // side -1 or 1, share of the length, muscle, depth in mm
attribute float half_;
uniform sampler2D uMuscles; // activation, remaining strength, lit or not
varying vec2 vAcross;
varying vec4 vLook; // activation, facing, depth, lit
void main() {
  vec4 muscle = texelFetch(uMuscles, ivec2(int(fibre.z), 0), 0);
  vec3 p = (modelViewMatrix * vec4(position, 1.0)).xyz;
  vec3 t = normalize((modelViewMatrix * vec4(along, 0.0)).xyz);
  vec3 look = normalize(p);
  float ends = 0.55 + 0.45 * smoothstep(0.0, 0.25, min(fibre.y, 1.0 - fibre.y));
  float wide = half_ * (0.16 + 0.74 * muscle.y) * ends;
  p += normalize(cross(t, look)) * fibre.x * wide;
  gl_Position = projectionMatrix * vec4(p, 1.0);
  // seen through its own skin, but not through what lies further in front, such as the nose
  vec4 nearer = projectionMatrix * vec4(p - look * (fibre.w + 5.0), 1.0);
  gl_Position.z = nearer.z / nearer.w * gl_Position.w;
  vAcross = vec2(fibre.x, fibre.y);
  float facing = -dot(normalize((modelViewMatrix * vec4(outward, 0.0)).xyz), look);
  vLook = vec4(muscle.x, facing, fibre.w, muscle.z);
}`;

const FRAGMENT = /* glsl */ `
precision highp float;
uniform sampler2D uStrip;
varying vec2 vAcross;
varying vec4 vLook;
void main() {
  float a = vLook.x;
  vec3 colour = a < -0.02 ? vec3(0.97) : texture(uStrip, vec2(clamp(a, 0.002, 0.998), 0.5)).rgb;
  float x = vAcross.x;
  float round_ = sqrt(max(0.0, 1.0 - x * x));
  colour *= 0.55 + 0.45 * round_;
  colour += 0.10 * pow(round_, 8.0);
  float strength = clamp(abs(a) * 2.2, 0.0, 1.0);
  float alpha = mix(0.42, 0.96, strength) * mix(1.0, 0.62, clamp(vLook.z / 16.0, 0.0, 1.0));
  alpha = vLook.w > 1.5 ? 1.0 : vLook.w < 0.5 ? 0.22 * alpha : alpha;
  colour = vLook.w > 1.5 ? mix(colour, vec3(1.0), 0.12) : colour;
  alpha *= smoothstep(0.0, 0.10, min(vAcross.y, 1.0 - vAcross.y));
  alpha *= smoothstep(0.02, 0.30, vLook.y) * smoothstep(0.0, 0.25, round_);
  gl_FragColor = vec4(colour, alpha);
}`;

/** @returns (head) => { update(frame), dispose() }; frame.lit: muscles that stand out, or none; geometry made once per head */
export function createMuscles({ meta, arrays }, { index }) {
  const colours = new DataTexture(strip("cividis"), 256, 1);
  colours.magFilter = colours.minFilter = LinearFilter;
  colours.needsUpdate = true;
  const bands = createBands({ meta, arrays }, index);

  return {
    mount,
    /** Names beside the face where there is room for them. */
    ink(pen, eye, frame, head) {
      bands.update(frame.positions, head.normals);
      nameMuscles(pen, eye, bands, frame, meta.muscles, frame.lit);
    },
    /** The muscle under a point of a pane, or -1. */
    at(eye, frame, head, point) {
      bands.update(frame.positions, head.normals);
      return muscleAt(bands, eye, point);
    },
    legend: () => ({
      title: say("legend.muscles"),
      note: say("legend.muscles_note"),
      scale: "cividis",
      ends: [0, 1],
      ticks: [0, 0.5, 1],
      format: (x) => String(100 * x),
    }),
    dispose: () => colours.dispose(),
  };

  function mount(head) {
    const look = new Float32Array(4 * meta.muscles.length);
    const table = new DataTexture(look, meta.muscles.length, 1, RGBAFormat, FloatType);
    table.magFilter = table.minFilter = NearestFilter;
    const { geometry, copy } = ribbons(bands);
    const material = new ShaderMaterial({
      vertexShader: VERTEX,
      fragmentShader: FRAGMENT,
      uniforms: { uStrip: { value: colours }, uMuscles: { value: table } },
      transparent: true,
      depthWrite: false,
      side: 2,
    });
    const mesh = new Mesh(geometry, material);
    mesh.name = "muscles";
    mesh.frustumCulled = false;
    mesh.renderOrder = 5;
    head.group.add(mesh);
    return {
      update({ positions, activation, remaining, lit }) {
        bands.update(positions, head.normals);
        copy();
        for (let m = 0; m < meta.muscles.length; m++) look.set([activation[m], remaining ? remaining[m] : 1, lit ? (lit.has(m) ? 2 : 0) : 1, 0], 4 * m);
        table.needsUpdate = true;
      },
      dispose() {
        head.group.remove(mesh);
        geometry.dispose();
        material.dispose();
        table.dispose();
      },
    };
  }
}

/** Two edges for each fibre, deep muscles first so that others lie over them. */
function ribbons({ fibres, count, depth, point, along, normal }) {
  const geometry = new BufferGeometry();
  const moving = (name) => {
    const attribute = new BufferAttribute(new Float32Array(6 * count), 3).setUsage(DynamicDrawUsage);
    geometry.setAttribute(name, attribute);
    return attribute;
  };
  const targets = [[point, moving("position")], [along, moving("along")], [normal, moving("outward")]];
  const fixed = new Float32Array(8 * count);
  const half = new Float32Array(2 * count);
  const triangles = [];
  const mean = ({ start, points }) => depth.subarray(start, start + points).reduce((sum, x) => sum + x, 0) / points;
  for (const { muscle, start, points, half: wide } of [...fibres].sort((a, b) => mean(b) - mean(a)))
    for (let s = 0; s < points; s++) {
      const v = 2 * (start + s);
      for (const edge of [0, 1]) {
        fixed.set([2 * edge - 1, s / (points - 1), muscle, depth[start + s]], 4 * (v + edge));
        half[v + edge] = wide;
      }
      if (s) triangles.push(v - 2, v - 1, v, v, v - 1, v + 1);
    }
  geometry.setAttribute("fibre", new BufferAttribute(fixed, 4));
  geometry.setAttribute("half_", new BufferAttribute(half, 1));
  geometry.setIndex(triangles);
  return {
    geometry,
    copy() {
      for (const [source, attribute] of targets) {
        const { array } = attribute;
        for (let i = 0; i < count; i++)
          for (let k = 0; k < 3; k++) array[6 * i + k] = array[6 * i + 3 + k] = source[3 * i + k];
        attribute.needsUpdate = true;
      }
    },
  };
}
