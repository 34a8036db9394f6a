"""Sites of a few chosen places, without triangles: a field is read at each by itself."""

from types import SimpleNamespace

import numpy as np

from facemodel.anatomy.placement import Chart
from facemodel.mechanics.forces.half import Half
from facemodel.mechanics.tissue import Site

FAR, NONE = 1e3, 1e-14


def spots(places, *, bed=(0.0, 0.0, 1.0), area=1.0, vertices=None, **fields):
    """A site at places (n,3) of the default face, far from lids and lips unless told otherwise."""
    places = np.atleast_2d(np.asarray(places, float))
    n = len(places)
    mesh = SimpleNamespace(
        vertices=places if vertices is None else np.atleast_2d(np.asarray(vertices, float)),
        faces=np.zeros((0, 3), int),
    )
    given = {
        name: np.broadcast_to(np.asarray(fields.get(name, FAR), float), n).copy()
        for name in ("from_lips", "from_lids", "lip_side")
    }
    return Site(
        mesh=mesh,
        chart=Chart(places, lambda p: np.asarray(p, float), 1.0),
        area=np.full(n, area),
        normal=np.tile(bed, (n, 1)),
        bed_normal=np.tile(bed, (n, 1)),
        stiffness=None,
        **given,
    )


class Pushes(Half):
    """What does not come of a sheet's tension."""

    def contract(self, fibre, tension):
        return np.zeros((len(tension), 3))


class Sheets(Half):
    """The tension of a sheet itself, along `WAY`, where its force would stand."""

    WAY = (1.0, 0.0, 0.0)

    def contract(self, fibre, tension):
        return np.outer(tension, self.WAY)


NOTHING = np.zeros((0, 3, 3))


def pushed(shape, places, **fields):
    """Force (3,) of a shape at one place, beside its sheets: per mm2 of skin."""
    return shape(Pushes(spots(places, **fields), NOTHING))[0]


def drawn(shape, places, **fields):
    """Tension of a shape's sheet at one place."""
    return shape(Sheets(spots(places, area=NONE, **fields), NOTHING))[0, 0]
