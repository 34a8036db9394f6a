"""Items about somebody who comes: refer or treat, and what a recording of five tasks says."""

import numpy as np

from facemodel.anatomy.expressions import expression
from facemodel.anatomy.muscles import CONTROLS, MUSCLES, SIDES
from facemodel.capture.recording.recording import Recording
from facemodel.clinic.examination import SUNNYBROOK_TASKS
from facemodel.mechanics.face import load
from facemodel.study import movements
from facemodel.teach.items.item import Frames
from facemodel.teach.items.kinds import KINDS, Chooser, Draft
from facemodel.teach.practice import drawing
from facemodel.teach.practice.patients import Patient

M = len(MUSCLES)
CHOICES = {"treat": "treat with toxin", "leave": "leave alone", "refer": "refer"}
WEAKENED = {
    "frontalis": ("frontalis_medial", "frontalis_lateral"),
    "orbicularis oculi": ("orbicularis_oculi_palpebral",),
    "levator labii superioris": (
        "levator_labii_superioris", "levator_labii_superioris_alaeque_nasi"),
    "zygomaticus major": ("zygomaticus_major",),
}  # fmt: skip
"""A reading to the muscles that are weak in it."""
READ = {
    "brow_raise": "brow_mid", "gentle_eye_closure": "upper_lid", "open_mouth_smile": "cheilion",
    "snarl": "upper_lip_lat", "lip_pucker": "cheilion",
}  # fmt: skip
"""Task to the landmark whose way stands for it."""
FRAMES_S = np.arange(0, 15.5, 0.1)


def refer_or_treat(rng: np.random.Generator) -> Draft | None:
    """The history of a virtual patient; what is right is a row of a table with its source."""
    choose = Chooser(rng)
    wanted = choose.one(tuple(CHOICES))
    patient = _somebody(rng, wanted)
    if patient is None:
        return None
    truth = patient.reveal()
    flag, kind = patient._flag, patient._kind
    mild = 1 - float(truth["severity"]) if kind.right == "treat" else 0.0
    # a warning that turns the answer is harder to see than a complaint that tells it
    if flag is not None:
        figure = 0.75 if flag.right != "treat" else 0.9
    else:
        figure = {"treat": 0.1 + 0.6 * mild, "refer": 0.35, "leave": 0.6}[kind.right]

    def frames() -> Frames:
        own, smile = patient._own, expression("open_mouth_smile")[:M]
        return patient.face, np.stack([own.drive(0 * smile), own.drive(smile)])

    because = truth["also"] or f"what the person has is {truth['condition']}"
    values = {"history": patient.history, "reason": f"{because}; {truth['why']}"}
    return Draft(values, tuple(CHOICES.values()), CHOICES[wanted], figure, (), frames)


def _somebody(rng: np.random.Generator, wanted: str) -> Patient | None:
    """A patient for whom this choice is right, of any level."""
    for _ in range(60):
        seed = int(rng.integers(drawing.LARGEST_SEED))
        patient = drawing.draw(seed, Chooser(rng).one(drawing.LEVELS))
        if patient._right == wanted:
            return patient
    return None


def read_take(rng: np.random.Generator) -> Draft | None:
    """A recording in which one muscle is weak, as `fm.movements.strengths` finds it."""
    choose, kind = Chooser(rng), KINDS["read_take"]
    name, side = choose.one(tuple(WEAKENED)), choose.side()
    percent = float(rng.uniform(0.3, 0.85))
    noise = np.exp(rng.normal(0, 0.06, len(CONTROLS)))
    take = _take(name, side, percent, noise)
    found, *less = movements.strengths(take).findings or (None,)
    expected = {f"{stem}_{side}" for stem in WEAKENED[name]}
    if found is None or found.kind != "weak" or found.muscle not in expected:
        return None
    if any(2 * one.percent > found.percent for one in less if one.muscle not in expected):
        return None
    rows = _ways(name, side, percent, noise)
    even = _ways(name, side, 0.0, noise)
    others = [(other, side) for other in WEAKENED if other != name]
    readings: list[tuple[str, str]] = [(name, _over(side)), *choose.some(others, 2)]
    size = float(np.abs(rows - even).mean())
    away = [float(np.abs(_ways(*one, percent, noise) - rows).mean()) for one in readings]
    told = [f"the {where} {muscle} is weak" for muscle, where in ((name, side), *readings)]
    table = "; ".join(
        f"{task.replace('_', ' ')} {left:.1f} and {right:.1f}"
        for task, (left, right) in zip(SUNNYBROOK_TASKS, rows, strict=True)
    )
    values = {"table": table, "percent": found.percent, "apart": min(away)}
    figure = min(away) / max(size, 1e-9) if size > 0.15 else 0.0
    # a weakness that is slight is hard to see, however different the other readings are
    figure = min(figure, kind.hard + 2.2 * max(0.0, percent - 0.3))
    seen_words = tuple(
        f"{task.replace('_', ' ')}: {SIDES[int(left > right)]} moves less"
        for task, (left, right) in zip(SUNNYBROOK_TASKS, rows, strict=True)
        if min(left, right) < 0.8 * max(left, right)
    )
    return Draft(values, choose.some(told, 4), told[0], figure, seen_words)


def _over(side: str) -> str:
    return SIDES[1 - SIDES.index(side)]


def _shares(name: str, side: str, percent: float) -> np.ndarray:
    """Share (C,) that is left of every control."""
    share = np.ones(len(CONTROLS))
    for stem in WEAKENED[name]:
        share[CONTROLS.index(f"{stem}_{side}")] = 1 - percent
    return share


def _take(name: str, side: str, percent: float, noise: np.ndarray) -> Recording:
    """Five tasks one after the other, with rest between them, and one reading's muscles weak."""
    controls = np.zeros((len(FRAMES_S), len(CONTROLS)))
    for k, task in enumerate(SUNNYBROOK_TASKS):
        at = 0.5 + 3 * k
        size = np.interp(FRAMES_S, [at, at + 0.5, at + 1.5, at + 2], [0, 1, 1, 0])
        controls[:, :M] += size[:, None] * expression(task)[:M]
    controls *= _shares(name, side, percent) * noise
    return Recording(FRAMES_S, np.clip(controls, -1, 1), "made")


def _ways(name: str, side: str, percent: float, noise: np.ndarray) -> np.ndarray:
    """mm (5, 2) that the landmark of each task goes, left and right."""
    face, share = load(), _shares(name, side, percent) * noise
    rows = np.zeros((5, len(CONTROLS)))
    rows[:, :M] = [expression(task)[:M] for task in SUNNYBROOK_TASKS]
    moved = face.deform(np.clip(rows * share, -1, 1)) - face.mesh.vertices
    return np.array(
        [
            [np.linalg.norm(moved[k, face.mesh.landmarks[f"{READ[task]}_{s}"]]) for s in SIDES]
            for k, task in enumerate(SUNNYBROOK_TASKS)
        ]
    )


MAKERS = (refer_or_treat, read_take)
