"""Items as a question bank that Moodle imports; the key is in it, it is the instructor's."""

import base64
import os
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree as xml

from facemodel.data.files import write_whole
from facemodel.errors import FaceModelError
from facemodel.teach.items.item import Item
from facemodel.view.markup import piece

MOST = 2000


def save_moodle(items: Sequence[Item], path: str | os.PathLike[str], pictures: bool = True) -> Path:
    """Write items as Moodle XML, a question of one choice each. Errors: none, or too many."""
    if not 1 <= len(items) <= MOST:
        raise FaceModelError(f"a question bank has 1 to {MOST:,} items, got {len(items):,}")
    quiz = xml.Element("quiz")
    for item in items:
        quiz.append(_question(item, pictures))
    xml.indent(quiz)
    data = xml.tostring(quiz, encoding="utf-8", xml_declaration=True)
    return write_whole(path, data + b"\n", "the question bank")


def _question(item: Item, pictures: bool) -> xml.Element:
    made = xml.Element("question", type="multichoice")
    _text(xml.SubElement(made, "name"), f"{item.kind} {item.seed}")
    shown = item.pictures() if pictures else ()
    names = [f"{item.kind}-{item.seed}-{k}.jpg" for k in range(len(shown))]
    html = [piece("p", item.question)]
    alt = "; ".join(item.seen) or "a simulated face"
    html += [piece("image", alt, f"@@PLUGINFILE@@/{name}") for name in names]
    asked = xml.SubElement(made, "questiontext", format="html")
    _text(asked, "".join(html))
    for name, data in zip(names, shown, strict=True):
        file = xml.SubElement(asked, "file", name=name, path="/", encoding="base64")
        file.text = base64.b64encode(data).decode()
    plain = {"defaultgrade": "1", "single": "true", "shuffleanswers": "false"}
    for tag, value in {**plain, "answernumbering": "abc"}.items():
        xml.SubElement(made, tag).text = value
    for option in item.options:
        right = item.reply(option).right
        answer = xml.SubElement(made, "answer", fraction="100" if right else "0", format="html")
        _text(answer, str(piece("p", option)))
    reason = next(item.reply(o).text for o in item.options if item.reply(o).right)
    _text(xml.SubElement(made, "generalfeedback", format="html"), str(piece("p", reason)))
    return made


def _text(parent: xml.Element, words: str) -> None:
    xml.SubElement(parent, "text").text = words
