// Skin painted with a value per point: a colour scale, lines of equal value, and enough light to see the shape.

import { BufferAttribute, DataTexture, DynamicDrawUsage, LinearFilter, ShaderMaterial } from "three";
import { multiplyValues } from "../core/geometry.js";
import { strip } from "../core/colours.js";

const VERTEX = /* glsl */ `
attribute float value;
attribute vec3 tint;
uniform vec3 uSkin;
uniform float uTint;
varying float vValue;
varying vec3 vNormal;
varying vec3 vSkin;
void main() {
  vValue = value;
  vec3 skin = sqrt(uSkin * pow(tint, vec3(uTint))); // about sRGB
  skin = mix(vec3(dot(skin, vec3(0.3, 0.6, 0.1))), skin, 0.45);
  vSkin = mix(skin, vec3(0.93, 0.90, 0.87), 0.38); // pale, so that it is none of the colours
  vNormal = normalMatrix * normal;
  gl_Position = projectionMatrix * modelViewMatrix * vec4(position, 1.0);
}`;

const FRAGMENT = /* glsl */ `
precision highp float;
uniform sampler2D uStrip;
uniform vec2 uEnds;
uniform float uStep;
varying float vValue;
varying vec3 vNormal;
varying vec3 vSkin;
void main() {
  float share = clamp((vValue - uEnds.x) / (uEnds.y - uEnds.x), 0.002, 0.998);
  vec3 colour = texture(uStrip, vec2(share, 0.5)).rgb;
  float part = abs(vValue) / max(abs(uEnds.x), abs(uEnds.y));
  colour = mix(vSkin, colour, smoothstep(0.03, 0.22, part));
  float lines = vValue / uStep;
  float away = abs(fract(lines + 0.5) - 0.5) / max(fwidth(lines), 1e-4);
  float line = (1.0 - smoothstep(0.5, 1.2, away)) * step(0.5, abs(lines));
  float light = dot(colour, vec3(0.3, 0.6, 0.1));
  colour = mix(colour, vec3(light < 0.45 ? 1.0 : 0.0), 0.35 * line);
  vec3 n = normalize(vNormal);
  float lit = 0.60 + 0.34 * max(dot(n, vec3(0.0, 0.45, 0.893)), 0.0) + 0.10 * n.z;
  gl_FragColor = vec4(colour * lit, 1.0);
}`;

/**
 * @param head of head.js
 * @returns { show(values, { scale, ends, step }), hide(), dispose() }; values: one per vertex of the computing mesh
 */
export function skinMap(head) {
  const { skin, operator } = head;
  const plain = skin.material;
  const count = operator.indptr.length - 1;
  const strips = new Map();
  const { uSkin, uTint } = plain.uniforms;
  const uniforms = { uStrip: { value: null }, uEnds: { value: [0, 1] }, uStep: { value: 1 }, uSkin, uTint };
  const material = new ShaderMaterial({ vertexShader: VERTEX, fragmentShader: FRAGMENT, uniforms });
  const attribute = new BufferAttribute(new Float32Array(count), 1).setUsage(DynamicDrawUsage);

  return {
    show(values, { scale, ends, step }) {
      if (!strips.has(scale)) strips.set(scale, texture(scale));
      uniforms.uStrip.value = strips.get(scale);
      uniforms.uEnds.value = ends;
      uniforms.uStep.value = step;
      multiplyValues(operator, values, attribute.array);
      attribute.needsUpdate = true;
      skin.geometry.setAttribute("value", attribute);
      skin.material = material;
    },
    hide() {
      skin.material = plain;
      skin.geometry.deleteAttribute("value");
    },
    dispose() {
      skin.material = plain;
      material.dispose();
      for (const one of strips.values()) one.dispose();
    },
  };
}

function texture(scale) {
  const made = new DataTexture(strip(scale), 256, 1);
  made.magFilter = made.minFilter = LinearFilter;
  made.needsUpdate = true;
  return made;
}
