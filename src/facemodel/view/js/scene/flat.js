// A plain drawing of the face from the front for browsers without WebGL: shaded pixels on a 2-D canvas.

import { vertexNormals } from "../core/geometry.js";

const TONES = { light: [238, 196, 170], medium: [206, 150, 116], deep: [122, 82, 60] };
const MOUTH = [58, 18, 20];
const LIGHT = [0.2, 0.33, 0.92]; // towards the light
const MARGIN = 1.06;

/** The same interface as createScene; it cannot be turned. */
export function createFlat(element, { meta, arrays }, { panes, tone, dark }) {
  const canvas = document.createElement("canvas");
  canvas.style.cssText = "display: block; width: 100%; height: 100%";
  const pen = canvas.getContext("2d");
  element.append(canvas);
  const { rest, faces, skin_tint: tint } = arrays;
  const normals = new Float32Array(rest.length);
  const colours = new Float32Array(rest.length);
  const eyes = ["eye_left", "eye_right"].map((name) => ({
    points: arrays[`fit_${name}_vertices`],
    faces: arrays[`fit_${name}_faces`],
    colours: arrays[`fit_${name}_colours`],
  }));
  const mouth = fan(meta.curves.lip_inner);
  const poses = new Map();
  const box = bounds(rest);
  let names = panes;
  let queued = 0;
  let changed = () => {};

  function size() {
    canvas.width = Math.max(1, element.clientWidth);
    canvas.height = Math.max(1, element.clientHeight);
    later();
    changed();
  }

  function later() {
    queued ||= requestAnimationFrame(render);
  }

  function render() {
    queued = 0;
    const width = Math.floor(canvas.width / names.length);
    names.forEach((name, k) => pen.putImageData(drawn(poses.get(name) ?? rest, width, canvas.height), k * width, 0));
  }

  function drawn(points, width, height) {
    const scale = Math.min(width / (box.width * MARGIN), height / (box.height * MARGIN));
    const sheet = blank(width, height, dark ? [43, 47, 54] : [236, 234, 231]);
    const place = (p, v) => [width / 2 + (p[3 * v] - box.x) * scale, height / 2 - (p[3 * v + 1] - box.y) * scale, p[3 * v + 2]];
    paint(sheet, points, mouth, () => MOUTH, place);
    for (const eye of eyes) paint(sheet, eye.points, eye.faces, (v) => eye.colours.subarray(3 * v, 3 * v + 3), place);
    vertexNormals(points, faces, normals);
    const base = meta.own_skin?.tone.map((x) => 255 * Math.sqrt(x)) ?? TONES[tone];
    for (let i = 0; i < colours.length; i += 3) {
      const facing = normals[i] * LIGHT[0] + normals[i + 1] * LIGHT[1] + normals[i + 2] * LIGHT[2];
      const light = (0.4 + 0.6 * Math.max(0, facing)) / 255;
      for (let c = 0; c < 3; c++) colours[i + c] = base[c] * (tint ? tint[i + c] : 255) * light;
    }
    paint(sheet, points, faces, (v) => colours.subarray(3 * v, 3 * v + 3), place);
    return sheet.image;
  }

  const watcher = new ResizeObserver(size);
  watcher.observe(element);
  size();
  return {
    canvas,
    update(name, positions) {
      if (!poses.has(name)) poses.set(name, new Float32Array(positions.length));
      poses.get(name).set(positions);
      later();
    },
    setPanes(next) {
      names = next;
      later();
    },
    setTone(next) {
      tone = next;
      later();
    },
    setTheme(on) {
      dark = on;
      later();
    },
    layout: () =>
      names.map((name, k) => ({
        name,
        x: (element.clientWidth * k) / names.length,
        y: 0,
        width: element.clientWidth / names.length,
        height: element.clientHeight,
      })),
    view() {},
    closeUps: [],
    resize: size,
    render,
    screenshot: () => new Promise((resolve) => canvas.toBlob(resolve)),
    on(event, f) {
      if (event === "change") changed = f;
    },
    dispose() {
      watcher.disconnect();
      cancelAnimationFrame(queued);
      canvas.remove();
    },
  };
}

function blank(width, height, [r, g, b]) {
  const image = new ImageData(width, height);
  const pixels = image.data;
  for (let i = 0; i < pixels.length; i += 4) [pixels[i], pixels[i + 1], pixels[i + 2], pixels[i + 3]] = [r, g, b, 255];
  return { image, depth: new Float32Array(width * height).fill(-Infinity) };
}

/** Triangles that look at us, nearest first by depth, colours (0..255) blended between corners. */
function paint({ image, depth }, points, corners, colour, place) {
  const { width, height, data } = image;
  for (let t = 0; t < corners.length; t += 3) {
    const [u, v, w] = [corners[t], corners[t + 1], corners[t + 2]];
    const [ax, ay, az] = place(points, u);
    const [bx, by, bz] = place(points, v);
    const [cx, cy, cz] = place(points, w);
    const area = (bx - ax) * (ay - cy) - (cx - ax) * (ay - by);
    if (area <= 0) continue; // looks away
    const [one, two, three] = [colour(u), colour(v), colour(w)];
    const left = Math.max(0, Math.ceil(Math.min(ax, bx, cx)));
    const right = Math.min(width - 1, Math.floor(Math.max(ax, bx, cx)));
    const bottom = Math.min(height - 1, Math.floor(Math.max(ay, by, cy)));
    for (let y = Math.max(0, Math.ceil(Math.min(ay, by, cy))); y <= bottom; y++)
      for (let x = left; x <= right; x++) {
        const q = ((x - ax) * (ay - cy) - (cx - ax) * (ay - y)) / area;
        const r = ((bx - ax) * (ay - y) - (x - ax) * (ay - by)) / area;
        const p = 1 - q - r;
        if (p < 0 || q < 0 || r < 0) continue;
        const at = y * width + x;
        const z = p * az + q * bz + r * cz;
        if (z <= depth[at]) continue;
        depth[at] = z;
        for (let c = 0; c < 3; c++) data[4 * at + c] = p * one[c] + q * two[c] + r * three[c];
      }
  }
}

/** Triangles that fill a closed loop of vertices, looking forward whichever way it runs. */
function fan(loop) {
  return loop.slice(2).flatMap((v, k) => [loop[0], loop[k + 1], v, loop[0], v, loop[k + 1]]);
}

function bounds(points) {
  const low = [Infinity, Infinity];
  const high = [-Infinity, -Infinity];
  for (let i = 0; i < points.length; i += 3)
    for (const axis of [0, 1]) {
      low[axis] = Math.min(low[axis], points[i + axis]);
      high[axis] = Math.max(high[axis], points[i + axis]);
    }
  return { x: (low[0] + high[0]) / 2, y: (low[1] + high[1]) / 2, width: high[0] - low[0], height: high[1] - low[1] };
}
