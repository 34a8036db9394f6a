"""Training of raters as its page carries it: series of faces as pictures, items, sealed grades.

js/site/rating.js asks, and js/site/rated.js compares gradings as this package does.
"""

import base64
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from facemodel.data import constants
from facemodel.data.references import full
from facemodel.mechanics.face import load
from facemodel.physiology import conditions
from facemodel.teach.items.practised import MOST_SITTINGS
from facemodel.teach.judges.grading import WEIGHTS
from facemodel.teach.rating import anchoring, scales
from facemodel.teach.rating.faces import LEVELS, VIEWS, Subject, face, posed
from facemodel.teach.rating.results import published
from facemodel.teach.rating.sitting import order
from facemodel.teach.site.sealing import sealed
from facemodel.view.stills.portraits import close_up

SEED = 7
"""Of the series that are shipped, one of each level."""
COUNT = 12
"""Faces of a series."""
WINDOW = (-80.0, 80.0, -116.0, 97.0)
"""What a picture shows, mm: hairline to neck, for grades of the neck are asked too."""
EXAMPLE_WIDTH = 240
"""Of a picture of what a grade looks like, px."""


def parts(levels: Sequence[str] = LEVELS) -> Iterator[tuple[str, Any]]:
    """Names and values of the parts: what is asked of every face, then one part a face."""
    yield "rating", about(levels)
    yield "rating-examples", examples()
    for level in levels:
        for number in range(COUNT):
            yield f"rating-{level}-{number}", asked(face(SEED, level, number))


def about(levels: Sequence[str]) -> dict[str, Any]:
    """Series, scales with their items, and what is published of raters."""
    return {
        "parameters": constants.digest(),
        "seed": SEED,
        "count": COUNT,
        "levels": list(levels),
        "orders": [order(SEED, sitting, COUNT) for sitting in range(1, MOST_SITTINGS + 1)],
        "near": scales.NEAR,
        "weights": WEIGHTS,
        "views": {view: view.replace("_", " ") for view in VIEWS},
        "scales": [_scale(name) for name in scales.SCALES],
    }


def _scale(name: str) -> dict[str, Any]:
    sources = [key for row in scales.PUBLISHED.values() if row.scale == name for key in row.cite]
    return {
        "name": name,
        "label": scales.LABELS[name],
        "parts": {
            part: [published(name, part, between) for between in ("raters", "sittings")]
            for part in scales.PARTS[name]
        },
        "sources": [full(key) for key in dict.fromkeys(sources)],
        "items": [_item(item) for item in scales.items(name)],
    }


def _item(item: str) -> dict[str, Any]:
    split = [text.partition(" ") for text in scales.options(item)]
    part = scales.part_of(item)
    return {
        "name": item,
        "label": scales.label(item),
        "part": part,
        "title": scales.TITLES[part],
        "view": scales.task(item),
        "options": [[int(grade), words] for grade, _, words in split],
    }


def examples() -> dict[str, Any]:
    """What grades look like: the built-in face with its left side graded, pictures, and which of
    them an item has at which grade; grades that it cannot have are missing."""
    at: dict[tuple[Any, ...], int] = {}
    shown: dict[str, dict[str, int]] = {}
    for item in (item for name in scales.SCALES for item in scales.items(name)):
        for grade in _grades(item):
            if (made := anchoring.example(item, float(grade), "left")) is not None:
                number = at.setdefault((*made, scales.task(item)), len(at))
                shown.setdefault(item, {})[grade] = number
    return {"pictures": [_text(_example(*one)) for one in at], "at": shown}


def _example(name: str, severity: float | None, view: str) -> bytes:
    condition = conditions.by_name(name, "left", severity)
    (row,) = posed(load(), condition, (view,))
    return close_up(load(), row, "medium", WINDOW, EXAMPLE_WIDTH)


def asked(subject: Subject) -> dict[str, Any]:
    """A face as a page has it: pictures, and each item's grade sealed behind all its options."""
    drawn = subject.drawn(partial(close_up, window=WINDOW))
    known = subject.grades()
    return {
        "side": subject.side,
        "pictures": {view: _text(data) for view, data in drawn.items()},
        "sealed": {item: _sealed(item, grade, subject.rule(item)) for item, grade in known.items()},
    }


def _sealed(item: str, known: float, rule: str) -> dict[str, Any]:
    return sealed({grade: {"known": known, "rule": rule} for grade in _grades(item)})


def _grades(item: str) -> list[str]:
    return [text.partition(" ")[0] for text in scales.options(item)]


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
