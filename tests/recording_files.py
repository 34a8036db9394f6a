"""Recordings as text, as the programs that make them write them; nobody was recorded."""

import json

import numpy as np

from facemodel.anatomy.expressions import ARKIT_NAMES
from facemodel.capture.recording.reading import made_of
from facemodel.capture.recording.takes import Asked, parsed

HEAD = ("HeadYaw", "HeadPitch", "HeadRoll", *(f"{s}Eye{a}" for s in ("Left", "Right")
        for a in ("Yaw", "Pitch", "Roll")))  # fmt: skip
COLUMNS = (*(name[0].upper() + name[1:] for name in ARKIT_NAMES), *HEAD)
"""The 61 of Live Link Face."""


def smile(frames=90, left=0.9, right=0.6):
    """Shapes (T,) of a smile that comes from rest and goes, stronger on the left, with a blink."""
    rise = np.clip(np.sin(np.linspace(-0.25, np.pi + 0.25, frames)), 0, None)
    blink = np.zeros(frames)
    blink[frames // 3 : frames // 3 + 4] = 1
    return {
        "mouthSmileLeft": left * rise,
        "mouthSmileRight": right * rise,
        "eyeBlinkLeft": blink,
        "eyeBlinkRight": blink,
        "jawOpen": 0.2 * rise,
    }


def timecode(frame, rate=60, start_s=0):
    s, f = divmod(frame, rate)
    s = (s + start_s) % 86_400
    return f"{s // 3600:02d}:{s // 60 % 60:02d}:{s % 60:02d}:{f:02d}.{123 + frame % 7:03d}"


def live_link(shapes=None, rate=60, start_s=12 * 3600, lost=(), columns=COLUMNS, rename=str):
    """A take of Live Link Face; frames `lost` hold no face."""
    shapes = smile() if shapes is None else shapes
    by_name = {name[0].upper() + name[1:]: values for name, values in shapes.items()}
    frames = len(next(iter(shapes.values())))
    lines = ["Timecode,BlendshapeCount," + ",".join(map(rename, columns))]
    for t in range(frames):
        cells = [timecode(t, rate, start_s), "61"]
        cells += [f"{by_name[c][t]:.8f}" if c in by_name else "0.00000000" for c in columns]
        if t in lost:
            cells[1:] = ["0", *[""] * len(columns)]
        lines.append(",".join(cells))
    return "\n".join(lines) + "\n"


def mediapipe(shapes=None, rate=30, lost=(), nest="web"):
    """Results of MediaPipe's face landmarker, as its web and its Python interface name them."""
    shapes = smile() if shapes is None else shapes
    frames = []
    for t in range(len(next(iter(shapes.values())))):
        names = ("_neutral", *(n for n in ARKIT_NAMES if n != "tongueOut"))
        scores = {n: float(shapes[n][t]) if n in shapes else 1e-7 for n in names}
        if nest == "web":
            one = [{"index": i, "score": v, "categoryName": n, "displayName": ""}
                   for i, (n, v) in enumerate(scores.items())]  # fmt: skip
            faces = [] if t in lost else [{"categories": one, "headIndex": -1, "headName": ""}]
            frames.append({"timestamp": 1000 * t / rate, "faceBlendshapes": faces})
        else:
            one = [{"category_name": n, "score": v} for n, v in scores.items()]
            faces = [] if t in lost else [one]
            frames.append({"timestamp_ms": 1000 * t / rate, "face_blendshapes": faces})
    return json.dumps(frames)


def openface(units=None, rate=30, lost=()):
    """OpenFace's table: units 0..5, spaces behind commas."""
    units = {12: 5 * smile()["mouthSmileLeft"], 45: np.zeros(90)} if units is None else units
    head = ["frame", "face_id", "timestamp", "confidence", "success", "pose_Rx"]
    head += [f"AU{n:02d}_r" for n in units] + [f"AU{n:02d}_c" for n in (*units, 28)]
    lines = [", ".join(head)]
    for t in range(len(next(iter(units.values())))):
        seen = 0 if t in lost else 1
        cells = [t + 1, 0, round(t / rate, 3), 0.98 * seen, seen, 0.1]
        cells += [round(float(v[t]), 2) * seen for v in units.values()] + [0.0] * (len(units) + 1)
        lines.append(", ".join(map(str, cells)))
    return "\n".join(lines) + "\n"


def movement(columns, rest=None, above="", **asked):
    """The recording of a table of columns, given as a mapping."""
    rows = [",".join(map(str, row)) for row in zip(*columns.values(), strict=True)]
    data = "\n".join([*([above] if above else []), ",".join(columns), *rows]).encode()
    return made_of(parsed(data, Asked(**asked)), rest)


def stamped(columns, title="time_s", rate=30):
    return {title: [f"{k / rate:.5f}" for k in range(90)], **columns}
