"""Every constant of physiology and clinic that somebody could doubt: value, range, unit, reason.

One CSV file per domain stands beside this module; `value("toxin.decay_days")` reads one number.
Thresholds that belong to the rows of another table stand there (THRESHOLDS). Functions read their
constants when they are called, so `override` reaches them all.
"""

import csv
import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from types import MappingProxyType

from facemodel.errors import FaceModelError, checks_keywords, unknown

MARKS = ("seen", "recall", "assume", "calc", "calibrated")
THRESHOLDS = ("side_effects.csv",)
"""Tables of facemodel.data whose rows each have a threshold, in the columns of a constant."""
_RENAMED = MappingProxyType({"complications": "side_effects"})
"""Domains by the name they had, which is still answered."""
_OVERRIDES: ContextVar[Mapping[str, float]] = ContextVar("overrides", default=MappingProxyType({}))


@dataclass(frozen=True)
class Parameter:
    """A constant: its value, the range it may reasonably lie in, and where it comes from.

    name     domain.name
    value    in `unit`; low, high: range that fm.sensitivity varies it in
    mark     "seen" in the works named, "recall" of well-known literature, "assume" for a choice
             of this project, "calc" from other constants, "calibrated" to a published figure
    cite     keys of the works it rests on (facemodel.data.references)
    why      what was taken from them, or on which ground it was chosen
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


@checks_keywords
def parameters(domain: str | None = None) -> tuple[Parameter, ...]:
    """Every constant, or those of one domain, with the values in force."""
    domains = _by_domain()
    if isinstance(domain, str):
        domain = _RENAMED.get(domain, domain)
    if domain is not None and (not isinstance(domain, str) or domain not in domains):
        raise unknown("domain", domain, domains)
    return tuple(map(_in_force, _table().values() if domain is None else domains[domain]))


@checks_keywords
@contextmanager
def override(values: Mapping[str, float]) -> Iterator[None]:
    """Within the block, constants take other values: `with override({"toxin.decay_days": 25}):`.

    Errors: an unknown name; a value that is not a finite number or lies outside the constant's
    range.
    """
    if not isinstance(values, Mapping):
        raise FaceModelError(
            f"override takes a mapping such as {{'toxin.decay_days': 25}}, got {values!r}"
        )
    checked = dict(_OVERRIDES.get())
    for name, number in values.items():
        p = _tabled(name)
        if isinstance(number, bool) or not isinstance(number, (int, float)):
            raise FaceModelError(f"{name} must be a number in {p.unit}, got {number!r}")
        if not p.low <= number <= p.high:
            raise FaceModelError(
                f"{name} is {number:g} {p.unit}; it lies between {p.low:g} and {p.high:g}"
            )
        checked[p.name] = float(number)
    token = _OVERRIDES.set(MappingProxyType(checked))
    try:
        yield
    finally:
        _OVERRIDES.reset(token)


def digest() -> str:
    """Eight hexadecimal digits that name the values in force; results carry them."""
    text = "\n".join(f"{p.name}={p.value!r}" for p in parameters())
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _in_force(p: Parameter) -> Parameter:
    overrides = _OVERRIDES.get()
    return replace(p, value=overrides[p.name]) if p.name in overrides else p


def _tabled(name: str) -> Parameter:
    if isinstance(name, str):
        domain, dot, rest = name.partition(".")
        name = _RENAMED.get(domain, domain) + dot + rest
    if name not in _table():
        raise unknown("constant", name, _table(), see="fm.parameters()")
    return _table()[name]


@cache
def _by_domain() -> Mapping[str, tuple[Parameter, ...]]:
    found: dict[str, list[Parameter]] = {}
    for p in _table().values():
        found.setdefault(p.name.split(".")[0], []).append(p)
    return MappingProxyType({domain: tuple(rows) for domain, rows in found.items()})


@cache
def _table() -> Mapping[str, Parameter]:
    table = {}
    files = [resources.files("facemodel.data").joinpath(name) for name in THRESHOLDS]
    files += [f for f in resources.files(__name__).iterdir() if f.name.endswith(".csv")]
    for file in sorted(files, key=lambda f: f.name):
        domain = file.name.removesuffix(".csv")
        for row in csv.DictReader(file.read_text("utf-8").splitlines()):
            p = Parameter(
                name=f"{domain}.{row['name']}",
                value=float(row["value"]),
                low=float(row["low"]),
                high=float(row["high"]),
                unit=row["unit"],
                mark=row["mark"],
                cite=tuple(row["cite"].split()),
                why=row["why"],
                what=row["what"],
            )
            assert p.low <= p.value <= p.high, p
            assert p.mark in MARKS, p
            table[p.name] = p
    return MappingProxyType(table)
