"""A page with virtual patients that opens from a file, with a stand-in for the folder around it."""

import base64
import gzip
import json
import re
from functools import cache
from pathlib import Path

from facemodel.teach.practice import shipped
from facemodel.view import viewer

STATIC = viewer.viewer().parent
PAGE = """<!doctype html><meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Virtual patients</title><body style="margin:0"><div id="room"></div>
<script src="viewer.js"></script><script src="practice.js"></script>
<script>
const waiting = {};
const part = (name, value) => waiting[name](value);
const loadPart = (name) => new Promise((done) => {
  waiting[name] = done;
  document.head.append(Object.assign(document.createElement("script"), { src: `${name}.js` }));
});
const store = { lasting: LASTING,
  read: (key) => JSON.parse(localStorage.getItem(key)),
  write: (key, value) => localStorage.setItem(key, JSON.stringify(value)) };
const parts = { loadPart, patients: "patients", store };
facemodelPractice.mountPractice(room, parts).then((made) => (window.practice = made));
</script>"""
EXPORTS = re.compile(r"\bexport ?\{([^{}]*)\};?")


@cache
def packed(head: str) -> str:
    return base64.b64encode(gzip.compress(shipped.head_block(head), 6, mtime=0)).decode()


def written(folder: Path, sittings, lasting: bool = True) -> str:
    """Address of the page with these sittings."""
    pairs = lambda found: ",".join(  # noqa: E731
        ":".join(reversed(pair.split(" as "))) for pair in found[1].split(",")
    )
    code = EXPORTS.sub(lambda found: f"globalThis.facemodel={{{pairs(found)}}};", viewer.code())
    (folder / "viewer.js").write_text(f"(()=>{{{code}\n}})();", "utf-8")
    (folder / "practice.js").write_bytes((STATIC / "practice.js").read_bytes())
    patients = b'part("patients",' + shipped.as_json(sittings) + b");"
    (folder / "patients.js").write_bytes(patients)
    for head in shipped.heads(sittings):
        name = f"face-{head.replace('_', '-')}"
        (folder / f"{name}.js").write_text(f'part("{name}", {json.dumps(packed(head))});')
    page = folder / "index.html"
    page.write_text(PAGE.replace("LASTING", str(lasting).lower()), "utf-8")
    return page.as_uri()
