"""What a browser needs of drills: which points seeds ask for, words, and heads with their muscles.

js/practice/drilling.js judges a point as this package does, on the head that is packed for virtual
patients, which has sites and places of it too.
"""

from collections.abc import Sequence
from typing import Any

from facemodel.data import constants
from facemodel.physiology.sites import SITES
from facemodel.teach.drills import pictures, staircase, targets
from facemodel.teach.drills.says import SAYS
from facemodel.teach.drills.targets import DRILLED, SKILLS, Target, target
from facemodel.teach.practice.kinds import HEADS
from facemodel.view.markup import data_url
from facemodel.view.provenance import NOTICE

SEEDS = range(1, 13)
"""Of the drills that are shipped."""


def shipped(seeds: Sequence[int] = SEEDS) -> dict[str, Any]:
    """Drills of these seeds and of all skills, as plain values."""
    number: dict[tuple[str, str], int] = {one: k for k, one in enumerate(DRILLED)}
    return {
        "parameters": constants.digest(),
        "texts": SAYS,
        "notice": NOTICE,
        "skills": SKILLS,
        "places": DRILLED,
        "heads_in_a_row": targets.IN_A_ROW,
        "enough": targets.ENOUGH,
        "told": targets.TOLD,
        "same_mm": targets.SAME_MM,
        "box": pictures.box(),
        "staircase": {
            "in_a_row": staircase.IN_A_ROW,
            "last": staircase.LAST,
            "needed": staircase.NEEDED,
            "most": staircase.MOST,
        },
        "seeds": {
            seed: {
                "heads": [
                    target(seed, k * targets.IN_A_ROW).head for k in range(targets.HEADS_USED)
                ],
                "asked": {
                    skill: [
                        number[one._name, one.side]
                        for k in range(staircase.MOST)
                        for one in (target(seed, k, skill),)
                    ]
                    for skill in SKILLS
                },
            }
            for seed in seeds
        },
    }


def heads(seeds: Sequence[int] = SEEDS) -> list[str]:
    """Names of the heads that drills of these seeds need."""
    used = {target(s, k * targets.IN_A_ROW).head for s in seeds for k in range(targets.HEADS_USED)}
    return [name for name in HEADS if name in used]


def drawn(head: str) -> dict[str, Any]:
    """The picture of a head, and the muscle of each site as two SVG paths: surface, outline."""
    aims = [
        Target(0, 0, "all", SITES[name].label, side, SITES[name].where, name, HEADS[head])
        for name, side in DRILLED
    ]
    return {
        "picture": data_url(pictures.picture(aims[0]), "image/jpeg"),
        "shapes": {f"{one._name} {one.side}": pictures.shape(one) for one in aims},
    }
