"""Which model face a seed, a level and a number stand for, how it looks, and the model's grades."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from facemodel.anatomy.checks import whole
from facemodel.anatomy.expressions import expression
from facemodel.anatomy.muscles import MUSCLES, SIDES, Side
from facemodel.capture.heads import load_head
from facemodel.clinic.examination import TASKS, Examination, examine
from facemodel.clinic.scales.eface import eface_like
from facemodel.clinic.scales.sunnybrook import Sunnybrook, sunnybrook
from facemodel.data import constants
from facemodel.errors import check_name
from facemodel.mechanics.face import Face
from facemodel.mechanics.stiffened import stiffened
from facemodel.physiology import conditions, people
from facemodel.physiology.drive import Condition
from facemodel.teach.items.practised import LARGEST_SEED, MOST_FACES
from facemodel.teach.practice.kinds import HEADS, Head
from facemodel.teach.rating import scales
from facemodel.view.provenance import stamp
from facemodel.view.scene.assets import Tone
from facemodel.view.stills.portraits import snapshot

M = len(MUSCLES)
EDITION = 1
"""Which faces seeds stand for; another number is other faces."""
PALSIES = (
    "bells_acute_moderate", "bells_acute_severe", "bells_chronic_flaccid", "hb_4", "hb_5",
    "post_parotidectomy_recovery", "post_trauma_zygomatic", "temporal_branch_injury",
    *("postparalytic_synkinesis",) * 4,
)  # fmt: skip
"""What faces have; every third one has synkinesis, or grades of it would be none [assume]."""
DRAFTS, NEAREST = 6, 3
"""Faces that are drawn, and how many of them, those nearest to a composite that is drawn evenly,
stay: an easy series takes the clearest of these, a hard one the least clear [assume]."""
LOWEST, HIGHEST = 10.0, 95.0
"""Composites that are drawn: all that palsies have."""
CLEAR = 0.15
"""Share of a step's width from its limits at which a grade is clear to the eye [assume]."""
VIEWS = ("rest", *TASKS)
LEVELS = ("easy", "middling", "hard")
"""Levels of a series, the easiest first."""


@dataclass(frozen=True)
class Subject:
    """A model face that is to be graded; its grades are told by `grades()` alone.

    Attributes
    ----------
    seed, level, number : int, str, int
        They make the face; the same three make the same one everywhere.
    side : {"left", "right"}
        The side that is graded, the subject's own.
    """

    seed: int
    level: str
    number: int
    side: Side
    _head: Head
    _condition: Condition
    _person: people.Person | None

    @cached_property
    def _face(self) -> Face:
        head = self._head
        face = load_head(head.age, head.sex, head.weight, head.ancestry)
        return face if self._person is None else stiffened(face, float(self._person.stiffness))

    @cached_property
    def _own(self) -> Condition:
        one = self._condition
        return one if self._person is None else self._person.in_condition(one)

    @cached_property
    def _exam(self) -> Examination:
        return examine(self._face, self._condition, 1.0, self._person, TASKS)

    @cached_property
    def _palsy(self) -> Sunnybrook:
        return sunnybrook(self._exam, self.side)

    @cached_property
    def _lines(self) -> dict[str, float]:
        return {name: float(x) for name, x in eface_like(self._exam, self.side).items.items()}

    def grades(self) -> dict[str, float]:
        """The model's own grade of each item of both scales.

        Returns
        -------
        dict of str to float
        """
        palsy = {name: float(item.score) for name, item in self._palsy.items.items()}
        return palsy | self._lines

    def rule(self, item: str) -> str:
        """Why the model grades an item as it does, in its figures.

        Parameters
        ----------
        item : str

        Returns
        -------
        str
        """
        if item in self._palsy.items:
            return self._palsy.items[item].rule
        return f"{self._lines[item]:.0f} of 100: {scales.LINES[item].measures}"

    def pictures(self) -> dict[str, bytes]:
        """The face at rest and in each task.

        Returns
        -------
        dict of str to bytes
            JPEGs by view.
        """
        return stills(self._face, self._own, VIEWS, self._head.tone)

    def drawn(self, draw: Callable[[Face, np.ndarray, Tone], bytes]) -> dict[str, bytes]:
        """The same as another hand draws it.

        Parameters
        ----------
        draw : callable
            Takes face, control values (C,) and tone, and gives a picture.

        Returns
        -------
        dict of str to bytes
            Pictures by view.
        """
        rows = posed(self._face, self._own, VIEWS)
        tone = self._head.tone
        return {v: draw(self._face, row, tone) for v, row in zip(VIEWS, rows, strict=True)}

    def __repr__(self) -> str:
        made = f"seed {self.seed}, {self.level}, face {self.number + 1}"
        return f"Subject({made}: the {self.side} side is graded)"


