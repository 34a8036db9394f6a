"""The documents are complete, and what they show runs."""

import functools
import inspect
import pathlib
import re

import pytest

import facemodel as fm
from facemodel.anatomy import muscles
from facemodel.cli.main import COMMANDS
from website_reference import reference_pages

ROOT = pathlib.Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
CONVENTIONS = (ROOT / "docs" / "conventions.md").read_text("utf-8")
PAGES = reference_pages()
PROSE = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").glob("*.md")),
    ROOT / "notebooks" / "README.md",
]


def test_the_reference_has_a_page_for_every_public_name_and_lists_it():
    pages = {name.removesuffix(".rst") for name in PAGES} - {"index", "names"}
    assert pages == set(fm.__all__)
    row = re.compile(r"^   \* - :doc:`\w+ <(\w+)>`\n     - \S.*$", re.MULTILINE)
    listed = row.findall(PAGES["index.rst"])
    assert sorted(listed) == sorted(fm.__all__)


MODULES = [name for name in fm.__all__ if inspect.ismodule(getattr(fm, name))]


@pytest.mark.parametrize("module", MODULES)
def test_the_page_of_a_module_has_each_of_its_names(module):
    page = PAGES[f"{module}.rst"]
    for name in getattr(fm, module).__all__:
        entry = rf":: (facemodel\.{module}\.)?{name}$|^``{module}\.{name}`` is :(doc|class):"
        assert re.search(entry, page, re.MULTILINE), name


def test_a_class_is_described_on_one_page():
    described = [x for page in PAGES.values() for x in re.findall(r"autoclass:: (\S+)", page)]
    homes = [re.search(r"^facemodel\.(.+)$", name)[1].split(".") for name in described]
    classes = [functools.reduce(getattr, parts, fm) for parts in homes]
    assert len(set(classes)) == len(classes) > 40


def test_a_constant_of_which_nothing_is_said_is_an_error(monkeypatch):
    monkeypatch.setattr(fm.metrics, "__all__", ["annotations"])
    monkeypatch.setattr(fm.metrics, "annotations", 1.0, raising=False)
    with pytest.raises(LookupError, match="nothing is said of annotations"):
        reference_pages()


@pytest.mark.parametrize(
    "names", [muscles.STEMS, muscles.REGION_STEMS, tuple(fm.EXPRESSIONS)], ids=lambda n: n[0]
)
def test_every_name_of_the_face_stands_in_the_reference(names):
    written = re.findall(r"^   \* - (\w+)$", PAGES["names.rst"], re.MULTILINE)
    assert set(names) <= set(written)


def test_every_control_that_is_no_muscle_stands_in_the_conventions():
    section = CONVENTIONS.split("## Controls that are not muscles")[1]
    assert re.findall(r"\*([a-z_]+)\*", section) == list(muscles.EXTRA_CONTROLS)


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
