"""The Sunnybrook grading of a facial palsy, computed from an examination.

Arithmetic and ranges are the scale's own [Ross1996]; thresholds in mm are assumed (scales.*).
"""

from dataclasses import dataclass

import numpy as np

from facemodel.anatomy.checks import check_side
from facemodel.anatomy.muscles import Side, other_side
from facemodel.clinic.examination import SUNNYBROOK_TASKS, Examination, check_exam
from facemodel.clinic.excursions import LEAST_MOVEMENT_MM
from facemodel.clinic.instruments import Noise, with_error
from facemodel.clinic.measured import even, graded_by, reading_of, seen_by
from facemodel.clinic.measures import nasolabial_fold
from facemodel.clinic.scales.scale import Item
from facemodel.data import constants
from facemodel.data.showing import table_html

LANDMARKS = {
    "brow_raise": ("brow_inner", "brow_mid", "brow_outer"),
    "open_mouth_smile": ("cheilion",),
    "snarl": ("alare", "crista_philtri"),
    "lip_pucker": ("cheilion",),
    "lower_teeth": ("lower_lip_lat",),
}
"""Landmarks of each task, without side."""

ELSEWHERE = {
    "brow_raise": ("cheilion", "chin", "jaw"),
    "gentle_eye_closure": ("cheilion", "chin", "jaw"),
    "open_mouth_smile": (),
    "snarl": ("chin", "jaw"),
    "lip_pucker": (),
}
"""What should not move in a task, besides the eye [assume]."""
EYE = dict.fromkeys(("brow_raise", "open_mouth_smile", "snarl"), "eye_smile")
EYE["lip_pucker"] = "eye_pucker"
"""Ladder of the eye that narrows in a task that does not close it."""


def _c(name: str) -> float:
    return constants.value(f"scales.{name}")


def share_of_healthy(
    exam: Examination,
    task: str,
    side: str,
    noise: Noise = None,
    seed: int = 0,
) -> np.ndarray:
    """Movement of a side in a task as a share of the other side's, along its mirror image.

    Parameters
    ----------
    exam : Examination
        Of fm.examine.
    task : str
        "brow_raise", "open_mouth_smile", "snarl", "lip_pucker" or "lower_teeth".
    side : {"left", "right"}
        The affected side, the subject's own.
    noise : str, float or None, optional
        Error of the reading: a name of fm.metrics.INSTRUMENTS, or a standard deviation in mm.
    seed : int, optional
        Of the error; the same one reads the same again.

    Returns
    -------
    ndarray of shape (...)
        Negative where the side is dragged the wrong way; 0 where the other side does not move.

    Examples
    --------
    >>> import facemodel as fm
    >>> exam = fm.examine(fm.load(), fm.conditions.house_brackmann(4, "left"))
    >>> bool(fm.scales.share_of_healthy(exam, "open_mouth_smile", "left") < 1)
    True
    """
    check_exam(exam)
    check_side(side)
    exam = seen_by(exam, noise, seed)
    top, bottom = np.zeros(()), np.zeros(())
    for stem in LANDMARKS[task]:
        name = f"{stem}_{side}"
        mine = exam.moved(task, name)
        theirs = exam.moved(task, other_side(name)) * [-1, 1, 1]
        size = np.linalg.norm(theirs, axis=-1)
        top = top + (mine * theirs).sum(-1) / np.maximum(size, 1e-9)
        bottom = bottom + size
    still = bottom < LEAST_MOVEMENT_MM * len(LANDMARKS[task])
    return np.where(still, 0.0, top / np.maximum(bottom, 1e-9))


