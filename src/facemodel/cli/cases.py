"""The case that a command is about: that of a file, or that of the demo."""

import dataclasses
import pathlib

import facemodel as fm

DAMPENING = {"eye_left": 0.6, "smile_left": 0.3}


def case_of(path: pathlib.Path | None) -> "fm.Case":
    """The case of a file; without one, that of `facemodel demo`."""
    return demo_case() if path is None else fm.load_case(path)


def demo_case() -> "fm.Case":
    """What the demo shows: the smile of notebook 01, its overactive side weakened."""
    return dataclasses.replace(fm.exercises.SPASM_SMILE, dampening=DAMPENING)
