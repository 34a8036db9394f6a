"""How sound the moved skin is: no fold, no crossing of the lips, no volume lost. Laws T17."""

from collections.abc import Iterator

import numpy as np

from facemodel.anatomy.expressions import (
    ACTION_UNITS,
    EXPRESSIONS,
    action_unit,
    activation,
    expression,
)
from facemodel.anatomy.muscles import MUSCLES
from facemodel.mechanics import surface
from facemodel.mechanics.face import Face
from facemodel.validation.rows import LAW, Basis, Row

CROSSING_MM, VOLUME_ML = 0.05, 0.5
"""How far lips may cross, and what a brow raise may gain or lose under the skin."""


def movements() -> dict[str, np.ndarray]:
    """Controls of every single muscle, action unit (the jaw fully open is AU27) and expression."""
    found = {muscle: activation(**{muscle: 1}) for muscle in MUSCLES}
    found |= {f"AU{unit}": action_unit(unit) for unit in ACTION_UNITS}
    return found | {name: expression(name) for name in EXPRESSIONS}


def rows(face: Face) -> Iterator[Row]:
    """Folds and crossings in any movement, and the volume in a brow raise."""
    mesh, law = face.mesh, Basis("law", kind=LAW)
    moved = {name: face.deform(a, dtype=float) for name, a in movements().items()}
    folds = {name: int(surface.folded(mesh, x).sum()) for name, x in moved.items()}
    worst = max(folds, key=folds.__getitem__)
    told = f"{folds[worst]} in {worst}" if folds[worst] else f"none in {len(folds)}"
    what = "folded triangles of the outer skin, any movement"
    yield Row("T17", what, "none", told, not folds[worst], law)
    drawn = face.display_mesh
    crossed = max(surface.crossing_mm(drawn, face.display(x)) for x in moved.values())
    yield Row(
        "T17",
        "lips cross along their line as drawn, any movement",
        f"<= {CROSSING_MM} mm",
        f"{max(crossed, 0):.3f} mm",
        crossed <= CROSSING_MM,
        law,
    )
    gained = surface.volume_ml(mesh, moved["brow_raise"])
    yield Row(
        "T17",
        "volume under the skin, brow raise",
        f"changes by <= {VOLUME_ML} ml",
        f"{gained:+.2f} ml",
        abs(gained) <= VOLUME_ML,
        law,
    )
