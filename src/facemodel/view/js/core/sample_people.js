// The virtual people whom the screen offers, and what each changes in a case. No DOM.

/** Which of the people (a row of the table) a state is of; -1: somebody whom the case brought along. */
export const personOf = (people, { carried }) => people.findIndex((one) => same(one.person, carried?.person ?? null));

/** What changes in a state when the k-th of the people has the condition. */
export function asPerson({ meta, arrays }, { carried, timing }, k) {
  const count = meta.muscles.length;
  const { person, sex, ...pace } = meta.lab.people[k];
  const row = (name) => Float64Array.from(arrays[name].subarray(k * count, (k + 1) * count));
  const given = { doses: [], days: [], shares: new Float64Array(0), course: null, ...timing };
  const own = { strength: row("lab_people_strength"), tone: row("lab_people_tone"), ed50: row("lab_people_ed50") };
  return { carried: { ...carried, person }, timing: { ...given, ...own, person: pace } };
}

const same = (a, b) => (a && b ? ["seed", "index", "sex", "mirrored"].every((key) => (a[key] ?? null) === (b[key] ?? null)) : !a && !b);
