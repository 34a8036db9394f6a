"""Read what the learners of a class saved: one HTML page, grades by student id."""

import argparse
import glob
import os
import pathlib
from typing import Any

from facemodel import cli
from facemodel.data import waiting

EXAMPLE = "facemodel grade results/ -o class.html --csv grades.csv"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The files, the page, the tables."""
    parser.add_argument(
        "files",
        nargs="+",
        type=pathlib.Path,
        metavar="FILE.json",
        help="what learners saved: records, results of pages, of practice; or a folder of them",
    )
    parser.add_argument("-o", "--out", type=pathlib.Path, metavar="FILE.html", help="the page")
    parser.add_argument(
        "--csv", type=pathlib.Path, metavar="FILE.csv", help="grades, one row per student id"
    )
    parser.add_argument(
        "--answers-csv",
        type=pathlib.Path,
        metavar="FILE.csv",
        help="one row per learner and item, exercise or prediction",
    )
    parser.add_argument(
        "--patients-csv",
        type=pathlib.Path,
        metavar="FILE.csv",
        help="one row per learner and virtual patient",
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
    """Print learners and refused files; write what was asked for."""
    with waiting.shown("grade"):
        room = cli.classroom.read_class(
            [file for asked in arguments.files for file in _matching(asked)]
        )
        waiting.step("items")
        _ = room.checked  # which is kept
    for one in sorted(room.board.learners, key=lambda sat: -sat.sitting.total):
        done, count = len(one.sitting.attempts), one.sitting.count
        print(f"{one.sitting.total:4.0f}  {one.name}  ({done} of {count} patients)")
    files = sum(len(one.files) for one in room.learners)
    print(f"{files} results read, {len(room.refused)} refused; {len(room.learners)} learners")
    for file, why in room.refused:
        print(f"refused {file}: {why}")
    for file, what in room.made_otherwise:
        print(f"other   {file}: made with {what}; patients are marked again, items may be others")
    for name, of in room.twice:
        print(f"twice   {name}: in {of}; counted as one learner")
    for file in room.without_id:
        print(f"no id   {file}")
    for one in room.learners:
        if count := room.checked.count(one):
            print(f"differ  {one.name}: {count} recorded marks of items are not the model's")
    _write(arguments, room)
    return 0


def _write(arguments: argparse.Namespace, room: Any) -> None:
    reveal = not arguments.hide_truth
    if arguments.out is not None:
        print("page   ", cli.class_page.save_page(room, arguments.out, reveal))
    if arguments.csv is not None:
        print("grades ", cli.grades.save_grades(room, arguments.csv))
    if arguments.answers_csv is not None:
        print("answers", cli.grades.save_answers(room, arguments.answers_csv))
    if arguments.patients_csv is not None:
        print("table  ", cli.class_report.save_table(room.board, arguments.patients_csv, reveal))
