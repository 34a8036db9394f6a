"""A case: the face, condition, expression and dampening that are looked at, as value and file."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import msgspec
import numpy as np

from facemodel.anatomy import actions
from facemodel.anatomy.checks import number
from facemodel.errors import FaceModelError, unknown
from facemodel.physiology import conditions
from facemodel.physiology.dampening import dampen

SCHEMA = "facemodel.case/1"
FACES = ("default",)
LARGEST_FILE_BYTES = 1_000_000
_NAMED = {share: name for name, share in conditions.SEVERITIES.items()}


@dataclass(frozen=True)
class Case:
    """What is looked at. Everything is checked when the case is made.

    face        "default"
    condition   name of a preset of fm.conditions.PRESETS
    side        affected side, "left" or "right"; None where both sides are alike
    severity    "mild", "moderate", "severe" or 0..1; None for a healthy face
    expression  one of fm.EXPRESSIONS, or None when `activation` is given
    activation  intended activation -1..1 by muscle, instead of an expression
    intensity   0..1, scales expression or activation
    dampening   share 0..1 taken from regions or muscles, as fm.dampen takes it

    Injections, days and persons are not part of a case in this version: it simulates none.
    """

    face: str = "default"
    condition: str = "healthy"
    side: str | None = None
    severity: str | float | None = None
    expression: str | None = "rest"
    activation: Mapping[str, float] = field(default_factory=dict)
    intensity: float = 1.0
    dampening: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self):
        if self.face not in FACES:
            raise unknown("face", self.face, FACES)
        for name, low in (("activation", -1), ("dampening", 0)):
            value = getattr(self, name)
            if not isinstance(value, Mapping):
                raise FaceModelError(f"{name} of a case must be a mapping of names to numbers")
            if odd := [k for k in value if not isinstance(k, str)]:
                raise FaceModelError(f"{name} of a case is by name; {odd[0]!r} is no name")
            numbers = {k: number(f"{name} of {k!r}", v, low, 1) for k, v in value.items()}
            object.__setattr__(self, name, MappingProxyType(numbers))
        if self.activation and self.expression not in (None, "rest"):
            raise FaceModelError(
                f"a case has either an expression or an activation, not both; "
                f"leave out {self.expression!r} or the activation"
            )
        if self.activation:
            object.__setattr__(self, "expression", None)
        elif self.expression is None:
            object.__setattr__(self, "expression", "rest")
        if not isinstance(self.severity, str | None):
            object.__setattr__(self, "severity", number("severity", self.severity, 0, 1))
        made = self.build_condition()
        object.__setattr__(self, "side", made.side)
        if self.severity is None and conditions.PRESETS[self.condition].graded:
            usual = conditions.PRESETS[self.condition].severity
            object.__setattr__(self, "severity", _NAMED.get(usual, usual))
        object.__setattr__(self, "intensity", number("intensity", self.intensity, 0, 1))
        self.intended()
        self.remaining()

    def build_condition(self) -> conditions.Condition:
        """The condition, ready to drive."""
        return conditions.by_name(self.condition, self.side, self.severity)

    def intended(self) -> np.ndarray:
        """Intended activation (M,)."""
        if self.activation:
            return self.intensity * actions.activation(**self.activation)
        return actions.expression(self.expression or "rest", intensity=self.intensity)

    def remaining(self) -> np.ndarray:
        """Share of strength (M,) that the dampening leaves."""
        return dampen(self.dampening)

    def drive(self) -> np.ndarray:
        """Activation (M,) that results."""
        return self.build_condition().drive(self.intended(), self.remaining())

    def __hash__(self):
        return hash(tuple(map(str, _contents(self).values())))

    def __reduce__(self):
        # mappingproxies cannot be pickled; plain dicts can, and __post_init__ wraps them again
        return Case, tuple(_contents(self).values())


def save_case(case: Case, path: str | os.PathLike) -> Path:
    """Write a case as JSON and return the path; a file that stood there is replaced as a whole.

    The text depends on the case alone. Errors: not a case; a folder that cannot be written to.
    """
    if not isinstance(case, Case):
        raise FaceModelError(f"save_case writes a Case, got {type(case).__name__}")
    path = _path(path)
    text = msgspec.json.encode({"schema": SCHEMA, **_contents(case)})
    # beside the target, so that the replacement is one step of the file system
    scratch = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with open(scratch, "xb") as file:
            file.write(msgspec.json.format(text, indent=2) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        os.replace(scratch, path)
    except (OSError, ValueError) as error:
        raise FaceModelError(f"cannot write the case to {path}: {_reason(error)}") from None
    finally:
        scratch.unlink(missing_ok=True)
    return path


def load_case(path: str | os.PathLike) -> Case:
    """Read a case that save_case wrote; keys left out take their defaults.

    Errors: no such file; larger than 1 MB; not JSON; another schema; an unknown key; a value that
    is not allowed. Each names the file and the key.
    """
    path = _path(path)
    try:
        with open(path, "rb") as file:
            raw = file.read(LARGEST_FILE_BYTES + 1)
    except (OSError, ValueError) as error:
        raise FaceModelError(f"cannot read the case {path}: {_reason(error)}") from None
    if len(raw) > LARGEST_FILE_BYTES:
        raise FaceModelError(
            f"{path.name} is larger than {LARGEST_FILE_BYTES:,} bytes; a case takes about 1,000"
        )
    try:
        return _parsed(raw)
    except FaceModelError as error:
        raise FaceModelError(f"{path.name}: {error}") from None


class _File(msgspec.Struct):
    """A case as it stands in a file."""

    schema: str
    face: str = "default"
    condition: str = "healthy"
    side: str | None = None
    severity: float | str | None = None
    expression: str | None = "rest"
    activation: dict[str, float] = {}
    intensity: float = 1.0
    dampening: dict[str, float] = {}


def _parsed(raw: bytes) -> Case:
    try:
        # the standard library's reader tells of keys that are given twice; the file is small
        contents = json.loads(
            raw.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_no_number
        )
    except (ValueError, RecursionError) as error:
        raise FaceModelError(f"this is not a readable case file ({error})") from None
    if not isinstance(contents, dict):
        raise FaceModelError("a case file holds one JSON object")
    if contents.get("schema") != SCHEMA:
        raise FaceModelError(
            f"its schema is {contents.get('schema')!r}; this version reads {SCHEMA!r}"
        )
    for key in contents:
        if key not in _File.__struct_fields__:
            raise unknown("key", f"$.{key}", [f"$.{name}" for name in _File.__struct_fields__])
    try:
        values = msgspec.structs.asdict(msgspec.convert(contents, _File))
    except msgspec.ValidationError as error:
        raise FaceModelError(f"a value is of the wrong kind: {error}; correct it there") from None
    del values["schema"]
    return Case(**values)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object of a JSON file whose every key is given once."""
    keys = [key for key, _ in pairs]
    if twice := next((key for key in keys if keys.count(key) > 1), None):
        raise FaceModelError(f"the key {twice!r} is given twice; leave one of them")
    return dict(pairs)


def _no_number(text: str) -> None:
    raise ValueError(f"{text} is no number")


def _path(path: str | os.PathLike) -> Path:
    if not isinstance(path, (str, os.PathLike)) or not str(path):
        raise FaceModelError(f"a case file is named by its path, got {path!r}")
    return Path(path)


def _contents(case: Case) -> dict:
    """Fields of a case as plain values, mappings in alphabetical order."""
    values = {name: getattr(case, name) for name in case.__dataclass_fields__}
    return {k: dict(sorted(v.items())) if isinstance(v, Mapping) else v for k, v in values.items()}


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)
