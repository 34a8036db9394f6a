"""Who closes the eyes without extra effort once some strength is lost; js/core has the same."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from facemodel.anatomy.expressions import expression
from facemodel.anatomy.muscles import CONTROLS, MUSCLES
from facemodel.clinic.measures import palpebral_fissures_mm
from facemodel.data import constants
from facemodel.physiology.drive import Condition
from facemodel.study.plan.moved import Movers
from facemodel.study.plan.response import activation_at, closing_limits, total_of

M, C = len(MUSCLES), len(CONTROLS)


@dataclass(frozen=True, eq=False)
class Closing:
    """N people with a condition who close their eyes no harder than before."""

    movers: Movers
    condition: Condition

    def __call__(self, left: np.ndarray) -> np.ndarray:
        """Whose (N,) eyes close with strength (N,M) left: to within the limit, or as before."""
        allowed, margin = closing_limits()[0][1], constants.value("plan.closure_margin_mm")
        gaps = self.gaps(left)
        return np.all(gaps <= np.maximum(allowed, self.untreated + margin), axis=-1)

    @cached_property
    def untreated(self) -> np.ndarray:
        """mm (N,2) between the lids before."""
        return self.gaps(np.ones((self.movers.people.count or 1, M)))

    def gaps(self, left: np.ndarray) -> np.ndarray:
        """mm (N,2) between the lids."""
        strength = self.condition.strength * self.movers.people.strength
        a = np.zeros((len(left), 1, C))
        a[..., :M] = activation_at(self._closing * left, strength)[:, None]
        movers = self.movers
        return palpebral_fissures_mm(movers.mesh, movers.frames(movers.rig, a)[:, 0])

    @cached_property
    def _closing(self) -> np.ndarray:
        """Share (N,M) of full contraction at which the eyes are closed; no spasm helps in it."""
        who = self.movers.people
        calm = replace(self.condition, involuntary=np.zeros(M))
        meant = expression(closing_limits()[0][0])[:M]
        driven = calm.drive(meant, strength=who.strength, tone=who.tone)
        return total_of(driven, self.condition.strength * who.strength)


__all__ = ["Closing"]
