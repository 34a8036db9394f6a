"""Virtual people at scale: what the same treatment does to thousands who do not exist.

`run(10_000, case)` draws people who differ in strength, tone, response to a dose, stiffness of the
skin and the lines of their muscles, lets an injector's hand miss a little, and measures every face.
Nothing here is a forecast for anybody.

Examples
--------
>>> import facemodel as fm
>>> made = fm.cohort.run(2, fm.Case(dampening={"smile_left": 0.5}), expressions=["smile_social"])
>>> made
Cohort(2 people, seed 0; rest, smile_social; days 0)
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from facemodel.anatomy.checks import check_face, number, numbers, whole
from facemodel.anatomy.expressions import EXPRESSIONS, expression
from facemodel.case.case import Case, CaseLike, case_of
from facemodel.clinic.excursions import named_tasks
from facemodel.clinic.findings import TASKS
from facemodel.data import constants
from facemodel.data.progress import teller
from facemodel.errors import FaceModelError, checks_keywords, shown, unknown
from facemodel.mechanics.ageing import tissue_at
from facemodel.mechanics.face import Face
from facemodel.mechanics.varied import varied
from facemodel.physiology import people, toxin
from facemodel.physiology.dampening import dampen
from facemodel.study.cohort.draws import hand
from facemodel.study.cohort.executing import Kept, check_executor, each, fingerprint
from facemodel.study.cohort.job import MEASURES, Job, packed, part, points_read
from facemodel.study.cohort.table import Cohort, joined

__all__ = ["DAYS", "MEASURES", "MOST_PEOPLE", "Cohort", "run"]


DAYS = (14, 30, 90, 120)
"""Days on which people are seen where something is injected and no days are given."""
MOST_PEOPLE = 1_000_000
"""Most people of one cohort."""
MOST_VALUES = 32_000_000  # of one measure: people x moments x expressions; of all, 2 GB
PART, PART_SURFACE = 250, 50
"""People of a part: what is worked off, kept, and lost where a worker dies."""


@checks_keywords
def run(
    n: int,
    case: CaseLike | None = None,
    seed: int = 0,
    *,
    days: ArrayLike | None = None,
    expressions: Sequence[str] | None = None,
    placement_mm: float | None = None,
    lines: bool = True,
    surface: bool = False,
    sex: str | None = None,
    face: Face | None = None,
    executor: Any = None,
    keep: str | os.PathLike[str] | None = None,
    progress: Callable[[int, int], object] | bool | None = None,
    cancel: threading.Event | None = None,
) -> Cohort:
    """Measures of people who all have a case's condition and get what it dampens and injects.

    Person k is the same however many there are, and the table is the same with each executor.

    Parameters
    ----------
    n : int
        How many people.
    case : Case, lab or mapping, optional
        Health, untreated, unless given. Its own person is not among those drawn.
    seed : int, optional
        That people are drawn with.
    days : array_like of shape (D,), optional
        When they are seen; DAYS where something is injected, else the case's day.
    expressions : sequence of str, optional
        Asked for at full effort; those that show side effects, and the case's own, unless given.
    placement_mm : float, optional
        Standard deviation of the injector's hand, per axis; a practised one's unless given.
    lines : bool, optional
        Whether muscles' lines and the forehead's turning point differ between people.
    surface : bool, optional
        Whether the mirror difference of the whole skin is measured too: far slower.
    sex : {"female", "male"}, optional
        Both unless given.
    face : Face, optional
        The built-in one, at the age of the condition, unless given.
    executor : int or executor, optional
        One by one unless given; so many processes; or anything with `submit`, as a
        concurrent.futures executor or a Dask client.
    keep : str or path-like, optional
        Folder in which finished parts are kept; the same call goes on from there.
    progress : bool or callable, optional
        True: a bar; a function is called with (people done, people); None: a bar on a terminal.
    cancel : threading.Event, optional
        Ends the run once set, with an error that says what is kept.

    Returns
    -------
    Cohort

    Raises
    ------
    FaceModelError
        Before anything is run, for what cannot be; later, where a worker is lost.

    Examples
    --------
    >>> import facemodel as fm
    >>> case = fm.Case(dampening={"smile_left": 0.5})
    >>> made = fm.cohort.run(3, case, expressions=["smile_social"], progress=False)
    >>> made.after["kept_left"].shape
    (3, 1, 2)
    """
    case = Case() if case is None else case_of(case)
    n = whole("the number of people", n, 1, MOST_PEOPLE)
    seed = whole("a seed", seed, 0, 2**53 - 1)
    when, tasks = _days(days, case), _tasks(expressions, case)
    if n * (1 + len(when)) * (1 + len(tasks)) > MOST_VALUES:
        raise FaceModelError(
            f"{n:,} people on {len(when)} days in {len(tasks)} expressions do not fit into one "
            "table; ask for fewer days or expressions"
        )
    if sex is not None and sex not in people.SEXES:
        raise unknown("sex", sex, people.SEXES)
    usual = constants.value("people.expert_error_mm")
    error_mm = usual if placement_mm is None else number("placement_mm", placement_mm, 0, 20)
    check_executor(executor)
    tell, stop = teller(progress, "people"), _stopper(cancel)
    own, skin = _face(face, case)
    job = _job(own, skin, case, when, tasks, error_mm, seed, sex, bool(lines), bool(surface))
    kept = None if keep is None else Kept(keep, _named(own, case, job, bool(lines)))
    size = PART_SURFACE if surface else PART
    parts = [(first, min(size, n - first)) for first in range(0, n, size)]
    made = _made(job, parts, n, kept, executor, tell, stop)
    before, after, effects = joined([made[one] for one in parts])
    return Cohort(
        case, when, ("rest", *tasks), before, after, effects, _people(n, seed, sex), error_mm
    )


def _made(job: Job, parts, n: int, kept: Kept | None, executor, tell, stop) -> dict:
    """Part -> what was measured; read where it is kept, else worked off."""
    made = {} if kept is None else {one: p for one in parts if (p := kept.read(*one)) is not None}
    done = sum(count for _, count in made)
    tell(done, n)
    left = [one for one in parts if one not in made]
    for one, found in each(part, packed(job), left, executor, stop):
        if kept is not None:
            kept.write(*one, found)
        made[one] = found
        done += one[1]
        tell(done, n)
    if len(made) < len(parts):
        where = "; with keep= they would have been kept"
        if kept is not None:
            where = f"; they are kept in {kept.folder.parent}, and the same call goes on from there"
        raise FaceModelError(f"cancelled after {done:,} of {n:,} people{where}")
    return made


def _job(own, skin, case: Case, when, tasks, error_mm, seed, sex, lines, surface) -> Job:
    points = points_read(own.mesh)
    lined = varied(own, **skin) if lines else None
    at = np.arange(len(own.mesh.vertices)) if surface else points
    tabled = {p.name: p.value for p in constants.parameters()}
    return Job(
        rig=own.rig.at(at, None if lined is None else lined.columns),
        # the columns are among the rig's now
        varied=None if lined is None else replace(lined, columns=np.zeros((0, 0, 3))),
        mesh=own.mesh.at(points),
        surface=(own.mesh, points) if surface else None,
        condition=case.build_condition(),
        intents=np.stack([own.controls(expression(name)) for name in ("rest", *tasks)]),
        tasks=tasks,
        dampened=dampen(case.dampening),
        hand=hand(own.mesh, case.injections, error_mm),
        ed50=toxin.ed50(own.mesh),
        days=when,
        seed=seed,
        sex=sex,
        overrides=tabled,
    )


def _named(own, case: Case, job: Job, lines: bool) -> str:
    """Fingerprint of all that a part depends on besides who is in it."""
    parts = ("condition", "side", "severity", "dampening", "injections", "seed", "weak", "held")
    contents = case.contents()
    return fingerprint(
        [(name, repr(contents.get(name))) for name in parts],
        job.seed, job.sex, job.days, job.tasks, job.hand.error_mm, lines, job.surface is not None,
        own.mesh.vertices, own.rig.basis,
    )  # fmt: skip


def _people(n: int, seed: int, sex: str | None) -> people.Person:
    """All N people; more than sample draws at once are drawn in turn."""
    rows = [
        people.sample(seed, min(people.MOST_PEOPLE, n - k), sex, k)
        for k in range(0, n, people.MOST_PEOPLE)
    ]
    if len(rows) == 1:
        return rows[0]
    arrays = [f.name for f in fields(people.Person) if f.init and f.name != "seed"]
    joined: dict[str, Any] = {n: np.concatenate([getattr(r, n) for r in rows]) for n in arrays}
    return replace(rows[0], **joined)


def _face(face: Face | None, case: Case) -> tuple[Face, dict[str, float]]:
    """The face that people share, and what its skin was assembled with."""
    if face is not None:
        check_face(face)
        return face, {}
    age = case.build_condition().age_years
    return case.face_at_rest(), {} if age is None else tissue_at(age)


def _days(days, case: Case) -> np.ndarray:
    if days is None:
        days = DAYS if case.injections else (case.day,)
    found = np.atleast_1d(numbers("a day of a cohort", days, 0, toxin.LAST_DAY))
    if found.ndim != 1 or not found.size or (np.diff(found) <= 0).any():
        raise FaceModelError("days of a cohort are numbers, each larger than the one before")
    return found


def _tasks(expressions, case: Case) -> tuple[str, ...]:
    if expressions is None:
        own = case.expression
        if own is None or own in TASKS or not EXPRESSIONS[own].landmarks:
            return TASKS
        return (*TASKS, own)
    return named_tasks(expressions, kind="expression")


def _stopper(cancel) -> Callable[[], bool]:
    if cancel is None:
        return lambda: False
    if not callable(getattr(cancel, "is_set", None)):
        raise FaceModelError(f"cancel is a threading.Event, got {shown(cancel)}")
    return cancel.is_set
