"""The conditions that menus and case files name, and how several become one face.

Every preset is healthy at severity 0, as tabled at severity 1, and changes in proportion between
(synkinesis has tabled columns for mild, moderate and severe: 1/3, 2/3 and 1). Sided ones can lie
on either side.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from facemodel.anatomy.checks import check_kind, whole
from facemodel.anatomy.muscles import Side
from facemodel.errors import FaceModelError, checks_keywords
from facemodel.physiology.condition_names import unknown_condition
from facemodel.physiology.drive import STRONGEST, Condition, healthy
from facemodel.physiology.nerve import (
    house_brackmann,
    marginal_mandibular_palsy,
    of_grade,
    post_parotidectomy_recovery,
    post_trauma_zygomatic,
    postparalytic_synkinesis,
    temporal_branch_injury,
)
from facemodel.physiology.severity import Severity
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


def _grade(grade: int) -> Preset:
    roman = ("I", "II", "III", "IV", "V", "VI")[grade - 1]
    return Preset(
        f"hb_{grade}",
        f"facial palsy, House-Brackmann {roman}",
        True,
        lambda side="left", severity=1.0: house_brackmann(grade, side, severity),
        "the nerve of one side carries less, branch by branch",
        ("House1985",),
        "grades are published in words; conduction is chosen so that each is measured as itself",
    )


_MODERATE = 2 / 3
PRESETS: Mapping[str, Preset] = MappingProxyType(
    {
        p.name: p
        for p in (
            Preset("healthy", "healthy", False, healthy, "does what is intended", graded=False),
            Preset(
                "healthy_natural",
                "healthy, one side somewhat weaker",
                True,
                healthy_natural,
                "no healthy face is even",
                ("Scriba1999",),
                "movements of healthy people differ by 7 to 9 % between the sides",
                "seen",
                _MODERATE,
            ),
            Preset(
                "hemifacial_spasm",
                "hemifacial spasm",
                True,
                hemifacial_spasm,
                "one side contracts on its own, the eye first",
                ("WikiHemifacialSpasm", "MedscapeSpasm", "Nielsen1984", "Auger1979"),
                "the order of muscles and their spread to one another are published; numbers are "
                "chosen",
                severity=_MODERATE,
            ),
            Preset(
                "postparalytic_synkinesis",
                "synkinesis after a palsy",
                True,
                postparalytic_synkinesis,
                "weak, and every movement brings others with it",
                ("Beurskens2010", "BajajLuthra1998", "Pavese2013", "Funk2026"),
                "which movements join in, how often and how far is published; shares are chosen "
                "to come near",
                severity=_MODERATE,
            ),
            *(_grade(g) for g in range(1, 7)),
            Preset(
                "bells_acute_moderate",
                "acute palsy, moderate",
                True,
                of_grade("bells_acute_moderate", 4),
                "sudden weakness of one side",
            ),
            Preset(
                "bells_acute_severe",
                "acute palsy, severe",
                True,
                of_grade("bells_acute_severe", 6),
                "one side does not move and has lost its tone",
            ),
            Preset(
                "bells_chronic_flaccid",
                "chronic flaccid palsy",
                True,
                of_grade("bells_chronic_flaccid", 5),
                "hardly any movement for a long time; whether the healthy side does more or is "
                "tethered is an open question",
            ),
            Preset(
                "marginal_mandibular_palsy",
                "injured marginal mandibular branch",
                True,
                marginal_mandibular_palsy,
                "the lower lip of one side stays up",
            ),
            Preset(
                "temporal_branch_injury",
                "injured temporal branch",
                True,
                temporal_branch_injury,
                "the brow of one side stays down",
            ),
            Preset(
                "post_parotidectomy_recovery",
                "recovery after parotid surgery",
                True,
                post_parotidectomy_recovery,
                "weak, mild synkinesis, the other side overactive",
            ),
            Preset(
                "post_trauma_zygomatic",
                "recovery after injury of the zygomatic branch",
                True,
                post_trauma_zygomatic,
                "eye and cheek weak, mild synkinesis, the other side overactive",
            ),
            Preset(
                "blepharospasm",
                "blepharospasm",
                False,
                blepharospasm,
                "both eyes are pressed shut involuntarily",
                ("Jankovic1987",),
                "its severity is chosen so that the scale's grades come out",
                severity=_MODERATE,
            ),
            Preset(
                "meige",
                "Meige syndrome",
                False,
                meige,
                "eyes pressed shut, mouth and jaw in slow rhythm",
                severity=_MODERATE,
            ),
            Preset(
                "facial_dystonia_lower",
                "lower-face dystonia",
                False,
                facial_dystonia_lower,
                "mouth and neck hold a contraction",
                severity=_MODERATE,
            ),
            Preset(
                "bruxism",
                "bruxism",
                False,
                bruxism,
                "the jaw's closers never rest",
                severity=_MODERATE,
            ),
            Preset(
                "hyperkinetic_frown",
                "strong frown",
                False,
                hyperkinetic_frown,
                "corrugators stronger than average",
            ),
            Preset(
                "gummy_smile",
                "gummy smile",
                False,
                gummy_smile,
                "a smile that shows the gum",
                ("Polo2008",),
                "the gum that shows is published; the strength that shows it is chosen",
            ),
            Preset(
                "asymmetric_lower_lip",
                "uneven lower lip",
                True,
                asymmetric_lower_lip,
                "one depressor of the lower lip is stronger",
            ),
            Preset("ageing", "older face", False, ageing, "looser skin and etched lines"),
        )
    }
)
"""Conditions by name, each with what it looks like, its works and its reason."""


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
        raise unknown_condition(name, {p.name: p.label for p in PRESETS.values()})
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
