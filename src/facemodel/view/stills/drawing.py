"""The page that draws pictures: open in a browser at once, it waits to be told what to draw."""

import base64
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from facemodel.errors import FaceModelError
from facemodel.view.stills.chromium import TIMEOUT_S, Opened
from facemodel.view.viewer import viewer

LOOK_MS = 25  # between looks whether the page has been told
# A document that is written and never closed keeps the page from being done, and the browser waits.
_PAGE = """<!doctype html><meta charset="utf-8"><title>facemodel</title>
<script type="importmap">
{"imports": {"viewer": "data:text/javascript;base64,%(viewer)s"}}
</script>
<body><iframe hidden></iframe><pre id="result">nothing was drawn</pre>
<script type="module">
const frame = document.querySelector("iframe");
const open = frame.contentDocument;
open.open();
const slowly = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
const bytes = (text) => Uint8Array.fromBase64?.(text) ?? slowly(text);
const unzip = (data) =>
  new Response(new Blob([data]).stream().pipeThrough(new DecompressionStream("gzip")));
const told = new Promise((resolve) => { window.draw = resolve; });
const end = performance.now() + 1000 * %(seconds)d;
const look = () => {
  const script = document.createElement("script");
  script.src = "told.js?" + performance.now();
  script.onload = () => script.remove();
  script.onerror = () => {
    script.remove();
    if (performance.now() < end) setTimeout(look, %(look)d);
    else open.close();
  };
  document.head.append(script);
};
look();
const result = document.getElementById("result");
try {
  const { renderStill, expand } = await import("viewer");
  const job = await told;
  const face = expand(new Uint8Array(await unzip(bytes(job.face)).arrayBuffer()));
  for (const shot of job.shots) {
    shot.positions = new Float32Array(bytes(shot.positions).buffer);
    if (shot.over) shot.over.from = new Float32Array(bytes(shot.over.from).buffer);
  }
  const sheet = renderStill(document.createElement("div"), face, job);
  result.textContent = sheet.toDataURL("image/png");
} catch (error) { result.textContent = "error: " + (error.stack ?? error); }
// the document that comes back carries the picture only
for (const script of document.querySelectorAll("script")) script.remove();
open.close();
</script>"""
_begun: ContextVar[tuple[Opened, ...]] = ContextVar("begun", default=())


@contextmanager
def begun() -> Iterator[None]:
    """Start the browser now for the first picture that is drawn within; without one, nothing."""
    try:
        opened = _opened()
    except FaceModelError:  # whoever draws says so
        yield
        return
    token = _begun.set((opened,))
    try:
        with opened:
            yield
    finally:
        _begun.reset(token)


def png(job: dict[str, Any]) -> bytes:
    """The sheet of a job: what js/still.js takes, and `face`, gzip of compact.py's block in base64.

    Errors: no browser, no viewer; the browser could not draw.
    """
    ready = [one for one in _begun.get() if not one.told]
    with ready[0] if ready else _opened() as opened:
        opened.tell(f"draw({json.dumps(job)});")
        document = opened.result().decode("utf-8", "replace")
    found = re.search(r'<pre id="result">(.*?)</pre>', document, re.DOTALL)
    text = found[1] if found else "the browser left no document"
    head = "data:image/png;base64,"
    if not text.startswith(head):
        raise FaceModelError(f"the browser could not draw the face: {text.strip()[:300]}")
    return base64.b64decode(text[len(head) :])


def _opened() -> Opened:
    script = base64.b64encode(viewer().read_bytes()).decode()
    return Opened(_PAGE % {"viewer": script, "look": LOOK_MS, "seconds": TIMEOUT_S})
