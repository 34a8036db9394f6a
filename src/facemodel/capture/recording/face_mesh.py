"""The 468 or 478 points of MediaPipe's face mesh: which are landmarks here, and how they lie."""

import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from facemodel.capture.recording.table import fold

FEWEST = 100
"""A table that counts points so far is a face mesh, not the 68 points of others."""
_SIDED = {  # right, left: numbers of the subject's own sides
    "brow_tail": (70, 300), "brow_mid": (105, 334), "brow_inner": (107, 336),
    "exocanthion": (33, 263), "endocanthion": (133, 362),
    "upper_lid_lateral": (160, 387), "upper_lid_medial": (158, 385),
    "upper_lid": (159, 386), "lower_lid": (145, 374),
    "alare": (129, 358), "cheilion": (61, 291), "crista_philtri": (37, 267),
}  # fmt: skip
POINTS = {168: "nasion", 1: "pronasale", 2: "subnasale", 0: "labiale_superius",
          17: "labiale_inferius", 13: "stomion_superius", 14: "stomion_inferius"} | {
    number: f"{stem}_{side}" for stem, pair in _SIDED.items()
    for side, number in zip(("right", "left"), pair, strict=True)
}  # fmt: skip
ASPECTS = (16 / 9, 4 / 3, 1.5, 1.0, 3 / 4, 2 / 3, 9 / 16)
"""Width over height that pictures come in: points are shares of both [assume]."""
_COLUMN = re.compile(
    r"(?:landmarks?|lm|points?|pt|facemesh|mesh|kp)?(\d{1,3})([xyz])|([xyz])(\d{1,3})"
)


def place(title: str) -> tuple[int, str] | None:
    """Number and axis of a column like x_33, landmark_33_x; None: of none."""
    found = _COLUMN.fullmatch(fold(title[:40]))
    if found is None:
        return None
    number, axis = (found[1], found[2]) if found[1] else (found[4], found[3])
    return int(number), axis


def columns(titles: Sequence[str]) -> dict[str, list[int]]:
    """Landmark -> its three columns; nothing where the table is of no face mesh."""
    seen = {spot: k for k, title in enumerate(titles) if (spot := place(title)) is not None}
    if max((number for number, _ in seen), default=0) < FEWEST:
        return {}
    return {
        name: [seen[number, axis] for axis in "xyz"]
        for number, name in POINTS.items()
        if all((number, axis) in seen for axis in "xyz")
    }


def cells(value: Any) -> dict[str, float]:
    """x33, y33, z33 ... of the points of one face in a result's lists; nothing without one."""
    while isinstance(value, list) and len(value) == 1:
        value = value[0]
    if not isinstance(value, list) or len(value) < FEWEST:
        return {}
    row: dict[str, float] = {}
    for number in POINTS:
        spot = value[number] if number < len(value) else None
        three = [spot.get(a) for a in "xyz"] if isinstance(spot, dict) else spot
        if isinstance(three, list) and len(three) >= 3:
            row |= {f"{a}{number}": float(v) for a, v in zip("xyz", three[:3], strict=True)
                    if isinstance(v, (int, float))}  # fmt: skip
    return row


def upright(points: np.ndarray, misfit: Callable[[np.ndarray], float]) -> tuple[np.ndarray, float]:
    """Points (T, L, 3) with y up and z forward in one unit, and the width over height they had.

    Shares of a picture's width and height are brought to one unit by the aspect whose face is
    nearest to a face: misfit of points (T, L, 3).
    """
    turned = points * [1, -1, -1]
    if np.nanmax(np.abs(points[..., :2])) > 3:  # pixels
        return turned, 1.0
    tried = {aspect: turned * [1, 1 / aspect, 1] for aspect in ASPECTS}
    best = min(tried, key=lambda aspect: misfit(tried[aspect]))
    return tried[best], best
