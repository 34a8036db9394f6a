"""Laws that hold exactly, and what a stiffer skin does (T4, T5, T14)."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from facemodel.anatomy import placement, template
from facemodel.anatomy.expressions import activation, expression
from facemodel.anatomy.mesh import reflect
from facemodel.anatomy.muscles import MIRROR
from facemodel.mechanics import face as faces
from facemodel.mechanics import tissue
from facemodel.mechanics.face import Face
from facemodel.mechanics.skin import assemble
from facemodel.validation.excursions import brow_raise, lid_travel, smile
from facemodel.validation.rows import ITSELF, Basis, Row, chosen


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


def rows(face: Face) -> Iterator[Row]:
    mirror, other = mirror_error(face), mirror_error(unmirrored(face))
    law = Basis("law", role=ITSELF)
    yield Row("T4", "mirror symmetry", "< 1e-6 mm", f"{mirror:.0e} mm", mirror < 1e-6, law)
    yield Row(
        "T4",
        "mirror symmetry, assembled without using it",
        "< 1e-3 mm",
        f"{other:.0e} mm",
        other < 1e-3,
        Basis("law", said="up to the rounding of two factorisations", role=ITSELF),
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
                "stiffer or tenser skin moves less, and lids do not depend on skin", "Flynn2015"
            ),
        )
