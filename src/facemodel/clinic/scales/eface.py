"""An eFACE-like grading: fifteen items of rest, movement and synkinesis, each 100 when balanced.

The published eFACE [Banks2015] is scored by eye on sliders; this computes a figure for each of its
items, so it is called eFACE-like throughout [assume].
"""

from dataclasses import dataclass

import numpy as np

from facemodel.anatomy.checks import check_side
from facemodel.anatomy.muscles import Side, other_side
from facemodel.clinic.examination import Examination
from facemodel.clinic.measures import facial_measures
from facemodel.clinic.scales.sunnybrook import share_of_healthy

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
    """Items 0..200 by name, 100 balanced, below weak or low, above excess; each (...).

    static, dynamic, synkinesis, total: 0..100, of `100 - |100 - item|`; the total weighs dynamic
    items twice [Banks2015] [Banks2016]. Synkinesis and eye closure go one way: 100 is none, and
    complete.
    """

    side: str
    items: dict[str, np.ndarray]

    def _mean(self, names) -> np.ndarray:
        return np.mean([100 - np.abs(100 - self.items[n]) for n in names], axis=0)

    @property
    def static(self) -> np.ndarray:
        """Mean of the items at rest."""
        return self._mean(STATIC)

    @property
    def dynamic(self) -> np.ndarray:
        """Mean of the items in movement."""
        return self._mean(DYNAMIC)

    @property
    def synkinesis(self) -> np.ndarray:
        """Mean of the synkinesis items."""
        return self._mean(SYNKINESIS)

    @property
    def total(self) -> np.ndarray:
        """(static + 2 dynamic + synkinesis) / 4."""
        return (self.static + 2 * self.dynamic + self.synkinesis) / 4

    score = total


_TASKS = ("gentle_eye_closure", "forced_eye_closure", "open_mouth_smile", "lip_pucker")


def eface_like(exam: Examination, side: Side = "left") -> EfaceLike:
    """Grade `side` against the other one; needs the tasks of fm.scales.TASKS."""
    check_side(side)
    exam.need(_TASKS)
    k, mesh = (0 if side == "left" else 1), exam.mesh
    at = {t: facial_measures(mesh, exam.frames[t]) for t in ("rest", *_TASKS)}

    def pair(task: str, name: str) -> tuple[np.ndarray, np.ndarray]:
        values = at[task][name]
        return values[..., k], values[..., 1 - k]

    def ratio(task: str, name: str) -> np.ndarray:
        mine, theirs = pair(task, name)
        return 100 * np.clip(mine / np.maximum(theirs, 0.1), 0, 2)

    def closed(task: str) -> np.ndarray:
        gap, open_ = (pair(t, "palpebral_fissure_height_mm")[0] for t in (task, "rest"))
        return 100 * np.clip(1 - gap / np.maximum(open_, 0.1), 0, 1)

    def share(task: str) -> np.ndarray:
        return 100 * np.clip(share_of_healthy(exam, task, side), 0, 2)

    corner = [
        mesh.eye_centres[:, 1].mean() - exam.rest[..., mesh.landmarks[n], 1]
        for n in (f"cheilion_{side}", other_side(f"cheilion_{side}"))
    ]
    fissure = "palpebral_fissure_height_mm"
    narrowed = [
        np.subtract(*(pair("rest", fissure)[i] - pair(t, fissure)[i] for i in (0, 1)))
        for t in ("open_mouth_smile", "lip_pucker")
    ]
    ocular = np.max(narrowed, axis=0) / np.maximum(pair("rest", fissure)[1], 0.1)

    def off(stem: str) -> np.ndarray:
        """Movement during eye closure, over the other side's, as a share of the other's smile."""
        name = f"{stem}_{side}"
        mine, theirs = (
            np.linalg.norm(exam.moved("gentle_eye_closure", n), axis=-1)
            for n in (name, other_side(name))
        )
        smile = np.linalg.norm(
            exam.moved("open_mouth_smile", other_side(f"cheilion_{side}")), axis=-1
        )
        return (mine - theirs) / np.maximum(smile, 1.0)

    none = lambda x: 100 * (1 - np.clip(x, 0, 1))  # noqa: E731
    items = {
        "brow at rest": ratio("rest", "brow_height_mm"),
        "palpebral fissure at rest": ratio("rest", fissure),
        "nasolabial fold at rest": ratio("rest", "nasolabial_depth_mm"),
        "corner at rest": 100 * np.clip(corner[1] / corner[0], 0, 2),
        "brow elevation": share("brow_raise"),
        "gentle eye closure": closed("gentle_eye_closure"),
        "full eye closure": closed("forced_eye_closure"),
        "nasolabial fold depth in a smile": ratio("open_mouth_smile", "nasolabial_depth_mm"),
        "nasolabial fold direction in a smile": ratio("open_mouth_smile", "nasolabial_angle_deg"),
        "corner movement in a smile": share("open_mouth_smile"),
        "lower lip movement": share("lower_teeth"),
        "ocular": none(ocular),
        "midfacial": none(off("cheilion")),
        "mentalis": none(off("chin")),
        "platysmal": none(off("jaw")),
    }
    return EfaceLike(side, items)
