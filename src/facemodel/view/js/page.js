// The lab as a page of its own: no kernel, no network.

import { mountApp } from "./panels/app.js";
import { timingOf } from "./core/case.js";
import { expand } from "./core/compact.js";
import { setText } from "./panels/dom.js";
import { say } from "./core/messages.js";

/**
 * @param face what view/scene/compact.py made, unzipped
 * @param timing the same of the case's injections, person and seconds
 * @param options { case, tone, height }
 * @param places { element, still, says }: where the lab goes, the still picture, the line that says what happens
 */
export function openPage(face, timing, options, { element, still, says }) {
  const app = mountApp(element, expand(face), { ...options, timing: timingOf(expand(timing)) });
  const live = Boolean(document.createElement("canvas").getContext("webgl2"));
  still.hidden = live;
  setText(says, live ? "" : `${say("no_webgl")} ${say("page_still")}`);
  requestAnimationFrame(() => requestAnimationFrame(() => performance.mark("facemodel: first picture")));
  return app;
}
