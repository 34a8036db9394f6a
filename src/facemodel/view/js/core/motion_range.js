// Expression range: the largest width of all places a landmark can be brought to. As clinic/motion_range.py and zonotope.py.

/** @returns { limits(condition, remaining), width(name, limits), ends(condition, remaining), outline(name, ends, right, up) } */
export function createReach({ meta, arrays }, drive) {
  const { muscles, landmarks } = meta;
  const count = muscles.length;
  const { basis, slack, rest } = arrays;
  const columns = new Map();

  return { limits, width, ends, outline };

  /** How far each muscle can go, one by one: span (M) of its column that it can use. */
  function limits(condition, remaining) {
    return ends(condition, remaining).span;
  }

  /** The same with the lowest share (M) of each column: { low, span }. */
  function ends(condition, remaining) {
    const alone = { ...condition, synkinesis: new Float64Array(condition.synkinesis.length) };
    const share = (a, m) => (a < 0 ? a * slack[m] : a);
    const low = drive(alone, new Float64Array(count).fill(-1), remaining).map(share);
    const high = drive(alone, new Float64Array(count).fill(1), remaining).map(share);
    return { low, span: high.map((a, m) => a - low[m]) };
  }

  /**
   * Corners [[x, y], ...] in mm, seen along unit directions `right` and `up` and counted from the landmark at rest,
   * of all places it can be at: the outline of a plane zonotope, as clinic/zonotope.py.
   */
  function outline(name, { low, span }, right, up) {
    const column = columnAt(name);
    let [x, y] = [0, 0];
    const sides = [];
    for (let m = 0; m < count; m++) {
      const along = (axis) => axis[0] * column[3 * m] + axis[1] * column[3 * m + 1] + axis[2] * column[3 * m + 2];
      const [gx, gy] = [along(right), along(up)];
      x += low[m] * gx;
      y += low[m] * gy;
      const side = [span[m] * gx, span[m] * gy];
      if (side[0] === 0 && side[1] === 0) continue;
      if (side[1] > 0 || (side[1] === 0 && side[0] > 0)) sides.push(side);
      else {
        x += side[0];
        y += side[1];
        sides.push([-side[0], -side[1]]);
      }
    }
    sides.sort((a, b) => Math.atan2(a[1], a[0]) - Math.atan2(b[1], b[0]));
    const corners = [[x, y]];
    for (const way of [1, -1]) for (const [dx, dy] of sides) corners.push([(x += way * dx), (y += way * dy)]);
    corners.pop(); // the first one again
    return corners;
  }

  /** Largest distance in mm between two places a landmark can be at. */
  function width(name, span) {
    const column = columnAt(name);
    const generators = new Float64Array(3 * count);
    let n = 0;
    for (let m = 0; m < count; m++) {
      if (column[3 * m] === 0 && column[3 * m + 1] === 0 && column[3 * m + 2] === 0) continue;
      for (let k = 0; k < 3; k++) generators[3 * n + k] = span[m] * column[3 * m + k];
      n++;
    }
    return largestWidth(generators.subarray(0, 3 * n));
  }

  function columnAt(name) {
    if (!columns.has(name)) columns.set(name, columnsOf(landmarks[name]));
    return columns.get(name);
  }

  function columnsOf(vertex) {
    const column = new Float64Array(3 * count);
    for (let m = 0; m < count; m++) for (let k = 0; k < 3; k++) column[3 * m + k] = basis[m * rest.length + 3 * vertex + k];
    return column;
  }
}

/**
 * The longest sum of +-generators: from every generator's direction, climb to the farthest corner that way.
 * Python tries every corner; this climb is not proven to find the longest, but tests hold it to Python's to 0.1 %.
 */
export function largestWidth(generators) {
  let longest = 0;
  for (let start = 0; start < generators.length; start += 3) {
    let way = [generators[start], generators[start + 1], generators[start + 2]];
    for (let length = 0; ; ) {
      way = farthest(generators, way);
      const climbed = Math.hypot(...way);
      if (climbed <= length * (1 + 1e-12)) break;
      length = climbed;
      longest = Math.max(longest, length);
    }
  }
  return longest;
}

function farthest(generators, [x, y, z]) {
  let [sx, sy, sz] = [0, 0, 0];
  for (let i = 0; i < generators.length; i += 3) {
    const side = generators[i] * x + generators[i + 1] * y + generators[i + 2] * z < 0 ? -1 : 1;
    sx += side * generators[i];
    sy += side * generators[i + 1];
    sz += side * generators[i + 2];
  }
  return [sx, sy, sz];
}
