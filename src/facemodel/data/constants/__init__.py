"""Every constant of physiology and clinic that somebody could doubt: value, range, unit, reason.

One CSV file per domain stands beside this module; `value("toxin.decay_days")` reads one number.
Numbers that belong to the rows of another table stand there (THRESHOLDS). Functions read their
constants when they are called, so `override` reaches them all.
"""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import cache, lru_cache, wraps
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar, get_args

from msgspec import Struct
from msgspec.structs import asdict

from facemodel.data import fingerprint, tables
from facemodel.data.files import mesh_folder
from facemodel.data.showing import Rows
from facemodel.errors import FaceModelError, checks_keywords, shown, unknown

MARKS: tuple[str, ...] = get_args(tables.Mark)
THRESHOLDS = ("dose_ceilings.csv", "instruments.csv", "side_effects.csv")
"""Tables of facemodel.data whose rows each have one number, in the columns of a constant."""
OTHER_TABLES = MappingProxyType(
    {
        "action_units.csv": "shares of muscles in a movement; an intention is given, not measured",
        "aims.csv": "what a plan aims at",
        "arkit.csv": "the same for the names of ARKit",
        "conditions.csv": "weights that each stand for a preset; constants nerve, presets hold it",
        "courses.csv": "places of muscles, which cohorts vary (TILTS)",
        "exercises.csv": "what a learner is asked",
        "expressions.csv": "shares of muscles in a movement",
        "face_norms.csv": "measured faces, to compare with",
        "intents.csv": "which muscles speak for an intention",
        "item_kinds.csv": "what items ask, and how clear a truth must be",
        "lines.csv": "places of lines on the skin",
        "misplacements.csv": "points of treatment",
        "muscles.csv": "tone, ED50 and section, one a muscle: toxin.ed50_factor scales every ED50",
        "patient_flags.csv": "what a history may hold, and what is right then",
        "patient_heads.csv": "heads of virtual patients",
        "patient_histories.csv": "sentences of histories",
        "patient_kinds.csv": "which virtual patients there are",
        "patient_levels.csv": "how hard a patient is to treat",
        "patient_plans.csv": "points of treatment, as fm.plan.treatment finds them",
        "trackers.csv": "what is published on each tracker, with the source in the row",
        "planning_people.csv": "draws of constants people, which say how people vary",
        "predictions.csv": "what the model said",
        "rating_items.csv": "items that a rater trains, with their anchors",
        "rating_published.csv": "published agreement of raters, to compare with",
        "readouts.csv": "how a figure is shown",
        "record_words.csv": "sentences of a record of treatment",
        "scales.csv": "ends of scales that others wrote",
        "scenarios.csv": "points of treatment",
        "sensitivities.csv": "ranges of the tissue: fm.sensitivity(..., mechanics=True)",
        "sites.csv": "points of treatment",
        "slides.csv": "which pictures an instructor shows",
        "strength.csv": "newtons, one a muscle: a person's strength scales them",
        "targets.csv": "published figures, to compare with",
        "textbook_patterns.csv": "points of treatment",
        "tolerances.csv": "how near an answer must be",
    }
)
"""Tables whose numbers are none of these constants, and why."""
_SHOWN = ("name", "value", "low", "high", "unit", "mark", "cite", "what")
_RENAMED = MappingProxyType(
    {"complications": "side_effects", "side_effects.neck_units": "dose_ceilings.session_neck"}
)
"""Domains, and a constant, by the name they had, which is still answered."""
T = TypeVar("T")
_NONE: frozenset = frozenset()
_OVERRIDES: ContextVar[Mapping[str, float]] = ContextVar("overrides", default=MappingProxyType({}))


class _Row(Struct, frozen=True):
    name: str
    value: float
    low: float
    high: float
    unit: str
    mark: tables.Mark
    what: str
    cite: tuple[str, ...] = ()
    why: str = ""

    def __post_init__(self) -> None:
        if not self.low <= self.value <= self.high:
            raise ValueError("value lies outside the range from low to high")


@dataclass(frozen=True)
class Parameter:
    """A constant: its value, the range it may reasonably lie in, and where it comes from.

    Attributes
    ----------
    name : str
        `domain.name`.
    value : float
        In `unit`, as overridden or as tabled.
    low, high : float
        The range in which fm.sensitivity varies it.
    unit : str
        mm, days, units of toxin; "1" for a share.
    mark : str
        "seen" in the works cited, "recall" of well-known literature, "assume" for a choice of
        this project, "calc" from other constants, "calibrated" to a published figure.
    cite : tuple of str
        Keys of the works it rests on (`facemodel.data.references`).
    why : str
        What was taken from them, or the reason for the choice.
    what : str
        What it measures, in a sentence.
    """

    name: str
    value: float
    low: float
    high: float
    unit: str
    mark: str
    cite: tuple[str, ...]
    why: str
    what: str


def value(name: str) -> float:
    """The constant `domain.name`, as overridden or as tabled."""
    overrides = _OVERRIDES.get()
    return overrides[name] if name in overrides else _in_force(_tabled(name)).value


