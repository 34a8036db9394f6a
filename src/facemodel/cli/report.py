"""Write a case as a report to take home: one HTML page or PDF that works offline."""

import argparse
import pathlib

import facemodel as fm
from facemodel.cli.cases import case_of

EXAMPLE = "facemodel report case.json -o report.html"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """CASE, -o, --title, --note and --tone."""
    parser.add_argument(
        "case",
        nargs="?",
        type=pathlib.Path,
        metavar="CASE.json",
        help="a case saved with fm.save_case (default: the case of `facemodel demo`)",
    )
    parser.add_argument(
        "-o",
        "--out",
        required=True,
        type=pathlib.Path,
        metavar="FILE.html|.pdf",
        help="file to write; a PDF needs Chromium, Chrome or Edge",
    )
    parser.add_argument("--title", default="", help="heading (default: the case in words)")
    parser.add_argument("--note", default="", help="text under the heading, shown as written")
    parser.add_argument(
        "--tone", default="medium", help="skin: light, medium or deep (default: medium)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Write the report and print where it is."""
    made = fm.report(
        case_of(arguments.case),
        arguments.out,
        title=arguments.title,
        note=arguments.note,
        tone=arguments.tone,
    )
    print(f"report  {made}")
    return 0
