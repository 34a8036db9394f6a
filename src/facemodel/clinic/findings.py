"""What treated and untreated faces of one condition differ in, as measures of each complication."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from facemodel.anatomy.expressions import expression
from facemodel.anatomy.mesh import Mesh
from facemodel.anatomy.muscles import MUSCLES, SIDES
from facemodel.clinic.excursions import landmark_vertices
from facemodel.clinic.measures import palpebral_fissures_mm
from facemodel.data import constants
from facemodel.physiology.drive import Condition
from facemodel.physiology.people import Person, average

M = len(MUSCLES)
TASKS = (
    "brow_raise",
    "gentle_eye_closure",
    "open_mouth_smile",
    "lower_teeth",
    "lip_pucker",
)


@dataclass(frozen=True)
class _Kind:
    says: str
    """What happened, with {side}, {measured} and the figures in mm {before} and {after}."""
    unit: str
    blames: tuple[str, ...]
    """Stems of muscles whose weakness does it."""


COMPLICATIONS: Mapping[str, _Kind] = MappingProxyType(
    {
        "lid_ptosis": _Kind(
            "the {side} upper lid falls {measured:.1f} mm at rest, from {before:z.1f} to "
            "{after:z.1f} mm above the pupil's middle",
            "mm",
            ("levator_palpebrae_superioris",),
        ),
        "brow_ptosis": _Kind(
            "the {side} brow sinks {measured:.1f} mm at rest, from {before:z.1f} to "
            "{after:z.1f} mm above the pupil's middle",
            "mm",
            ("frontalis_medial", "frontalis_lateral"),
        ),
        "lateral_escape": _Kind(
            "with raised brows the {side} outer brow rises {measured:.1f} mm over its middle, "
            "from {before:z.1f} to {after:z.1f} mm",
            "mm",
            ("frontalis_medial",),
        ),
        "smile_asymmetry": _Kind(
            "the {side} mouth corner loses {measured:.0f} % more of its smile than the other: "
            "its movement goes from {before:z.1f} to {after:z.1f} mm",
            "%",
            ("zygomaticus_major", "zygomaticus_minor", "risorius", "levator_labii_superioris"),
        ),
        "narrow_smile": _Kind(
            "the {side} mouth corner loses {measured:.0f} % of its smile: its movement "
            "falls from {before:z.1f} to {after:z.1f} mm",
            "%",
            ("zygomaticus_major", "zygomaticus_minor", "risorius", "levator_labii_superioris"),
        ),
        "lagophthalmos": _Kind(
            "the {side} eye, closed gently, stays {measured:.1f} mm wider open than before: "
            "the gap goes from {before:z.1f} to {after:z.1f} mm",
            "mm",
            ("orbicularis_oculi_palpebral",),
        ),
        "lower_lip_asymmetry": _Kind(
            "when the lower teeth are shown the lower lip stands {measured:.1f} mm higher on "
            "the {side} than before, from {before:z.1f} to {after:z.1f} mm above the other "
            "side",
            "mm",
            ("depressor_labii_inferioris", "depressor_anguli_oris", "platysma"),
        ),
        "oral_incompetence": _Kind(
            "the lips keep only {measured:.0f} % of a pucker: a corner's movement falls from "
            "{before:z.1f} to {after:z.1f} mm",
            "%",
            (
                "orbicularis_oris_lower_peripheral",
                "orbicularis_oris_upper_peripheral",
                "orbicularis_oris_lower_marginal",
                "orbicularis_oris_upper_marginal",
                "incisivus",
            ),
        ),
        "flat_smile": _Kind(
            "the {side} upper lip keeps only {measured:.0f} % of its lift in a smile: it "
            "falls from {before:z.1f} to {after:z.1f} mm",
            "%",
            (
                "levator_labii_superioris",
                "levator_labii_superioris_alaeque_nasi",
                "zygomaticus_minor",
            ),
        ),
        "commissure_droop": _Kind(
            "the {side} mouth corner sinks {measured:.1f} mm at rest, from {before:z.1f} to "
            "{after:z.1f} mm below the pupil's middle",
            "mm",
            ("zygomaticus_major", "zygomaticus_minor", "levator_anguli_oris", "buccinator"),
        ),
    }
)
"""Complications by name; `dysphagia_warning` is a warning about a dose in the neck, not a finding.
"""


KEPT = ("oral_incompetence", "flat_smile")
"""Complications that are a share of movement: flagged below their threshold, not above it."""


def is_beyond(name: str, measured):
    """Whether a finding (...) lies beyond its threshold."""
    threshold = constants.value(f"complications.{name}")
    return measured < threshold if name in KEPT else measured > threshold


@dataclass(frozen=True)
class Finding:
    """What one complication measures on one side, flagged or not.

    name, side     of COMPLICATIONS; "left", "right" or "both"
    measured       what is judged: a change in mm, or per cent of a movement lost or kept
    before, after  mm, untreated and treated: the two figures that `measured` comes from
    The three are floats of one person, or arrays (...) of many.
    """

    name: str
    side: str
    measured: Any
    before: Any
    after: Any

    def says(self) -> str:
        """The finding of one person in words."""
        return COMPLICATIONS[self.name].says.format_map(vars(self))


def findings(face, condition: Condition, left: np.ndarray, person: Person | None) -> list[Finding]:
    """Every Finding of one person on every side, flagged or not."""
    who = average() if person is None else person

    def frames(remaining) -> dict[str, np.ndarray]:
        tasks = {"rest": np.zeros(M)} | {t: expression(t)[:M] for t in TASKS}
        return {t: face.deform(who.drive(condition, u, remaining)) for t, u in tasks.items()}

    found = compared(face.mesh, frames(1.0), frames(left))
    number = lambda one: [float(x) for x in (one.measured, one.before, one.after)]  # noqa: E731
    return [Finding(one.name, one.side, *number(one)) for one in found]


Frames = Mapping[str, np.ndarray]
"""Vertices (..., V, 3) mm at "rest" and in each of TASKS; leading axes are people."""


def compared(mesh: Mesh, before: Frames, after: Frames) -> list[Finding]:
    """Every Finding (...) on every side, in the order of COMPLICATIONS."""
    both = (before, after)
    kept = {s: _kept(mesh, both, "open_mouth_smile", f"cheilion_{s}") for s in SIDES}
    found = [one for k in range(len(SIDES)) for one in _of_side(mesh, both, kept, k)]
    left, right = (_kept(mesh, both, "lip_pucker", f"cheilion_{s}") for s in SIDES)
    worse = [np.where(left[0] <= right[0], a, b) for a, b in zip(left, right, strict=True)]
    found.append(Finding("oral_incompetence", "both", *worse))
    order = list(COMPLICATIONS)
    return sorted(found, key=lambda one: order.index(one.name))


def _of_side(mesh: Mesh, both, smile, k: int) -> Iterator[Finding]:
    """The findings of one side; smile: side -> what _kept says of its corner."""
    side, other = SIDES[k], SIDES[1 - k]
    pupil = mesh.eye_centres[k][1]
    share, had, has = smile[side]

    def change(name: str, figure, zero: float = 0.0) -> Finding:
        """How much `figure` (frames -> mm) has grown; it is told from `zero`."""
        first, second = map(figure, both)
        return Finding(name, side, second - first, first - zero, second - zero)

    def sinks(name: str, landmark: str) -> Finding:
        """How much a landmark lies lower at rest, told as its height above the pupil."""
        first, second = (_at(mesh, frames, "rest", f"{landmark}_{side}")[..., 1] for frames in both)
        return Finding(name, side, first - second, first - pupil, second - pupil)

    def escape(frames) -> np.ndarray:
        outer, middle = (
            _at(mesh, frames, "brow_raise", f"brow_{part}_{side}")[..., 1]
            for part in ("outer", "mid")
        )
        return outer - middle

    def lip(frames) -> np.ndarray:
        a, b = (
            _moved(mesh, frames, "lower_teeth", f"lower_lip_lat_{s}")[..., 1] for s in (side, other)
        )
        return a - b

    def depth(frames) -> np.ndarray:
        return -_at(mesh, frames, "rest", f"cheilion_{side}")[..., 1]

    def gap(frames) -> np.ndarray:
        return palpebral_fissures_mm(mesh, frames["gentle_eye_closure"])[..., k]

    yield sinks("lid_ptosis", "upper_lid")
    yield sinks("brow_ptosis", "brow_mid")
    yield change("lateral_escape", escape)
    yield Finding("smile_asymmetry", side, smile[other][0] - share, had, has)
    yield Finding("narrow_smile", side, 100 - share, had, has)
    yield change("lagophthalmos", gap)
    yield change("lower_lip_asymmetry", lip)
    lift = _kept(mesh, both, "open_mouth_smile", f"crista_philtri_{side}", axis=1)
    yield Finding("flat_smile", side, *lift)
    yield change("commissure_droop", depth, zero=-pupil)


def _at(mesh: Mesh, frames: Frames, task: str, landmark: str) -> np.ndarray:
    return frames[task][..., landmark_vertices(mesh, [landmark])[0], :]


def _moved(mesh: Mesh, frames: Frames, task: str, landmark: str) -> np.ndarray:
    return _at(mesh, frames, task, landmark) - _at(mesh, frames, "rest", landmark)


def _kept(mesh: Mesh, both, task: str, landmark: str, axis: int | None = None):
    """Per cent of a landmark's movement that is left, along the movement it had; both in mm."""
    had, has = (_moved(mesh, frames, task, landmark) for frames in both)
    way = had[..., axis] if axis is not None else np.linalg.norm(had, axis=-1)
    along = has[..., axis] if axis is not None else (has * had).sum(-1) / np.maximum(way, 1e-9)
    share = np.where(way > 0.5, 100 * along / np.where(way > 0.5, way, 1), 100.0)
    return share, way, along
