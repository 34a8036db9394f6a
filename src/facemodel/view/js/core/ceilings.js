// Doses that are more than labels and studies give, by the rows of data/dose_ceilings.csv. As clinic/ceilings.py. No DOM.

const SIDES = ["left", "right"];
const ALIKE = 1e4; // shares are alike in so many parts: of those, the first muscle counts

/** The muscle (index) that catches most of a point, of shares (M). */
export function most(shares) {
  const parts = shares.map((share) => Math.round(share * ALIKE));
  return parts.indexOf(Math.max(...parts));
}

/**
 * @param lab has `dose_ceilings` { rows, place_mm }, each row with its limit and the muscles (indices) it counts
 * @param points [{ dose, day, point, muscle }] with the muscle (index) that catches most of it
 * @param sideOf (muscle) => "left", "right" or ""
 * @returns [{ ceiling, side, given, from }] of those broken, on each side at its worst place or session
 */
export function excesses({ dose_ceilings: { rows, place_mm } }, points, sideOf) {
  return rows.flatMap((ceiling) => {
    const counted = new Set(ceiling.muscles);
    const near = (a, b) => ceiling.scope !== "place" || Math.hypot(...a.point.map((x, i) => x - b.point[i])) <= place_mm;
    return (ceiling.sides === "each" ? SIDES : ["both"]).flatMap((side) => {
      const here = points.flatMap((one, from) => (counted.has(one.muscle) && (side === "both" || sideOf(one.muscle) === side) ? [{ ...one, from }] : []));
      let worst = { given: ceiling.limit + 1e-9 };
      for (const last of here) {
        const together = here.filter((one) => last.day - one.day >= 0 && last.day - one.day <= ceiling.days && near(last, one));
        const given = together.reduce((sum, one) => sum + one.dose, 0);
        if (given > worst.given) worst = { ceiling, side, given, from: together[0].from };
      }
      return worst.ceiling ? [worst] : [];
    });
  });
}
