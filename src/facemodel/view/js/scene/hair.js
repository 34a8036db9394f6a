// Brows and lashes: ribbons never thinner than a pixel; what they gain in width they lose in opacity.

import { DoubleSide, ShaderMaterial } from "three";

const VERTEX = /* glsl */ `
attribute vec3 tint;
attribute vec3 along; // direction of the hair; its length is half the ribbon's width, mm
uniform vec3 uHair;
uniform float uExposure;
uniform float uDensity; // opacity of a hair that is wider than a pixel
uniform float uPixels; // height of the pane in pixels
const vec3 KEY = vec3(0.0, 0.5726, 0.8198);
varying vec3 vColour;
varying vec3 vEdge; // side -1..1, opacity, px across from the middle

void main() {
  vec4 view = modelViewMatrix * vec4(position, 1.0);
  float perMm = 0.5 * uPixels * projectionMatrix[1][1] / -view.z;
  float half_ = max(length(along) * perMm, 0.02);
  float drawn = max(half_, 0.5) + 0.35;
  // the ribbon always shows its flat side
  vec3 side = cross(mat3(modelViewMatrix) * along, view.xyz);
  float edge = gl_VertexID % 2 == 0 ? 1.0 : -1.0;
  view.xyz += side * (edge * drawn / perMm / max(length(side), 1e-6));
  vec3 n = normalize(normalMatrix * normal + vec3(0.0, 0.0, 0.8)); // a strand catches light on all sides
  vColour = sqrt(uHair * (0.5 + 0.55 * tint) * uExposure * (0.34 + 0.9 * max(dot(n, KEY), 0.0)));
  vEdge = vec3(edge, min(1.0, half_ / 0.5) * uDensity, drawn);
  gl_Position = projectionMatrix * view;
}`;

const FRAGMENT = /* glsl */ `
precision mediump float;
varying vec3 vColour;
varying vec3 vEdge;
void main() {
  float inside = (1.0 - abs(vEdge.x)) * vEdge.z; // px from the edge
  gl_FragColor = vec4(vColour, vEdge.y * clamp(inside / 0.7, 0.0, 1.0));
}`;

export function hairMaterial(uniforms) {
  return new ShaderMaterial({
    vertexShader: VERTEX,
    fragmentShader: FRAGMENT,
    uniforms,
    transparent: true,
    depthWrite: false,
    side: DoubleSide, // ribbons turn either face to the viewer
  });
}

/**
 * Hairs as ribbons: vertices 2k and 2k + 1 are the two edges at one step, joined to the next step by faces.
 * Both edges lie on one triangle of the skin, so only their middle is moved: p0 + a (p1 - p0) + b (p2 - p0) + h n.
 * `along` tells the shader the way and half the width.
 */
export function ribbons(out, faces, skinRest, corners, coords) {
  const steps = out.length / 6;
  const edges = placed(new Float32Array(out.length), corners, coords, skinRest);
  const joined = new Uint8Array(steps);
  for (let f = 0; f < faces.length; f += 3) joined[Math.min(faces[f], faces[f + 1], faces[f + 2]) >> 1] = 1;
  const along = new Float32Array(out.length);
  const width = new Float32Array(steps);
  const middle = new Float32Array(3 * steps);
  for (let s = 0, i = 0; s < steps; s++, i += 6) {
    width[s] = Math.hypot(edges[i] - edges[i + 3], edges[i + 1] - edges[i + 4], edges[i + 2] - edges[i + 5]) / 2;
    for (let c = 0; c < 3; c++) middle[3 * s + c] = (coords[i + c] + coords[i + 3 + c]) / 2;
  }

  const feet = Int32Array.from({ length: 3 * steps }, (_, m) => corners[6 * Math.floor(m / 3) + (m % 3)]);
  const spine = new Float32Array(3 * steps);
  const reach = new Float32Array(steps); // of each step from the hair's root: skin stretches, hair does not
  placed(spine, feet, middle, skinRest);
  fromRoots((s, length) => (reach[s] = length));

  function follow(skin) {
    placed(spine, feet, middle, skin);
    fromRoots((s, length, root) => {
      const scale = reach[s] / (length || 1);
      for (let c = 0; c < 3; c++) spine[3 * s + c] = spine[3 * root + c] + scale * (spine[3 * s + c] - spine[3 * root + c]);
    });
    for (let m = 0, i = 0; m < spine.length; m += 3, i += 6) {
      out[i] = out[i + 3] = spine[m];
      out[i + 1] = out[i + 4] = spine[m + 1];
      out[i + 2] = out[i + 5] = spine[m + 2];
    }
    for (let s = 0; s < steps; s++) {
      const from = 6 * (joined[s] ? s : s - 1);
      const dx = out[from + 6] - out[from];
      const dy = out[from + 7] - out[from + 1];
      const dz = out[from + 8] - out[from + 2];
      const scale = width[s] / (Math.sqrt(dx * dx + dy * dy + dz * dz) || 1);
      for (const i of [6 * s, 6 * s + 3]) {
        along[i] = dx * scale;
        along[i + 1] = dy * scale;
        along[i + 2] = dz * scale;
      }
    }
  }
  return { along, follow };

  /** Calls back with each step beyond a hair's root, its distance from the root, and the root's step. */
  function fromRoots(told) {
    for (let s = 0, root = 0; s < steps; s++) {
      if (s === 0 || !joined[s - 1]) root = s;
      else told(s, Math.hypot(...[0, 1, 2].map((c) => spine[3 * s + c] - spine[3 * root + c])), root);
    }
  }
}

/** out (3 n): points p0 + a (p1 - p0) + b (p2 - p0) + h n on triangles of the skin; corners and coords (3 n). */
function placed(out, corners, coords, skin) {
  for (let i = 0; i < out.length; i += 3) {
    const p = 3 * corners[i];
    const q = 3 * corners[i + 1];
    const r = 3 * corners[i + 2];
    const ux = skin[q] - skin[p];
    const uy = skin[q + 1] - skin[p + 1];
    const uz = skin[q + 2] - skin[p + 2];
    const vx = skin[r] - skin[p];
    const vy = skin[r + 1] - skin[p + 1];
    const vz = skin[r + 2] - skin[p + 2];
    const nx = uy * vz - uz * vy;
    const ny = uz * vx - ux * vz;
    const nz = ux * vy - uy * vx;
    const a = coords[i];
    const b = coords[i + 1];
    const h = coords[i + 2] / (Math.sqrt(nx * nx + ny * ny + nz * nz) || 1);
    out[i] = skin[p] + a * ux + b * vx + h * nx;
    out[i + 1] = skin[p + 1] + a * uy + b * vy + h * ny;
    out[i + 2] = skin[p + 2] + a * uz + b * vz + h * nz;
  }
  return out;
}
