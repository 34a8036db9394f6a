"""Which of the 35 skin areas each named cage vertex belongs to."""

import numpy as np

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


def memberships(names: tuple[str, ...]) -> np.ndarray:
    """Area of each cage vertex as rows of zeros and a one (n, 35); finer levels interpolate it."""
    area = area_of_names()
    column = np.array([AREAS.index(area[name]) for name in names])
    return np.eye(len(AREAS))[column]
