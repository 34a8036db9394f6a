"""Pictures of a report: tasks before and after, and days after a treatment, in one drawing."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from markupsafe import Markup

from facemodel.clinic import metrics
from facemodel.view import wording
from facemodel.view.export.photo_sheet import TASKS, activations
from facemodel.view.markup import image, piece
from facemodel.view.report.findings import Findings
from facemodel.view.scene.assets import Tone
from facemodel.view.stills.portraits import AS_IN_THE_LAB, jpeg, portraits

AFTER_DAYS = (0, 3, 7, 14, 30, 60, 90, 120)
"""Days after the first injection that are shown."""
_SIZE = (300, 368)  # px
_CUT = 20  # px at top and bottom: cap of the hair, end of the neck
_STATES = ("before", "after")  # classes of the style sheet too


@dataclass(frozen=True, eq=False)
class Photos:
    """JPEG pictures with the asymmetry in mm: by task and state, and by day."""

    tasks: list[list[tuple[bytes, float]]]
    days: list[tuple[float, bytes, float]]
    plainly: str


def take(found: Findings, tone: Tone = "medium") -> Photos:
    """All portraits in one start of a browser; `plainly` says so where there is none."""
    face, case = found.face, found.case
    rows = [activations(face, one) for one in found.states]
    by_task = np.stack(rows, axis=1)  # (tasks, states, M)
    days = _days(found)
    every = by_task.reshape(-1, by_task.shape[-1])
    if days:
        every = np.concatenate([every, case.drive(face, day=days)])
    shots, how = _shots(found, face.controls(every), tone)
    many = len(found.states)
    tasks = [shots[k * many : (k + 1) * many] for k in range(len(TASKS))]
    rest = shots[len(TASKS) * many :]
    return Photos(
        tasks,
        [(day, *shot) for day, shot in zip(days, rest, strict=True)],
        "" if how == AS_IN_THE_LAB else how,
    )


def _days(found: Findings) -> list[float]:
    given = [one.day for one in found.case.injections]
    if not given:
        return []
    return sorted({min(given) + day for day in AFTER_DAYS} | {found.case.day})


def sheet(found: Findings, photos: Photos) -> Markup:
    """The photo sheet: rest and eight tasks, each before and after."""
    names = [wording.capital(wording.expression(task)) for task in TASKS]
    return _cards(found, dict(zip(names, photos.tasks, strict=True)))


def sheet_of(found: Findings, shown: dict[str, np.ndarray], tone: Tone) -> Markup:
    """Pictures of other movements: name -> activation (S, M) in each state."""
    controls = found.face.controls(np.concatenate(list(shown.values())))
    shots = iter(_shots(found, controls, tone)[0])
    return _cards(found, {name: [next(shots) for _ in rows] for name, rows in shown.items()})


def _shots(found: Findings, controls: np.ndarray, tone: Tone):
    """JPEG and asymmetry in mm of each, and how they were drawn."""
    drawn = portraits(found.face, controls, _SIZE, tone)
    differ = metrics.asymmetry(found.face.mesh, found.face.deform(controls))
    return [
        (jpeg(pixels[_CUT:-_CUT]), float(mm))
        for pixels, mm in zip(drawn.pixels, differ, strict=True)
    ], drawn.how


def _cards(found: Findings, tasks: dict[str, list[tuple[bytes, float]]]) -> Markup:
    cards = []
    for name, shots in tasks.items():
        said = " → ".join(f"{mm:.2f}" for _, mm in shots)
        images = [
            _portrait(
                data, f"{name}{_state(found, k)}: asymmetry of the whole face {mm:.2f} mm", k, found
            )
            for k, (data, mm) in enumerate(shots)
        ]
        cards.append(piece("task", images, name, f"{said} mm"))
    return piece("sheet", cards, "" if found.treated else " single")


def course(found: Findings, photos: Photos) -> Markup:
    """The case's movement on days after its first injection; nothing where none is injected."""
    if not photos.days:
        return Markup()
    cards = []
    for day, data, mm in photos.days:
        alt = f"{wording.capital(found.movement)} on day {day:g}: asymmetry of the whole face "
        f"{mm:.2f} mm"
        drawn = image(data, alt, width=_SIZE[0], height=_SIZE[1] - 2 * _CUT)
        cards.append(piece("task", [drawn], f"Day {day:g}", f"{mm:.2f} mm"))
    return piece("sheet", cards, " days")


def _state(found: Findings, k: int) -> str:
    return f", {_STATES[k]}" if found.treated else ""


def _portrait(data: bytes, alt: str, k: int, found: Findings) -> Markup:
    look: dict[str, Any] = {"width": _SIZE[0], "height": _SIZE[1] - 2 * _CUT}
    if found.treated:
        look["class"] = _STATES[k]
    return image(data, alt, **look)
