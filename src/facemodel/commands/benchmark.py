"""Measure how fast a frame is, as ratios to the bare product."""

import argparse

EXAMPLE = "facemodel benchmark"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None to add."""


def run(arguments: argparse.Namespace) -> int:
    """Print the ratios; 0 when each is within its bound."""
    from facemodel import benchmark

    return benchmark.main()
