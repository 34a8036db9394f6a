// Skin where the CPU draws: diffuse light per vertex, shine and fold lines per pixel.

import { ShaderMaterial } from "three";
import { CORDS } from "./cords.js";
import { DIMPLED, ENCODED, LIGHT } from "./light.js";

const VERTEX = /* glsl */ `
${LIGHT}
attribute vec3 tint;
attribute vec4 traits; // occlusion, gloss, wet, depth behind the hairline
attribute vec3 rest;
attribute float foldPhase;
attribute float foldMask;
attribute vec3 press; // across the fold lines, in area; curvature gained
uniform vec3 uSkin;
uniform vec3 uHair;
uniform float uTint;
uniform float uGloss;
varying vec2 vPlace; // at rest, from the front
varying vec3 vColour;
varying vec3 vShine; // strength, strength of the sheen at grazing view, roughness
varying vec3 vNormal;
varying vec2 vFold;

void main() {
  vec4 view = modelViewMatrix * vec4(position, 1.0);
  vec3 n = normalize(normalMatrix * normal);
  float wet = traits.z;
  vec3 albedo = uSkin * pow(tint, vec3(uTint)) * mix(vec3(1.0), vec3(0.95, 0.80, 0.81), min(wet, 0.8));
  albedo *= 1.0 - clamp(press.y * 1.4, -0.35, 0.5) * vec3(0.06, 0.22, 0.20);
  float crop = smoothstep(0.04, 0.36, traits.w);
  albedo = mix(albedo, uHair, 0.90 * crop);
  float occlusion = traits.x * (1.0 - hollowed(press.z));
  vec3 open = pow(vec3(occlusion), vec3(0.72, 1.0, 1.08));
  const vec3 WRAP = vec3(0.42, 0.20, 0.13);
  float key = dot(n, KEY);
  vec3 light = KEY_COLOUR * wrapped(key, WRAP) * mix(vec3(1.0), open, 0.75);
  light += FILL_COLOUR * (wrapped(dot(n, FILL), WRAP) + wrapped(dot(n, mirrorX(FILL)), WRAP)) * open;
  light += RIM_COLOUR * (wrapped(dot(n, RIM), 0.5 * WRAP) + wrapped(dot(n, mirrorX(RIM)), 0.5 * WRAP)) * open * 0.55;
  light += ambient(n) * open;
  vColour = albedo * light * 0.5 * uExposure;
  float gloss = traits.y;
  float strength = uGloss * uExposure * mix(1.0, occlusion * occlusion, 0.85) * (1.0 - 0.75 * crop);
  float a = mix(mix(0.56, 0.46, gloss), 0.30, wet);
  a *= a;
  vShine = vec3(strength * 0.055 * clamp(key * 1.3 + 0.1, 0.0, 1.0) * (0.50 + 0.55 * gloss + 0.75 * wet) * a * a / 3.14159, strength * 0.14 * beneath(n), a * a);
  vNormal = n;
  vPlace = rest.xy;
  vFold = vec2(foldPhase, min(1.4, foldMask * 1.67 * smoothstep(0.02, 0.21, press.x)));
  gl_Position = projectionMatrix * view;
}`;

const FRAGMENT = /* glsl */ `
precision highp float;
${ENCODED}
${CORDS}
uniform vec2 uFade; // heights at which a surface is gone and there, for the collar
varying vec2 vPlace;
varying vec3 vColour;
varying vec3 vShine;
varying vec3 vNormal;
varying vec2 vFold;
${DIMPLED}
const vec3 HALF = vec3(0.0, 0.3001, 0.9539); // between the key light and a viewer straight ahead

void main() {
  vec3 n = normalize(vNormal);
  vec3 colour = vColour;
  float away = (fract(vFold.x + 0.5) - 0.5) / max(0.10, 0.7 * fwidth(vFold.x));
  float valley = 1.0 + away * away;
  valley = vFold.y * (1.0 - step(DIMPLED, vFold.x)) / (valley * valley);
  colour *= 1.0 - min(valley, 1.0) * vec3(0.20, 0.30, 0.32);
  if (uCords.x + uCords.y > 0.0) {
    vec2 cord = cords(vPlace);
    n = normalize(n + vec3(CORD_SLOPE * cord.x * sign(vPlace.x), 0.0, 0.0));
    colour *= 1.0 - 0.9 * CORD_SHADE * cord.y;
  }
  float nh = max(dot(n, HALF), 0.0);
  float d = nh * nh * (vShine.z - 1.0) + 1.0;
  float graze = 1.0 - max(n.z, 0.0);
  colour += vShine.x / (d * d) + vec3(1.0, 0.95, 0.90) * vShine.y * graze * graze * graze * graze;
  // the same curve as developed() in light.js without branches and powers
  float low = min(colour.r, min(colour.g, colour.b));
  colour -= low < 0.08 ? low - 6.25 * low * low : 0.04;
  float peak = max(colour.r, max(colour.g, colour.b));
  colour *= peak > 0.72 ? (1.0 - 0.0784 / (peak - 0.44)) / peak : 1.0;
  gl_FragColor = vec4(encoded(colour), smoothstep(uFade.x, uFade.y, vPlace.y));
}`;

export function lightSkinMaterial(uniforms, transparent = false) {
  return new ShaderMaterial({ vertexShader: VERTEX, fragmentShader: FRAGMENT, uniforms, transparent });
}
