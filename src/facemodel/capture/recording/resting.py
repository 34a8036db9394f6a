"""What a tracker shows of a face at rest: found in a take's quiet frames, and taken out."""

from collections.abc import Hashable, Mapping
from typing import TypeVar

import numpy as np

from facemodel.anatomy.checks import number
from facemodel.capture.scan.formats import Broken
from facemodel.errors import FaceModelError

Key = TypeVar("Key", bound=Hashable)
QUIET, SHORTEST_S = 0.05, 0.1
"""Share of a take's frames that move least and are taken for rest, and how long they last at
least [assume]."""
FEWEST = 10
"""Frames of a take whose rest is looked for."""
TOLD, LARGE = 0.03, 0.35
"""Offsets that are told, and that rather are a face that was not at rest [assume]."""
_NOT_REST = ("eyeLook", "jawLeft", "jawRight")
"""Where somebody looks is no rest of a face."""


def checked(rest) -> tuple[float, float] | bool | None:
    """What `rest` asks for: a stretch in s, True or None for quiet frames, False for nothing."""
    if rest is None or isinstance(rest, bool):
        return rest
    try:
        begin, end = rest
    except (TypeError, ValueError):
        raise FaceModelError(
            "rest is (begin, end) in s, as rest=(0, 1), or False to leave it in"
        ) from None
    return number("begin of rest", begin, 0, 1e6), number("end of rest", end, 0, 1e6)


def taken_out(
    time: np.ndarray, seen: Mapping[Key, np.ndarray], rest: tuple[float, float] | bool | None
) -> tuple[dict[Key, np.ndarray], dict[Key, float], tuple[str, ...]]:
    """Values (T,) 0..1 above what they are at rest, what that is, and what to say of it.

    rest: a stretch in s; None: the frames that move least; False: as they are. Errors: `Broken`: no
    frame lies in the stretch.
    """
    if rest is False or not seen:
        return dict(seen), {}, ()
    counted = [key for key in seen if not str(key).startswith(_NOT_REST)]
    table = np.stack([seen[key] for key in counted], axis=1)
    if isinstance(rest, tuple):
        quiet = (time >= rest[0]) & (time <= rest[1])
        if not quiet.any():
            raise Broken(
                f"no frame lies from {rest[0]:g} to {rest[1]:g} s, when it should be at rest"
            )
        said = f"from {rest[0]:g} to {rest[1]:g} s"
    else:
        quiet = _quiet(time, table)
        if quiet is None:
            return dict(seen), {}, ()
        said = f"in its quietest frames, near {np.median(time[quiet]):.1f} s"
    level = np.median(table[quiet], axis=0)
    found = dict(seen)
    for key, low in zip(counted, level, strict=True):
        found[key] = np.clip(seen[key] - low, 0, 1)
    still = dict(zip(counted, map(float, level), strict=True))
    return found, still, _notes(counted, level, said, isinstance(rest, tuple))


def _quiet(time: np.ndarray, table: np.ndarray) -> np.ndarray | None:
    """The frames (T,) that move least, altogether; None of a take too short to have rest in it."""
    many = max(3, round(QUIET * len(time)), round(SHORTEST_S / np.median(np.diff(time))))
    if len(time) < FEWEST or many > len(time) / 4:
        return None
    total = table.sum(1)
    smooth = np.median(np.stack([total, np.roll(total, 1), np.roll(total, -1)]), axis=0)
    smooth[[0, -1]] = total[[0, -1]]
    return np.isin(np.arange(len(time)), np.argsort(smooth, kind="stable")[:many])


def _notes(names, level: np.ndarray, said: str, given: bool) -> tuple[str, ...]:
    order = [k for k in np.argsort(-level) if level[k] >= TOLD]
    if not order:
        return ()
    shown = ", ".join(f"{_name(names[k])} {level[k]:.2f}" for k in order[:4])
    more = f" and {len(order) - 4} more" if len(order) > 4 else ""
    note = f"taken out as what the tracker shows at rest, {said}: {shown}{more}"
    if level.max() > LARGE and not given:
        note += "; if the face moved there, say when it is at rest, as rest=(0, 1), or rest=False"
    return (note,)


def _name(key) -> str:
    if isinstance(key, tuple):
        return f"AU{key[0]:02d}" + (f" {key[1]}" if key[1] else "")
    return str(key)
