"""Simulate a case's treatment in many virtual people, and write the table."""

import argparse
import pathlib

import facemodel as fm
from facemodel import cli
from facemodel.cli.files import add_case, case_of
from facemodel.errors import FaceModelError, shown

EXAMPLE = "facemodel cohort case.json -n 1000 -o table.csv"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The case, how many, and how they are worked off."""
    add_case(parser)
    add = parser.add_argument
    add("-n", type=int, default=1000, metavar="N", help="how many people (1000)")
    add("-o", "--out", type=pathlib.Path, metavar="FILE", help="the table, .csv or .parquet")
    add("--seed", type=int, default=0, metavar="S", help="seed of the sample (0)")
    add("--days", type=_numbers, metavar="D,D", help="days of the visits, such as 14,90")
    add(
        "--expressions",
        type=_names,
        metavar="NAME,NAME",
        help="expressions to measure (default: those that show side effects, and the case's own)",
    )
    add(
        "--placement",
        type=float,
        metavar="MM",
        help="injection error, as a standard deviation in mm",
    )
    add("--surface", action="store_true", help="measure the whole skin too; slower")
    add("--workers", type=int, metavar="N", help="run N processes; the table stays the same")
    add(
        "--keep",
        type=pathlib.Path,
        metavar="DIR",
        help="folder for finished parts, so that a stopped run can continue",
    )


def run(arguments: argparse.Namespace) -> int:
    """Print medians, spread and side effects; write the table where one was asked for."""
    if arguments.out is not None:  # not after minutes of work
        cli.table_path(arguments.out)
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
    print(f"Simulated people; {cli.provenance.NOTICE}.")
    return 0


def _numbers(text: str) -> list[float]:
    try:
        return [float(word) for word in text.split(",")]
    except ValueError:
        raise FaceModelError(
            f"expected --days as numbers separated by commas, such as 14,90; got {shown(text)}"
        ) from None


def _names(text: str) -> list[str]:
    return [word.strip() for word in text.split(",")]
