"""Where points went beside those of the sparse plan; told, and without marks of its own."""

from dataclasses import dataclass

import numpy as np

from facemodel.physiology import toxin
from facemodel.teach.practice.patients import Patient
from facemodel.teach.practice.standards import Standard
from facemodel.teach.practice.treating import Treatment


@dataclass(frozen=True)
class Placement:
    """Where points went, which is told and takes no marks of its own.

    Attributes
    ----------
    apart_mm : float
        Mean distance to the nearest point of the plan, by dose.
    caught : float
        Share 0..1 of what muscles caught that the plan's muscles did.
    """

    apart_mm: float
    caught: float


def placement(patient: Patient, by: Standard, given: Treatment) -> Placement | None:
    """Of points against the plan's; None of a dampening."""
    if not given.injections:
        return None
    mesh = patient.face.mesh
    mine, plan = (
        np.array([toxin.site(mesh, one)[0] for one in of])
        for of in (given.injections, by.injections)
    )
    doses = np.array([one.dose for one in given.injections])
    nearest = np.linalg.norm(mine[:, None] - plan[None], axis=-1).min(1)
    caught = doses @ toxin.shares(mesh, given.injections)
    apart = float(nearest @ doses / max(doses.sum(), 1e-9))
    return Placement(apart, float(caught[by.aimed].sum() / max(caught.sum(), 1e-9)))
