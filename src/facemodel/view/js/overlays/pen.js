// Marks drawn over a face with a pen: dark with a light rim, so that they can be seen on any skin.

export const INK = "#16191d";
const RIM = "rgb(255 255 255 / .85)";
export const BLUE = "#0072b2"; // before
export const VERMILLION = "#d55e00"; // after

export function font(size = 14, weight = 600) {
  return `${weight} ${size}px system-ui, -apple-system, "Segoe UI", sans-serif`;
}

/** Strokes a path twice: a wider light line under a line of its colour. */
export function stroke(pen, path, { colour = INK, width = 2, dash = [], rim = true } = {}) {
  pen.lineJoin = pen.lineCap = "round";
  if (rim) {
    pen.setLineDash([]);
    pen.strokeStyle = RIM;
    pen.lineWidth = width + 2;
    pen.stroke(path);
  }
  pen.setLineDash(dash);
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.stroke(path);
  pen.setLineDash([]);
}

/** A line through points [[x, y], ...]. */
export function lineThrough(points, closed = false) {
  const path = new Path2D();
  points.forEach(([x, y], k) => (k ? path.lineTo(x, y) : path.moveTo(x, y)));
  if (closed) path.closePath();
  return path;
}

/** An arrow from a to b; nothing when it would be shorter than its own head. */
export function arrow(pen, a, b, { colour = INK, width = 2, head = 7 } = {}) {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const length = Math.hypot(dx, dy);
  if (length < 2) return;
  const size = Math.min(head, 0.4 * length + 2);
  const [ux, uy] = [dx / length, dy / length];
  const neck = [b[0] - 0.8 * size * ux, b[1] - 0.8 * size * uy];
  const path = lineThrough([a, neck]);
  const tip = lineThrough([b, [neck[0] - 0.5 * size * uy, neck[1] + 0.5 * size * ux], [neck[0] + 0.5 * size * uy, neck[1] - 0.5 * size * ux]], true);
  pen.lineJoin = pen.lineCap = "round";
  pen.strokeStyle = RIM;
  pen.lineWidth = width + 1.2;
  pen.stroke(path);
  pen.stroke(tip);
  stroke(pen, path, { colour, width, rim: false });
  pen.fillStyle = colour;
  pen.fill(tip);
}

/** Text with a rim, light by default; align "left", "right" or "center". */
export function label(pen, text, x, y, { colour = INK, align = "left", size = 14, most, rim = RIM } = {}) {
  pen.font = font(size);
  pen.textAlign = align;
  pen.textBaseline = "middle";
  pen.lineJoin = "round";
  pen.lineWidth = 4;
  pen.strokeStyle = rim;
  pen.strokeText(text, x, y, most);
  pen.fillStyle = colour;
  pen.fillText(text, x, y, most);
}

/** Where text goes beside (x, y), on the side `out` (-1 left, 1 right) if it fits into the pane there. */
export function beside(pen, { x: low, width: wide }, text, x, y, out, gap = 10) {
  pen.font = font();
  const width = pen.measureText(text).width;
  const right = out > 0 ? x + gap + width < low + wide : x - gap - width < low;
  return { text, x: right ? x + gap : x - gap - width, y, width };
}

/** Places labels so that none lies on another or on a box that is `taken`: moved down until it is free. */
export function spread(labels, height = 17, taken = []) {
  const done = [];
  const apart = height - 0.01; // y + height - y can be less than height, and then nothing would ever be free
  for (const one of labels.sort((a, b) => a.y - b.y)) {
    const near = (other) => Math.abs(other.y - one.y) < apart && one.x < other.x + other.width && other.x < one.x + one.width;
    const on = ({ x, y, width, height: high }) => one.y + apart / 2 > y && one.y - apart / 2 < y + high && one.x < x + width && x < one.x + one.width;
    for (let k = 0; k < 40; k++) {
      const hit = done.find(near);
      const box = taken.find(on);
      if (!hit && !box) break;
      one.y = hit ? hit.y + height : box.y + box.height + height / 2 + 0.1;
    }
    done.push(one);
  }
  return done;
}
