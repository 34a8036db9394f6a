"""Which assumed constants a result hangs on: each is moved through its range, one at a time."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from facemodel.anatomy.checks import check_kind
from facemodel.case.case import Case, CaseLike, case_of
from facemodel.clinic.asymmetry import asymmetry
from facemodel.clinic.examination import SUNNYBROOK_TASKS
from facemodel.clinic.motion_range import expression_range
from facemodel.clinic.outcomes import GRADED, MEASURES, outcomes
from facemodel.data import constants
from facemodel.data.constants import Parameter
from facemodel.data.showing import frame, table_html
from facemodel.errors import FaceModelError, check_name, checks_keywords, shown
from facemodel.mechanics.ageing import tissue_at
from facemodel.mechanics.face import Face, build
from facemodel.mechanics.stiffened import stiffened

NOT_COVERED = (
    "Not covered: the positions of muscles, their resting tone, ED50 and newtons, which have their "
    "own tables, and combinations of constants."
)
_OWN: dict[str, tuple[str, str]] = {
    "asymmetry": ("mm", "asymmetry of the case's own face"),
    "range": ("share", "expression range left, largest width"),
}
_AT_ASSEMBLY = "ageing."
_ELSEWHERE = ("plan.", "practice.")
"""Domains of what is planned and marked, which none of the outcomes that have a name reads."""
_WHILE_IT_MOVES = ("effort.", "lids.")
"""Domains that act on a face while it tries and moves, of which `_fingerprint` knows nothing."""


@dataclass(frozen=True, eq=False)
class Sensitivity:
    """A result, and what becomes of it when one constant alone lies at the end of its range.

    Attributes
    ----------
    what, unit : str
        Of the result.
    value : float
        With every constant as tabled or overridden.
    parameters : tuple of Parameter
        K constants that change it, the strongest first.
    at_low, at_high : ndarray of shape (K,)
        The result with that constant at its low and its high end; NaN where the model refuses the
        case.
    effect : ndarray of shape (K,)
        Largest less smallest result of the three.
    without_effect : tuple of str
        Names of the constants that leave this case as it is, but for rounding.
    """

    what: str
    unit: str
    value: float
    parameters: tuple[Parameter, ...]
    at_low: np.ndarray
    at_high: np.ndarray
    effect: np.ndarray
    without_effect: tuple[str, ...]

    def __repr__(self) -> str:
        strongest = self.parameters[0].name if self.parameters else "none"
        return (
            f"Sensitivity({self.what}: {self.value:.3g} {self.unit}; {len(self.parameters)} "
            f"constants change it, the strongest {strongest})"
        )

    def _repr_html_(self) -> str:
        columns = self._columns()
        return table_html(repr(self), [*columns], zip(*columns.values(), strict=True))

    def to_frame(self) -> Any:
        """The constants that change the result, the strongest first, as a pandas DataFrame."""
        return frame(self._columns())

    def _columns(self) -> dict[str, Any]:
        names = ("name", "low", "value", "high", "unit", "mark")
        found = {n: [getattr(p, n) for p in self.parameters] for n in names}
        return found | {"at_low": self.at_low, "at_high": self.at_high, "effect": self.effect}

    def __str__(self) -> str:
        lines = [
            f"{self.what}: {self.value:.3g} {self.unit}. "
            "Each constant alone at the ends of its range:",
            f"{'':44s}{'range':>22s}{'result':>24s}  mark",
        ]
        least = SMALLEST_SHARE * abs(self.value)  # less would print the same figure three times
        rows = zip(self.parameters, self.at_low, self.at_high, strict=True)
        shown = [row for row, effect in zip(rows, self.effect, strict=True) if not effect < least]
        for p, low, high in shown[:MOST_ROWS]:
            span, result = f"{p.low:g} .. {p.high:g}", f"{low:.3g} .. {high:.3g}"
            lines.append(f"{p.name:44s}{span:>22s}{result:>24s}  {p.mark}")
        more = len(self.parameters) - len(shown[:MOST_ROWS])
        rest = [f"{more} more change it by less."] if more > 0 else []
        rest.append(f"{len(self.without_effect)} constants leave this case as it is.")
        return "\n".join([*lines, " ".join(rest), NOT_COVERED])


MOST_ROWS, SMALLEST_SHARE = 15, 0.005
ROUNDING = {"mm": 1e-4}
"""By unit: what positions in single precision alone can change a result by."""


@checks_keywords
def sensitivity(
    case: CaseLike,
    outcome: str | Callable[[Case, Face], float] = "asymmetry",
    face: Face | None = None,
    domain: str | None = None,
    mechanics: bool = False,
) -> Sensitivity:
    """Rank the constants of fm.parameters() by their effect on the result of a case.

    Parameters
    ----------
    case : Case, lab or mapping
        What is looked at.
    outcome : str or callable, optional
        "asymmetry" (mm, after treatment on the case's day), "range" (share of the expression range
        left), a measure of fm.outcomes in the case's person ("kept_share", "sunnybrook", ...), or a
        function of case and face that returns a number.
    face : Face, optional
        The built-in one unless given.
    domain : str, optional
        Only constants of one domain, as "toxin".
    mechanics : bool, optional
        Whether the face is also assembled with other skin, bed and tension, about a second each.

    Returns
    -------
    Sensitivity

    Raises
    ------
    FaceModelError
        For an unknown outcome or domain, and a function that returns no number.

    Examples
    --------
    >>> import facemodel as fm
    >>> points = [fm.Injection(10, muscle="zygomaticus_major_left")]
    >>> case = fm.Case(expression="smile_social", injections=points, day=30)
    >>> ranked = fm.sensitivity(case, domain="toxin")
    >>> ranked.unit, len(ranked.parameters) > 0
    ('mm', True)
    """
    case = case_of(case)
    check_kind("mechanics", mechanics, bool, "give True or False")
    if face is not None:
        check_kind("a face", face, Face, "give what fm.load() makes, or leave it out")
    measure, what, unit, reads_scales = _outcome(outcome)
    own = case.face_at_rest() if face is None else face
    base = measure(case, own)
    reach = None if callable(outcome) else _fingerprint(case, own)
    rows: list[tuple[Parameter, float, float]] = []
    for p in constants.parameters(domain):
        unread = reach is not None and p.name.startswith(_ELSEWHERE)
        if unread or p.name.startswith(_AT_ASSEMBLY) or p.low == p.high:
            low, high = base, base
        else:
            always = p.name.startswith(_WHILE_IT_MOVES)
            always |= reads_scales and p.name.startswith("scales.")
            low, high = (
                _with(p.name, end, case, own, measure, base, None if always else reach)
                for end in (p.low, p.high)
            )
        rows.append((p, low, high))
    if mechanics:
        rows += list(_mechanics(case, own, face is None, measure))
    return _ranked(what, unit, base, rows)


def _outcome(outcome) -> tuple[Callable[[Case, Face], float], str, str, bool]:
    """Function of case and face, what it is, its unit, whether thresholds of scales change it."""
    if callable(outcome):
        name = getattr(outcome, "__name__", "the result")
        return lambda case, face: _number(outcome(case, face)), name, "", True
    known = (*_OWN, *MEASURES)
    check_name("outcome", outcome, known)
    if outcome == "asymmetry":
        return _asymmetry, _OWN[outcome][1], _OWN[outcome][0], False
    if outcome == "range":
        return _range, _OWN[outcome][1], _OWN[outcome][0], False
    unit, what = MEASURES[outcome]
    return lambda case, face: _measure(case, face, outcome), what, unit, outcome in GRADED


def _asymmetry(case: Case, face: Face) -> float:
    mine = stiffened(face, float(case.build_person().stiffness))
    return float(asymmetry(face.mesh, case.after(mine)))


def _range(case: Case, face: Face) -> float:
    found = expression_range(face, case.remaining(face), case.build_condition())
    return found.overall()["width"]


def _measure(case: Case, face: Face, name: str) -> float:
    needed = GRADED[name].tasks if name in GRADED else ()
    found = outcomes(
        face,
        case.build_condition(),
        case.remaining(face),
        people=case.build_person(),
        tasks=(*SUNNYBROOK_TASKS, *needed),
    ).after
    if name not in found:
        raise FaceModelError(f"{name} needs a condition with a side; {case.condition!r} has none")
    return float(found[name][0])


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        raise FaceModelError(
            f"the outcome must be one number for a case and a face, got {shown(value)}"
        ) from None


def _fingerprint(case: Case, face: Face) -> tuple[bytes, ...]:
    """All that an outcome depends on besides the face and the thresholds of scales."""
    condition, person = case.build_condition(), case.build_person()
    arrays = [
        *(condition.conduction, condition.synkinesis, condition.tone, condition.strength),
        *(condition.involuntary, person.strength, person.tone, person.stiffness),
        case.remaining(face),
    ]
    if case.time_s is not None:
        arrays.append(case.drive(face))
    return tuple(np.asarray(a, float).tobytes() for a in arrays)


def _with(name: str, end: float, case, face, measure, base, reach) -> float:
    """The result with one constant at an end of its range; NaN where the model refuses the case."""
    with constants.override({name: end}):
        try:
            if reach is not None and _fingerprint(case, face) == reach:
                return base
            return measure(case, face)
        except FaceModelError:
            return np.nan


def _mechanics(case: Case, face: Face, built_in: bool, measure):
    """Rows for what is fixed when a face is assembled."""
    age = case.build_condition().age_years if built_in else None
    usual: dict[str, float] = {} if age is None else tissue_at(age)
    for p in constants.of_table("sensitivities.csv", "mechanics"):
        name = p.name.removeprefix("mechanics.")
        ends = []
        for end in (p.low, p.high):
            options: dict[str, Any] = {**usual, name: end * usual.get(name, 1.0)}
            ends.append(measure(case, build(face.mesh, **options)))
        yield (p, *ends)
    if age is None:
        return
    for p in constants.parameters("ageing"):
        ends = []
        for end in (p.low, p.high):
            with constants.override({p.name: end}):
                ends.append(measure(case, case.face_at_rest()))
        yield (p, *ends)


def _ranked(what: str, unit: str, base: float, rows) -> Sensitivity:
    names: dict[str, tuple[Parameter, float, float]] = {row[0].name: row for row in rows}
    at = np.array([[low, high] for _, low, high in names.values()]).reshape(-1, 2)
    results = np.column_stack([at, np.full(len(at), base)])
    refused = np.isnan(at).any(1)
    effect = np.nanmax(results, axis=1) - np.nanmin(results, axis=1) if len(at) else np.zeros(0)
    least = ROUNDING.get(unit, 0.0)
    changed = np.flatnonzero((effect > least) | refused)
    order = changed[np.argsort(-effect[changed], kind="stable")]
    listed = [row[0] for row in names.values()]
    return Sensitivity(
        what,
        unit,
        float(base),
        tuple(listed[k] for k in order),
        at[order, 0],
        at[order, 1],
        effect[order],
        tuple(p.name for k, p in enumerate(listed) if k not in set(order.tolist())),
    )
