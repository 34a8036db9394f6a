// Colour scales that colour-blind people can read: cividis for magnitudes, PuOr for what has two signs. No DOM.

// each a tenth of the scale apart; PuOr as orange for more, purple for less
const STOPS = {
  cividis: "00224e 083370 35456c 4f576c 666970 7d7c78 948e77 aea371 c8b866 e5cf52 fee838",
  PuOr: "2d004b 532687 8073ac b1aad1 d8daeb f6f6f7 fee0b6 fcb761 e08214 b25706 7f3b08",
};

const table = (name) => STOPS[name].split(" ").map((hex) => [0, 2, 4].map((k) => parseInt(hex.slice(k, k + 2), 16)));
const TABLES = Object.fromEntries(Object.keys(STOPS).map((name) => [name, table(name)]));

/** [r, g, b] 0..255 of a share 0..1 of the scale. */
export function colourAt(scale, share) {
  const stops = TABLES[scale];
  const at = Math.min(1, Math.max(0, share)) * (stops.length - 1);
  const k = Math.min(stops.length - 2, Math.floor(at));
  return stops[k].map((c, i) => c + (at - k) * (stops[k + 1][i] - c));
}

/** 256 colours (RGBA bytes) from one end of the scale to the other. */
export function strip(scale) {
  const data = new Uint8Array(4 * 256);
  for (let i = 0; i < 256; i++) data.set([...colourAt(scale, i / 255).map(Math.round), 255], 4 * i);
  return data;
}

export const css = ([r, g, b], alpha = 1) => `rgb(${Math.round(r)} ${Math.round(g)} ${Math.round(b)} / ${alpha})`;

/** The smallest of `steps` that holds a value, or the largest. */
export const niceLimit = (value, steps) => steps.find((step) => value <= step * 1.001) ?? steps.at(-1);
