// How much the skin is stretched or gathered: the same formulas as mechanics/strain.py. No DOM, no three.

/** @returns { green(points), principal(green, out), atVertices(values, out), faces, axes, area, middle } of triangles at rest */
export function createGauge(rest, faces) {
  const count = faces.length / 3;
  const axes = new Float64Array(6 * count); // two unit vectors in the plane of each triangle
  const inverse = new Float64Array(4 * count);
  const area = new Float64Array(count);
  const middle = new Float64Array(3 * count);
  const weight = new Float64Array(rest.length / 3);
  const strain = new Float64Array(3 * count); // xx, xy, yy in those axes

  for (let t = 0; t < count; t++) {
    const [a, b, c] = [faces[3 * t], faces[3 * t + 1], faces[3 * t + 2]];
    const u = minus(rest, b, a);
    const v = minus(rest, c, a);
    const normal = cross(u, v);
    const twice = Math.hypot(...normal);
    area[t] = twice / 2;
    const first = u.map((x) => x / Math.max(Math.hypot(...u), 1e-12));
    const second = cross(normal.map((x) => x / Math.max(twice, 1e-12)), first);
    axes.set([...first, ...second], 6 * t);
    const [p, q, r, s] = [dot(first, u), dot(first, v), dot(second, u), dot(second, v)];
    const det = p * s - q * r;
    inverse.set([s / det, -q / det, -r / det, p / det], 4 * t);
    for (let k = 0; k < 3; k++) {
      middle[3 * t + k] = (rest[3 * a + k] + rest[3 * b + k] + rest[3 * c + k]) / 3;
      weight[faces[3 * t + k]] += area[t];
    }
  }

  /** Green strain of moved points: xx, xy, yy per triangle, in its own axes. */
  function green(points) {
    for (let t = 0; t < count; t++) {
      const [a, b, c] = [3 * faces[3 * t], 3 * faces[3 * t + 1], 3 * faces[3 * t + 2]];
      const [ia, ib, ic, id] = [inverse[4 * t], inverse[4 * t + 1], inverse[4 * t + 2], inverse[4 * t + 3]];
      let [xx, xy, yy] = [0, 0, 0];
      for (let k = 0; k < 3; k++) {
        const u = points[b + k] - points[a + k];
        const v = points[c + k] - points[a + k];
        const g = u * ia + v * ic;
        const h = u * ib + v * id;
        xx += g * g;
        xy += g * h;
        yy += h * h;
      }
      strain[3 * t] = (xx - 1) / 2;
      strain[3 * t + 1] = xy / 2;
      strain[3 * t + 2] = (yy - 1) / 2;
    }
    return strain;
  }

  /** The larger and smaller strain of each triangle, as change of length over length. */
  function principal(tensor, larger, smaller) {
    for (let t = 0; t < count; t++) {
      const mean = (tensor[3 * t] + tensor[3 * t + 2]) / 2;
      const half = Math.hypot((tensor[3 * t] - tensor[3 * t + 2]) / 2, tensor[3 * t + 1]);
      larger[t] = engineering(mean + half);
      smaller[t] = engineering(mean - half);
    }
  }

  /** Area-weighted mean of values of triangles round each vertex. */
  function atVertices(values, out) {
    out.fill(0);
    for (let t = 0; t < count; t++) for (let k = 0; k < 3; k++) out[faces[3 * t + k]] += values[t] * area[t];
    for (let v = 0; v < out.length; v++) out[v] /= Math.max(weight[v], 1e-12);
    return out;
  }

  return { green, principal, atVertices, faces, axes, area, middle };
}

/** Change of length over length of a Green strain along one direction. */
export const engineering = (green) => Math.sqrt(Math.max(1 + 2 * green, 0)) - 1;

export const minus = (p, i, j) => [p[3 * i] - p[3 * j], p[3 * i + 1] - p[3 * j + 1], p[3 * i + 2] - p[3 * j + 2]];
export const cross = ([a, b, c], [x, y, z]) => [b * z - c * y, c * x - a * z, a * y - b * x];
export const dot = ([a, b, c], [x, y, z]) => a * x + b * y + c * z;
