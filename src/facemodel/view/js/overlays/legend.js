// Legends: what a colour or a mark means, in which unit; as a part of the page and as a drawing for a file.

import { html, nothing } from "lit-html";
import { ref } from "lit-html/directives/ref.js";
import { colourAt, css } from "../core/colours.js";

const FONT = "14px system-ui, -apple-system, 'Segoe UI', sans-serif";
const WIDTH = 200; // px of a colour scale
const PARTS = 10;

/*
 * A legend is { title, unit, scale, ends: [low, high], ticks: [number], format(number) } for colours, or
 * { title, keys: [{ mark, colour, text }] } for marks; mark is "line", "dash", "dot", "ring", "area", "band" or "arrow".
 */

/** A legend on the page. */
export const legendBox = (legend) => html`<figure class="fm-legend-box">
  <figcaption>${legend.title}</figcaption>
  ${legend.keys ? legend.keys.map((key) => html`<span class="fm-key">${swatch(key)}${key.text}</span>`) : ramp(legend)}
</figure>`;

function ramp({ scale, ends, ticks, format, note }) {
  const stops = Array.from({ length: PARTS + 1 }, (_, k) => css(colourAt(scale, k / PARTS))).join(", ");
  const at = (x) => `${(100 * (x - ends[0])) / (ends[1] - ends[0])}%`;
  return html`<span class="fm-ramp" style="width: ${WIDTH}px"
      ><span class="fm-ramp-colours" style="background: linear-gradient(to right, ${stops})"></span
      >${ticks.map((x) => html`<span class="fm-ramp-tick" style="left: ${at(x)}">${format(x)}</span>`)}</span
    >${note ? html`<span class="fm-small">${note}</span>` : nothing}`;
}

const swatch = (key) => html`<canvas width="48" height="32" aria-hidden="true" ${ref((canvas) => canvas && drawSwatch(canvas, key))}></canvas>`;

function drawSwatch(canvas, key) {
  const pen = canvas.getContext("2d");
  pen.clearRect(0, 0, 48, 32);
  pen.save();
  pen.scale(2, 2);
  drawMark(pen, key, 0, 8);
  pen.restore();
}

/** The same with a pen of a 2-D canvas at (x, y), `most` px wide; returns the room it takes, [width, height]. */
export function legendDrawing(legend) {
  return (pen, x, y, ink, most = Infinity) => {
    pen.save();
    pen.font = FONT;
    pen.textBaseline = "middle";
    pen.textAlign = "left";
    pen.fillStyle = ink;
    pen.fillText(legend.title, x, y + 9);
    const wide = pen.measureText(legend.title).width;
    const size = legend.keys ? drawKeys(pen, legend.keys, x, y + 28, ink, most) : drawRamp(pen, legend, x, y + 20, ink);
    pen.restore();
    return [Math.max(wide, size[0]), size[1] + 24];
  };
}

function drawRamp(pen, { scale, ends, ticks, format, note }, x, y, ink) {
  for (let i = 0; i < WIDTH; i++) {
    pen.fillStyle = css(colourAt(scale, i / (WIDTH - 1)));
    pen.fillRect(x + i, y, 1.5, 12);
  }
  pen.fillStyle = ink;
  for (const tick of ticks) {
    const at = x + (WIDTH * (tick - ends[0])) / (ends[1] - ends[0]);
    pen.textAlign = tick === ends[0] ? "left" : tick === ends[1] ? "right" : "center";
    pen.fillText(format(tick), at, y + 24);
  }
  pen.textAlign = "left";
  if (note) pen.fillText(note, x + WIDTH + 16, y + 8);
  return [WIDTH + (note ? 16 + pen.measureText(note).width : 0), 36];
}

function drawKeys(pen, keys, x, y, ink, most) {
  let [at, row, wide] = [x, y, 0];
  for (const key of keys) {
    const width = 30 + pen.measureText(key.text).width;
    if (at > x && at + width > x + most) [at, row] = [x, row + 18];
    drawMark(pen, key, at, row);
    pen.fillStyle = ink;
    pen.fillText(key.text, at + 30, row, most - 30);
    at += width + 18;
    wide = Math.max(wide, at - x);
  }
  return [wide, 16 + row - y];
}

function drawMark(pen, { mark, colour, fill = colour }, x, y) {
  pen.save();
  pen.strokeStyle = colour;
  pen.fillStyle = fill;
  pen.lineJoin = pen.lineCap = "round";
  pen.beginPath();
  if (mark === "dash") pen.setLineDash([5, 4]);
  if (mark === "line" || mark === "dash" || mark === "arrow") {
    pen.moveTo(x + 1, y);
    pen.lineTo(x + 22, y);
    if (mark === "arrow") {
      pen.moveTo(x + 15, y - 4);
      pen.lineTo(x + 22, y);
      pen.lineTo(x + 15, y + 4);
    }
    twice(pen);
  } else if (mark === "band") {
    pen.fillRect(x + 1, y - 5, 21, 10);
  } else if (mark === "area") {
    pen.rect(x + 2, y - 6, 19, 12);
    pen.fill();
    twice(pen);
  } else {
    pen.arc(x + 12, y, mark === "dot" ? 4 : 6, 0, 2 * Math.PI);
    twice(pen);
    if (mark === "dot") pen.fill();
  }
  pen.restore();
}

/** With a light rim, as on the face: seen on a dark page too. */
function twice(pen) {
  const { strokeStyle } = pen;
  pen.strokeStyle = "rgb(255 255 255 / .85)";
  pen.lineWidth = 4.5;
  pen.stroke();
  pen.strokeStyle = strokeStyle;
  pen.lineWidth = 2.5;
  pen.stroke();
}
