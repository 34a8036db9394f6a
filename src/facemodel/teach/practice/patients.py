"""A virtual patient: history and face, and, hidden, what is wrong and what would be right.

Names with an underscore hold the truth. Nobody here exists, and no history is anybody's.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from facemodel.anatomy.expressions import expression
from facemodel.anatomy.muscles import MUSCLES, SIDES, Side
from facemodel.capture.heads import load_head
from facemodel.case.case import Case
from facemodel.clinic.examination import SUNNYBROOK_TASKS, Examination
from facemodel.data import constants
from facemodel.mechanics.face import Face
from facemodel.mechanics.frame import Rig
from facemodel.mechanics.stiffened import stiffened
from facemodel.physiology import conditions, people
from facemodel.physiology.drive import Condition
from facemodel.physiology.sites import PLACES, places
from facemodel.physiology.toxin import Injection
from facemodel.study.plan.aims import AIMS, Aim, aim_of
from facemodel.study.plan.moved import Movers
from facemodel.study.plan.panel import Panel, planning
from facemodel.study.plan.trial import Trial
from facemodel.teach.practice.gradings import SCALES, Sitter
from facemodel.teach.practice.kinds import Choice, Flag, Head, Kind, history, standard
from facemodel.view import widget

M = len(MUSCLES)
KEPT = 12
"""Patients whose face stays in memory: one takes 40 MB."""
OTHERS = 16
"""Of the people whom plans are made for, on whom the risk of a treatment is judged."""
TASKS = ("rest", *SUNNYBROOK_TASKS)


@dataclass(frozen=True)
class Patient:
    """Somebody who does not exist: a history, and a face that can be asked for expressions.

    Condition, severity and this person's own response to a dose are hidden until `reveal()`.

    Attributes
    ----------
    seed, level : int, str
        They make the patient; the same two make the same one everywhere.
    """

    seed: int
    level: str
    _truth: Case
    _kind: Kind
    _flag: Flag | None
    _head: Head
    _history_seed: int

    @cached_property
    def history(self) -> str:
        """What is known before anybody looks: some sentences that name no person."""
        return history(self._kind, self._flag, self._head.age, self._history_seed)

    @property
    def scale(self) -> str:
        """The scale on which this patient is graded: "sunnybrook", "spasm", "lines" or "none"."""
        return self._kind.scale

    @property
    def _right(self) -> Choice:
        """What is right for this patient."""
        if self._flag is None or self._flag.right == "treat":
            return self._kind.right
        return self._flag.right

    @cached_property
    def _person(self) -> people.Person:
        return self._truth.build_person()

    @cached_property
    def _condition(self) -> Condition:
        return self._truth.build_condition()

    @property
    def _own(self) -> Condition:
        """The condition as this person has it, strength and tone included."""
        return self._person.in_condition(self._condition)

    @property
    def _average_face(self) -> Face:
        """The patient's head with an average skin."""
        head = self._head
        return load_head(head.age, head.sex, head.weight, head.ancestry)

    def __hash__(self) -> int:
        return hash((self.seed, self.level))

    @property
    def _large(self) -> _Large:
        return _large_of(self, constants.digest())

    @property
    def face(self) -> Face:
        """The patient's face; its skin is their own."""
        return self._large.face

    @property
    def _side(self) -> Side:
        """The affected side; the left where both are."""
        return self._truth.side or SIDES[0]

    @property
    def _aim(self) -> Aim:
        """What a treatment of the condition aims at; of a healthy face, that its sides are even."""
        named = conditions.PRESETS[self._truth.condition].name
        return AIMS["even"] if named == "healthy" else aim_of(self._condition, None)

    @cached_property
    def _standard(self) -> tuple[Injection, ...]:
        """The sparse plan for this condition on this face; empty where none is due."""
        if self._kind.right != "treat":
            return ()
        plan, here = standard(self._kind, float(self._condition.severity)), places(self.face.mesh)
        far = SIDES[1 - SIDES.index(self._side)]
        near = SIDES if self._truth.side is None else (self._side,)
        rows = [
            *((site, side, units) for site, units in plan.near.items() for side in near),
            *((site, far, units) for site, units in plan.far.items()),
            *((site, "middle", units) for site, units in plan.middle.items()),
        ]
        return tuple(here[site, side].injection(units) for site, side, units in rows)

    def frames(self, remaining: ArrayLike = 1.0) -> np.ndarray:
        """Vertices at rest and in Sunnybrook's five tasks.

        Parameters
        ----------
        remaining : array_like of shape (M,), default 1
            Share 0..1 of strength that a treatment leaves.

        Returns
        -------
        ndarray of shape (6, V, 3), mm
        """
        own = self._own
        rows = np.stack([own.drive(u, remaining) for u in _intents()])
        return self.face.deform(rows, dtype=float)

    def _mirror_mm(self, remaining: np.ndarray) -> float:
        """Asymmetry over rest and Sunnybrook's five tasks with these shares of strength (M,).

        By the columns that plans are judged by, which the browser has too.
        """
        mesh, large = self.face.mesh, self._large
        left = np.asarray(remaining, float)[None]
        frames = large.movers.moved(large.whole_rig, self._condition, left, TASKS)
        return float(Examination(mesh, {task: f[0] for task, f in frames.items()}).over_tasks_mm)

    def scores(self) -> dict[str, int]:
        """The model's own score of every item of this patient's scale, untreated."""
        sitter = Sitter(self.face, self._condition, self._person, self._side, self._head.age)
        return SCALES[self.scale].read(sitter)

    def show(self, expression: str = "rest", **options: Any) -> widget.FaceWidget:
        """The patient in the lab, which shows after a dose what an average person would show.

        Parameters
        ----------
        expression : str, default "rest"
            One of fm.EXPRESSIONS.
        **options
            Those of fm.show.

        Returns
        -------
        FaceWidget
        """
        options = {"tone": self._head.tone, **options}
        return widget.show(self.face, expression, condition=self._untold(), hints=False, **options)

    def _untold(self) -> Condition:
        """The condition under a name that tells nothing."""
        return replace(self._own, name="hidden")

    def reveal(self) -> dict[str, Any]:
        """The truth: condition, side, severity, what was right, what sets this person apart."""
        person = self._person
        return {
            "condition": self._kind.label,
            "side": self._truth.side or "both",
            "severity": round(float(self._condition.severity), 2),
            "right": self._right,
            "why": self._kind.why if self._flag is None else self._flag.why,
            "also": "" if self._flag is None else self._flag.label,
            "dose_needed": round(float(person.ed50), 2),
            "onset_days": round(float(person.onset_days), 1),
            "decay_days": round(float(person.decay_days), 0),
            "stiffness": round(float(person.stiffness), 2),
        }

    def __repr__(self) -> str:
        return f"Patient({self.seed}, {self.level!r})"


