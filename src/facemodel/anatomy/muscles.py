"""The muscles of the face: their names, order, sides, dampening regions and tabled anatomy."""

import math
from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Annotated, Literal, get_args

import numpy as np
from msgspec import Meta, Struct

from facemodel.data import tables
from facemodel.data.showing import Listing
from facemodel.errors import FaceModelError, unknown

Side = Literal["left", "right"]
SIDES: tuple[Side, Side] = ("left", "right")
Region = Literal[
    "forehead", "glabella", "eye", "nose", "cheek", "upper_lip", "smile",
    "mouth_ring", "mouth_corner", "lower_lip", "chin", "neck", "jaw",
]  # fmt: skip
REGION_STEMS: tuple[str, ...] = get_args(Region)
Branch = Literal["temporal", "zygomatic", "buccal", "marginal_mandibular", "cervical"]
"""Branches of the facial nerve."""
Direction = Literal["outward", "inward", "up", "down", "forward", "back"]
OtherNerve = Literal["oculomotor", "trigeminal"]
Group = Literal[
    "eye_ring", "lids", "mouth_ring", "brow", "frown", "lip_elevators", "smile_lifters", "corner",
    "neck_and_corner", "mouth_and_neck", "jaw_closers", "holds_brow", "holds_corner",
]  # fmt: skip
"""Muscles that act together: groups that tables of conditions and the calibration name."""
JAW_OPENERS = "jaw_openers"
"""The one muscle, of several taken together, that has no sides."""
FIRST_DRAWN = 32
"""Muscles that share the first random numbers of a person; one that is added has its own."""
_Positive = Annotated[float, Meta(gt=0)]
_Share = Annotated[float, Meta(ge=0, le=1)]


class Muscle(Struct, frozen=True, kw_only=True):
    """One row of muscles.csv: anatomy, nerve and dose of a muscle, and its card of the atlas.

    Where it runs stands in courses.csv, how far it moves the skin in targets.csv. Nerve, thickness,
    tone, ED50 and weakness each have a mark as in facemodel.constants, the keys of the works they
    rest on, and the reason.

    stem         name without side; `region` it is dampened with, "" for none
    part_of      the whole muscle that it is a part of, as "frontalis"
    groups       that it acts in: what conditions and calibration do to a group reaches it
    branch       branches of the facial nerve, or other nerves, and the share each supplies
    nerve        the same in words, where anatomy knows more than `branch` says
    action_units of FACS, as text
    thickness_mm of its belly, which a needle's depth is compared with
    tone_share   of full contraction that shapes the face at rest
    ed50_units   dose that takes half of its strength; NaN where none is given, for ed50_why
    rest_synkinesis  share of the contraction at rest that a regrown nerve brings
    drawn        its place among the random numbers of a person; None, as for every muscle that came
                 later: it has random numbers of its own, so that nobody else changes
    landmark, direction  that show its work, on the left side
    start        stem of the muscle that must act for this one to show its work
    antagonists  stems of muscles that move the landmark the other way
    when_weak    what goes wrong when it is weakened by mistake
    """

    stem: Annotated[str, Meta(pattern="^[a-z]+(_[a-z]+)*$")]
    region: Region | Literal[""] = ""
    part_of: str = ""
    groups: tuple[Group, ...]
    action: str
    branch: Mapping[Branch | OtherNerve, _Positive]
    nerve: str = ""
    action_units: str
    origin: str
    insertion: str
    thickness_mm: Annotated[float, Meta(ge=0)]
    tone_share: Annotated[float, Meta(ge=0, lt=1)]
    ed50_units: _Positive = math.nan
    rest_synkinesis: _Share
    drawn: Annotated[int, Meta(ge=1, le=FIRST_DRAWN)] | None = None
    landmark: str
    direction: tuple[Direction, ...]
    start: str = ""
    antagonists: tuple[str, ...]
    when_weak: str
    branch_mark: tables.Mark
    branch_cite: tuple[str, ...] = ()
    branch_why: str
    thickness_mark: tables.Mark
    thickness_cite: tuple[str, ...] = ()
    thickness_why: str
    tone_mark: tables.Mark
    tone_cite: tuple[str, ...] = ()
    tone_why: str
    ed50_mark: tables.Mark
    ed50_cite: tuple[str, ...] = ()
    ed50_why: str = ""
    weak_mark: tables.Mark
    weak_cite: tuple[str, ...] = ()
    weak_why: str = ""

    def __post_init__(self) -> None:
        if not math.isclose(sum(self.branch.values()), 1):
            raise ValueError("the shares in column branch add up to something else than 1")
        if math.isnan(self.ed50_units) and not self.ed50_why:
            raise ValueError("give ed50_units a dose, or say in ed50_why why it has none")
        if not self.facial_branches and self.rest_synkinesis:
            raise ValueError(
                "rest_synkinesis is of the facial nerve, which does not drive it; set 0"
            )
        if self.facial_branches and self.stem == JAW_OPENERS:
            raise ValueError("a muscle without sides is driven by no branch of the facial nerve")

    @property
    def facial_branches(self) -> dict[str, float]:
        """Share of its nerve fibres that comes from each branch of the facial nerve."""
        return {name: part for name, part in self.branch.items() if name in FACIAL_BRANCHES}

    @property
    def nerve_in_words(self) -> str:
        return self.nerve or " + ".join(name.replace("_", " ") for name in self.branch)


