"""A recording as the screen takes it: thirty times a second at most, in a byte per value."""

from typing import Any

import numpy as np

from facemodel.capture.recording.recording import Recording
from facemodel.errors import FaceModelError

RATE_HZ = 30.0
LONGEST_S = 1200.0
"""What a page takes without waiting: about 2 MB."""
_FULL, _REST = 127, 128


def replay(take: Recording | None) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Header and arrays of a recording: `times (N,)` s, `values (N, U)` of the controls `used`.

    A value is 128 at rest and 255 at full contraction; half a step is 0.004. Controls that never
    move are left out. Nothing without a recording. Errors: one too long to send.
    """
    if take is None:
        return {"source": ""}, {}
    if take.seconds > LONGEST_S:
        raise FaceModelError(
            f"this recording lasts {take.seconds / 60:.0f} minutes; the screen takes "
            f"{LONGEST_S / 60:.0f}. Show a part of it: take.part(0, 60)"
        )
    times = take.time - take.time[0]
    if len(times) - 1 > RATE_HZ * take.seconds:
        times = np.linspace(0, take.seconds, max(2, round(RATE_HZ * take.seconds) + 1))
    controls = take.at(times + take.time[0])
    used = np.flatnonzero((np.abs(controls) > 0.5 / _FULL).any(axis=0))
    values = np.rint(controls[:, used] * _FULL + _REST).astype(np.uint8)
    return {"source": take.source}, {"times": times, "values": values, "used": used}
