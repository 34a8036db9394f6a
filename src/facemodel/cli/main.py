"""The command line: which commands there are, each with its help, and how a failure is worded."""

import argparse
import contextlib
import os
import re
import sys
import warnings
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NoReturn, TextIO

from facemodel.errors import FaceModelError, FaceModelWarning, plain, short_words, shown

DONE, FAILED, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130
COMMANDS = {
    "lab": "Open JupyterLab on the notebooks.",
    "app": "Serve the lab without code to many people at once.",
    "site": "Write the whole kit as a folder of pages that needs no Python, no server and no "
    "network.",
    "doctor": "Check this installation, one line per part and a fix for each failure.",
    "demo": "Show what facemodel does without a browser: figures before and after, picture, "
    "page, case file.",
    "export": "Write a case in formats that other programs open: page, 3-D file, picture, table.",
    "face": "Make a case of the face in a scan, which every other command takes.",
    "report": "Write a case as a report to take home: one HTML page or PDF that works offline.",
    "photos": "Say how far a face moves from its photograph at rest to others.",
    "recording": "Say what is in a recording of a face, and write it in other forms.",
    "cohort": "Simulate a case's treatment in many virtual people, and write the table.",
    "grade": "Compare the results of a class: a table and one HTML page.",
    "instructor": "Write a folder for instructors only: answers, session plans, slides.",
    "items": "Write questions of all kinds as a question bank for Moodle, with the key.",
    "validate": "Compare published figures with those of the model.",
    "version": "Print the version.",
}
"""Each with its help."""
_NO_VALUE = re.compile(r"--[a-z-]+=--|-[a-z]--")
"""argparse takes the two dashes away wherever they stand."""
_SHARED = {"report": "export", "version": "doctor"}
"""Commands in the module of another; the module of all others has their name."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; 0 only when it did what it says.

    A FaceModelError is one sentence and 2, anything unexpected, such as memory that ran out, one
    sentence and 1 (`--debug` shows where it happened), an interruption 130.
    """
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in arguments
    _without_threads(arguments)
    try:
        words = [word for word in arguments if word != "--debug"]
        if empty := next(filter(_NO_VALUE.fullmatch, words), None):
            raise FaceModelError(f"{shown(empty)} gives no value")
        chosen = parser(words).parse_args(words)
        printed: Any = _Plain(sys.stdout)
        with warnings.catch_warnings(), contextlib.redirect_stdout(printed):
            warnings.simplefilter("always", FaceModelWarning)
            warnings.showwarning = _warned
            return chosen.run(chosen)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # `facemodel demo | head`: the reader left
        sys.stderr.close()
        return FAILED
    except Exception as error:
        if debug:
            raise
        return _say(error, arguments)


def _without_threads(arguments: Sequence[str]) -> None:
    """Let numpy compute in one thread: a face is small, and more only wait for one another."""
    # numpy looks once, as it is loaded; the lab's notebooks compute what they like
    if "lab" not in arguments and "numpy" not in sys.modules:
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def parser(words: Sequence[str]) -> argparse.ArgumentParser:
    """The parser with every command; the one that these words begin with knows its arguments."""
    top = _Parser(
        prog="facemodel",
        description="Shows on a 3-D face what happens when muscles relax. "
        "An educational simulation: not medical advice, not a dosing guide.",
        epilog="example: facemodel lab",
    )
    top.add_argument("--debug", action="store_true", help="show where an error happened")
    commands = top.add_subparsers(metavar="COMMAND", required=True, parser_class=_Parser)
    asked = next((word for word in words if not word.startswith("-")), None)
    for name, summary in COMMANDS.items():
        command = commands.add_parser(name, help=summary, description=summary)
        if name == asked:
            made = made_of(name)
            command.epilog = f"example: {made.EXAMPLE}"
            made.add_arguments(command)
            command.set_defaults(run=made.run)
    return top


def made_of(name: str) -> Any:
    """A command's EXAMPLE, add_arguments and run: those of its module, or of what it holds."""
    # by name, so that no command waits for what the others need
    module = import_module(f"facemodel.cli.{_SHARED.get(name, name)}")
    return getattr(module, name) if name in _SHARED else module


class _Parser(argparse.ArgumentParser):
    """argparse that says what is wrong in one sentence instead of printing its usage."""

    def __init__(self, *values: Any, **named: Any):
        super().__init__(*values, **named)
        self.register("type", int, _whole)
        self.register("type", float, _number)

    def error(self, message: str) -> NoReturn:
        raise FaceModelError(f"{short_words(message)}; {self.prog} --help shows what is allowed")


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{shown(text)} is no whole number") from None


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{shown(text)} is no number") from None


class _Plain:
    """Where commands print: names of files, and what stands in them, give a terminal no orders."""

    def __init__(self, out: TextIO):
        self._out = out

    def write(self, text: str) -> int:
        return self._out.write("\n".join(map(plain, text.split("\n"))))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._out, name)


def _warned(message, category, filename, lineno, file=None, line=None) -> None:
    if issubclass(category, FaceModelWarning):
        print(f"facemodel: {_one_line(message)}", file=sys.stderr)
    else:
        print(warnings.formatwarning(message, category, filename, lineno), file=sys.stderr)


def _say(error: Exception, arguments: Sequence[str]) -> int:
    if isinstance(error, FaceModelError):
        print(f"facemodel: {_one_line(error)}", file=sys.stderr)
        return BAD_INPUT
    if isinstance(error, MemoryError):
        said = "memory ran out; close other programs, or ask for less at a time"
        print(f"facemodel: {said}", file=sys.stderr)
        return FAILED
    again = plain(" ".join(["facemodel", "--debug", *arguments]))
    what = _one_line(error) or type(error).__name__
    print(
        f"facemodel: stopped by an unexpected error ({what}); to see where: {again}",
        file=sys.stderr,
    )
    return FAILED


def _one_line(error: Exception | Warning | str) -> str:
    return " ".join(plain(error).split())