FACIAL_BRANCHES: tuple[str, ...] = get_args(Branch)


def read() -> Mapping[str, Muscle]:
    """The rows of muscles.csv by stem. Errors: a row that is not whole; an unknown name."""
    found = tables.keyed(Muscle, "muscles.csv", "stem")
    wholes = [row.part_of for row in found.values() if row.part_of]
    places = [row.drawn for row in found.values() if row.drawn is not None]
    for line, row in enumerate(found.values(), 2):
        where = f"muscles.csv, line {line} ({row.stem}): column"
        for column, names in (("start", (row.start,)), ("antagonists", row.antagonists)):
            for name in filter(None, names):
                if name not in found:
                    raise FaceModelError(f"{where} {column}: {unknown('muscle', name, found)}")
        if wholes.count(row.part_of) == 1:
            known = unknown("whole", row.part_of, {one for one in wholes if wholes.count(one) > 1})
            raise FaceModelError(f"{where} part_of: nothing else is a part of it; {known}")
        if row.drawn is not None and places.count(row.drawn) > 1:
            raise FaceModelError(
                f"{where} drawn: another muscle has the number {row.drawn}; leave it empty for the "
                "new one, or every person changes"
            )
    return found


_BY_STEM: Mapping[str, Muscle] = read()
TABLE: tuple[Muscle, ...] = tuple(_BY_STEM.values())
STEMS: tuple[str, ...] = tuple(m.stem for m in TABLE if m.stem != JAW_OPENERS)
"""The muscles that come in pairs, top of the face first."""

MUSCLES: tuple[str, ...] = (*(f"{s}_{side}" for side in SIDES for s in STEMS), JAW_OPENERS)
"""The order of every (..., M) array: all left muscles, all right ones, the jaw openers.

Examples
--------
>>> import facemodel as fm
>>> len(fm.MUSCLES), fm.MUSCLES[17]
(63, 'zygomaticus_major_left')
"""

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
"""MUSCLES followed by what moves a face but is not a muscle: the order of (..., C) arrays.

Examples
--------
>>> import facemodel as fm
>>> fm.CONTROLS[len(fm.MUSCLES) :][:3]
('jaw_forward', 'jaw_shift', 'cheek_pressure')
"""

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


def info(muscle: str) -> Muscle:
    """The table row of a muscle, named with or without its side."""
    if muscle not in _BY_STEM and muscle not in MUSCLES:
        raise unknown("muscle", muscle, MUSCLES)
    return _BY_STEM[stem_of(muscle)]


@cache
def group(name: str) -> tuple[str, ...]:
    """Stems of the muscles in a group, of the parts of a muscle, or of the one muscle named."""
    if name in _BY_STEM:
        return (name,)
    found = tuple(m.stem for m in TABLE if name in (*m.groups, m.part_of))
    if not name or not found:
        wholes = dict.fromkeys(m.part_of for m in TABLE if m.part_of)
        raise unknown("group of muscles", name, (*get_args(Group), *wholes, *_BY_STEM))
    return found


def check_stems(column: str, names: Iterable[str], groups: bool = False) -> None:
    """ValueError, which a table's reader completes, where a column names a muscle there is not.

    groups: whether it may name groups, and muscles of several parts, as `group` reads them.
    """
    for name in names:
        if groups:
            try:
                group(name)
            except FaceModelError as error:
                raise ValueError(f"column {column}: {error}") from None
        elif name not in _BY_STEM:
            raise ValueError(f"column {column}: {unknown('muscle', name, _BY_STEM)}")


def _regions() -> Listing[str, tuple[str, ...]]:
    sided = {
        f"{region}_{side}": tuple(
            f"{m.stem}_{side}" for m in TABLE if m.region == region and m.stem in STEMS
        )
        for side in SIDES
        for region in REGION_STEMS
    }
    found = {**sided, "jaw_midline": (JAW_OPENERS,)}
    return Listing(found, "regions", ("region", "muscles"), lambda name, muscles: (name, muscles))


REGIONS: Listing[str, tuple[str, ...]] = _regions()
"""Muscles that are weakened together, by region, top of the face first.

Every muscle is in one region, the levator of the lid in none.

Examples
--------
>>> import facemodel as fm
>>> fm.REGIONS["lower_lip_left"]
('depressor_labii_inferioris_left',)
"""

MIRROR: np.ndarray = np.array([MUSCLES.index(other_side(m)) for m in MUSCLES])
"""(M,) index of each muscle's opposite: `activation[..., MIRROR]` is the mirrored activation."""
MIRROR.flags.writeable = False

TONE: np.ndarray = np.array([_BY_STEM[stem_of(m)].tone_share for m in MUSCLES])
"""(M,) normal resting tone t0, share of full contraction [assume]."""
TONE.flags.writeable = False
