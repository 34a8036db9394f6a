"""Compare published figures with those of the model."""

import argparse

from facemodel import cli

EXAMPLE = "facemodel validate --only smile --csv smile.csv"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--only, --csv and --markdown."""
    parser.add_argument(
        "--only", metavar="WORDS", default="", help="rows with these words in their id or text"
    )
    parser.add_argument("--csv", metavar="FILE", help="write the rows to a CSV file too")
    parser.add_argument(
        "--markdown", action="store_true", help="print the table in the form of docs/validation.md"
    )


def run(arguments: argparse.Namespace) -> int:
    """Print published figure | model | pass for every figure; 0 when all of them pass."""
    code = cli.validation.main(arguments.markdown, arguments.only, arguments.csv)
    if not arguments.markdown:
        print(cli.provenance.stamp())
    return code
