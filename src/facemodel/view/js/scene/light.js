// The light every material shares: a soft key above the camera, cool fills, warm rims, mirror-symmetric so
// that a symmetric face looks symmetric. Directions are in view space: the light travels with the camera.

/** sRGB of linear light, without powers: they cost most where the CPU draws. */
export const ENCODED = /* glsl */ `
vec3 encoded(vec3 c) {
  vec3 s1 = sqrt(max(c, 0.0));
  vec3 s2 = sqrt(s1);
  return 0.662002687 * s1 + 0.684122060 * s2 - 0.323583601 * sqrt(s2) - 0.0225411470 * c;
}`;

export const LIGHT = /* glsl */ `
${ENCODED}
const vec3 KEY = vec3(0.0, 0.5726, 0.8198);
const vec3 FILL = vec3(0.8540, 0.1139, 0.5077);
const vec3 RIM = vec3(0.7746, 0.2905, -0.5616);
const vec3 KEY_COLOUR = vec3(2.05, 1.97, 1.86);
const vec3 FILL_COLOUR = vec3(0.30, 0.33, 0.38);
const vec3 RIM_COLOUR = vec3(0.95, 0.80, 0.66);
const vec3 SKY = vec3(0.50, 0.53, 0.58);
const vec3 GROUND = vec3(0.30, 0.245, 0.215);
const vec3 WARM = vec3(0.72, 1.0, 1.08); // powers of the light that skin lets in

uniform float uExposure;

vec3 mirrorX(vec3 v) { return vec3(-v.x, v.y, v.z); }

vec3 ambient(vec3 n) { return mix(GROUND, SKY, 0.5 + 0.5 * n.y); }

// diffuse light of one lamp, each colour reaching its own way round the terminator
vec3 wrapped(float nl, vec3 wrap) {
  vec3 t = clamp((nl + wrap) * (1.0 / (1.0 + wrap)), 0.0, 1.0);
  return t * (1.0 - wrap + wrap * t);
}

// skin that faces down mirrors neck and chest, not the sky
float beneath(vec3 n) { return 0.2 + 0.8 * smoothstep(-0.9, 0.0, n.y); }

// share of light that a hollow loses, where skin has gained this much curvature (per mm): what stands round it is in
// its way; a bulge gains less
float hollowed(float curvature) { return clamp(15.0 * curvature, -0.14, 0.42); }

float ggx(float nh, float rough) {
  float a = rough * rough;
  float d = nh * nh * (a * a - 1.0) + 1.0;
  return a * a / (3.14159 * d * d);
}

// keeps hue where a per-channel curve would bleach skin (Khronos PBR neutral), then sRGB
vec3 developed(vec3 c) {
  c *= uExposure;
  float low = min(c.r, min(c.g, c.b));
  c -= low < 0.08 ? low - 6.25 * low * low : 0.04;
  float peak = max(c.r, max(c.g, c.b));
  const float START = 0.72;
  if (peak > START) {
    const float D = 1.0 - START;
    float next = 1.0 - D * D / (peak + D - START);
    c *= next / peak;
    float g = 1.0 - 1.0 / (0.18 * (peak - next) + 1.0);
    c = mix(c, vec3(next), g);
  }
  return encoded(c);
}

float hash(vec2 p) { return fract(sin(dot(p, vec2(12.9898, 78.233))) * 43758.5453); }
`;

/** From this phase on skin dimples where it is pressed, and shows no lines (view/scene/fold_lines.py). */
export const DIMPLED = "const float DIMPLED = 30.0;";

/** Colours (sRGB 0..1 of albedo) and lens settings per skin tone. */
export const TONES = {
  light: { skin: [0.915, 0.765, 0.685], tint: 1.6, gloss: 0.75, exposure: 0.94, iris: [0.42, 0.52, 0.56], sclera: [0.905, 0.89, 0.875], hair: [0.27, 0.19, 0.14], brow: [0.36, 0.26, 0.19] },
  medium: { skin: [0.815, 0.625, 0.515], tint: 1.5, gloss: 0.75, exposure: 0.98, iris: [0.40, 0.29, 0.20], sclera: [0.885, 0.86, 0.835], hair: [0.165, 0.12, 0.095], brow: [0.19, 0.14, 0.11] },
  deep: { skin: [0.455, 0.325, 0.265], tint: 1.25, gloss: 0.6, exposure: 1.12, iris: [0.28, 0.17, 0.10], sclera: [0.80, 0.76, 0.715], hair: [0.05, 0.043, 0.04], brow: [0.07, 0.06, 0.055] },
};

export const linear = (rgb) => rgb.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
