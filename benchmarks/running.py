"""A run of the benchmark: which measurements there are, and what the command line asks for."""

import argparse
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from benchmarks import drawing, frames, growth, memory, people, redraw, work
from benchmarks.outcome import Outcome
from benchmarks.ratio import Found
from facemodel.data.files import checked_path, write_whole
from facemodel.errors import FaceModelError, unknown
from facemodel.view.figures.drawing import FORMATS

GROUPS: Mapping[str, Callable[[bool], Found]] = MappingProxyType(
    {
        "frame": frames.frames,
        "assembly": work.assembly,
        "plan": work.plan,
        "registration": work.registration,
        "cohort": people.cohorts,
        "page": memory.page,
        "redraw": redraw.redraw,
        "memory": memory.memory,
        "start": work.import_time,
        "growth": growth.growth,
    }
)


def run(only: Sequence[str] | None = None, quick: bool = False) -> Outcome:
    """Every group of measurements, or some; run it with one BLAS thread (the command does).

    quick: small sizes and few rounds, to see that it runs; its figures mean little.
    Errors: a group that there is not.
    """
    chosen = tuple(GROUPS if only is None else only)
    for name in chosen:
        if name not in GROUPS:
            raise unknown("measurement", name, GROUPS)
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    found = {name: GROUPS[name](quick) for name in chosen}
    return Outcome(
        [(name, row) for name, one in found.items() for row in one.rows],
        [grown for one in found.values() for grown in one.growth],
        [sentence for one in found.values() for sentence in one.left_out],
        load,
    )


def main(words: Sequence[str] | None = None) -> int:
    """Print the ratios, write JSON and a figure where asked; 0 when each is within its bound."""
    parser = _parser()
    given = parser.parse_args(words)
    if given.only == "list":
        print("\n".join(GROUPS))
        return 0
    try:
        return _measure(given)
    except FaceModelError as error:
        parser.error(str(error))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Measure speed, memory and size, as ratios to what is named and measured in "
        "the same run.",
        epilog="example: python -m benchmarks --json ratios.json --plot ratios.png",
    )
    add = parser.add_argument
    add("--only", metavar="NAME,NAME", help="some of the measurements; --only list names them")
    add("--quick", action="store_true", help="small sizes: to see that it runs, not to compare")
    add("--json", type=Path, metavar="FILE", help="write what was measured as JSON")
    add("--plot", type=Path, metavar="FILE", help="draw it, .png, .pdf or .svg")
    return parser


def _measure(given: argparse.Namespace) -> int:
    for path in (given.json, given.plot):
        if path is not None:  # not after minutes of work
            checked_path(path)
    if given.plot is not None and given.plot.suffix.lower().removeprefix(".") not in FORMATS:
        raise FaceModelError(f"{given.plot.name!r} should end in .png, .pdf or .svg")
    only = None if given.only is None else [name.strip() for name in given.only.split(",")]
    made = run(only, given.quick)
    print(made)
    if given.json is not None:
        print("figures", write_whole(given.json, made.json().encode()))
    if given.plot is not None:
        print("plot   ", drawing.figure(made).save(given.plot))
    return 1 if made.failed else 0
