"""Show what a case's treatment does to many people who do not exist, and write the table."""

import argparse
import pathlib

import facemodel as fm
from facemodel.cli.cases import case_of
from facemodel.errors import FaceModelError
from facemodel.view.export.cohort_file import table_path
from facemodel.view.provenance import NOTICE

EXAMPLE = "facemodel cohort case.json -n 1000 -o table.csv"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The case, how many, and how they are worked off."""
    add = parser.add_argument
    add(
        "case",
        nargs="?",
        type=pathlib.Path,
        metavar="CASE.json",
        help="a case that fm.save_case wrote; without it, the one of `facemodel demo`",
    )
    add("-n", type=int, default=1000, metavar="N", help="how many people (1000)")
    add("-o", "--out", type=pathlib.Path, metavar="FILE", help="the table, .csv or .parquet")
    add("--seed", type=int, default=0, metavar="S", help="of who is drawn (0)")
    add("--days", type=_numbers, metavar="D,D", help="days on which people are seen, as 14,90")
    add(
        "--expressions",
        type=_names,
        metavar="NAME,NAME",
        help="asked for; without it those that show side effects, and the case's own",
    )
    add("--placement", type=float, metavar="MM", help="standard deviation of the injector's hand")
    add("--surface", action="store_true", help="measure the whole skin too; slower")
    add("--workers", type=int, metavar="N", help="work with N processes; the table is the same")
    add("--keep", type=pathlib.Path, metavar="DIR", help="keep finished parts here, to go on from")


def run(arguments: argparse.Namespace) -> int:
    """Print medians, spread and side effects; write the table where one was asked for."""
    if arguments.out is not None:  # not after minutes of work
        table_path(arguments.out)
    made = fm.cohort.run(
        arguments.n,
        case_of(arguments.case),
        arguments.seed,
        days=arguments.days,
        expressions=arguments.expressions,
        placement_mm=arguments.placement,
        surface=arguments.surface,
        executor=arguments.workers,
        keep=arguments.keep,
    )
    print(made)
    print()
    if arguments.out is not None:
        print("table  ", fm.export_cohort(made, arguments.out))
    print(f"People who do not exist; {NOTICE}.")
    return 0


def _numbers(text: str) -> list[float]:
    try:
        return [float(word) for word in text.split(",")]
    except ValueError:
        raise FaceModelError(
            f"--days are numbers with commas between, as 14,90; got {text!r}"
        ) from None


def _names(text: str) -> list[str]:
    return [word.strip() for word in text.split(",")]
