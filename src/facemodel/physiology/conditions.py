"""Conditions of nerve and muscle: those that menus and case files name, and several in one face.

Every preset is healthy at severity 0, as tabled at severity 1, and changes in proportion between
(synkinesis has tabled columns for mild, moderate and severe: 1/3, 2/3 and 1). Sided ones can lie
on either side.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from facemodel.anatomy.checks import check_kind, whole
from facemodel.anatomy.muscles import Side
from facemodel.data.showing import Listing
from facemodel.errors import FaceModelError, checks_keywords, unknown
from facemodel.physiology import nerve
from facemodel.physiology.condition_table import ROWS, Row, unknown_condition
from facemodel.physiology.drive import (
    GROUP_INTENTS,
    GROUPS,
    STRONGEST,
    Condition,
    group_intents,
    healthy,
)
from facemodel.physiology.nerve import (
    BRANCH_NAMES,
    BRANCHES,
    house_brackmann,
    marginal_mandibular_palsy,
    palsy,
    post_parotidectomy_recovery,
    post_trauma_zygomatic,
    postparalytic_synkinesis,
    temporal_branch_injury,
)
from facemodel.physiology.recovery import recovery, rehabilitation
from facemodel.physiology.severity import SEVERITIES, Severity, severity_level
from facemodel.physiology.spasm import overactivity, processes
from facemodel.physiology.spasm.overactivity import (
    ageing,
    asymmetric_lower_lip,
    blepharospasm,
    bruxism,
    facial_dystonia_lower,
    gummy_smile,
    healthy_natural,
    hemifacial_spasm,
    hyperkinetic_frown,
    meige,
)
from facemodel.physiology.spasm.processes import attack_and_release, spasm_weights

__all__ = [
    "BRANCHES",
    "BRANCH_NAMES",
    "GROUPS",
    "GROUP_INTENTS",
    "PRESETS",
    "SEVERITIES",
    "Condition",
    "Preset",
    "ageing",
    "asymmetric_lower_lip",
    "attack_and_release",
    "blepharospasm",
    "bruxism",
    "by_name",
    "combine",
    "facial_dystonia_lower",
    "group_intents",
    "gummy_smile",
    "healthy",
    "healthy_natural",
    "hemifacial_spasm",
    "house_brackmann",
    "hyperkinetic_frown",
    "marginal_mandibular_palsy",
    "meige",
    "palsy",
    "post_parotidectomy_recovery",
    "post_trauma_zygomatic",
    "postparalytic_synkinesis",
    "recovery",
    "rehabilitation",
    "severity_level",
    "spasm_weights",
    "temporal_branch_injury",
]


@dataclass(frozen=True)
class Preset:
    """A condition as menus and case files offer it.

    sided     whether it lies on one side
    graded    whether it has a severity
    severity  what it has unless another is given
    make      (side, severity) -> Condition, without side where it has none
    cite      keys of the works it rests on; why: what was taken from them, or the ground of choice
    """

    name: str
    label: str
    sided: bool
    make: Callable[..., Condition]
    about: str
    cite: tuple[str, ...] = ()
    why: str = "texts describe it in words; its numbers are chosen"
    mark: str = "assume"
    severity: float = 1.0
    graded: bool = True

    def of(self, side: Side = "left", severity: Severity | float | None = None) -> Condition:
        """The condition; side and severity go unused where it has none."""
        level = self.severity if severity is None else severity
        return self.make(*((side,) if self.sided else ()), *((level,) if self.graded else ()))


MAKERS = {one.__name__: one for home in (nerve, overactivity) for one in home.MAKERS}
"""Functions by the names that rows of conditions.csv have of them."""


def _preset(row: Row) -> Preset:
    if row.make and row.make not in MAKERS:
        said = unknown("function of a condition", row.make, MAKERS)
        raise FaceModelError(
            f"conditions.csv ({row.name}): column make: {said} Write it in overactivity.py or "
            "nerve.py, and name it in MAKERS"
        )
    return Preset(
        row.name,
        row.label,
        row.sided,
        MAKERS[row.make] if row.make else partial(nerve.of_row, row.name),
        row.about,
        row.cite,
        row.why,
        row.mark,
        SEVERITIES[row.severity],
        row.graded,
    )


PRESETS: Mapping[str, Preset] = Listing(
    {row.name: _preset(row) for row in ROWS.values()},
    "conditions",
    ("name", "condition", "sides", "works"),
    lambda name, one: (name, one.label, "one" if one.sided else "both", one.cite),
)
"""Conditions by name, each with what it looks like, its works and its reason.

Examples
--------
>>> import facemodel as fm
>>> fm.conditions.PRESETS["gummy_smile"].about
'a smile that shows the gum'
"""


@checks_keywords
def by_name(
    name: str,
    side: Side | None = None,
    severity: Severity | float | None = None,
    seed: int = 0,
) -> Condition:
    """The condition a menu or case file names; PRESETS lists them.

    side: "left" unless given, and left out for conditions of both sides. severity: as PRESETS says
    unless given, and left out for `healthy`. seed: of the process in seconds, where there is one.
    """
    if not isinstance(name, str) or name not in PRESETS:
        raise unknown_condition(name)
    preset = PRESETS[name]
    if side is not None and not preset.sided:
        what = "neither side nor severity" if not preset.graded else "no side"
        raise FaceModelError(f"{name!r} has {what}; leave it out")
    if severity is not None and not preset.graded:
        raise FaceModelError(f"{name!r} has neither side nor severity; leave them out")
    seed = whole("a seed", seed, 0)
    made = preset.of("left" if side is None else side, severity)
    if made.process is None:
        return made
    # the processes of presets are dataclasses with a seed
    return replace(made, process=replace(made.process, seed=seed))  # type: ignore[type-var]


@checks_keywords
def combine(*conditions: Condition, name: str | None = None) -> Condition:
    """Several conditions in one face.

    Conduction and strength multiply; synkinesis, involuntary contraction and what each adds to
    normal tone add up (within 0..1, strength within 0..3); processes run together, each muscle
    following the strongest. Errors: conditions of people whose normal tone differs.
    """
    for one in conditions:
        check_kind("a condition", one, Condition, "make one with fm.conditions")
    if not conditions:
        return healthy()
    normal = conditions[0].normal_tone
    if not all(np.array_equal(one.normal_tone, normal) for one in conditions):
        raise FaceModelError(
            "these conditions are of people whose normal tone differs; combine them as of the "
            "average person, then give the result to one person's in_condition"
        )
    sides = {one.side for one in conditions if one.side}
    ages = [one.age_years for one in conditions if one.age_years is not None]
    running = any(one.process for one in conditions)
    parts = tuple(
        one.process or processes.Held(one.involuntary)
        for one in conditions
        if one.process or one.involuntary.any()
    )

    def total(field: str) -> np.ndarray:
        return np.clip(sum(getattr(one, field) for one in conditions), 0, 1)

    return Condition(
        name or " + ".join(one.name for one in conditions),
        sides.pop() if len(sides) == 1 else None,
        max(one.severity for one in conditions),
        conduction=np.prod([one.conduction for one in conditions], axis=0),
        synkinesis=total("synkinesis"),
        tone=np.clip(normal + sum(one.tone - normal for one in conditions), 0, 1),
        normal_tone=normal,
        strength=np.minimum(np.prod([one.strength for one in conditions], axis=0), STRONGEST),
        involuntary=total("involuntary"),
        process=processes.Together(parts) if running else None,
        age_years=max(ages) if ages else None,
    )
