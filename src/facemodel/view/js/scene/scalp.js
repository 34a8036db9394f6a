// Hair of the head: the scalp's own triangles once more as a solid cap, and over it thin layers of single strands.

import { Data3DTexture, InstancedBufferAttribute, InstancedBufferGeometry, LinearFilter, LinearMipmapNearestFilter, Mesh, RGFormat, RepeatWrapping, ShaderMaterial } from "three";
import { generator } from "./relief.js";

const LAYERS = { fine: [0.7, 0.85, 1], plain: [0.75, 1] }; // share of the height, the cap first
const SHOWN = 20; // of 255: how deep behind the hairline a corner must lie for its triangle to bear hair

const VERTEX = /* glsl */ `
attribute vec4 traits;
attribute vec3 rest;
attribute float layer; // share of the height; 1 outermost
uniform vec3 uHair;
uniform vec3 uSkin;
uniform float uExposure;
uniform vec2 uLong; // heights between which hair grows from short to long
uniform float uPixels; // height of the pane in pixels
const vec3 KEY = vec3(0.0, 0.5726, 0.8198);
const vec3 FILL = vec3(0.8540, 0.1139, 0.5077);
const vec3 MIDDLE = vec3(0.0, 40.0, -18.0); // of the skull
const vec3 CROWN = vec3(0.0, 0.885, -0.466); // where hair whorls, seen from there
const float THICK = 6.5; // mm
const float ROUND = 90.0; // mm, radius of the skull
varying vec3 vAway; // across the axis through the crown
varying vec3 vColour;
varying vec3 vShine;
varying vec4 vWhere; // layer, depth behind the hairline, way down from the crown, level of detail
varying vec2 vEdge; // how far it faces the viewer; px from the outline where it does so fully

void main() {
  vec3 from = normalize(rest - MIDDLE);
  float down = dot(from, CROWN);
  vec3 comb = normalize(down * from - CROWN + vec3(1e-4));
  float depth = traits.w;
  float high = THICK * mix(0.18, 1.0, smoothstep(0.10, 0.95, depth)) * mix(0.42, 1.0, smoothstep(uLong.x, uLong.y, rest.y)) * layer;
  vec4 view = modelViewMatrix * vec4(position + high * (normal + 0.55 * comb), 1.0);
  vec3 n = normalize(normalMatrix * normal);
  vec3 t = normalize(normalMatrix * (comb + 0.35 * normal));
  vec3 v = normalize(-view.xyz);
  float th = dot(t, normalize(KEY + v));
  float lit = 0.40 + 1.15 * max(0.25 + 0.75 * dot(n, KEY), 0.0) + 0.25 * max(abs(n.x) * FILL.x + n.z * FILL.z, 0.0);
  float within = mix(0.42, 1.0, layer) * mix(0.7, 1.0, traits.x);
  // along the hairline single hairs are too fine to be as dark as many together
  vec3 hair = mix(uSkin * 0.42, uHair, smoothstep(0.06, 0.46, depth));
  vColour = hair * uExposure * lit * within;
  vShine = (vec3(0.030, 0.026, 0.022) + 1.6 * uHair) * uExposure * (0.9 * pow(sqrt(max(1.0 - th * th, 0.0)), 28.0)) * max(0.3 + dot(n, KEY), 0.0) * within * layer;
  vAway = from - CROWN * down;
  float mm = -view.z / (0.5 * uPixels * projectionMatrix[1][1]); // of a pixel
  // strands on a pixel, more where the scalp turns away; not left to the GPU, which sees panes differently
  vWhere = vec4(layer, depth, down, log2(2.0 * mm / max(abs(n.z), 0.15)));
  vEdge = vec2(dot(n, v), 0.5 * ROUND / mm);
  gl_Position = projectionMatrix * view;
}`;

