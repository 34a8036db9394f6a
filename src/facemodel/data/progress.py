"""How far a long piece of work has come: a line on the terminal, or a function of one's own."""

import sys
from collections.abc import Callable

from facemodel.errors import FaceModelError, shown

Progress = Callable[[int, int], object]


def silent(done: int, total: int) -> None:
    """Tells nobody."""


class Bar:
    """A line on the terminal that says how far it is; `what` is counted."""

    WIDTH = 30

    def __init__(self, what: str):
        self.what = what

    def __call__(self, done: int, total: int) -> None:
        filled = self.WIDTH * done // total
        line = "#" * filled + "." * (self.WIDTH - filled)
        end = "\n" if done == total else ""
        print(f"\r[{line}] {done:,} of {total:,} {self.what}", end=end, file=sys.stderr, flush=True)


def teller(progress: Progress | bool | None, what: str) -> Progress:
    """What is told how far it is: a function given, a bar (True; None: on a terminal), nobody."""
    if progress is None:
        progress = sys.stderr is not None and sys.stderr.isatty()
    if isinstance(progress, bool):
        return Bar(what) if progress else silent
    if not callable(progress):
        raise FaceModelError(
            f"progress is True, False or a function of two numbers, got {shown(progress)}"
        )
    return progress
