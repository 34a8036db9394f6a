"""Compare the results of a class: a table and one HTML page."""

import argparse
import glob
import os
import pathlib

from facemodel import cli

EXAMPLE = "facemodel grade results/*.json -o class.html"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The results files, the page, the table."""
    parser.add_argument(
        "files",
        nargs="+",
        type=pathlib.Path,
        metavar="FILE.json",
        help="results that learners saved at the end of a session, or on the start page",
    )
    parser.add_argument("-o", "--out", type=pathlib.Path, metavar="FILE.html", help="the page")
    parser.add_argument(
        "--csv", type=pathlib.Path, metavar="FILE.csv", help="one row per learner and patient"
    )
    parser.add_argument(
        "--exercises",
        type=pathlib.Path,
        metavar="FILE.csv",
        help="one row per learner and exercise, of files saved on the start page of the site",
    )
    parser.add_argument(
        "--hide-truth",
        action="store_true",
        help="hide the patients' diagnoses, to show the page before the debriefing",
    )


def _matching(asked: pathlib.Path) -> list[pathlib.Path]:
    """The files of a pattern that no shell has expanded, as on Windows; else the file itself."""
    found = [] if os.path.lexists(asked) else sorted(glob.glob(str(asked)))
    return [pathlib.Path(name) for name in found] or [asked]


def run(arguments: argparse.Namespace) -> int:
    """Print marks and refused files; write what was asked for."""
    made = cli.class_report.read_board(
        [file for asked in arguments.files for file in _matching(asked)]
    )
    for one in sorted(made.learners, key=lambda learner: -learner.sitting.total):
        done, count = len(one.sitting.attempts), one.sitting.count
        print(f"{one.sitting.total:4.0f}  {one.name}  ({done} of {count} patients)")
    for one in made.workers:
        print(f"      {one.name}  ({sum(d.solved for d in one.done)} of {len(one.done)} exercises "
              "and predictions solved)")  # fmt: skip
    print(f"{len(made.files)} results read, {len(made.refused)} refused")
    for file, why in made.refused:
        print(f"refused {file}: {why}")
    for file, what in made.made_otherwise:
        print(f"other   {file}: made with {what}; its marks are computed again")
    reveal = not arguments.hide_truth
    if arguments.out is not None:
        print("page   ", cli.class_report.save_page(made, arguments.out, reveal))
    if arguments.csv is not None:
        print("table  ", cli.class_table.save_table(made, arguments.csv, reveal))
    if arguments.exercises is not None:
        file = cli.class_exercises.save_exercises(made.workers, arguments.exercises)
        print("table  ", file)
    return 0
