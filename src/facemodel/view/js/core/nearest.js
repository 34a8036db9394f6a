// The points of a surface that lie nearest to points beside it. The same formulas as anatomy/attachment.py. No DOM.

const TINY = 1e-12;

/** @returns (round, within) => point [x, y, z] => the nearest point of triangles (corners, 3 each, in points), sought within so many mm of `round` */
export function createNearest(points, corners) {
  const at = (v) => [points[3 * v], points[3 * v + 1], points[3 * v + 2]];
  const all = Array.from({ length: corners.length / 3 }, (_, t) => {
    const three = [0, 1, 2].map((k) => at(corners[3 * t + k]));
    const middle = [0, 1, 2].map((i) => (three[0][i] + three[1][i] + three[2][i]) / 3);
    return { three, middle, reach: Math.sqrt(Math.max(...three.map((corner) => squared(corner, middle)))) }; // no point of it is farther from its middle
  });
  return (round, within) => {
    const some = all.filter(({ middle, reach }) => squared(middle, round) < (within + reach) ** 2);
    return (point) => {
      let [best, away] = [point, Infinity];
      for (const { three, middle, reach } of some) {
        const least = Math.sqrt(squared(middle, point)) - reach;
        if (least > 0 && least * least >= away) continue;
        const foot = onTriangle(three, point);
        const square = squared(foot, point);
        if (square < away) [best, away] = [foot, square];
      }
      return best;
    };
  };
}

/** The nearest point of a triangle: the foot on its plane if that lies inside, else on an edge. */
function onTriangle([a, b, c], point) {
  const [first, second, to] = [less(b, a), less(c, a), less(point, a)];
  const [aa, ab, bb, pa, pb] = [dot(first, first), dot(first, second), dot(second, second), dot(to, first), dot(to, second)];
  const area = aa * bb - ab * ab;
  const [v, w] = area > TINY ? [(bb * pa - ab * pb) / area, (aa * pb - ab * pa) / area] : [-1, -1];
  if (v >= 0 && w >= 0 && v + w <= 1) return a.map((x, i) => x + v * first[i] + w * second[i]);
  const feet = [[a, b], [b, c], [c, a]].map(([start, end]) => {
    const edge = less(end, start);
    const share = Math.min(1, Math.max(0, dot(less(point, start), edge) / Math.max(dot(edge, edge), TINY)));
    return start.map((x, i) => x + share * edge[i]);
  });
  return feet.reduce((best, foot) => (squared(foot, point) < squared(best, point) ? foot : best));
}

const less = (p, q) => p.map((x, i) => x - q[i]);
const dot = ([a, b, c], [x, y, z]) => a * x + b * y + c * z;
const squared = ([a, b, c], [x, y, z]) => (a - x) ** 2 + (b - y) ** 2 + (c - z) ** 2;
