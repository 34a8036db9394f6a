"""Virtual patients as the tables have them: what they have, what they tell, what would be right.

A history is a few plain sentences of table rows. It follows from the kind of patient and from what
stands in the way of treating them; ages, years and occasions are drawn and mean nothing to the
model. No history names or describes a real person.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, get_args

import numpy as np
from msgspec import Struct

from facemodel.anatomy.muscles import check_stems
from facemodel.data import tables
from facemodel.errors import unknown
from facemodel.physiology.condition_table import ROWS
from facemodel.physiology.points import SCENARIOS
from facemodel.physiology.sites import SITES

Choice = Literal["treat", "leave", "refer"]
CHOICES: tuple[Choice, ...] = get_args(Choice)
"""What can be done with a patient: treat, leave alone, refer to somebody else."""
EVERY = "every"


class Kind(Struct, frozen=True, kw_only=True):
    """A row of data/patient_kinds.csv.

    Attributes
    ----------
    kind, label : str
        In code, and in words.
    condition : str
        Of fm.conditions.
    right : str
        What is right for them if nothing else is known.
    weight : float
        How often they come, relative to others.
    low, high : float
        Severities that occur.
    other_side : {"leave", "use"}
        Whether the side that is not affected may be treated.
    usual : tuple of str
        Patterns of fm.toxin.SCENARIOS that are usual; else those of data/textbook_patterns.csv.
    scale : str
        On which they are graded, of gradings.SCALES.
    youngest, oldest : float
        Age in years.
    mark, cite, why
        Where it comes from, as of a constant (fm.parameters).
    """

    kind: str
    label: str
    condition: str
    right: Choice
    weight: float
    low: float
    high: float
    other_side: Literal["leave", "use"]
    usual: tuple[str, ...] = ()
    scale: Literal["sunnybrook", "spasm", "lines", "none"]
    youngest: float
    oldest: float
    mark: tables.Mark
    cite: tuple[str, ...] = ()
    why: str

    def __post_init__(self) -> None:
        if self.condition not in ROWS:
            raise ValueError(f"column condition: {unknown('condition', self.condition, ROWS)}")
        for name in self.usual:
            if name not in SCENARIOS:
                raise ValueError(f"column usual: {unknown('scenario', name, SCENARIOS)}")


class Level(Struct, frozen=True, kw_only=True):
    """A row of data/patient_levels.csv: which part of the severities, response, share flagged."""

    level: str
    from_share: float
    to_share: float
    response: Literal["near", "any", "far"]
    flagged: float


class Flag(Struct, frozen=True, kw_only=True):
    """A row of data/patient_flags.csv: what a history may also hold, and what is right then.

    Attributes
    ----------
    name, label : str
        In code, and in words.
    right : str
        What is right then; "treat" changes nothing.
    weight : float
        How often it comes, relative to others.
    kinds : tuple of str
        Of patients who may have it.
    text : str
        How it is told.
    instead : bool
        Whether the text stands in place of what was done before.
    mark, cite, why
        Where it comes from, as of a constant (fm.parameters).
    """

    name: str
    label: str
    right: Choice
    weight: float
    kinds: tuple[str, ...]
    text: str
    instead: bool
    mark: tables.Mark
    cite: tuple[str, ...] = ()
    why: str


class Telling(Struct, frozen=True, kw_only=True):
    """A row of data/patient_histories.csv: one way to tell a part of a history."""

    kind: str
    part: Literal["who", "began", "trouble", "wish", "before"]
    text: str


class Head(Struct, frozen=True, kw_only=True):
    """A row of data/patient_heads.csv, as fm.load_head takes it, and the tone of the skin.

    Attributes
    ----------
    head : str
        Its name.
    sex, weight, ancestry : str
        As fm.load_head takes them.
    age : float
        Years.
    tone : str
        Of the skin, as fm.show takes it.
    """

    head: str
    sex: Literal["female", "male"]
    age: float
    weight: str
    ancestry: str
    tone: Literal["light", "medium", "deep"]


class Standard(Struct, frozen=True, kw_only=True):
    """A row of data/patient_plans.csv: the sparse plan of a kind and a severity, as units by site.

    near    on the affected side, or on both where the condition has none; far: on the other side
    gain    share of what is aimed at, mean of the people it was made for
    """

    kind: str
    severity: float
    near: Mapping[str, float]
    far: Mapping[str, float]
    middle: Mapping[str, float]
    gain: float

    def __post_init__(self) -> None:
        for column in ("near", "far", "middle"):
            for site in getattr(self, column):
                if site not in SITES:
                    raise ValueError(f"column {column}: {unknown('site', site, SITES)}")


class Dose(Struct, frozen=True, kw_only=True):
    """A row of data/textbook_patterns.csv: what a muscle of the affected side usually gets."""

    condition: str
    muscle: str
    units: float
    mark: tables.Mark
    cite: tuple[str, ...] = ()
    why: str

    def __post_init__(self) -> None:
        check_stems("muscle", (self.muscle,))


KINDS: Mapping[str, Kind] = tables.keyed(Kind, "patient_kinds.csv", "kind")
"""Kinds of patients by name; each comes at every level."""
LEVELS: Mapping[str, Level] = tables.keyed(Level, "patient_levels.csv", "level")
"""Levels by name, the easiest first."""
FLAGS: Mapping[str, Flag] = tables.keyed(Flag, "patient_flags.csv", "name")
HEADS: Mapping[str, Head] = tables.keyed(Head, "patient_heads.csv", "head")
USUAL = tables.read(Dose, "textbook_patterns.csv")
_TELLINGS = tables.read(Telling, "patient_histories.csv")


def _standards() -> Mapping[tuple[str, float], Standard]:
    rows = tables.read(Standard, "patient_plans.csv")
    return MappingProxyType({(row.kind, row.severity): row for row in rows})


STANDARDS = _standards()
"""Plans by kind and severity, of the severities that tools/patient_plans.py plans for."""


def severities(kind: Kind) -> tuple[float, ...]:
    """Those that plans are made for: the two ends, and the middle."""
    return kind.low, round((kind.low + kind.high) / 2, 3), kind.high


def standard(kind: Kind, severity: float) -> Standard:
    """The plan for the nearest of these severities."""
    return STANDARDS[kind.kind, min(severities(kind), key=lambda s: abs(s - severity))]


def flags_of(kind: Kind) -> tuple[Flag, ...]:
    """What the history of a kind may also hold; nothing where a referral is due anyway."""
    if kind.right == "refer":
        return ()
    return tuple(f for f in FLAGS.values() if EVERY in f.kinds or kind.kind in f.kinds)


def told(kind: str, part: str) -> tuple[str, ...]:
    """Ways to tell a part of the history of a kind: its own, or those of everybody."""
    own = tuple(row.text for row in _TELLINGS if row.kind == kind and row.part == part)
    return own or tuple(row.text for row in _TELLINGS if row.kind == EVERY and row.part == part)


def history(kind: Kind, flag: Flag | None, age: float, seed: int) -> str:
    """The sentences of a patient; the affected side is not mentioned, for it can be seen."""
    rng = np.random.default_rng([seed, 12])

    def one(part: str) -> str:
        of = told(kind.kind, part)
        return of[int(rng.integers(len(of)))]

    years = int(age) + int(rng.integers(-2, 3))
    who = one("who").format(age=10 * (years // 10), years=years)
    began = one("began").format(n=int(rng.integers(2, 9)))
    trouble, wish, before = one("trouble"), one("wish"), one("before")
    last = [before] if flag is None else [flag.text] if flag.instead else [before, flag.text]
    return " ".join([f"{who} {began}", trouble, wish, *last])