class _Large:
    """What of a patient takes much memory, each part made when it is first asked for."""

    def __init__(self, who: Patient) -> None:
        self._who = who

    @cached_property
    def face(self) -> Face:
        return stiffened(self._who._average_face, float(self._who._person.stiffness))

    @cached_property
    def trial(self) -> Trial:
        """This one person, in whom doses are judged as plans judge them."""
        hand = np.zeros((1, len(PLACES), 2))
        return self._tried_on(Panel(people.several(self._who._person), hand))

    @cached_property
    def others(self) -> Trial:
        """The people whom plans are made for, with this one's condition on this one's head."""
        panel = planning().first(OTHERS)
        return self._tried_on(panel.mirrored() if self._who._side == SIDES[1] else panel)

    def _tried_on(self, panel: Panel) -> Trial:
        who = self._who
        day, keep = constants.value("practice.review_days"), constants.value("practice.kept")
        return Trial(
            who._average_face, who._condition, who._aim, panel, (), day, keep, gently=False
        )

    @cached_property
    def movers(self) -> Movers:
        return Movers(self._who._average_face, people.several(self._who._person))

    @cached_property
    def whole_rig(self) -> Rig:
        return self.movers.rig_of(np.arange(len(self.face.mesh.vertices)))


@lru_cache(maxsize=KEPT)
def _large_of(who: Patient, constants_in_force: str) -> _Large:
    return _Large(who)


def _intents() -> list[np.ndarray]:
    return [expression(task)[:M] for task in TASKS]
