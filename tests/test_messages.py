"""The table of texts: every key that is used exists, none is unused, and what is filled in agrees.

JavaScript is read with a small scanner of calls, Python with its own parser.
"""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import facemodel as fm
from facemodel.anatomy.muscles import REGIONS
from facemodel.capture.scan.alignment import NEEDED
from facemodel.clinic import metrics
from facemodel.view import messages

SOURCE = Path(__file__).parents[1] / "src/facemodel"
FILES = sorted((SOURCE / "view/text").glob("*.json"))
TABLE = messages.table()
TEXTS = {f"{section}.{name}": text for section, row in TABLE.items() for name, text in row.items()}
PLACE = re.compile(r"\{(\w+)\}")
# sections that are read as a whole, with the names they may have
NAMES = {
    "region": {name.rsplit("_", 1)[0] for name in REGIONS},
    "region_term": {name.rsplit("_", 1)[0] for name in REGIONS},
    "landmark": {name.removesuffix("_left") for name in fm.load().mesh.landmarks},
    "picker_point": set(NEEDED),
    "measure": set(metrics.facial_measures(fm.load().mesh, fm.load().mesh.vertices)),
}


def javascript() -> Iterator[tuple[str, list[str], set[str]]]:
    """File, keys (patterns where they are put together), names filled in of every say(...)."""
    for path in sorted((SOURCE / "view/js").rglob("*.js")):
        text = path.read_text("utf-8")
        for found in re.finditer(r"(?<![\w.])say\(", text):
            if text[: found.start()].endswith("function "):
                continue
            first, second = arguments(text, found.end())
            keys = re.findall(r'["`]([a-z_]+\.[^"`]*)["`]', first)
            assert keys, f"{path.name}: say({first}) names no key"
            yield path.name, keys, names_of(second, text)


def arguments(text: str, start: int) -> tuple[str, str]:
    """First and second argument of a call whose bracket has just been opened."""
    parts, depth, begin, k = [], 0, start, start
    while len(parts) < 2:
        if text[k] in "([{":
            depth += 1
        elif text[k] in ")]}" and depth:
            depth -= 1
        elif text[k] in '"`':
            k = text.index(text[k], k + 1)
        elif text[k] == ")" or (text[k] == "," and not depth):
            parts.append(text[begin:k])
            begin = k + 1
            if text[k] == ")":
                parts.append("")
        k += 1
    return parts[0], parts[1].strip()


def names_of(given: str, text: str) -> set[str]:
    """Names of an object literal, or of the constant that holds one."""
    if re.fullmatch(r"\w+", given):
        given = arguments(text, re.search(rf"const {given} = ", text).end())[0]
        given = given.strip().split(";")[0]
    inside, found, depth = given[1:-1], [], 0
    for part in re.finditer(r"[(\[{]|[)\]}]|\"[^\"]*\"|`[^`]*`|(\w+)\s*(?=[,:]|$)|,|\?|:", inside):
        mark = part.group()
        if mark in "([{":
            depth += 1
        elif mark in ")]}":
            depth -= 1
        elif part[1] and not depth and (not found or found[-1] == ","):
            found.append(part[1])
        elif mark == "," and not depth:
            found.append(",")
    return {name for name in found if name != ","}


def python() -> Iterator[tuple[str, list[str], set[str]]]:
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say":
                assert isinstance(node.args[0], ast.Constant), f"{path.name}: a key put together"
                yield path.name, [node.args[0].value], {str(word.arg) for word in node.keywords}


def templates() -> Iterator[tuple[str, list[str], set[str]]]:
    for path in sorted((SOURCE / "view/templates").glob("*.j2")):
        for key, given in re.findall(r'say\("([^"]+)"([^)]*)\)', path.read_text("utf-8")):
            yield path.name, [key], set(re.findall(r"(\w+)=", given))


def keys_of(key: str, given: set[str]) -> list[str]:
    """The keys of the table that a key stands for; a pattern for those that take what is given."""
    if "${" not in key:
        return [key] if key in TEXTS else []
    pattern = "".join(
        r"(\w+)" if part.startswith("${") else re.escape(part)
        for part in re.split(r"(\$\{[^}]*\})", key)
    )
    matches = {one: re.fullmatch(pattern, one) for one in TEXTS}
    return [
        one
        for one, found in matches.items()
        if found and set(found.groups()) <= WORDS and places(one) <= given
    ]


def words() -> set[str]:
    """Every word that stands in quotes or names a field: what can be put into a pattern."""
    code = [path.read_text("utf-8") for path in (SOURCE / "view/js").rglob("*.js")]
    return {
        *re.findall(r'"(\w+)"', "".join(code)),
        *re.findall(r"\b(\w+):", "".join(code)),
        *("female", "male"),  # of the table of people
    }


WORDS = words()


def places(key: str) -> set[str]:
    return set(PLACE.findall(str(TEXTS[key])))


CALLS = [*javascript(), *python(), *templates()]


def test_every_key_that_is_used_exists():
    assert len(CALLS) > 200
    unknown = [
        (file, key) for file, keys, given in CALLS for key in keys if not keys_of(key, given)
    ]
    assert unknown == []


def test_no_text_is_unused():
    used = {one for _, keys, given in CALLS for key in keys for one in keys_of(key, given)}
    whole = {*NAMES, "shortcut", "leaf", "word", "picker"}
    assert {key for key in TEXTS if key.split(".")[0] not in whole} - used == set()
    for section, known in NAMES.items():
        assert set(TABLE[section]) <= known, section
    for section in ("region", "picker_point", "measure"):
        assert set(TABLE[section]) == NAMES[section]
    picker = (SOURCE / "view/widget/landmark_picker.js").read_text("utf-8")
    python_side = (SOURCE / "view/widget/landmark_picker.py").read_text("utf-8")
    for name in TABLE["picker"]:
        spoken = f"texts.{name}" in picker or f'["{name}", ' in picker
        assert spoken or f'"picker.{name}"' in python_side, name


@pytest.mark.parametrize(("file", "keys", "given"), CALLS, ids=lambda x: str(x)[:50])
def test_what_is_filled_in_is_what_the_text_asks_for(file, keys, given):
    """Of two texts to choose from, one may need less than is given for both."""
    wanted = [places(one) for key in keys for one in keys_of(key, given)]
    assert all(one <= given for one in wanted)
    assert set().union(*wanted) == given


def test_each_section_is_in_one_of_the_two_tables():
    assert [path.name for path in FILES] == ["en.json", "en.site.json"]  # another language: here
    both = [json.loads(path.read_text("utf-8")) for path in FILES]
    assert not set(both[0]) & set(both[1])
    assert {k: v for one in both for k, v in one.items()} == TABLE


def test_a_key_or_value_that_is_missing_is_said():
    assert messages.say("time.day_value", day=3) == "day 3"
    for wrong in (
        lambda: messages.say("time.month"),
        lambda: messages.say("nothing"),
        lambda: messages.say("shortcut.tab"),
        lambda: messages.say("time.day_value"),
    ):
        with pytest.raises(fm.FaceModelError):
            wrong()
