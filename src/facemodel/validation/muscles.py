"""What each muscle alone does to the skin, and a few that work together."""

from collections.abc import Callable, Iterator

import numpy as np

from facemodel.anatomy.expressions import action_unit, activation, expression
from facemodel.anatomy.muscles import INDEX
from facemodel.mechanics import targets
from facemodel.mechanics.face import Face
from facemodel.validation.excursions import move
from facemodel.validation.rows import SETS, Basis, Row, chosen

ANGLE_DEG, SIZE_SHARE = 25.0, 0.35
"""How far a muscle's displacement may lie from its target in direction and, where the strength was
not fitted, in size."""


def _compare(what: str, got: np.ndarray, want, basis: Basis) -> Row:
    want, fitted = np.asarray(want, float), basis.role == SETS
    size = float(np.linalg.norm(got) / np.linalg.norm(want))
    cosine = got @ want / (np.linalg.norm(got) * np.linalg.norm(want))
    angle = float(np.degrees(np.arccos(np.clip(cosine, -1, 1))))
    in_size = fitted or abs(size - 1) <= SIZE_SHARE
    show = lambda v: "(" + ", ".join(f"{x:+.1f}" for x in v) + ")"  # noqa: E731 - local format
    return Row(
        "SM",
        what,
        show(want),
        f"{show(got)} {angle:.0f}° off, size {'fitted' if fitted else f'x{size:.2f}'}",
        angle <= ANGLE_DEG and in_size,
        basis,
    )


def _single_muscles(face: Face) -> Iterator[Row]:
    basis = face.rig.basis
    for t in targets.TARGETS:
        if not t.judged:
            continue
        sides = ("left", "right")[: t.sides]
        u = sum(basis[INDEX[f"{t.stem}_{s}"]] for s in sides)
        i, w = targets.place(face.mesh, t.at)
        where = t.at if isinstance(t.at, str) else f"at ({t.at[0]:g}, {t.at[1]:g})"
        what = f"{t.stem}{' both sides' if t.sides == 2 else ''}, {where}"
        ground = Basis(t.mark, t.cite, t.why, SETS if t.fitted else "")
        yield _compare(what, w @ u[i], t.vector_mm, ground)


_PUCKER = chosen("no measurement of a pucker in mm was found")
_JAW = chosen("26 degrees about the effective centre, which part the lips by 40 mm without a fold")


def _lips_closing() -> np.ndarray:
    peripheral = {f"orbicularis_oris_{lip}_peripheral": 1 for lip in ("upper", "lower")}
    return activation(incisivus=1, **peripheral)


_TOGETHER: tuple[
    tuple[str, Callable[[], np.ndarray], str, tuple[float, float, float], Basis], ...
] = (
    (
        "frontalis, both parts",
        lambda: activation(frontalis_medial_left=1, frontalis_lateral_left=1),
        "brow_mid_left",
        (0, 10.6, 0),
        Basis("calc", ("Jorge2012",), "the mean of a brow raise, straight up"),
    ),
    (
        "orbicularis oris with incisivus",
        _lips_closing,
        "cheilion_left",
        (-8, 0, 4),
        _PUCKER,
    ),
    (
        "orbicularis oris with incisivus",
        _lips_closing,
        "labiale_superius",
        (0, 0, 5),
        _PUCKER,
    ),
    (
        "lids closing",
        lambda: expression("gentle_eye_closure"),
        "upper_lid_left",
        (0, -9.1, 0),
        Basis("calc", ("Jorge2012",), "the mean travel of the lid, straight down"),
    ),
    (
        "lids closing",
        lambda: expression("gentle_eye_closure"),
        "lower_lid_left",
        (-1.5, 1, 0),
        chosen("the lower lid slides toward the nose and a little up"),
    ),
    (
        "levator palpebrae superioris",
        lambda: activation(levator_palpebrae_superioris_left=1),
        "upper_lid_left",
        (0, 2, -0.5),
        chosen("a wide eye is assumed to open 2 mm further"),
    ),
    ("jaw openers", lambda: action_unit(27), "gnathion", (0, -23, -39), _JAW),
    ("jaw openers", lambda: action_unit(27), "stomion_inferius", (0, -38, -18), _JAW),
)


def _together(face: Face) -> Iterator[Row]:
    for what, drive, landmark, want, basis in _TOGETHER:
        got = move(face, drive(), landmark)
        yield _compare(f"{what}, {landmark}", got, want, basis)


def rows(face: Face) -> Iterator[Row]:
    """One muscle at a time, then groups."""
    yield from _single_muscles(face)
    yield from _together(face)
