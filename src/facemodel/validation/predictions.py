"""Predictions with intervals of figures that set nothing, written before the figures were compared.

data/predictions.csv keeps what the model said, the digest of its constants at that time and the
date; the published figure was entered afterwards. Neither is changed again, hit or miss.
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

import numpy as np
from msgspec import Struct

from facemodel.anatomy.expressions import expression
from facemodel.anatomy.muscles import INDEX, MUSCLES
from facemodel.clinic.measures import palpebral_fissures_mm
from facemodel.data import constants, tables
from facemodel.mechanics.face import Face
from facemodel.physiology import people, toxin
from facemodel.physiology.conditions import by_name, postparalytic_synkinesis
from facemodel.physiology.drive import Condition, healthy
from facemodel.physiology.people import Person
from facemodel.physiology.toxin import Injection

M = len(MUSCLES)
PEOPLE, DRAWS = 20, 60
DOMAINS = ("toxin", "lids", "effort", "people", "nerve", "synkinesis")
"""Domains whose constants are drawn, each from a triangle over its range; those of the scales and
of ageing are left as they are."""
SHARE = 0.9


class Prediction(Struct, frozen=True, kw_only=True):
    """A row of data/predictions.csv.

    quantity, measured  what is predicted, and how it is measured in the model
    low, middle, high   ends and median of the interval, in `unit`
    then                the figure of `now` when the interval was written
    digest, written     of the tables, and the day, at that time
    published           the figure that was found afterwards; cite, said: where, and what it is
    """

    name: str
    quantity: str
    measured: str
    unit: str
    low: float
    middle: float
    high: float
    then: float
    digest: str
    written: str
    published: float | None = None
    cite: tuple[str, ...] = ()
    said: str = ""

    def __post_init__(self) -> None:
        if not self.low <= self.middle <= self.high:
            raise ValueError("the middle lies outside the interval")
        if (self.published is None) == bool(self.cite):
            raise ValueError("a published figure needs the work it stands in, and only such a one")

    @property
    def hit(self) -> bool | None:
        """Whether the published figure lies in the interval; None while there is none."""
        return None if self.published is None else self.low <= self.published <= self.high


class _Study:
    """People of one study: who they are, and how they look in a task after a treatment."""

    def __init__(self, face: Face, who: Person, seed: int):
        self.face, self.who, self.seed, self.count = face, who, seed, len(who.strength)

    def left(self, injections: Sequence[Injection], day: float) -> np.ndarray:
        """Share (N, M) of strength that is left, each person treated by a hand that errs."""
        mesh = self.face.mesh
        rows = []
        for k in range(self.count):
            placed = toxin.placed_by_hand(mesh, injections, self.seed * 1000 + k)
            rows.append(toxin.remaining(self.face, placed, day, self.who[k]))
        return np.array(rows)

    def seen(
        self, task: str, condition: Condition | None = None, left: np.ndarray | float = 1.0
    ) -> np.ndarray:
        """Vertices (N, V, 3) mm in a task, "rest" among them."""
        intent = np.zeros(M) if task == "rest" else expression(task)[:M]
        activation = self.who.drive(healthy() if condition is None else condition, intent, left)
        return self.face.deform(activation, dtype=float)

    def height(self, vertices: np.ndarray, *landmarks: str) -> np.ndarray:
        """Height (N,) of landmarks, their mean."""
        at = [self.face.mesh.landmarks[name] for name in landmarks]
        return vertices[:, at, 1].mean(1)

    def openings(self, vertices: np.ndarray) -> np.ndarray:
        return palpebral_fissures_mm(self.face.mesh, vertices)

    def point(self, x: float, y: float) -> tuple[float, float, float]:
        return toxin.at(self.face.mesh, x, y)


def _both(stem: str) -> tuple[str, str]:
    return f"{stem}_left", f"{stem}_right"


def _paralysed(stem: str) -> Callable[[_Study], float]:
    """How much lower a landmark of the paralysed side lies at rest than that of the other one."""

    def measure(s: _Study) -> float:
        rest = s.seen("rest", by_name("hb_6"))
        return float(np.mean(s.height(rest, f"{stem}_right") - s.height(rest, f"{stem}_left")))

    return measure


def _paralysed_opening(s: _Study) -> float:
    openings = s.openings(s.seen("rest", by_name("hb_6")))
    return float(np.mean(openings[:, 0] - openings[:, 1]))


def _synkinetic_opening(s: _Study) -> float:
    found = []
    for k, severity in enumerate(np.linspace(0.5, 1, s.count)):
        activation = s.who[k].drive(postparalytic_synkinesis("left", severity), np.zeros(M))
        openings = s.openings(s.face.deform(activation, dtype=float))
        found.append(openings[1] - openings[0])
    return float(np.mean(found))


def _depressed_corner(s: _Study) -> float:
    left = s.left(toxin.scenario("dao", s.face.mesh), 28)
    after, before = (s.seen("rest", left=r) for r in (left, 1.0))
    corners = _both("cheilion")
    return float(np.mean(s.height(after, *corners) - s.height(before, *corners)))


def _lower_lid(task: str) -> Callable[[_Study], float]:
    """Change of the eye's opening after 2 U in the lower lid and 12 U beside the eye."""

    def measure(s: _Study) -> float:
        lids = [Injection(2.0, point=s.point(x, -9.5), depth_mm=2.0) for x in (31.5, -31.5)]
        left = s.left([*toxin.scenario("label_lateral_canthal", s.face.mesh), *lids], 28)
        after, before = (s.openings(s.seen(task, left=r)) for r in (left, 1.0))
        return float(np.mean(after - before))

    return measure


