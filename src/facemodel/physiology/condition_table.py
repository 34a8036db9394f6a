"""Conditions as tabled: what each has, the muscles it acts on, and which one a name may mean."""

import difflib
import re
from collections.abc import Iterable, Mapping
from functools import cache

from msgspec import Struct

from facemodel.anatomy.muscles import FACIAL_BRANCHES, JAW_OPENERS, SIDES, check_stems, group
from facemodel.data import constants, tables
from facemodel.errors import FaceModelError, shown, unknown
from facemodel.physiology.severity import Severity


class Row(Struct, frozen=True, kw_only=True):
    """A row of data/conditions.csv; mark, cite and why as in facemodel.data.constants.

    name, label, about  in code, in words, what it looks like
    sided, graded  whether it lies on one side, whether it has a severity
    severity       what it has unless another is given
    make           function in MAKERS of its module, as nerve.py; empty: a palsy by `branches`
    branches       the constants nerve.NAME.* that say what each branch conducts
    other_side     the constant presets.other_side.NAME, strength of the other side
    synkinesis     how severe it is in a palsy; empty: none
    muscles        whom its function acts on, as `role muscle group; role muscle`
    aim            what a plan in sites aims at unless told otherwise, of data/aims.csv; empty: none
    label_sites    where a label treats it first, of data/sites.csv; plans with that aim begin there
    """

    name: str
    label: str
    about: str
    sided: bool
    graded: bool
    severity: Severity
    make: str = ""
    branches: str = ""
    other_side: str = ""
    synkinesis: Severity | None = None
    muscles: tuple[tuple[str, ...], ...] = ()
    aim: str = ""
    label_sites: tuple[str, ...] = ()
    mark: tables.Mark
    cite: tuple[str, ...] = ()
    why: str

    def __post_init__(self) -> None:
        for role, *stems in self.muscles:
            check_stems("muscles", stems, groups=True)
            if (JAW_OPENERS in stems) != (role == "jaw"):
                raise ValueError(f"column muscles: {JAW_OPENERS} has no sides, as role jaw alone")
        if not (self.make or self.branches):
            raise ValueError("name a function in column make, or a palsy's constants in branches")
        for column, name, domain in (
            ("branches", self.branches, "nerve"),
            ("other_side", self.other_side and f"other_side.{self.other_side}", "presets"),
        ):
            begun = f"{domain}.{name}"
            known = [p.name for p in constants.parameters(domain)]
            if name and not any(f"{one}.".startswith(f"{begun}.") for one in known):
                raise ValueError(f"column {column}: constants/{domain}.csv has no {name}; add it")

    def acts_on(self, role: str) -> tuple[str, ...]:
        """Stems of the muscles of a role. Errors: a role that the row does not have."""
        roles = {one: stems for one, *stems in self.muscles}
        if role not in roles:
            said = unknown("role", role, roles)
            raise FaceModelError(f"conditions.csv ({self.name}): column muscles: {said}")
        return tuple(stem for name in roles[role] for stem in group(name))


ROWS: Mapping[str, Row] = tables.keyed(Row, "conditions.csv", "name")
"""Conditions by name, in the order of menus."""


@cache
def acts_on(condition: str, role: str) -> tuple[str, ...]:
    """Stems of the muscles that a condition acts on in a role."""
    return ROWS[condition].acts_on(role)


def both_sides(condition: str, role: str, value: float) -> dict[str, float]:
    """A value for the muscles of both sides that a condition acts on in a role."""
    return {f"{stem}_{side}": value for stem in acts_on(condition, role) for side in SIDES}


# beginnings of words that people use, and the word of the presets' names and labels for them
_SAME = {
    "paral": "palsy", "pares": "palsy", "weak": "palsy", "bell": "palsy", "droop": "palsy",
    "brackmann": "palsy", "twitch": "spasm", "tic": "spasm", "cramp": "spasm", "overact": "spasm",
    "mass": "synkinesis", "misdirect": "synkinesis", "eyelid": "blepharospasm", "grind": "bruxism",
    "clench": "bruxism", "old": "ageing", "aging": "ageing", "normal": "healthy", "none": "healthy",
}  # fmt: skip
_EVERYWHERE = {"facial", "face", "left", "right", "side", "mild", "moderate", "severe", "acute"}
_LEAST_LETTERS = 3  # shorter words of a name tell nothing


def unknown_condition(name: object) -> FaceModelError:
    """Error for a name that no condition has, with those it may mean: "palsy", "twitching"."""
    labels = {row.name: row.label for row in ROWS.values()}
    plain = unknown("condition", name, labels, see="fm.conditions.PRESETS")
    if not isinstance(name, str) or difflib.get_close_matches(name, labels, n=1, cutoff=0.8):
        return plain
    found = _meant(_words(name[:80]), labels)
    if not found:
        return plain
    hint = f"there are {_listed(found)}"
    if len(found) < 3:
        hint = f"did you mean {' or '.join(map(repr, found))}?"
    return FaceModelError(f"unknown condition {shown(name)}; {hint}")


def _meant(words: set[str], labels: Mapping[str, str]) -> list[str]:
    """Presets that share words with those given: most words first, then where they come early."""
    found = []
    for name, label in labels.items():
        text = f"{label} {name}".lower()
        if places := [text.index(word) for word in words if word in text]:
            found.append((-len(places), min(places), name))
    return [name for *_, name in sorted(found)]


def _words(name: str) -> set[str]:
    """Words of a name, and those that the presets use for them."""
    found = set(re.findall(r"[a-z]+", name.lower())) - _EVERYWHERE
    found = {word for word in found if len(word) >= _LEAST_LETTERS}
    for word in tuple(found):
        found |= {same for begin, same in _SAME.items() if word.startswith(begin)}
        found |= set(difflib.get_close_matches(word, set(_SAME.values()), cutoff=0.8))
    return found


def _listed(names: Iterable[str]) -> str:
    """Names in quotes; the grades of House and Brackmann as a span."""
    grades = [name for name in names if name[-1].isdigit()]
    told = [repr(name) for name in names if name not in grades[1:]]
    if len(grades) > 1:
        span = f"{grades[0]!r} to {grades[-1]!r} (House-Brackmann)"
        told[told.index(repr(grades[0]))] = span
    return ", ".join(told)


def branches(table: str) -> dict[str, float]:
    """Share that each branch conducts, of those in the constants nerve.TABLE.*."""
    shares = {b: of_table(table, b) for b in FACIAL_BRANCHES}
    return {b: share for b, share in shares.items() if share is not None}


def of_table(table: str, what: str) -> float | None:
    """The constant nerve.TABLE.WHAT; None where it is not tabled."""
    name = f"nerve.{table}.{what}"
    return constants.value(name) if name in _tabled() else None


@cache
def _tabled() -> frozenset[str]:
    return frozenset(p.name for p in constants.parameters("nerve"))
