"""The control cage of any face: how faces differ, and where its parts lie that no scanner sees."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from facemodel.anatomy import template, topology
from facemodel.anatomy.mesh import reflect
from facemodel.capture.scan import alignment
from facemodel.data.files import mesh_folder


@dataclass(frozen=True, eq=False)
class Shapes:
    """Displacements of the cage and of both eyes' centres from the default face, mm.

    even     (K,984,3) modes that keep a face symmetric, at one standard deviation; the first
             `adult` of them are those in which adults of other sex, age and ancestry differ
    odd      (L,984,3) modes in which the two sides differ
    corners  extreme adult, "sex-age-weight-ancestry" -> sizes of the first modes
    """

    even: np.ndarray
    odd: np.ndarray
    corners: dict[str, np.ndarray]


@cache
def shapes() -> Shapes:
    """The modes in heads.npz."""
    with np.load(mesh_folder() / "heads.npz", allow_pickle=False) as data:
        step = float(data["step"])
        keys = [str(key) for key in data["keys"]]
        return Shapes(
            even=data["even"] * step,
            odd=data["odd"] * step,
            corners=dict(zip(keys, data["corners"].astype(float), strict=True)),
        )


@cache
def mirror() -> np.ndarray:
    """(984,) the same point of cage or eyes on the other side."""
    own = template.mesh(0).mirror
    return np.concatenate([own, [len(own) + 1, len(own)]])


def symmetric_part(moved: np.ndarray) -> np.ndarray:
    """What both sides of displacements (..., 984, 3) have in common."""
    return (moved + reflect(moved, mirror())) / 2


CLOSING_STEPS = 12
LID_MM = 0.9
"""Least thickness of a lid at its margin, over the globe [assume; the default face has 1.0]."""


def finished(cage: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
    """The cage (982,3) with its hidden rings in place, eye centres (2,3) and the eyes' radius."""
    cage = cage.copy()
    centres, scales = [], []
    default = template.mesh(0)
    for side, centre in zip((1, -1), default.eye_centres, strict=True):
        place = _follow(cage, side, ("E1", "E2"), (("E1", "E0", 1.0), ("E1", "EC", 0.5)))
        _nostril(cage, side)
        scales.append(place.scale)
        centres.append(_globe(cage, side, centre, place))
    _close(cage)
    radius = default.eye_radius * float(np.mean(scales))
    return cage, np.array(centres), min(radius, _nearest_lid(cage, centres) - LID_MM)


def _nearest_lid(cage: np.ndarray, centres: list[np.ndarray]) -> float:
    """Least distance (mm) of the lids' margins from the globes' centres."""
    skin, curves = template.subdivision(0, 1) @ cage, template.mesh(1).curves
    return min(
        float(np.linalg.norm(skin[curves[f"lid_margin_{lid}_{side}"]] - centre, axis=1).min())
        for side, centre in zip(("left", "right"), centres, strict=True)
        for lid in ("upper", "lower")
    )


def _ring(name: str, side: int) -> np.ndarray:
    """Cage vertices of a ring on one side, in its order."""
    places = {"E": topology.EYE_SEGMENTS}.get(name[0], topology.MOUTH_SEGMENTS + 1)
    places = 8 if name in ("Y", "Z") else places
    return np.array([topology.cage().vertex(f"{name} {k}", side) for k in range(places)])


def _follow(cage, side, seen, hidden) -> alignment.Similarity:
    """Put hidden rings behind the seen ones; (ring beside, hidden ring, share of its misfit)."""
    rest = template.cage_positions()
    around = np.concatenate([_ring(name, side) for name in seen])
    place = alignment.fit(rest[around], cage[around])
    for beside, name, share in hidden:
        near, mine = _ring(beside, side), _ring(name, side)
        cage[mine] = place(rest[mine]) + share * (cage[near] - place(rest[near]))
    return place


def _nostril(cage: np.ndarray, side: int) -> None:
    """The inner ring and the pit keep their place behind the rim."""
    rest = template.cage_positions()
    rim = _ring("Z", side)
    hidden = np.append(_ring("Y", side), topology.cage().vertex("ZC", side))
    place = alignment.fit(rest[rim], cage[rim])
    turn = alignment.Similarity(place.scale, np.eye(3), np.zeros(3))
    cage[hidden] = cage[rim].mean(0) + turn(rest[hidden] - rest[rim].mean(0))


def _globe(cage, side, centre, place) -> np.ndarray:
    """Centre (3,) from which the lid's margin is as far, to scale, as on the default face."""
    rest = template.cage_positions()
    lid = np.concatenate([_ring("E1", side), _ring("E2", side)])
    wanted = place.scale * np.linalg.norm(rest[lid] - centre, axis=1)
    at = place(centre)
    start = at
    for _ in range(10):
        away = cage[lid] - at
        distance = np.linalg.norm(away, axis=1)
        ways = -away / distance[:, None]
        # held near the similarity's place by a tenth of the lid's weight
        table = ways.T @ ways + 0.1 * len(lid) * np.eye(3) / 3
        right = ways.T @ (wanted - distance) + 0.1 * len(lid) / 3 * (start - at)
        at = at + np.linalg.solve(table, right)
    return at


def _close(cage: np.ndarray) -> None:
    """Upper and lower lip meet on one line, as far apart on the skin as the default face's."""
    s, rest = template.subdivision(0, 1), template.mesh(1)
    half = topology.MOUTH_SEGMENTS // 2
    upper = np.concatenate([_ring("ST", side)[:half] for side in (1, -1)])
    lower = np.concatenate([_ring("ST", side)[:half:-1] for side in (1, -1)])
    middle = (cage[upper] + cage[lower]) / 2
    apart = template.cage_positions()[upper] - template.cage_positions()[lower]
    wanted = rest.vertices[upper] - rest.vertices[lower]
    for _ in range(CLOSING_STEPS):
        cage[upper], cage[lower] = middle + apart / 2, middle - apart / 2
        for side in (1, -1):
            _follow(cage, side, ("ST", "VM", "VB"), (("ST", "CT", 1.0), ("ST", "IN", 1.0)))
        skin = s @ cage  # subdivision draws the rings beside into the line
        apart = apart + wanted - (skin[upper] - skin[lower])


def contact(cage: np.ndarray) -> np.ndarray:
    """The cage with the lips' inner rings as near each other as the default face's.

    Subdivision draws thin lips less together, and one could see between them.
    """
    s, rest, cage = template.subdivision(0, 1), template.mesh(1).vertices, cage.copy()
    half = topology.MOUTH_SEGMENTS // 2
    for _ in range(CLOSING_STEPS):
        skin = s @ cage
        for name in ("CT", "IN"):
            upper = np.concatenate([_ring(name, side)[:half] for side in (1, -1)])
            lower = np.concatenate([_ring(name, side)[:half:-1] for side in (1, -1)])
            off = (skin[upper] - skin[lower]) - (rest[upper] - rest[lower])
            cage[upper] -= off / 2
            cage[lower] += off / 2
    return cage
