"""Which way Live Link Face means by MouthLeft: its app writes the sideways mouth exchanged."""

from collections.abc import Mapping

import numpy as np

LEAST_R = 0.5
"""Correlation with the take's own one-sided shapes that tells a direction [assume]."""
MOVES = 0.05
"""Range below which a shape does not move enough to tell [assume]."""
_SIDED = ("mouthDimple", "mouthUpperUp", "cheekSquint", "mouthStretch", "mouthSmile")


def settled(shapes: Mapping[str, np.ndarray]) -> tuple[dict[str, np.ndarray], list[str]]:
    """Shapes (T,) with mouth and jaw to the subject's own side, and what was exchanged.

    Live Link Face writes MouthLeft where the mouth goes right [LiveLink2023], so the mouth is
    exchanged unless the take's other shapes say that it is right; the jaw only where they say that
    it is wrong.
    """
    found, notes = dict(shapes), []
    for part, usual in (("mouth", True), ("jaw", False)):
        left, right = f"{part}Left", f"{part}Right"
        if left not in found or right not in found:
            continue
        way = found[left] - found[right]
        if np.ptp(way) < MOVES:
            continue
        r = _agrees(way, found)
        if r < -LEAST_R or (usual and r <= LEAST_R):
            found[left], found[right] = found[right], found[left]
            why = f"(r {r:.2f} with what its own sides do)" if abs(r) > LEAST_R else ""
            notes.append(
                f"{part}Left and {part}Right were exchanged {why}".rstrip()
                + ": Live Link Face writes them the wrong way round"
            )
    return found, notes


def _agrees(way: np.ndarray, shapes: Mapping[str, np.ndarray]) -> float:
    """Correlation of going left with more movement of the left side; 0 where nothing tells."""
    pulls = np.zeros(len(way))
    for stem in _SIDED:
        if f"{stem}Left" in shapes and f"{stem}Right" in shapes:
            pulls = pulls + shapes[f"{stem}Left"] - shapes[f"{stem}Right"]
    if np.ptp(pulls) < MOVES:
        return 0.0
    return float(np.corrcoef(way, pulls)[0, 1])
