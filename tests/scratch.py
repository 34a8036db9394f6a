"""A copy of the package whose tables have rows more, or other cells, and Python that runs in it."""

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import facemodel

PACKAGE = Path(facemodel.__file__).parent
DATA = PACKAGE / "data"


def rows(table: str, folder: Path = DATA) -> list[dict[str, str]]:
    """The rows of a table, as they are written."""
    with (folder / table).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def copy(folder: Path) -> Path:
    """A copy of the package, without what runs in the browser; the folder of its tables."""
    leave = shutil.ignore_patterns("__pycache__", "js", "static")
    shutil.copytree(PACKAGE, folder / "src" / "facemodel", ignore=leave)
    (folder / "meshes").symlink_to(PACKAGE.parents[1] / "meshes")
    return folder / "src" / "facemodel" / "data"


def add(data: Path, table: str, row: dict[str, str], after: str = "") -> None:
    """Adds a row to a table, after the last one that begins with a name, else at the end."""
    have = rows(table, data)
    places = [k for k, one in enumerate(have) if next(iter(one.values())) == after]
    have.insert(places[-1] + 1 if after else len(have), row)
    _write(data / table, have)


def edit(data: Path, table: str, name: str, **cells: str) -> None:
    """Gives cells of the rows that begin with a name other texts."""
    have = rows(table, data)
    _write(data / table, [one | cells if next(iter(one.values())) == name else one for one in have])


def _write(path: Path, have: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        written = csv.DictWriter(file, have[0], lineterminator="\n")
        written.writeheader()
        written.writerows(have)


def run(data: Path, code: str):
    """What Python prints as JSON in the copy; its last line of error where it fails."""
    tests = Path(__file__).parent
    path = os.pathsep.join(map(str, (data.parents[1], tests, tests.parent / "tools")))
    command = [sys.executable, "-c", code]
    env = {**os.environ, "PYTHONPATH": path}
    done = subprocess.run(command, capture_output=True, text=True, env=env, check=False)
    if done.returncode:
        return done.stderr.strip().splitlines()[-1]
    return json.loads(done.stdout.splitlines()[-1])
