"""Lesson 13: what the model says of its own limits, and histories that it cannot know."""

from dataclasses import replace

import numpy as np
from scipy.optimize import brentq

from facemodel.anatomy.expressions import expression
from facemodel.anatomy.muscles import INDEX, SIDES
from facemodel.clinic import metrics
from facemodel.errors import FaceModelError
from facemodel.mechanics.face import load
from facemodel.physiology import people
from facemodel.physiology.dampening import dampen
from facemodel.physiology.drive import healthy
from facemodel.physiology.toxin import remaining, scenario
from facemodel.teach.answers import Key
from facemodel.teach.judges.persons import COUNT, SEED
from facemodel.teach.judges.predicting import choose, statements
from facemodel.teach.practice.kinds import FLAGS
from facemodel.teach.table import Row

TIGHT = 0.6
"""How strongly the upper ring of the eye contracts in one of two faces that look alike."""


def how_far_apart(row: Row) -> Key:
    """How much more of a muscle is still lost in some of forty people than in others."""
    face, day = load(), 90
    left = remaining(face, scenario("label_glabellar", face.mesh), day, people.sample(SEED, COUNT))
    low, middle, high = np.quantile(1 - left[:, INDEX[row.muscle]], (0.05, 0.5, 0.95))
    same, half, thrice = row.choices
    key = thrice if high >= 3 * low else half if high >= 1.3 * low else same
    return choose(row, key, {"low": low, "middle": middle, "high": high, "times": high / low})


def alike() -> tuple[float, np.ndarray, np.ndarray]:
    """Two ways to the same low brows: share by which the forehead of one face is weaker; activation
    (2, M) of that face and of one whose ring of the eyes contracts, at rest and in a brow raise."""
    face = load()
    brow = face.mesh.landmarks["brow_mid_left"]
    ring = [INDEX[f"orbicularis_oculi_orbital_superior_{side}"] for side in SIDES]

    def drives(share: float, name: str) -> np.ndarray:
        weak, tight = (
            healthy().drive(expression(name), r) for r in (dampen({"forehead": share}), 1.0)
        )
        tight[ring] += TIGHT
        return np.stack([weak, tight])

    def apart(share: float) -> float:
        weak, tight = face.deform(drives(share, "rest"))[:, brow, 1]
        return float(weak - tight)

    share = float(brentq(apart, 0.2, 1, xtol=1e-3))
    return share, drives(share, "rest"), drives(share, "brow_raise")


def same_face(row: Row) -> Key:
    """What tells two faces apart whose brows stand equally low for different reasons."""
    face, limit = load(), metrics.detectable_change_mm("smile_social")
    share, rest, raised = alike()
    marks = list(face.mesh.landmarks.values())
    still = face.deform(healthy().drive(expression("rest")))
    weak, tight = face.deform(rest)[:, marks]
    most = float(np.linalg.norm(weak - tight, axis=-1).max())
    brow = face.mesh.landmarks["brow_mid_left"]
    up = face.deform(raised)[:, brow, 1] - face.deform(rest)[:, brow, 1]
    at_rest, movement, nothing = row.choices
    key = at_rest if most > limit else movement if abs(up[0] - up[1]) > limit else nothing
    drop = float(still[brow, 1] - face.deform(rest[0])[brow, 1])
    figures = {"share": share, "drop": drop, "most": most, "limit": limit}
    judged = choose(row, key, figures | {"weak": up[0], "tight": up[1]})
    return replace(judged, drawn=(("one face at rest", "the other at rest"), rest))


def who_first(row: Row) -> Key:
    """Which of these histories is for somebody else first, after the table of warnings."""
    known = {flag.text: flag for flag in FLAGS.values()}
    if odd := [text for text in row.choices if text not in known]:
        raise FaceModelError(
            f"exercises.csv ({row.name}): column options has {odd[0]!r}, which is not a text of "
            "patient_flags.csv"
        )
    rows = dict(zip("abcdefgh", (known[text] for text in row.choices), strict=False))
    true = {letter: flag.right == "refer" for letter, flag in rows.items()}
    why = "; ".join(f"{letter}: {flag.right}, {flag.why}" for letter, flag in rows.items())
    return statements(row, true, {"why": why})


JUDGES = (how_far_apart, same_face, who_first)
