// A plain drawing of the face from the front for browsers without WebGL: shaded triangles on a 2-D canvas.

const TONES = { light: [238, 196, 170], medium: [196, 142, 108], deep: [112, 74, 54] };
const MARGIN = 1.06;

/** The same interface as createScene; it cannot be turned. */
export function createFlat(element, { meta, arrays }, { panes, tone, dark }) {
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d");
  element.append(canvas);
  const { rest, faces, skin_tint: tint } = arrays;
  const eyes = ["eye_left", "eye_right"].map((name) => ({
    points: arrays[`fit_${name}_vertices`],
    faces: arrays[`fit_${name}_faces`],
    colours: arrays[`fit_${name}_colours`],
  }));
  const poses = new Map();
  const box = bounds(rest);
  let names = panes;
  let queued = 0;
  let changed = () => {};

  function size() {
    const ratio = Math.min(window.devicePixelRatio || 1, 2);
    canvas.width = Math.max(1, element.clientWidth * ratio);
    canvas.height = Math.max(1, element.clientHeight * ratio);
    canvas.style.cssText = "display: block; width: 100%; height: 100%";
    later();
    changed();
  }

  function later() {
    queued ||= requestAnimationFrame(render);
  }

  function render() {
    queued = 0;
    pen.fillStyle = dark ? "#2b2f36" : "#eceae7";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    names.forEach((name, k) => poses.has(name) && drawPane(poses.get(name), (canvas.width * k) / names.length));
  }

  function drawPane(points, left) {
    const width = canvas.width / names.length;
    const scale = Math.min(width / (box.width * MARGIN), canvas.height / (box.height * MARGIN));
    const x = (p) => left + width / 2 + (p - box.x) * scale;
    const y = (p) => canvas.height / 2 - (p - box.y) * scale;
    pen.save();
    pen.beginPath();
    pen.rect(left, 0, width, canvas.height);
    pen.clip();
    pen.fillStyle = "#3a1214"; // the inside of the mouth, seen where the lips leave it free
    pen.beginPath();
    for (const v of meta.curves.lip_inner) pen.lineTo(x(points[3 * v]), y(points[3 * v + 1]));
    pen.fill();
    for (const eye of eyes) triangles(eye.points, eye.faces, (v) => [0, 1, 2].map((c) => eye.colours[3 * v + c]), x, y);
    const base = TONES[tone];
    triangles(points, faces, (v) => [0, 1, 2].map((c) => (base[c] * (tint ? tint[3 * v + c] : 255)) / 255), x, y);
    pen.restore();
  }

  function triangles(points, corners, colour, x, y) {
    const list = [];
    for (let t = 0; t < corners.length; t += 3) {
      const [a, b, c] = [corners[t], corners[t + 1], corners[t + 2]];
      const [ax, ay, az] = points.subarray(3 * a, 3 * a + 3);
      const [bx, by, bz] = points.subarray(3 * b, 3 * b + 3);
      const [cx, cy, cz] = points.subarray(3 * c, 3 * c + 3);
      const nx = (by - ay) * (cz - az) - (bz - az) * (cy - ay);
      const ny = (bz - az) * (cx - ax) - (bx - ax) * (cz - az);
      const nz = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
      if (nz <= 0) continue; // looks away
      const light = 0.42 + (0.58 * Math.max(0, 0.2 * nx + 0.35 * ny + 0.9 * nz)) / Math.hypot(nx, ny, nz);
      list.push({ depth: az + bz + cz, light, a, at: [ax, ay, bx, by, cx, cy] });
    }
    list.sort((one, two) => one.depth - two.depth);
    for (const { light, a, at } of list) {
      pen.fillStyle = pen.strokeStyle = `rgb(${colour(a).map((c) => Math.round(c * light)).join(" ")})`;
      pen.beginPath();
      pen.moveTo(x(at[0]), y(at[1]));
      pen.lineTo(x(at[2]), y(at[3]));
      pen.lineTo(x(at[4]), y(at[5]));
      pen.closePath();
      pen.fill();
      pen.stroke(); // closes the hair-thin gaps between neighbours
    }
  }

  const watcher = new ResizeObserver(size);
  watcher.observe(element);
  size();
  return {
    canvas,
    update(name, positions) {
      poses.set(name, Float32Array.from(positions));
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
    frame() {},
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
