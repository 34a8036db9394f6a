"""Exercises as tabled, and the tolerances that their answers are judged with."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, get_args

from msgspec import Meta, Struct

from facemodel.anatomy.muscles import MUSCLES
from facemodel.case.case import Case
from facemodel.data import tables
from facemodel.errors import FaceModelError, unknown
from facemodel.physiology.dampening import dampen
from facemodel.physiology.toxin import Injection

Kind = Literal["identify", "mark", "predict", "grade", "reach", "avoid", "explain"]
Field = Literal["choice", "number", "several", "items", "place", "lab", "names"]
KINDS: tuple[str, ...] = get_args(Kind)
FIELDS: tuple[str, ...] = get_args(Field)
MOST_HINTS = 3
_Look = Literal["condition", "side", "severity", "expression", "day", "activation"]


class Tolerance(Struct, frozen=True, kw_only=True):
    """A row of data/tolerances.csv; mark, cite and why as in facemodel.data.constants."""

    name: str
    value: float
    unit: str
    mark: tables.Mark
    cite: tuple[str, ...] = ()
    why: str
    what: str


TOLERANCES: Mapping[str, Tolerance] = tables.keyed(Tolerance, "tolerances.csv", "name")


def tolerance(name: str) -> float:
    """The tolerance of that name, in its unit."""
    if name not in TOLERANCES:
        raise unknown("tolerance", name, TOLERANCES, see="data/tolerances.csv")
    return TOLERANCES[name].value


class Row(Struct, frozen=True, kw_only=True):
    """A row of data/exercises.csv.

    name           of fm.exercises; lesson that it belongs to; kind
    field          how a box asks for the answer: one choice, a number, several statements, items of
                   Sunnybrook's scale, a place on the skin, or the lab
    judge          the function of teach/judges that judges an answer
    look           the case to look at, as `condition:blepharospasm day:14`; `none` is a healthy
                   face; empty where there is no face to look at
    dampening      of that case
    muscle         that it is about, with its side; empty where it is about none
    question, form, tolerance  what is asked, what an answer looks like, how close is close enough
    starter        an answer to begin with, and `reference` one that is enough, where the function
                   gives none: shares as `eye_left:0.7`; points as `dose x y z depth; dose muscle`
                   where the kind is "avoid"; a number; or text
    hint_1..3      from a nudge to nearly the way
    options        what can be chosen, with | between; empty: every paired muscle
    goal           what is reached, in words; needed where kind is "predict" or "explain"
    explanation    why, with the {figures} that the function gives
    answer, pitfall  for instructors: an answer in words, and why others fail
    """

    name: Annotated[str, Meta(pattern="^[a-z]+(_[a-z0-9]+)*$")]
    lesson: Annotated[int, Meta(ge=1, le=13)]
    kind: Kind
    field: Field
    judge: str
    look: Mapping[_Look, str] | None = None
    dampening: Mapping[str, float] | None = None
    muscle: str = ""
    question: str
    form: str
    tolerance: str
    starter: str
    hint_1: str
    hint_2: str = ""
    hint_3: str = ""
    options: str = ""
    goal: str = ""
    reference: str = ""
    explanation: str
    answer: str
    pitfall: str

    def __post_init__(self) -> None:
        if self.muscle and self.muscle not in MUSCLES:
            raise ValueError(f"column muscle: {unknown('muscle', self.muscle, MUSCLES)}")
        if self.kind in ("predict", "explain") and not self.goal:
            raise ValueError("column goal is empty; say what is reached")
        for column, made in {
            "look": lambda: self.case,
            "starter": lambda: self.read(self.starter),
            "reference": lambda: self.reference and self.read(self.reference),
        }.items():
            try:
                made()
            except (FaceModelError, ValueError) as error:
                raise ValueError(f"column {column}: {error}") from None

    @property
    def hints(self) -> tuple[str, ...]:
        """One to three, from a nudge to nearly the way."""
        return tuple(filter(None, (self.hint_1, self.hint_2, self.hint_3)))

    @property
    def choices(self) -> tuple[str, ...]:
        """The options."""
        return tuple(self.options.split("|")) if self.options else ()

    @property
    def case(self) -> Case | None:
        """What to look at, or None."""
        if self.look is None:
            return None
        fields: dict[str, Any] = dict(self.look.items(), dampening=self.dampening or {})
        if "day" in fields:
            fields["day"] = float(fields["day"])
        if "activation" in fields:
            fields["activation"] = {fields["activation"]: 1.0}
        return Case(**fields)

    def read(self, text: str) -> Any:
        """An answer as the table writes it."""
        if self.field == "number":
            return float(text)
        if self.field == "items":
            return {name: int(score) for name, score in _pairs(text)}
        if self.field != "lab":
            return text
        if self.kind == "avoid":
            return [_injection(point.split()) for point in text.split(";")]
        shares = {name: float(share) for name, share in _pairs(text)}
        dampen(shares)
        return shares


def _pairs(text: str) -> list[tuple[str, str]]:
    found = [word.partition(":") for word in text.split() if text != tables.NONE]
    for name, _, value in found:
        if not value:
            raise ValueError(f"expected names with figures, as eye_left:0.7, not {name!r}")
    return [(name, value) for name, _, value in found]


def _injection(words: list[str]) -> Injection:
    """Of "dose muscle" or "dose x y z depth"."""
    if len(words) not in (2, 5):
        raise ValueError(f"expected dose x y z depth, or dose muscle, not {' '.join(words)!r}")
    if len(words) == 2:
        return Injection(float(words[0]), muscle=words[1])
    dose, x, y, z, depth = map(float, words)
    return Injection(dose, point=(x, y, z), depth_mm=depth)


ROWS: Mapping[str, Row] = tables.keyed(Row, "exercises.csv", "name")
"""Exercises by name, in the order of the lessons."""


def case_of(name: str) -> Case:
    """The case to look at of an exercise that others refer to."""
    if name not in ROWS:
        raise unknown("exercise", name, ROWS, see="exercises.csv")
    case = ROWS[name].case
    if case is None:
        raise FaceModelError(f"exercises.csv ({name}): column look is empty; others look at it")
    return case
