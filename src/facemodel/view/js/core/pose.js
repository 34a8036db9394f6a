// The rigid motion that lays one set of points over another (weighted least squares).

/** Sums needed for the fit: means and the 3x3 spread source' * target, weighted. */
export function rigidFit(source, target, weights) {
  const a = [0, 0, 0];
  const b = [0, 0, 0];
  let total = 0;
  for (let i = 0; i < weights.length; i++) {
    const w = weights[i];
    total += w;
    for (let k = 0; k < 3; k++) {
      a[k] += w * source[3 * i + k];
      b[k] += w * target[3 * i + k];
    }
  }
  for (let k = 0; k < 3; k++) {
    a[k] /= total;
    b[k] /= total;
  }
  const s = new Float64Array(9);
  for (let i = 0; i < weights.length; i++) {
    const w = weights[i] / total;
    for (let r = 0; r < 3; r++) {
      const from = w * (source[3 * i + r] - a[r]);
      for (let c = 0; c < 3; c++) s[3 * r + c] += from * (target[3 * i + c] - b[c]);
    }
  }
  const turn = rotation(s);
  const shift = [0, 1, 2].map((r) => b[r] - (turn[3 * r] * a[0] + turn[3 * r + 1] * a[1] + turn[3 * r + 2] * a[2]));
  return { turn, shift }; // target ~ turn * source + shift
}

/** Rotation of a spread matrix: eigenvector of the largest eigenvalue, as a quaternion [Horn 1987]. */
function rotation([xx, xy, xz, yx, yy, yz, zx, zy, zz]) {
  const n = [
    [xx + yy + zz, yz - zy, zx - xz, xy - yx],
    [yz - zy, xx - yy - zz, xy + yx, zx + xz],
    [zx - xz, xy + yx, yy - xx - zz, yz + zy],
    [xy - yx, zx + xz, yz + zy, zz - xx - yy],
  ];
  const [w, x, y, z] = largestEigenvector(n);
  return [
    w * w + x * x - y * y - z * z, 2 * (x * y - w * z), 2 * (x * z + w * y),
    2 * (x * y + w * z), w * w - x * x + y * y - z * z, 2 * (y * z - w * x),
    2 * (x * z - w * y), 2 * (y * z + w * x), w * w - x * x - y * y + z * z,
  ];
}

/** Cyclic Jacobi rotations on a symmetric 4x4 matrix. */
function largestEigenvector(m) {
  const a = m.map((row) => [...row]);
  const v = a.map((_, i) => a.map((__, j) => (i === j ? 1 : 0)));
  for (let sweep = 0; sweep < 30; sweep++) {
    let off = 0;
    for (let p = 0; p < 4; p++) for (let q = p + 1; q < 4; q++) off += a[p][q] ** 2;
    if (off < 1e-26 * (1 + a[0][0] ** 2)) break;
    for (let p = 0; p < 4; p++)
      for (let q = p + 1; q < 4; q++) {
        if (a[p][q] === 0) continue;
        const theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
        const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const c = 1 / Math.sqrt(t * t + 1);
        const s = t * c;
        for (let k = 0; k < 4; k++) [a[k][p], a[k][q]] = [c * a[k][p] - s * a[k][q], s * a[k][p] + c * a[k][q]];
        for (let k = 0; k < 4; k++) {
          [a[p][k], a[q][k]] = [c * a[p][k] - s * a[q][k], s * a[p][k] + c * a[q][k]];
          [v[k][p], v[k][q]] = [c * v[k][p] - s * v[k][q], s * v[k][p] + c * v[k][q]];
        }
      }
  }
  const best = [0, 1, 2, 3].reduce((i, j) => (a[j][j] > a[i][i] ? j : i));
  return v.map((row) => row[best]);
}
