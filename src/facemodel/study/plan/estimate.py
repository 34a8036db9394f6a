"""What drives a face, read from noisy landmarks in known expressions.

Each task was asked for, so its intent is known; what differs from it is sought: a contraction that
is there in every task, and a smaller part of each task's own. Both are found together as the
likeliest ones given the noise and how large such parts usually are (a bounded, regularised least
squares, sparse in what is always there). Without so firm a prior a plan made on it freezes the
face.
"""

from collections.abc import Mapping

import numpy as np

from facemodel.anatomy.checks import check_side, number
from facemodel.anatomy.expressions import EXPRESSIONS, expression
from facemodel.anatomy.muscles import INDEX, MUSCLES, SIDES, TONE, side_of
from facemodel.data import constants
from facemodel.errors import FaceModelError, check_name, unknown
from facemodel.physiology.drive import healthy
from facemodel.physiology.effort import LET_GO
from facemodel.study.plan.problem import cone_program
from facemodel.study.plan.response import CLOSING, Drives, closing_limits, total_of

M = len(MUSCLES)
_STEP = 0.2  # of activation, over which a lid's movement is nearly straight


def estimate_drives(
    face,
    observed: Mapping[str, Mapping[str, np.ndarray]],
    side: str | None = None,
    noise_mm: float = 1.0,
    comes_and_goes: bool = True,
) -> Drives:
    """Drives of a face from landmarks: task -> landmark -> (3,) mm, in this face's frame.

    observed: must hold "rest" and at least one task. side: the affected one, where deviations are
    expected; None for both. noise_mm: standard deviation of a coordinate. comes_and_goes: whether
    what rest shows is a spasm, on which closing the eyes must not lean. Errors: no rest; an
    unknown task or landmark; positions that are not three numbers.
    """
    check_side(side, (*SIDES, None))
    noise = number("noise in mm", noise_mm, 0.01, 20)
    names, places, seen = _checked(face, observed)
    intents = np.stack([expression(t)[:M] for t in names])
    frames = face.deform(intents, dtype=float)
    seen = _as_if_of_this_skin(face, frames, places, seen, side, noise)
    likely = _likely(side)
    free = np.flatnonzero(likely > 0)
    n, tasks = len(free), len(names)
    hessian, linear = np.zeros((n * tasks, n * tasks)), np.zeros(n * tasks)
    # block 0: what is there in every task; block t: a task's own part (rest has none)
    for t in range(tasks):
        step = np.repeat(intents[t][None], n, axis=0)
        step[np.arange(n), free] += _STEP
        moves = (face.deform(step, dtype=float) - frames[t])[:, places[t]] / _STEP
        rows = moves.reshape(n, -1).T / noise
        off = (seen[t] - frames[t][places[t]]).ravel() / noise
        blocks = [slice(0, n)] + ([slice(t * n, (t + 1) * n)] if t else [])
        for a in blocks:
            linear[a] -= rows.T @ off
            for b in blocks:
                hessian[a, b] += rows.T @ rows
    own = constants.value("plan.own_part_sd")
    always = constants.value("plan.constant_part_sd")
    spread = np.concatenate([always * likely[free]] + [own * likely[free]] * (tasks - 1))
    hessian += np.diag(spread**-2.0)
    # few muscles hold much rather than many a little: without this neighbours share what one does
    linear[:n] += 1 / (constants.value("plan.constant_part_mean") * likely[free])
    none = np.zeros((0, n * tasks))
    low = np.concatenate([np.zeros(n), np.full(n * (tasks - 1), -1.0)])
    found, _ = cone_program(hessian, linear, none, np.zeros(0), low, np.ones(n * tasks))
    always_there, each = np.zeros(M), np.zeros((tasks, M))
    always_there[free] = found[:n]
    each[1:, free] = found[n:].reshape(tasks - 1, n)
    activation = np.clip(intents + always_there + each, -1, 1)
    _less_sure(activation, names, side)
    total = total_of(activation, np.ones(M))
    held = np.maximum(total[0] - TONE, 0) if comes_and_goes else 0.0
    closing = []
    for task, allowed in closing_limits():
        a = activation[names.index(task)] if task in names else expression(task)[:M]
        closing.append((np.clip(total_of(a, np.ones(M)) - held, 0, 1), allowed))
    # lids that were seen to stay open were tried to be closed
    levators = [INDEX[f"levator_palpebrae_superioris_{s}"] for s in SIDES]
    activation[:, levators] = np.maximum(activation[:, levators], LET_GO + 1e-3)
    return Drives(names, activation, healthy(), tuple(closing))


