// Teeth, tongue and lining of the mouth, shaded by the lips in front of them.

import { ShaderMaterial } from "three";
import { LIGHT } from "./light.js";
import { CHAIN, LID_POINTS, chainPoints } from "./eye.js";

const VERTEX = /* glsl */ `
attribute vec3 tint;
varying vec3 vView;
varying vec3 vNormal;
varying vec3 vTint;
varying vec3 vHead;
void main() {
  vec4 placed = modelMatrix * vec4(position, 1.0);
  vHead = placed.xyz;
  vec4 view = viewMatrix * placed;
  vView = view.xyz;
  vNormal = normalMatrix * normal;
  vTint = tint;
  gl_Position = projectionMatrix * view;
}`;

const FRAGMENT = /* glsl */ `
precision highp float;
${LIGHT}
varying vec3 vView;
varying vec3 vNormal;
varying vec3 vTint;
varying vec3 vHead;
${CHAIN}
uniform vec3 uUpper[${LID_POINTS}];
uniform vec3 uLower[${LID_POINTS}];

void main() {
  vec3 n = normalize(vNormal);
  vec3 v = normalize(-vView);
  vec3 albedo = pow(vTint, vec3(2.2));
  // light enters between the lips: less towards their edges and with depth
  float top = chain(uUpper, vHead.x);
  float bottom = chain(uLower, vHead.x);
  float gate = max(top - bottom, 0.0);
  float above = top - vHead.y;
  float below = vHead.y - bottom;
  float lipZ = 0.5 * (uUpper[${(LID_POINTS - 1) / 2}].z + uLower[${(LID_POINTS - 1) / 2}].z);
  // the wider the jaw, the deeper light reaches: side teeth, tongue and palate come out of the dark
  float depth = clamp((lipZ - 8.0 - vHead.z) / (36.0 + 1.0 * gate), 0.0, 1.0);
  float side = smoothstep(1.10, 0.65, abs(vHead.x) / max(abs(uUpper[0].x), 1.0));
  float open = mix(0.50, 1.0, smoothstep(-1.0, 4.0, above)) * mix(0.70, 1.0, smoothstep(-1.0, 3.0, below));
  open *= mix(1.0, 0.05, depth) * mix(0.5, 1.0, side);
  const vec3 WRAP = vec3(0.45, 0.36, 0.32);
  const float SHINE = 0.05;
  vec3 light = KEY_COLOUR * wrapped(dot(n, KEY), WRAP);
  light += FILL_COLOUR * (wrapped(dot(n, FILL), WRAP) + wrapped(dot(n, mirrorX(FILL)), WRAP)) + ambient(n);
  vec3 colour = albedo * light * 0.5 * pow(vec3(open), vec3(0.80, 1.0, 1.04));
  // what the walls give back is red: the depth of a mouth is dark, not black
  colour += (1.0 - open) * vec3(0.036, 0.007, 0.006);
  float nh = clamp(dot(n, normalize(KEY + v)), 0.0, 1.0);
  colour += KEY_COLOUR * SHINE * ggx(nh, 0.32) * open * open * max(dot(n, KEY), 0.0);
  gl_FragColor = vec4(developed(colour), 1.0);
}`;

export function mouthMaterial(uniforms) {
  return new ShaderMaterial({ vertexShader: VERTEX, fragmentShader: FRAGMENT, uniforms });
}

export const mouthUniforms = () => ({ uUpper: { value: chainPoints() }, uLower: { value: chainPoints() } });
