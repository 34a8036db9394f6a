"""Points of a face that were followed over time: found by name in a table, gaps closed or told."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from facemodel.anatomy import landmarks
from facemodel.capture.recording import checks, face_mesh, steps, takes
from facemodel.capture.recording.steps import GAP_S
from facemodel.capture.recording.table import fold
from facemodel.capture.scan.formats import Broken

LEAST_SEEN = 0.8
"""Share of the frames in which a point must be seen, or it is left out [assume]."""
FEWEST = 8
MOST_FRAMES = 20_000
NO_POINTS = (
    "it has no columns of landmarks (as pronasale_x, pronasale_y, pronasale_z); "
    "face.mesh.landmarks has their names"
)
AXES = ("x", "y", "z")
# The 68 points of OpenFace's tables that have a name here: numbering of [Sagonas2013];
# right is the subject's
OPENFACE = {
    17: "brow_tail_right", 19: "brow_mid_right", 21: "brow_inner_right",
    22: "brow_inner_left", 24: "brow_mid_left", 26: "brow_tail_left",
    27: "nasion", 30: "pronasale", 31: "alare_right", 33: "subnasale", 35: "alare_left",
    36: "exocanthion_right", 37: "upper_lid_lateral_right", 38: "upper_lid_medial_right",
    39: "endocanthion_right", 42: "endocanthion_left", 43: "upper_lid_medial_left",
    44: "upper_lid_lateral_left", 45: "exocanthion_left",
    48: "cheilion_right", 51: "labiale_superius", 54: "cheilion_left", 57: "labiale_inferius",
    62: "stomion_superius", 66: "stomion_inferius",
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Tracks:
    """Points over time, as they stand in a file.

    time    (T,) s, rising from 0
    points  name -> (T, 3) in the file's units, every one there
    lost    frames in which points are missing for longer, left out
    notes   what to keep in mind
    pictured  whether they are of a picture's face mesh: shares of its width and height
    """

    time: np.ndarray
    points: Mapping[str, np.ndarray]
    lost: int
    notes: tuple[str, ...]
    pictured: bool = False


def of_bytes(data: bytes, asked: takes.Asked) -> Tracks:
    """Points of a table with columns like pronasale_x, or X_30 of OpenFace. Errors: `Broken`."""
    found = takes.opened(data, _is_point, NO_POINTS, asked)
    pixels = _pixels(found.names)
    mesh = face_mesh.columns(found.names)
    places = mesh or _columns(found.names, pixels)
    rows = takes.rows_of(found, [k for columns in places.values() for k in columns], asked)
    check_frames(len(rows.values))  # at once: what follows takes ten times the file
    points = rows.values.reshape(len(rows.values), -1, 3)
    points = np.where(rows.sure[:, None, None], points, np.nan)
    made = of_points(rows.moments, dict(zip(places, points.transpose(1, 0, 2), strict=True)))
    more = rows.notes
    if pixels and not mesh:
        more = (*more, "points in the picture (x_0, y_0 ..., in pixels) were passed over for those "
                "in space (X_0, Y_0, Z_0 ...)")  # fmt: skip
    return Tracks(made.time, made.points, made.lost, (*more, *made.notes), bool(mesh))


def _is_point(title: str) -> bool:
    return fold(title) in _KNOWN or face_mesh.place(title) is not None


def of_points(seconds: np.ndarray, points: Mapping[str, np.ndarray]) -> Tracks:
    """Points (T, 3) by name at moments (T,) s; what is missing is NaN. Errors: `Broken`.

    A point that is missing for at most GAP_S is put between where it was and will be.
    """
    names = list(points)
    where = np.stack([points[name] for name in names], axis=1)
    where = np.where(np.abs(where) < 1e12, where, np.nan)  # infinite is missing too
    moment = steps.in_order(seconds)
    there = np.isfinite(where).all(2)
    faces = moment & there.any(1)
    seen = there[faces].mean(0) if faces.any() else np.zeros(len(names))
    hidden = {name for name, share in zip(names, seen, strict=True) if share < LEAST_SEEN}
    hidden |= {other_side(name) for name in hidden}
    keep = [k for k, name in enumerate(names) if name not in hidden]
    notes = []
    if hidden := sorted(hidden & set(names)):
        notes.append(f"points that are missing too often, and left out: {_shown(hidden)}")
    if len(keep) < FEWEST:
        raise Broken(
            f"{len(keep)} of its points are landmarks of the face that are seen on both sides in "
            f"{100 * LEAST_SEEN:.0f} % of the frames; at least {FEWEST} are needed"
        )
    where, there = where[:, keep], there[:, keep]
    filled = _bridged(seconds, where, there & moment[:, None])
    good = np.isfinite(filled).all((1, 2))
    kept, lost = checks.kept(np.where(moment, seconds, np.nan), good)
    if lost:
        notes.append(f"{lost:,} frames without all points or a moment were left out")
    at = seconds[kept] - seconds[kept][0]
    notes += steps.told(at)
    shown = {names[k]: filled[kept][:, j] for j, k in enumerate(keep)}
    return Tracks(at, shown, lost, tuple(notes))


def other_side(name: str) -> str:
    """The landmark on the other side; one on the midline is its own."""
    for side, other in (("_left", "_right"), ("_right", "_left")):
        if name.endswith(side):
            return name.removesuffix(side) + other
    return name


def check_frames(count: int) -> None:
    """Refuses more frames than are inverted. Errors: `Broken`."""
    if count > MOST_FRAMES:
        raise Broken(f"it has {count:,} frames; at most {MOST_FRAMES:,} are read, so cut it")


def check_names(points) -> None:
    """Refuses names of one side alone. Errors: `Broken`."""
    alone = sorted(name for name in points if other_side(name) not in points)
    if alone:
        raise Broken(
            f"it has {alone[0]} and no {other_side(alone[0])}; the sides could not be "
            "compared, so export both"
        )


def _pixels(head: tuple[str, ...]) -> frozenset[int]:
    """Columns of points in the picture, small letters beside OpenFace's capitals for space."""
    flat = {k: title for k, title in enumerate(head) if re.fullmatch(r"[xy]_\d{1,3}", title)}
    return frozenset(k for k, title in flat.items() if title.upper() in head)


