"""What commands begin with: the case they are about, and where the files beside the code are."""

from __future__ import annotations  # fm.Case is not loaded to name it

import argparse
import dataclasses
import pathlib
from collections.abc import Callable
from typing import NamedTuple

import facemodel as fm

DAMPENING = {"forehead_left": 0.3, "eye_left": 0.6, "smile_left": 0.2}
_PACKAGE = pathlib.Path(__file__).parents[1]


def checkout() -> pathlib.Path | None:
    """The root of the checkout this package runs from, None for an installed wheel."""
    root = _PACKAGE.parents[1]
    return root if (root / "pyproject.toml").is_file() and (root / "notebooks").is_dir() else None


def notebooks() -> pathlib.Path:
    """The folder of the notebooks as they were shipped."""
    root = checkout()
    return root / "notebooks" if root else _PACKAGE / "_notebooks"


def bundle() -> pathlib.Path:
    """The JavaScript that draws the widget, made when the package was built."""
    return _PACKAGE / "view" / "static" / "viewer.js"


def case_of(path: pathlib.Path | None) -> fm.Case:
    """The case of a file; without one, that of `facemodel demo`."""
    return demo_case() if path is None else fm.load_case(path)


def demo_case() -> fm.Case:
    """What the demo shows: the smile of notebook 01, its overactive side weakened."""
    return dataclasses.replace(fm.exercises.SPASM_SMILE, dampening=DAMPENING)


class Command(NamedTuple):
    """A command that shares a module with another; a module itself has the same three."""

    EXAMPLE: str
    add_arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


def add_case(parser: argparse.ArgumentParser) -> None:
    """CASE.json, which may be left out."""
    parser.add_argument(
        "case",
        nargs="?",
        type=pathlib.Path,
        metavar="CASE.json",
        help="a case saved with fm.save_case (default: the case of `facemodel demo`)",
    )
