"""Exercises that an instructor makes: a file is read alike by page and Python, or refused."""

import base64
import json
import subprocess
from pathlib import Path

import pytest

import facemodel as fm
from facemodel.errors import FaceModelError
from facemodel.teach.made import goals, reading
from facemodel.teach.site.sealing import sealed
from facemodel.view.scene.assets import face_bytes

JS = Path(__file__).parents[1] / "src/facemodel/view/js"
CASE = fm.exercises.SPASM_SMILE.contents()
EXAMPLE = {"dampening": fm.exercises.level_smile.reference(), "injections": []}
MADE = {
    "schema": reading.SCHEMA,
    "generator": "facemodel",
    "title": "Level this smile",
    "question": "Make it level.",
    "case": CASE,
    "goals": [{"kind": "falls", "percent": 60}, {"kind": "untreated", "side": "right"}],
    "hints": ["Look at the eye."],
    "controls": {"weaken": [name for name in fm.REGIONS if name.endswith("_left")],
                 "points": False},
    "sealed": sealed({"*": {"answer": "eye", "why": "It pulls most.", "example": EXAMPLE}}),
}  # fmt: skip
NAMED = {
    **MADE,
    "case": base64.b64encode(
        json.dumps(fm.Case(activation={"mentalis_left": 1.0}).contents()).encode()
    ).decode(),
    "goals": [{"kind": "names", "count": 2}],
    "controls": {"weaken": [], "points": False},
    "sealed": sealed({"*": {"answer": "both of the chin", "why": "They lift it."},
                      "mentalis_left": True, "mentalis_right": True}),
}  # fmt: skip
REPLY = {"answer": "eye", "why": "It pulls most.", "example": EXAMPLE}
WRONG_REPLIES = (
    {**REPLY, "then": "<meta http-equiv=refresh content='0;url=https://example.org'>"},
    {**REPLY, "why": 3}, {**REPLY, "answer": ["eye"]}, {**REPLY, "example": None},
    {**REPLY, "example": {"dampening": {"grin": 1}, "injections": []}},
    {**REPLY, "example": {**EXAMPLE, "condition": "healthy"}}, {"why": ""}, "eye", None,
)  # fmt: skip


def given_up(reply):
    return sealed({"*": reply})


WRONG = {
    "schema": ["facemodel.exercise/0", None, 3],
    "generator": [3, None],
    "title": ["", " ", "x" * 81, 4, None],
    "question": ["", "x" * 501, []],
    "case": ["", "%%%", "AAAA", 3, None, [], {**CASE, "condition": "hb_9"}, {"extra": 1},
             {**CASE, "person": {"seed": 1}}],
    "goals": [[], None, [{}], [{"kind": "grin"}], [{"kind": "falls"}], [{"kind": "closes"}] * 7,
              [{"kind": "falls", "percent": 101}], [{"kind": "falls", "percent": 0.5}],
              [{"kind": "falls", "percent": True}],
              [{"kind": "falls", "percent": 50, "side": "up"}],
              [{"kind": "untreated", "side": "up"}], [{"kind": "avoids", "finding": "grin"}],
              [{"kind": "loses", "muscle": "procerus", "percent": 5}],
              [{"kind": "units", "units": 0}], [{"kind": "closes", "more": 1}],
              [{"kind": "names", "count": 1}, {"kind": "closes"}], [{"kind": "names", "count": 0}],
              [{"kind": "__proto__"}], [{"kind": "constructor"}]],
    "hints": [["a"] * 4, [""], ["x" * 301], "a", None],
    "controls": [{}, {"weaken": [], "points": False}, {"weaken": ["grin_left"], "points": True},
                 {"weaken": ["toString"], "points": True}, {"weaken": "eye_left", "points": True},
                 {"weaken": ["eye_left"], "points": 1}, None],
    "sealed": [{}, None, {**MADE["sealed"], "rounds": 10**9}, {**MADE["sealed"], "rounds": 0},
               {**MADE["sealed"], "salt": "xyz"}, {**MADE["sealed"], "replies": [3]},
               {**MADE["sealed"], "entries": {}}, {**MADE["sealed"], "replies": ["AAAA"]},
               *map(given_up, WRONG_REPLIES)],
    "extra": [1],
}  # fmt: skip
BAD = [
    pytest.param({**MADE, key: value}, id=f"{key}-{k}")
    for key, values in WRONG.items()
    for k, value in enumerate(values)
]
READ = """
import { readFileSync } from "node:fs";
const [, js, face, given] = process.argv;
const { unpack } = await import(`${js}/core/bundle.js`);
const { createModel } = await import(`${js}/core/model.js`);
const { replied } = await import(`${js}/site/judging.js`);
const { exerciseOf, madeOf, readMade } = await import(`${js}/site/made.js`);
const bundle = unpack(readFileSync(face));
const model = createModel(bundle);
const labOf = (value) => ({ bundle, model, lab: bundle.meta.lab, case: () => value });
const { files, answers, make } = JSON.parse(readFileSync(given));
const read = (file) => {
  try { return exerciseOf(readMade(JSON.stringify(file), bundle.meta), bundle.meta); }
  catch (error) { return error.message; }
};
const made = make.map(([asked, value]) => madeOf(asked, labOf(value), "facemodel"));
const out = { made, read: files.map((file) => typeof read(file) === "string" ? read(file) : null) };
out.replies = answers.map(([file, list]) => list.map((answer) =>
  replied(read(file), answer, 1, labOf(answer))));
console.log(JSON.stringify(out));
"""


