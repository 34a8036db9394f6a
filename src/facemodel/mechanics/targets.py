"""How far each muscle alone should move the skin: the table the strengths are calibrated to."""

from dataclasses import dataclass

import numpy as np

from facemodel.anatomy import placement
from facemodel.anatomy.mesh import Mesh

Place = str | tuple[float, float]


@dataclass(frozen=True)
class Target:
    """Displacement (mm: lateral, up, forward) of a place when one muscle contracts fully.

    `place` is a landmark or a canonical frontal point; `sides` 2 means that both sides contract
    (midline places); `fitted` marks the target whose size sets the muscle's strength: the size of
    the others, and the direction of all, are predictions.
    """

    stem: str
    place: Place
    vector: tuple[float, float, float]
    source: str
    sides: int = 1
    fitted: bool = True

    @property
    def judged(self) -> bool:
        """Whether the dossier's table of single muscles (3.3, 00.11) holds it; the rest only set a
        strength that the table leaves open."""
        return self.source.startswith(("3.3", "00.11")) and "split" not in self.source

    @property
    def size(self) -> float:
        return float(np.linalg.norm(self.vector))


def _second(stem: str, place: Place, vector, source: str = "3.3 assume", sides: int = 1) -> Target:
    return Target(stem, place, vector, source, sides, fitted=False)


TARGETS: tuple[Target, ...] = (
    Target("frontalis_medial", "brow_inner_left", (0, 8, 0), "3.3 assume"),
    Target("frontalis_lateral", "brow_outer_left", (1, 7, 0), "3.3 assume"),
    Target("corrugator", (30, 27), (-5.4, -2.7, 1), "00.11 seen: 5.4 mm horizontal"),
    _second("corrugator", "brow_inner_left", (-5, -2.5, 1)),
    Target("procerus", "glabella", (0, -4, 0), "3.3 assume", sides=2),
    Target("depressor_supercilii", "brow_inner_left", (0, -3, 0), "3.3 assume"),
    Target("orbicularis_oculi_orbital_superior", (46, 19), (-1, -2.5, 0), "mechanics notes assume"),
    Target("orbicularis_oculi_orbital_lateral", "brow_outer_left", (-1.5, -4, 0), "3.3 assume"),
    _second("orbicularis_oculi_orbital_lateral", "malar_left", (0, 2, 0)),
    Target("orbicularis_oculi_orbital_inferior", (42, -22), (-1, 4, 1), "3.3 assume"),
    Target("orbicularis_oculi_palpebral", (31, -13), (-0.3, 1.5, 0.3), "mechanics notes assume"),
    Target("nasalis_transverse", (14, -28), (-2, 1, 0), "3.3 assume"),
    Target("nasalis_alar", "alare_left", (1, -0.5, 0), "3.3 assume"),
    Target("depressor_septi_nasi", "pronasale", (0, -1, 0), "mechanics notes assume", sides=2),
    Target("levator_labii_superioris_alaeque_nasi", "alare_left", (-1, 4, 0), "00.11 assume"),
    _second("levator_labii_superioris_alaeque_nasi", "crista_philtri_left", (0.5, 3, 0)),
    Target("levator_labii_superioris", (12, -56), (2, 6, -1), "3.3 assume"),
    Target("zygomaticus_minor", (14, -56), (3, 3, -1), "3.3 assume"),
    Target("zygomaticus_major", "cheilion_left", (5.6, 5.6, -3), "3.3 after V1, V5 seen"),
    Target("levator_anguli_oris", "cheilion_left", (-1, 5, 0), "3.3 assume"),
    Target("risorius", "cheilion_left", (4, 0, -1), "3.3 assume"),
    Target("buccinator", "cheilion_left", (4, 0, -4), "3.3 assume"),
    Target("depressor_anguli_oris", "cheilion_left", (1, -6, -1), "3.3 assume"),
    Target("depressor_labii_inferioris", (12, -78), (1, -5, 1), "3.3 assume"),
    Target("mentalis", "pogonion", (0, 6, 0), "3.3 assume", sides=2),
    _second("mentalis", "labiale_inferius", (0, 3, 2), sides=2),
    Target("platysma", (40, -97), (2, -5, -1), "3.3 assume"),
    _second("platysma", "cheilion_left", (1, -2, 0)),
    Target("masseter", (56, -66), (1, 0, 0.3), "mechanics notes assume"),
    Target("temporalis", (62, 25), (1, 0, 0.3), "mechanics notes assume"),
    Target("incisivus", "cheilion_left", (-4, 0, 2), "3.3 split, assume"),
    Target("orbicularis_oris_upper_peripheral", "cheilion_left", (-2, 0, 1), "3.3 split, assume"),
    Target("orbicularis_oris_lower_peripheral", "cheilion_left", (-2, 0, 1), "3.3 split, assume"),
    Target(
        "orbicularis_oris_upper_marginal", "stomion_superius", (0, -4, -7), "notes assume", sides=2
    ),
    Target(
        "orbicularis_oris_lower_marginal", "stomion_inferius", (0, 4, -4), "notes assume", sides=2
    ),
    Target("cheek_pressure", (44, -62), (2, 0, 9), "mechanics notes assume"),
)


def place(mesh: Mesh, where: Place) -> tuple[np.ndarray, np.ndarray]:
    """Vertices (k,) and weights (k,) of a place on a mesh of the default face."""
    if isinstance(where, str):
        return np.array([mesh.landmarks[where]]), np.ones(1)
    corners, weights, _ = placement.cast_frontal(mesh, placement.canonical(*where))
    return corners, weights
