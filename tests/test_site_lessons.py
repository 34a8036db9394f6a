"""Lessons as pages: every answer gets the reply that Python gives, and no key can be read."""

import dataclasses
import html
import json
import random
import subprocess
from pathlib import Path

import pytest

import facemodel as fm
from facemodel.teach.judges.grading import ITEMS
from facemodel.teach.site import asked, lessons, measured, pages, sealing
from facemodel.teach.widgets import handouts
from facemodel.view.scene.assets import face_bytes

ROOT = Path(__file__).parents[1]
JS = ROOT / "src/facemodel/view/js"
FIRST = sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))[0]
CARRIED = [one for one in fm.exercises.ALL.values() if one.field in ("choice", "number", "several",
                                                                     "items")]  # fmt: skip
SCRIPT = """
import { readFileSync } from "node:fs";
const [, js, asked] = process.argv;
const { replied } = await import(`${js}/site/judging.js`);
const rows = JSON.parse(readFileSync(asked));
console.log(JSON.stringify(rows.map(({ exercise, answers }) =>
  answers.map(([answer, tries]) => replied(exercise, answer, tries)))));
"""


def answers(one, rng):
    """Answers of every kind as (what the fields hold, what Python is given)."""
    if one.field == "choice":
        words = ["nothing", "DAO left", "left dao", "r. lateral frontalis", "frontalis right"]
        return [(text, text) for text in (*one.options, *words)]
    if one.field == "number":
        many = [*map(float, range(0, 400, 7)), 1000.0, 2000.0, one.reference()]
        words = [
            "19 weeks",
            "4 months",
            "120-140",
            "120 to 140",
            "about 130",
            "30 %",
            "2 - 1",
            "-1",
        ]
        words += ["3 people", "1 year", "20 wk", "many"]
        return [(f"{x:g}", x) for x in many] + [(text, text) for text in words]
    if one.field == "several":
        sets = [rng.sample(one.options, rng.randrange(len(one.options) + 1)) for _ in range(20)]
        letters = [one.options["abcdefgh".index(c)] for c in one.reference()]
        return [(chosen, chosen) for chosen in [*sets, letters]]
    known = one.reference()
    found = [known, {name: int(steps[0].split()[0]) for name, steps in ITEMS.items()}]
    for most in (1, 1, 2, 9):
        found.append(
            {
                name: min(
                    (int(step.split()[0]) for step in steps),
                    key=lambda x: abs(x - known[name] - rng.randint(-most, most)),
                )
                for name, steps in ITEMS.items()
            }
        )
    return [(scores, scores) for scores in found] + [({}, {})]


