// The eyeball: iris, limbal ring and sclera drawn by direction, shaded by the lids that lie on it.

import { ShaderMaterial, Vector3 } from "three";
import { LIGHT } from "./light.js";

export const LID_POINTS = 9;

const VERTEX = /* glsl */ `
uniform vec3 uCentre;
varying vec3 vLocal; // turns with the eye, mm from its centre
varying vec3 vHead; // does not
varying vec3 vView;
varying vec3 vAxis;
void main() {
  vLocal = position;
  vec4 turned = modelMatrix * vec4(position, 1.0);
  vHead = turned.xyz;
  vec4 view = viewMatrix * turned;
  vView = view.xyz;
  vAxis = normalMatrix * vec3(0.0, 0.0, 1.0);
  gl_Position = projectionMatrix * view;
}`;

// height of a chain of points (sorted by x) at x
export const CHAIN = /* glsl */ `
float chain(vec3 points[${LID_POINTS}], float x) {
  float y = points[0].y;
  for (int i = 0; i < ${LID_POINTS - 1}; i++) {
    vec3 a = points[i];
    vec3 b = points[i + 1];
    y = x > a.x ? mix(a.y, b.y, clamp((x - a.x) / max(b.x - a.x, 1e-3), 0.0, 1.0)) : y;
  }
  return y;
}`;

