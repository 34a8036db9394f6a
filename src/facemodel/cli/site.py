"""Write the whole kit as a folder of pages that needs no Python, no server and no network."""

import argparse
import pathlib

from facemodel import cli
from facemodel.cli.files import case_of, notebooks
from facemodel.data import waiting

EXAMPLE = "facemodel site --out facemodel-site"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The case that the lab opens on, and the folder."""
    parser.add_argument(
        "case",
        nargs="?",
        type=pathlib.Path,
        metavar="CASE.json",
        help="a case saved with fm.save_case, which the lab opens on (default: the case of "
        "`facemodel demo`)",
    )
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
        for file in cli.write_site(arguments.out, case_of(arguments.case), notebooks()):
            print(f"site    {file}  {file.stat().st_size / 1e6:.2f} MB", flush=True)
    return 0
