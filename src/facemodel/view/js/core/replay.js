// A recorded movement from what view/scene/replay.py sends. No DOM.

const FULL = 127; // steps of a control from 0 to 1, counted from REST
const REST = 128;

/** @returns { end: s, source, at(seconds) => intended controls (C) }; null where nothing was recorded */
export function takeOf({ meta, arrays }, controls) {
  if (!meta.source) return null;
  const { times, values, used } = arrays;
  const width = used.length;
  const end = times[times.length - 1];
  return { end, source: meta.source, at };

  function at(seconds) {
    const intent = new Float64Array(controls);
    const when = Math.min(end, Math.max(0, seconds));
    let low = 0;
    for (let high = times.length - 1; high - low > 1; ) {
      const middle = (low + high) >> 1;
      if (times[middle] <= when) low = middle;
      else high = middle;
    }
    const share = (when - times[low]) / (times[low + 1] - times[low]);
    for (let k = 0; k < width; k++)
      intent[used[k]] = (values[low * width + k] * (1 - share) + values[(low + 1) * width + k] * share - REST) / FULL;
    return intent;
  }
}
