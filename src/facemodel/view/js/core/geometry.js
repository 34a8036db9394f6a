// Arithmetic on surfaces as flat arrays: no three.js, no DOM.

/** out (3 m) = sparse (CSR, m x n) @ points (3 n). */
export function multiplyPoints({ data, indices, indptr }, points, out) {
  for (let row = 0, end = indptr.length - 1; row < end; row++) {
    let x = 0;
    let y = 0;
    let z = 0;
    for (let k = indptr[row]; k < indptr[row + 1]; k++) {
      const w = data[k];
      const j = 3 * indices[k];
      x += w * points[j];
      y += w * points[j + 1];
      z += w * points[j + 2];
    }
    out[3 * row] = x;
    out[3 * row + 1] = y;
    out[3 * row + 2] = z;
  }
  return out;
}

/** out (m) = sparse (CSR, m x n) @ values (n). */
export function multiplyValues({ data, indices, indptr }, values, out) {
  for (let row = 0, end = indptr.length - 1; row < end; row++) {
    let sum = 0;
    for (let k = indptr[row]; k < indptr[row + 1]; k++) sum += data[k] * values[indices[k]];
    out[row] = sum;
  }
  return out;
}

/** Area-weighted unit vertex normals; nine times as fast as computeVertexNormals of three.js. */
export function vertexNormals(points, faces, out) {
  out.fill(0);
  for (let t = 0; t < faces.length; t += 3) {
    const a = 3 * faces[t];
    const b = 3 * faces[t + 1];
    const c = 3 * faces[t + 2];
    const ux = points[b] - points[a];
    const uy = points[b + 1] - points[a + 1];
    const uz = points[b + 2] - points[a + 2];
    const vx = points[c] - points[a];
    const vy = points[c + 1] - points[a + 1];
    const vz = points[c + 2] - points[a + 2];
    const x = uy * vz - uz * vy;
    const y = uz * vx - ux * vz;
    const z = ux * vy - uy * vx;
    out[a] += x;
    out[a + 1] += y;
    out[a + 2] += z;
    out[b] += x;
    out[b + 1] += y;
    out[b + 2] += z;
    out[c] += x;
    out[c + 1] += y;
    out[c + 2] += z;
  }
  return normalise(out);
}

/** Adds the normals of vertex pairs (a of one surface, b of another) and gives both the same: no seam. */
export function shareNormals(normalsA, normalsB, pairs) {
  for (let k = 0; k < pairs.length; k += 2) {
    const i = 3 * pairs[k];
    const j = 3 * pairs[k + 1];
    let x = normalsA[i] + normalsB[j];
    let y = normalsA[i + 1] + normalsB[j + 1];
    let z = normalsA[i + 2] + normalsB[j + 2];
    const s = 1 / (Math.hypot(x, y, z) || 1);
    x *= s;
    y *= s;
    z *= s;
    normalsA[i] = normalsB[j] = x;
    normalsA[i + 1] = normalsB[j + 1] = y;
    normalsA[i + 2] = normalsB[j + 2] = z;
  }
}

function normalise(vectors) {
  for (let i = 0; i < vectors.length; i += 3) {
    const x = vectors[i];
    const y = vectors[i + 1];
    const z = vectors[i + 2];
    const s = 1 / Math.sqrt(x * x + y * y + z * z || 1);
    vectors[i] *= s;
    vectors[i + 1] *= s;
    vectors[i + 2] *= s;
  }
  return vectors;
}

const SPREAD = 3; // passes, each about one edge wide: some 5 mm

/**
 * How far skin is pressed together, measured on the moving surface: folds.depth (V) across the fold
 * lines and folds.press (V) in area, both as shares of the rest length or area (0 = rest, 0.2 = 20 % shorter).
 * A line's phase is a field on the rest surface; where the gradient of the phase grows from g0 to g, skin
 * across the line has shrunk to g0/g of its length.
 */
export class Creases {
  constructor(rest, faces, phase, mask) {
    this.faces = faces;
    this.phase = phase;
    const count = faces.length / 3;
    this.gradient = new Float32Array(count);
    this.area = new Float32Array(count);
    this.depth = new Float32Array(phase.length);
    this.press = new Float32Array(phase.length);
    this.weight = new Float32Array(phase.length);
    this.inside = new Float32Array(phase.length); // area of the triangles that bear lines
    this.sum = new Float32Array(phase.length);
    for (let t = 0; t < count; t++) {
      [this.gradient[t], this.area[t]] = this.measure(rest, t);
      const masked = Math.min(mask[faces[3 * t]], mask[faces[3 * t + 1]], mask[faces[3 * t + 2]]) > 0;
      if (!masked) this.gradient[t] = 0;
      for (let k = 0; k < 3; k++) {
        this.weight[faces[3 * t + k]] += this.area[t];
        if (masked) this.inside[faces[3 * t + k]] += this.area[t];
      }
    }
  }

