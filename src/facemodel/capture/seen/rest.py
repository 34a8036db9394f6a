"""Whether a face in a scan is at rest, from the points that the networks see on it.

Measured on the scan, never on the face laid on it, which closes lips and opens lids. A note is all
that is fair: people look as they look, and a statue's eyes are open or shut by shading alone.
"""

from collections.abc import Iterator

import numpy as np

from facemodel.capture.seen.standard import standard

EYES = {"right": (33, 133, (159, 145)), "left": (263, 362, (386, 374))}
"""Outer and inner corner, middle of the upper and of the lower lid."""
CORNERS = (61, 291)
LIPS = (13, 14)
SHUT, UNEVEN_LIDS = 0.155, 0.09
"""Lid opening in widths of the eye, and its difference between the eyes."""
LIPS_APART_MM, CORNERS_UP_MM, UNEVEN_MM = 4.0, 1.6, 1.0
"""Of the lips; of the corners above their middle, beyond an average face's; between the corners. In
a face whose eyes' middles are 62 mm apart. Ten heads at rest have at most 2.1, 0.5 and 0.7, polite
smiles of three of them 1.8 to 2.1 for the second, full ones 2.4 and more."""
EYES_APART_MM = 62.0


def measures(points: np.ndarray) -> dict[str, float]:
    """Of points (478,3) that lie as the default face: openings and heights."""
    eyes = {side: (points[a] + points[b]) / 2 for side, (a, b, _) in EYES.items()}
    points = points * EYES_APART_MM / np.linalg.norm(eyes["left"] - eyes["right"])
    lids = {
        side: _apart(points, *lids) / _apart(points, a, b) for side, (a, b, lids) in EYES.items()
    }
    heights = points[list(CORNERS), 1] - points[list(LIPS), 1].mean()
    rest = standard().points
    tilt = rest[list(CORNERS), 1].mean() - rest[list(LIPS), 1].mean()
    return {
        "lids": min(lids.values()),
        "lids_differ": abs(lids["left"] - lids["right"]),
        "lips_apart_mm": _apart(points, *LIPS),
        "corners_up_mm": float(heights.mean() - tilt),
        "corners_differ_mm": float(abs(np.diff(heights)[0])),
    }


def moves(points: np.ndarray) -> list[str]:
    """What moves in a face, in words; points (478,3) that lie as the default face."""
    found, said = measures(points), []
    if found["lids"] < SHUT and found["lids_differ"] <= UNEVEN_LIDS:
        said.append("eyes shut")
    if found["lids_differ"] > UNEVEN_LIDS:
        said.append("one eye narrower")
    if found["corners_up_mm"] > CORNERS_UP_MM:
        said.append("mouth corners up")
    if found["corners_differ_mm"] > UNEVEN_MM:
        said.append("mouth corners uneven")
    if found["lips_apart_mm"] > LIPS_APART_MM:
        said.append("lips apart")
    return said


def notes(points: np.ndarray) -> Iterator[str]:
    """What moves in a scan's face that should be at rest; points as in `moves`."""
    if said := moves(points):
        yield (
            f"does not look at rest: {', '.join(said)}; what moves in the scan becomes part of "
            "the face, so scan again if the person looks otherwise at rest"
        )


def _apart(points: np.ndarray, one: int, other: int) -> float:
    return float(np.linalg.norm(points[one] - points[other]))
