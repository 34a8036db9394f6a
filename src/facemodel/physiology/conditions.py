"""Conditions of nerve and muscle: those that menus and case files name, and several in one face.

Every preset is healthy at severity 0, as tabled at severity 1, and changes in proportion between
(synkinesis has tabled columns for mild, moderate and severe: 1/3, 2/3 and 1). Sided ones can lie
on either side.

Examples
--------
>>> import facemodel as fm
>>> spasm = fm.conditions.hemifacial_spasm("left", "moderate")
>>> smile = fm.expression("smile_social")
>>> left = fm.MUSCLES.index("orbicularis_oculi_palpebral_left")
>>> round(float(spasm.drive(smile)[left] - smile[left]), 2)
0.53
"""

import numpy as np

from facemodel.anatomy.checks import check_kind
from facemodel.errors import FaceModelError, checks_keywords
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
from facemodel.physiology.presets import PRESETS, Preset, by_name
from facemodel.physiology.recovery import recovery, rehabilitation
from facemodel.physiology.severity import SEVERITIES, severity_level
from facemodel.physiology.spasm import processes
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


@checks_keywords
def combine(*conditions: Condition, name: str | None = None) -> Condition:
    """Several conditions in one face.

    Conduction and strength multiply; synkinesis, involuntary contraction and what each adds to
    normal tone add up (within 0..1, strength within 0..3); processes run together, each muscle
    following the strongest.

    Parameters
    ----------
    *conditions : Condition
        Those to combine; none gives a healthy face.
    name : str, optional
        Of the result; the names joined by " + " unless given.

    Returns
    -------
    Condition

    Raises
    ------
    FaceModelError
        For conditions of people whose normal tone differs.

    Examples
    --------
    >>> import facemodel as fm
    >>> both = fm.conditions.combine(fm.conditions.bruxism(), fm.conditions.gummy_smile())
    >>> both.name, round(float(both.strength.max()), 2)
    ('bruxism + gummy_smile', 2.5)
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
