"""Where the 478 points lie on the default face's people, and which landmarks of a face they are.

`points.csv` is written by tools/seen_points.py: what the networks find on heads of this project,
whose shape and landmarks are known, averaged.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

FILE = Path(__file__).with_name("points.csv")

LANDMARKS = {
    "exocanthion_left": 263, "endocanthion_left": 362, "endocanthion_right": 133,
    "exocanthion_right": 33, "pronasale": 4, "alare_left": 358, "alare_right": 129,
    "subnasale": 2, "cheilion_left": 291, "cheilion_right": 61, "stomion_superius": 13,
    "pogonion": 199,
}  # fmt: skip
"""The point nearest to each landmark that places a scan."""


@dataclass(frozen=True, eq=False)
class Standard:
    """Points (478,3) mm on an average face that lies as the default one, and of each the same
    point of the other side."""

    points: np.ndarray
    mirror: np.ndarray


@cache
def standard() -> Standard:
    with FILE.open(newline="", encoding="utf-8") as file:
        rows = np.array([[float(x) for x in row] for row in list(csv.reader(file))[1:]])
    return Standard(rows[:, 1:], rows[:, 0].astype(int))
