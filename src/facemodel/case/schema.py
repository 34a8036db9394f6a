"""What stands in files of cases, each field once: as plain values that JSON can carry, and back."""

import dataclasses
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, get_type_hints

import msgspec

from facemodel.anatomy import expressions
from facemodel.anatomy.checks import number, whole
from facemodel.anatomy.muscles import MUSCLES, other_side
from facemodel.errors import FaceModelError, kind_of, shown, unknown
from facemodel.physiology import conditions, people
from facemodel.physiology.drive import Condition
from facemodel.physiology.toxin import Injection

MOST_TOLD = 3  # muscles or regions that are named where a case is shown
MAPPINGS = {"activation": -1, "dampening": 0, "weak": 0, "held": -1}
"""Fields that hold numbers by name, and the least of them."""
FOUND = ("weak", "held")
LARGEST_SEED = 2**53 - 1  # browsers read no larger whole number exactly


def struct_of(values: type, **other: Any) -> type[msgspec.Struct]:
    """How values of a dataclass stand in a file: with its fields, their kinds and defaults.

    other: kinds that are others in a file; None for a field that is not there.
    """
    kinds = {**get_type_hints(values), **other}
    fields: list[Any] = []
    for one in dataclasses.fields(values):
        if kinds[one.name] is None:
            continue
        if one.default_factory is not dataclasses.MISSING:
            default = msgspec.field(default_factory=one.default_factory)
        elif one.default is not dataclasses.MISSING:
            default = msgspec.field(default=one.default)
        else:
            default = msgspec.field()
        fields.append((one.name, kinds[one.name], default))
    return msgspec.defstruct(values.__name__, fields, forbid_unknown_fields=True)


class Person(msgspec.Struct):
    """Person number `index` that fm.people.sample(seed) draws."""

    seed: int
    index: int = 0
    sex: str | None = None
    mirrored: bool = False


_UNITS = {"dose": "dose_units", "point": "point_mm"}
_INJECTION = {_UNITS.get(one.name, one.name): one.name for one in dataclasses.fields(Injection)}
"""Fields by their keys, which carry the unit."""


def injections(values: Any) -> tuple[Injection, ...]:
    """Injections from values of their own kind or from mappings such as `plain_injection` makes.

    Errors: not a list; an entry of another kind; an unknown key; a value that is not allowed. Each
    names the entry.
    """
    if isinstance(values, Injection):
        return (values,)
    if not isinstance(values, Sequence) or isinstance(values, (str, bytes)):
        raise FaceModelError(
            f"injections of a case are a list of fm.Injection, got {kind_of(values)}"
        )
    return tuple(_injection(f"injections[{k}]", one) for k, one in enumerate(values))


def plain_injection(one: Injection) -> dict[str, Any]:
    """An injection as JSON writes it; what is None is left out."""
    values = {key: getattr(one, field) for key, field in _INJECTION.items()}
    plain = {key: value for key, value in values.items() if value is not None}
    return {k: list(v) if isinstance(v, tuple) else v for k, v in plain.items()}


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """A case's values as JSON can carry them, mappings by alphabet."""
    mappings = {name: dict(sorted(values[name].items())) for name in MAPPINGS}
    none = [name for name in FOUND if not values[name]]  # older versions read such cases too
    return {
        **{name: value for name, value in values.items() if name not in none},
        **{name: value for name, value in mappings.items() if name not in none},
        "injections": [plain_injection(one) for one in values["injections"]],
        "person": None if values["person"] is None else dict(values["person"]),
    }


def person(values: Any) -> Mapping[str, Any] | None:
    """Who a case is about, complete and checked; None is the average person.

    values: {"seed": int, "index": int, "sex": "female", "male" or None, "mirrored": bool}, of which
    only the seed must be given: person number `index` that fm.people.sample(seed) draws.
    """
    if values is None:
        return None
    if not isinstance(values, Mapping):
        raise FaceModelError(
            f"the person of a case is None for the average one or a mapping such as "
            f"{{'seed': 1, 'index': 0}}, got {shown(values)}"
        )
    known = Person.__struct_fields__
    for key in values:
        if key not in known:
            raise unknown("key", f"person.{key}", [f"person.{name}" for name in known])
    if "seed" not in values:
        raise FaceModelError("the person of a case needs a seed, as {'seed': 1}")
    who = Person(**values)
    if who.sex is not None and (not isinstance(who.sex, str) or who.sex not in people.SEXES):
        raise FaceModelError(
            f"person.sex is 'female', 'male' or None for either, got {shown(who.sex)}"
        )
    if not isinstance(who.mirrored, bool):
        raise FaceModelError(f"person.mirrored is true or false, got {shown(who.mirrored)}")
    who.seed = whole("person.seed", who.seed, 0, LARGEST_SEED)
    who.index = whole("person.index", who.index, 0, people.MOST_PEOPLE - 1)
    return MappingProxyType(msgspec.structs.asdict(who))


