"""The muscles of the face: their names, order, sides, dampening regions and tabled anatomy."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType
from typing import Any, Literal

import numpy as np

from facemodel.errors import unknown

Side = Literal["left", "right"]
SIDES: tuple[Side, Side] = ("left", "right")


@dataclass(frozen=True)
class Muscle:
    """One row of muscles.csv: anatomy of a muscle (left side; the right is its mirror image).

    Coordinates are frontal, in mm, on the canonical face whose origin lies between the pupils
    (interpupillary distance 63 mm); forces in N; `tone_share` is the share of full contraction
    that shapes the face at rest. Course, force, tone and ED50 each have a mark as in
    facemodel.constants, the keys of the works they rest on, and the reason.
    """

    stem: str
    region: str
    action: str
    branch: str
    action_units: str
    shape: str
    origin: str
    insertion: str
    origin_x_mm: float
    origin_y_mm: float
    insertion_x_mm: float
    insertion_y_mm: float
    depth_mm: float
    width_mm: float
    thickness_mm: float
    csa_mm2: float
    force_n: float
    tone_share: float
    ed50_units: float
    geometry_mark: str
    geometry_cite: tuple[str, ...]
    geometry_why: str
    force_mark: str
    force_cite: tuple[str, ...]
    force_why: str
    tone_mark: str
    tone_cite: tuple[str, ...]
    tone_why: str
    ed50_mark: str
    ed50_cite: tuple[str, ...]
    ed50_why: str


def _read_table() -> tuple[Muscle, ...]:
    text = resources.files("facemodel.data").joinpath("muscles.csv").read_text("utf-8")
    rows: list[dict[str, Any]] = [
        {k: _cell(k, cell) for k, cell in row.items()} for row in csv.DictReader(text.splitlines())
    ]
    return tuple(Muscle(**row) for row in rows)


def _cell(column: str, text: str) -> Any:
    if column.endswith("_cite"):
        return tuple(text.split())
    return float(text or "nan") if Muscle.__annotations__[column] is float else text


TABLE: tuple[Muscle, ...] = _read_table()
STEMS: tuple[str, ...] = tuple(m.stem for m in TABLE if m.stem != "jaw_openers")
"""The muscles that come in pairs, top of the face first."""

MUSCLES: tuple[str, ...] = (*(f"{s}_{side}" for side in SIDES for s in STEMS), "jaw_openers")
"""The order of every (..., M) array: all left muscles, all right ones, the jaw openers."""

EXTRA_CONTROLS = (
    "jaw_forward",
    "jaw_shift",
    "cheek_pressure",
    "gaze_yaw_left",
    "gaze_yaw_right",
    "gaze_pitch_left",
    "gaze_pitch_right",
)
CONTROLS: tuple[str, ...] = MUSCLES + EXTRA_CONTROLS
"""MUSCLES followed by what moves a face but is not a muscle."""

INDEX: Mapping[str, int] = MappingProxyType({name: i for i, name in enumerate(CONTROLS)})


def stem_of(muscle: str) -> str:
    """Name without its side: `zygomaticus_major_left` -> `zygomaticus_major`."""
    return muscle.removesuffix("_left").removesuffix("_right")


def side_of(muscle: str) -> str | None:
    """`left`, `right`, or None for what lies in the midline."""
    return next((s for s in SIDES if muscle.endswith("_" + s)), None)


def other_side(name: str) -> str:
    """The same thing on the other side; a midline name is its own mirror image."""
    if name.endswith("_left"):
        return name.removesuffix("left") + "right"
    if name.endswith("_right"):
        return name.removesuffix("right") + "left"
    return name


_BY_STEM = {m.stem: m for m in TABLE}


def info(muscle: str) -> Muscle:
    """The table row of a muscle, named with or without its side."""
    if muscle not in _BY_STEM and muscle not in MUSCLES:
        raise unknown("muscle", muscle, MUSCLES)
    return _BY_STEM[stem_of(muscle)]


def _regions() -> Mapping[str, tuple[str, ...]]:
    stems = dict.fromkeys(m.region for m in TABLE if m.region)
    order = [*REGION_STEMS]
    assert set(stems) == set(order)
    sided = {
        f"{region}_{side}": tuple(
            f"{m.stem}_{side}" for m in TABLE if m.region == region and m.stem in STEMS
        )
        for side in SIDES
        for region in order
    }
    return MappingProxyType({**sided, "jaw_midline": ("jaw_openers",)})


REGION_STEMS = (
    "forehead",
    "glabella",
    "eye",
    "nose",
    "cheek",
    "upper_lip",
    "smile",
    "mouth_ring",
    "mouth_corner",
    "lower_lip",
    "chin",
    "neck",
    "jaw",
)
REGIONS: Mapping[str, tuple[str, ...]] = _regions()
"""Dampening regions, top of the face first; every muscle is in one, the levator in none."""

MIRROR: np.ndarray = np.array([MUSCLES.index(other_side(m)) for m in MUSCLES])
"""(M,) index of each muscle's opposite: `activation[..., MIRROR]` is the mirrored activation."""
MIRROR.flags.writeable = False

TONE: np.ndarray = np.array([_BY_STEM[stem_of(m)].tone_share for m in MUSCLES])
"""(M,) normal resting tone t0, share of full contraction [assume]."""
TONE.flags.writeable = False
