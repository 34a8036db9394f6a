"""Healthy people against studies: Sunnybrook and the symmetry of movements (T12, HC, V8)."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

import numpy as np

from facemodel.clinic.examination import SUNNYBROOK_TASKS, examine
from facemodel.clinic.scales.sunnybrook import sunnybrook
from facemodel.clinic.symmetry import symmetry_index
from facemodel.mechanics.face import Face
from facemodel.physiology import people
from facemodel.validation.rows import PREDICTS, SETS, Row, judged, study

SEED = 1
MEASURED: Mapping[str, str] = MappingProxyType(
    {
        "brow_raise": "scan_of_smile",
        "gentle_eye_closure": "scan_at_rest",
        "open_mouth_smile": "scan_of_full_smile",
    }
)
"""Tasks whose symmetry index was measured in healthy people [Scriba1999], and the instrument whose
error stands for that study's: a brow raise borrows that of a posed smile."""
AT_ONCE = 100  # people whose frames are held in memory together


def healthy_people(face: Face, count: int) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Sunnybrook of the left side (count,), and symmetry index (count,) by task of MEASURED."""
    who = people.sample(SEED, count)
    scores: list[np.ndarray] = []
    index: dict[str, list[np.ndarray]] = {task: [] for task in MEASURED}
    for first in range(0, count, AT_ONCE):
        some = who[first : first + AT_ONCE]
        exam = examine(face, person=some, tasks=SUNNYBROOK_TASKS)
        scores.append(sunnybrook(exam).composite)
        for task, instrument in MEASURED.items():
            read = symmetry_index(
                face.mesh, exam.frames[task], task, exam.rest, noise=instrument, seed=first
            )
            index[task].append(read)
    return np.concatenate(scores), {t: np.concatenate(rows) for t, rows in index.items()}


_EVEN = (
    "a computed score has no rater, and every simulated face has the same bone and soft tissue "
    "on both sides"
)


def rows(face: Face) -> Iterator[Row]:
    """Scores, then the symmetry of three movements and of each."""
    scores, index = healthy_people(face, 1000)
    sides = study("Scriba1999", said="how far strength differs between the sides", kind=SETS)
    for id, count in (("T12", 200), ("HC", 1000)):
        low, middle, high = np.percentile(scores[:count], [25, 50, 75])
        yield judged(
            id,
            f"{count} healthy people: Sunnybrook, median (quartiles)",
            "93-98 (91-100)",
            f"{middle:.0f} ({low:.0f}-{high:.0f})",
            93 <= middle <= 98,
            study("Picard2024", said="set scales.voluntary.almost", kind=SETS),
            _EVEN,
        )
        mean = np.mean([index[t][:count].mean() for t in MEASURED])
        yield judged(
            id,
            f"{count} healthy people: symmetry index of three movements",
            "90-94 %",
            f"{mean:.1f} %",
            90 <= mean <= 94,
            sides,
            _EVEN,
        )
    for task, published, sd in (
        ("brow_raise", 91, 6),
        ("open_mouth_smile", 91, 5),
        ("gentle_eye_closure", 93, 5),
    ):
        got, lids = index[task], task == "gentle_eye_closure"
        said = f"read with the error of {MEASURED[task]}; the tolerance is chosen"
        yield judged(
            "V8",
            f"1000 healthy people: symmetry index, {task.replace('_', ' ')}",
            f"{published} ± {sd} %, mean within 3",
            f"{got.mean():.1f} ± {got.std():.1f} %",
            abs(got.mean() - published) <= 3,
            study("Scriba1999", said=said, kind=PREDICTS if lids else SETS),
            "both eyes of a person close completely, so that their movements differ as little as "
            "the open eyes do"
            if lids
            else _EVEN,
        )