@pytest.mark.parametrize("one", CARRIED, ids=lambda one: one.name)
def test_a_page_replies_to_every_answer_as_python_does(node, tmp_path, one, monkeypatch):
    monkeypatch.setattr(sealing, "ROUNDS", 3)
    rng = random.Random(one.name)
    given = [(field, own, tries) for field, own in answers(one, rng)
             for tries in (1, 2, len(one.hints) + 1)]  # fmt: skip
    rows = [{"exercise": asked.exercise(one), "answers": [(a, t) for a, _, t in given]}]
    (tmp_path / "asked").write_text(json.dumps(rows))
    command = [node, "--input-type=module", "-e", SCRIPT, JS.as_uri(), str(tmp_path / "asked")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (found,) = json.loads(done.stdout)
    solved = 0
    for (_, own, tries), made in zip(given, found, strict=True):
        feedback = one.grade(own, tries)
        assert [goal[1:] for goal in made["goals"]] == [[g.reached, g.met] for g in feedback.goals]
        assert made["solved"] is feedback.solved
        if feedback.goals:
            assert (made["hint"], made["why"]) == (feedback.hint, feedback.explanation)
        else:
            assert made["hint"] == f"An answer is {one.form}."
        solved += made["solved"]
    assert solved  # the reference was among them


MEASURED = """
import { readFileSync } from "node:fs";
const [, js, face, asked] = process.argv;
const { unpack } = await import(`${js}/core/bundle.js`);
const { createModel } = await import(`${js}/core/model.js`);
const { replied } = await import(`${js}/site/judging.js`);
const { expand } = await import(`${js}/core/compact.js`);
const { unzipped } = await import(`${js}/site/parts.js`);
const bundle = unpack(readFileSync(face));
const model = createModel(bundle);
const lab = (given) => ({ bundle, model, lab: bundle.meta.lab, case: () => given });
const rows = JSON.parse(readFileSync(asked));
for (const { exercise: one } of rows)
  if (one.minute) one.minute = expand(await unzipped(one.minute));
console.log(JSON.stringify(rows.map(({ exercise, answers }) =>
  answers.map((given) => replied(exercise, given, 1, lab(given))))));
"""


def attempts(one):
    """Answers in the lab: to begin with, enough, and some beside it, as Python is given them."""
    if one.name == "mark_the_point":
        x, y, z = one.reference()
        return [(x, y, z), (x, y - 5, z), (x + 7, y, z), "cheilion_left", "nowhere"]
    if one.kind == "avoid":
        points = one.reference()
        twice = [dataclasses.replace(point, dose=2 * point.dose) for point in points]
        other = fm.Injection(3, muscle="zygomaticus_major_right")
        return [one.starter, points, twice, [*points, other], []]
    enough = one.reference()
    some = [{}, enough, {**enough, "smile_right": 0.2}, {"eye": 0.5}, {"smile_left": 1.0}]
    return [*some, {"eye": 0.85}, {"eye_left": 0.25, "orbicularis_oculi_orbital_lateral": 0.5}]


def in_the_lab(one, answer):
    """The same as the page has it."""
    if one.name == "mark_the_point":
        return answer if isinstance(answer, str) else " ".join(map(str, answer))
    if one.kind == "avoid":
        contents = fm.Case(injections=answer).contents()
        return {"dampening": {}, "injections": contents["injections"]}
    return {"dampening": answer, "injections": []}


QUICK = ("level_smile", "mark_the_point")
BY_MODEL = [
    pytest.param(name, marks=() if name in QUICK else pytest.mark.slow) for name in measured.TARGETS
]


@pytest.mark.parametrize("name", BY_MODEL)
def test_the_model_of_the_page_judges_as_the_model_of_python_does(node, tmp_path, name):
    one = fm.exercises.ALL[name]
    (tmp_path / "face").write_bytes(face_bytes(fm.load()))
    answers = [in_the_lab(one, a) for a in attempts(one)]
    rows = [{"exercise": asked.exercise(one), "answers": answers}]
    (tmp_path / "asked").write_text(json.dumps(rows))
    names = [JS.as_uri(), str(tmp_path / "face"), str(tmp_path / "asked")]
    command = [node, "--input-type=module", "-e", MEASURED, *names]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (found,), solved = json.loads(done.stdout), []
    for answer, made in zip(attempts(one), found, strict=True):
        feedback = one.grade(answer)
        goals = [[goal.text, goal.reached, goal.met] for goal in feedback.goals]
        assert made["goals"] == goals, answer
        assert made["why"] == feedback.explanation
        solved.append(made["solved"])
    assert solved[:2] == [False, True] or one.name == "mark_the_point"
    assert 0 < sum(solved) < len(solved)


def test_no_key_can_be_read_in_a_page():
    one = fm.exercises.which_branch
    carried = json.dumps(asked.exercise(one))
    assert one.explanation() not in carried
    shuffled = asked.exercise(one)["sealed"]["entries"]
    assert list(shuffled) == sorted(shuffled)
    steps = [
        handouts.Step("markdown", "# A lesson"),
        handouts.Step("code", "fm.ask(..., key)", result=fm.ask("Up?", ["yes", "no"], "no", "So.")),
        handouts.Step("code", "show(it)", "a face", exercise=one),
        handouts.Step("code", "one.box(it)", exercise=one, asks=True),
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(handouts, "steps_of", lambda _: steps)
        text = html.unescape(lessons.lesson_page(FIRST).decode())
    assert "Up?" in text
    assert "So." not in text
    assert "key)" not in text
    assert text.count('data-asks="which_branch"') == 1  # where it asks, without the code
    assert "show(it)" in text
    assert "box(it)" not in text
    assert one.question in text


def test_the_start_page_counts_exercises_without_running_lessons():
    listed = lessons.listed([FIRST])
    assert listed == [
        {"number": "01", "title": "What happens when one side relaxes?", "exercises": 5}
    ]
    assert b'data-lesson="01" data-exercises="5"' in pages.start_page(listed)
