// The least pushing forces that keep every gap at or above zero (non-negative least squares).

/**
 * Forces f >= 0 with compliance f + gap >= 0 and f . (compliance f + gap) = 0.
 * Lawson and Hanson's active set on the normal equations; compliance (n,n) is positive definite.
 */
export function leastForces(compliance, gap) {
  const n = gap.length;
  const force = new Float64Array(n);
  const active = [];
  const pushes = new Uint8Array(n); // those of active
  const slope = new Float64Array(n);
  const tolerance = 1e-9 * gap.reduce((most, g) => Math.max(most, Math.abs(g)), 0);
  for (let round = 0; round < 3 * n; round++) {
    let worst = -1;
    for (let i = 0; i < n; i++) {
      slope[i] = -gap[i];
      for (const j of active) slope[i] -= compliance[i * n + j] * force[j];
      if (!pushes[i] && slope[i] > tolerance && (worst < 0 || slope[i] > slope[worst])) worst = i;
    }
    if (worst < 0) break;
    active.push(worst);
    pushes[worst] = 1;
    for (;;) {
      const wanted = solve(compliance, gap, active, n);
      if (wanted.every((w) => w > 0)) {
        active.forEach((i, k) => (force[i] = wanted[k]));
        break;
      }
      // go only as far as the first force that would pull, and let that one go
      let step = 1;
      let first = -1;
      active.forEach((i, k) => {
        const ratio = wanted[k] > 0 ? Infinity : force[i] / (force[i] - wanted[k] || 1);
        if (first < 0 || ratio < step) [step, first] = [Math.min(ratio, 1), ratio < Infinity ? k : first];
      });
      active.forEach((i, k) => (force[i] += step * (wanted[k] - force[i])));
      force[active[first]] = 0;
      pushes[active[first]] = 0;
      active.splice(first, 1);
    }
  }
  return force;
}

let factor = []; // kept from one call to the next

/** Forces on the active gaps alone that bring them to zero: Cholesky. */
function solve(matrix, gap, active, n) {
  const m = active.length;
  if (factor.length < m) factor = Array.from({ length: n }, () => new Float64Array(n));
  const x = new Float64Array(m);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[active[i] * n + active[j]];
      for (let k = 0; k < j; k++) sum -= factor[i][k] * factor[j][k];
      factor[i][j] = i === j ? Math.sqrt(Math.max(sum, 1e-30)) : sum / factor[j][j];
    }
    let sum = -gap[active[i]];
    for (let k = 0; k < i; k++) sum -= factor[i][k] * x[k];
    x[i] = sum / factor[i][i];
  }
  for (let i = m - 1; i >= 0; i--) {
    for (let k = i + 1; k < m; k++) x[i] -= factor[k][i] * x[k];
    x[i] /= factor[i][i];
  }
  return x;
}
