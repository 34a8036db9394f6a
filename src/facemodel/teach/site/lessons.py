"""A lesson as a page of the folder: its text and figures, live faces, exercises judged there."""

from pathlib import Path
from typing import Any

from ipywidgets import Box
from markupsafe import Markup

from facemodel.teach.exercises import ALL
from facemodel.teach.site import asked
from facemodel.teach.site.pages import FACE, made
from facemodel.teach.widgets import handouts
from facemodel.view.markup import piece
from facemodel.view.messages import say


def number_of(notebook: Path) -> str:
    """ "03" of "03_one_overactive_side.ipynb"."""
    return notebook.stem[:2]


def listed(notebooks: list[Path]) -> list[dict[str, Any]]:
    """What the start page says of lessons, which are not run for it."""
    return [
        {
            "number": number_of(one),
            "title": handouts.first_line(one),
            "exercises": sum(e.lesson == int(number_of(one)) for e in ALL.values()),
        }
        for one in notebooks
    ]


def lesson_page(notebook: Path) -> bytes:
    """The page of a lesson, which is run for it. Errors: those of handouts.steps_of."""
    steps = handouts.steps_of(notebook)
    labs: list[dict[str, Any]] = []
    exercises: dict[str, dict[str, Any]] = {}

    def asks(step: handouts.Step, before: int) -> list[Markup] | None:
        if isinstance(step.result, Box):  # a sitting of virtual patients
            return [piece("to_practice", say("site.practice"), of="handout_pieces")]
        if step.exercise is not None and step.asks:
            then = getattr(step.result, "then", "")
            name, found = step.exercise.name, asked.exercise(step.exercise, then)
        elif question := handouts.question_of(step.result):
            name, found = f"question_{len(exercises) + 1}", asked.prediction(*question)
        else:
            return None
        exercises[name] = {**found, "lab": before}
        # without its code, which can hold the key
        return [piece("interactive", name, found["question"], of="handout_pieces")]

    body = handouts.body_of(steps, labs, asks)
    given = {
        "face": FACE,
        "lesson": number_of(notebook),
        "labs": labs,
        "exercises": exercises,
    }
    scripts = ("site", "viewer", FACE)
    return made("site_lesson", handouts.title_of(steps), scripts, given=given, body=body)
