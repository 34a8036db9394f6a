"""An eFACE-like grading: fifteen items of rest, movement and synkinesis, each 100 when balanced.

The published eFACE [Banks2015] is scored by eye on sliders; this computes a figure for each of its
items, so it is called eFACE-like throughout [assume].
"""

from dataclasses import dataclass

import numpy as np

from facemodel.anatomy.checks import check_side
from facemodel.anatomy.muscles import Side, other_side
from facemodel.clinic.examination import Examination, check_exam
from facemodel.clinic.instruments import Noise, with_error
from facemodel.clinic.measured import even, graded_by, reading_of
from facemodel.clinic.measures import facial_measures
from facemodel.clinic.scales.sunnybrook import share_of_healthy
from facemodel.data.showing import table_html

STATIC = ("brow at rest", "palpebral fissure at rest", "nasolabial fold at rest", "corner at rest")
DYNAMIC = (
    "brow elevation",
    "gentle eye closure",
    "full eye closure",
    "nasolabial fold depth in a smile",
    "nasolabial fold direction in a smile",
    "corner movement in a smile",
    "lower lip movement",
)
SYNKINESIS = ("ocular", "midfacial", "mentalis", "platysmal")


@dataclass(frozen=True, eq=False)
class EfaceLike:
    """An eFACE-like grading: items of 0..200, 100 balanced, below weak or low, above excess.

    The scores are 0..100, of `100 - |100 - item|`; the total weighs dynamic items twice.
    Synkinesis and eye closure go one way: 100 is none, and complete.

    Attributes
    ----------
    side : str
        The affected side.
    items : dict of str to ndarray of shape (...)
        Items by name.
    error : ndarray of shape (...)
        In points, of the rater; part of the total alone.

    References
    ----------
    [Banks2015] [Banks2016]
    """

    side: str
    items: dict[str, np.ndarray]
    error: np.ndarray | int = 0

    def __repr__(self) -> str:
        parts = {name: getattr(self, name) for name in ("static", "dynamic", "synkinesis")}
        words = ", ".join(f"{name} {np.round(value, 1)}" for name, value in parts.items())
        return f"EfaceLike({np.round(self.total, 1)} of 100: {words})"

    def _repr_html_(self) -> str:
        return table_html(repr(self), ("item", "0..200, 100 balanced"), self.items.items())

    def _mean(self, names) -> np.ndarray:
        return np.mean([100 - np.abs(100 - self.items[n]) for n in names], axis=0)

    @property
    def static(self) -> np.ndarray:
        """Mean (...) of the items at rest, 0..100."""
        return self._mean(STATIC)

    @property
    def dynamic(self) -> np.ndarray:
        """Mean (...) of the items in movement, 0..100."""
        return self._mean(DYNAMIC)

    @property
    def synkinesis(self) -> np.ndarray:
        """Mean (...) of the synkinesis items, 0..100."""
        return self._mean(SYNKINESIS)

    @property
    def total(self) -> np.ndarray:
        """(static + 2 dynamic + synkinesis) / 4 (...), 0..100."""
        exact = (self.static + 2 * self.dynamic + self.synkinesis) / 4
        return np.clip(exact + self.error, 0, 100)

    score = total


_TASKS = ("gentle_eye_closure", "forced_eye_closure", "open_mouth_smile", "lip_pucker")


