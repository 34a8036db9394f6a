"""Landmarks of a scan: what may be given as such, and what is said about the rest."""

import json

import numpy as np
import pytest

from facemodel import FaceModelError
from facemodel.capture.scan import alignment as landmarks

GOOD = {name: [k, 2.0 * k, -k] for k, name in enumerate(landmarks.NEEDED)}


def test_a_file_and_a_mapping_give_the_same_points(tmp_path):
    file = tmp_path / "me.json"
    file.write_text(json.dumps(GOOD))
    assert list(landmarks.given(file)) == list(GOOD)
    for name, point in landmarks.given(GOOD).items():
        assert point.tolist() == GOOD[name]
        assert landmarks.given(str(file))[name].tolist() == GOOD[name]


def test_more_landmarks_than_needed_are_taken():
    assert "menton" in landmarks.given({**GOOD, "menton": np.array([1, 2, 3.0])})


@pytest.mark.parametrize(
    ("bad", "word"),
    [
        ({k: v for k, v in GOOD.items() if k != "pronasale"}, "1 of the 12.*pronasale"),
        ({**GOOD, "nose": [1, 2, 3]}, "unknown landmark 'nose'"),
        ({**GOOD, "pronasal": [1, 2, 3]}, "did you mean 'pronasale'"),
        ({**GOOD, "<script>" * 1000: [1, 2, 3]}, "unknown landmark"),
        ({**GOOD, 7: [1, 2, 3]}, "unknown landmark 7"),
        ({**GOOD, "menton": [1, 2]}, "three numbers"),
        ({**GOOD, "menton": [1, 2, float("nan")]}, "three numbers"),
        ({**GOOD, "menton": [1, 2, "3"]}, "three numbers"),
        ({**GOOD, "menton": [1, 2, [3]]}, "three numbers"),
        ({**GOOD, "menton": [True, False, True]}, "three numbers"),
        ({**GOOD, "menton": None}, "three numbers"),
        ({**GOOD, "menton": GOOD["pronasale"]}, "at one place"),
        ([1, 2, 3], "mapping"),
        (None, "mapping"),
    ],
)
def test_bad_landmarks_are_named(bad, word):
    with pytest.raises(FaceModelError, match=word) as reply:
        landmarks.given(bad)
    assert len(str(reply.value)) < 300


@pytest.mark.parametrize(
    "text",
    [
        b"", b"{", b"\xff\xfe", b"[" * 100_000, b'{"a": ' * 50_000, b'{"pronasale": [1, 2, 3]',
        b'{"pronasale": [1,2,3], "pronasale": [4,5,6]}', b'{"pronasale": [1, 2, ' + b"9" * 5000,
        json.dumps({**GOOD, "menton": [1, 2, 10**400]}).encode(), b" " * 2_000_000, b"[1, 2]",
    ],
)  # fmt: skip
def test_files_that_hold_no_landmarks_are_refused(text, tmp_path):
    file = tmp_path / "x.json"
    file.write_bytes(text)
    with pytest.raises(FaceModelError) as reply:
        landmarks.given(file)
    assert str(tmp_path) not in str(reply.value)


def test_the_lips_may_meet_at_one_point():
    meet = {**GOOD, "stomion_inferius": GOOD["stomion_superius"]}
    assert len(landmarks.given(meet)) == len(GOOD) + 1
