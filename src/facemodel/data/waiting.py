"""What somebody at a terminal is told while work goes on: which step, and for how many seconds."""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TextIO

PATIENCE_S = 2.0  # of waiting without a word
_WIPE = "\r\x1b[K"


class _Line:
    """The one line of a terminal that says what is under way."""

    def __init__(self, what: str, out: TextIO):
        self.what, self.step, self.out = what, "", out
        self.begun = time.monotonic()
        self.ended = threading.Event()
        self.lock = threading.Lock()

    def run(self) -> None:
        wait = PATIENCE_S
        while not self.ended.wait(wait):
            wait = 1.0
            step = f"{self.step}, " if self.step else ""
            with self.lock:
                spent = time.monotonic() - self.begun
                self.out.write(f"{_WIPE}{self.what}: {step}{spent:.0f} s")
                self.out.flush()

    def wipe(self) -> None:
        if time.monotonic() - self.begun >= PATIENCE_S:
            self.out.write(_WIPE)
            self.out.flush()


_line: ContextVar[_Line | None] = ContextVar("line", default=None)


def step(text: str) -> None:
    """What begins now; it is shown where somebody waits at a terminal."""
    if line := _line.get():
        line.step = text


def tell(text: str) -> None:
    """Print a line of results while work goes on."""
    if line := _line.get():
        with line.lock:
            line.wipe()
            print(text, flush=True)
    else:
        print(text, flush=True)


@contextmanager
def shown(what: str, out: TextIO | None = None) -> Iterator[None]:
    """After two seconds, one line with the step and the seconds, until the block is done.

    Only a terminal shows it: in a file it would be noise.
    """
    out = out or sys.stderr
    if not out.isatty():
        yield
        return
    line = _Line(what, out)
    before = _line.set(line)
    thread = threading.Thread(target=line.run, daemon=True)
    try:
        thread.start()
    except RuntimeError:  # no further thread can start: work goes on without a word
        line.ended.set()
    try:
        yield
    finally:
        line.ended.set()
        if thread.ident:
            thread.join()
        line.wipe()
        _line.reset(before)