  measure(points, t) {
    const { faces, phase } = this;
    const a = faces[3 * t];
    const b = faces[3 * t + 1];
    const c = faces[3 * t + 2];
    const ux = points[3 * b] - points[3 * a];
    const uy = points[3 * b + 1] - points[3 * a + 1];
    const uz = points[3 * b + 2] - points[3 * a + 2];
    const vx = points[3 * c] - points[3 * a];
    const vy = points[3 * c + 1] - points[3 * a + 1];
    const vz = points[3 * c + 2] - points[3 * a + 2];
    const uu = ux * ux + uy * uy + uz * uz;
    const vv = vx * vx + vy * vy + vz * vz;
    const uv = ux * vx + uy * vy + uz * vz;
    const det = Math.max(uu * vv - uv * uv, 1e-12); // (2 area) squared
    const p = phase[b] - phase[a];
    const q = phase[c] - phase[a];
    return [Math.sqrt(Math.max(p * p * vv - 2 * p * q * uv + q * q * uu, 0) / det), Math.sqrt(det) / 2];
  }

  update(points) {
    const { faces, gradient, area, depth, press, weight, inside } = this;
    depth.fill(0);
    press.fill(0);
    for (let t = 0; t < area.length; t++) {
      const [g, s] = this.measure(points, t);
      const across = gradient[t] > 0 ? (1 - gradient[t] / Math.max(g, 1e-9)) * area[t] : 0;
      const all = (1 - s / area[t]) * area[t];
      for (let k = 0; k < 3; k++) {
        depth[faces[3 * t + k]] += across;
        press[faces[3 * t + k]] += all;
      }
    }
    for (let i = 0; i < depth.length; i++) {
      depth[i] = inside[i] ? Math.max(depth[i] / inside[i], -1) : 0;
      press[i] = Math.max(press[i] / weight[i], -1);
    }
    for (let pass = 0; pass < SPREAD; pass++) this.spread(depth);
  }

  /** A fold takes up what the skin on both sides is pressed: each point of a line's area gets the mean round it. */
  spread(values) {
    const { faces, area, gradient, sum, inside } = this;
    sum.fill(0);
    for (let t = 0; t < area.length; t++) {
      if (!gradient[t]) continue;
      const a = faces[3 * t];
      const b = faces[3 * t + 1];
      const c = faces[3 * t + 2];
      const share = ((values[a] + values[b] + values[c]) / 3) * area[t];
      sum[a] += share;
      sum[b] += share;
      sum[c] += share;
    }
    for (let i = 0; i < values.length; i++) values[i] = inside[i] ? sum[i] / inside[i] : 0;
  }
}

/** First crossing of a ray with triangles: { t, face, point } or null. origin and direction are [x, y, z]. */
export function castRay(points, faces, origin, direction) {
  let best = null;
  let nearest = Infinity;
  const [ox, oy, oz] = origin;
  const [dx, dy, dz] = direction;
  for (let f = 0; f < faces.length; f += 3) {
    const a = 3 * faces[f];
    const b = 3 * faces[f + 1];
    const c = 3 * faces[f + 2];
    const ux = points[b] - points[a];
    const uy = points[b + 1] - points[a + 1];
    const uz = points[b + 2] - points[a + 2];
    const vx = points[c] - points[a];
    const vy = points[c + 1] - points[a + 1];
    const vz = points[c + 2] - points[a + 2];
    const px = dy * vz - dz * vy;
    const py = dz * vx - dx * vz;
    const pz = dx * vy - dy * vx;
    const det = ux * px + uy * py + uz * pz;
    if (det < 1e-12) continue; // seen from behind, or edge-on
    const tx = ox - points[a];
    const ty = oy - points[a + 1];
    const tz = oz - points[a + 2];
    const u = tx * px + ty * py + tz * pz;
    if (u < 0 || u > det) continue;
    const qx = ty * uz - tz * uy;
    const qy = tz * ux - tx * uz;
    const qz = tx * uy - ty * ux;
    const v = dx * qx + dy * qy + dz * qz;
    if (v < 0 || u + v > det) continue;
    const t = (vx * qx + vy * qy + vz * qz) / det;
    if (t > 0 && t < nearest) {
      nearest = t;
      best = f / 3;
    }
  }
  if (best === null) return null;
  return { t: nearest, face: best, point: [ox + nearest * dx, oy + nearest * dy, oz + nearest * dz] };
}

/** The vertex (of a flat array of points) nearest to [x, y, z]. */
export function nearestVertex(points, [x, y, z]) {
  let best = 0;
  let nearest = Infinity;
  for (let i = 0; i < points.length; i += 3) {
    const d = (points[i] - x) ** 2 + (points[i + 1] - y) ** 2 + (points[i + 2] - z) ** 2;
    if (d < nearest) {
      nearest = d;
      best = i / 3;
    }
  }
  return best;
}
