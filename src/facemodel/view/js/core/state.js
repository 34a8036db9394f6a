// The case on screen, with undo and redo, and what is open beside it. No DOM.

const SAME_GESTURE = 800; // ms: quick steps of one control are one step of undo

/**
 * Keeps one immutable value and its history.
 * `change(patch, {gesture})`: changes that follow each other quickly under one gesture name undo together.
 */
export function createStore(first, now = () => performance.now()) {
  let value = Object.freeze({ ...first });
  let past = [];
  let future = [];
  let last = { gesture: null, time: -Infinity };
  const listeners = new Set();
  const tell = (origin) => listeners.forEach((listener) => listener(value, origin));

  return {
    get: () => value,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    change(patch, { gesture = null, held = false, origin = "screen" } = {}) {
      const next = Object.freeze({ ...value, ...patch });
      if (same(next, value)) return;
      const time = now();
      const goesOn = gesture !== null && gesture === last.gesture && (held || time - last.time < SAME_GESTURE);
      if (!goesOn) past = [...past.slice(-199), value];
      future = [];
      last = { gesture, time };
      value = next;
      tell(origin);
    },
    /** What belongs to the value without being chosen: no step of undo. */
    amend(patch) {
      value = Object.freeze({ ...value, ...patch });
      tell("outside");
    },
    /** Back to the last value that `holds`, else to `value` with `otherwise`: what came after it was refused, and is no step. */
    takeBack(holds, otherwise) {
      future = [];
      last = { gesture: null, time: -Infinity };
      if (!holds(value)) {
        const at = past.map(holds).lastIndexOf(true);
        value = at < 0 ? Object.freeze({ ...value, ...otherwise }) : past[at];
        if (at >= 0) past = past.slice(0, at);
      }
      tell("outside");
    },
    undo: () => step(past, future),
    redo: () => step(future, past),
    canUndo: () => past.length > 0,
    canRedo: () => future.length > 0,
  };

  function step(from, to) {
    if (!from.length) return;
    to.push(value);
    value = from.pop();
    last = { gesture: null, time: -Infinity };
    tell("screen");
  }
}

/** A value without history: what is open and chosen on the screen beside the case. */
export function createSettings(first) {
  let value = Object.freeze({ ...first });
  const listeners = new Set();
  return {
    get: () => value,
    subscribe: (listener) => listeners.add(listener),
    set(patch) {
      if (same(patch, value)) return;
      value = Object.freeze({ ...value, ...patch });
      listeners.forEach((listener) => listener(value));
    },
  };
}

function same(a, b) {
  return Object.keys(a).every((key) => a[key] === b[key] || equalLists(a[key], b[key]));
}

function equalLists(a, b) {
  return a?.length !== undefined && typeof a !== "string" && a.length === b?.length && a.every((x, i) => x === b[i]);
}

/** Dampening with the given muscles set to one share (0 untouched .. 1 no strength left). */
export function withShare(dampening, indices, share) {
  const next = Float64Array.from(dampening);
  for (const i of indices) next[i] = Math.min(1, Math.max(0, share));
  return next;
}

/** Mean share of some muscles, and whether they differ. */
export function shareOf(dampening, indices) {
  let sum = 0;
  let mixed = false;
  for (const i of indices) {
    sum += dampening[i];
    if (Math.abs(dampening[i] - dampening[indices[0]]) > 1e-9) mixed = true;
  }
  return { share: indices.length ? sum / indices.length : 0, mixed };
}

/** { region or muscle: share }, shortest form: regions where all of it is equal, muscles otherwise. */
export function dampeningToNames(dampening, regions, muscles) {
  const index = new Map(muscles.map((name, i) => [name, i]));
  const round = (share) => Math.round(share * 1e4) / 1e4;
  const names = {};
  const done = new Set();
  for (const [region, members] of Object.entries(regions)) {
    const indices = members.map((name) => index.get(name));
    const { share, mixed } = shareOf(dampening, indices);
    if (mixed) continue;
    indices.forEach((i) => done.add(i));
    if (share > 0) names[region] = round(share);
  }
  muscles.forEach((name, i) => {
    if (!done.has(i) && dampening[i] > 0) names[name] = round(dampening[i]);
  });
  return names;
}

/** The inverse. A name without side means all its sides; where names overlap, what they leave multiplies. */
export function dampeningFromNames(names, regions, muscles) {
  const left = new Float64Array(muscles.length).fill(1);
  const index = new Map(muscles.map((name, i) => [name, i]));
  const forms = (name) => [name, `${name}_left`, `${name}_right`, `${name}_midline`];
  for (const [name, share] of Object.entries(names ?? {})) {
    const members = new Set(forms(name).flatMap((form) => regions[form] ?? (index.has(form) ? [form] : [])));
    for (const muscle of members) left[index.get(muscle)] *= 1 - share;
  }
  return left.map((x) => 1 - x);
}
