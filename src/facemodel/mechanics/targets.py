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
    the others, and the direction of all, are predictions. `judged` targets are compared with the
    model; the others only set a strength that nothing published sets. mark, cite, why: as in
    facemodel.constants.
    """

    stem: str
    place: Place
    vector: tuple[float, float, float]
    why: str = "no muscle was measured alone; size and direction are chosen after its anatomy"
    cite: tuple[str, ...] = ()
    mark: str = "assume"
    sides: int = 1
    fitted: bool = True
    judged: bool = True

    @property
    def size(self) -> float:
        return float(np.linalg.norm(self.vector))


def _second(stem: str, place: Place, vector, sides: int = 1) -> Target:
    return Target(stem, place, vector, sides=sides, fitted=False)


def _unjudged(stem: str, place: Place, vector, why: str, sides: int = 1) -> Target:
    return Target(stem, place, vector, why, sides=sides, judged=False)


_LOOKS = "sets a strength that nothing published sets, so that the movement looks right"
_SHARE = "its share of a pucker of 8 mm, which three muscles make"

TARGETS: tuple[Target, ...] = (
    Target("frontalis_medial", "brow_inner_left", (0, 8, 0)),
    Target("frontalis_lateral", "brow_outer_left", (1, 7, 0)),
    Target(
        "corrugator",
        (30, 27),
        (-5.4, -2.7, 1),
        "5.4 mm horizontally, 30 mm lateral at the upper edge of the brow",
        ("Proebstle2014",),
        "seen",
    ),
    _second("corrugator", "brow_inner_left", (-5, -2.5, 1)),
    Target("procerus", "glabella", (0, -4, 0), sides=2),
    Target("depressor_supercilii", "brow_inner_left", (0, -3, 0)),
    _unjudged("orbicularis_oculi_orbital_superior", (46, 19), (-1, -2.5, 0), _LOOKS),
    Target("orbicularis_oculi_orbital_lateral", "brow_outer_left", (-1.5, -4, 0)),
    _second("orbicularis_oculi_orbital_lateral", "malar_left", (0, 2, 0)),
    Target("orbicularis_oculi_orbital_inferior", (42, -22), (-1, 4, 1)),
    _unjudged("orbicularis_oculi_palpebral", (31, -13), (-0.3, 1.5, 0.3), _LOOKS),
    Target("nasalis_transverse", (14, -28), (-2, 1, 0)),
    Target("nasalis_alar", "alare_left", (1, -0.5, 0)),
    _unjudged("depressor_septi_nasi", "pronasale", (0, -1, 0), _LOOKS, sides=2),
    Target(
        "levator_labii_superioris_alaeque_nasi",
        "alare_left",
        (-1, 4, 0),
        "the wing of the nose moves toward the nose, along the fibres",
    ),
    _second("levator_labii_superioris_alaeque_nasi", "crista_philtri_left", (0.5, 3, 0)),
    Target(
        "levator_labii_superioris",
        (12, -56),
        (2, 6, -1),
        "within the 2 to 12 mm told of full smiles; direction after its anatomy",
        ("SmileLipMobility",),
    ),
    Target("zygomaticus_minor", (14, -56), (3, 3, -1)),
    Target(
        "zygomaticus_major",
        "cheilion_left",
        (5.6, 5.6, -3),
        "a smile's excursion less what its helpers add, in its direction",
        ("Jorge2012", "Tarantili2005"),
        "calc",
    ),
    Target("levator_anguli_oris", "cheilion_left", (-1, 5, 0)),
    Target("risorius", "cheilion_left", (4, 0, -1)),
    Target("buccinator", "cheilion_left", (4, 0, -4)),
    Target("depressor_anguli_oris", "cheilion_left", (1, -6, -1)),
    Target("depressor_labii_inferioris", (12, -78), (1, -5, 1)),
    Target("mentalis", "pogonion", (0, 6, 0), sides=2),
    _second("mentalis", "labiale_inferius", (0, 3, 2), sides=2),
    Target("platysma", (40, -97), (2, -5, -1)),
    _second("platysma", "cheilion_left", (1, -2, 0)),
    _unjudged("masseter", (56, -66), (1, 0, 0.3), _LOOKS),
    _unjudged("temporalis", (62, 25), (1, 0, 0.3), _LOOKS),
    _unjudged("incisivus", "cheilion_left", (-4, 0, 2), _SHARE),
    _unjudged("orbicularis_oris_upper_peripheral", "cheilion_left", (-2, 0, 1), _SHARE),
    _unjudged("orbicularis_oris_lower_peripheral", "cheilion_left", (-2, 0, 1), _SHARE),
    _unjudged("orbicularis_oris_upper_marginal", "stomion_superius", (0, -4, -7), _LOOKS, sides=2),
    _unjudged("orbicularis_oris_lower_marginal", "stomion_inferius", (0, 4, -4), _LOOKS, sides=2),
    _unjudged("cheek_pressure", (44, -62), (2, 0, 9), _LOOKS),
)


def place(mesh: Mesh, where: Place) -> tuple[np.ndarray, np.ndarray]:
    """Vertices (k,) and weights (k,) of a place on a mesh of the default face."""
    if isinstance(where, str):
        return np.array([mesh.landmarks[where]]), np.ones(1)
    corners, weights, _ = placement.cast_frontal(mesh, placement.canonical(*where))
    return corners, weights
