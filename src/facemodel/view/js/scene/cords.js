// Cords of the neck: what a contracting muscle draws into skin where the mesh is too coarse.

const JAW_X = 42.3; // mm from the middle to landmark jaw_left of the default face, for which the courses are given

export const CORDS = /* glsl */ `
const float CORD_SLOPE = 1.0;
const float CORD_SHADE = 0.42; // share of light that skin beside a cord loses at full contraction
uniform vec2 uCords; // how hard the platysma contracts, left and right
uniform vec2 uNeck; // height of its upper end, size beside the default face

// how steep the skin stands outwards (x) and how deep it lies beside a cord (y), at a place of the face at rest
vec2 cords(vec2 rest) {
  float down = (uNeck.x - rest.y) / uNeck.y;
  float out_ = abs(rest.x) / uNeck.y;
  // a cord stands out with the first of the tension
  float tension = sqrt(rest.x > 0.0 ? uCords.x : uCords.y) * (1.0 - smoothstep(40.0, 72.0, down));
  // the edge of the jaw stands higher the farther out; outer cords run over it into the cheek, as the muscle does
  vec3 risen = smoothstep(vec3(-2.0, -17.0, -31.0), vec3(16.0, 3.0, -9.0), vec3(down));
  // edge of the muscle beside the middle, a strand, edge below the jaw: they part towards the collar bone
  vec3 u = (vec3(out_) - vec3(10.0, 23.0, 36.0) - down * vec3(0.10, 0.16, 0.24)) / vec3(3.2, 3.4, 3.6);
  vec3 bell = vec3(1.0, 0.55, 0.9) * exp(-u * u) * risen;
  vec3 beside = vec3(0.8, 0.45, 0.8) * exp(-(abs(u) - 1.7) * (abs(u) - 1.7) * 1.6) * risen;
  return tension * vec2(dot(u, bell), max(beside.x, max(beside.y, beside.z)) - 0.5 * dot(bell, vec3(1.0)));
}
`;

/** Uniforms of a head whose landmarks are these vertices of `rest`; without them no cord shows. */
export function cordUniforms(landmarks = {}, rest) {
  const { cervicale, jaw_left: jaw } = landmarks;
  const place = (vertex) =>
    vertex === undefined || jaw === undefined ? [-1e4, 1] : [rest[3 * vertex + 1], rest[3 * jaw] / JAW_X];
  return {
    uCords: { value: [0, 0] },
    uNeck: { value: place(cervicale) },
  };
}
