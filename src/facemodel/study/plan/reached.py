"""What doses take of people's strength: they reach muscles through each person's skin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from facemodel.anatomy.mesh import Mesh
from facemodel.physiology import dose_response, sites, spread, toxin
from facemodel.study.plan.panel import Panel


@dataclass(frozen=True, eq=False)
class Reached:
    """N people who are treated at places of a face.

    Attributes
    ----------
    mesh : Mesh
        Whose skin holds the places.
    panel : Panel
        The people and the injector's hand.
    variables : tuple of tuple of (str, str)
        V of them: places (site and side) that get the same dose.
    day : float
        On which strength is looked at.
    """

    mesh: Mesh
    panel: Panel
    variables: tuple[tuple[tuple[str, str], ...], ...]
    day: float

    def lost(self, doses: ArrayLike) -> np.ndarray:
        """What doses take.

        Parameters
        ----------
        doses : array_like of shape (V,)
            Teaching units of each variable.

        Returns
        -------
        ndarray of shape (N, M)
            Share 0..1 of each person's strength.
        """
        return self.lost_to(np.tensordot(np.asarray(doses, float), self.caught, 1))

    def lost_to(self, units: np.ndarray) -> np.ndarray:
        """What units in the fields of muscles take.

        Parameters
        ----------
        units : ndarray of shape (N, F)
            Caught in each person.

        Returns
        -------
        ndarray of shape (N, M)
            Share 0..1 of each person's strength.
        """
        who, fields = self.panel.people, spread.skin(self.mesh).fields
        return dose_response.lost([0.0], units[None], [self.day], self._ed50, who, fields)[0]

    @cached_property
    def _ed50(self) -> np.ndarray:
        return toxin.ed50(self.mesh, self.panel.people)

    @cached_property
    def caught(self) -> np.ndarray:
        """Share (V,N,F) of a unit at each variable's places that each field holds."""
        fields = len(spread.skin(self.mesh).fields.owner)
        rows = [np.sum([*map(self.caught_at, some)], axis=0) for some in self.variables]
        return np.reshape(rows, (len(rows), len(self.panel.hand_mm), fields))  # of no site, too

    def caught_at(self, place: tuple[str, str]) -> np.ndarray:
        """What fields hold of a unit at a place, as each injector puts it.

        Parameters
        ----------
        place : tuple of (str, str)
            Site and side.

        Returns
        -------
        ndarray of shape (N, F)
            Share 0..1.
        """
        here = sites.places(self.mesh)[place]
        return self._caught(here.point, here.site.depth_mm, sites.PLACES.index(place))

    def _caught(self, point: np.ndarray, depth_mm: float, k: int) -> np.ndarray:
        """Share (N,F) of a unit that fields hold where the hand errs as at the place k."""
        mesh, errors = self.mesh, self.panel.hand_mm[:, k % len(sites.PLACES)]
        return spread.skin(mesh).once(
            ("hands", *point.tolist(), depth_mm, errors.tobytes()),
            lambda: sites.caught_by_hands(mesh, point, depth_mm, errors),
        )

    def units_of(self, injections: Sequence[toxin.Injection]) -> np.ndarray:
        """Units that fields catch of any points; the hand errs as at the places in their order.

        Parameters
        ----------
        injections : sequence of Injection

        Returns
        -------
        ndarray of shape (N, F)
        """
        mesh, given = self.mesh, enumerate(injections)
        each = (one.dose * self._caught(*toxin.site(mesh, one), k) for k, one in given)
        return sum(each, np.zeros((len(self.panel.hand_mm), len(spread.skin(mesh).fields.owner))))


__all__ = ["Reached"]
