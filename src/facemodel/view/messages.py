"""What the interface says, from the table of its language; js/core/messages.js reads the same."""

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib import resources

from facemodel.errors import FaceModelError

LANGUAGE = "en"
PARTS = ("", ".site")
"""Of a language: what the screen says, and what only the pages of the folder carry."""
_PLACE = re.compile(r"\{(\w+)\}")


@cache
def table() -> Mapping[str, Mapping[str, str | list[str]]]:
    """Texts by section and name; {name} marks what is filled in."""
    texts = resources.files("facemodel.view").joinpath("text")
    files = [texts.joinpath(f"{LANGUAGE}{part}.json") for part in PARTS]
    return {k: v for file in files for k, v in json.loads(file.read_text("utf-8")).items()}


def say(key: str, **values: object) -> str:
    """The text of a key "section.name" with its {names} filled in. Error: no such text or value."""
    section, _, name = key.partition(".")
    text = table().get(section, {}).get(name)
    if not isinstance(text, str):
        raise FaceModelError(f"no text is called {key!r}; view/text/{LANGUAGE}*.json have them all")
    if missing := set(_PLACE.findall(text)) - set(values):
        raise FaceModelError(f"the text {key!r} needs {', '.join(sorted(missing))}")
    return _PLACE.sub(lambda found: str(values[found[1]]), text)


def named(section: str, name: str) -> str:
    """The text for an identifier in a section of names, else the identifier in words."""
    text = table()[section].get(name, name.replace("_", " "))
    assert isinstance(text, str), f"{section}.{name} is one text"
    return text
