"""Messages that no page of ours sends: every widget is given them, of a fixed seed, within bounds.

Run as a program it prints what is wrong, and nothing where all is well.
"""

import collections
import copy
import json
import logging
import random
import re
import sys
import time
import warnings
from collections.abc import Iterator
from typing import Any

import ipywidgets
import msgspec

import facemodel as fm
import test_guarded
from facemodel.teach.practice import screen
from facemodel.view.widget import guarded
from fuzzing import BYTES, FIGURES, SECONDS, VALUES, changed, limit_memory

LONGEST = 400
INFINITE = (float("nan"), float("inf"), float("-inf"))
NAMES = ("_esm", "_css", "layout", "_model_name", "comm", "keys", "", "__class__", "<b>x</b>", "\0")


class Odd:
    """What a message cannot hold, but a program in the same kernel can send."""


def widgets() -> Iterator[tuple[str, ipywidgets.Widget, list[dict[str, Any]], list[Any]]]:
    """Each widget with good values of what a page sets, and good questions."""
    treated = fm.Case(
        condition="hemifacial_spasm", side="left", expression="smile_social",
        dampening={"eye": 0.3}, injections=[fm.Injection(5, muscle="zygomaticus_major_left")],
    )  # fmt: skip
    for hints in (True, False):
        sent = [
            {"case": json.loads(msgspec.json.encode(treated.contents()))},
            {"tone": "deep", "overlays": ["muscles"], "mirrored": True, "replay": 0.5},
            {"picked": test_guarded.PICK},
        ]
        asked = [{"kind": "plan", "keep": 0.5, "eyes": "gently", "at_most": 2}, {"kind": "points"}]
        yield f"lab, hints {hints}", fm.show(hints=hints), sent, asked if not hints else asked[:0]
    buttons = [{"kind": "check"}, {"kind": "give_up"}]
    for name in fm.exercises.ALL:
        exercise = getattr(fm.exercises, name)
        box = exercise.box(fm.show()) if exercise.field == "lab" else exercise.box()
        yield name, box, [{"answer": _filled(box)}], buttons
    for kind in fm.items.KINDS:
        box = fm.items.box(fm.items.draw(kind, 1), fm.items.Record("K7"))
        yield f"item {kind}", box, [{"answer": _filled(box)}], buttons
    rating = fm.rating.Sitting(11, "middling", 3).show()
    yield "rating", rating, [{"answer": _filled(rating)}], buttons
    yield "drill", fm.drills.Drill(4).show(), [{"clicked": [1.0, 2.0]}], [{"kind": "next"}]
    scan = fm.export_mesh(fm.Case(), "scan.ply", parts=False)
    yield (
        "landmarks",
        fm.pick_landmarks(scan),
        [{"clicked": {"nasion": [0, 0, 0]}}],
        [{"kind": "scan"}],
    )
    practice = screen._Screen(fm.patients.Sitting(26, "easy", 2, minutes=5))
    for k, one in enumerate(test_guarded._all(practice.box)):
        yield (
            f"practice {k} {type(one).__name__}",
            one,
            [{"index": 1}, {"value": "x"}],
            [{"event": "click"}],
        )


def _filled(box: Any) -> dict[str, Any]:
    return {
        row["name"]: True if row["kind"] == "tick" else (row.get("options") or ["4"])[0]
        for row in box._fields
        if row["kind"] != "words"
    }


def messages(widget, sent: list, asked: list, chance: random.Random, count: int) -> Iterator[Any]:
    """So many messages: good ones changed, values of any kind, forms that are none."""
    odd = [*VALUES, *INFINITE, *FIGURES]
    for _ in range(count):
        names = [*widget.keys, *NAMES]
        match chance.randrange(10):
            case 0 | 1 | 2 | 3:
                state = changed(copy.deepcopy(chance.choice(sent)), chance)
                yield {"method": "update", "state": state, "buffer_paths": []}
            case 4 | 5:
                state = {chance.choice(names): chance.choice(odd) for _ in range(2)}
                yield {"method": "update", "state": state, "buffer_paths": []}
            case 6:
                name, value = chance.choice(list(chance.choice(sent).items()))
                pieces = [name, value, chance.choice(odd)]
                yield {"method": "update", "state": {name: pieces[chance.randrange(3)]}}
            case 7 | 8:
                good = copy.deepcopy(chance.choice(asked)) if asked else {"kind": "x"}
                yield {"method": "custom", "content": changed(good, chance)}
            case _:
                yield changed({"method": "update", "state": {}, "buffer_paths": []}, chance)


class Heard(logging.Handler):
    """What is logged, which in a notebook is a traceback under the widget."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(self.format(record))


def wrong_with(page: test_guarded.Browser, message: Any, heard: Heard) -> str:
    """What is wrong with the answer to a message; "" where it is taken, or refused in a word."""
    page.told.clear()
    heard.said.clear()
    begun = time.process_time()
    try:
        page.send(message)
    except BaseException as error:
        return f"{type(error).__name__} {error}"[:300]
    took = time.process_time() - begun
    if took > SECONDS:
        return f"took {took:.1f} s"
    if heard.said:
        return f"logs {heard.said[0][-300:]}"
    try:
        json.dumps(page.widget.get_state(), default=lambda one: one.hex(), allow_nan=False)
    except ValueError as error:
        return f"holds what no page reads: {error}"
    for data in page.told:
        content = data.get("content")
        text = content.get("text", "") if isinstance(content, dict) else ""
        if not text.isprintable() or len(text) > LONGEST or re.search(r"\d{80}|Traceback", text):
            return f"says {text[:400]!r}"
    return ""


def run(count: int, seed: int = 0) -> tuple[collections.Counter, list[str]]:
    """Send so many messages to every widget: how many were sent, and what is wrong with some."""
    guarded.MOST_QUESTIONS = 10**9  # else most are refused for their number
    heard, found = Heard(), []
    logging.getLogger().addHandler(heard)
    ends: collections.Counter = collections.Counter()
    for name, widget, sent, asked in widgets():
        page, chance = test_guarded.Browser(widget), random.Random(f"{seed} {name}")
        limit_memory(10 * BYTES)
        for kind in ("check", "give_up"):  # what a good answer takes is no part of the cost
            page.ask({"kind": kind})
        for k, message in enumerate(messages(widget, sent, asked, chance, count)):
            ends["sent"] += 1
            before = test_guarded.state(widget)
            limit_memory()  # what a message leaves for the next one is no part of that one's cost
            if wrong := wrong_with(page, message, heard):
                found.append(f"{name} {seed}/{k} {str(message)[:200]}: {wrong}")
            ends["changed"] += test_guarded.state(widget) != before
    return ends, found


if __name__ == "__main__":
    warnings.simplefilter("error")
    told, wrong = run(*map(int, sys.argv[1:3]))
    print(*wrong, sep="\n", end="\n" if wrong else "")
    print(dict(told), file=sys.stderr)
