"""What each muscle alone does to the skin, and a few that work together (dossier 3.3, 00.4)."""

from collections.abc import Callable, Iterator

import numpy as np

from facemodel.anatomy.expressions import action_unit, activation, expression
from facemodel.anatomy.muscles import INDEX
from facemodel.mechanics import targets
from facemodel.mechanics.face import Face
from facemodel.validation.excursions import move
from facemodel.validation.rows import Row

ANGLE_DEG, SIZE_SHARE = 25.0, 0.35
"""How far a muscle's displacement may lie from its target in direction and, where the strength was
not fitted, in size."""


def _compare(name: str, what: str, got: np.ndarray, want, fitted: bool, source: str) -> Row:
    want = np.asarray(want, float)
    size = float(np.linalg.norm(got) / np.linalg.norm(want))
    cosine = got @ want / (np.linalg.norm(got) * np.linalg.norm(want))
    angle = float(np.degrees(np.arccos(np.clip(cosine, -1, 1))))
    in_size = fitted or abs(size - 1) <= SIZE_SHARE
    show = lambda v: "(" + ", ".join(f"{x:+.1f}" for x in v) + ")"  # noqa: E731 - local format
    return Row(
        name,
        what,
        show(want),
        f"{show(got)} {angle:.0f}° off, size {'fitted' if fitted else f'x{size:.2f}'}",
        angle <= ANGLE_DEG and in_size,
        source,
    )


def _single_muscles(face: Face) -> Iterator[Row]:
    basis = face.rig.basis
    for t in targets.TARGETS:
        if not t.judged:
            continue
        sides = ("left", "right")[: t.sides]
        u = sum(basis[INDEX[f"{t.stem}_{s}"]] for s in sides)
        i, w = targets.place(face.mesh, t.place)
        where = t.place if isinstance(t.place, str) else f"at {t.place}"
        what = f"{t.stem}{' both sides' if t.sides == 2 else ''}, {where}"
        yield _compare("3.3", what, w @ u[i], t.vector, t.fitted, t.source)


def _lips_closing() -> np.ndarray:
    peripheral = {f"orbicularis_oris_{lip}_peripheral": 1 for lip in ("upper", "lower")}
    return activation(incisivus=1, **peripheral)


_TOGETHER: tuple[
    tuple[str, Callable[[], np.ndarray], str, tuple[float, float, float], str], ...
] = (
    (
        "frontalis, both parts",
        lambda: activation(frontalis_medial_left=1, frontalis_lateral_left=1),
        "brow_mid_left",
        (0, 10.6, 0),
        "3.3 after V2 seen",
    ),
    (
        "orbicularis oris with incisivus",
        _lips_closing,
        "cheilion_left",
        (-8, 0, 4),
        "3.3 assume",
    ),
    (
        "orbicularis oris with incisivus",
        _lips_closing,
        "labiale_superius",
        (0, 0, 5),
        "3.3 assume",
    ),
    (
        "lids closing",
        lambda: expression("gentle_eye_closure"),
        "upper_lid_left",
        (0, -9.1, 0),
        "3.3 after V3 seen",
    ),
    (
        "lids closing",
        lambda: expression("gentle_eye_closure"),
        "lower_lid_left",
        (-1.5, 1, 0),
        "3.3 assume",
    ),
    (
        "levator palpebrae superioris",
        lambda: activation(levator_palpebrae_superioris_left=1),
        "upper_lid_left",
        (0, 2, -0.5),
        "3.3 assume",
    ),
    ("jaw openers", lambda: action_unit(27), "gnathion", (0, -23, -39), "00.4 assume"),
    ("jaw openers", lambda: action_unit(27), "stomion_inferius", (0, -38, -18), "00.4 assume"),
)


def _together(face: Face) -> Iterator[Row]:
    for what, drive, landmark, want, source in _TOGETHER:
        got = move(face, drive(), landmark)
        yield _compare("3.3", f"{what}, {landmark}", got, want, False, source)


def rows(face: Face) -> Iterator[Row]:
    """One muscle at a time, then groups."""
    yield from _single_muscles(face)
    yield from _together(face)