def stills(face: Face, condition: Condition, views: tuple[str, ...], tone) -> dict[str, bytes]:
    """JPEGs of a face with a condition at rest and in tasks, by view."""
    rows = posed(face, condition, views)
    return {v: snapshot(face, row, tone, stamp()) for v, row in zip(views, rows, strict=True)}


def posed(face: Face, condition: Condition, views: tuple[str, ...]) -> np.ndarray:
    """Control values (n, C) of a face with a condition at rest and in tasks."""
    intents = [np.zeros(M) if v == "rest" else expression(v)[:M] for v in views]
    return face.controls(np.stack([condition.drive(intent) for intent in intents]))


def face(seed: int, level: str = "easy", number: int = 0) -> Subject:
    """The face of a series.

    Parameters
    ----------
    seed : int
        0 to 2**31 - 1.
    level : {"easy", "middling", "hard"}, optional
        "easy": average people whose grades are clear. "middling": people as they differ. "hard":
        the same, near the limits between grades.
    number : int, optional
        From 0.

    Returns
    -------
    Subject

    Raises
    ------
    FaceModelError
        For an unknown level, or a number out of range.

    Examples
    --------
    >>> import facemodel as fm
    >>> fm.rating.face(7, "easy", 0)
    Subject(seed 7, easy, face 1: the left side is graded)
    """
    seed = whole("a seed", seed, 0, LARGEST_SEED)
    number = whole("the number of a face", number, 0, MOST_FACES - 1)
    check_name("level", level, LEVELS)
    return _face(seed, level, number, constants.digest())


@lru_cache(maxsize=MOST_FACES)
def _face(seed: int, level: str, number: int, constants_in_force: str) -> Subject:
    rng = np.random.default_rng([seed, LEVELS.index(level), number, 23, EDITION])
    head = list(HEADS.values())[int(rng.integers(len(HEADS)))]
    side = SIDES[int(rng.integers(2))]
    aim = float(rng.uniform(LOWEST, HIGHEST))
    made = [_draft(seed, level, number, side, head, rng) for _ in range(DRAFTS)]
    near = sorted(made, key=lambda one: abs(float(one._palsy.composite) - aim))[:NEAREST]
    if level == "middling":
        return near[0]
    return (max if level == "easy" else min)(near, key=_clear)


def _draft(
    seed: int, level: str, number: int, side: Side, head: Head, rng: np.random.Generator
) -> Subject:
    name, severity = PALSIES[int(rng.integers(len(PALSIES)))], float(rng.uniform(0.15, 1))
    person = None
    if level != "easy":
        person = people.sample(int(rng.integers(LARGEST_SEED)), 1, head.sex, 0)[0]
    graded = round(severity, 3) if conditions.PRESETS[name].graded else None
    made = conditions.by_name(name, side, graded)
    return Subject(seed, level, number, side, head, made, person)


def _clear(one: Subject) -> int:
    """How many of Sunnybrook's items have a figure that is clear of the limits between grades."""
    found = 0
    for item in one._palsy.items.values():
        bounds = np.asarray(item.bounds, float)
        width = float(np.diff(bounds).min())
        found += bool(np.abs(float(item.measured) - bounds).min() >= CLEAR * width)
    return found


def known(rated) -> dict[str, float]:
    """The model's grades of the items that somebody graded."""
    grades = face(rated.seed, rated.level, rated.number).grades()
    return {item: grades[item] for item in scales.checked(rated.scores)}
