// A figure as somebody writes it: with its unit, in weeks or months, or as a range. As teach/quantities.py. No DOM.

const DAYS = [
  [1, "d day days"],
  [7, "w wk wks week weeks"],
  [365.25 / 12, "mo mos month months"],
  [365.25, "y yr yrs year years"],
];
const ABOUT = /^(?:about|around|roughly|approximately|day|ca\.?|~)\s*/;
const PART = /^(\d+(?:[.,]\d+)?)\s*([a-z%][a-z ]*)?\.?$/;

/** The figure in a text, null where there is none; form: what an answer looks like, which names the unit. */
export function quantity(text, form) {
  const parts = text.trim().toLowerCase().replace(ABOUT, "").split(/-|–|—|\bto\b/).map((part) => PART.exec(part.trim()));
  if (parts.length > 2 || !parts.every(Boolean)) return null;
  const unit = ["days", "people", "per cent"].find((one) => form.includes(one));
  const values = parts.map(([, value, written]) => {
    const factor = factorOf((written ?? parts.at(-1)[2] ?? unit).trim(), unit);
    const number = factor && +value.replace(",", ".");
    return factor === null || factor === 1 ? number : Math.floor(number * factor + 0.5); // in whole days
  });
  if (values.includes(null) || values[0] > values.at(-1)) return null;
  return (values[0] + values.at(-1)) / 2;
}

function factorOf(written, unit) {
  const found = unit === "days" && DAYS.find(([, words]) => words.split(" ").includes(written));
  if (found) return found[0];
  if (written === unit) return 1;
  const same = { people: "people persons patients", "per cent": "% percent" }[unit] ?? "";
  return same.split(" ").includes(written) ? 1 : null;
}
