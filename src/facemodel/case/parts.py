"""Injections and persons of a case as plain values that JSON can carry, and back."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from facemodel.anatomy.checks import whole
from facemodel.errors import FaceModelError, unknown
from facemodel.physiology import people
from facemodel.physiology.toxin import Injection

LARGEST_SEED = 2**53 - 1  # browsers read no larger whole number exactly

# key in a file: field of an Injection; keys carry the unit
_INJECTION = {
    "dose_units": "dose",
    "muscle": "muscle",
    "landmark": "landmark",
    "point_mm": "point",
    "day": "day",
    "volume_ml": "volume_ml",
    "depth_mm": "depth_mm",
}
_PERSON = ("seed", "index", "sex", "mirrored")


def injections(values: Any) -> tuple[Injection, ...]:
    """Injections from values of their own kind or from mappings such as `plain_injection` makes.

    Errors: not a list; an entry of another kind; an unknown key; a value that is not allowed. Each
    names the entry.
    """
    if isinstance(values, Injection):
        return (values,)
    if not isinstance(values, Sequence) or isinstance(values, (str, bytes)):
        raise FaceModelError(
            f"injections of a case are a list of fm.Injection, got {type(values).__name__}"
        )
    return tuple(_injection(f"injections[{k}]", one) for k, one in enumerate(values))


def plain_injection(one: Injection) -> dict[str, Any]:
    """An injection as JSON writes it; what is None is left out."""
    values = {key: getattr(one, field) for key, field in _INJECTION.items()}
    plain = {key: value for key, value in values.items() if value is not None}
    return {k: list(v) if isinstance(v, tuple) else v for k, v in plain.items()}


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
            f"{{'seed': 1, 'index': 0}}, got {values!r}"
        )
    for key in values:
        if key not in _PERSON:
            raise unknown("key", f"person.{key}", [f"person.{name}" for name in _PERSON])
    if "seed" not in values:
        raise FaceModelError("the person of a case needs a seed, as {'seed': 1}")
    sex, mirrored = values.get("sex"), values.get("mirrored", False)
    if sex is not None and (not isinstance(sex, str) or sex not in people.SEXES):
        raise FaceModelError(f"person.sex is 'female', 'male' or None for either, got {sex!r}")
    if not isinstance(mirrored, bool):
        raise FaceModelError(f"person.mirrored is true or false, got {mirrored!r}")
    return MappingProxyType(
        {
            "seed": whole("person.seed", values["seed"], 0, LARGEST_SEED),
            "index": whole("person.index", values.get("index", 0), 0, people.MOST_PEOPLE - 1),
            "sex": sex,
            "mirrored": mirrored,
        }
    )


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
            f"{path} is no {type(value).__name__}; make one with fm.Injection(dose, muscle=...)"
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
