"""What the repository must not contain, and what importing the package must not cost."""

import ast
import functools
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time
import tomllib
from importlib import import_module

import pytest

ROOT = pathlib.Path(__file__).parents[1]
LARGEST = 2_000_000  # bytes
HEAVY = ("trimesh", "matplotlib", "ipywidgets", "anywidget", "scipy.sparse.linalg")
DRAWS = ("trimesh", "matplotlib", "ipywidgets", "anywidget")
GENERATED = {".venv", "node_modules", "static", "dist", "build", "out", "__pycache__", ".git"}
CACHES = {".hypothesis", ".pytest_cache", ".ruff_cache", ".mypy_cache", ".ipynb_checkpoints"}


@functools.cache
def shipped() -> list[pathlib.Path]:
    """Tracked and new files; without git, every file outside generated folders."""
    if shutil.which("git") and (ROOT / ".git").exists():
        listing = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        if listing.returncode == 0:
            names = listing.stdout.split("\0")
            return [path for name in names if name and (path := ROOT / name).is_file()]
    found = []
    for folder, folders, files in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in GENERATED | CACHES]
        found += [pathlib.Path(folder, name) for name in files]
    return found


def texts() -> list[tuple[pathlib.Path, str]]:
    found = []
    for path in shipped():
        try:
            found.append((path.relative_to(ROOT), path.read_text("utf-8")))
        except UnicodeDecodeError:
            continue
    return found


def test_no_file_is_large():
    assert [path for path in shipped() if path.stat().st_size > LARGEST] == []


def test_the_source_distribution_has_what_the_repository_has_and_the_wheel_the_package_alone():
    targets = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    targets = targets["tool"]["hatch"]["build"]["targets"]
    of_itself = {".gitignore", "LICENSE", "PKG-INFO", "README.md", "pyproject.toml"}
    there = {path.relative_to(ROOT).parts[0] for path in shipped()} - of_itself
    assert set(targets["sdist"]["include"]) == {f"/{name}" for name in there}
    assert targets["wheel"]["packages"] == ["src/facemodel"]
    assert set(targets["wheel"]["force-include"]) == {"meshes/default_face", "notebooks"}


def test_no_lock_file_records_where_things_were_downloaded():
    locks = [text for path, text in texts() if path.name.endswith("lock.json")]
    assert [text for text in locks if '"resolved":' in text] == []


def test_no_registry_and_no_path_of_one_machine_is_named():
    """Hosts of package registries, index settings, and home folders."""
    hosts = "|".join(["pypi" + r"\.org", "pythonhosted" + r"\.org", "npmjs" + r"\.(org|com)"])
    machine = re.compile(rf"{hosts}|--(extra-)?index-url|(?<![\w.])/(home|Users|root|work)/\w")
    here = str(ROOT)
    named = [
        (str(path), match.group())
        for path, text in texts()
        if (match := machine.search(text)) and path != pathlib.Path("tests/test_repository.py")
    ]
    assert named == []
    assert [str(path) for path, text in texts() if len(here) > 6 and here + "/" in text] == []


def test_what_has_the_run_bit_is_what_is_run():
    if os.name == "posix":
        assert (ROOT / ".ci" / "run").stat().st_mode & 0o100


def test_the_layers_hold():
    """`lint-imports` reads the one direction from pyproject.toml."""
    importlinter = pytest.importorskip("importlinter.cli")
    assert (
        importlinter.lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
        == importlinter.EXIT_STATUS_SUCCESS
    )


def module_files() -> list[pathlib.Path]:
    return sorted((ROOT / "src" / "facemodel").rglob("*.py"))


def test_a_module_says_at_its_top_what_it_needs_of_the_package():
    """A first-party import inside a function, or under a condition, hides a circle."""
    hidden = []
    lazy = ROOT / "src" / "facemodel" / "__init__.py"  # fetches what is asked for
    for path in module_files():
        if path == lazy:
            continue
        tree = ast.parse(path.read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or "."]
            else:
                continue
            ours = any(name.split(".")[0] in ("facemodel", "") for name in names)
            if ours and node not in tree.body:
                hidden.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert hidden == []


def test_modules_are_imported_by_name_in_two_places_only():
    """The command that was asked for, and what a package fetches when it is first used."""
    found = [
        path.relative_to(ROOT / "src" / "facemodel").as_posix()
        for path in module_files()
        if "import_module(" in path.read_text("utf-8")
    ]
    assert found == ["cli/main.py", "data/lazy.py"]


