"""Write a folder for instructors only: answers, session plans, a class's own cases, slides."""

import argparse
import pathlib
import secrets

import facemodel as fm
from facemodel import cli
from facemodel.data import waiting

EXAMPLE = "facemodel instructor --out for-instructors"
_LARGEST = 1_000_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The folder, the class's seed, its patients, and whether pictures are drawn."""
    parser.add_argument(
        "--out",
        required=True,
        type=pathlib.Path,
        metavar="DIR",
        help="folder to write, created if missing; keep it from learners",
    )
    parser.add_argument(
        "--seed",
        type=int,
        metavar="SEED",
        help="of the class: from 1000 on; makes its patients and tests (default: a new one)",
    )
    parser.add_argument("--level", default="middling", help="easy, middling (default) or hard")
    parser.add_argument(
        "--patients", type=int, default=10, metavar="N", help="how many patients (default 10)"
    )
    parser.add_argument(
        "--no-pictures",
        action="store_true",
        help="without slides, which take minutes and a browser",
    )


def run(arguments: argparse.Namespace) -> int:
    """Write the folder; print each file, and the seed for the class."""
    seed = arguments.seed
    if seed is None:
        seed = 1000 + secrets.randbelow(_LARGEST)
    sitting = fm.patients.Sitting(seed=seed, level=arguments.level, count=arguments.patients)
    with waiting.shown("instructor"):
        for file in cli.write_instructor(arguments.out, sitting, not arguments.no_pictures):
            print(f"instructor  {file}", flush=True)
    print(f"seed        {seed}: facemodel site --out learners --practice {seed}")
    return 0
