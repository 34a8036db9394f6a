// Points that follow the skin: triangle and weights as they travel, unpacked for both sides. No DOM, no three.

/**
 * @param triangle (P) of the computing mesh, weight (2P) of its first two corners: bytes, shares of 255, or floats, shares of 1
 * @param flip take the mirror image of every triangle
 * @returns { corners: Int32Array(3P), weights: Float32Array(3P) }
 */
export function attached({ faces, mirror }, triangle, weight, flip = false) {
  const corners = new Int32Array(3 * triangle.length);
  const weights = new Float32Array(3 * triangle.length);
  const all = weight instanceof Uint8Array ? 255 : 1;
  for (let p = 0; p < triangle.length; p++) {
    for (let k = 0; k < 3; k++) {
      const v = faces[3 * triangle[p] + k];
      corners[3 * p + k] = flip ? mirror[v] : v;
    }
    weights[3 * p] = weight[2 * p] / all;
    weights[3 * p + 1] = weight[2 * p + 1] / all;
    weights[3 * p + 2] = 1 - weights[3 * p] - weights[3 * p + 1];
  }
  return { corners, weights };
}

/** out (3P) = the points on moved skin (or any field of three values per vertex). */
export function follow({ corners, weights }, field, out) {
  for (let i = 0; i < corners.length; i += 3) {
    const [a, b, c] = [3 * corners[i], 3 * corners[i + 1], 3 * corners[i + 2]];
    for (let k = 0; k < 3; k++) out[i + k] = weights[i] * field[a + k] + weights[i + 1] * field[b + k] + weights[i + 2] * field[c + k];
  }
  return out;
}
