"""An answer that is enough, as a learner reads it: names as on screen, places from landmarks."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from facemodel.anatomy.muscles import side_of
from facemodel.mechanics.face import load
from facemodel.physiology.toxin import Injection
from facemodel.teach.answers import item_name
from facemodel.view import messages, wording


def in_words(answer: Any) -> str:
    """An answer in words: shares, scores, points or names."""
    if isinstance(answer, Mapping):
        return ", ".join(map(_entry, answer, answer.values()))
    if isinstance(answer, (list, tuple)):
        between = "; " if any(isinstance(one, Injection) for one in answer) else ", "
        return between.join(map(in_words, answer))
    if isinstance(answer, Injection):
        depth = "" if answer.depth_mm is None else f", {answer.depth_mm:.3g} mm deep"
        at = wording.place(answer.place) if answer.point is None else spot(answer.point)
        return f"{answer.dose:g} U {at}{depth}"
    return f"{answer:.3g}" if isinstance(answer, float) else str(answer).replace("_", " ")


def spot(point: Sequence[float]) -> str:
    """A point (3,) mm of the skin: how far it lies from the nearest landmark that has a name."""
    mesh, at = load().mesh, np.asarray(point)
    marks = {
        name: mesh.vertices[k]
        for name, k in mesh.landmarks.items()
        if name.removesuffix(f"_{side_of(name)}") in messages.table()["landmark"]
    }
    near = min(marks, key=lambda name: float(np.linalg.norm(marks[name] - at)))
    up, out = at[1] - marks[near][1], abs(at[0]) - abs(marks[near][0])
    high = f"{abs(up):.0f} mm {'above' if up > 0 else 'below'} the {wording.landmark(near)}"
    wide = f"{abs(out):.0f} mm {'farther out' if out > 0 else 'nearer to the midline'}"
    return f"{high}, {wide} ({' '.join(f'{x:.1f}' for x in at)})"


def _entry(name: str, x: float) -> str:
    """A share of a region or muscle in per cent, or an item's score."""
    return f"{wording.place(name)} {x:.0%}" if isinstance(x, float) else f"{item_name(name)} {x}"
