// Entry of virtual patients and of drills: their screens in a page without kernel.

import { Drilling } from "./drills.js";
import { Practising } from "./practising.js";

/**
 * @param element where the screen goes
 * @param parts { loadPart(name) => promise of the part's value, of which "face-..." are heads packed as view/page.py packs them; patients:
 *   what teach/practice/shipped.py hands over, or the name of the part that holds it; store: { read(key) => value or null, write(key, value), lasting } }
 * @returns promise of { ready: promise, sitting, lab, dispose() }
 */
export async function mountPractice(element, { loadPart, patients, store }) {
  const practice = typeof patients === "string" ? await loadPart(patients) : patients;
  return new Practising(element, { loadPart, practice, store });
}

/** Drills of placing points. @param parts { loadPart, drills: what shipped.py of teach/drills hands over, store } */
export const mountDrills = (element, parts) => new Drilling(element, parts);