def build_person(values: Mapping[str, Any] | None) -> people.Person:
    """The person that checked `values` stand for."""
    if values is None:
        return people.average()
    drawn = people.sample(values["seed"], sex=values["sex"], index=values["index"])
    return drawn.mirrored() if values["mirrored"] else drawn


def _injection(path: str, value: Any) -> Injection:
    if isinstance(value, Injection):
        return value
    if not isinstance(value, Mapping):
        raise FaceModelError(
            f"{path} is {kind_of(value)}; make an injection with fm.Injection(dose, muscle=...)"
        )
    for key in value:
        if key not in _INJECTION:
            raise unknown("key", f"{path}.{key}", [f"{path}.{name}" for name in _INJECTION])
    if "dose_units" not in value:
        raise FaceModelError(f"{path} needs a dose_units")
    try:
        return Injection(**{_INJECTION[key]: one for key, one in value.items()})
    except FaceModelError as error:
        raise FaceModelError(f"{path}: {error}") from None


def by_name(what: str, values: Any, low: float) -> Mapping[str, float]:
    """Numbers from `low` to 1 by name, checked; what: they are, for messages."""
    if not isinstance(values, Mapping):
        raise FaceModelError(f"{what} of a case must be a mapping of names to numbers")
    if odd := [k for k in values if not isinstance(k, str)]:
        raise FaceModelError(f"{what} of a case goes by names as text, got {shown(odd[0])}")
    return MappingProxyType(
        {k: number(f"{what} of {shown(k)}", v, low, 1) for k, v in values.items()}
    )


def movement(expression: Any, activation: Mapping[str, float]) -> str | None:
    """The expression of a case; None where it has an activation instead."""
    if expression is not None and not isinstance(expression, str):
        raise unknown("expression", expression, expressions.EXPRESSIONS)
    if activation and expression not in (None, "rest"):
        raise FaceModelError(
            f"a case has either an expression or an activation, not both; "
            f"leave out {expression!r} or the activation"
        )
    if activation:
        return None
    return "rest" if expression is None else expression


def preset(case: Any) -> Condition:
    """The condition that a case names. Errors: one beside what was found of muscles."""
    if (case.weak or case.held) and case.condition != "healthy":
        raise FaceModelError(
            "a case has either a condition or what was found of muscles (weak, held), not both; "
            f"leave out {case.condition!r}"
        )
    return conditions.by_name(case.condition, case.side, case.severity, case.seed)


def severity(case: Any) -> Any:
    """The severity of a case; the usual one of a graded condition unless it has one."""
    usual = conditions.PRESETS[case.condition]
    if case.severity is not None or not usual.graded:
        return case.severity
    named = {share: name for name, share in conditions.SEVERITIES.items()}
    return named.get(usual.severity, usual.severity)


def mirrored(values: Mapping[str, Any]) -> dict[str, Any]:
    """Which of a case's values change where left and right are exchanged, and to what."""
    found: dict[str, Any] = {}
    for name in MAPPINGS:
        found[name] = {other_side(k): v for k, v in values[name].items()}
    name, who = values["expression"], values["person"]
    if name and expressions.EXPRESSIONS[name].defined_on != "both":
        u = expressions.expression(name)[: len(MUSCLES)]
        named = {other_side(m): float(x) for m, x in zip(MUSCLES, u, strict=True) if x}
        found |= {"expression": None, "activation": named}
    return found | {
        "side": {None: None, "left": "right", "right": "left"}[values["side"]],
        "injections": [one.mirrored() for one in values["injections"]],
        "person": who and {**who, "mirrored": not who["mirrored"]},
    }


def told(case: Any) -> list[tuple[str, str]]:
    """Names and values, in short, of what in a case is not as it is unless given."""
    found = []
    for one in dataclasses.fields(case):
        value = getattr(case, one.name)
        many = len(value) if one.name in (*MAPPINGS, "injections") else 1
        if many and value != one.default:
            value = dict(value) if isinstance(value, Mapping) else value
            short = many <= MOST_TOLD and one.name != "injections"
            short = repr(value) if short else f"<{many}>"
            found.append((one.name, "<own>" if one.name == "face" else short))
    return found
