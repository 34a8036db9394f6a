"""The picture without a browser: a face, its text, and movement that shows."""

import io

import numpy as np
import pytest

import facemodel as fm
from facemodel.view.stills import plain


@pytest.fixture(scope="module")
def face():
    return fm.load()


@pytest.fixture(scope="module")
def pair():
    smile = fm.activation(zygomaticus_major_left=1.0, risorius_left=0.6)
    return np.stack([0 * smile, smile])


def test_the_moved_side_differs_and_the_other_does_not(face, pair):
    from matplotlib.image import imread

    sheet = imread(io.BytesIO(plain.png(face, pair)))[..., :3]
    half = sheet.shape[1] // 2
    before, after = sheet[:, :half], sheet[:, half : 2 * half]
    red, green, blue = np.moveaxis(before, -1, 0)
    assert ((red > green + 0.04) & (green > blue + 0.01)).mean() > 0.2
    lower = slice(int(0.6 * len(sheet)), int(0.85 * len(sheet)))
    changed = np.abs(after - before).sum(axis=2)[lower] > 0.15
    assert changed[:, half // 2 :].mean() > 3 * changed[:, : half // 2].mean()


def test_the_text_says_which_side_moves_and_how_far(face, pair):
    made = plain.figure(face, pair)
    said = made.get_label()
    moved = np.linalg.norm(
        (face.deform(pair[1]) - face.mesh.vertices)[face.mesh.landmarks["cheilion_left"]]
    )
    assert "before: cheilion left moves 0.0 mm" in said
    assert f"after: cheilion left moves {moved:.1f} mm" in said
    assert "person's right on the left" in said


def test_the_description_travels_in_the_file(face, pair, tmp_path):
    file = tmp_path / "still.png"
    png = plain.png(face, pair[:1], file, labels=("rest",), tone="deep")
    assert file.read_bytes() == png
    assert b"Description" in png
    assert b"A simulated face" in png


def test_triangles_come_farthest_first_and_face_the_viewer(face):
    corners, colours = plain.triangles(face, face.controls(np.zeros(len(fm.MUSCLES))), "light")
    (ax, ay), (bx, by), (cx, cy) = (corners[:, k].T for k in range(3))
    assert ((bx - ax) * (cy - ay) - (by - ay) * (cx - ax) > 0).all()
    assert colours.min() >= 0
    assert colours.max() <= 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"labels": ("one",)}, "1 labels for 2 activations"),
        ({"tone": "green"}, "unknown skin tone"),
    ],
)
def test_a_wrong_wish_is_refused_in_one_sentence(face, pair, change, said):
    with pytest.raises(fm.FaceModelError, match=said):
        plain.figure(face, pair, **change)
