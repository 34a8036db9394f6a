"""Every row of a registry has all that code and page need of it; what it lacks is named."""

import csv
import json
import re
import subprocess
from pathlib import Path

import numpy as np
import pytest
from msgspec import structs

import facemodel as fm
import scratch
from facemodel.anatomy import action_tables, courses, muscles
from facemodel.anatomy.muscles import INDEX, SIDES
from facemodel.clinic.atlas import CARDS
from facemodel.clinic.findings import KINDS, MEASURES, MISPLACEMENTS, TASKS, Kind
from facemodel.clinic.readouts import FIGURES, PLACES, READOUTS
from facemodel.clinic.scales import SCALES
from facemodel.clinic.wrinkles import curve as lines
from facemodel.data import constants, tables
from facemodel.data.references import references
from facemodel.mechanics import targets
from facemodel.physiology import condition_table, synkinesis
from facemodel.physiology.condition_table import ROWS as CONDITIONS
from facemodel.physiology.presets import MAKERS, PRESETS
from facemodel.teach import exercises, table
from facemodel.teach.exercises import JUDGES
from facemodel.teach.practice import kinds
from facemodel.teach.table import ROWS

ROOT = Path(__file__).parents[1]
JS = ROOT / "src/facemodel/view/js"


@pytest.fixture(scope="module")
def page(node):
    """Names that the page's code knows."""
    script = f"""
const {{ MEASURES }} = await import("{(JS / "core/side_effects.js").as_uri()}");
const {{ FIGURES }} = await import("{(JS / "core/readouts.js").as_uri()}");
const {{ closeUps }} = await import("{(JS / "scene/camera.js").as_uri()}");
const landmarks = new Proxy({{}}, {{ has: () => true, get: () => 0 }});
const shown = closeUps({{ meta: {{ landmarks }}, arrays: {{ rest: [0, 0, 0] }} }});
const known = {{ measures: MEASURES, figures: FIGURES, closeUps: shown }};
const names = Object.entries(known).map(([key, all]) => [key, Object.keys(all)]);
console.log(JSON.stringify(Object.fromEntries(names)));
"""
    command = [node, "--input-type=module", "-e", script]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", KINDS)
def test_a_side_effect_lacks_nothing(name, face, page):
    kind = KINDS[name]
    told = kind.sentence.format(side="left", measured=1.0, before=2.0, after=3.0)
    places = {f"{stem}_{side}" for stem in kind.landmarks for side in SIDES}
    has = {
        "a label": kind.label,
        "a sentence with the figures before and after": "2.0" in told and "3.0" in told,
        "its measure in Python": kind.measure in MEASURES,
        "its measure on the page": kind.measure in page["measures"],
        "a task that is shown": kind.task in fm.EXPRESSIONS and kind.task in ("rest", *TASKS),
        "landmarks of the mesh": kind.landmarks and places <= face.mesh.landmarks.keys(),
        "a close-up of the page": kind.panel in page["closeUps"],
        "muscles that exist": kind.blames
        and all(f"{stem}_{side}" in INDEX for stem in kind.blames for side in SIDES),
        "cards of the atlas": all(name in CARDS[stem].side_effects for stem in kind.blames),
        "an example of a misplacement": name in {one.side_effect for one in MISPLACEMENTS},
        "a way to be flagged": kind.flagged in ("above", "below"),
        "sides": kind.sides in ("each", "worse"),
        "what suppresses it": not kind.suppressed_by or kind.suppressed_by in KINDS,
        "a threshold": constants.value(f"side_effects.{name}") == kind.threshold,
    }
    assert [what for what, there in has.items() if not there] == []


def test_a_measure_serves_a_side_effect():
    assert set(MEASURES) == {kind.measure for kind in KINDS.values()}


READS = {
    "side": lambda scale, exams, which: scale.grade(exams[which], "left"),
    "seconds": lambda scale, exams, which: scale.grade(
        np.arange(0, 4, 0.05), np.full((80, len(fm.MUSCLES)), {"well": 0.0, "ill": 1.0}[which])
    ),
    "depth": lambda scale, exams, which: scale.grade({"well": 0.0, "ill": 5.0}[which]),
}
"""How a scale is asked, of somebody who is well and of somebody who is as ill as can be."""


