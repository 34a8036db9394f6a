// Skin: light that bleeds red round the terminator, two specular lobes, pores and fold lines.

import { NoBlending, NormalBlending, ShaderMaterial, Vector3 } from "three";
import { CORDS } from "./cords.js";
import { DIMPLED, LIGHT } from "./light.js";
import { SIZE } from "./relief.js";

const VERTEX = /* glsl */ `
${LIGHT}
attribute vec3 tint;
attribute vec4 traits; // occlusion, gloss, wet, depth behind the hairline
attribute vec3 rest;
attribute float foldPhase;
attribute vec3 foldGradient;
attribute float foldMask;
attribute vec3 press; // across the fold lines, in area; curvature gained
uniform vec3 uSkin;
uniform float uTint;
varying vec3 vView;
varying vec3 vNormal;
varying vec3 vAlbedo;
varying vec3 vOpen; // share of light that comes in
varying vec3 vTraits; // gloss, wet, depth behind the hairline
varying vec3 vRest;
varying vec2 vFold;
varying vec3 vGradient;

void main() {
  vec4 view = modelViewMatrix * vec4(position, 1.0);
  vView = view.xyz;
  vNormal = normalMatrix * normal;
  vAlbedo = uSkin * pow(tint, vec3(uTint)) * mix(vec3(1.0), vec3(0.95, 0.80, 0.81), min(traits.z, 0.8));
  vAlbedo *= 1.0 - clamp(press.y * 1.4, -0.15, 0.5) * vec3(0.06, 0.22, 0.20);
  // where movement has made a hollow less light comes in, where it bulges more; blood makes shadows warm
  vOpen = pow(vec3(traits.x * (1.0 - hollowed(press.z))), WARM);
  vTraits = traits.yzw;
  vRest = rest;
  vFold = vec2(foldPhase, min(1.4, foldMask * 1.67 * smoothstep(0.02, 0.21, press.x)));
  vGradient = normalMatrix * foldGradient;
  gl_Position = projectionMatrix * view;
}`;

