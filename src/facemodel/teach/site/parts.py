"""Parts of the folder of pages: classic scripts, for a page opened from a file loads no others.

`view/js/site/parts.js` takes what a part hands over.
"""

import json
import re
from typing import Any

from facemodel.errors import FaceModelError
from facemodel.view.viewer import bundle

LARGEST_BYTES = 2_000_000
"""Of one file."""
_EXPORTS = re.compile(r"\bexport ?\{([^{}]*)\};?")
VIEWER = "globalThis.facemodel"
"""Where pages find what the viewer exports."""


def part(name: str, value: Any) -> bytes:
    """A part that hands over a value that JSON can carry."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return f"facemodelPart({json.dumps(name)},{text});\n".encode()


def viewer_part() -> bytes:
    """The viewer as a classic script: what the module exports is in VIEWER."""
    return classic(bundle("viewer").read_text("utf-8")).encode()


def classic(code: str) -> str:
    """A bundled module as a script of its own scope. Error: it does not export once, by a list."""
    found = _EXPORTS.findall(code)
    if len(found) != 1 or "import.meta" in code:
        raise FaceModelError(f"the viewer's bundle exports {len(found)} times; build it again")
    pairs = [pair.split(" as ") for pair in found[0].split(",")]
    names = ",".join(f"{pair[-1].strip()}:{pair[0].strip()}" for pair in pairs)
    return f"(()=>{{{_EXPORTS.sub(lambda _: f'{VIEWER}={{{names}}};', code)}\n}})();\n"