def _upper_face(s: _Study) -> np.ndarray:
    mesh = s.face.mesh
    points = (*toxin.scenario("label_forehead", mesh), *toxin.scenario("label_glabellar", mesh))
    return s.left(points, 28)


def _brow_after_forehead(s: _Study) -> float:
    after, before = (s.seen("rest", left=r) for r in (_upper_face(s), 1.0))
    brows = _both("brow_mid")
    return float(np.mean(s.height(after, *brows) - s.height(before, *brows)))


def _raise_after_forehead(s: _Study) -> float:
    brows = _both("brow_mid")
    after, before = (
        np.mean(
            s.height(s.seen("brow_raise", left=r), *brows)
            - s.height(s.seen("rest", left=r), *brows)
        )
        for r in (_upper_face(s), 1.0)
    )
    return float(100 * after / before)


def _brow_after_crows_feet(s: _Study) -> float:
    left = s.left(toxin.scenario("label_lateral_canthal", s.face.mesh), 28)
    after, before = (s.seen("rest", left=r) for r in (left, 1.0))
    brows = _both("brow_outer")
    return float(np.mean(s.height(after, *brows) - s.height(before, *brows)))


def _healthy_brow(s: _Study) -> float:
    points = [Injection(5.0, point=s.point(-x, y)) for x, y in ((14, 50), (26, 46), (40, 42))]
    left, palsy = s.left(points, 28), by_name("hb_6")
    after, before = (s.seen("rest", palsy, r) for r in (left, 1.0))
    return float(np.mean(s.height(after, "brow_mid_right") - s.height(before, "brow_mid_right")))


def _lower_lip(s: _Study) -> float:
    points = [Injection(2.0, muscle="depressor_labii_inferioris_right")]
    name = "lower_lip_lat_right"
    after, before = (
        np.mean(
            s.height(s.seen("rest", left=r), name) - s.height(s.seen("lower_teeth", left=r), name)
        )
        for r in (s.left(points, 28), 1.0)
    )
    return float(100 * after / before)


def _lip_flip(s: _Study) -> float:
    points = [
        Injection(1.0, point=s.point(x, y), depth_mm=2.0)
        for x, y in ((5, -60), (-5, -60), (15, -61), (-15, -61))
    ]
    red = [
        s.height(v, "labiale_superius") - s.height(v, "stomion_superius")
        for v in (s.seen("rest", left=s.left(points, 14)), s.seen("rest"))
    ]
    return float(np.mean(red[0] - red[1]))


def _bite(s: _Study) -> float:
    left = s.left(toxin.scenario("masseter", s.face.mesh), 28)
    at = [INDEX[f"{m}_{side}"] for m in ("masseter", "temporalis") for side in ("left", "right")]
    return float(100 * left[:, at].mean())


def _nose_tip(s: _Study) -> float:
    points = [Injection(2.0, muscle=m) for m in _both("depressor_septi_nasi")]
    falls = [
        np.mean(
            s.height(s.seen("rest", left=r), "pronasale")
            - s.height(s.seen("open_mouth_smile", left=r), "pronasale")
        )
        for r in (s.left(points, 14), 1.0)
    ]
    return float(falls[1] - falls[0])


PREDICTIONS = tables.keyed(Prediction, "predictions.csv", "name")
"""Predictions by name, as they were written."""
MEASURES: Mapping[str, Callable[[_Study], float]] = MappingProxyType(
    {
        "paralysed_opening": _paralysed_opening,
        "paralysed_brow": _paralysed("brow_mid"),
        "paralysed_corner": _paralysed("cheilion"),
        "synkinetic_opening": _synkinetic_opening,
        "depressed_corner": _depressed_corner,
        "lower_lid_rest": _lower_lid("rest"),
        "lower_lid_smile": _lower_lid("open_mouth_smile"),
        "brow_after_forehead": _brow_after_forehead,
        "raise_after_forehead": _raise_after_forehead,
        "brow_after_crows_feet": _brow_after_crows_feet,
        "healthy_brow": _healthy_brow,
        "lower_lip": _lower_lip,
        "lip_flip": _lip_flip,
        "bite": _bite,
        "nose_tip": _nose_tip,
    }
)
"""What each prediction measures in the people of one study, by its name."""


def now(name: str, face: Face) -> float:
    """The figure of a prediction in PEOPLE people, with every constant as it is in force."""
    return MEASURES[name](_Study(face, people.sample(0, PEOPLE), 0))


def interval(name: str, face: Face, draws: int = DRAWS) -> tuple[float, float, float]:
    """Lower end, median and upper end of the figure over studies with constants drawn anew.

    Each draw is a study of PEOPLE people and one set of constants.
    """
    rng = np.random.default_rng(7)
    drawn = [p for domain in DOMAINS for p in constants.parameters(domain) if p.low < p.high]
    found = []
    for k in range(draws):
        values = {p.name: float(rng.triangular(p.low, p.value, p.high)) for p in drawn}
        with constants.override(values):
            found.append(MEASURES[name](_Study(face, people.sample(k + 1, PEOPLE), k + 1)))
    low, middle, high = np.quantile(found, [(1 - SHARE) / 2, 0.5, (1 + SHARE) / 2])
    return float(low), float(middle), float(high)