def test_no_module_imports_itself_by_way_of_others():
    """Neither at run time nor for types: grimp counts both."""
    grimp = pytest.importorskip("grimp")
    graph = grimp.build_graph("facemodel", cache_dir=None)
    needs = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    # what imports nothing that is left cannot lie on a circle
    while ends := [module for module, others in needs.items() if not others & needs.keys()]:
        for module in ends:
            del needs[module]
    assert needs == {}
    # the public names are every module's: only the command line stands to their right
    users = graph.find_modules_that_directly_import("facemodel")
    assert [name for name in users if not name.startswith("facemodel.cli.")] == []


# what website.py is made of, website_reference.py, has no command
PROGRAMS = {path.stem for path in ROOT.glob("tools/*.py")}
TOOLS = [
    path
    for path in sorted(ROOT.glob("tools/*.py"))
    if not any(path.stem.startswith(f"{other}_") for other in PROGRAMS)
]


@pytest.mark.parametrize("path", TOOLS, ids=lambda path: path.name)
def test_each_tool_starts_from_anywhere_and_says_what_it_does(path, tmp_path):
    command = [sys.executable, str(path), "--help"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    purpose = ast.get_docstring(ast.parse(path.read_text("utf-8"))).partition("\n")[0]
    assert purpose in " ".join(done.stdout.split())


def test_importing_the_package_loads_nothing_heavy():
    code = (
        "import sys, facemodel; from facemodel import cli; "
        f"print([m for m in {HEAVY!r} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_assembling_a_face_loads_nothing_that_draws():
    code = (
        "import sys, facemodel as fm; fm.load(); fm.expression('smile_social'); "
        f"print([m for m in {DRAWS!r} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


STUBS = sorted((ROOT / "src" / "facemodel").glob("*/**/__init__.pyi"))


@pytest.mark.parametrize("stub", STUBS, ids=lambda path: path.parent.name)
def test_what_a_package_fetches_later_is_there_and_in_no_folder_to_its_right(stub):
    """import-linter reads no stubs."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    rows = settings["contracts"][0]["layers"]
    order = [folder for row in reversed(rows) for folder in row.split(" | ")]
    own = stub.parent.relative_to(ROOT / "src")
    package = import_module(".".join(own.parts))
    assert dir(package)
    for name in dir(package):
        assert getattr(package, name)
    homes = re.findall(r"^from facemodel(\.\w+)?\S* import (\w+)", stub.read_text("utf-8"), re.M)
    folders = [home.strip(".") or name for home, name in homes]
    assert max(map(order.index, folders)) <= order.index(own.parts[1])


@pytest.mark.parametrize(
    "code",
    [
        "fm.exercises.level_smile(fm.exercises.level_smile.starter)",
        "fm.patients.draw(3, 'easy').history",
        "[main.parser([name]) for name in main.COMMANDS]",
    ],
    ids=["exercises", "patients", "help"],
)
def test_what_draws_is_loaded_when_something_is_shown(code):
    code = (
        f"import sys, facemodel as fm; from facemodel.cli import main; {code}; "
        f"print([m for m in {DRAWS!r} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_help_waits_for_no_model():
    code = (
        "import sys; from facemodel.cli import main; "
        "[main.parser([name]) for name in main.COMMANDS if name != 'demo']; "
        "print('numpy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_importing_the_package_is_quick():
    """Beyond numpy, and fastest of five: other work on the machine only ever adds time."""

    def seconds(code: str) -> float:
        times = []
        for _ in range(5):
            start = time.perf_counter()
            subprocess.run([sys.executable, "-c", code], check=True)
            times.append(time.perf_counter() - start)
        return min(times)

    assert seconds("import facemodel") - seconds("pass") < 0.1


@pytest.mark.parametrize("name", ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE"])
def test_the_files_a_reader_looks_for_are_there(name):
    assert (ROOT / name).stat().st_size > 500


def test_no_file_is_over_300_lines_and_no_function_over_60_without_its_docstring():
    for path in (ROOT / "src").rglob("*.py"):
        text = path.read_text("utf-8")
        assert len(text.splitlines()) <= 300, path
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                begins = node.body[0].end_lineno if ast.get_docstring(node) else node.lineno - 1
                assert node.end_lineno - begins <= 60, f"{node.name} of {path}"
