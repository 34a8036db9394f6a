// Figures in words as Python formats them: halves go to the even digit. No DOM.

const MANY = 60; // digits that show whether a binary fraction lies half-way between two decimals

/** Like f"{x:.{digits}f}". */
export function fixed(x, digits = 0) {
  const text = Math.abs(x).toFixed(digits);
  const rest = Math.abs(x).toFixed(MANY).split(".")[1].slice(digits);
  const odd = Number(text.at(-1)) % 2 === 1;
  // toFixed goes up from half-way
  const even = odd && /^50*$/.test(rest) ? (Number(text) - 10 ** -digits).toFixed(digits) : text;
  return x < 0 || Object.is(x, -0) ? `-${even}` : even;
}

/** Like f"{x:+.0f}" of a number whose zero has no sign. */
export const signed = (x) => (x < 0 ? fixed(x) : `+${fixed(x + 0)}`);

/** Like f"{x:.0%}". */
export const percent = (x) => `${fixed(100 * x)}%`;

/** Like f"{x:g}" of what is neither tiny nor huge. */
export const general = (x) => String(Number(x.toPrecision(6)));