const FRAGMENT = /* glsl */ `
precision highp float;
uniform highp sampler3D uStrands;
varying vec3 vAway;
varying vec3 vColour;
varying vec3 vShine;
varying vec4 vWhere;
varying vec2 vEdge;
const vec3 CROWN = vec3(0.0, 0.885, -0.466);

void main() {
  // a strand is a streak away from the crown, half a millimetre wide
  vec3 away = normalize(vAway);
  away.x = abs(away.x); // both sides alike, so that a mirror image is one
  vec2 noise = textureLod(uStrands, away * 5.6 + CROWN * vWhere.z * 1.15, vWhere.w).rg;
  float strand = noise.x;
  float grown = 0.76 * strand + 0.24 * noise.y;
  // the cap is closed but for its hairline; of the layers over it only strands are seen
  float shown = smoothstep(0.06, 0.42, vWhere.y + 0.22 * (grown - 0.5));
  float facing = max(vEdge.x, 0.0);
  if (vWhere.x > 0.8) shown *= smoothstep(0.40, 0.75, grown) * 0.7 * smoothstep(0.05, 0.35, facing);
  // a round surface ends with its outline: the last pixels before it fade
  shown *= min(facing * facing * vEdge.y / 1.6, 1.0);
  vec3 colour = vColour * (0.45 + 1.1 * grown) + vShine * (0.25 + 1.5 * strand);
  gl_FragColor = vec4(sqrt(colour), shown);
}`;

/** Material of all hair of the head; `uniforms` has uHair, uSkin, uExposure and uPixels. */
export function scalpMaterial(uniforms, landmarks, rest) {
  const y = (name) => rest[3 * landmarks[name] + 1];
  const long = "trichion" in landmarks ? [0.5 * (y("glabella") + y("exocanthion_left")), y("trichion")] : [24, 85];
  return new ShaderMaterial({
    vertexShader: VERTEX,
    fragmentShader: FRAGMENT,
    uniforms: { ...uniforms, uStrands: { value: strands() }, uLong: { value: long } },
    transparent: true,
  });
}

/** Layers over a surface with hair on it: they share its arrays, so what moves it moves them. Null where none grows. */
export function hairOver(geometry, material, fine) {
  const { array: traits } = geometry.attributes.traits;
  const corners = geometry.index.array;
  const grows = [];
  for (let f = 0; f < corners.length; f += 3)
    if ([0, 1, 2].some((k) => traits[4 * corners[f + k] + 3] > SHOWN)) grows.push(corners[f], corners[f + 1], corners[f + 2]);
  if (!grows.length) return null;
  const layers = new InstancedBufferGeometry();
  layers.setIndex(grows);
  for (const name of ["position", "normal", "rest", "traits"]) layers.setAttribute(name, geometry.attributes[name]);
  const heights = fine ? LAYERS.fine : LAYERS.plain;
  layers.setAttribute("layer", new InstancedBufferAttribute(Float32Array.from(heights), 1));
  layers.instanceCount = heights.length;
  const mesh = new Mesh(layers, material);
  mesh.name = "hair";
  mesh.renderOrder = -2; // before brows and lashes
  mesh.frustumCulled = false;
  return mesh;
}

/** A repeating block of noise: of single strands in red, of tufts of them in green. */
function strands() {
  const size = 32;
  const random = generator(5);
  const single = Float32Array.from({ length: size ** 3 }, random);
  let tufts = Float32Array.from({ length: size ** 3 }, random);
  for (const step of [1, size, size ** 2]) tufts = tufts.map((_, i) => mean(tufts, i, step, size));
  const spread = (x) => Math.min(1, Math.max(0, 0.5 + 3.2 * (x - 0.5))); // a mean varies less
  const bytes = new Uint8Array(2 * size ** 3);
  for (let i = 0; i < single.length; i++) bytes.set([256 * single[i], 255 * spread(tufts[i])], 2 * i);
  const texture = new Data3DTexture(bytes, size, size, size);
  texture.format = RGFormat;
  texture.wrapS = texture.wrapT = texture.wrapR = RepeatWrapping;
  texture.magFilter = LinearFilter;
  texture.minFilter = LinearMipmapNearestFilter; // from afar strands run together
  texture.generateMipmaps = true;
  texture.needsUpdate = true;
  return texture;
}

/** Mean of a cell and its neighbours along one axis of a block that repeats. */
function mean(values, i, step, size) {
  const at = Math.floor(i / step) % size;
  const [low, high] = [i + step * (at ? -1 : size - 1), i + step * (at < size - 1 ? 1 : 1 - size)];
  return (values[low] + values[i] + values[high]) / 3;
}
