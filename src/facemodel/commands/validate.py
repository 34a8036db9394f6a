"""Compare published figures with the model's."""

import argparse

EXAMPLE = "facemodel validate"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None to add."""


def run(arguments: argparse.Namespace) -> int:
    """Print published figure | model | pass for every figure; 0 when all of them pass."""
    from facemodel import validation

    return validation.main()
