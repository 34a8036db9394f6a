"""Items as the page of questions carries them: drawn in advance, with sealed replies and stills.

The reply to an option lies behind the slow, salted hash of that item and option (sealing.py).
"""

import base64
from collections.abc import Iterator
from typing import Any

from facemodel.data.waiting import step
from facemodel.teach.items.drawing import draw
from facemodel.teach.items.item import Item
from facemodel.teach.items.kinds import KINDS
from facemodel.teach.items.testing import CONFIDENCE, FORMS, test
from facemodel.teach.site.sealing import sealed

SEED = 20_000
"""First seed of what is practised; a test takes its seeds from all there are."""
COUNT = 30
"""Items of a kind to practise."""
TEST = 2026
"""Seed of the test."""
WIDTH = 300
"""Of a still, px."""


def parts() -> Iterator[tuple[str, Any]]:
    """Names and values of the parts: stills of each kind that has any, then all questions."""
    made = {form: test(TEST, form).items for form in FORMS}
    asked = {(one.kind, one.seed) for items in made.values() for one in items}
    pool = {kind: _practised(kind, asked) for kind in KINDS}
    every = [one for items in (*pool.values(), *made.values()) for one in items]
    shown: dict[tuple[str, int], list[int]] = {}
    for kind in KINDS:
        drawn = [one for one in every if one.kind == kind and one.has_picture]
        if drawn:
            step(f"drawing faces of {KINDS[kind].label}")
            stills = _stills(drawn, shown)
            yield f"questions-{kind.replace('_', '-')}", stills
    yield (
        "questions",
        {
            "kinds": [[kind, row.label] for kind, row in KINDS.items()],
            "confidence": dict(CONFIDENCE),
            "pool": {kind: [_asked(one, shown) for one in items] for kind, items in pool.items()},
            "tests": {
                form: [{"kind": one.kind, **_asked(one, shown)} for one in items]
                for form, items in made.items()
            },
        },
    )


def _practised(kind: str, asked: set[tuple[str, int]]) -> list[Item]:
    """Items of a kind that no test has."""
    seeds = [seed for seed in range(SEED, SEED + COUNT) if (kind, seed) not in asked]
    return [draw(kind, seed) for seed in seeds]


def _stills(items: list[Item], shown: dict[tuple[str, int], list[int]]) -> list[str]:
    """Different stills of these items as base64; which ones an item has goes into `shown`."""
    at: dict[str, int] = {}
    for one in items:
        drawn = [base64.b64encode(data).decode() for data in one.pictures(WIDTH)]
        shown[one.kind, one.seed] = [at.setdefault(text, len(at)) for text in drawn]
    return list(at)


def _asked(one: Item, shown: dict[tuple[str, int], list[int]]) -> dict[str, Any]:
    replies = {option: one.reply(option) for option in one.options}
    pictures = shown.get((one.kind, one.seed))
    return {
        "seed": one.seed,
        "question": one.question,
        "options": list(one.options),
        "hint": one.hint,
        "sealed": sealed({o: {"right": r.right, "text": r.text} for o, r in replies.items()}),
        **({"pictures": pictures, "seen": list(one.seen)} if pictures else {}),
    }
