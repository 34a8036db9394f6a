"""How far skin moves: in full movements, by one muscle alone, and as laws of the equations ask.

Excursions T1-T3, V1-V3 and V5; single muscles SM; laws T4, T5 and T14.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
from scipy.spatial import cKDTree

from facemodel.anatomy import placement, template
from facemodel.anatomy.expressions import action_unit, activation, expression
from facemodel.anatomy.mesh import reflect
from facemodel.anatomy.muscles import INDEX, MIRROR
from facemodel.mechanics import face as faces
from facemodel.mechanics import targets, tissue
from facemodel.mechanics.face import Face
from facemodel.mechanics.skin import assemble
from facemodel.validation.rows import ITSELF, LAW, PREDICTS, SETS, Basis, Row, chosen, study

ANGLE_DEG, SIZE_SHARE = 25.0, 0.35
"""How far a muscle's displacement may lie from its target in direction and, where the strength was
not fitted, in size."""


def move(face: Face, controls: np.ndarray, name: str) -> np.ndarray:
    i = face.mesh.landmarks[name]
    return face.deform(controls, dtype=float)[i] - face.mesh.vertices[i]


def full_smile() -> np.ndarray:
    """Activation of an open-mouth smile, the jaw's part removed."""
    still = expression("open_mouth_smile")
    still[INDEX["jaw_openers"]] = 0
    return still


def brow_raise(face: Face) -> float:
    """Displacement of mid-brow in a full brow raise, mm."""
    return float(np.linalg.norm(move(face, expression("brow_raise"), "brow_mid_left")))


def smile(face: Face) -> np.ndarray:
    """Displacement (3,) of the left corner in a full smile, mm."""
    return move(face, full_smile(), "cheilion_left")


def lid_travel(face: Face) -> float:
    """Path of the upper lid margin in gentle closure, mm."""
    return float(np.linalg.norm(move(face, expression("gentle_eye_closure"), "upper_lid_left")))


def lid_gap(face: Face, controls: np.ndarray, level_two: bool = True) -> float:
    """Largest distance between the closed margins of the left eye, mm, as displayed."""
    vertices = face.deform(controls, dtype=float)
    mesh = face.mesh
    if level_two:
        vertices, mesh = face.display(vertices), face.display_mesh
    upper = vertices[mesh.curves["lid_margin_upper_left"]]
    lower = vertices[mesh.curves["lid_margin_lower_left"]]
    steps = np.linspace(0, 1, 20)[:, None, None]
    dense = (lower[None, :-1] * (1 - steps) + lower[None, 1:] * steps).reshape(-1, 3)
    return float(cKDTree(dense).query(upper)[0].max())


def excursions(face: Face) -> Iterator[Row]:
    """Brow, corner of the mouth and lid."""
    brow, corner, lid = brow_raise(face), smile(face), lid_travel(face)
    size = float(np.linalg.norm(corner))
    angle = float(np.degrees(np.arctan2(corner[1], corner[0])))
    gap = lid_gap(face, expression("gentle_eye_closure"))
    near = "about one standard deviation around the published mean"
    yield Row(
        "T1",
        "brow raise (brow_raise), mid-brow",
        "8.1-13.1 mm",
        f"{brow:.1f} mm",
        8.1 <= brow <= 13.1,
        chosen(near, "Jorge2012"),
    )
    yield Row(
        "T2",
        "open-mouth smile (open_mouth_smile), corner (no jaw)",
        "6.5-12.1 mm at 47 ± 12°",
        f"{size:.1f} mm at {angle:.0f}°",
        6.5 <= size <= 12.1 and 35 <= angle <= 59,
        chosen(near, "Jorge2012", "Tarantili2005"),
    )
    yield Row(
        "T3",
        "gentle eye closure (gentle_eye_closure), upper lid",
        "6.9-11.3 mm, gap <= 0.5 mm",
        f"{lid:.1f} mm, gap {gap:.2f} mm",
        6.9 <= lid <= 11.3 and gap <= 0.5,
        chosen(f"{near}; closed is a gap of half a millimetre", "Jorge2012"),
    )
    for name, what, mean, sd, value in (
        ("V1", "smile (open_mouth_smile, no jaw), corner of the mouth", 9.28, 2.83, size),
        ("V2", "brow raise (brow_raise), eyebrow", 10.57, 2.51, brow),
        ("V3", "eye closure (gentle_eye_closure), upper lid", 9.09, 2.20, lid),
    ):
        passed = abs(value - mean) <= sd
        # the smile and the opening of the eye are among what set the model, the brow is not
        ground = study("Jorge2012", kind=PREDICTS if name == "V2" else SETS)
        yield Row(name, what, f"{mean} ± {sd} mm", f"{value:.1f} mm", passed, ground)
    yield Row(
        "V5",
        "direction of a smile (open_mouth_smile, no jaw)",
        "47 ± 12°",
        f"{angle:.0f}°",
        35 <= angle <= 59,
        study("Tarantili2005", said="the 12 degrees are chosen", kind=SETS),
    )


