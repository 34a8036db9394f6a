"""How healthy faces differ: one side weaker, strong muscles, age.

Figures are read when a condition is made: constants presets.
"""

from facemodel.anatomy.checks import check_side
from facemodel.anatomy.muscles import TONE, Side
from facemodel.data import constants
from facemodel.errors import checks_keywords
from facemodel.physiology.condition_table import acts_on, both_sides
from facemodel.physiology.drive import Condition, healthy, per_muscle
from facemodel.physiology.nerve import facial
from facemodel.physiology.severity import Severity, severity_level


@checks_keywords
def healthy_natural(side: Side = "left", severity: Severity | float = "moderate") -> Condition:
    """A healthy face whose `side` is somewhat weaker, as healthy faces are: 8 % at severity 1.

    One standard deviation of natural asymmetry [Scriba1999]; see fm.people for whole populations.
    """
    check_side(side)
    level = severity_level(severity)
    weaker = 1 - constants.value("presets.natural_asymmetry") * level
    strength = per_muscle(dict.fromkeys(facial(side), weaker), 1.0)
    return Condition("healthy_natural", side, level, strength=strength)


@checks_keywords
def hyperkinetic_frown(severity: Severity | float = 1.0) -> Condition:
    """Corrugators that are stronger than average and never quite at rest."""
    level = severity_level(severity)
    both = both_sides("hyperkinetic_frown", "stronger", 1.0)
    stronger = 1 + level * (constants.value("presets.frown.strength") - 1)
    return Condition(
        "hyperkinetic_frown",
        severity=level,
        tone=TONE + per_muscle(dict.fromkeys(both, level * constants.value("presets.frown.tone"))),
        strength=per_muscle(dict.fromkeys(both, stronger), 1.0),
    )


@checks_keywords
def gummy_smile(severity: Severity | float = 1.0) -> Condition:
    """Lip elevators that lift the lip above the gum in a smile [Polo2008]."""
    level = severity_level(severity)
    gain = 1 + level * (constants.value("presets.gummy.strength") - 1)
    strength = per_muscle(both_sides("gummy_smile", "stronger", gain), 1.0)
    return Condition("gummy_smile", severity=level, strength=strength)


@checks_keywords
def asymmetric_lower_lip(side: Side = "left", severity: Severity | float = 1.0) -> Condition:
    """One depressor of the lower lip is stronger, so that a smile shows more teeth there (5.3)."""
    check_side(side)
    level = severity_level(severity)
    gain = 1 + level * (constants.value("presets.lower_lip.strength") - 1)
    stems = acts_on("asymmetric_lower_lip", "stronger")
    strength = per_muscle({f"{stem}_{side}": gain for stem in stems}, 1.0)
    return Condition("asymmetric_lower_lip", side, level, strength=strength)


@checks_keywords
def ageing(severity: Severity | float = 1.0) -> Condition:
    """An older face: looser bed, sagging skin, etched lines; 30 years at severity 0, 70 at 1."""
    level = severity_level(severity)
    years = 30 + level * (constants.value("presets.ageing.years") - 30)
    return Condition("ageing", severity=level, age_years=years)


MAKERS = (
    healthy, healthy_natural, hyperkinetic_frown, gummy_smile, asymmetric_lower_lip, ageing,
)  # fmt: skip
"""Functions that rows of conditions.csv name."""
