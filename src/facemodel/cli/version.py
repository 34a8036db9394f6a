"""Print the version."""

import argparse

import facemodel

EXAMPLE = "facemodel version"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None to add."""


def run(arguments: argparse.Namespace) -> int:
    """Print `facemodel` and its version."""
    print("facemodel", facemodel.__version__)
    return 0
