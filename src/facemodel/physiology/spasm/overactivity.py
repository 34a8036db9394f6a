"""Muscles that contract without being meant to: spasms and dystonias.

Figures are read when a condition is made: constants presets and processes.
"""

import numpy as np

from facemodel.anatomy.checks import check_side, number
from facemodel.anatomy.muscles import INDEX, MUSCLES, TONE, Side
from facemodel.data import constants
from facemodel.errors import checks_keywords
from facemodel.physiology.condition_table import acts_on, both_sides
from facemodel.physiology.drive import Condition, per_muscle
from facemodel.physiology.severity import Severity, between_severities, severity_level
from facemodel.physiology.spasm import processes
from facemodel.physiology.spasm.processes import spasm_weights
from facemodel.physiology.synkinesis import GROUP_INTENTS, columns_of

M = len(MUSCLES)


@checks_keywords
def hemifacial_spasm(
    side: Side = "left",
    severity: Severity | float = "moderate",
    amplitude: float | None = None,
    ephaptic: float | None = None,
    seed: int = 0,
) -> Condition:
    """One half of the face contracts without being meant to.

    Without a time it is held, as in a tonic phase; with one it comes in clusters of bursts.

    Parameters
    ----------
    side : {"left", "right"}
        The affected side.
    severity : {"mild", "moderate", "severe"} or float
        1/3, 2/3 and 1, or a number 0..1.
    amplitude : float, optional
        Share 0..1 of full force to which the eye's ring contracts at severity 1, other muscles by
        spasm_weights(); None: constant processes.spasm.held.
    ephaptic : float, optional
        Share 0..1 of every eye closure that reaches the spasm's lower face, and of every mouth
        movement that reaches the eye's ring; None: constant processes.spasm.ephaptic.
    seed : int
        Of the clusters of bursts that run when a time is given.

    Returns
    -------
    Condition

    References
    ----------
    [Nielsen1984], [Auger1979]

    Examples
    --------
    >>> import facemodel as fm
    >>> made = fm.conditions.hemifacial_spasm("left", "severe")
    >>> print(made.involuntary[fm.MUSCLES.index("orbicularis_oculi_palpebral_left")].round(2))
    0.6
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
    """Both eyes are pressed shut without being meant to.

    Parameters
    ----------
    severity : {"mild", "moderate", "severe"} or float
        1/3, 2/3 and 1, or a number 0..1: healthy at 0, as tabled at 1.
    seed : int
        Of the spasms that run when a time is given; without one they are held at their height.

    Returns
    -------
    Condition

    References
    ----------
    [Jankovic1987]

    Examples
    --------
    >>> import facemodel as fm
    >>> made = fm.conditions.blepharospasm("severe")
    >>> print(made.involuntary[fm.MUSCLES.index("orbicularis_oculi_palpebral_left")].round(2))
    0.95
    """
    level = severity_level(severity)
    return Condition(
        "blepharospasm",
        severity=level,
        involuntary=processes.blepharospasm_height(level),
        process=processes.Blepharospasm(level, seed),
    )


@checks_keywords
def meige(severity: Severity | float = "moderate", seed: int = 0) -> Condition:
    """Blepharospasm with rhythmic contraction of mouth, jaw and neck (Meige syndrome).

    Parameters
    ----------
    severity : {"mild", "moderate", "severe"} or float
        1/3, 2/3 and 1, or a number 0..1: healthy at 0, as tabled at 1.
    seed : int
        Of what runs when a time is given; without one it is held at its height.

    Returns
    -------
    Condition

    Examples
    --------
    >>> import facemodel as fm
    >>> made = fm.conditions.meige("severe")
    >>> print(made.involuntary[fm.MUSCLES.index("jaw_openers")].round(2))
    0.35
    """
    level = severity_level(severity)
    held = np.maximum(processes.blepharospasm_height(level), processes.meige_height(level))
    return Condition(
        "meige", severity=level, involuntary=held, process=processes.Meige(level, seed)
    )


@checks_keywords
def facial_dystonia_lower(severity: Severity | float = "moderate") -> Condition:
    """Neck, mouth ring and corner depressors hold a contraction that nobody means.

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
    >>> made = fm.conditions.facial_dystonia_lower("severe")
    >>> print(made.involuntary[fm.MUSCLES.index("platysma_left")].round(2))
    0.4
    """
    level = severity_level(severity)
    held = _mild_to_severe("dystonia.held", level)
    return Condition(
        "facial_dystonia_lower",
        severity=level,
        involuntary=per_muscle(both_sides("facial_dystonia_lower", "held", held), 0.0),
    )


@checks_keywords
def bruxism(severity: Severity | float = "moderate") -> Condition:
    """The jaw's closers never rest, and the masseters have grown.

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
    >>> made = fm.conditions.bruxism("severe")
    >>> print(made.strength[fm.MUSCLES.index("masseter_left")].round(2))
    1.2
    """
    level = severity_level(severity)
    tone = np.where(
        per_muscle(both_sides("bruxism", "toned", 1.0), 0.0) > 0,
        np.maximum(TONE, _mild_to_severe("bruxism.tone", level)),
        TONE,
    )
    grown = 1 + level * (constants.value("presets.bruxism.strength") - 1)
    strength = per_muscle(both_sides("bruxism", "stronger", grown), 1.0)
    return Condition("bruxism", severity=level, tone=tone, strength=strength)


def _mild_to_severe(name: str, level: float) -> float:
    """A figure tabled for mild (1/3) and severe (1), in proportion between, 0 at severity 0."""
    mild, severe = (constants.value(f"presets.{name}_{s}") for s in ("mild", "severe"))
    return float(between_severities([mild, (mild + severe) / 2, severe], level))


MAKERS = (hemifacial_spasm, blepharospasm, meige, facial_dystonia_lower, bruxism)
"""Functions that rows of conditions.csv name."""