def eface_like(
    exam: Examination,
    side: Side = "left",
    noise: Noise = None,
    seed: int = 0,
) -> EfaceLike:
    """eFACE-like grading of the affected side against the other one.

    Parameters
    ----------
    exam : Examination
        Of fm.examine, with the tasks of fm.scales.TASKS.
    side : {"left", "right"}, optional
        The affected side, the subject's own.
    noise : str, float or None, optional
        Error of the reading: a name of fm.metrics.INSTRUMENTS, or a standard deviation in mm.
    seed : int, optional
        Of the error; the same one reads the same again.

    Returns
    -------
    EfaceLike

    Raises
    ------
    FaceModelError
        For an unknown side, and for an examination without the tasks.

    References
    ----------
    [Banks2015]

    Examples
    --------
    >>> import facemodel as fm
    >>> fm.scales.eface_like(fm.examine(fm.load()))
    EfaceLike(100.0 of 100: static 100.0, dynamic 100.0, synkinesis 100.0)
    """
    check_exam(exam)
    check_side(side)
    exam.need(_TASKS)
    exam, score = graded_by(exam, noise, seed, "eface_like")
    alike = even(exam)
    seen = _Seen(exam, alike, side)

    def share(task: str) -> np.ndarray:
        return 100 * np.clip(share_of_healthy(exam, task, side), 0, 2)

    corner = [
        alike.mesh.eye_centres[:, 1].mean() - alike.at("rest", n)[..., 1]
        for n in (f"cheilion_{side}", other_side(f"cheilion_{side}"))
    ]
    narrowed = [
        np.subtract(*(seen.pair("rest", _FISSURE)[i] - seen.pair(t, _FISSURE)[i] for i in (0, 1)))
        for t in ("open_mouth_smile", "lip_pucker")
    ]
    ocular = np.max(narrowed, axis=0) / np.maximum(seen.pair("rest", _FISSURE)[1], 0.1)
    items = {
        "brow at rest": seen.ratio("rest", "brow_height_mm"),
        "palpebral fissure at rest": seen.ratio("rest", _FISSURE),
        "nasolabial fold at rest": seen.ratio("rest", "nasolabial_depth_mm"),
        "corner at rest": 100 * np.clip(corner[1] / corner[0], 0, 2),
        "brow elevation": share("brow_raise"),
        "gentle eye closure": seen.closed("gentle_eye_closure"),
        "full eye closure": seen.closed("forced_eye_closure"),
        "nasolabial fold depth in a smile": seen.ratio("open_mouth_smile", "nasolabial_depth_mm"),
        "nasolabial fold direction in a smile": seen.ratio(
            "open_mouth_smile", "nasolabial_angle_deg"
        ),
        "corner movement in a smile": share("open_mouth_smile"),
        "lower lip movement": share("lower_teeth"),
        "ocular": _none(ocular),
        "midfacial": _none(seen.off("cheilion")),
        "mentalis": _none(seen.off("chin")),
        "platysmal": _none(seen.off("jaw")),
    }
    return EfaceLike(side, items, score.error(np.shape(ocular), "eface"))


_FISSURE = "palpebral_fissure_height_mm"


def _none(movement: np.ndarray) -> np.ndarray:
    """100 without this movement, 0 where it is as large as a whole one."""
    return 100 * (1 - np.clip(movement, 0, 1))


class _Seen:
    """Photographic measures of an examination and of the same without own asymmetry, the affected
    side's first."""

    def __init__(self, exam: Examination, alike: Examination, side: Side):
        self.exam, self.side, self.k = exam, side, 0 if side == "left" else 1
        self.at = self._measured(exam)
        self.alike = self.at if alike is exam else self._measured(alike)

    @staticmethod
    def _measured(exam: Examination) -> dict[str, dict[str, np.ndarray]]:
        return {
            t: with_error(facial_measures(exam.mesh, exam.frames[t]), reading_of(exam), t)
            for t in ("rest", *_TASKS)
        }

    def pair(self, task: str, name: str) -> tuple[np.ndarray, np.ndarray]:
        values = self.at[task][name]
        return values[..., self.k], values[..., 1 - self.k]

    def ratio(self, task: str, name: str) -> np.ndarray:
        values = self.alike[task][name]
        mine, theirs = values[..., self.k], values[..., 1 - self.k]
        return 100 * np.clip(mine / np.maximum(theirs, 0.1), 0, 2)

    def closed(self, task: str) -> np.ndarray:
        gap, open_ = (self.pair(t, _FISSURE)[0] for t in (task, "rest"))
        return 100 * np.clip(1 - gap / np.maximum(open_, 0.1), 0, 1)

    def off(self, stem: str) -> np.ndarray:
        """Movement during eye closure, over the other side's, as a share of the other's smile."""
        name = f"{stem}_{self.side}"
        mine, theirs = (
            np.linalg.norm(self.exam.moved("gentle_eye_closure", n), axis=-1)
            for n in (name, other_side(name))
        )
        corner = other_side(f"cheilion_{self.side}")
        smile = np.linalg.norm(self.exam.moved("open_mouth_smile", corner), axis=-1)
        return (mine - theirs) / np.maximum(smile, 1.0)
