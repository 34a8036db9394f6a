// How far raters agree: intraclass correlation, limits of agreement and drift, as teach/judges/agreement.py computes them. No DOM.

const LEVEL = 0.95;
const Z = 1.96; // standard deviations of the limits of agreement
export const FEWEST = 3; // faces without which nothing is computed
const NO_FREEDOM = 0.5; // below so few an interval is not known; a negative ICC can leave them
const UNKNOWN = { value: NaN, low: NaN, high: NaN };

const sum = (values) => values.reduce((all, x) => all + x, 0);
const mean = (values) => sum(values) / values.length;
const squares = (values) => sum(values.map((x) => x * x));

/** ICC(2,1) of scores [face][rater] with its interval; NaN for too few faces, and where they do not differ. */
export function icc(scores) {
  const n = scores.length;
  if (n < FEWEST) return UNKNOWN;
  const k = scores[0].length;
  const { middle, faces, raters, rest } = spreads(scores, n, k);
  const whole = faces + (k - 1) * rest + (k * (raters - rest)) / n;
  if (faces + rest <= 1e-12 * (1 + middle ** 2)) return UNKNOWN;
  const value = (faces - rest) / whole;
  if (rest + raters <= 1e-12 * faces) return { value: 1, low: 1, high: 1 };
  if (faces <= 1e-12 * rest) return { value, low: NaN, high: NaN }; // any interval would have no width
  // Satterthwaite's degrees of freedom of the error that raters and the rest make together
  const [a, b] = [(k * value) / (n * (1 - value)), 1 + (k * value * (n - 1)) / (n * (1 - value))];
  const error = (a * raters) ** 2 / (k - 1) + (b * rest) ** 2 / ((n - 1) * (k - 1));
  const freedom = (a * raters + b * rest) ** 2 / error;
  if (freedom < NO_FREEDOM) return { value, low: NaN, high: NaN };
  const tail = (1 + LEVEL) / 2;
  const [over, under] = [quantileOfF(n - 1, freedom, tail), quantileOfF(freedom, n - 1, tail)];
  const spread = k * raters + (k * n - k - n) * rest;
  const low = (n * (faces / over - rest)) / (spread + (n * faces) / over);
  const high = (n * (under * faces - rest)) / (spread + n * under * faces);
  return { value, low, high };
}

/** Mean squares of faces, of raters, and of what is left. */
function spreads(scores, n, k) {
  const middle = mean(scores.flat());
  const ofFaces = scores.map(mean);
  const ofRaters = scores[0].map((_, j) => mean(scores.map((row) => row[j])));
  const left = scores.flatMap((row, i) => row.map((x, j) => x - ofFaces[i] - ofRaters[j] + middle));
  return {
    middle,
    faces: (k * squares(ofFaces.map((x) => x - middle))) / (n - 1),
    raters: (n * squares(ofRaters.map((x) => x - middle))) / (k - 1),
    rest: squares(left) / ((n - 1) * (k - 1)),
  };
}

/** Limits of agreement of scores, mine less theirs: { count, bias, lower, upper }. */
export function limits(mine, theirs) {
  const off = mine.map((x, i) => x - theirs[i]);
  const n = off.length;
  if (n < FEWEST) return { count: n, bias: UNKNOWN, lower: UNKNOWN, upper: UNKNOWN };
  const bias = mean(off);
  const spread = Math.sqrt(squares(off.map((x) => x - bias)) / (n - 1));
  const [within, wider] = [1, 3].map((share) => quantileOfT(n - 1) * spread * Math.sqrt(share / n));
  const about = (value, by) => ({ value, low: value - by, high: value + by });
  return { count: n, bias: about(bias, within), lower: about(bias - Z * spread, wider), upper: about(bias + Z * spread, wider) };
}

/** Change of a signed error per ten faces, along the order in which they were graded. */
export function drift(off) {
  const n = off.length;
  if (n < FEWEST) return UNKNOWN;
  const x = off.map((_, i) => i - (n - 1) / 2);
  const slope = sum(off.map((y, i) => x[i] * y)) / squares(x);
  const middle = mean(off);
  const left = off.map((y, i) => y - middle - slope * x[i]);
  const error = quantileOfT(n - 2) * Math.sqrt(squares(left) / (n - 2) / squares(x));
  return { value: 10 * slope, low: 10 * (slope - error), high: 10 * (slope + error) };
}

/** Value that |t| exceeds in 5 % of cases. */
const quantileOfT = (freedom) => Math.sqrt(quantileOfF(1, freedom, LEVEL));

/** Value of F with these degrees of freedom that is not exceeded with a probability. */
function quantileOfF(one, other, probability) {
  let [low, high] = [-50, 50]; // of its logarithm, halved until doubles have no value between
  for (;;) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) return Math.exp(middle);
    const f = Math.exp(middle);
    const whole = one * f + other;
    if (betaShare((one * f) / whole, other / whole, one / 2, other / 2) < probability) low = middle;
    else high = middle;
  }
}

/** Regularised incomplete beta function of x, with y = 1 - x. */
function betaShare(x, y, a, b) {
  if (x > (a + 1) / (a + b + 2)) return 1 - betaShare(y, x, b, a);
  const front = Math.exp(a * Math.log(x) + b * Math.log(y) - logBeta(a, b)) / a;
  return front * fraction(x, a, b);
}

/** The function's continued fraction, by Lentz's method. */
function fraction(x, a, b) {
  const kept = (v) => (Math.abs(v) < 1e-300 ? 1e-300 : v);
  let c = 1;
  let d = 1 / kept(1 - ((a + b) * x) / (a + 1));
  let found = d;
  for (let m = 1; m < 1000; m++) {
    let step = 1;
    for (const term of [(m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)), (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))]) {
      d = 1 / kept(1 + term * d);
      c = kept(1 + term / c);
      step = c * d;
      found *= step;
    }
    if (Math.abs(step - 1) < 1e-15) break;
  }
  return found;
}

const logBeta = (a, b) => logGamma(a) + logGamma(b) - logGamma(a + b);

/** Stirling's series, from 12 on exact to the last bits; below by the recurrence. */
function logGamma(x) {
  let below = 1;
  for (; x < 12; x++) below *= x;
  const y = 1 / (x * x);
  const series = (1 / 12 - y * (1 / 360 - y * (1 / 1260 - y * (1 / 1680 - y * (1 / 1188 - (y * 691) / 360360))))) / x;
  return (x - 0.5) * Math.log(x) - x + Math.log(2 * Math.PI) / 2 + series - Math.log(below);
}