@pytest.fixture(scope="module")
def exams(face):
    palsy = fm.conditions.house_brackmann(6, "left")
    return {"well": fm.examine(face), "ill": fm.examine(face, palsy)}


@pytest.mark.parametrize("name", SCALES)
def test_a_scale_lacks_nothing(name, exams):
    scale = SCALES[name]
    well, ill = (READS[scale.reads](scale, exams, which) for which in ("well", "ill"))
    best, worst = (float(one.score) for one in (well, ill))
    span = scale.high - scale.low
    full = {"higher": scale.high, "lower": scale.low}[scale.better]
    has = {
        "a label and a unit": scale.label and scale.unit,
        "scores in its range": scale.low <= min(best, worst) and max(best, worst) <= scale.high,
        "the best score for who is well": abs(best - full) < 0.04 * span,
        "a much worse one for who is ill": abs(best - worst) > 0.3 * span,
        "its public function": getattr(fm.scales, scale.function) is scale.grade,
        "its parts": all(
            part.low <= float(getattr(one, part.name)) <= part.high
            for part in scale.parts
            for one in (well, ill)
        ),
        "tasks that exist": set(scale.tasks) <= fm.EXPRESSIONS.keys(),
        "a change within its range": scale.change is None or 0 < scale.change < span,
    }
    assert [what for what, there in has.items() if not there] == []


@pytest.mark.parametrize("name", READOUTS)
def test_a_readout_lacks_nothing(name, face, page):
    row = READOUTS[name]
    places = {f"{row.stem}_{side}" for side in SIDES if row.stem}
    has = {
        "a label": row.label,
        "its meaning at length": row.help,
        "a unit": row.unit in ("mm", "%"),
        "places": row.places in PLACES,
        "something to show": row.figure or row.preserved,
        "its function in Python": not row.figure or row.figure in FIGURES,
        "its function on the page": not row.figure or row.figure in page["figures"],
        "its landmark": places <= face.mesh.landmarks.keys(),
        "sides of which a share is preserved": not row.preserved or row.places == "each",
        "what has that range, in words": row.preserved != "range" or row.what,
        "a kind of share": row.preserved in ("", "range", "itself"),
        "a place in a report": set(row.report) <= {"card", "table"},
        "millimetres where a change is detectable": not row.detectable or row.unit == "mm",
    }
    assert [what for what, there in has.items() if not there] == []


def test_a_figure_serves_a_readout(page):
    used = {row.figure for row in READOUTS.values() if row.figure}
    assert used == set(FIGURES) == set(page["figures"])


@pytest.mark.parametrize("name", ROWS)
def test_an_exercise_lacks_nothing(name):
    row, exercise = ROWS[name], exercises.ALL[name]
    started, solved = (exercise.grade(one) for one in (exercise.starter, exercise.reference()))
    has = {
        "a starter that is an answer": started.goals,
        "a starter that is not enough": not started.solved,
        "a reference that is enough": solved.solved,
        "what is reached": all(goal.text for goal in started.goals),
        "a question": row.question.endswith((".", "?")),
        "its name in teach/exercises.py, by tools/exercises.py": name in exercises.__annotations__,
        "an answer in words, and why others fail": row.answer and row.pitfall,
        "its public name": getattr(fm.exercises, name) is exercise,
    }
    assert [what for what, there in has.items() if not there] == []


def test_a_judge_serves_an_exercise():
    assert set(JUDGES) == {row.judge for row in ROWS.values()}


@pytest.mark.parametrize("name", PRESETS)
def test_a_condition_lacks_nothing(name):
    preset = PRESETS[name]
    made, nothing = preset.of("left"), preset.of("left", 0.0)
    smile = fm.expression("open_mouth_smile")
    driven = nothing.drive(smile, time=np.arange(0, 20, 0.5))
    fields = ("conduction", "synkinesis", "tone", "strength", "involuntary")
    same = all(np.array_equal(getattr(made, f), getattr(nothing, f)) for f in fields)
    has = {
        "a label": preset.label,
        "what it looks like": preset.about,
        "works that are known": set(preset.cite) <= references().keys(),
        "its own name": made.name == name,
        "its side": made.side == ("left" if preset.sided else None),
        "something that differs from health": name in ("healthy", "hb_1")
        or made.age_years
        or not same,
        "health at severity 0": np.array_equal(driven, np.tile(smile, (40, 1))),
        "a case that names it": fm.Case(condition=name).build_condition().name == name,
    }
    assert [what for what, there in has.items() if not there] == []


