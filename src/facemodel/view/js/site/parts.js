// Parts of the folder: each is a classic script that hands over one value, for a page opened from a file may not fetch its neighbours.

import { say } from "./texts.js";

const NAME = /^[a-z0-9-]+$/;

/**
 * @param missing called with a sentence for each part that does not come, since a room may ask for one long after it opened
 * @returns { load(name): promise of what the part hands over; it is loaded once, when it is first asked for }
 */
export function createParts(missing, page = document, folder = "parts/") {
  const parts = new Map();
  globalThis.facemodelPart = (name, value) => partOf(name).take(value);

  function partOf(name) {
    if (!parts.has(name)) parts.set(name, waiting());
    return parts.get(name);
  }

  /** The part's value; a part that never came may be asked for again. */
  function load(name) {
    if (!NAME.test(name)) return Promise.reject(new Error(say("site.no_part", { name: "?" })));
    const part = partOf(name);
    if (part.asked || part.there) return part.value;
    part.asked = true;
    const script = page.createElement("script");
    script.src = `${folder}${name}.js`;
    script.onerror = () => {
      parts.delete(name);
      const said = say("site.no_part", { name });
      missing(said);
      part.fail(new Error(said));
    };
    script.onload = () => script.remove();
    page.head.append(script);
    return part.value;
  }

  return { load };
}

function waiting() {
  const part = { asked: false, there: false };
  part.value = new Promise((take, fail) => {
    part.take = (value) => ((part.there = true), take(value));
    part.fail = fail;
  });
  return part;
}

/** Bytes of what view/page.py packs: gzip as base64. */
export async function unzipped(text) {
  if (!globalThis.DecompressionStream) throw new Error(say("notice.too_old"));
  const bytes = Uint8Array.fromBase64?.(text) ?? Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
