// A muscle as somebody writes it: abbreviated, its side before or after, or a part of its name. As teach/muscle_names.py. No DOM.

/** The one option that is meant, or undefined; brief: { abbreviation: words }. */
export function meant(text, options, brief) {
  const words = wordsOf(text, brief);
  const fit = options.filter((option) => words.length > 1 && words.every((word) => option.split(" ").includes(word)));
  const same = fit.filter((option) => option.split(" ").every((word) => words.includes(word)));
  return (same.length ? same : fit).length === 1 ? (same[0] ?? fit[0]) : undefined;
}

function wordsOf(text, brief) {
  let plain = text.toLowerCase().replace(/[\s_.,]+/g, " ").trim();
  for (const [short, whole] of Object.entries(brief).sort(([a], [b]) => b.length - a.length)) plain = ` ${plain} `.replaceAll(` ${short} `, ` ${whole} `).trim();
  return plain.split(/\s+/).filter(Boolean);
}
