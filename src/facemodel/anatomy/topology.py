"""How the face's control cage is connected: named structured patches, their quads and the
mirror map.

A half face (the subject's left) is written down as patches of named vertices; the right half is
its mirror image. No positions here: those are in meshes/default_face/cage.json, under the same
names.

    eye     7 rings of 18     EC conjunctival skirt, E0 back of the rim, E1 lid margin,
                              E2 pretarsal, E3 crease, E4 E5 orbital.  0 = inner canthus,
                              1-8 upper lid, 9 = outer canthus, 10-17 lower lid
    mouth   8 half loops of 17  IN inner, CT back of the contact strip, ST contact (stomion),
                              VM mid vermilion, VB vermilion border, P1 P2 perioral,
                              P3 nasolabial-labiomental.  0 = upper midline, 8 = commissure,
                              16 = lower midline
    nose    "N row column"    rows glabella .. lip base, columns midline .. nasofacial groove
    nostril Z rim, Y inner ring, ZC pit
    malar   "C row column"    from the orbit down to the mouth, from the nose outwards
    outer   "O ring place"    6 rings from the mask outline to hairline, temple, jaw and neck;
                              0 = forehead midline, 26 = neck midline
"""

from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np

EYE_RINGS = ("EC", "E0", "E1", "E2", "E3", "E4", "E5")
MOUTH_RINGS = ("IN", "CT", "ST", "VM", "VB", "P1", "P2", "P3")
EYE_SEGMENTS = 18
MOUTH_SEGMENTS = 16
NOSE_ROWS, NOSE_COLUMNS = 10, 4
OUTER_RINGS, OUTER_SEGMENTS = 6, 26
NOSTRIL = (9, 2)  # row and column of the nose grid where the nostril opens
SHARP = ("O 6 23",)  # corner that the outline keeps: the lower edge of the neck


@dataclass(frozen=True, eq=False)
class Cage:
    """The full cage without positions.

    names   (n,) names of the half-face vertices, in vertex order
    sides   (n,) +1 left, 0 midline, -1 right
    quads   (m, 4) counter-clockwise seen from outside
    mirror  (n,) vertex on the other side
    """

    names: tuple[str, ...]
    sides: np.ndarray
    quads: np.ndarray
    mirror: np.ndarray
    index: dict[tuple[str, int], int]

    def vertex(self, name: str, side: int = 1) -> int:
        """Vertex of a half-face name on a side (+1 left, -1 right; ignored on the midline)."""
        return self.index[name, 0 if on_midline(name) else side]


def eye(ring: str, place: int) -> str:
    """Name on an eye ring; places count cyclically."""
    return f"{ring} {place % EYE_SEGMENTS}"


def nose(row: int, column: int) -> str:
    """Name on the nose grid, whose last column and row belong to the eye and mouth patches."""
    if column == NOSE_COLUMNS and row <= 4:
        return eye("E5", 2 - row)
    if row == NOSE_ROWS:
        return f"P3 {column}"
    return f"N {row} {column}"


def malar(row: int, column: int) -> str:
    """Name on the cheek grid between eye ring (row 0), nose (column 0) and mouth ring (row 6)."""
    if row == 0:
        return eye("E5", 16 - column)
    if row == 6:
        return f"P3 {4 + column}"
    if column == 0:
        return nose(4 + row, NOSE_COLUMNS)
    return f"C {row} {column}"


def outer(ring: int, place: int) -> str:
    """Name on the outer field; ring 0 is the mask's outline, from glabella round to the chin."""
    if ring > 0:
        return f"O {ring} {place}"
    if place <= 3:
        return nose(0, place)
    if place <= 13:
        return eye("E5", place - 2)
    if place <= 18:
        return malar(place - 13, 5)
    return f"P3 {place - 10}"


def on_midline(name: str) -> bool:
    """Whether a half-face name lies in the median plane."""
    patch, *at = name.split()
    if patch == "N":
        return at[1] == "0"
    if patch == "O":
        return at[1] in ("0", str(OUTER_SEGMENTS))
    return patch in MOUTH_RINGS and at[0] in ("0", str(MOUTH_SEGMENTS))


def _between(first: list[str], second: list[str], *, closed: bool = False) -> list[list[str]]:
    """Quads between two neighbouring chains of names."""
    if closed:
        first, second = [*first, first[0]], [*second, second[0]]
    return [[first[i], second[i], second[i + 1], first[i + 1]] for i in range(len(first) - 1)]


def _half_quads() -> list[list[str]]:
    """Quads of the left half, by name, all counter-clockwise seen from outside."""
    quads = []
    for inner_ring, outer_ring in pairwise(EYE_RINGS):
        places = range(EYE_SEGMENTS)
        quads += _between(
            [eye(outer_ring, i) for i in places], [eye(inner_ring, i) for i in places], closed=True
        )
    for inner_ring, outer_ring in pairwise(MOUTH_RINGS):
        places = range(MOUTH_SEGMENTS + 1)
        quads += _between(
            [f"{outer_ring} {i}" for i in places], [f"{inner_ring} {i}" for i in places]
        )
    quads += _nose_quads()
    for row in range(6):
        places = range(6)
        quads += _between([malar(row, i) for i in places], [malar(row + 1, i) for i in places])
    for ring in range(OUTER_RINGS):
        places = range(OUTER_SEGMENTS + 1)
        quads += _between([outer(ring + 1, i) for i in places], [outer(ring, i) for i in places])
    return quads


def _nose_quads() -> list[list[str]]:
    """The nose grid with the four quads round the nostril replaced by rim, inner ring and pit."""
    row0, column0 = NOSTRIL
    quads = []
    for row in range(NOSE_ROWS):
        strip = _between(
            [nose(row, i) for i in range(NOSE_COLUMNS + 1)],
            [nose(row + 1, i) for i in range(NOSE_COLUMNS + 1)],
        )
        near = row in (row0 - 1, row0)
        quads += [q for i, q in enumerate(strip) if not (near and i in (column0 - 1, column0))]
    round_nostril = [(-1, -1), (0, -1), (1, -1), (1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0)]
    grid = [nose(row0 + r, column0 + c) for r, c in round_nostril]
    rim, ring = [f"Z {i}" for i in range(8)], [f"Y {i}" for i in range(8)]
    quads += _between(rim, grid, closed=True) + _between(ring, rim, closed=True)
    return quads + [[ring[i - 1], ring[i], ring[(i + 1) % 8], "ZC"] for i in (0, 2, 4, 6)]


@cache
def cage() -> Cage:
    """The whole cage: 982 vertices, 924 quads; left quads first, then their mirror images in
    the same order.

    A right quad starts at the mirror image of its partner's first corner, so one rule splits
    both alike.
    """
    left = _half_quads()
    index: dict[tuple[str, int], int] = {}
    quads = []
    for side in (1, -1):
        for quad in left:
            keys = [(name, 0 if on_midline(name) else side) for name in quad]
            corners = [index.setdefault(key, len(index)) for key in keys]
            quads.append(corners if side == 1 else [corners[0], *corners[:0:-1]])
    mirror = [index[name, -side] for name, side in index]
    return Cage(
        names=tuple(name for name, _ in index),
        sides=np.array([side for _, side in index]),
        quads=np.array(quads),
        mirror=np.array(mirror),
        index=index,
    )