@dataclass(frozen=True, eq=False)
class Sunnybrook:
    """Sunnybrook Facial Grading System: composite = voluntary - resting - synkinesis.

    Attributes
    ----------
    side : str
        The affected side.
    items : dict of str to Item
        rest_eye, rest_cheek, rest_mouth, then voluntary_* and synkinesis_* by task.
    error : ndarray of shape (...)
        In points, of the rater; part of the composite alone.
    """

    side: str
    items: dict[str, Item]
    error: np.ndarray | int = 0

    def __repr__(self) -> str:
        parts = f"voluntary {self.voluntary} - resting {self.resting}"
        total = np.round(self.composite, 1)
        return f"Sunnybrook({total} of 100: {parts} - synkinesis {self.synkinesis})"

    def _repr_html_(self) -> str:
        rows = [(i.name, i.rule if np.ndim(i.measured) == 0 else i.score, i.score)
                for i in self.items.values()]  # fmt: skip
        return table_html(repr(self), ("item", "rule", "points"), rows)

    def _sum(self, part: str) -> np.ndarray:
        rows = [item.score for name, item in self.items.items() if name.startswith(part)]
        return np.sum(rows, axis=0)

    @property
    def resting(self) -> np.ndarray:
        """Resting symmetry score (...), 0..20 points: 5 x sum of its items."""
        return 5 * self._sum("rest_")

    @property
    def voluntary(self) -> np.ndarray:
        """Voluntary movement score (...), 20..100 points: 4 x sum of its items."""
        return 4 * self._sum("voluntary_")

    @property
    def synkinesis(self) -> np.ndarray:
        """Synkinesis score (...), 0..15 points: sum of its items."""
        return self._sum("synkinesis_")

    @property
    def raw(self) -> np.ndarray:
        """Voluntary - resting - synkinesis (...), in points, not held to 0..100."""
        return self.voluntary - self.resting - self.synkinesis

    @property
    def composite(self) -> np.ndarray:
        """The composite score (...), 0..100 points."""
        return np.clip(self.raw + self.error, 0, 100)

    score = composite


def sunnybrook(
    exam: Examination,
    side: Side = "left",
    noise: Noise = None,
    seed: int = 0,
) -> Sunnybrook:
    """Sunnybrook grading of the affected side against the other one, which counts as healthy.

    A rater compares with the other side as it is now: relaxing an overactive healthy side raises
    the score, as it does in the clinic.

    Parameters
    ----------
    exam : Examination
        Of fm.examine.
    side : {"left", "right"}, optional
        The affected side, the subject's own.
    noise : str, float or None, optional
        Error of the reading: a name of fm.metrics.INSTRUMENTS, or a standard deviation in mm.
    seed : int, optional
        Of the error; the same one reads the same again.

    Returns
    -------
    Sunnybrook

    Raises
    ------
    FaceModelError
        For an unknown side, and for an examination without the five tasks.

    References
    ----------
    [Ross1996]

    Examples
    --------
    >>> import facemodel as fm
    >>> exam = fm.examine(fm.load(), fm.conditions.house_brackmann(4, "left"))
    >>> graded = fm.scales.sunnybrook(exam, "left")
    >>> bool(20 < graded.composite < 80)
    True
    >>> print(fm.scales.sunnybrook(fm.examine(fm.load())).items["rest_eye"].rule)
    0.00 mm: from -1 and below 1 is normal (0)
    """
    check_exam(exam)
    check_side(side)
    exam.need(SUNNYBROOK_TASKS)
    exam, score = graded_by(exam, noise, seed, "sunnybrook")
    k, alike = 0 if side == "left" else 1, even(exam)
    fissure = {t: exam.fissures_mm(t) for t in ("rest", *SUNNYBROOK_TASKS)}
    fold = with_error(nasolabial_fold(alike.mesh, alike.rest), reading_of(exam))
    deep = np.maximum(fold["nasolabial_depth_mm"], 0.05)
    items = {
        "rest_eye": Item(
            "palpebral fissure at rest, wider than the other",
            np.subtract(*(_one(alike.fissures_mm("rest"), j) for j in (k, 1 - k))),
            "mm",
            (-_c("rest.eye_mm"), _c("rest.eye_mm")),
            (1, 0, 1),
            ("narrow", "normal", "wide"),
        ),
        "rest_cheek": Item(
            "nasolabial fold at rest, depth over the other's",
            _one(deep, k) / _one(deep, 1 - k),
            "of the other's",
            (_c("rest.fold_absent"), _c("rest.fold_less"), _c("rest.fold_more")),
            (2, 1, 0, 1),
            ("absent", "less pronounced", "normal", "more pronounced"),
        ),
        "rest_mouth": Item(
            "corner of the mouth at rest, higher than the other",
            height_at_rest(alike, "cheilion", side),
            "mm",
            (-_c("rest.mouth_mm"), _c("rest.mouth_mm")),
            (1, 0, 1),
            ("drooped", "normal", "pulled up or out"),
        ),
    }
    steps = tuple(_c(f"voluntary.{n}") for n in ("none", "slight", "mild", "almost"))
    for task in SUNNYBROOK_TASKS:
        if task == "gentle_eye_closure":
            gap = _one(fissure[task], k)
            closed = gap <= _c("closed_mm")
            share = np.where(closed, 1.0, 1 - gap / np.maximum(_one(fissure["rest"], k), 0.1))
        else:
            share = share_of_healthy(exam, task, side)
        items[f"voluntary_{task}"] = Item(
            task.replace("_", " "),
            share,
            "of the other side's movement" if task != "gentle_eye_closure" else "closed",
            steps,
            (1, 2, 3, 4, 5),
            ("no movement", "slight", "a mild excursion", "almost complete", "complete"),
        )
    items |= {f"synkinesis_{one}": item for one, item in synkinesis(exam, side).items()}
    return Sunnybrook(side, items, score.error(np.shape(deep)[:-1], "sunnybrook"))


