"""Items and number exercises as a question bank that Moodle imports; it holds the key.

The form is what Moodle's own importer reads: docs.moodle.org, "Moodle XML format", and
question/format/xml/format.php of its source. It is the instructor's file.
"""

import base64
import os
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree as xml

from facemodel.data.files import write_whole
from facemodel.errors import FaceModelError
from facemodel.teach.exercise import Exercise
from facemodel.teach.items.item import Item
from facemodel.teach.items.kinds import KINDS
from facemodel.view.markup import piece

MOST = 5000
"""Items of a file."""
CATEGORY = "$course$/facemodel"
_OF_CHOICE = {"single": "true", "shuffleanswers": "false", "answernumbering": "abc"}
_PLAIN = {"defaultgrade": "1", "penalty": "0.3333333", "hidden": "0"}


def save_moodle(
    items: Sequence[Item],
    path: str | os.PathLike[str],
    pictures: bool = True,
    exercises: Sequence[Exercise] = (),
) -> Path:
    """Write items, a question of one choice each, and exercises that ask for a number.

    Each kind of item has a category of its own; an item that is given twice stands there once.
    Errors: none, too many, an exercise of another field.
    """
    items = list({(item.kind, item.seed): item for item in items}.values())
    if not 1 <= len(items) + len(exercises) <= MOST:
        raise FaceModelError(f"a question bank has 1 to {MOST:,} items, got {len(items):,}")
    quiz = xml.Element("quiz")
    for kind in dict.fromkeys(item.kind for item in items):
        quiz.append(_category(KINDS[kind].label))
        # a list: of an error in a generator extend makes one of its own
        quiz.extend([_choice(item, pictures) for item in items if item.kind == kind])
    if exercises:
        quiz.append(_category("numbers"))
        quiz.extend([_number(one) for one in exercises])
    xml.indent(quiz)
    data = xml.tostring(quiz, encoding="utf-8", xml_declaration=True)
    return write_whole(path, data + b"\n", "the question bank")


def _category(label: str) -> xml.Element:
    """What makes Moodle put the questions after it into a category."""
    made = xml.Element("question", type="category")
    _text(xml.SubElement(made, "category"), f"{CATEGORY}/{label}")
    return made


def _choice(item: Item, pictures: bool) -> xml.Element:
    shown = item.pictures() if pictures else ()
    names = [f"{item.kind}-{item.seed}-{k}.jpg" for k in range(len(shown))]
    html = [piece("p", item.question)]
    alt = "; ".join(item.seen) or "a simulated face"
    html += [piece("image", alt, f"@@PLUGINFILE@@/{name}") for name in names]
    reason = next(item.reply(o).text for o in item.options if item.reply(o).right)
    made = _asked("multichoice", f"{item.kind} {item.seed}", "".join(html), reason)
    asked = made.find("questiontext")
    assert asked is not None
    for name, data in zip(names, shown, strict=True):
        file = xml.SubElement(asked, "file", name=name, path="/", encoding="base64")
        file.text = base64.b64encode(data).decode()
    for tag, value in _OF_CHOICE.items():
        xml.SubElement(made, tag).text = value
    for option in item.options:
        right = item.reply(option).right
        answer = xml.SubElement(made, "answer", fraction="100" if right else "0", format="html")
        _text(answer, str(piece("p", option)))
    _hints(made, [item.hint])
    return made


def _number(one: Exercise) -> xml.Element:
    """An exercise whose answer is a number: Moodle's numerical question, with what is enough."""
    if one.field != "number":
        raise FaceModelError(f"the answer to {one.name} is no number; leave it out")
    enough = [n for n in range(_LARGEST + 1) if _met(one, float(n))]
    low, high = enough[0], enough[-1]
    assert enough == list(range(low, high + 1)), one.name
    html = str(piece("p", f"{one.question} An answer is {one.form}."))
    made = _asked("numerical", one.name, html, one.explanation())
    answer = xml.SubElement(made, "answer", fraction="100", format="moodle_auto_format")
    _text(answer, f"{(low + high) / 2:g}")
    xml.SubElement(answer, "tolerance").text = f"{(high - low) / 2:g}"
    _hints(made, one.hints)
    return made


_LARGEST = 3650  # of an answer: days of ten years


def _met(one: Exercise, number: float) -> bool:
    try:
        found = one.judge(number)
    except FaceModelError:  # beyond what can be the answer
        return False
    return bool(found.goals) and all(goal.met for goal in found.goals)


def _asked(kind: str, name: str, html: str, reason: str) -> xml.Element:
    """What all questions have."""
    made = xml.Element("question", type=kind)
    _text(xml.SubElement(made, "name"), name)
    _text(xml.SubElement(made, "questiontext", format="html"), html)
    _text(xml.SubElement(made, "generalfeedback", format="html"), str(piece("p", reason)))
    for tag, value in _PLAIN.items():
        xml.SubElement(made, tag).text = value
    return made


def _hints(made: xml.Element, hints: Sequence[str]) -> None:
    """What Moodle tells after a wrong try, where a quiz allows several."""
    for hint in hints:
        _text(xml.SubElement(made, "hint", format="html"), str(piece("p", hint)))


def _text(parent: xml.Element, words: str) -> None:
    xml.SubElement(parent, "text").text = words
