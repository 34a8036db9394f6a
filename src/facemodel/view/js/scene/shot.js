// The picture as a file: what is on the screen, names and legends, and where it comes from.

import { say } from "../core/messages.js";

const FONT = "system-ui, -apple-system, 'Segoe UI', sans-serif";
const LINE = 22; // px of a line of text
const PAD = 12;

/** "facemodel 0.1.0, parameters 1a2b3c4d, seed none" of what is on the screen. */
export function stampText(stamp, seed) {
  return say("notice.stamp", { version: stamp?.version ?? "?", parameters: stamp?.parameters ?? "?", seed: seed ?? say("notice.no_seed") });
}

/**
 * @param layers canvases of one size, the first one opaque
 * @param panes [{ text, note, x, y, width }] in CSS px with { left, right } marks; a note stands under the text
 * @param legends [(pen, x, y) => [width, height]]
 * @param lines of text under the picture
 * @returns a canvas
 */
export function compose({ layers, panes, legends = [], lines, width, height, dark }) {
  const ratio = layers[0].width / width;
  const ink = dark ? "#e9ebed" : "#1d2126";
  const sheet = document.createElement("canvas");
  const pen = sheet.getContext("2d");
  const rows = legendRows(pen, legends, width);
  const below = rows.height + lines.length * LINE + 2 * PAD;
  sheet.width = Math.round(width * ratio);
  sheet.height = Math.round((height + below) * ratio);
  pen.scale(ratio, ratio);
  pen.fillStyle = dark ? "#16181b" : "#ffffff";
  pen.fillRect(0, 0, width, height + below);
  for (const layer of layers) pen.drawImage(layer, 0, 0, width, height);
  pen.fillStyle = ink;
  pen.textBaseline = "middle";
  for (const { text, note, x, y, width: wide, left, right } of panes) {
    pen.font = `700 17px ${FONT}`;
    pen.textAlign = "left";
    pen.fillText(left, x + PAD, y + 20);
    pen.textAlign = "right";
    pen.fillText(right, x + wide - PAD, y + 20);
    pen.font = `600 15px ${FONT}`;
    pen.textAlign = "center";
    chip(pen, text, x + wide / 2, y + 20, dark);
    if (!note) continue;
    pen.font = `600 12px ${FONT}`;
    chip(pen, note, x + wide / 2, y + 44, dark);
  }
  pen.textAlign = "left";
  for (const { draw, x, y } of rows.places) draw(pen, x, height + PAD + y, ink, width - 2 * PAD);
  pen.font = `14px ${FONT}`;
  pen.fillStyle = ink;
  lines.forEach((text, k) => pen.fillText(text, PAD, height + rows.height + PAD + (k + 0.5) * LINE, width - 2 * PAD));
  return sheet;
}

/** A name on a light patch, so that it can be read over hair. */
function chip(pen, text, x, y, dark) {
  const wide = pen.measureText(text).width + 20;
  const ink = pen.fillStyle;
  pen.fillStyle = dark ? "rgb(0 0 0 / .55)" : "rgb(255 255 255 / .82)";
  pen.beginPath();
  pen.roundRect(x - wide / 2, y - 12, wide, 24, 10);
  pen.fill();
  pen.fillStyle = ink;
  pen.fillText(text, x, y);
}

/** Where each legend goes: from left to right, on as many rows as they need. */
function legendRows(pen, legends, width) {
  let [x, y, high] = [PAD, 0, 0];
  const places = legends.map((draw) => {
    const [wide, tall] = draw(pen, 0, -1e4, "#000", width - 2 * PAD);
    if (x > PAD && x + wide > width - PAD) [x, y, high] = [PAD, y + high, 0];
    const at = { draw, x, y };
    x += wide + 2 * PAD;
    high = Math.max(high, tall);
    return at;
  });
  return { places, height: y + high };
}

/** Hands a canvas to the browser as a PNG file. */
export function download(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