def synkinesis(exam: Examination, side: str) -> dict[str, Item]:
    """Items of the synkinesis part, 0..3 points each, by task."""
    fissure = {t: exam.fissures_mm(t) for t in ("rest", *SUNNYBROOK_TASKS)}
    return {task: _synkinesis(exam, task, side, fissure) for task in SUNNYBROOK_TASKS}


def _synkinesis(exam: Examination, task: str, side: str, fissure) -> Item:
    """Largest movement of what should stay still, over the other side's, on the place's ladder."""
    k = 0 if side == "left" else 1
    found: list[tuple[str, np.ndarray, tuple[float, ...]]] = []
    if task in EYE:
        narrowed = fissure["rest"] - fissure[task]
        found.append(("eye", _one(narrowed, k) - _one(narrowed, 1 - k), ladder(EYE[task])))
    for stem in ELSEWHERE[task]:
        mine = np.linalg.norm(exam.moved(task, f"{stem}_{side}"), axis=-1)
        theirs = np.linalg.norm(exam.moved(task, other_side(f"{stem}_{side}")), axis=-1)
        found.append((stem, mine - theirs, ladder("elsewhere")))
    climbed = np.array([m / np.asarray(b)[1] for _, m, b in found])
    scored = np.array([np.searchsorted(b, m, side="right") for _, m, b in found])
    worst = np.argmax(scored * 1e3 + climbed, axis=0)
    if np.ndim(worst) == 0:
        place, measured, bounds = found[int(worst)]
        where = {"cheilion": "mouth", "jaw": "neck"}.get(place, place)
        name = f"{where} during {task.replace('_', ' ')}, over the other side"
        return _ladder(name, measured, "mm", bounds)
    score = np.take_along_axis(scored, worst[None], 0)[0]
    return _ladder(f"during {task.replace('_', ' ')}", score, "points", (1, 2, 3))


def _ladder(name: str, measured, unit: str, bounds) -> Item:
    return Item(name, measured, unit, bounds, (0, 1, 2, 3), ("none", "mild", "moderate", "severe"))


def ladder(name: str) -> tuple[float, ...]:
    """Measures in mm from which 1, 2 and 3 points of the synkinesis part are given."""
    return tuple(_c(f"synkinesis.{name}_{k}") for k in (1, 2, 3))


def _one(pair: np.ndarray, k: int) -> np.ndarray:
    return np.asarray(pair)[..., k]


def height_at_rest(exam: Examination, stem: str, side: str) -> np.ndarray:
    """How much higher (...) in mm a landmark of `side` stands at rest than the other side's."""
    name = f"{stem}_{side}"
    return exam.at("rest", name)[..., 1] - exam.at("rest", other_side(name))[..., 1]
