"""How a face answers to dampening in every task: frames, and what each muscle adds to them.

A face tries harder as muscles weaken, and lids, lips and jaw are not linear; so a task's answer is
taken as secants: the whole frame with one muscle at half strength, less the frame untouched. Sums
of secants are linear in what remains, so a plan on them is convex; what it says is checked on whole
frames afterwards.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from facemodel.anatomy.expressions import EXPRESSIONS, expression
from facemodel.anatomy.mesh import reflect
from facemodel.anatomy.muscles import MUSCLES, SIDES, TONE
from facemodel.clinic.asymmetry import skin_weights
from facemodel.clinic.excursions import LEAST_MOVEMENT_MM, landmark_vertices, retained
from facemodel.data import constants
from facemodel.physiology.drive import LARGEST_ACTIVATION, Condition

M = len(MUSCLES)
HALF = 0.5  # share of strength at which each muscle's effect is measured
CLOSING = ("gentle_eye_closure", "forced_eye_closure")
STILL_IN_CLOSURE = ("cheilion", "chin", "jaw")
"""What should not move on one side while the eyes close; in other tasks the lids should not."""
_ANSWERS = np.array([not name.startswith("jaw_openers") for name in MUSCLES])


@dataclass(frozen=True, eq=False)
class Drives:
    """What is meant in each task, and what answers to it.

    Attributes
    ----------
    tasks : tuple of str
        T names, "rest" first.
    intents : ndarray of shape (T, M)
        What is meant in each.
    condition : Condition
        What drives it.
    closing : tuple of (ndarray of shape (M,), float)
        Ways to close the eyes: the share of full contraction at habitual effort, and the gap in mm
        that may be left. A contraction that comes and goes is not in it, for closing must not lean
        on that.
    """

    tasks: tuple[str, ...]
    intents: np.ndarray
    condition: Condition
    closing: tuple[tuple[np.ndarray, float], ...] = ()

    def __repr__(self) -> str:
        return f"Drives(of {', '.join(self.tasks)})"

    def activation(self, remaining=1.0) -> np.ndarray:
        """Activation in each task with these shares of strength left.

        Parameters
        ----------
        remaining : float or ndarray of shape (..., M), optional
            0..1.

        Returns
        -------
        ndarray of shape (..., T, M)
        """
        left = np.asarray(remaining, float)
        return self.condition.drive(self.intents, left[..., None, :] if left.ndim else left)


def activation_at(total: np.ndarray, strength: np.ndarray) -> np.ndarray:
    """Activation (..., M) of muscles contracted to a share (..., M) of full, tone included."""
    up = np.minimum(strength * (total - TONE) / (1 - TONE), LARGEST_ACTIVATION)
    down = (total - TONE) / np.where(TONE > 0, TONE, 1.0)
    return np.where((total < TONE) & (TONE > 0), np.maximum(down, -1.0), np.maximum(up, 0.0))


def total_of(activation: np.ndarray, strength: np.ndarray) -> np.ndarray:
    """Share of full contraction that gives an activation; the inverse of `activation_at`."""
    up = TONE + np.maximum(activation, 0) * (1 - TONE) / np.maximum(strength, 1e-6)
    return np.clip(np.where(activation < 0, TONE * (1 + activation), up), 0, 1)


def drives(condition: Condition, tasks: Sequence[str]) -> Drives:
    """Drives of a condition at full effort, at rest and in each task."""
    names = ("rest", *(t for t in tasks if t != "rest"))

    intents = np.stack([expression(task)[:M] for task in names])
    calm = replace(condition, involuntary=np.zeros(M))
    closing = tuple(
        (total_of(calm.drive(expression(task)[:M]), calm.strength), allowed)
        for task, allowed in closing_limits()
    )
    return Drives(names, intents, condition, closing)


def closing_limits() -> tuple[tuple[str, float], ...]:
    """Ways to close the eyes, gentle first, each with the gap in mm that may be left."""
    return (
        ("gentle_eye_closure", constants.value("side_effects.lagophthalmos")),
        ("forced_eye_closure", constants.value("scales.closed_mm")),
    )


@dataclass(frozen=True, eq=False)
class Response:
    """A face under its drives, untouched, and what each muscle's dampening changes.

    With z = (dampening (M,), 1), on the secants:

    Attributes
    ----------
    drives : Drives
        What moves it.
    frames : ndarray of shape (T, V, 3)
        mm, untouched.
    mirror : tuple of ndarray of shape (K, M + 1)
        |factor z| is the RMS mirror difference of a task, mm (without the rigid fit that
        fm.metrics.asymmetry adds).
    involuntary : tuple of ndarray of shape (K, M + 1)
        |factor z| is the involuntary movement of a task, mm: lids that narrow on one side in a task
        of mouth or brow; mouth, chin or jaw line that move on one side as eyes close.
    floors : tuple of (int, str)
        R rows of `moved` and `loses`: task number and side with movement enough to be kept.
    moved : ndarray of shape (R,)
        mm that each row moves untouched.
    loses : ndarray of shape (R, M)
        mm that it loses per muscle.
    """

    drives: Drives
    frames: np.ndarray
    mirror: tuple[np.ndarray, ...]
    involuntary: tuple[np.ndarray, ...]
    floors: tuple[tuple[int, str], ...]
    moved: np.ndarray
    loses: np.ndarray

    def __repr__(self) -> str:
        return f"Response({len(self.drives.tasks)} tasks, {len(self.floors)} floors)"


def respond(face, given: Drives) -> Response:
    """Answer of a face to its drives; every muscle but the jaw openers has its secants."""
    whole = given.activation(1.0)
    frames = face.deform(whole, dtype=float)
    secant = np.zeros((len(given.tasks), M, *frames.shape[1:]))
    halved = given.activation(1 - (1 - HALF) * np.eye(M))
    for k, t in zip(*np.nonzero((halved != whole).any(-1) & _ANSWERS[:, None]), strict=True):
        secant[t, k] = (face.deform(halved[k, t], dtype=float) - frames[t]) / (1 - HALF)
    floors, moved, loses = _floors(face, given, frames, secant)
    return Response(
        given,
        frames,
        _mirror(face, frames, secant),
        _involuntary(face, given, frames, secant),
        floors,
        moved,
        loses,
    )


def _mirror(face, frames: np.ndarray, secant: np.ndarray) -> tuple[np.ndarray, ...]:
    weight = skin_weights(face.mesh)
    root = np.sqrt(weight / weight.sum())[:, None]
    factors = []
    for task, whole in zip(secant, frames, strict=True):
        apart = np.concatenate([task, (whole - face.mesh.vertices)[None]])
        apart = ((apart - reflect(apart, face.mesh.mirror)) * root).reshape(M + 1, -1)
        size, turn = np.linalg.eigh(apart @ apart.T)
        keep = size > 1e-12 * max(float(size[-1]), 1e-12)
        factors.append(np.sqrt(size[keep])[:, None] * turn[:, keep].T)
    return tuple(factors)


def _involuntary(face, given: Drives, frames: np.ndarray, secant: np.ndarray) -> tuple:
    """What one side moves more than the other where neither should."""
    at = {n: face.mesh.landmarks[n] for stem in ("upper_lid", "lower_lid", *STILL_IN_CLOSURE)
          for n in (f"{stem}_left", f"{stem}_right")}  # fmt: skip
    both = np.concatenate([secant, frames[:, None]], axis=1)[:, :, list(at.values())]
    both = dict(zip(at, np.moveaxis(both - both[:1], 2, 0), strict=True))  # name -> (T, M+1, 3)
    factors = []
    for t, task in enumerate(given.tasks):
        if task == "rest":
            factors.append(np.zeros((0, M + 1)))
        elif task in CLOSING:
            rows = [both[f"{s}_left"][t] - both[f"{s}_right"][t] * [-1, 1, 1]
                    for s in STILL_IN_CLOSURE]  # fmt: skip
            factors.append(np.concatenate(rows, axis=1).T)
        else:
            fissure = [both[f"upper_lid_{s}"][t, :, 1] - both[f"lower_lid_{s}"][t, :, 1]
                       for s in SIDES]  # fmt: skip
            factors.append((fissure[0] - fissure[1])[None])
    return tuple(factors)


def _floors(face, given: Drives, frames: np.ndarray, secant: np.ndarray):
    """Rows of movement along the untouched direction, mean over a task's landmarks of a side."""
    rows: list[tuple[int, str]] = []
    moved, loses = [], []
    for t, task in enumerate(given.tasks):
        for side in SIDES if task != "rest" else ():
            at = _landmarks(face, task, side)
            path = frames[t, at] - frames[0, at]
            size = np.linalg.norm(path, axis=1, keepdims=True)
            if not at or size.mean() < LEAST_MOVEMENT_MM:
                continue
            way = path / np.maximum(size, 1e-9)
            rows.append((t, side))
            moved.append(float(size.mean()))
            change = secant[t][:, at] - secant[0][:, at]
            loses.append(-np.einsum("mlx,lx->m", change, way) / len(at))
    return tuple(rows), np.array(moved), np.array(loses).reshape(-1, M)


def _landmarks(face, task: str, side: str) -> list[int]:
    names = [f"{stem}_{side}" for stem in EXPRESSIONS[task].landmarks]
    return landmark_vertices(face.mesh, [n for n in names if n in face.mesh.landmarks])


def retained_on_frames(face, response: Response, frames: np.ndarray) -> np.ndarray:
    """Share (R,) of each floor's movement that is left in these frames (T, V, 3)."""
    shares = []
    for t, side in response.floors:
        at = _landmarks(face, response.drives.tasks[t], side)
        had, has = (moment[t, at] - moment[0, at] for moment in (response.frames, frames))
        shares.append(float(retained(had, has)))
    return np.array(shares)
