"""Measure speed, memory and size, as ratios to what is named and measured in the same run."""

import argparse
import os
import pathlib
import subprocess
import sys

EXAMPLE = "facemodel benchmark --json ratios.json --plot ratios.png"
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What is measured, and the files."""
    add = parser.add_argument
    add("--only", metavar="NAME,NAME", help="some of the measurements; --only list names them")
    add("--quick", action="store_true", help="small sizes: to see that it runs, not to compare")
    add("--json", type=pathlib.Path, metavar="FILE", help="write what was measured as JSON")
    add("--plot", type=pathlib.Path, metavar="FILE", help="draw it, .png, .pdf or .svg")


def run(arguments: argparse.Namespace) -> int:
    """Print the ratios; 0 when each is within its bound."""
    from facemodel import benchmark

    if arguments.only == "list":
        print("\n".join(benchmark.GROUPS))
        return 0
    if any(os.environ.get(name) != value for name, value in ONE_THREAD.items()):
        return _with_one_thread(arguments)
    return benchmark.main(
        None if arguments.only is None else [n.strip() for n in arguments.only.split(",")],
        arguments.quick,
        arguments.json,
        arguments.plot,
    )


def _with_one_thread(arguments: argparse.Namespace) -> int:
    """The same command anew: threads are counted when numpy is loaded."""
    words = [sys.executable, "-m", "facemodel", "benchmark"]
    for name in ("only", "json", "plot"):
        if (value := getattr(arguments, name)) is not None:
            words.append(f"--{name}={value}")
    words += ["--quick"] * arguments.quick
    return subprocess.run(words, env={**os.environ, **ONE_THREAD}).returncode
