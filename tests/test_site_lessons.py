"""Lessons as pages: every answer gets the reply that Python gives, and no key can be read."""

import html
import json
import random
import subprocess
from pathlib import Path

import pytest

import facemodel as fm
from facemodel.teach.judges.grading import ITEMS
from facemodel.teach.site import asked, lessons, pages
from facemodel.teach.widgets import handouts

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
        return [(option, option) for option in one.options] + [("nothing", "nothing")]
    if one.field == "number":
        many = [*map(float, range(0, 400, 7)), 1000.0, 2000.0, one.reference()]
        return [(f"{x:g}", x) for x in many] + [("many", "many"), ("-1", -1)]
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
def test_a_page_replies_to_every_answer_as_python_does(node, tmp_path, one):
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


def test_exercises_that_a_page_cannot_judge_are_these():
    left = {name for name, one in fm.exercises.ALL.items() if asked.exercise(one) is None}
    assert left == LEFT


LEFT = {
    "level_smile", "open_the_eyes", "mark_the_point", "spare_the_lid", "soften_the_lines",
    "even_but_alive", "whole_course",
}  # fmt: skip


def test_no_key_can_be_read_in_a_page():
    one = fm.exercises.which_branch
    carried = json.dumps(asked.exercise(one))
    assert one.explanation() not in carried
    shuffled = asked.exercise(one)["sealed"]["entries"]
    assert list(shuffled) == sorted(shuffled)
    steps = [
        handouts.Step("markdown", "# A lesson"),
        handouts.Step("code", "fm.ask(..., key)", result=fm.ask("Up?", ["yes", "no"], "no", "So.")),
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(handouts, "steps_of", lambda _: steps)
        text = html.unescape(lessons.lesson_page(FIRST).decode())
    assert "Up?" in text
    assert "So." not in text
    assert "key)" not in text


def test_the_start_page_counts_exercises_without_running_lessons():
    listed = lessons.listed([FIRST])
    assert listed == [
        {"number": "01", "title": "What happens when one side relaxes?", "exercises": 1}
    ]
    assert b'data-lesson="01" data-exercises="1"' in pages.start_page(listed)
