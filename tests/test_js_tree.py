"""The tree of the JavaScript: which folder may import which, and what the core does without."""

import re
import subprocess
from pathlib import Path

import pytest

JS = Path(__file__).parents[1] / "src/facemodel/view/js"
FILES = sorted(JS.rglob("*.js"))
# folder -> what it may import besides itself; "" are the entries: notebook, page, still pictures
MAY = {
    "core": {"../text"},
    "scene": {"core", "three"},
    "overlays": {"core", "three", "lit-html"},
    "panels": {"core", "scene", "overlays", "lit-html"},
    "site": {"../text", "core", "lit-html"},
    "practice": {"core", "panels", "../widgets", "lit-html"},
    "": {"core", "scene", "overlays", "panels", "three", "lit-html"},
}
IMPORT = re.compile(
    r'^(?:import (?:[^;"]*? from )?|export (?:\{[^}]*\}|\*) from )"([^"]+)"', re.MULTILINE
)
PAGE = re.compile(
    r"\b(document|window|navigator|location|matchMedia|requestAnimationFrame|"
    r"HTML\w*Element|ResizeObserver|addEventListener)\b"
)
COMMENT = re.compile(r"/\*.*?\*/|(?<!:)//[^\n]*", re.DOTALL)


def folder_of(path: Path) -> str:
    return path.relative_to(JS).parts[0] if path.parent != JS else ""


def imported(path: Path) -> set[str]:
    """Folders and packages that a file imports, besides its own folder."""
    found = set()
    for name in IMPORT.findall(path.read_text("utf-8")):
        if not name.startswith("."):
            found.add(name.split("/")[0])
        elif not name.endswith(".css"):
            place = (path.parent / name).resolve()
            assert place.is_file(), f"{path.name} imports {name}"
            inside = place.is_relative_to(JS)
            found.add(folder_of(place) if inside else f"../{place.parent.name}")
    return found - {folder_of(path)}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(JS)))
def test_a_folder_imports_only_what_it_may(path):
    assert imported(path) <= MAY[folder_of(path)]


def test_the_core_has_no_page():
    named = [
        (path.name, match.group())
        for path in FILES
        if folder_of(path) == "core"
        for match in PAGE.finditer(COMMENT.sub("", path.read_text("utf-8")))
    ]
    assert named == []


def test_every_file_of_the_core_runs_without_a_browser(node):
    """In Node.js, which has no elements and, for files outside this tree, no packages."""
    files = [path.as_uri() for path in FILES if folder_of(path) == "core"]
    assert len(files) > 25
    script = f"for (const file of {files}) await import(file); console.log(typeof document)"
    done = subprocess.run(
        [node, "--input-type=module", "-e", script], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "undefined\n"), done.stderr


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(JS)))
def test_a_file_says_first_what_it_knows_and_is_short(path):
    lines = path.read_text("utf-8").splitlines()
    assert lines[0].startswith("// ")
    assert len(lines) <= 300
