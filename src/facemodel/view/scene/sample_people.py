"""The virtual people whom the screen offers: what each brings to a case."""

from typing import Any

import numpy as np

from facemodel.case import schema
from facemodel.mechanics.face import Face
from facemodel.physiology import toxin

SEED, COUNT = 2, 8
"""Who they are: fm.people.sample(SEED, COUNT), four women and four men, who all respond."""


def tables(face: Face) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Header value "people", the average person first, and their strength, tone and ED50 (P, M)."""
    listed: list[dict[str, Any]] = []
    strength, tone, ed50 = [], [], []
    for value in (None, *({"seed": SEED, "index": k} for k in range(COUNT))):
        whole = schema.person(value)
        who = schema.build_person(whole)
        listed.append(
            {
                "person": None if whole is None else dict(whole),
                "sex": str(who.sex),
                "onset_days": float(who.onset_days),
                "decay_days": float(who.decay_days),
                "responds": bool(who.responds),
            }
        )
        strength.append(who.strength)
        tone.append(who.tone)
        needed = toxin.ed50(face.mesh, who)
        ed50.append(np.where(np.isfinite(needed), needed, 0.0))
    arrays = {
        "lab_people_strength": np.stack(strength),
        "lab_people_tone": np.stack(tone),
        "lab_people_ed50": np.stack(ed50),
    }
    return {"people": listed}, arrays
