"""Notebooks are lessons: no outputs, stable ids, short cells, a question first and limits last."""

import json
import pathlib
import re
import shutil
import subprocess

import pytest

import facemodel as fm
from facemodel.view import messages, wording

NOTEBOOKS = sorted((pathlib.Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
BANNER = "Educational simulation. Not medical advice, not a medical device, not a dosing guide."


def committed(path: pathlib.Path) -> dict:
    """The notebook as git has it: working in a notebook stores outputs, committing it must not."""
    if shutil.which("git"):
        command = ["git", "show", f":./{path.name}"]
        staged = subprocess.run(command, cwd=path.parent, capture_output=True, check=False)
        if staged.returncode == 0:
            return json.loads(staged.stdout)
    return json.loads(path.read_bytes())


def source(cell: dict) -> str:
    return "".join(cell["source"])


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request) -> dict:
    return committed(request.param)


def code_cells(notebook: dict) -> list[dict]:
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def test_there_are_notebooks():
    assert NOTEBOOKS
    assert all(re.fullmatch(r"\d\d_[a-z0-9_]+", path.stem) for path in NOTEBOOKS)


def test_nothing_that_ran_is_stored(notebook):
    assert "widgets" not in notebook["metadata"]
    for cell in code_cells(notebook):
        assert cell["outputs"] == []
        assert cell["execution_count"] is None


def test_cells_have_stable_ids(notebook):
    assert (notebook["nbformat"], notebook["nbformat_minor"]) >= (4, 5)
    ids = [cell["id"] for cell in notebook["cells"]]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z][a-z0-9-]+", name) for name in ids)


def test_it_opens_with_a_question_an_audience_minutes_and_the_banner(notebook):
    first = source(notebook["cells"][0])
    assert first.splitlines()[0].startswith("# ")
    assert first.splitlines()[0].endswith("?")
    for word in ("**For**", "minutes", BANNER):
        assert word in first


def test_one_cell_leads_to_a_face_and_the_aims_follow(notebook):
    _, face, aims = notebook["cells"][:3]
    assert re.search(r"\.show\(.*\)$", source(face))
    assert source(aims).startswith("**Aims** After this lesson you can")


def test_code_is_folded(notebook):
    assert all(cell["metadata"]["jupyter"]["source_hidden"] for cell in code_cells(notebook))


def test_what_tells_a_prediction_is_folded(notebook):
    """Take-aways repeat what was to be predicted; their headings open them."""
    cells = notebook["cells"]
    for k, cell in enumerate(cells):
        folded = cell["metadata"].get("jp-MarkdownHeadingCollapsed", False)
        head = source(cell)
        assert folded == (head in ("## Take-away", "## What is known, and what is not"))
        if folded:
            assert cells[k + 1]["cell_type"] == "markdown"
            assert not source(cells[k + 1]).startswith("#")


def test_it_ends_with_an_exercise_a_take_away_and_limits(notebook):
    headings = re.findall(r"^## (.*)$", "\n".join(map(source, notebook["cells"])), re.MULTILINE)
    assert [h.split(":")[0] for h in headings[-3:]] == [
        "Exercise",
        "Take-away",
        "What this model cannot tell you",
    ]


def test_cells_are_short_and_define_nothing(notebook):
    for cell in code_cells(notebook):
        text = source(cell)
        assert len(text.splitlines()) <= 10
        assert not re.search(r"^\s*(def|class) ", text, re.MULTILINE), "move it into the package"


def test_no_output_widget_and_no_interact(notebook):
    """Both stall headless runs."""
    for cell in code_cells(notebook):
        assert not re.search(r"\binteract|\bOutput\(", source(cell))


def test_key_claims_are_asserted_where_they_are_shown(notebook):
    assert any("assert " in source(cell) for cell in code_cells(notebook))


def test_the_table_of_contents_lists_every_notebook():
    contents = (NOTEBOOKS[0].parent / "README.md").read_text("utf-8")
    assert re.findall(r"\(([^)]+\.ipynb)\)", contents) == [path.name for path in NOTEBOOKS]


PRESSED = re.compile(
    r"(?:[Cc]hoose|[Pp]ress|[Mm]ove|[Dd]rag|[Ss]et|[Ww]eaken|[Uu]nder|\() ?\*{1,2}([^*\n]+)\*"
)
"""What a lesson tells a reader to press or move."""
ELSEWHERE = {"Run", "Check", "Done", "Begin", "every"}  # no control of the lab
WORDS = [word for section in messages.table().values() for word in section.values()]
LABELS = [
    *(re.escape(word) for word in WORDS if isinstance(word, str)),
    *(re.escape(wording.expression(name)) for name in fm.EXPRESSIONS),
    *(re.escape(preset.label) for preset in fm.conditions.PRESETS.values()),
]
SHOWN = re.compile("|".join(label.replace(r"\{count\}", r"\d+") for label in LABELS))


def test_what_a_lesson_asks_to_press_is_on_the_screen(notebook):
    said = [source(cell) for cell in notebook["cells"] if cell["cell_type"] == "markdown"]
    named = {name for text in said for name in PRESSED.findall(text)} - ELSEWHERE
    assert [name for name in sorted(named) if not SHOWN.fullmatch(name)] == []