const FRAGMENT = /* glsl */ `
precision highp float;
${LIGHT}
${CHAIN}
uniform vec3 uIris;
uniform vec3 uSclera;
uniform vec3 uCorner;
uniform vec3 uUpper[${LID_POINTS}];
uniform vec3 uLower[${LID_POINTS}];
uniform mat3 normalMatrix;
varying vec3 vLocal;
varying vec3 vHead;
varying vec3 vView;
varying vec3 vAxis;

void main() {
  vec3 d = normalize(vLocal);
  vec3 v = normalize(-vView);
  vec3 n = normalize(normalMatrix * d);
  float radius = length(d.xy) * 12.1; // mm from the optical axis
  float front = step(0.0, d.z);
  const float IRIS = 5.85;
  const float PUPIL = 1.85;

  // the cornea bulges: its normal leans less than the globe's would inside the iris
  vec3 axis = normalize(vAxis);
  float inside = front * (1.0 - smoothstep(IRIS - 0.5, IRIS + 0.5, radius));
  // looking through it, the iris plane lies deeper: shift along the tilt of the view
  vec3 eyeV = v * normalMatrix; // view direction in the eye's own frame
  vec2 seen = d.xy * 12.1 - inside * eyeV.xy / max(eyeV.z, 0.4) * 0.9 * (1.0 - radius / IRIS);
  float r = length(seen);
  float angle = atan(seen.y, seen.x);

  float t = r / IRIS;
  float fibre = 0.5 + 0.5 * sin(angle * 47.0 + 3.0 * sin(angle * 9.0 + r)) * sin(angle * 23.0 - 2.0 * r);
  float collar = exp(-pow((r - 2.9) / 0.55, 2.0));
  vec3 iris = uIris * (0.55 + 0.5 * fibre * smoothstep(0.25, 0.5, t) + 0.35 * collar);
  iris = mix(iris, iris * vec3(1.35, 1.05, 0.75), collar * 0.6);
  iris *= 1.0 - 0.82 * smoothstep(0.80, 1.0, t); // limbal ring
  iris *= 0.75 + 0.55 * smoothstep(0.2, -0.9, seen.y / IRIS); // light from above gathers below
  iris = mix(vec3(0.006), iris, smoothstep(PUPIL - 0.16, PUPIL + 0.16, r));

  vec3 sclera = uSclera;
  float vein = 1.0 - abs(sin(d.x * 21.0 + 2.0 * sin(d.y * 13.0) + sin(d.y * 37.0)));
  float out_ = smoothstep(IRIS, 11.5, radius);
  sclera *= mix(vec3(1.0), vec3(0.95, 0.76, 0.70), out_ * (0.6 + 0.9 * vein * vein * vein * vein));
  float corner = length(vHead - uCorner);
  sclera = mix(vec3(0.60, 0.34, 0.32), sclera, smoothstep(0.8, 4.4, corner)); // caruncle
  vec3 albedo = mix(sclera, iris, front * (1.0 - smoothstep(IRIS - 0.32, IRIS + 0.38, radius)));

  float above = chain(uUpper, vHead.x) - vHead.y;
  float below = vHead.y - chain(uLower, vHead.x);
  // lids that stand close together let light in from the front only, but along all of the slit
  float slit = smoothstep(6.5, 1.0, above + below);
  float lid = mix(mix(0.22, 0.62, slit), 1.0, smoothstep(-0.3, 4.2, above));
  lid *= mix(mix(0.45, 0.75, slit), 1.0, smoothstep(-0.3, 1.7, below));
  vec3 shade = pow(vec3(lid), vec3(0.80, 1.0, 1.06));

  const vec3 WRAP = vec3(0.45, 0.35, 0.32);
  vec3 light = KEY_COLOUR * wrapped(dot(n, KEY), WRAP) * 0.9;
  light += FILL_COLOUR * (wrapped(dot(n, FILL), WRAP) + wrapped(dot(n, mirrorX(FILL)), WRAP));
  light += ambient(n);
  vec3 colour = albedo * light * shade * 0.46;

  // the wet front: a soft window high in each eye, and a dim room round it
  vec3 wetN = normalize(mix(n, axis, -0.30 * inside));
  vec3 mirrorRay = reflect(-v, wetN);
  vec2 window = mirrorRay.xy / max(0.25, mirrorRay.z) - vec2(0.0, 0.62);
  float light_ = smoothstep(0.20, 0.13, max(abs(window.x), abs(window.y) * 1.05)) * step(0.0, mirrorRay.z);
  float fresnel = 0.03 + 0.55 * pow(1.0 - clamp(dot(wetN, v), 0.0, 1.0), 4.0);
  colour += vec3(0.95, 0.97, 1.0) * light_ * mix(0.16, 0.85, inside) * smoothstep(0.1, 1.2, above);
  colour += ambient(mirrorRay) * fresnel * 0.35 * lid;
  // the wet line: a tear meniscus 0.3 mm high on the lower lid, bright in its middle and darker where it meets the eye
  float tear = smoothstep(0.34, 0.10, abs(below - 0.30)) * (0.30 + 0.70 * clamp(dot(n, KEY) + 0.3, 0.0, 1.0));
  colour *= 1.0 - 0.22 * smoothstep(0.30, 0.05, abs(below - 0.72));
  colour += vec3(0.22, 0.215, 0.21) * tear;
  colour += vec3(0.10) * smoothstep(0.7, 0.2, abs(corner - 2.0)) * clamp(dot(n, KEY), 0.0, 1.0);
  gl_FragColor = vec4(developed(colour), 1.0);
}`;

export function eyeMaterial(uniforms) {
  return new ShaderMaterial({ vertexShader: VERTEX, fragmentShader: FRAGMENT, uniforms });
}

export const eyeUniforms = () => ({
  uIris: { value: new Vector3() },
  uSclera: { value: new Vector3() },
  uCorner: { value: new Vector3() },
  uCentre: { value: new Vector3() },
  uUpper: { value: chainPoints() },
  uLower: { value: chainPoints() },
});

export const chainPoints = () => Array.from({ length: LID_POINTS }, () => new Vector3());

/** Fills `out` with points spread evenly over a chain of vertices, in order of x. */
export function readChain(positions, chain, out) {
  const flip = positions[3 * chain[0]] > positions[3 * chain[chain.length - 1]];
  for (let k = 0; k < LID_POINTS; k++) {
    const place = Math.round((k / (LID_POINTS - 1)) * (chain.length - 1));
    out[k].fromArray(positions, 3 * chain[flip ? chain.length - 1 - place : place]);
  }
}
