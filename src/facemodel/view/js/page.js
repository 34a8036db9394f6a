// The lab as a page of its own: no kernel, no network.

import { mountApp } from "./panels/app.js";
import { timingOf } from "./core/case.js";
import { expand } from "./core/compact.js";
import { say } from "./core/messages.js";
import { heading } from "./core/wording.js";

/**
 * @param face what view/scene/compact.py made, unzipped
 * @param timing the same of the case's injections, person and seconds
 * @param options { case, tone, height }
 * @param places { element, says, still, shown }: where the lab goes, the line that says what happens; the still picture and
 *   the line that names the case, if any; take: a recording that can be replayed, if any, as `timing`; callbacks of mountApp
 */
export function openPage(face, timing, options, { element, says, still = null, shown = null, take = null, callbacks = {} }) {
  const given = { ...options, timing: timingOf(expand(timing)), take: take && expand(take) };
  const app = mountApp(element, expand(face), given, callbacks);
  if (shown) follow(shown, app);
  const live = Boolean(document.createElement("canvas").getContext("webgl2"));
  says.textContent = live || !still ? "" : `${say("notice.no_webgl")} ${say("page.still")}`;
  if (still) still.hidden = live;
  requestAnimationFrame(() => requestAnimationFrame(() => performance.mark("facemodel: first picture")));
  return app;
}

/** Keeps the line that names the case in step with the menus, and the name of the page where it is the same. */
function follow(line, { store, lab }) {
  const names = document.title === line.textContent;
  const write = (state) => {
    if (line.textContent === heading(lab, state)) return;
    line.textContent = heading(lab, state);
    if (names) document.title = line.textContent;
  };
  store.subscribe(write);
  write(store.get());
}