def _columns(head: tuple[str, ...], passed_over: frozenset[int]) -> dict[str, list[int]]:
    """Landmark -> its three columns, none of those passed over."""
    titles = ["" if k in passed_over else title for k, title in enumerate(head)]
    places: dict[str, int] = {}
    for k, title in enumerate(titles):
        name = _KNOWN.get(fold(title[:60]))
        if name in places:
            raise Broken(f"it has two columns of {name}; leave one of them")
        if name:
            places[name] = k
    names = list(dict.fromkeys(name.rpartition("_")[0] for name in places))
    if not names:
        raise Broken(NO_POINTS)
    flat = [name for name in names if any(f"{name}_{axis}" not in places for axis in AXES)]
    if flat:
        raise Broken(
            f"{flat[0]} has not all of {flat[0]}_x, _y and _z; points in space are needed, those "
            "of one picture do not tell how the head turns"
        )
    check_names(names)
    return {name: [places[f"{name}_{axis}"] for axis in AXES] for name in names}


def _spellings() -> dict[str, str]:
    """Column's name, folded -> landmark and axis, as pronasale_x."""
    known = {}
    for axis in AXES:
        for name in landmarks.names():
            known[fold(name + axis)] = f"{name}_{axis}"
            for side in ("left", "right"):
                if name.endswith(f"_{side}"):  # cheilion_L_x
                    known[fold(name.removesuffix(side) + side[0] + axis)] = f"{name}_{axis}"
        for number, name in OPENFACE.items():
            known[f"{axis}{number}"] = f"{name}_{axis}"
    return known


_KNOWN = _spellings()


def _bridged(seconds: np.ndarray, where: np.ndarray, there: np.ndarray) -> np.ndarray:
    """Points (T, L, 3) with short gaps closed, NaN in long ones."""
    filled = np.where(there[..., None], where, np.nan)
    for k in range(where.shape[1]):
        seen = np.flatnonzero(there[:, k])
        gone = np.flatnonzero(~there[:, k] & np.isfinite(seconds))
        if not len(gone) or len(seen) < 2:
            continue
        after = np.clip(np.searchsorted(seen, gone), 1, len(seen) - 1)
        first, last = seconds[seen[after - 1]], seconds[seen[after]]
        short = (gone > seen[0]) & (gone < seen[-1]) & (last - first <= GAP_S + 1e-9)
        for axis in range(3):
            at = np.interp(seconds[gone[short]], seconds[seen], where[seen, k, axis])
            filled[gone[short], k, axis] = at
    return filled


def _shown(names: list[str]) -> str:
    return ", ".join(names[:6]) + (f" and {len(names) - 6} more" if len(names) > 6 else "")
