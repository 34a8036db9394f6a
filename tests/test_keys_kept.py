"""No key stands in what the site of the documents is made of: answers, reasons, drawn items."""

import inspect
import json
import re
from pathlib import Path
from types import ModuleType

import pytest

import facemodel as fm
from facemodel.teach.items.kinds import KINDS
from facemodel.teach.table import ROWS

ROOT = Path(__file__).parents[1]
LEAST = 25  # letters of a text that stands for nothing but itself
DRAWN = re.compile(r"draw\(\"(\w+)\", (\d+)\)")


def documented():
    """Public names and their members, whose docstrings are the reference."""
    for name in fm.__all__:
        value = getattr(fm, name)
        members = [getattr(value, one) for one in value.__all__] if _module(value) else []
        for one in (value, *members):
            names = [n for n in dir(one) if not n.startswith("_")] if _kind(one) else []
            for part in (one, *(getattr(one, n) for n in names)):
                yield f"reference of {name}", inspect.getdoc(part) or ""


def _module(value):
    return isinstance(value, ModuleType) and hasattr(value, "__all__")


def _kind(value):
    return inspect.isclass(value) and value.__module__.startswith("facemodel")


def lessons():
    """What a reader of a lesson sees before it is run: texts, and code."""
    for file in sorted((ROOT / "notebooks").glob("[0-9]*.ipynb")):
        for cell in json.loads(file.read_text("utf-8"))["cells"]:
            yield file.name, "".join(cell["source"])


def sources():
    """(where, text) of all that tools/website.py takes in, spaces folded."""
    pages = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), ROOT / "notebooks" / "README.md"]
    texts = [(page.name, page.read_text("utf-8")) for page in pages]
    return [(where, folded(text)) for where, text in (*texts, *lessons(), *documented()) if text]


def folded(text):
    return " ".join(re.sub(r"[*_`]", "", text).split()).lower()


def pieces(template):
    """What a text that is filled in always says, where that is long enough to be known again."""
    return [p for p in map(folded, re.split(r"\{[^}]*\}", template)) if len(p) >= LEAST]


@pytest.fixture(scope="module")
def texts():
    found = sources()
    assert len(found) > 800
    return found


def where_is(piece, texts):
    return [where for where, text in texts if piece in text]


@pytest.mark.parametrize("name", ROWS)
def test_no_reason_and_no_answer_of_an_exercise_is_told(name, texts):
    row = ROWS[name]
    told = [p for p in pieces(row.explanation) if where_is(p, texts)]
    assert told == []
    question, answer = folded(row.question), folded(row.answer)
    beside = [w for w, text in texts if len(answer) > 3 and answer in text and question in text]
    assert beside == []
    called = re.compile(rf"exercises\.{name}\(([^)]*)\)")
    for where, text in texts:
        for given in called.findall(text.replace(" ", "")):
            assert answer.replace(" ", "") not in given, where


@pytest.mark.parametrize("kind", KINDS)
def test_no_reason_of_an_item_is_told(kind, texts):
    assert [p for p in pieces(KINDS[kind].says) if where_is(p, texts)] == []


def test_items_that_examples_draw_are_answered_nowhere():
    told = list(documented())
    drawn = [(w, text, kind, int(seed)) for w, text in told for kind, seed in DRAWN.findall(text)]
    assert drawn
    for where, text, kind, seed in drawn:
        item = fm.items.draw(kind, seed)
        right = next(option for option in item.options if item.reply(option).right)
        assert right not in text.replace(repr(item.options), ""), where


def test_a_key_that_is_told_is_found(texts):
    row = ROWS["less_eye"]
    (piece, *_) = pieces(row.explanation)
    assert where_is(piece, [*texts, ("a page", folded(f"- *{row.explanation}*"))]) == ["a page"]
