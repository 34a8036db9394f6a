"""Studies of people who do not exist: what each prediction measures in them, by its name."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

import numpy as np

from facemodel.anatomy.expressions import expression
from facemodel.anatomy.muscles import INDEX, MUSCLES
from facemodel.clinic.examination import SUNNYBROOK_TASKS, Examination
from facemodel.clinic.measures import facial_measures, palpebral_fissures_mm
from facemodel.clinic.scales.sunnybrook import sunnybrook
from facemodel.mechanics.face import Face
from facemodel.physiology import toxin
from facemodel.physiology.conditions import by_name, postparalytic_synkinesis
from facemodel.physiology.drive import Condition, healthy
from facemodel.physiology.people import Person
from facemodel.physiology.toxin import Injection

M = len(MUSCLES)


class Study:
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


def _paralysed(stem: str) -> Callable[[Study], float]:
    """How much lower a landmark of the paralysed side lies at rest than that of the other one."""

    def measure(s: Study) -> float:
        rest = s.seen("rest", by_name("hb_6"))
        return float(np.mean(s.height(rest, f"{stem}_right") - s.height(rest, f"{stem}_left")))

    return measure


def _paralysed_opening(s: Study) -> float:
    openings = s.openings(s.seen("rest", by_name("hb_6")))
    return float(np.mean(openings[:, 0] - openings[:, 1]))


def _synkinetic_opening(s: Study) -> float:
    found = []
    for k, severity in enumerate(np.linspace(0.5, 1, s.count)):
        activation = s.who[k].drive(postparalytic_synkinesis("left", severity), np.zeros(M))
        openings = s.openings(s.face.deform(activation, dtype=float))
        found.append(openings[1] - openings[0])
    return float(np.mean(found))


def _depressed_corner(s: Study) -> float:
    left = s.left(toxin.scenario("dao", s.face.mesh), 28)
    after, before = (s.seen("rest", left=r) for r in (left, 1.0))
    corners = _both("cheilion")
    return float(np.mean(s.height(after, *corners) - s.height(before, *corners)))


def _lower_lid(task: str) -> Callable[[Study], float]:
    """Change of the eye's opening after 2 U in the lower lid and 12 U beside the eye."""

    def measure(s: Study) -> float:
        lids = [Injection(2.0, point=s.point(x, -9.5), depth_mm=2.0) for x in (31.5, -31.5)]
        left = s.left([*toxin.scenario("label_lateral_canthal", s.face.mesh), *lids], 28)
        after, before = (s.openings(s.seen(task, left=r)) for r in (left, 1.0))
        return float(np.mean(after - before))

    return measure


def _upper_face(s: Study) -> np.ndarray:
    mesh = s.face.mesh
    points = (*toxin.scenario("label_forehead", mesh), *toxin.scenario("label_glabellar", mesh))
    return s.left(points, 28)


def _brow_after_forehead(s: Study) -> float:
    after, before = (s.seen("rest", left=r) for r in (_upper_face(s), 1.0))
    brows = _both("brow_mid")
    return float(np.mean(s.height(after, *brows) - s.height(before, *brows)))


def _raise_after_forehead(s: Study) -> float:
    brows = _both("brow_mid")
    after, before = (
        np.mean(
            s.height(s.seen("brow_raise", left=r), *brows)
            - s.height(s.seen("rest", left=r), *brows)
        )
        for r in (_upper_face(s), 1.0)
    )
    return float(100 * after / before)


def _brow_after_crows_feet(s: Study) -> float:
    left = s.left(toxin.scenario("label_lateral_canthal", s.face.mesh), 28)
    after, before = (s.seen("rest", left=r) for r in (left, 1.0))
    brows = _both("brow_outer")
    return float(np.mean(s.height(after, *brows) - s.height(before, *brows)))


def _healthy_brow(s: Study) -> float:
    points = [Injection(5.0, point=s.point(-x, y)) for x, y in ((14, 50), (26, 46), (40, 42))]
    left, palsy = s.left(points, 28), by_name("hb_6")
    after, before = (s.seen("rest", palsy, r) for r in (left, 1.0))
    return float(np.mean(s.height(after, "brow_mid_right") - s.height(before, "brow_mid_right")))


