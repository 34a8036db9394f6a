"""What the model should do beside what it does: target | model | pass, or why not.

Families of targets: published excursions, laws, single muscles, dose, days, scales, outcomes of
treatment, eyes, predictions, scans and recordings, cohorts. Every row names the works it rests on
and is of one kind: a prediction, a figure that set the model, a self-check or a law. Only
predictions are evidence, so they come first. A failure is shown as one, with its reason.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType

from facemodel.data.files import write_whole
from facemodel.errors import FaceModelError, shown, unknown
from facemodel.mechanics import face as faces
from facemodel.mechanics.face import Face
from facemodel.validation import (
    captures,
    cohorts,
    conditions,
    eyes,
    flesh,
    movements,
    predictions,
    sites,
    surfaces,
    synkinesis,
    time_course,
    toxin,
)
from facemodel.validation.movements import (
    brow_raise,
    lid_gap,
    lid_travel,
    mirror_error,
    smile,
    unmirrored,
)
from facemodel.validation.rows import Row, as_csv, markdown, table

FAMILIES: Mapping[str, Callable[[Face], Iterator[Row]]] = MappingProxyType(
    {
        "excursions": movements.excursions,
        "flesh": flesh.rows,
        "laws": movements.laws,
        "surfaces": surfaces.rows,
        "muscles": movements.muscles,
        "toxin": toxin.rows,
        "time_course": time_course.rows,
        "scales": conditions.scales,
        "treatments": conditions.treatments,
        "eyes": eyes.of_one,
        "predictions": predictions.rows,
        "captures": captures.rows,
        "synkinesis": synkinesis.rows,
        "people": eyes.in_people,
        "sites": sites.rows,
        "cohorts": cohorts.rows,
    }
)
"""Rows by family; the last four, of many people, take most of the time."""


def validate(face: Face | None = None, families: Sequence[str] = tuple(FAMILIES)) -> list[Row]:
    """Rows of some families, all unless named.

    face: the built-in one unless given (another stays a face of level 1). Errors: an unknown
    family.
    """
    face = faces.load() if face is None else face
    for name in families:
        if name not in FAMILIES:
            raise unknown("family of targets", name, FAMILIES)
    return [row for name in families for row in FAMILIES[name](face)]


def main(as_markdown: bool = False, only: str = "", csv: str | None = None) -> int:
    """Print the rows; 0 when every one passes or fails for a reason that it states, else 1.

    only: those alone in whose id or words these words stand. csv: also written to this file.
    """
    rows = [row for row in validate() if only.lower() in f"{row.id} {row.what}".lower()]
    if not rows:
        raise FaceModelError(f"no row has {shown(only)} in its id or words; leave --only out")
    print(markdown(rows) if as_markdown else table(rows) + "\n", end="")
    if csv is not None:
        write_whole(csv, as_csv(rows), "the rows")
    return 0 if all(r.passed is not False or r.why for r in rows) else 1


__all__ = [
    "FAMILIES",
    "Row",
    "brow_raise",
    "lid_gap",
    "lid_travel",
    "main",
    "markdown",
    "mirror_error",
    "smile",
    "table",
    "unmirrored",
    "validate",
]
