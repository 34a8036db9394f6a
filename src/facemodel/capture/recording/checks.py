"""What must hold before numbers are believed: one person, a sure tracker, a known scale."""

import re
from collections.abc import Sequence

import numpy as np

from facemodel.capture.recording import steps
from facemodel.capture.recording.table import fold
from facemodel.capture.scan.formats import Broken

LEAST_SURE = 0.7
"""Confidence of a tracker below which a frame counts as one without a face [assume]."""
SLIGHTLY = (-0.2, 1.5)
"""Shapes a little off 0..1 are brought back, as amplified ones are [assume]."""
FEWEST_BEYOND = 3
"""Frames beyond a scale that are one wrong frame and its neighbours, not another scale [assume]."""
_PERSONS = ("identity", "faceid", "person", "personid", "subject", "subjectid", "trackid", "face",
            "actor", "actorid", "user", "userid", "participant", "faceindex")  # fmt: skip
_SURE = ("confidence", "facescore", "facedetectionconfidence", "detectionconfidence", "faceconf",
         "trackingconfidence", "detectionscore", "faceconfidence", "facedetscore")  # fmt: skip
_SEEN = ("success", "facefound", "facedetected", "istracked", "tracked", "isvalid", "valid")


def persons(titles: Sequence[str]) -> list[int]:
    """The column that tells who is seen, or none."""
    return [k for k, title in enumerate(titles) if fold(title[:40]) in _PERSONS][:1]


def sure(titles: Sequence[str]) -> tuple[list[int], list[int]]:
    """The column of a tracker's confidence, and that of whether a face was seen; or none."""
    folded = [fold(title[:40]) for title in titles]
    score, seen = ([k for k, n in enumerate(folded) if n in kind][:1] for kind in (_SURE, _SEEN))
    return score, seen


def of_one(who: list[str], person: str | None) -> np.ndarray:
    """Which rows (T,) are of the person. Errors: `Broken`: several, and none was chosen."""
    folded = np.array([_who(word) for word in who])
    there = sorted(set(folded.tolist()) - {""})
    if person is None:
        if len(there) > 1:
            plain = all(re.fullmatch(r"[\w -]{1,20}", one) for one in there[:4])
            shown = f" ({', '.join(there[:4])}{' ...' if len(there) > 4 else ''})" if plain else ""
            raise Broken(
                f"it shows several faces{shown}; choose one of them with person=, as "
                f"person={there[0] if plain else '0'!r}"
            )
        return np.ones(len(who), bool)
    chosen = folded == _who(person)
    if not chosen.any():
        raise Broken(f"none of its {len(there)} persons is called so; look at its column of faces")
    return chosen


def _who(word: str) -> str:
    text = word.strip()
    return text[:-2] if re.fullmatch(r"\d+\.0", text) else text


def check_one_row_a_moment(moments: np.ndarray, values: np.ndarray) -> None:
    """Refuses several rows a moment that are not one face's. Errors: `Broken`."""
    known = np.isfinite(moments)
    at, rows = moments[known], values[known]
    same = np.diff(at) == 0
    if len(at) < 4 or same.mean() < 0.3:
        return
    within = _mean(np.abs(np.diff(rows, axis=0))[same])
    turn = np.flatnonzero(~same) + 1
    following = _mean(np.abs(np.diff(rows[turn], axis=0))) if len(turn) > 1 else 0.0
    if within > 0.02 and within > 2 * following:
        many = len(at) / (len(turn) + 1)
        raise Broken(
            f"it has {many:.1f} rows for each moment, and they differ: several faces in one table? "
            "Keep the rows of one"
        )


def _mean(values: np.ndarray) -> float:
    known = values[np.isfinite(values)]
    return float(known.mean()) if known.size else 0.0


def confident(values: np.ndarray) -> np.ndarray:
    """Which frames (T,) a tracker is sure of; a confidence that is blank is none."""
    top = np.nanmax(values, initial=0.0)
    size = 100.0 if 1.5 < top <= 100 else 1.0
    return values >= LEAST_SURE * size


def shape_scale(values: np.ndarray, scale: float | None) -> tuple[float, tuple[str, ...]]:
    """What stands for full in shapes (T, n), and a note where that was found out."""
    if scale is not None:
        return scale, ()
    beyond = (values > SLIGHTLY[1]).any(1)
    if beyond.sum() >= FEWEST_BEYOND and 10 < np.nanmax(values[np.isfinite(values)]) <= 101:
        return 100.0, ("its shapes go from 0 to 100 and were divided by 100",)
    return 1.0, ()


def unit_scale(
    values: np.ndarray, openface: bool, classes: bool, scale: float | None
) -> tuple[float, tuple[str, ...]]:
    """What stands for full in FACS units (T, n): 1, 5 or 100, and what was found out.

    openface: they are named as OpenFace names them; classes: its other columns are there too.
    Errors: `Broken`: it cannot be told.
    """
    if scale is not None:
        return scale, ()
    known = values[np.isfinite(values)]
    top = float(known.max(initial=0.0))
    if openface:
        if top > 1 or not top:
            return 5.0, ()
        if classes:
            return 5.0, (
                "no unit rises above 1 of 5 in it; if 1 is full in this file, read it with scale=1",
            )
        raise Broken(
            f"its units (as AU12_r) go from 0 to 5 where OpenFace wrote them, and none rises above "
            f"{top:.2g}; give scale=1 if 1 is full in this file, or scale=5"
        )
    if top <= 1.05:
        return 1.0, ("its units were read as going from 0 to 1",)
    if top <= 5.5:
        return 5.0, ("its units were read as going from 0 to 5",)
    if top <= 101 and (values > 5.5).any(1).sum() >= FEWEST_BEYOND:
        return 100.0, ("its units were read as going from 0 to 100",)
    return 5.0, ()


def check_range(
    values: np.ndarray, names: Sequence[str], span: tuple[float, float], said: str
) -> None:
    """Refuses values (T, n) outside `span`. Errors: `Broken`."""
    outside = ~((values >= span[0]) & (values <= span[1]))
    if outside.any():
        row, k = np.argwhere(outside)[0]
        value = values[row, k]
        raise Broken(
            f"{names[k]} goes from {said} and is {value:.3g} in frame {row + 1} of the take; if "
            "another number is full in this file, give it, as scale=100"
        )


def kept(moments: np.ndarray, good: np.ndarray, unsure: int = 0) -> tuple[np.ndarray, int]:
    """Frames (T,) that hold a face and a moment, and how many do not."""
    keep = steps.in_order(np.where(good, moments, np.nan))
    lost = int((~keep).sum())
    if lost > len(keep) / 2 or keep.sum() < 2:
        why = f" ({unsure:,} for the tracker was not sure of the face)" if unsure else ""
        raise Broken(
            f"{lost:,} of its {len(keep):,} frames hold no face or no moment{why}; record again, "
            "in good light and facing the camera"
        )
    return keep, lost
