"""Print the version."""

import argparse
import importlib.metadata

EXAMPLE = "facemodel version"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None to add."""


def run(arguments: argparse.Namespace) -> int:
    """Print `facemodel` and its version."""
    print("facemodel", importlib.metadata.version("facemodel"))
    return 0
