// The skin that is seen from the front at a place of a picture. As point_at of teach/drills/pictures.py. No DOM.

/** @param rest positions, corners three vertices a triangle @returns (x, y) mm => [x, y, z] of the foremost skin, or null */
export function createFront(rest, corners) {
  return (x, y) => {
    let best = null;
    for (let t = 0; t < corners.length; t += 3) {
      const [a, b, c] = [3 * corners[t], 3 * corners[t + 1], 3 * corners[t + 2]];
      const area = turn(rest, a, b, rest[c], rest[c + 1]);
      if (area <= 0) continue; // turned away
      const shares = [turn(rest, b, c, x, y), turn(rest, c, a, x, y), turn(rest, a, b, x, y)].map((one) => one / area);
      if (Math.min(...shares) < -1e-9) continue;
      const z = shares[0] * rest[a + 2] + shares[1] * rest[b + 2] + shares[2] * rest[c + 2];
      if (best === null || z > best[2]) best = [x, y, z];
    }
    return best;
  };
}

/** Twice the area of two vertices and a point, as seen from the front. */
const turn = (rest, p, q, x, y) => (rest[q] - rest[p]) * (y - rest[p + 1]) - (rest[q + 1] - rest[p + 1]) * (x - rest[p]);
