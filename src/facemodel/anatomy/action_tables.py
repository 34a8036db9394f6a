"""Which muscles make which movement: rows of action_units.csv, expressions.csv and arkit.csv.

Every row has a mark as in facemodel.data.constants, keys of works, and a reason. Which muscles a
FACS unit consists of is recalled [Ekman1978] [Ekman2002]; how strongly each takes part is assumed
throughout. Muscles are named without side: both sides.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Literal

from msgspec import Meta, Struct
from msgspec.structs import replace

from facemodel.anatomy.muscles import CONTROLS, SIDES, STEMS
from facemodel.data import tables
from facemodel.data.showing import Listing
from facemodel.errors import unknown

# FACS intensity letters -> share of the full movement [assume]
GRADES = {"A": 0.10, "B": 0.30, "C": 0.55, "D": 0.80, "E": 1.00}
LEVATOR = "levator_palpebrae_superioris"
_CAN_MOVE = frozenset((*STEMS, *CONTROLS))
_Weight = Annotated[float, Meta(ge=-1, le=1)]
_Share = Annotated[float, Meta(gt=0, le=1)]


class ActionUnit(Struct, frozen=True, kw_only=True):
    """A FACS action unit: what moves at intensity 1, muscles without side meaning both sides.

    weights    muscle -> activation; empty where the unit is not modelled
    landmarks  that move, without side
    instead    of a unit that is not modelled: what to use
    """

    number: int
    name: str
    mark: tables.Mark
    weights: Mapping[str, _Weight] = {}
    landmarks: tuple[str, ...] = ()
    instead: str = ""
    cite: tuple[str, ...] = ()
    why: str = ""

    def __post_init__(self) -> None:
        _check_muscles("weights", self.weights)


class Expression(Struct, frozen=True, kw_only=True):
    """An emotion or a clinical task: its action units, and the landmarks it is judged by.

    label       on screens and sheets
    units       number of a unit -> its intensity, 0..1
    extra       muscle -> activation beyond that of the units
    landmarks   without side; where the table names none, those of its units
    defined_on  side of the face it lies on
    clinical    whether clinic measures are taken over it: Sunnybrook's five tasks [PhysioPedia]
    """

    name: Annotated[str, Meta(pattern="^[a-z]+(_[a-z]+)*$")]
    label: str
    kind: Literal["rest", "emotion", "task"]
    mark: tables.Mark
    units: Mapping[int, _Share] = {}
    extra: Mapping[str, _Weight] = {}
    landmarks: tuple[str, ...] = ()
    defined_on: Literal["left", "right", "both"] = "both"
    clinical: bool = False
    note: str = ""
    cite: tuple[str, ...] = ()
    why: str = ""

    def __post_init__(self) -> None:
        _check_muscles("extra", self.extra)
        for unit in self.units:
            if unit not in ACTION_UNITS:
                known = ", ".join(map(str, ACTION_UNITS))
                raise ValueError(f"there is no action unit {unit}; modelled are {known}")
        if not (self.units or self.extra or self.kind == "rest"):
            raise ValueError("nothing moves; give it units or extra")


class ArkitShape(Struct, frozen=True, kw_only=True):
    """An ARKit shape: the controls it sets at 1; `Left` is the subject's left.

    A row that is `sided` stands for two shapes, whose names end in Left and Right.
    """

    name: str
    mark: tables.Mark
    weights: Mapping[str, _Weight] = {}
    sided: bool = False
    cite: tuple[str, ...] = ()
    why: str = ""

    def __post_init__(self) -> None:
        _check_muscles("weights", self.weights)


def _check_muscles(column: str, weights: Mapping[str, float]) -> None:
    for name in weights:
        if name not in _CAN_MOVE:
            raise ValueError(f"column {column}: {unknown('muscle', name, _CAN_MOVE)}")


def _judged(row: Expression) -> Expression:
    units = [ACTION_UNITS[number] for number in row.units]
    marks = row.landmarks or tuple(dict.fromkeys(x for unit in units for x in unit.landmarks))
    return replace(row, landmarks=marks)


def _of_sides(row: ArkitShape) -> tuple[ArkitShape, ...]:
    if not row.sided:
        return (row,)
    return tuple(
        replace(
            row,
            name=row.name + side.capitalize(),
            weights=MappingProxyType({f"{stem}_{side}": w for stem, w in row.weights.items()}),
        )
        for side in SIDES
    )


_UNITS: Mapping[int, ActionUnit] = tables.keyed(ActionUnit, "action_units.csv", "number")
ACTION_UNITS: Listing[int, ActionUnit] = Listing(
    {number: unit for number, unit in _UNITS.items() if unit.weights},
    "action units",
    ("number", "name", "muscles"),
    lambda number, unit: (number, unit.name, tuple(unit.weights)),
)
"""FACS action units by number.

References
----------
[Ekman1978], [Ekman2002]

Examples
--------
>>> import facemodel as fm
>>> fm.ACTION_UNITS[15].name, dict(fm.ACTION_UNITS[15].weights)
('lip corner depressor', {'depressor_anguli_oris': 1.0, 'platysma': 0.1})
"""
NOT_MODELLED: Mapping[int, str] = MappingProxyType(
    {
        number: "; ".join(filter(None, (unit.name, unit.instead)))
        for number, unit in _UNITS.items()
        if not unit.weights
    }
)
"""FACS units that exist and are left out: what each is, and what to use."""

EXPRESSIONS: Listing[str, Expression] = Listing(
    {
        name: _judged(row)
        for name, row in tables.keyed(Expression, "expressions.csv", "name").items()
    },
    "expressions",
    ("name", "label", "kind", "action units"),
    lambda name, row: (name, row.label, row.kind, tuple(row.units)),
)
"""Emotions and clinical tasks by name, and rest.

Examples
--------
>>> import facemodel as fm
>>> smile = fm.EXPRESSIONS["open_mouth_smile"]
>>> smile.label, smile.kind, dict(smile.units)
('open-mouth smile', 'task', {12: 1.0, 6: 0.4, 25: 0.8, 26: 0.2})
"""
CLINICAL_TASKS: tuple[str, ...] = tuple(n for n, row in EXPRESSIONS.items() if row.clinical)
"""Sunnybrook's five voluntary movements: every clinic measure is taken over them [PhysioPedia]."""

ARKIT: Mapping[str, ArkitShape] = MappingProxyType(
    {shape.name: shape for row in tables.read(ArkitShape, "arkit.csv") for shape in _of_sides(row)}
)
