"""What changes a face in time, as the browser takes it: toxin over days, a spasm or a
recording over seconds.

Where a dose of a case goes is geometry and is computed here: each field's share of each injection
(of points set on the screen js/core/spread.js computes it). How much of it acts on a day, and what
that leaves, js/core/toxin.js computes with the constants given here.
The seconds of a spasm are drawn at random here and travel as samples (js/core/over_time.js);
a recording travels thirty times a second at most, in a byte per value.
"""

from typing import Any

import numpy as np

from facemodel.capture.recording.recording import Recording
from facemodel.case.case import Case
from facemodel.errors import FaceModelError
from facemodel.mechanics.face import Face
from facemodel.physiology import nerve_terminal, toxin
from facemodel.physiology.conditions import PRESETS
from facemodel.physiology.drive import Condition
from facemodel.physiology.severity import SEVERITIES
from facemodel.physiology.synkinesis import group_intents

RATE_HZ = 30
LENGTH_S = 20
SEARCHED_S = 60
"""How far the first contraction of a spasm is looked for."""
EFFORTS = (0.0, 1.0)
LONGEST_S = 1200.0
"""Of a recording, what a page takes without waiting: about 2 MB."""
_FULL, _REST = 127, 128


def tables() -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """For every case: constants of the toxin, and seconds of every spasm.

    Spasms of severities mild, moderate and severe on the left, seed 0, without effort and with all.
    """
    arrays: dict[str, np.ndarray] = {}
    listed: list[dict[str, Any]] = []
    for preset in PRESETS.values():
        for severity in SEVERITIES.values() if preset.of().process else ():
            seen: list[np.ndarray] = []
            for effort in EFFORTS:
                row, samples = course(preset.of(severity=severity), effort)
                if any(np.array_equal(samples, other) for other in seen):
                    continue  # effort has no part in it
                seen.append(samples)
                name = f"lab_course_{len(listed)}"
                arrays |= _samples(name, samples)
                listed.append({**row, "samples": name})
    return {"toxin": nerve_terminal.as_data(), "courses": listed, "course_rate_hz": RATE_HZ}, arrays


def timing(case: Case, face: Face) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """For one case: its injections' shares, its person, and its own spasm with its own seed.

    Errors: an injection off the face.
    """
    person = case.build_person()
    meta: dict[str, Any] = {
        "doses": [one.dose for one in case.injections],
        "days": [one.day for one in case.injections],
        "person": {
            "onset_days": float(person.onset_days),
            "decay_days": float(person.decay_days),
            "responds": bool(person.responds),
            "stiffness": float(person.stiffness),
        },
        "course": None,
    }
    ed50 = toxin.ed50(face.mesh, person)
    arrays = {
        "strength": person.strength,
        "tone": person.tone,
        "caught": toxin.caught(face.mesh, case.injections),
        "ed50": np.where(np.isfinite(ed50), ed50, 0.0),  # 0: takes no toxin
    }
    condition = case.build_condition()
    if condition.process is not None:
        effort = float(group_intents(case.intended()).max())
        row, samples = course(condition, effort, case.time_s)
        meta["course"] = {**row, "samples": "course_samples"}
        arrays |= _samples("course_samples", samples)
    return meta, arrays


def drawn_for(case: Case) -> tuple:
    """What the seconds of a case's spasm depend on; nothing where none runs."""
    if case.build_condition().process is None:
        return ()
    effort = float(group_intents(case.intended()).max())
    return case.condition, case.side, case.severity, round(effort, 3)


def course(
    condition: Condition, effort: float, time_s: float | None = None
) -> tuple[dict[str, Any], np.ndarray]:
    """A spasm's involuntary contraction (T, M) 0..1, RATE_HZ times a second for LENGTH_S.

    From the second before its first contraction, or so that `time_s` is in it. The row says which.
    """
    assert condition.process is not None, condition.name
    start = time_s
    if start is None:
        minute = np.arange(SEARCHED_S * RATE_HZ) / RATE_HZ
        start = minute[(condition.process.involuntary(minute, effort).max(axis=1) > 0.05).argmax()]
    start = float(max(0, np.floor(start - 1)))
    times = start + np.arange(LENGTH_S * RATE_HZ + 1) / RATE_HZ
    row = {
        "condition": condition.name,
        "side": condition.side,
        "severity": condition.severity,
        "effort": effort,
        "start_s": start,
    }
    return row, condition.process.involuntary(times, effort)


def _samples(name: str, samples: np.ndarray) -> dict[str, np.ndarray]:
    """Only the muscles that ever move."""
    used = np.flatnonzero(samples.any(axis=0))
    return {name: samples[:, used], f"{name}_muscles": used}


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
    # in a gap the face stays as it was: the browser goes in proportion between samples
    times = np.union1d(times, take.gaps[:, 1] - take.time[0] - 1e-3)
    controls = take.at(times + take.time[0])
    used = np.flatnonzero((np.abs(controls) > 0.5 / _FULL).any(axis=0))
    values = np.rint(controls[:, used] * _FULL + _REST).astype(np.uint8)
    return {"source": take.source}, {"times": times, "values": values, "used": used}
