"""A case: all that one face on the screen, in a report or in an exercise depends on, as a value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from facemodel.anatomy import expressions
from facemodel.anatomy.checks import check_kind, number, numbers, whole
from facemodel.anatomy.muscles import Side
from facemodel.case import own_face, schema
from facemodel.data.showing import table_html
from facemodel.errors import FaceModelError, checks_keywords, kind_of, shown
from facemodel.mechanics.ageing import aged
from facemodel.mechanics.face import Face
from facemodel.mechanics.stiffened import stiffened
from facemodel.physiology import conditions, people, toxin
from facemodel.physiology.dampening import dampen
from facemodel.physiology.drive import LONGEST_S
from facemodel.physiology.found import with_found
from facemodel.physiology.severity import Severity


@checks_keywords
@dataclass(frozen=True)
class Case:
    """All that one face on screen, in a report or an exercise depends on, checked when it is made.

    Parameters
    ----------
    face : Face or str, optional
        Of fm.open_scan or fm.load_head, or "default", the built-in one; kept as text.
    condition : str, optional
        Name of a preset of fm.conditions.PRESETS.
    side : {"left", "right"}, optional
        The affected side; None where both are alike.
    severity : {"mild", "moderate", "severe"} or float, optional
        0..1; None for a healthy face.
    expression : str, optional
        One of fm.EXPRESSIONS, or None where `activation` is given.
    activation : mapping of str to float, optional
        Intended activation -1..1 by muscle, instead of an expression.
    intensity : float, optional
        0..1, scales expression or activation.
    dampening : mapping of str to float, optional
        Share 0..1 taken from regions or muscles, as fm.dampen takes it.
    injections : sequence of Injection, optional
        fm.Injection values, or mappings as `contents` writes them.
    day : float, optional
        Days since the course began: a dose does nothing on its own day, and most after two weeks.
    time_s : float, optional
        Seconds into a spasm's process; None holds the condition at its height.
    person : mapping, optional
        {"seed": 1, "index": 0, "sex": None, "mirrored": False}: whom fm.people.sample draws; the
        average person unless given.
    seed : int, optional
        Of the condition's process in seconds.
    weak, held : mapping of str to float, optional
        Instead of a condition, by muscle: the share 0..1 that a contraction lacks, and what is held
        at rest, of a full contraction (below 0: the share of tone that is lost). No treatment.

    Examples
    --------
    >>> import facemodel as fm
    >>> case = fm.Case(expression="smile_social", dampening={"smile_left": 0.5})
    >>> case
    Case(expression='smile_social', dampening={'smile_left': 0.5})
    >>> face = fm.load()
    >>> bool(fm.metrics.asymmetry(face.mesh, case.after(face)) > 0.1)
    True
    """

    face: str | Face = own_face.DEFAULT
    condition: str = "healthy"
    side: Side | None = None
    severity: Severity | float | None = None
    expression: str | None = "rest"
    activation: Mapping[str, float] = field(default_factory=dict)
    intensity: float = 1.0
    dampening: Mapping[str, float] = field(default_factory=dict)
    injections: Sequence[toxin.Injection] = ()
    day: float = 0.0
    time_s: float | None = None
    person: Mapping[str, Any] | None = None
    seed: int = 0
    weak: Mapping[str, float] = field(default_factory=dict)
    held: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._set("face", own_face.checked(self.face))
        for name, low in schema.MAPPINGS.items():
            self._set(name, schema.by_name(name, getattr(self, name), low))
        self._set("expression", schema.movement(self.expression, self.activation))
        if not isinstance(self.severity, str | None):
            self._set("severity", number("severity", self.severity, 0, 1))
        self._set("seed", whole("the seed of a case", self.seed, 0, schema.LARGEST_SEED))
        self._set("side", schema.preset(self).side)
        self.build_condition()
        self._set("severity", schema.severity(self))
        self._set("intensity", number("intensity", self.intensity, 0, 1))
        self._set("injections", schema.injections(self.injections))
        self._set("day", number("the day of a case", self.day, 0, toxin.LAST_DAY))
        if self.time_s is not None:
            self._set("time_s", number("time_s of a case", self.time_s, 0, LONGEST_S))
        self._set("person", schema.person(self.person))
        self.intended()
        dampen(self.dampening)

    def build_condition(self) -> conditions.Condition:
        """The condition, or what was found of muscles, ready to drive."""
        return with_found(schema.preset(self), self.weak, self.held)

    def face_at_rest(self, level: int = 1) -> Face:
        """The face named, at the age of the condition; its skin is the average one.

        Parameters
        ----------
        level : int, optional
            How fine the mesh is: 0, 1 or 2.

        Returns
        -------
        Face
        """
        age = self.build_condition().age_years
        if age is None or self.face != own_face.DEFAULT:
            return own_face.face_of(self.face, level, age)
        return aged(age, level)

    def build_face(self, level: int = 1) -> Face:
        """The face named, at the age of the condition and with the skin of the person.

        Parameters
        ----------
        level : int, optional
            How fine the mesh is: 0, 1 or 2.

        Returns
        -------
        Face
        """
        return stiffened(self.face_at_rest(level), float(self.build_person().stiffness))

    def build_person(self) -> people.Person:
        """The person whom the case is about."""
        return schema.build_person(self.person)

    def intended(self) -> np.ndarray:
        """Intended activation (M,) of the muscles."""
        if self.activation:
            return self.intensity * expressions.activation(**self.activation)
        name = "rest" if self.expression is None else self.expression
        return expressions.expression(name, intensity=self.intensity)

    def remaining(self, face: Face | None = None, day: ArrayLike | None = None) -> np.ndarray:
        """Share 0..1 of strength that dampening and injections leave in this person.

        Parameters
        ----------
        face : Face, optional
            As it is; `build_face()` unless given.
        day : float or array_like of shape (T,), optional
            Instead of the case's.

        Returns
        -------
        ndarray of shape (M,) or (T, M)
        """
        share = dampen(self.dampening)
        days = numbers("day", self.day if day is None else day, 0, toxin.LAST_DAY)
        if days.ndim > 1:
            raise FaceModelError(f"days are one number or a list of them, got {shown(days)}")
        if face is not None:
            self._on(face)  # what is no face is refused with or without injections
        if not self.injections:
            return np.broadcast_to(share, (*days.shape, *share.shape)).copy()
        return share * toxin.remaining(self._on(face), self.injections, days, self.build_person())

    def drive(
        self,
        face: Face | None = None,
        day: ArrayLike | None = None,
        time_s: ArrayLike | None = None,
    ) -> np.ndarray:
        """Activation that results; `face.deform` makes vertices of it.

        Parameters
        ----------
        face : Face, optional
            As it is; `build_face()` unless given.
        day, time_s : float or array_like of shape (T,), optional
            Instead of the case's; of two lists, pairs of both.

        Returns
        -------
        ndarray of shape (M,) or (T, M)
        """
        remaining = self.remaining(face, day)
        time = self.time_s if time_s is None else time_s
        if time is not None and remaining.ndim == 2 and np.ndim(time) == 0:
            time = np.full(len(remaining), time)
        return self._driven(remaining, time)

    def before(self, face: Face | None = None) -> np.ndarray:
        """The face with nothing dampened and nothing injected.

        Parameters
        ----------
        face : Face, optional
            As it is; `build_face()` unless given.

        Returns
        -------
        ndarray of shape (V, 3)
            Vertices in mm.
        """
        return self._on(face).deform(self._driven(np.ones_like(self.intended()), self.time_s))

    def after(self, face: Face | None = None) -> np.ndarray:
        """The face as the case has it, on its day.

        Parameters
        ----------
        face : Face, optional
            As it is; `build_face()` unless given.

        Returns
        -------
        ndarray of shape (V, 3)
            Vertices in mm.
        """
        return self._on(face).deform(self.drive(face))

    def mirrored(self) -> Case:
        """The same case with left and right exchanged.

        An expression of one side, as contempt, becomes the activation it stands for. Of a spasm of
        both eyes in seconds, which eye chance favours is not exchanged.
        """
        return replace(self, **schema.mirrored(vars(self)))

    def contents(self) -> dict[str, Any]:
        """Plain values that JSON can carry, mappings by alphabet; `Case(**...)` reads them.

        Empty `weak` and `held` are left out. Injections become mappings with dose_units, muscle,
        landmark or point_mm, day, volume_ml and depth_mm.
        """
        return schema.plain({name: getattr(self, name) for name in self.__dataclass_fields__})

    def __repr__(self) -> str:
        return f"Case({', '.join(f'{name}={text}' for name, text in schema.told(self))})"

    def _repr_html_(self) -> str:
        return table_html("Case", ("what", "as"), schema.told(self))

    def __hash__(self) -> int:
        return hash(tuple(map(str, self.contents().values())))

    def __reduce__(self) -> tuple[Any, ...]:
        # mappingproxies cannot be pickled; plain values can, and __post_init__ wraps them again
        return partial(Case, **self.contents()), ()

    def _driven(self, remaining: np.ndarray, time) -> np.ndarray:
        return self.build_person().drive(self.build_condition(), self.intended(), remaining, time)

    def _on(self, face: Face | None) -> Face:
        if face is None:
            return self.build_face()
        check_kind("a face", face, Face, "give what fm.load() makes, or leave it out")
        return face

    def _set(self, name: str, value: object) -> None:
        object.__setattr__(self, name, value)


class Shows(Protocol):
    """What has a case on screen: the lab."""

    def _shown_case(self) -> Case: ...


CaseLike: TypeAlias = Case | Shows | Mapping[str, Any]
"""A case, the lab that shows it, or the lab's `.case`."""
HOW_TO = "make one with fm.Case(...) or fm.load_case(path)"


def case_of(what: CaseLike, how: str = HOW_TO) -> Case:
    """The case in what may be given for one; for anything else an error that says `how` to."""
    if isinstance(what, Case):
        return what
    if asked := getattr(type(what), "_shown_case", None):
        return asked(what)
    if isinstance(what, Mapping) and what and all(isinstance(name, str) for name in what):
        return Case(**what)
    raise FaceModelError(f"a case is expected, got {kind_of(what)}; {how}")
