"""The facial nerve and what goes wrong with it: palsies by branch, and aberrant regeneration.

Figures are read when a condition is made: constants nerve, synkinesis, presets.
"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from facemodel.anatomy import muscles
from facemodel.anatomy.checks import check_side, number
from facemodel.anatomy.muscles import INDEX, MUSCLES, SIDES, TABLE, TONE, Side, other_side
from facemodel.data import constants
from facemodel.data.showing import Listing
from facemodel.errors import FaceModelError, checks_keywords, shown, unknown
from facemodel.physiology.condition_table import ROWS, branches, of_table
from facemodel.physiology.drive import STRONGEST, Condition, per_muscle
from facemodel.physiology.severity import Severity, between_severities, severity_level
from facemodel.physiology.synkinesis import LEVELS, synkinesis_matrix

M = len(MUSCLES)
BRANCH_NAMES = muscles.FACIAL_BRANCHES
"""Branches of the facial nerve, top of the face first."""
BRANCHES: Listing[str, Mapping[str, float]] = Listing(
    {m.stem: MappingProxyType(m.facial_branches) for m in TABLE if m.facial_branches},
    "muscles of the facial nerve",
    ("muscle", *BRANCH_NAMES),
    lambda stem, shares: (stem, *(shares.get(branch) for branch in BRANCH_NAMES)),
)
"""Share of each branch in each muscle of the facial nerve: column branch of muscles.csv."""


@checks_keywords
def palsy(
    name: str,
    side: Side,
    severity: Severity | float,
    conduction: Mapping[str, float],
    *,
    tone_kept: float = 1.0,
    other_side_strength: float = 1.0,
    synkinesis: Severity | float | None = None,
) -> Condition:
    """A facial nerve whose branches carry less: as given at severity 1, healthy at 0.

    Parameters
    ----------
    name : str
    side : {"left", "right"}
    severity : {"mild", "moderate", "severe"} or float
        1/3, 2/3 and 1, or a number 0..1: healthy at 0, as tabled at 1.
    conduction : mapping of str to float
        Share 0..1 by branch of BRANCH_NAMES; 1 where left out.
    tone_kept : float
        Share 0..1 of resting tone.
    other_side_strength : float
        Strength of the other side relative to an average one, 0..3.
    synkinesis : {"mild", "moderate", "severe"} or float, optional
        How severe; None for none.

    Returns
    -------
    Condition

    Raises
    ------
    FaceModelError
        For an unknown side, branch or severity, and a number out of range.

    Examples
    --------
    >>> import facemodel as fm
    >>> made = fm.conditions.palsy("brow", "left", 1.0, {"temporal": 0.2})
    >>> print(made.conduction[fm.MUSCLES.index("frontalis_medial_left")].round(2))
    0.2
    """
    check_side(side)
    level = severity_level(severity)
    if not isinstance(conduction, Mapping):
        raise FaceModelError("conduction is a mapping of branches to shares, as {'temporal': 0.5}")
    for branch, share in conduction.items():
        if branch not in BRANCH_NAMES:
            raise unknown("branch of the facial nerve", branch, BRANCH_NAMES)
        number(f"conduction of the {branch} branch", share, 0, 1)
    tone_kept = number("tone_kept", tone_kept, 0, 1)
    other_side_strength = number("other_side_strength", other_side_strength, 0, STRONGEST)
    carried = np.ones(M)
    for stem, parts in BRANCHES.items():
        share = sum(part * conduction.get(b, 1.0) for b, part in parts.items())
        carried[INDEX[f"{stem}_{side}"]] = 1 + level * (share - 1)
    mine = facial(side)
    tone = TONE * per_muscle(dict.fromkeys(mine, 1 + level * (tone_kept - 1)), 1.0)
    gain = 1 + level * (other_side_strength - 1)
    strength = per_muscle(dict.fromkeys(map(other_side, mine), gain), 1.0)
    spread = severity_level(synkinesis) if synkinesis is not None else 0.0
    return Condition(
        name,
        side,
        level,
        conduction=carried,
        synkinesis=level * synkinesis_matrix(side, spread) * (carried > 0)[:, None],
        tone=np.clip(tone + level * _co_contraction(side, spread) * (carried > 0), 0, 1),
        strength=strength,
    )


def _co_contraction(side: str, severity: float) -> np.ndarray:
    rest = between_severities([constants.value(f"synkinesis.rest.{s}") for s in LEVELS], severity)
    shares = {f"{stem}_{side}": muscles.info(stem).rest_synkinesis for stem in BRANCHES}
    return per_muscle({name: share * float(rest) for name, share in shares.items()}, 0.0)


@checks_keywords
def house_brackmann(grade: int, side: Side = "left", severity: Severity | float = 1.0) -> Condition:
    """A facial palsy of a House-Brackmann grade, by branch.

    The ring of the lids has a share of its own: a third of its strength closes them after toxin,
    so that lids which stay open in grade IV get far less than brow and mouth.

    Parameters
    ----------
    grade : int
        1 (normal) to 6 (total palsy).
    side : {"left", "right"}
        The affected side.
    severity : {"mild", "moderate", "severe"} or float
        1/3, 2/3 and 1, or a number 0..1: healthy at 0, as tabled at 1.

    Returns
    -------
    Condition

    References
    ----------
    [House1985]

    Examples
    --------
    >>> import facemodel as fm
    >>> made = fm.conditions.house_brackmann(4, "right")
    >>> print(made.conduction[fm.MUSCLES.index("zygomaticus_major_right")].round(2))
    0.62
    """
    right = isinstance(grade, (int, np.integer)) and not isinstance(grade, bool)
    if not right or grade not in range(1, 7):
        raise FaceModelError(f"House-Brackmann grade {shown(grade)} does not exist; give 1 to 6")
    return of_row(f"hb_{grade}", side, severity)


def of_row(name: str, side: Side = "left", severity: Severity | float = 1.0) -> Condition:
    """The palsy that the columns of a row of conditions.csv describe."""
    row = ROWS[name]
    other, kept = f"presets.other_side.{row.other_side}", of_table(row.branches, "tone_kept")
    made = palsy(
        name,
        side,
        severity,
        branches(row.branches),
        tone_kept=1.0 if kept is None else kept,
        other_side_strength=constants.value(other) if row.other_side else 1.0,
        synkinesis=row.synkinesis,
    )
    lids = of_table(row.branches, "lids")
    if lids is None:
        return made
    conduction = made.conduction.copy()
    ring = [INDEX[f"{stem}_{side}"] for stem in muscles.group("lids")]
    conduction[ring] = 1 + made.severity * (lids - 1)
    return replace(made, conduction=conduction)


@checks_keywords
def postparalytic_synkinesis(
    side: Side = "left", severity: Severity | float = "moderate"
) -> Condition:
    """A palsy that has healed with aberrant regeneration: weak, and movements join in.

    Parameters
    ----------
    side : {"left", "right"}
        The affected side.
    severity : {"mild", "moderate", "severe"} or float
        As tabled (House-Brackmann II and III, and a branch table of its own), or 0..1 between.

    Returns
    -------
    Condition

    References
    ----------
    [Beurskens2010], [BajajLuthra1998]

    Examples
    --------
    >>> import facemodel as fm
    >>> made = fm.conditions.postparalytic_synkinesis("left", "severe")
    >>> smile = made.drive(fm.expression("smile_social"))
    >>> print(smile[fm.MUSCLES.index("orbicularis_oculi_palpebral_left")].round(2))
    0.46
    """
    check_side(side)
    level = severity_level(severity)
    tables = [branches(t) for t in ("hb_2", "hb_3", "synkinesis_severe")]
    gains = [constants.value(f"presets.other_side.synkinesis_{s}") for s in LEVELS]
    lost = between_severities([[1 - t[b] for b in BRANCH_NAMES] for t in tables], level)
    more = between_severities([g - 1 for g in gains], level)
    made = palsy(
        "postparalytic_synkinesis",
        side,
        1.0,
        {b: 1 - float(x) for b, x in zip(BRANCH_NAMES, lost, strict=True)},
        other_side_strength=1 + float(more),
        synkinesis=level,
    )
    return replace(made, severity=level)


@checks_keywords
def marginal_mandibular_palsy(side: Side = "left", severity: Severity | float = 1.0) -> Condition:
    """An injured marginal mandibular branch: the lower lip of this side stays up.

    Parameters
    ----------
    side : {"left", "right"}
        The affected side.
    severity : {"mild", "moderate", "severe"} or float
        1/3, 2/3 and 1, or a number 0..1: healthy at 0, as tabled at 1.

    Returns
    -------
    Condition

    Examples
    --------
    >>> import facemodel as fm
    >>> made = fm.conditions.marginal_mandibular_palsy()
    >>> print(made.conduction[fm.MUSCLES.index("depressor_labii_inferioris_left")].round(2))
    0.1
    """
    row = ROWS["marginal_mandibular_palsy"]
    made = palsy(row.name, side, severity, branches(row.branches))
    return _other_side_stronger(made, row.acts_on("stronger"), row.other_side)


@checks_keywords
def temporal_branch_injury(side: Side = "left", severity: Severity | float = 1.0) -> Condition:
    """An injured temporal branch: the brow of this side neither rises nor stays up.

    Parameters
    ----------
    side : {"left", "right"}
        The affected side.
    severity : {"mild", "moderate", "severe"} or float
        1/3, 2/3 and 1, or a number 0..1: healthy at 0, as tabled at 1.

    Returns
    -------
    Condition

    Examples
    --------
    >>> import facemodel as fm
    >>> made = fm.conditions.temporal_branch_injury()
    >>> print(made.conduction[fm.MUSCLES.index("frontalis_medial_left")].round(2))
    0.1
    """
    row = ROWS["temporal_branch_injury"]
    made = palsy(row.name, side, severity, branches(row.branches))
    kept = 1 + made.severity * (constants.value("nerve.temporal_injury.brow_tone_kept") - 1)
    brow = row.acts_on("brow")
    tone = made.tone * per_muscle({f"{stem}_{side}": kept for stem in brow}, 1.0)
    return _other_side_stronger(replace(made, tone=tone), brow, row.other_side)


def _other_side_stronger(condition: Condition, stems, constant: str) -> Condition:
    other = SIDES[1 - SIDES.index(condition.side)]
    gain = constants.value(f"presets.other_side.{constant}")
    factor = 1 + condition.severity * (gain - 1)
    return replace(
        condition,
        strength=condition.strength * per_muscle({f"{s}_{other}": factor for s in stems}, 1.0),
    )


def facial(side: str) -> list[str]:
    """Muscles of the facial nerve of one side."""
    return [f"{stem}_{side}" for stem in BRANCHES]


MAKERS = (postparalytic_synkinesis, marginal_mandibular_palsy, temporal_branch_injury)
"""Functions that rows of conditions.csv name."""
