"""The tarsus of a lower lid: hung at both corners, it takes a push evenly along its margin."""

from collections.abc import Mapping

import numpy as np

from facemodel.anatomy.muscles import SIDES
from facemodel.mechanics.lids import canthal_axes, cylinder, margins
from facemodel.mechanics.tissue import Site

STIFF_WITHIN_MM = 5.5
"""About as far below the margin as the tarsus leads the skin, ever less [assume: a lower tarsus
is some 4 mm high]."""


def braced(site: Site, moved: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Displacements (V,3) of the skin by name, in which the lower lids' margins rise as arcs.

    A place moves, beyond what the corners do, as the mean of itself and its mirror image on the
    other side of the middle: skin alone would push the outer third up farthest and draw the margin
    straight. The middle and the mean stay as they were.
    """
    out = np.stack(list(moved.values()))
    for side in SIDES:
        margin, share, lid, weight, at = _lower_lid(site, side)
        line = share[:, None]
        for u in out:
            found = u[margin] - u[margin[0]] - line * (u[margin[-1]] - u[margin[0]])
            even = (_between(share, found, 1 - share) - found) / 2
            u[lid] += weight[:, None] * _between(share, even, at)
    return dict(zip(moved, out, strict=True))


def _between(share: np.ndarray, values: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Values (k,3) at shares (k,) of a margin, at other shares (n,) of it: (n,3)."""
    return np.stack([np.interp(at, share, row) for row in values.T], axis=-1)


def _lower_lid(site: Site, side: str) -> tuple[np.ndarray, ...]:
    """Vertices of a lower margin and their shares of the way across, inner to outer; the lid's
    vertices, how far each is led, and their shares."""
    from scipy.spatial import cKDTree

    k, sign = (0, 1.0) if side == "left" else (1, -1.0)
    vertices, centre = site.mesh.vertices, site.mesh.eye_centres[k]
    edges = margins(site, side)
    axes = canthal_axes(edges["upper"])
    along, angle, _ = cylinder(vertices, centre, axes)
    middle = np.mean(
        [np.interp(along, *cylinder(points, centre, axes)[:2]) for points in edges.values()], axis=0
    )
    across = np.subtract(*site.mesh.eye_centres) * sign  # the opening is measured across it
    margin = site.mesh.curves.get(f"lid_margin_lower_{side}")
    if margin is None:  # points of the default face's, which may lie closer together than vertices
        margin = np.unique(cKDTree(vertices).query(edges["lower"])[1])
    margin = margin[np.argsort(vertices[margin] @ across)]
    start, end = vertices[margin[[0, -1]]] @ across
    at = (vertices @ across - start) / (end - start)
    near = (sign * site.x > 5) & (vertices[:, 2] > centre[2] - 8 * site.chart.scale)
    below = near & (angle < middle) & (at > 1e-6) & (at < 1 - 1e-6)
    weight = np.exp(-((site.from_lids / STIFF_WITHIN_MM) ** 3)) * below
    lid = np.flatnonzero(weight > 1e-3)
    return margin, at[margin], lid, weight[lid], at[lid]
