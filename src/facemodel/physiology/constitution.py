"""How healthy faces differ: one side weaker, strong muscles, age.

Figures are read when a condition is made: constants presets.
"""

from facemodel.anatomy.checks import check_side
from facemodel.anatomy.muscles import TONE, Side, other_side
from facemodel.data import constants
from facemodel.errors import checks_keywords
from facemodel.physiology.condition_table import acts_on, both_sides
from facemodel.physiology.drive import Condition, healthy, per_muscle
from facemodel.physiology.nerve import facial
from facemodel.physiology.severity import Severity, severity_level


@checks_keywords
def healthy_natural(side: Side = "left", severity: Severity | float = "moderate") -> Condition:
    """A healthy face whose one side is somewhat weaker, as healthy faces are.

    At severity 1 it is one standard deviation of natural asymmetry weaker; fm.people has whole
    populations.

    Parameters
    ----------
    side : {"left", "right"}
        The weaker side.
    severity : {"mild", "moderate", "severe"} or float
        1/3, 2/3 and 1, or a number 0..1: healthy at 0, as tabled at 1.

    Returns
    -------
    Condition

    References
    ----------
    [Scriba1999]

    Examples
    --------
    >>> import facemodel as fm
    >>> made = fm.conditions.healthy_natural("left", 1.0)
    >>> print(made.strength[fm.MUSCLES.index("zygomaticus_major_left")].round(2))
    0.92
    """
    check_side(side)
    level = severity_level(severity)
    weaker = 1 - constants.value("presets.natural_asymmetry") * level
    strength = per_muscle(dict.fromkeys(facial(side), weaker), 1.0)
    return Condition("healthy_natural", side, level, strength=strength)


@checks_keywords
def hyperkinetic_frown(severity: Severity | float = 1.0) -> Condition:
    """Corrugators that are stronger than average and never quite at rest.

    Parameters
    ----------
    severity : {"mild", "moderate", "severe"} or float
        1/3, 2/3 and 1, or a number 0..1: healthy at 0, as tabled at 1.

    Returns
    -------
    Condition

    Examples
    --------
    >>> import facemodel as fm
    >>> made = fm.conditions.hyperkinetic_frown()
    >>> print(made.strength[fm.MUSCLES.index("corrugator_left")].round(2))
    1.3
    """
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
    """Lip elevators that lift the lip above the gum in a smile.

    Parameters
    ----------
    severity : {"mild", "moderate", "severe"} or float
        1/3, 2/3 and 1, or a number 0..1: healthy at 0, as tabled at 1.

    Returns
    -------
    Condition

    References
    ----------
    [Polo2008]

    Examples
    --------
    >>> import facemodel as fm
    >>> made = fm.conditions.gummy_smile()
    >>> print(made.strength[fm.MUSCLES.index("levator_labii_superioris_left")].round(2))
    2.5
    """
    level = severity_level(severity)
    gain = 1 + level * (constants.value("presets.gummy.strength") - 1)
    strength = per_muscle(both_sides("gummy_smile", "stronger", gain), 1.0)
    return Condition("gummy_smile", severity=level, strength=strength)


@checks_keywords
def asymmetric_lower_lip(side: Side = "left", severity: Severity | float = 1.0) -> Condition:
    """One depressor of the lower lip is stronger, the other weaker: more teeth show there.

    Parameters
    ----------
    side : {"left", "right"}
        The stronger side.
    severity : {"mild", "moderate", "severe"} or float
        1/3, 2/3 and 1, or a number 0..1: healthy at 0, as tabled at 1.

    Returns
    -------
    Condition

    References
    ----------
    [LowerLipPalsy2023]

    Examples
    --------
    >>> import facemodel as fm
    >>> made = fm.conditions.asymmetric_lower_lip("right")
    >>> print(made.strength[fm.MUSCLES.index("depressor_labii_inferioris_right")].round(2))
    1.5
    """
    check_side(side)
    level = severity_level(severity)
    stronger, weaker = (
        1 + level * (constants.value(f"presets.lower_lip.{name}") - 1)
        for name in ("strength", "weaker")
    )
    here = [f"{stem}_{side}" for stem in acts_on("asymmetric_lower_lip", "uneven")]
    there = [other_side(muscle) for muscle in here]
    strength = per_muscle(dict.fromkeys(here, stronger) | dict.fromkeys(there, weaker), 1.0)
    return Condition("asymmetric_lower_lip", side, level, strength=strength)


@checks_keywords
def ageing(severity: Severity | float = 1.0) -> Condition:
    """An older face: looser bed, sagging skin, etched lines.

    Parameters
    ----------
    severity : {"mild", "moderate", "severe"} or float
        0..1: 30 years at 0, 70 at 1.

    Returns
    -------
    Condition

    Examples
    --------
    >>> import facemodel as fm
    >>> fm.conditions.ageing(0.5).age_years
    50.0
    """
    level = severity_level(severity)
    years = 30 + level * (constants.value("presets.ageing.years") - 30)
    return Condition("ageing", severity=level, age_years=years)


MAKERS = (
    healthy, healthy_natural, hyperkinetic_frown, gummy_smile, asymmetric_lower_lip, ageing,
)  # fmt: skip
"""Functions that rows of conditions.csv name."""
