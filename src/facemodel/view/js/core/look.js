// How the screen's look goes back to the notebook. No DOM.

/** Hands what changed (tone, overlays ...) to a widget model; only what Python has a value for, nothing else is touched. */
export function keepLook(model, changed) {
  const known = Object.entries(changed).filter(([name]) => model.get(name) !== undefined);
  for (const [name, value] of known) model.set(name, value);
  if (known.length) model.save_changes();
}
