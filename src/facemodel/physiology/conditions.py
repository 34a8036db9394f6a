"""Conditions of nerve and muscle: those that menus and case files name, and several in one face.

Every preset is healthy at severity 0, as tabled at severity 1, and changes in proportion between
(synkinesis has tabled columns for mild, moderate and severe: 1/3, 2/3 and 1). Sided ones can lie
on either side.

Examples
--------
>>> import facemodel as fm
>>> weak = fm.conditions.house_brackmann(4, side="left").drive(fm.expression("brow_raise"))
>>> print(weak[fm.MUSCLES.index("frontalis_medial_left")].round(2))
0.05
"""

import numpy as np

from facemodel.anatomy.checks import check_kind
from facemodel.errors import FaceModelError, checks_keywords
from facemodel.physiology.constitution import (
    ageing,
    asymmetric_lower_lip,
    gummy_smile,
    healthy_natural,
    hyperkinetic_frown,
)
from facemodel.physiology.drive import STRONGEST, Condition, healthy
from facemodel.physiology.nerve import (
    BRANCH_NAMES,
    BRANCHES,
    house_brackmann,
    marginal_mandibular_palsy,
    palsy,
    postparalytic_synkinesis,
    temporal_branch_injury,
)
from facemodel.physiology.presets import PRESETS, Preset, by_name
from facemodel.physiology.recovery import (
    post_parotidectomy_recovery,
    post_trauma_zygomatic,
    recovery,
    rehabilitation,
)
from facemodel.physiology.severity import SEVERITIES, severity_level
from facemodel.physiology.spasm import processes
from facemodel.physiology.spasm.overactivity import (
    blepharospasm,
    bruxism,
    facial_dystonia_lower,
    hemifacial_spasm,
    meige,
)
from facemodel.physiology.spasm.processes import attack_and_release, spasm_weights
from facemodel.physiology.synkinesis import GROUP_INTENTS, GROUPS, group_intents

__all__ = [
    "BRANCHES", "BRANCH_NAMES", "GROUPS", "GROUP_INTENTS", "PRESETS", "SEVERITIES", "Condition",
    "Preset", "ageing", "asymmetric_lower_lip", "attack_and_release", "blepharospasm", "bruxism",
    "by_name", "combine", "facial_dystonia_lower", "group_intents", "gummy_smile", "healthy",
    "healthy_natural", "hemifacial_spasm", "house_brackmann", "hyperkinetic_frown",
    "marginal_mandibular_palsy", "meige", "palsy", "post_parotidectomy_recovery",
    "post_trauma_zygomatic", "postparalytic_synkinesis", "recovery", "rehabilitation",
    "severity_level", "spasm_weights", "temporal_branch_injury",
]  # fmt: skip


@checks_keywords
def combine(*conditions: Condition, name: str | None = None) -> Condition:
    """Several conditions in one face.

    Conduction and strength multiply; synkinesis, involuntary contraction and what each adds to
    normal tone add up (within 0..1, strength within 0..3); processes run together, each muscle
    following the strongest.

    Parameters
    ----------
    *conditions : Condition
        Of people whose normal tone is the same.
    name : str, optional
        None: their names, joined.

    Returns
    -------
    Condition

    Raises
    ------
    FaceModelError
        For what is no condition, and where normal tone differs.

    Examples
    --------
    >>> import facemodel as fm
    >>> palsy, age = fm.conditions.house_brackmann(3), fm.conditions.ageing()
    >>> fm.conditions.combine(palsy, age).name
    'hb_3 + ageing'
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
        process=_together(conditions),
        age_years=max(ages) if ages else None,
    )


def _together(conditions: tuple[Condition, ...]) -> processes.Together | None:
    """The processes of these at once, where there is one; what does not change stays held."""
    if not any(one.process for one in conditions):
        return None
    return processes.Together(
        tuple(
            one.process or processes.Held(one.involuntary)
            for one in conditions
            if one.process or one.involuntary.any()
        )
    )