def _lower_lip(s: Study) -> float:
    points = [Injection(2.0, muscle="depressor_labii_inferioris_right")]
    name = "lower_lip_lat_right"
    after, before = (
        np.mean(
            s.height(s.seen("rest", left=r), name) - s.height(s.seen("lower_teeth", left=r), name)
        )
        for r in (s.left(points, 28), 1.0)
    )
    return float(100 * after / before)


def _lip_flip(s: Study) -> float:
    points = [
        Injection(1.0, point=s.point(x, y), depth_mm=2.0)
        for x, y in ((5, -60), (-5, -60), (15, -61), (-15, -61))
    ]
    red = [
        s.height(v, "labiale_superius") - s.height(v, "stomion_superius")
        for v in (s.seen("rest", left=s.left(points, 14)), s.seen("rest"))
    ]
    return float(np.mean(red[0] - red[1]))


def _bite(s: Study) -> float:
    left = s.left(toxin.scenario("masseter", s.face.mesh), 28)
    at = [INDEX[f"{m}_{side}"] for m in ("masseter", "temporalis") for side in ("left", "right")]
    return float(100 * left[:, at].mean())


def _nose_tip(s: Study) -> float:
    points = [Injection(2.0, muscle=m) for m in _both("depressor_septi_nasi")]
    falls = [
        np.mean(
            s.height(s.seen("rest", left=r), "pronasale")
            - s.height(s.seen("open_mouth_smile", left=r), "pronasale")
        )
        for r in (s.left(points, 14), 1.0)
    ]
    return float(falls[1] - falls[0])


def _open_eye(s: Study) -> float:
    closing = s.seen("gentle_eye_closure", by_name("hb_6"))
    return float(np.mean(s.openings(closing)[:, 0]))


def _graded(s: Study, condition: Condition, left: np.ndarray | float = 1.0) -> float:
    frames = {task: s.seen(task, condition, left) for task in ("rest", *SUNNYBROOK_TASKS)}
    return float(np.mean(sunnybrook(Examination(s.face.mesh, frames)).composite))


def _sunnybrook_of(grade: int) -> Callable[[Study], float]:
    """Mean Sunnybrook composite of people with a House-Brackmann grade."""
    return lambda s: _graded(s, by_name(f"hb_{grade}"))


def _treated_sequela(s: Study) -> float:
    condition = postparalytic_synkinesis("left", 0.8)
    points = toxin.scenario("synkinesis_both_sides", s.face.mesh, "left")
    left = toxin.remaining(s.face, points, 28, s.who)
    return _graded(s, condition, left) - _graded(s, condition)


def _pucker(s: Study) -> float:
    at = [s.face.mesh.landmarks[name] for name in _both("cheilion")]
    wide = [np.linalg.norm(np.diff(v[:, at], axis=1)[:, 0], axis=-1)
            for v in (s.seen("rest"), s.seen("lip_pucker"))]  # fmt: skip
    return float(np.mean(wide[0] - wide[1]))


def _snarl(s: Study) -> float:
    lips = _both("crista_philtri")
    return float(np.mean(s.height(s.seen("snarl"), *lips) - s.height(s.seen("rest"), *lips)))


def _spasm_lid(s: Study) -> float:
    left = toxin.remaining(s.face, toxin.scenario("label_blepharospasm", s.face.mesh), 14, s.who)
    after, before = (
        facial_measures(s.face.mesh, s.seen("rest", left=r))["mrd1_mm"] for r in (left, 1.0)
    )
    return float(np.mean(after - before))


MEASURES: Mapping[str, Callable[[Study], float]] = MappingProxyType(
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
        "open_eye": _open_eye,
        "sunnybrook_hb_2": _sunnybrook_of(2),
        "sunnybrook_hb_3": _sunnybrook_of(3),
        "sunnybrook_hb_4": _sunnybrook_of(4),
        "sunnybrook_hb_5": _sunnybrook_of(5),
        "treated_sequela": _treated_sequela,
        "pucker": _pucker,
        "snarl": _snarl,
        "spasm_lid": _spasm_lid,
    }
)
"""What each prediction measures in the people of one study, by its name."""
