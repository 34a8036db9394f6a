"""Muscles that do too much, on healthy nerves: spasms, dystonias, strong muscles, and ageing.

Figures are read when a condition is made: constants presets and processes.
"""

import numpy as np

from facemodel.anatomy.checks import check_side, number
from facemodel.anatomy.muscles import INDEX, MUSCLES, SIDES, TONE, Side
from facemodel.data import constants
from facemodel.errors import checks_keywords
from facemodel.physiology.condition_table import acts_on
from facemodel.physiology.drive import GROUP_INTENTS, Condition, healthy, per_muscle
from facemodel.physiology.nerve import columns_of, facial
from facemodel.physiology.severity import Severity, between_severities, severity_level
from facemodel.physiology.spasm import processes
from facemodel.physiology.spasm.processes import spasm_weights

M = len(MUSCLES)


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
def hemifacial_spasm(
    side: Side = "left",
    severity: Severity | float = "moderate",
    amplitude: float | None = None,
    ephaptic: float | None = None,
    seed: int = 0,
) -> Condition:
    """One half of the face contracts unasked.

    severity: "mild", "moderate", "severe" or 0..1. Held (no time given), as in a tonic phase: at
    severity 1 the eye's ring contracts to `amplitude` of its full force (None: constant
    processes.spasm.held), other muscles by spasm_weights(). With a time: clusters of bursts
    (processes.py). `ephaptic` of every eye closure reaches the spasm's lower face, and of every
    mouth movement the eye's ring (None: constant processes.spasm.ephaptic).
    """
    check_side(side)
    level = severity_level(severity)
    if amplitude is None:
        amplitude = constants.value("processes.spasm.held")
    if ephaptic is None:
        ephaptic = constants.value("processes.spasm.ephaptic")
    amplitude, ephaptic = number("amplitude", amplitude, 0, 1), number("ephaptic", ephaptic, 0, 1)
    involuntary = np.zeros(M)
    synkinesis = np.zeros((M, len(GROUP_INTENTS)))
    eye, mouth = (columns_of(part, side) for part in ("eye", "mouth"))
    ring, upper = (acts_on("hemifacial_spasm", role) for role in ("eye", "brow"))
    for stem, weight in spasm_weights().items():
        muscle = INDEX[f"{stem}_{side}"]
        involuntary[muscle] = amplitude * level * weight
        if stem in ring:
            synkinesis[muscle, mouth] = ephaptic * level
        elif stem not in upper:
            synkinesis[muscle, eye] = ephaptic * level
    return Condition(
        "hemifacial_spasm",
        side,
        level,
        synkinesis=synkinesis,
        involuntary=involuntary,
        process=processes.HemifacialSpasm(side, level, seed),
    )


@checks_keywords
def blepharospasm(severity: Severity | float = "moderate", seed: int = 0) -> Condition:
    """Both eyes are pressed shut unasked; held at the height of a spasm when no time is given."""
    level = severity_level(severity)
    return Condition(
        "blepharospasm",
        severity=level,
        involuntary=processes.blepharospasm_height(level),
        process=processes.Blepharospasm(level, seed),
    )


@checks_keywords
def meige(severity: Severity | float = "moderate", seed: int = 0) -> Condition:
    """Blepharospasm with rhythmic contraction of mouth, jaw and neck (Meige syndrome)."""
    level = severity_level(severity)
    held = np.maximum(processes.blepharospasm_height(level), processes.meige_height(level))
    return Condition(
        "meige", severity=level, involuntary=held, process=processes.Meige(level, seed)
    )


@checks_keywords
def facial_dystonia_lower(severity: Severity | float = "moderate") -> Condition:
    """Neck, mouth ring and corner depressors hold a contraction that nobody asked for (5.3)."""
    level = severity_level(severity)
    held = _mild_to_severe("dystonia.held", level)
    return Condition(
        "facial_dystonia_lower",
        severity=level,
        involuntary=per_muscle(_both("facial_dystonia_lower", "held", held), 0.0),
    )


@checks_keywords
def bruxism(severity: Severity | float = "moderate") -> Condition:
    """The jaw's closers never rest, and the masseters have grown."""
    level = severity_level(severity)
    tone = np.where(
        per_muscle(_both("bruxism", "toned", 1.0), 0.0) > 0,
        np.maximum(TONE, _mild_to_severe("bruxism.tone", level)),
        TONE,
    )
    grown = 1 + level * (constants.value("presets.bruxism.strength") - 1)
    strength = per_muscle(_both("bruxism", "stronger", grown), 1.0)
    return Condition("bruxism", severity=level, tone=tone, strength=strength)


@checks_keywords
def hyperkinetic_frown(severity: Severity | float = 1.0) -> Condition:
    """Corrugators that are stronger than average and never quite at rest."""
    level = severity_level(severity)
    both = _both("hyperkinetic_frown", "stronger", 1.0)
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
    strength = per_muscle(_both("gummy_smile", "stronger", gain), 1.0)
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


def _both(condition: str, role: str, value: float) -> dict[str, float]:
    """A value for the muscles of both sides that a condition acts on in a role."""
    return {f"{stem}_{side}": value for stem in acts_on(condition, role) for side in SIDES}


def _mild_to_severe(name: str, level: float) -> float:
    """A figure tabled for mild (1/3) and severe (1), in proportion between, 0 at severity 0."""
    mild, severe = (constants.value(f"presets.{name}_{s}") for s in ("mild", "severe"))
    return float(between_severities([mild, (mild + severe) / 2, severe], level))


MAKERS = (
    healthy, healthy_natural, hemifacial_spasm, blepharospasm, meige, facial_dystonia_lower,
    bruxism, hyperkinetic_frown, gummy_smile, asymmetric_lower_lip, ageing,
)  # fmt: skip
"""Functions that rows of conditions.csv name."""