def _as_if_of_this_skin(face, frames, places, seen, side, noise) -> list[np.ndarray]:
    """What would have been seen if this person's skin gave way as much as the face's.

    The side that is not affected does as it is told, so how far it moves tells of its skin.
    """
    mesh = face.mesh
    affected = {v for name, v in mesh.landmarks.items() if side and name.endswith(f"_{side}")}
    asked, moved = [], []
    for frame, at, points in zip(frames, places, seen, strict=True):
        use = [v not in affected for v in at]
        asked.append((frame[at] - mesh.vertices[at])[use].ravel())
        moved.append((points - mesh.vertices[at])[use].ravel())
    asked, moved = np.concatenate(asked) / noise, np.concatenate(moved) / noise
    sure = constants.value("people.stiffness_sd_log") ** -2.0
    gives = (asked @ moved + sure) / (asked @ asked + sure)
    gives = float(np.clip(gives, 0.5, 2.0))
    return [
        mesh.vertices[at] + (points - mesh.vertices[at]) / gives
        for at, points in zip(places, seen, strict=True)
    ]


def _less_sure(activation: np.ndarray, names: tuple[str, ...], side: str | None) -> None:
    """Closed lids do not tell how hard they are pressed: taken as weaker than they may be."""
    reserve = constants.value("plan.closing_reserve")
    for t, task in enumerate(names):
        if task in CLOSING:
            for s in SIDES if side is None else (side,):
                activation[t, INDEX[f"orbicularis_oculi_palpebral_{s}"]] *= reserve


def _likely(side: str | None) -> np.ndarray:
    """How large a deviation of each muscle is expected, relative to the affected side's."""
    likely = np.ones(M)
    if side is not None:
        other = constants.value("plan.other_side_sd_share")
        likely[[side_of(name) != side for name in MUSCLES]] = other
    fixed = ("levator_palpebrae_superioris", "jaw_openers", "masseter", "temporalis")
    likely[[name.startswith(fixed) for name in MUSCLES]] = 0
    return likely


def _checked(face, observed):
    if not isinstance(observed, Mapping) or "rest" not in observed or len(observed) < 2:
        raise FaceModelError("give landmarks of 'rest' and of at least one task")
    names = ("rest", *(t for t in observed if t != "rest"))
    places, seen = [], []
    for task in names:
        check_name("task", task, EXPRESSIONS, see="fm.EXPRESSIONS")
        at, points = [], []
        if not isinstance(observed[task], Mapping):
            raise FaceModelError(f"landmarks of {task} are a mapping of names to points in mm")
        for landmark, point in observed[task].items():
            if landmark not in face.mesh.landmarks:
                raise unknown("landmark", landmark, face.mesh.landmarks)
            try:
                place = np.asarray(point, float)
            except (TypeError, ValueError):
                place = np.zeros(0)
            if place.shape != (3,) or not np.isfinite(place).all():
                raise FaceModelError(f"{landmark} in {task} is no point of three finite numbers")
            at.append(face.mesh.landmarks[landmark])
            points.append(place)
        if not at:
            raise FaceModelError(f"there is no landmark in {task}; give some or leave it out")
        places.append(np.array(at))
        seen.append(np.array(points))
    return names, places, seen
