"""Write the whole kit as a folder of pages that needs no Python, no server and no network."""

import argparse
import pathlib
from typing import Any

import facemodel as fm
from facemodel import cli
from facemodel.cli.files import case_of, notebooks
from facemodel.data import waiting
from facemodel.errors import FaceModelError

EXAMPLE = "facemodel site --out facemodel-site"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The case that the lab opens on, and the folder."""
    add_contents(parser)
    parser.add_argument(
        "--out",
        required=True,
        type=pathlib.Path,
        metavar="DIR",
        help="folder to write, created if missing; files of these names in it are replaced",
    )


def run(arguments: argparse.Namespace) -> int:
    """Write the folder; print each file as soon as it is there."""
    with waiting.shown("site"):
        chosen = sitting(arguments)
        for file in cli.write_site(arguments.out, case_of(arguments.case), notebooks(), chosen):
            print(f"site    {file}  {file.stat().st_size / 1e6:.2f} MB", flush=True)
    return 0


def add_contents(parser: argparse.ArgumentParser) -> None:
    """The case that the lab opens on; --practice and what belongs to it."""
    parser.add_argument(
        "case",
        nargs="?",
        type=pathlib.Path,
        metavar="CASE.json",
        help="a case saved with fm.save_case, which the lab opens on (default: the case of "
        "`facemodel demo`)",
    )
    parser.add_argument(
        "--practice",
        type=int,
        metavar="SEED",
        help="virtual patients of this seed alone: everybody has the same (default: twelve "
        "sittings of every level, to choose from)",
    )
    parser.add_argument(
        "--level", default=None, help="difficulty: easy, middling (default) or hard"
    )
    parser.add_argument("--patients", type=int, metavar="N", help="how many patients (default: 10)")
    parser.add_argument("--minutes", type=float, help="time for all of them (default: no limit)")
    parser.add_argument("--feedback", help="after `each` patient (default) or only at the `end`")


def sitting(arguments: argparse.Namespace) -> Any:
    """The sitting that was asked for, None for the usual ones. Errors: as fm.patients.Sitting."""
    asked = {
        "level": arguments.level,
        "count": arguments.patients,
        "minutes": arguments.minutes,
        "feedback": arguments.feedback,
    }
    given = {name: value for name, value in asked.items() if value is not None}
    if arguments.practice is not None:
        return fm.patients.Sitting(seed=arguments.practice, **given)
    if given:
        raise FaceModelError(
            "--level, --patients, --minutes and --feedback belong to --practice SEED; add it or "
            "leave them out"
        )
    return None
