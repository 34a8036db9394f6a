"""A question bank keeps each rule of Moodle's importer (question/format/xml/format.php).

Fractions, penalties and styles of numbering are those that its forms offer (question/engine,
question/type/multichoice); a file that breaks a rule is refused, or a question of it is left out.
"""

import base64
import copy
import math
import re
from collections import Counter
from xml.etree import ElementTree as xml

import pytest

import facemodel as fm
from facemodel.teach.items import moodle

FRACTIONS = (
    100, 90, 83.33333, 80, 75, 70, 66.66667, 60, 50, 40, 33.33333, 30, 25, 20, 16.66667, 14.28571,
    12.5, 11.11111, 10, 5, 0,
)  # fmt: skip
PENALTIES = (1, 0.5, 0.3333333, 0.25, 0.2, 0.1, 0)
NUMBERINGS = ("abc", "ABCD", "123", "iii", "IIII", "none")
FORMATS = ("html", "moodle_auto_format", "plain_text", "markdown")
LONGEST = 255  # letters of a name in its tables
NO_FILE = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|\[\]'`&]")
TAGS = {"p", "img", "em", "strong", "ul", "ol", "li", "br", "span"}


def number(text):
    try:
        return float(text)
    except (TypeError, ValueError):
        return math.nan


def of_category(one):
    path = one.findtext("category/text") or ""
    parts = re.split(r"(?<!/)/(?!/)", path)  # a doubled slash is one within a name
    if len(parts) < 2 or parts[0] != "$course$":
        yield "a category lies in the course"
    if any(not part.strip() or part != part.strip() or len(part) > LONGEST for part in parts):
        yield "each name of a category is there, without spaces around it, and not too long"


def of_question(one):
    name = one.findtext("name/text") or ""
    if not 0 < len(name.strip()) <= LONGEST or name != name.strip() or re.search("[<>&]", name):
        yield "a question has a short name without markup"
    if not number(one.findtext("defaultgrade")) >= 0 or one.findtext("hidden") not in ("0", "1"):
        yield "a question has marks, and is hidden or not"
    if number(one.findtext("penalty")) not in PENALTIES:
        yield "a penalty is one that is offered"
    texts = [one.find("questiontext"), one.find("generalfeedback"), *one.findall("hint")]
    for text in (*texts, *one.findall("answer")):
        if text is None or text.get("format") not in FORMATS or not text.findtext("text"):
            yield "every text has a form, and is not empty"
        elif text.get("format") == "html":
            yield from of_html(text.findtext("text"))
    fractions = [number(a.get("fraction")) for a in one.findall("answer")]
    if not set(fractions) <= {*FRACTIONS, *(-x for x in FRACTIONS)}:
        yield "a fraction is one of those allowed"
    if not fractions or max(fractions) != 100:
        yield "one answer has all the marks"
    yield from of_files(one)


def of_html(text):
    text = re.sub(r"<(img|br)([^>]*?)/?>", r"<\1\2/>", text)  # which HTML does not close
    try:
        tags = {node.tag for node in xml.fromstring(f"<div>{text}</div>").iter()} - {"div"}
    except xml.ParseError:
        yield "signs of HTML are escaped"
    else:
        if not tags <= TAGS:
            yield "a text has no tag that Moodle takes out"


def of_files(one):
    shown = re.findall(r"@@PLUGINFILE@@/([^\"]*)", one.findtext("questiontext/text") or "")
    files = one.findall("questiontext/file")
    names = [file.get("name", "") for file in files]
    if Counter(shown) != Counter(names) or len(set(names)) != len(names):
        yield "each file is shown once, and each that is shown is there"
    for file in files:
        if not file.get("name") or NO_FILE.search(file.get("name")):
            yield "a file has a name without odd signs"
        if (file.get("path"), file.get("encoding")) != ("/", "base64"):
            yield "a file lies at the top and is base64"
        try:
            data = base64.b64decode(file.text or "", validate=True)
        except ValueError:
            data = b""
        if not data.startswith((b"\xff\xd8", b"\x89PNG")):
            yield "a picture is one"


def of_choice(one):
    if one.findtext("single") not in ("true", "false"):
        yield "one or several are right"
    if one.findtext("shuffleanswers") not in ("true", "false", "0", "1"):
        yield "answers are shuffled or not"
    if one.findtext("answernumbering") not in NUMBERINGS:
        yield "answers are numbered in a way that there is"
    answers = [a.findtext("text") for a in one.findall("answer")]
    if len(set(answers)) < max(2, len(answers)):
        yield "there are two answers or more, all different"
    if sum(number(a.get("fraction")) > 0 for a in one.findall("answer")) != 1:
        yield "of a single choice one is right"


def of_number(one):
    for answer in one.findall("answer"):
        if not math.isfinite(number(answer.findtext("text"))):
            yield "an answer is a number"
        if not 0 <= number(answer.findtext("tolerance")) < math.inf:
            yield "a tolerance is a number, 0 or more"


KINDS = {"category": (of_category,), "multichoice": (of_question, of_choice),
         "numerical": (of_question, of_number)}  # fmt: skip


