"""Compare published figures with those of the model."""

import argparse

from facemodel import cli

EXAMPLE = "facemodel validate"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--markdown."""
    parser.add_argument(
        "--markdown", action="store_true", help="print the table in the form of docs/validation.md"
    )


def run(arguments: argparse.Namespace) -> int:
    """Print published figure | model | pass for every figure; 0 when all of them pass."""
    code = cli.validation.main(arguments.markdown)
    if not arguments.markdown:
        print(cli.provenance.stamp())
    return code
