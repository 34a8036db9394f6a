"""MediaPipe's face mesh: its points in a table or in JSON give the movement that made them."""

import json

import numpy as np
import pytest

import facemodel as fm
from facemodel.anatomy.muscles import INDEX
from facemodel.capture.recording.face_mesh import POINTS

TIME = np.arange(45) / 30
LEFT, RIGHT = INDEX["zygomaticus_major_left"], INDEX["zygomaticus_major_right"]


@pytest.fixture(scope="module")
def points(face):
    """A smile on the left, as points (T, 478, 3) of a picture of 1280 x 720, off its centre."""
    size = np.interp(TIME, [0.5, 1], [0, 0.8])
    controls = np.zeros((len(TIME), len(fm.CONTROLS)))
    controls[:, LEFT] = size
    moved = face.deform(controls, dtype=float)
    seen = np.zeros((len(TIME), 478, 3))
    for number, name in POINTS.items():
        seen[:, number] = moved[:, face.mesh.landmarks[name]]
    seen += np.random.default_rng(0).normal(0, 0.05, seen.shape)
    pixels = np.array([640, 300, 0]) + seen * [3, -3, -3]
    return pixels / [1280, 720, 1280]


def table(points, title):
    rows = [",".join(["time_s", *(title.format(a=a, n=n) for n in range(478) for a in "xyz")])]
    rows += [",".join([f"{t:.4f}", *(f"{v:.6f}" for v in frame.ravel())])
             for t, frame in zip(TIME, points, strict=True)]  # fmt: skip
    return "\n".join(rows)


@pytest.mark.parametrize("title", ["{a}{n}", "{a}_{n}", "landmark_{n}_{a}", "lm{n}.{a}"])
def test_a_table_of_its_points(points, title, tmp_path):
    (tmp_path / "a.csv").write_text(table(points, title))
    made = fm.read_landmarks(tmp_path / "a.csv")
    check(made)


@pytest.mark.parametrize("key", ["faceLandmarks", "face_landmarks"])
def test_results_of_the_landmarker(points, key, tmp_path):
    frames = [{"timestamp_ms": 1000 * t, key: [[dict(zip("xyz", p, strict=True)) for p in frame]]}
              for t, frame in zip(TIME.tolist(), points.tolist(), strict=True)]  # fmt: skip
    frames[20][key] = []  # no face was seen
    (tmp_path / "a.json").write_text(json.dumps(frames))
    check(fm.read_landmarks(tmp_path / "a.json"))


def check(made):
    assert made.sided
    assert made.source == "landmarks"
    peak = made.activation[-1]
    assert peak[LEFT] > 0.45
    assert peak[RIGHT] < 0.15
    assert any("1.78 times as wide as high" in note for note in made.notes)
    assert any("have no size of their own" in note for note in made.notes)


def test_points_in_pixels_are_of_one_unit(points, tmp_path):
    (tmp_path / "a.csv").write_text(table(points * [1280, 720, 1280], "{a}_{n}"))
    made = fm.read_landmarks(tmp_path / "a.csv")
    assert made.activation[-1, LEFT] > 0.45 > 0.15 > made.activation[-1, RIGHT]
