"""Points of treatment on a face: where they go in, patterns of them, and where a hand puts them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from msgspec import Struct
from msgspec.structs import asdict

from facemodel.anatomy import placement
from facemodel.anatomy.checks import check_kind, check_side, number, whole
from facemodel.anatomy.mesh import Mesh
from facemodel.anatomy.muscles import Side
from facemodel.data import constants, tables
from facemodel.data.showing import Listing
from facemodel.errors import FaceModelError, check_name, unknown
from facemodel.physiology import spread
from facemodel.physiology.injection import Injection, Injections, listed


def site(mesh: Mesh, injection: Injection) -> tuple[np.ndarray, float]:
    """Where an injection goes in.

    Parameters
    ----------
    mesh : Mesh
        Of a face: face.mesh.
    injection : Injection

    Returns
    -------
    tuple of numpy.ndarray and float
        Point (3,) mm of the skin, depth mm.

    Raises
    ------
    FaceModelError
        For a landmark that the face lacks, and a point farther than 10 mm from the skin.

    Examples
    --------
    >>> import facemodel as fm
    >>> point, depth = fm.toxin.site(fm.load().mesh, fm.Injection(4, "corrugator_left"))
    >>> print(point.round(1), round(float(depth), 1))
    [25.8 38.8 84.1] 4.0
    """
    check_kind("an injection", injection, Injection, "make one with fm.Injection(dose, muscle=...)")
    check_kind("a mesh", mesh, Mesh, "give face.mesh")
    if injection.muscle is not None:
        point, depth = spread.middle(injection.muscle, mesh)
    elif injection.landmark is not None:
        if injection.landmark not in mesh.landmarks:
            raise unknown("landmark", injection.landmark, mesh.landmarks)
        point = mesh.vertices[mesh.landmarks[injection.landmark]]
        depth = constants.value("toxin.usual_depth_mm")
    else:
        point, away = spread.nearest(mesh, np.array(injection.point))
        farthest = constants.value("toxin.farthest_mm")
        if away > farthest:
            raise FaceModelError(
                f"the point {injection.place} lies {away:.0f} mm off the face; "
                f"give one within {farthest:g} mm of the skin"
            )
        depth = constants.value("toxin.usual_depth_mm")
    return point, depth if injection.depth_mm is None else injection.depth_mm


def at(mesh: Mesh, x: float, y: float) -> tuple[float, float, float]:
    """Point of this face for a place on the canonical face.

    Parameters
    ----------
    mesh : Mesh
        Of a face: face.mesh.
    x, y : float
        mm from between the pupils, to the subject's left and up.

    Returns
    -------
    tuple of float
        (x, y, z) mm.

    Examples
    --------
    >>> import facemodel as fm
    >>> x, y, z = fm.toxin.at(fm.load().mesh, 20, 30)
    >>> round(x, 1), round(y, 1), round(z, 1)
    (19.6, 42.6, 84.8)
    """
    on_default = placement.on_default(*(number("a place in mm", one, -300, 300) for one in (x, y)))
    point = spread.skin(mesh).chart.onto_face(on_default[None])[0]
    px, py, pz = map(float, spread.nearest(mesh, point)[0])
    return px, py, pz


def placed_by_hand(
    mesh: Mesh,
    injections: Injections,
    seed: int,
    error_mm: float | None = None,
) -> tuple[Injection, ...]:
    """The same injections as a hand places them: each off by a normal error across the face.

    Parameters
    ----------
    mesh : Mesh
        Of a face: face.mesh.
    injections : Injection or iterable of Injection
    seed : int
        Of the random errors.
    error_mm : float, optional
        Standard deviation per axis, 0 to 20; None for a practised injector's (constant
        people.expert_error_mm).

    Returns
    -------
    tuple of Injection

    Examples
    --------
    >>> import facemodel as fm
    >>> point = fm.Injection(4, "corrugator_left")
    >>> (placed,) = fm.toxin.placed_by_hand(fm.load().mesh, point, seed=1)
    >>> placed.place
    '(26.3, 38.1, 84.2) mm'
    """
    if error_mm is None:
        error_mm = constants.value("people.expert_error_mm")
    size, seed = number("error in mm", error_mm, 0, 20), whole("a seed", seed, 0)
    rng = np.random.default_rng([seed, 5])
    placed = []
    for one in listed(injections):
        meant, depth = site(mesh, one)
        there = spread.nearest(mesh, meant + np.append(rng.normal(0, size, 2), 0.0))[0]
        placed.append(replace(one, muscle=None, landmark=None, point=tuple(there), depth_mm=depth))
    return tuple(placed)


@dataclass(frozen=True)
class Scenario:
    """A pattern of points as labels and studies describe them.

    Attributes
    ----------
    name, about : str
        In code, and in words.
    sided : bool
        Whether it is for one side.
    dose_mark, place_mark : str
        How far doses and places can be trusted, as fm.parameters has it.
    cite : tuple of str
        Keys of the works it rests on.
    why : str
        What was taken from them, or the reason for a choice.
    points : tuple
        (where, x, y, units, depth in mm or nan) in canonical mm; where is "both" sides, "m" for the
        midline, "side" for the side asked for, "other" for the other one.
    """

    name: str
    about: str
    sided: bool
    dose_mark: str
    place_mark: str
    cite: tuple[str, ...]
    why: str
    points: tuple[tuple[str, float, float, float, float], ...]


def scenario(name: str, mesh: Mesh, side: Side = "left", day: float = 0.0) -> tuple[Injection, ...]:
    """The injections of a pattern on a face.

    Parameters
    ----------
    name : str
        A key of SCENARIOS.
    mesh : Mesh
        Of a face: face.mesh.
    side : {"left", "right"}
        Of patterns that are for one side.
    day : float
        Day they are given.

    Returns
    -------
    tuple of Injection

    Examples
    --------
    >>> import facemodel as fm
    >>> points = fm.toxin.scenario("label_glabellar", fm.load().mesh)
    >>> len(points), fm.toxin.total_units(points)
    (5, 20.0)
    """
    check_name("scenario", name, SCENARIOS, see="fm.toxin.SCENARIOS")
    check_side(side)
    pattern, made = SCENARIOS[name], []
    mine = 1 if side == "left" else -1
    sides = {"both": (1, -1), "m": (1,), "side": (mine,), "other": (-mine,)}
    for where, x, y, units, depth in pattern.points:
        deep = None if np.isnan(depth) else depth
        for sign in sides[where]:
            made.append(Injection(units, point=at(mesh, sign * x, y), day=day, depth_mm=deep))
    return tuple(made)


class _Pattern(Struct, frozen=True):
    name: str
    about: str
    sided: bool
    dose_mark: tables.Mark
    place_mark: tables.Mark
    points: tuple[tuple[str, ...], ...]
    cite: tuple[str, ...] = ()
    why: str = ""

    def __post_init__(self) -> None:
        self.read()

    def read(self) -> Scenario:
        return Scenario(**{**asdict(self), "points": tuple(map(_point, self.points))})


def _point(words: tuple[str, ...]) -> tuple[str, float, float, float, float]:
    if words[0] not in ("both", "m", "side", "other") or len(words) not in (4, 5):
        raise ValueError(f"a point is both, m, side or other, x y units and depth, not {words}")
    where, x, y, units, depth = (*words, "nan")[:5]
    return where, float(x), float(y), float(units), float(depth)


SCENARIOS: Listing[str, Scenario] = Listing(
    {name: row.read() for name, row in tables.keyed(_Pattern, "scenarios.csv", "name").items()},
    "patterns of points",
    ("name", "about", "points", "works"),
    lambda name, one: (name, one.about, len(one.points), one.cite),
)
"""Patterns of points by name, as data: labels, studies and practice, each with its marks."""
