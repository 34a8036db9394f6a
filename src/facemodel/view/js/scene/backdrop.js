// The neutral ground behind a face: a soft pool of light.

import { BufferAttribute, BufferGeometry, LessEqualDepth, Mesh, ShaderMaterial, Vector3 } from "three";

const VERTEX = /* glsl */ `
varying vec2 vAt;
void main() {
  vAt = position.xy;
  gl_Position = vec4(position.xy, 1.0, 1.0);
}`;

const FRAGMENT = /* glsl */ `
precision mediump float;
uniform vec3 uMiddle;
uniform vec3 uEdge;
varying vec2 vAt;
void main() {
  float r = length(vAt * vec2(0.75, 0.62) - vec2(0.0, 0.12));
  float dither = fract(sin(dot(gl_FragCoord.xy, vec2(12.9898, 78.233))) * 43758.5453) / 255.0;
  gl_FragColor = vec4(mix(uMiddle, uEdge, smoothstep(0.0, 1.0, r)) + dither, 1.0);
}`;

const GROUND = { light: [[0.945, 0.945, 0.94], [0.80, 0.805, 0.81]], dark: [[0.235, 0.245, 0.26], [0.095, 0.10, 0.11]] };

export function backdrop() {
  const geometry = new BufferGeometry();
  geometry.setAttribute("position", new BufferAttribute(new Float32Array([-1, -1, 0, 3, -1, 0, -1, 3, 0]), 3));
  const material = new ShaderMaterial({
    vertexShader: VERTEX,
    fragmentShader: FRAGMENT,
    uniforms: { uMiddle: { value: new Vector3() }, uEdge: { value: new Vector3() } },
    depthFunc: LessEqualDepth,
    depthWrite: false,
  });
  const mesh = new Mesh(geometry, material);
  mesh.renderOrder = 9; // last: only where nothing else was drawn
  mesh.frustumCulled = false;
  return mesh;
}

export function setGround(mesh, dark) {
  const [middle, edge] = dark ? GROUND.dark : GROUND.light;
  mesh.material.uniforms.uMiddle.value.fromArray(middle);
  mesh.material.uniforms.uEdge.value.fromArray(edge);
}