def broken(quiz):
    """Rules that a file breaks."""
    found = []
    questions = quiz.findall("question")
    if quiz.tag != "quiz" or len(questions) != len(quiz):
        found.append("a bank is a quiz of questions")
    if not questions or questions[0].get("type") != "category":
        found.append("a category comes first")
    if set(one.get("type") for one in questions) - set(KINDS):
        found.append("a question is of a type that is read")
    names = Counter(one.findtext("name/text") for one in questions if one.find("name") is not None)
    if any(count > 1 for count in names.values()):
        found.append("names are given once")
    for one in questions:
        for rules in KINDS.get(one.get("type"), ()):
            found += rules(one)
    return found


@pytest.fixture(scope="module")
def bank(tmp_path_factory):
    """A file with every kind, pictures, and the exercises that ask for a number."""
    path = tmp_path_factory.mktemp("moodle") / "items.xml"
    numbers = [one for one in fm.exercises.ALL.values() if one.field == "number"]
    items = [fm.items.draw(kind, seed) for kind in fm.items.KINDS for seed in (1, 2)]
    plain = [item for item in items if not item.has_picture]
    moodle.save_moodle([*plain, fm.items.draw("which_muscle", 1)], path, True, numbers)
    return xml.fromstring(path.read_bytes())  # refuses signs that XML 1.0 does not have


def test_a_bank_keeps_every_rule_of_the_importer(bank):
    assert len(bank) > 15
    assert {one.get("type") for one in bank} == set(KINDS)
    assert bank.findall("question/questiontext/file")
    assert broken(bank) == []


@pytest.mark.slow
def test_questions_with_faces_keep_them_too(tmp_path):
    items = [fm.items.draw(kind, seed) for kind in fm.items.KINDS for seed in (1, 2, 3)]
    path = moodle.save_moodle(items, tmp_path / "items.xml")
    assert broken(xml.parse(path).getroot()) == []


CHOICE = "question[@type='multichoice']"
NUMBER = "question[@type='numerical']"
WRONG = {
    "a bank is a quiz of questions": (".", lambda one: xml.SubElement(one, "answer")),
    "a category comes first": (".", lambda one: one.remove(one[0])),
    "a question is of a type that is read": (CHOICE, lambda one: one.set("type", "essays")),
    "names are given once": (f"{NUMBER}/name/text", None),
    "a category lies in the course": ("question/category/text", "$course/x"),
    "each name of a category is there": ("question/category/text", "$course$/x/ y"),
    "a question has a short name": (f"{CHOICE}/name/text", "x" * 256),
    "a question has marks": (f"{CHOICE}/defaultgrade", "many"),
    "a penalty is one": (f"{CHOICE}/penalty", "0.4"),
    "every text has a form": (f"{CHOICE}/generalfeedback/text", ""),
    "signs of HTML are escaped": (f"{CHOICE}/questiontext/text", "<p>x < 3 & y</p>"),
    "a text has no tag": (f"{CHOICE}/questiontext/text", "<p>x</p><script>1</script>"),
    "a fraction is one": (f"{CHOICE}/answer", lambda one: one.set("fraction", "33")),
    "one answer has all": (f"{CHOICE}/answer[@fraction='100']", lambda o: o.set("fraction", "90")),
    "each file is shown once": ("question/questiontext/file", lambda one: one.set("name", "x.jpg")),
    "a file has a name": ("question/questiontext/file", lambda one: one.set("name", "a/b.jpg")),
    "a file lies at the top": ("question/questiontext/file", lambda one: one.set("path", "x")),
    "a picture is one": ("question/questiontext/file", "@@@@"),
    "one or several are right": (f"{CHOICE}/single", "yes"),
    "answers are shuffled": (f"{CHOICE}/shuffleanswers", "no"),
    "answers are numbered": (f"{CHOICE}/answernumbering", "a."),
    "there are two answers": (CHOICE, lambda one: one.append(copy.deepcopy(one.find("answer")))),
    "of a single choice": (f"{CHOICE}/answer[@fraction='0']", lambda o: o.set("fraction", "100")),
    "an answer is a number": (f"{NUMBER}/answer/text", "four"),
    "a tolerance is a number": (f"{NUMBER}/answer/tolerance", "-1"),
}


@pytest.mark.parametrize("rule", WRONG)
def test_a_file_that_breaks_a_rule_is_found(rule, bank):
    place, change = WRONG[rule]
    spoilt = copy.deepcopy(bank)
    nodes = [spoilt] if place == "." else spoilt.findall(place)
    if callable(change):
        change(nodes[0])
    else:
        for node in nodes[:2] if change is None else nodes[:1]:
            node.text = nodes[0].text if change is None else change
    assert any(said.startswith(rule) for said in broken(spoilt))


def test_an_item_stands_in_a_bank_once(tmp_path):
    item = fm.items.draw("how_much", 1)
    path = moodle.save_moodle([item, item], tmp_path / "twice.xml")
    assert broken(xml.parse(path).getroot()) == []
    assert len(xml.parse(path).getroot().findall(CHOICE)) == 1


def test_an_exercise_without_a_number_is_refused_by_its_name(tmp_path):
    other = fm.exercises.less_eye
    with pytest.raises(fm.FaceModelError, match="the answer to less_eye is no number"):
        moodle.save_moodle([], tmp_path / "x.xml", exercises=[other])