def in_page(node, tmp_path, files=(), answers=(), make=()):
    """What the page makes of files, answers and forms."""
    (tmp_path / "face").write_bytes(face_bytes(fm.load()))
    given = {"files": list(files), "answers": list(answers), "make": list(make)}
    (tmp_path / "given").write_text(json.dumps(given))
    names = [JS.as_uri(), str(tmp_path / "face"), str(tmp_path / "given")]
    command = [node, "--input-type=module", "-e", READ, *names]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def load(tmp_path, values):
    (tmp_path / "made.json").write_text(json.dumps(values))
    return fm.load_exercise(tmp_path / "made.json")


def test_a_file_is_an_exercise_like_any_other(tmp_path):
    one = load(tmp_path, MADE)
    assert (one.name, one.lesson, one.field, one.hints) == (
        "Level this smile", 0, "lab", ("Look at the eye.",),
    )  # fmt: skip
    assert not one({}).solved
    assert one({}).hint.startswith("Asymmetry is still too large.")
    solved = one(one.reference())
    assert solved.solved
    assert solved.explanation == "It pulls most."
    assert one.reference() == EXAMPLE["dampening"]
    assert "does not let you weaken 'eye_right'" in one({"eye_right": 0.3}).hint
    assert "allows no points" in one([fm.Injection(2, muscle="mentalis_left")]).hint
    assert one.box(fm.show(case=one.case)) is not None


def test_muscles_are_named_in_any_order_and_all_of_them(tmp_path):
    one = load(tmp_path, NAMED)
    assert one("mentalis left").goals[0].reached == "1 right, 0 wrong"
    assert not one("mentalis left, mentalis right, masseter left").solved
    assert one("Mentalis right, mentalis_left").solved
    assert "unknown" in one("grin").hint.lower()
    assert one.box() is not None


@pytest.mark.parametrize("values", BAD)
def test_a_file_that_is_not_allowed_is_refused_in_one_sentence(tmp_path, values):
    with pytest.raises(FaceModelError, match=r"^the exercise 'made\.json': ") as refused:
        load(tmp_path, values)
    assert len(str(refused.value)) < 500


@pytest.mark.parametrize("text", ["", "{", "[]", "3", '"a"', "null", '{"schema": 1, "schema": 2}'])
def test_what_is_no_exercise_is_refused(tmp_path, text):
    (tmp_path / "a.json").write_text(text)
    with pytest.raises(FaceModelError, match=r"'a\.json'"):
        fm.load_exercise(tmp_path / "a.json")


