"""Items about a face that is seen: which muscle moves it, and which grade a movement has."""

from functools import lru_cache

import numpy as np

from facemodel.anatomy.expressions import activation, expression
from facemodel.anatomy.muscles import MUSCLES, SIDES, Side, info, other_side, side_of
from facemodel.clinic import metrics
from facemodel.clinic.examination import SUNNYBROOK_TASKS, examine
from facemodel.clinic.scales.sunnybrook import Sunnybrook, sunnybrook
from facemodel.data import constants
from facemodel.mechanics.face import load
from facemodel.physiology import conditions
from facemodel.teach.items.item import Frames
from facemodel.teach.items.kinds import KINDS, Chooser, Draft
from facemodel.teach.judges.grading import ITEMS

SEEN_MM = 1.0
"""A movement that is smaller everywhere is not asked about."""
LANDMARKS = (
    "brow_inner", "brow_outer", "upper_lid", "lower_lid", "alare", "nasolabial", "upper_lip_lat",
    "cheilion", "lower_lip_lat", "chin", "jaw",
)  # fmt: skip
M = len(MUSCLES)
PALSIES = (
    "bells_chronic_flaccid", "post_parotidectomy_recovery", "post_trauma_zygomatic",
    "temporal_branch_injury", "postparalytic_synkinesis", "bells_acute_moderate",
)  # fmt: skip
SEVERITIES = tuple(round(0.2 + 0.05 * k, 2) for k in range(17))


def which_muscle(rng: np.random.Generator) -> Draft | None:
    """One muscle contracts; the others are like it, by the cosine of their movements."""
    choose, kind = Chooser(rng), KINDS["which_muscle"]
    names, like, most = _movements(constants.digest())
    k, side = int(rng.integers(len(names))), choose.side()
    strength = float(rng.uniform(0.6, 1))
    if strength * most[k] < SEEN_MM:
        return None
    clear = [j for j in np.argsort(-like[k]) if j != k and kind.apart(like[k, j])]
    first = int(12 * rng.uniform() ** 2)  # more often the similar ones
    other = names.index(other_side(names[k]))
    mirrored = [other] if kind.apart(like[k, other]) and choose.chance(0.5) else []
    rest = [j for j in clear[first : first + 4] if j != other]
    chosen = [k, *mirrored, *choose.some(rest, 3 - len(mirrored))]
    muscles = [names[j] if side == "left" else other_side(names[j]) for j in chosen]
    figure = float(like[k, chosen[1:]].max())
    nearest = muscles[1 + int(like[k, chosen[1:]].argmax())]
    intended = strength * activation(**{muscles[0]: 1.0})
    values = {
        "strength": f"about {strength:.0%}",
        "action": info(muscles[0]).action.rstrip("."),
        "nearest": _words(nearest),
        "likeness": round(figure, 2) + 0.0,  # never "-0.00"
    }

    def frames() -> Frames:
        return load(), np.stack([0 * intended, intended])

    options = choose.some([_words(name) for name in muscles], 4)
    return Draft(values, options, _words(muscles[0]), figure, seen_moves(*frames()), frames)


def _words(muscle: str) -> str:
    stem = muscle.removesuffix("_left").removesuffix("_right")
    return f"{side_of(muscle)} {stem.replace('_', ' ')}"


@lru_cache(maxsize=2)
def _movements(constants_in_force: str) -> tuple[tuple[str, ...], np.ndarray, np.ndarray]:
    """Muscles of both sides, likeness (n, n) of their movements, and mm (n,) that each moves."""
    names = tuple(name for name in MUSCLES if side_of(name))
    face = load()
    moved = face.deform(np.stack([activation(**{n: 1.0}) for n in names])) - face.mesh.vertices
    most = np.linalg.norm(moved, axis=-1).max(axis=1)
    flat = (moved * np.sqrt(metrics.skin_weights(face.mesh))[:, None]).reshape(len(names), -1)
    flat = flat / np.linalg.norm(flat, axis=1)[:, None]
    return names, flat @ flat.T, most


def seen_moves(face, rows: np.ndarray) -> tuple[str, ...]:
    """Which landmarks move more than a millimetre from the first to the second, and which way."""
    first, last = face.deform(rows)
    told = []
    for stem in LANDMARKS:
        for side in SIDES:
            x, y, _ = (last - first)[face.mesh.landmarks[f"{stem}_{side}"]]
            outward = x if side == "left" else -x
            ways = [
                f"{abs(mm):.0f} mm {plus if mm > 0 else minus}"
                for mm, plus, minus in ((y, "up", "down"), (outward, "outward", "inward"))
                if abs(mm) >= SEEN_MM
            ]
            if ways:
                told.append(f"{side} {stem.replace('_', ' ')}: {', '.join(ways)}")
    return tuple(told) or ("no landmark moves by a millimetre",)


def which_grade(rng: np.random.Generator) -> Draft | None:
    """A task of Sunnybrook's scale in a palsy; the step on which its measured figure stands."""
    choose = Chooser(rng)
    condition, severity = choose.one(PALSIES), choose.one(SEVERITIES)
    side, task = choose.side(), choose.one(SUNNYBROOK_TASKS)
    item = _graded(condition, side, severity, constants.digest()).items[f"voluntary_{task}"]
    steps = ITEMS[f"voluntary_{task}"]
    score, measured = int(item.score), float(item.measured)
    figure = min(abs(measured - bound) for bound in item.bounds)
    made = conditions.by_name(condition, side, severity)

    def frames() -> Frames:
        intents = np.stack([np.zeros(M), expression(task)[:M]])
        return load(), np.stack([made.drive(row) for row in intents])

    values = {
        "side": side,
        "task": task.replace("_", " "),
        "measured": measured,
        "rule": f"By the scale that is {steps[score - 1][2:]}: {score}",
    }
    tenths = f"the {side} side reaches about {round(10 * measured)} tenths"
    seen = (tenths, *seen_moves(*frames()))
    return Draft(values, steps, steps[score - 1], figure, seen, frames)


@lru_cache(maxsize=512)
def _graded(condition: str, side: Side, severity: float, constants_in_force: str) -> Sunnybrook:
    made = conditions.by_name(condition, side, severity)
    return sunnybrook(examine(load(), made, tasks=SUNNYBROOK_TASKS), side)


MAKERS = (which_muscle, which_grade)
