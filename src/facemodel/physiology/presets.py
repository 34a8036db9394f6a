"""The conditions that menus and case files name: rows of a table, and what makes each of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from facemodel.anatomy.checks import whole
from facemodel.anatomy.muscles import Side
from facemodel.data.showing import Listing
from facemodel.errors import FaceModelError, checks_keywords, unknown
from facemodel.physiology import constitution, nerve
from facemodel.physiology.condition_table import ROWS, Row, unknown_condition
from facemodel.physiology.drive import Condition
from facemodel.physiology.severity import SEVERITIES, Severity
from facemodel.physiology.spasm import overactivity


@dataclass(frozen=True)
class Preset:
    """A condition as menus and case files offer it.

    Attributes
    ----------
    name, label, about : str
        In code, in words, and what it looks like.
    sided, graded : bool
        Whether it lies on one side, and whether it has a severity.
    make : callable
        Side and severity to Condition, without those that it does not have.
    cite : tuple of str
        Keys of the works it rests on.
    why : str
        What was taken from them, or the ground of choice.
    mark : str
        How far its figures can be trusted, as in fm.parameters.
    severity : float
        What it has unless another is given, 0..1.
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
        """The condition; side and severity go unused where it has none.

        Parameters
        ----------
        side : "left" or "right", default "left"
            The affected one, the person's own.
        severity : "mild", "moderate", "severe" or float, optional
            0 (nothing) to 1 (severe).

        Returns
        -------
        Condition

        Raises
        ------
        FaceModelError
            For another side or severity.
        """
        level = self.severity if severity is None else severity
        return self.make(*((side,) if self.sided else ()), *((level,) if self.graded else ()))


MAKERS = {one.__name__: one for home in (nerve, constitution, overactivity) for one in home.MAKERS}
"""Functions by the names that rows of conditions.csv have of them."""


def _preset(row: Row) -> Preset:
    if row.make and row.make not in MAKERS:
        said = unknown("function", row.make, MAKERS, see="MAKERS in physiology/**/*.py")
        raise FaceModelError(f"conditions.csv ({row.name}): column make: {said}")
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
    """The condition a menu or case file names.

    Parameters
    ----------
    name : str
        One of fm.conditions.PRESETS.
    side : "left" or "right", optional
        "left" unless given; left out for conditions of both sides.
    severity : "mild", "moderate", "severe" or float, optional
        0 (nothing) to 1 (severe); as PRESETS says unless given, left out for "healthy".
    seed : int, default 0
        Of what changes within seconds, where something does.

    Returns
    -------
    Condition

    Raises
    ------
    FaceModelError
        For an unknown name, with those it may mean, or a side or severity that it does not have.

    Examples
    --------
    >>> import facemodel as fm
    >>> palsy = fm.conditions.by_name("hb_3", side="right")
    >>> round(float(palsy.conduction.min()), 2)
    0.15
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
