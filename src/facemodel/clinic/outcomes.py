"""What a treatment does to simulated people, with its spread: `fm.outcomes`.

Every person has a strength and a tone for each muscle, skin of a stiffness, and a response to a
dose; all of them get the same dampening and injections. Nothing here is a forecast for anybody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike

from facemodel.anatomy.checks import check_kind, number, numbers, whole
from facemodel.anatomy.expressions import expression
from facemodel.anatomy.muscles import MUSCLES
from facemodel.clinic.assessment import Assessment
from facemodel.clinic.examination import SUNNYBROOK_TASKS, Examination
from facemodel.clinic.excursions import named_tasks
from facemodel.clinic.scales import SCALES, Scale
from facemodel.data.showing import frame, table_html
from facemodel.errors import FaceModelError, checks_keywords, renamed, shown, unknown
from facemodel.mechanics.face import Face
from facemodel.mechanics.stiffened import stiffened
from facemodel.physiology import people as persons
from facemodel.physiology import toxin
from facemodel.physiology.dampening import strength_left
from facemodel.physiology.drive import Condition, healthy

M = len(MUSCLES)
AT_ONCE = 16  # people whose frames are held in memory together

GRADED: Mapping[str, Scale] = MappingProxyType(
    {name: scale for scale in SCALES.values() if scale.reads == "side" for name in scale.figures()}
)
"""Scales by the names of their figures."""
MEASURES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "asymmetry_mm": ("mm", "mirror difference over rest and tasks"),
        "own_rest_symmetry_percent": ("%", "symmetry of movement from own rest, mean of tasks"),
        "kept_share": ("", "least movement that a task keeps"),
        "closure_gap_mm": ("mm", "wider eye when closed with effort"),
        **{name: (scale.unit, scale.figures()[name][1]) for name, scale in GRADED.items()},
    }
)
"""Measures of `outcomes`: name -> (unit, what)."""


When = Literal["before", "after", "change"]


@dataclass(frozen=True, eq=False)
class Outcomes:
    """N people before and after the same treatment.

    Attributes
    ----------
    before, after : mapping of str to ndarray of shape (N,)
        By measure; MEASURES says what each is. NaN where a person has none.
    retained : mapping of str to ndarray of shape (N,)
        "task side" -> share of its movement that is left, along its own way.
    people : Person
        The N people.
    remaining : ndarray of shape (N, M)
        Share of strength that is left in each.
    """

    before: Mapping[str, np.ndarray]
    after: Mapping[str, np.ndarray]
    retained: Mapping[str, np.ndarray]
    people: persons.Person
    remaining: np.ndarray

    kept = renamed("retained")

    def quantiles(
        self, measure: str, shares: ArrayLike = (0.05, 0.5, 0.95), when: When = "after"
    ) -> np.ndarray:
        """Values that shares of the people lie below.

        Parameters
        ----------
        measure : str
            One of `after`.
        shares : array_like of shape (K,), optional
            0..1 of people.
        when : {"after", "before", "change"}, optional
            "change" is after less before.

        Returns
        -------
        ndarray of shape (K,)
            NaN where nobody has the measure.

        Raises
        ------
        FaceModelError
            For an unknown measure or moment, and a share out of range.
        """
        if measure not in self.after:
            raise unknown("measure", measure, self.after)
        shares = numbers("a share of people", shares, 0, 1)
        rows = {
            "before": self.before[measure],
            "after": self.after[measure],
            "change": self.after[measure] - self.before[measure],
        }
        if when not in rows:
            raise FaceModelError(f"when is 'before', 'after' or 'change', got {shown(when)}")
        known = rows[when][np.isfinite(rows[when])]
        if not known.size:
            return np.full(shares.shape, np.nan)
        return np.quantile(known, shares)

    def __repr__(self) -> str:
        return f"Outcomes({self.people.count} people; {', '.join(self.after)})"

    def _repr_html_(self) -> str:
        rows = [(*MEASURES[name], self._cell(name, "before"), self._cell(name, "after"))
                for name in self.after]  # fmt: skip
        what = f"{self.people.count} simulated people; median, and the 5 % and 95 % of people"
        return table_html(what, ("unit", "measure", "before", "after"), rows)

    def to_frame(self) -> Any:
        """A row per person as a pandas DataFrame: each measure before and after, shares left."""
        columns = {f"{n}_{when}": rows[n] for n in self.after
                   for when, rows in (("before", self.before), ("after", self.after))}  # fmt: skip
        return frame(columns | {f"retained {name}": v for name, v in self.retained.items()})

    def __str__(self) -> str:
        count = self.people.count
        lines = [
            f"{count} simulated people; median, and the 5 % and 95 % of people",
            f"{'':42s}{'before':>22s}{'after':>24s}",
        ]
        for name in self.after:
            unit, what = MEASURES[name]
            before, after = (self._cell(name, "before"), self._cell(name, "after"))
            lines.append(f"{f'{what}, {unit}'.rstrip(', '):42s}{before:>22s}{after:>24s}")
        if self.retained:
            name = min(self.retained, key=lambda k: float(np.nanmedian(self.retained[k])))
            middle, low = 100 * np.nanquantile(self.retained[name], (0.5, 0.05))
            lines.append(
                f"Least movement preserved: {name.replace('_', ' ')}, {middle:.0f} % in the median "
                f"person, {low:.0f} % or less in one of twenty."
            )
        return "\n".join(lines)

    def _cell(self, name: str, when: When) -> str:
        low, middle, high = self.quantiles(name, when=when)
        if np.isnan(middle):
            return "-"
        digits = 2 if MEASURES[name][0] in ("mm", "") else 0
        return f"{middle:.{digits}f} ({low:.{digits}f} .. {high:.{digits}f})"


@checks_keywords
def outcomes(
    face: Face,
    condition: Condition | None = None,
    remaining: ArrayLike = 1.0,
    injections: Sequence[toxin.Injection] = (),
    day: float = 14.0,
    people: int | persons.Person = 40,
    seed: int = 0,
    tasks: Sequence[str] = SUNNYBROOK_TASKS,
    placement_mm: float = 0.0,
) -> Outcomes:
    """What dampening and injections do to simulated people, with its spread.

    Parameters
    ----------
    face : Face
        Of fm.load or fm.open_scan.
    condition : Condition, optional
        Of fm.conditions, held at its height; healthy unless given.
    remaining : float or array_like of shape (M,) or (N, M), optional
        Share 0..1 of strength left, as fm.dampen returns it.
    injections : sequence of Injection, optional
        The same points for everybody.
    day : float, optional
        When people are seen.
    people : int or Person, optional
        How many to draw, or people of fm.people.
    seed : int, optional
        That they are drawn with.
    tasks : sequence of str, optional
        Scales need Sunnybrook's five and a condition with a side.
    placement_mm : float, optional
        Standard deviation of the injector's hand, drawn anew for each person.

    Returns
    -------
    Outcomes

    Raises
    ------
    FaceModelError
        For an unknown task or one that moves no landmark, a day before 0, a point off the face.

    Examples
    --------
    >>> import facemodel as fm
    >>> weak = fm.dampen({"smile_left": 0.5})
    >>> found = fm.outcomes(fm.load(), remaining=weak, people=3, tasks=["smile_social"])
    >>> found
    Outcomes(3 people; asymmetry_mm, own_rest_symmetry_percent, kept_share)
    >>> bool(found.quantiles("kept_share", 0.5) < 1)
    True
    """
    check_kind("a face", face, Face, "give what fm.load() makes")
    condition = healthy() if condition is None else condition
    check_kind("a condition", condition, Condition, "make one with fm.conditions")
    group = _people(people, seed)
    assert group.count is not None
    names = named_tasks(tasks)
    remaining = _remaining(face, remaining, injections, day, group, seed, placement_mm)
    intents = np.stack([expression(name)[:M] for name in ("rest", *names)])
    both = np.stack([np.ones_like(remaining), remaining])  # (2, N, M)
    activation = np.stack([group.drive(condition, u, both) for u in intents], 2)
    parts = []
    for start in range(0, group.count, AT_ONCE):
        chosen = range(start, min(start + AT_ONCE, group.count))
        frames = np.stack(
            [stiffened(face, float(group.stiffness[k])).deform(activation[:, k]) for k in chosen], 1
        )  # (2, n, T, V, 3)
        exams = [Examination.of(face.mesh, names, moment) for moment in frames]
        parts.append(_measured(Assessment(exams[0], exams[1], condition.side)))
    before, after, retained = (
        MappingProxyType({name: np.concatenate([p[name] for p in rows]) for name in rows[0]})
        for rows in zip(*parts, strict=True)
    )
    return Outcomes(before, after, retained, group, remaining)


def _people(people, seed) -> persons.Person:
    if not isinstance(people, persons.Person):
        how_many = whole("the number of people", people, 1, persons.MOST_PEOPLE)
        return persons.sample(seed, how_many)
    if people.count is not None:
        return people
    return persons.several(people)


def _remaining(face, remaining, injections, day, group, seed, placement_mm) -> np.ndarray:
    """Strength (N, M) that dampening and injections leave in each person."""
    share = strength_left(remaining)
    if share.shape not in ((), (M,), (group.count, M)):
        raise FaceModelError(
            f"remaining strength has shape {share.shape}; give one number, ({M},) or "
            f"({group.count}, {M}) for {group.count} people"
        )
    error, hand_seed = number("placement_mm", placement_mm, 0, 20), whole("a seed", seed, 0)
    if error:
        hands = [
            toxin.placed_by_hand(face.mesh, injections, hand_seed + 1_000_003 * k, error)
            for k in range(group.count)
        ]
        dose = np.stack(
            [toxin.remaining(face, hand, day, group[k]) for k, hand in enumerate(hands)]
        )
    else:
        dose = toxin.remaining(face, injections, day, group)
    return np.broadcast_to(share * dose, (group.count, M)).copy()


def _measured(seen: Assessment) -> tuple[dict[str, np.ndarray], ...]:
    """Measures (n,) before and after, and the share of each task's movement that is retained."""
    found: dict[str, Any] = {
        "asymmetry_mm": seen.over_tasks_mm,
        "own_rest_symmetry_percent": seen.own_rest_symmetry_percent,
        "kept_share": (Assessment(seen.before, seen.before).least_retained, seen.least_retained),
    }
    if "gentle_eye_closure" in seen.tasks:
        found["closure_gap_mm"] = [gap.max(-1) for gap in seen.closure_gap_mm]
    for scale in SCALES.values() if seen.side is not None else ():
        if scale.readable_from(seen.tasks):
            graded = seen.graded(scale.name)
            for name, (key, _) in scale.figures().items():
                found[name] = [getattr(one, key) for one in graded]
    before, after = (
        {name: np.asarray(pair[k], float) for name, pair in found.items()} for k in (0, 1)
    )
    return before, after, seen.retained