def test_a_function_serves_a_condition():
    assert set(MAKERS) == {row.make for row in CONDITIONS.values() if row.make}


NAMES_MUSCLES = {
    "action_units.csv weights": lambda: tables.read(action_tables.ActionUnit, "action_units.csv"),
    "arkit.csv weights": lambda: tables.read(action_tables.ArkitShape, "arkit.csv"),
    "conditions.csv muscles": lambda: tables.read(condition_table.Row, "conditions.csv"),
    "courses.csv stem": lambda: tables.read(courses.Course, "courses.csv"),
    "exercises.csv muscle": lambda: tables.read(table.Row, "exercises.csv"),
    "expressions.csv extra": lambda: tables.read(action_tables.Expression, "expressions.csv"),
    "intents.csv muscle": lambda: tables.read(synkinesis.Intent, "intents.csv"),
    "lines.csv muscles": lambda: tables.read(lines.Line, "lines.csv"),
    "muscles.csv antagonists": muscles.read,
    "muscles.csv start": muscles.read,
    "side_effects.csv blames": lambda: tables.read(Kind, "side_effects.csv", others=True),
    "targets.csv stem": lambda: tables.read(targets.Target, "targets.csv"),
    "textbook_patterns.csv muscle": lambda: tables.read(kinds.Dose, "textbook_patterns.csv"),
}
"""Columns of tables that name muscles, and what reads them."""


@pytest.mark.parametrize("where", NAMES_MUSCLES)
def test_a_misspelt_muscle_is_refused_with_file_line_and_column(where, tmp_path, monkeypatch):
    file, column = where.split()
    with open(Path(tables.FOLDER) / file, encoding="utf-8", newline="") as opened:
        head, *rows = csv.reader(opened)
    at = head.index(column)
    line = next(k for k, row in enumerate(rows) if re.search("[a-z]{4}", row[at]))
    rows[line][at] = re.sub(r"[a-z]+_?[a-z]*(?=[^a-z]*$)", "zygomatikus", rows[line][at])
    with open(tmp_path / file, "w", encoding="utf-8", newline="") as opened:
        csv.writer(opened).writerows([head, *rows])
    monkeypatch.setattr(tables, "FOLDER", str(tmp_path))
    with pytest.raises(fm.FaceModelError) as refused:
        NAMES_MUSCLES[where]()
    said = str(refused.value)
    assert said.startswith(f"{file}, line {line + 2} (")
    assert f"column {column}: unknown" in said
    assert "zygomatikus" in said


@pytest.mark.parametrize(
    ("name", "column", "cell", "said"),
    [
        ("level_smile", "starter", "eye_left", "column starter: expected names with figures"),
        ("level_smile", "reference", "ey_left:0.5", "column reference: unknown"),
        ("spare_the_lid", "starter", "4 27 30", "column starter: expected dose x y z depth"),
        ("how_many", "starter", "many", "column starter: could not convert"),
        ("how_many", "goal", "", "column goal is empty; say what is reached"),
        ("bad_plan", "look", "condition:pals", "column look: unknown condition 'pals'"),
    ],
)
def test_an_exercise_that_says_too_little_is_refused(
    name, column, cell, said, tmp_path, monkeypatch
):
    (tmp_path / "exercises.csv").write_bytes((scratch.DATA / "exercises.csv").read_bytes())
    scratch.edit(tmp_path, "exercises.csv", name, **{column: cell})
    monkeypatch.setattr(tables, "FOLDER", str(tmp_path))
    line = list(ROWS).index(name) + 2
    with pytest.raises(fm.FaceModelError) as refused:
        tables.read(table.Row, "exercises.csv")
    assert str(refused.value).startswith(f"exercises.csv, line {line} ({name}): {said}")


def test_an_explanation_with_a_figure_that_nobody_gives_says_so():
    row = structs.replace(ROWS["when_it_is_back"], explanation="On day {dai:.0f}.")
    with pytest.raises(fm.FaceModelError, match=r"column explanation: 'dai'; .* gives day"):
        exercises._made(row).explanation()
