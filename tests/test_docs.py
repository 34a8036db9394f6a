"""The documents are complete, and what they show runs."""

import pathlib
import re

import pytest

import facemodel as fm
import names
from facemodel.anatomy import muscles
from facemodel.cli.commands import COMMANDS
from facemodel.teach.judges import grading

ROOT = pathlib.Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
NAMES = (ROOT / "docs" / "names.md").read_text("utf-8")
PROSE = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").glob("*.md")),
    ROOT / "notebooks" / "README.md",
]


def rows(text: str) -> dict[str, tuple[str, str]]:
    """Tables of names.md: name -> (unit or shape, meaning)."""
    cells = re.findall(r"^\| `([^`]+)` \| ([^|]*) \| ([^|]*) \|$", text, re.MULTILINE)
    return {
        re.split(r"[\s(\[]", name.removeprefix("fm."))[0]: (unit.strip(), meaning.strip())
        for name, unit, meaning in cells
    }


def section(title: str) -> str:
    return NAMES.split(f"\n## {title}\n")[1].split("\n## ")[0]


@pytest.mark.parametrize(("title", "module"), [("The package", fm), ("Measures", fm.metrics)])
def test_every_public_name_stands_in_names_md_with_its_unit(title, module):
    documented = rows(section(title))
    assert sorted(documented) == sorted(module.__all__)
    assert [name for name, (unit, meaning) in documented.items() if not (unit and meaning)] == []


@pytest.mark.parametrize(
    ("title", "known"),
    [
        ("Regions", muscles.REGION_STEMS),
        ("Controls that are not muscles", muscles.EXTRA_CONTROLS),
    ],
)
def test_every_name_of_the_face_stands_in_names_md(title, known):
    written = re.findall(r"\*([a-z_]+)\*", section(title))
    assert set(known) == set(written)


def test_names_md_lists_muscles_and_expressions_as_they_are():
    assert names.written(NAMES) == NAMES, "run python tools/names.py"
    assert names.written(NAMES.replace("| *mentalis* |", "| *mental* |")) == NAMES
    assert [*names.muscles()][3].startswith("| *procerus* |")


def test_the_python_of_the_readme_runs():
    blocks = re.findall(r"^```python\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    assert len(blocks) == 1
    assert len([line for line in blocks[0].splitlines() if line.strip()]) <= 12
    exec(compile(blocks[0], "README.md", "exec"), {})


def test_the_two_commands_stand_at_the_top_of_the_readme():
    top = README.splitlines()[:20]
    assert "make lab" in "\n".join(top)
    assert "make test" in "\n".join(top)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_documented(name):
    assert f"`facemodel {name}" in README


def test_no_command_is_documented_that_is_not_there():
    for path in PROSE:
        named = set(re.findall(r"`facemodel ([a-z]+)", path.read_text("utf-8")))
        assert named <= set(COMMANDS), path.name


@pytest.mark.parametrize("path", PROSE, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere_and_pictures_have_words(path):
    text = path.read_text("utf-8")
    for words, target in re.findall(r"!?\[([^\]]*)\]\(([^)#]+)[^)]*\)", text):
        assert words.strip()
        if "://" not in target:
            assert (path.parent / target).exists(), target


def test_everything_public_has_a_docstring():
    bare = [
        name
        for name in fm.__all__
        if callable(value := getattr(fm, name)) and not (value.__doc__ or "").strip()
    ]
    assert bare == []


def test_the_instructor_guide_gives_the_answers_that_the_model_gives():
    guide = (ROOT / "docs" / "instructor-guide.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| `(\w+)` \| ([^|]*) \|", guide, re.MULTILINE))
    assert list(rows) == list(fm.exercises.ALL)
    for name, said in rows.items():
        key = fm.exercises.ALL[name].reference()
        if name == "bad_plan":
            assert re.findall(r"\b[a-f]\b", said) == list(key)
        elif name == "grade_this_face":
            assert f"composite {grading.composite(key)}" in said
        elif isinstance(key, str):
            assert key in said, name
        elif isinstance(key, float):
            number = float(re.search(r"\d+", said)[0])
            assert fm.exercises.ALL[name](number).solved, name
        elif isinstance(key, dict):
            assert all(f"{round(100 * share)} %" in said for share in key.values()), name
            assert all(region in said for region in key), name
