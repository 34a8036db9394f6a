// Heads of virtual patients, unpacked when the first of them comes. No DOM.

import { expand } from "../core/compact.js";
import { createModel } from "../core/model.js";

/** @param loadPart (name) => promise of a packed head @returns (head) => promise of { bundle, model } */
export function createFaces(loadPart) {
  let kept = { head: null, face: null }; // one at a time: an unpacked head takes 30 MB
  return (head) => {
    if (kept.head !== head) kept = { head, face: loadPart(`face-${head.replaceAll("_", "-")}`).then(unpacked).then(faceOf) };
    return kept.face;
  };
}

function faceOf(bytes) {
  const bundle = expand(bytes);
  return { bundle, model: createModel(bundle) };
}

/** Bytes of what view/page.py packs: gzip as base64. */
async function unpacked(text) {
  const bytes = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