def _compare(what: str, got: np.ndarray, want, basis: Basis) -> Row:
    want, fitted = np.asarray(want, float), basis.kind == SETS
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
        ground = Basis(t.mark, t.cite, t.why, SETS if t.fitted else ITSELF)
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
    ("orbicularis oris with incisivus", _lips_closing, "labiale_superius", (0, 0, 5), _PUCKER),
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


def muscles(face: Face) -> Iterator[Row]:
    """One muscle at a time, then groups."""
    yield from _single_muscles(face)
    yield from _together(face)


def mirror_error(face: Face) -> float:
    """Largest difference between the face and its mirror image under a symmetric drive, mm."""
    worst = 0.0
    for name in ("open_mouth_smile", "brow_raise", "lip_pucker", "forced_eye_closure"):
        a = expression(name)
        a = (a + a[MIRROR]) / 2
        x = face.deform(a, dtype=float)
        worst = max(worst, float(np.abs(x - reflect(x, face.mesh.mirror)).max()))
    return worst


def unmirrored(face: Face) -> Face:
    """The built-in face assembled as any other is: as one system, each side for itself.

    The built-in face is its own mirror image because its right columns are the left ones
    reflected; here nothing is, and the landmarks place the muscles.
    """
    return faces.build(replace(face.mesh, level=None, quads=None))


def superposition_error(seed: int = 0) -> float:
    """Relative difference between the skin's answer to two pulls at once and the sum of two."""
    site = tissue.site(template.mesh(1), placement.chart(template.mesh(1)))
    skin = assemble(site, tissue.tissue(site))
    one, other = (
        np.random.default_rng([seed, k]).normal(size=site.normal.shape) * site.area[:, None]
        for k in (0, 1)
    )
    joint, apart = skin.respond(one + other), skin.respond(one) + skin.respond(other)
    return float(np.abs(joint - apart).max() / np.abs(joint).max())


def joint_movement_error(face: Face) -> float:
    """Relative difference of a whole frame from the sum of its muscles' frames.

    Brow, nose and upper lip, at strengths that leave lids, lips and jaw alone.
    """
    parts = (
        activation(frontalis_medial=0.8, frontalis_lateral_left=0.5),
        activation(levator_labii_superioris_alaeque_nasi_right=0.3, corrugator_left=0.4),
        activation(levator_labii_superioris_left=0.4, nasalis_transverse=0.5),
    )
    apart = sum(face.deform(a, dtype=float) - face.mesh.vertices for a in parts)
    joint = face.deform(sum(parts), dtype=float) - face.mesh.vertices
    return float(np.abs(joint - apart).max() / np.abs(joint).max())


def laws(face: Face) -> Iterator[Row]:
    """Symmetry, superposition, stiffness."""
    mirror, other = mirror_error(face), mirror_error(unmirrored(face))
    law = Basis("law", kind=LAW)
    yield Row("T4", "mirror symmetry", "< 1e-6 mm", f"{mirror:.0e} mm", mirror < 1e-6, law)
    yield Row(
        "T4",
        "mirror symmetry, assembled without using it",
        "< 1e-3 mm",
        f"{other:.0e} mm",
        other < 1e-3,
        Basis("law", said="up to the rounding of two factorisations", kind=LAW),
    )
    skin, joint = superposition_error(), joint_movement_error(face)
    yield Row("T5", "superposition of the skin", "< 1e-9", f"{skin:.0e}", skin < 1e-9, law)
    frames = "superposition of full frames"
    yield Row("T5", frames, "< 1e-9", f"{joint:.0e}", joint < 1e-9, law)
    base = (brow_raise(face), float(np.linalg.norm(smile(face))), lid_travel(face))
    for what, other in (
        ("skin twice as stiff", faces.build(template.mesh(1), stiffness=2.0)),
        ("pre-tension doubled", faces.build(template.mesh(1), tension=0.02)),
    ):
        got = (brow_raise(other), float(np.linalg.norm(smile(other))), lid_travel(other))
        yield Row(
            "T14",
            what,
            "brow and smile fall, lids stay",
            f"brow {base[0]:.1f} -> {got[0]:.1f}, smile {base[1]:.1f} -> {got[1]:.1f}, "
            f"lid {base[2]:.2f} -> {got[2]:.2f} mm",
            got[0] < base[0] and got[1] < base[1] and abs(got[2] - base[2]) < 0.1,
            chosen(
                "stiffer or tenser skin moves less, and lids do not depend on skin",
                "Flynn2015",
                kind=LAW,
            ),
        )