const FRAGMENT = /* glsl */ `
precision highp float;
${LIGHT}
${CORDS}
uniform vec3 uHair;
uniform float uGloss;
uniform vec2 uFade; // heights at which a surface is gone and there, for the collar
varying vec3 vView;
varying vec3 vNormal;
varying vec3 vAlbedo;
varying vec3 vOpen;
varying vec3 vTraits;
varying vec3 vRest;
varying vec2 vFold;
varying vec3 vGradient;
uniform highp sampler3D uRelief;
${DIMPLED}
const float LINE_MM = 0.5; // depth of a line that is pressed as far as lines show
const float ROLL_MM = 0.4; // height of the skin between two of them
uniform mat3 normalMatrix;

void main() {
  vec3 v = normalize(-vView);
  vec3 n = normalize(vNormal);
  vec3 albedo = vAlbedo;
  vec3 open = vOpen;
  float gloss = vTraits.x;
  float wet = vTraits.y;
  float stubble = smoothstep(0.02, 0.36, vTraits.z);
  float fold = fwidth(vFold.x);
  vec3 across = dFdx(vRest);
  vec3 down = dFdy(vRest);
  float level = 0.5 * log2(max(dot(across, across), dot(down, down))); // of detail, for a block of a texel per mm

  // most skin has no fold, no cord and no hair: what they cost is paid only where they are
  float valley = 0.0;
  float dimples = vFold.y * step(DIMPLED, vFold.x);
  if (vFold.y > dimples) {
    // a fold line: a narrow valley at each whole number of the phase, as deep as the skin is pressed
    float away = fract(vFold.x + 0.5) - 0.5;
    float width = max(0.10, 0.7 * fold);
    valley = vFold.y * exp(-away * away / (width * width)) * min(1.0, 0.10 / width + 0.25);
    // the skin on both sides of it rises into a roll up to the next line; both in mm, as measured lines are deep
    float roll = vFold.y * sin(6.2832 * vFold.x);
    n -= (2.0 * LINE_MM * away / (width * width) * valley + 3.14 * ROLL_MM * roll) * (vGradient - dot(vGradient, n) * n);
    albedo *= mix(vec3(1.0), vec3(0.62, 0.47, 0.43), min(1.0, valley) * 0.5);
  }
  if (uCords.x + uCords.y > 0.0) {
    vec2 cord = cords(vRest.xy);
    vec3 outwards = normalMatrix * vec3(sign(vRest.x), 0.0, 0.0);
    n += CORD_SLOPE * cord.x * (outwards - dot(outwards, n) * n);
    open *= pow(vec3(1.0 - CORD_SHADE * cord.y), WARM);
  }

  vec4 pores = textureLod(uRelief, vRest / 8.5, level + log2(${SIZE}.0 / 8.5));
  vec4 coarse = textureLod(uRelief, vRest.zxy / 33.0 + 0.37, level + log2(${SIZE}.0 / 33.0));
  vec3 bump = normalMatrix * ((pores.xyz - 0.5) * (0.30 - 0.12 * wet + 0.5 * stubble) + (coarse.xyz - 0.5) * 0.09);
  if (dimples > 0.0) {
    vec4 islands = textureLod(uRelief, vRest / 52.0, level + log2(${SIZE}.0 / 52.0));
    n -= 1.6 * dimples * normalMatrix * (islands.xyz - 0.5);
    albedo *= 1.0 - dimples * (0.6 - islands.w) * vec3(0.3, 0.4, 0.42);
  }
  bump -= dot(bump, n) * n;
  float grain = pores.w;
  vec3 shine = normalize(n - bump);
  n = normalize(n - 0.35 * bump);

  albedo *= 1.0 + 0.11 * (grain - 0.5) + 0.09 * (coarse.w - 0.5) * vec3(0.5, 1.2, 1.2);
  float matte = 1.0;
  if (stubble > 0.0) {
    // the scalp under the hair: strands too fine to draw, denser away from the hairline, skin between them
    float strand = textureLod(uRelief, vRest.yzx * vec3(0.045, 0.16, 0.16), level + log2(${SIZE}.0 * 0.16)).w;
    float crop = smoothstep(0.05, 1.0, stubble * (1.0 + 0.9 * (strand - 0.5)) + 0.25 * stubble * (grain - 0.5));
    albedo = mix(albedo, uHair * (0.7 + 0.8 * strand), 0.93 * crop);
    matte -= 0.75 * crop;
  }

  const vec3 WRAP = vec3(0.42, 0.20, 0.13);
  float key = dot(n, KEY);
  vec3 light = KEY_COLOUR * wrapped(key, WRAP) * mix(vec3(1.0), open, 0.75);
  light += FILL_COLOUR * (wrapped(dot(n, FILL), WRAP) + wrapped(dot(n, mirrorX(FILL)), WRAP)) * open;
  light += RIM_COLOUR * (wrapped(dot(n, RIM), 0.5 * WRAP) + wrapped(dot(n, mirrorX(RIM)), 0.5 * WRAP)) * open * 0.55;
  light += ambient(n) * open;
  vec3 colour = albedo * light * 0.5;

  float nv = clamp(dot(shine, v), 0.0, 1.0);
  float graze = 1.0 - nv;
  float fresnel = 0.028 + 0.972 * graze * graze * graze * graze * graze * 0.32;
  vec3 h = normalize(KEY + v);
  float nh = clamp(dot(shine, h), 0.0, 1.0);
  float broad = mix(0.62, 0.50, gloss);
  float lobes = 0.72 * ggx(nh, mix(broad, 0.34, wet)) + 0.28 * ggx(nh, mix(broad * 0.62, 0.20, wet));
  float spec = lobes * clamp(key * 1.3 + 0.1, 0.0, 1.0) * (0.50 + 0.55 * gloss + 0.75 * wet);
  vec3 sheen = KEY_COLOUR * spec * 0.030;
  sheen += (ambient(reflect(-v, shine)) * 0.55 + RIM_COLOUR * 0.30 * graze) * fresnel * beneath(n);
  colour += sheen * matte * uGloss * mix(1.0, open.y * open.y, 0.85) * (1.0 - 0.7 * valley);
  gl_FragColor = vec4(developed(colour), smoothstep(uFade.x, uFade.y, vRest.y));
}`;

export function skinMaterial(uniforms, transparent = false) {
  const blending = transparent ? NormalBlending : NoBlending; // not "opaque" to three.js, so both share a program
  return new ShaderMaterial({ vertexShader: VERTEX, fragmentShader: FRAGMENT, uniforms, transparent, blending });
}

export const skinUniforms = () => ({
  uSkin: { value: new Vector3() },
  uHair: { value: new Vector3() },
  uTint: { value: 1 },
  uGloss: { value: 1 },
  uFade: { value: [-2e4, -1e4] },
});
