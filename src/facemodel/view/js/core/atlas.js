// The muscle atlas: the face at rest, or as a card's picture begins, and one muscle contracting alone. No DOM, no three.

const SIDES = { left: ["left"], right: ["right"], both: ["left", "right"] };
export const ATLAS_PANES = ["atlas_rest", "atlas_work"];

/** Whether a muscle has two sides. */
export const isPaired = (model, stem) => model.index.has(`${stem}_left`);

/** @returns (stem, side) => what the two panes show; they hold until the next call */
export function createAtlas({ meta, arrays }, model) {
  const { cards, start_share: share } = meta.atlas;
  const buffer = () => ({ activation: new Float64Array(meta.muscles.length), positions: new Float32Array(arrays.rest.length) });
  const buffers = ATLAS_PANES.map(buffer);

  return (stem, side) => {
    const names = isPaired(model, stem) ? SIDES[side].map((one) => `${stem}_${one}`) : [stem];
    const working = names.map((name) => model.index.get(name));
    const poses = buffers.map(({ activation, positions }, k) => {
      activation.fill(0);
      if (cards[stem].start) activation[model.index.get(cards[stem].start)] = share;
      if (k) for (const m of working) activation[m] = 1;
      return { activation, remaining: null, ...model.frame(activation, positions) };
    });
    const lit = new Set(working);
    return {
      atlas_rest: { ...poses[0], from: poses[0].positions, lit, also: ["muscles"] },
      atlas_work: { ...poses[1], from: poses[0].positions, lit, also: ["muscles", "arrows"] },
    };
  };
}