def derived(function: Callable[[], T]) -> Callable[[], T]:
    """A function of constants alone, computed once for the constants in force."""

    @lru_cache(maxsize=64)
    def kept(_: frozenset) -> T:
        return function()

    @wraps(function)
    def in_force() -> T:
        overrides = _OVERRIDES.get()
        return kept(frozenset(overrides.items()) if overrides else _NONE)  # asked in every frame

    return in_force


@checks_keywords
def parameters(domain: str | None = None) -> Rows[Parameter]:
    """Every constant, or those of one domain, with the values in force.

    Parameters
    ----------
    domain : str, optional
        "toxin", "plan", ...: what stands before the dot of a constant's name.

    Returns
    -------
    Rows of Parameter
        A tuple, which a notebook shows as a table.

    Raises
    ------
    FaceModelError
        For a domain that does not exist.

    Examples
    --------
    >>> import facemodel as fm
    >>> decay = next(p for p in fm.parameters("toxin") if p.name == "toxin.decay_days")
    >>> decay.low, decay.value, decay.high, decay.unit
    (25.0, 33.0, 45.0, 'days')
    """
    domains = _by_domain()
    if isinstance(domain, str):
        domain = _RENAMED.get(domain, domain)
    if domain is not None and (not isinstance(domain, str) or domain not in domains):
        raise unknown("domain", domain, domains)
    rows = _all() if domain is None else domains[domain]
    return _shown(map(_in_force, rows)) if _OVERRIDES.get() else rows


@checks_keywords
@contextmanager
def override(values: Mapping[str, float]) -> Iterator[None]:
    """Within the block, constants take other values.

    Parameters
    ----------
    values : mapping of str to float
        Values by `domain.name`, in the unit of the constant.

    Returns
    -------
    context manager

    Raises
    ------
    FaceModelError
        For an unknown name, and for a value that is not a number or outside the constant's range.

    Examples
    --------
    >>> import facemodel as fm
    >>> with fm.override({"toxin.decay_days": 30}):
    ...     print(fm.toxin.activity(120).round(2))
    0.03
    >>> print(fm.toxin.activity(120).round(2))
    0.04
    """
    if not isinstance(values, Mapping):
        raise FaceModelError(
            f"override takes a mapping such as {{'toxin.decay_days': 25}}, got {shown(values)}"
        )
    checked = dict(_OVERRIDES.get())
    for name, number in values.items():
        p = _tabled(name)
        if isinstance(number, bool) or not isinstance(number, (int, float)):
            unit = "" if p.unit == "1" else f" in {p.unit}"
            raise FaceModelError(f"{name} must be a number{unit}, got {shown(number)}")
        if not p.low <= number <= p.high:
            unit = "" if p.unit == "1" else f" {p.unit}"
            raise FaceModelError(
                f"{name} is {number:g}{unit}; it lies between {p.low:g} and {p.high:g}"
            )
        checked[p.name] = float(number)
    token = _OVERRIDES.set(MappingProxyType(checked))
    try:
        yield
    finally:
        _OVERRIDES.reset(token)


def digest() -> str:
    """Eight hexadecimal digits that name all that results rest on; they carry them.

    That is every table of facemodel.data, the meshes of the face, and the constants in force.
    """
    changed = {n: v for n, v in _OVERRIDES.get().items() if v != _tabled(n).value}
    text = f"{_tables_and_meshes()} {sorted(changed.items())}"
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _in_force(p: Parameter) -> Parameter:
    overrides = _OVERRIDES.get()
    return replace(p, value=overrides[p.name]) if p.name in overrides else p


@cache
def _tables_and_meshes() -> str:
    return fingerprint.of_tables(Path(tables.FOLDER).parent, mesh_folder())


def _tabled(name: str) -> Parameter:
    table = _table()
    if name not in table and isinstance(name, str):
        domain, dot, rest = name.partition(".")
        name = _RENAMED.get(domain, domain) + dot + rest
        name = _RENAMED.get(name, name)
    if name not in table:
        raise unknown("constant", name, table, see="fm.parameters()")
    return table[name]


@cache
def _all() -> Rows[Parameter]:
    return _shown(_table().values())


def _shown(rows: Iterable[Parameter]) -> Rows[Parameter]:
    return Rows(rows, "constants", _SHOWN, lambda p: [getattr(p, name) for name in _SHOWN])


@cache
def _by_domain() -> Mapping[str, Rows[Parameter]]:
    found: dict[str, list[Parameter]] = {}
    for p in _table().values():
        found.setdefault(p.name.split(".")[0], []).append(p)
    return MappingProxyType({domain: _shown(rows) for domain, rows in found.items()})


@cache
def _table() -> Mapping[str, Parameter]:
    places = [f"constants/{f}" for f in os.listdir(os.path.dirname(__file__)) if f.endswith(".csv")]
    table: dict[str, Parameter] = {}
    for file in sorted([*places, *THRESHOLDS], key=os.path.basename):
        domain = os.path.basename(file).removesuffix(".csv")
        table |= {p.name: p for p in of_table(file, domain)}
    return MappingProxyType(table)


def of_table(file: str, domain: str) -> tuple[Parameter, ...]:
    """Constants as a table has them, named `domain.name`."""
    rows = tables.keyed(_Row, file, "name", others=file in THRESHOLDS).values()
    return tuple(Parameter(**{**asdict(row), "name": f"{domain}.{row.name}"}) for row in rows)