def test_the_page_refuses_what_python_refuses(node, tmp_path):
    files = [MADE, NAMED, *(one.values[0] for one in BAD), {}, [], None, 3, "text"]
    found = in_page(node, tmp_path, files)["read"]
    assert found[:2] == [None, None]
    assert [k for k, said in enumerate(found[2:]) if said is None] == []
    assert max(len(said) for said in found[2:]) < 200


def test_neither_example_nor_names_can_be_read_in_the_file():
    text = json.dumps(MADE) + json.dumps(NAMED)
    for secret in ("It pulls most", 'mouth_ring_left": 0.2', "mentalis"):
        assert secret not in text


LIFTER = fm.Injection(6, muscle="levator_palpebrae_superioris_left")
CHEEK = fm.Injection(4, point=(28, 46, 85))
ANSWERS = [
    {name: fm.Case(dampening=shares, injections=points).contents()[name] for name in EXAMPLE}
    for shares, points in (
        ({}, []),
        (EXAMPLE["dampening"], []),
        ({"eye_left": 0.9, "smile_left": 0.9}, []),
        ({"eye_right": 0.3}, []),
        ({}, [LIFTER]),
        ({"eye_left": 0.3}, [CHEEK]),
    )
]
EVERY = [
    {"kind": "falls", "percent": 29}, {"kind": "keeps", "percent": 85, "side": "left"},
    {"kind": "tasks_fall", "percent": 10}, {"kind": "tasks_keep", "percent": 70},
    {"kind": "closes"}, {"kind": "untreated", "side": "right"},
    {"kind": "loses", "muscle": "zygomaticus_major_left", "percent": 20},
    {"kind": "spares", "muscle": "zygomaticus_major_left", "percent": 10},
    {"kind": "units", "units": 7.5},
    {"kind": "harmless"}, {"kind": "avoids", "finding": "lid_ptosis"},
]  # fmt: skip


def test_every_kind_of_goal_is_tried_here():
    assert {one["kind"] for one in EVERY} == set(goals.KINDS)


@pytest.mark.slow
@pytest.mark.parametrize("part", [EVERY[:6], EVERY[6:]], ids=["weaken", "points"])
def test_page_and_python_judge_alike(node, tmp_path, part):
    case = {**CASE, "day": 14}
    values = {**MADE, "case": case, "goals": part,
              "controls": {"weaken": list(fm.REGIONS), "points": True}}  # fmt: skip
    one = load(tmp_path, values)
    (replies,) = in_page(node, tmp_path, answers=[(values, ANSWERS)])["replies"]
    for answer, reply in zip(ANSWERS, replies, strict=True):
        feedback = one(reading.case_of_contents({**case, **answer}))
        assert reply["goals"] == [[g.text, g.reached, g.met] for g in feedback.goals], answer
        assert reply["solved"] is feedback.solved


def test_what_the_page_makes_python_reads(node, tmp_path):
    asked = {"title": " A smile ", "question": "Level it.", "hints": ["", "eye ", ""], "why": "So.",
             "goals": [{"kind": "closes"}], "names": [],
             "controls": {"weaken": ["eye_left"], "points": True}}  # fmt: skip
    points = [{"dose_units": 2, "muscle": "mentalis_left", "landmark": None, "point_mm": None,
               "day": 0, "volume_ml": 0.1, "depth_mm": None}]  # fmt: skip
    lab = {**CASE, "dampening": {"eye_left": 0.25}, "injections": points}
    named = {**asked, "names": ["mentalis_left", "platysma_right"]}
    first, second = in_page(node, tmp_path, make=[(asked, lab), (named, lab)])["made"]
    one = load(tmp_path, first)
    assert (one.hints, one.question, one.case.dampening) == (("eye",), "Level it.", {})
    example = one.reference()
    assert (dict(example.dampening), example.injections[0].dose) == ({"eye_left": 0.25}, 2)
    assert one.explanation() == "So."
    other = load(tmp_path, second)
    assert other("platysma right, mentalis left").solved
    assert "mentalis" not in json.dumps(second)
