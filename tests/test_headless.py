"""Pictures through a browser without a window: a face is on them, and what moves shows."""

import os
import shutil
import stat
import sys

import numpy as np
import pytest

import facemodel as fm
from facemodel.view.stills import chromium, drawing, headless

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def program():
    try:
        return chromium.browser()
    except fm.FaceModelError as error:
        if os.environ.get("FACEMODEL_BROWSER") == "required":
            raise
        pytest.skip(f"{error}: no picture was drawn")


def pixels(png: bytes) -> np.ndarray:
    import io

    from matplotlib.image import imread

    return imread(io.BytesIO(png))[..., :3]


def skin_like(rgb: np.ndarray) -> np.ndarray:
    """Warm, not grey, not white: the hue of skin in any tone."""
    red, green, blue = np.moveaxis(rgb, -1, 0)
    return (red > green + 0.04) & (green > blue + 0.01) & (red > 0.25)


@pytest.mark.slow
def test_before_and_after_show_a_face_that_differs_where_it_moves(program, tmp_path):
    face = fm.load()
    smile = fm.activation(zygomaticus_major_left=1.0, risorius_left=0.6)
    file = tmp_path / "pair.png"
    png = headless.render_png(
        face, np.stack([0 * smile, smile]), file, size=(240, 300), labels=("before", "after")
    )
    assert file.read_bytes() == png
    assert png.startswith(b"\x89PNG")
    sheet = pixels(png)
    assert sheet.shape[1] == 480
    before, after = sheet[-300:, :240], sheet[-300:, 240:]
    assert 0.2 < skin_like(before).mean() < 0.7
    changed = np.abs(after - before).sum(axis=2) > 0.1
    mouth = slice(170, 240)
    right, left = changed[mouth, 60:120], changed[mouth, 120:180]  # the person's
    assert left.mean() > 0.05
    assert left.mean() > 2 * right.mean()
    assert changed[:100].mean() < 0.01


@pytest.mark.slow
def test_rows_are_views_and_columns_activations(program):
    face = fm.load()
    rest = np.zeros((2, len(fm.MUSCLES)))
    sheet = pixels(
        headless.render_png(
            face, rest, views=("front", "eyes"), size=(80, 100), tone="deep", dark=True
        )
    )
    assert sheet.shape == (200, 160, 3)
    np.testing.assert_array_equal(sheet[:, :80], sheet[:, 80:])
    assert np.abs(sheet[:100] - sheet[100:]).mean() > 0.05


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"views": ("back",)}, "unknown view 'back'; views are front"),
        ({"tone": "green"}, "unknown skin tone 'green'"),
        ({"labels": ("one", "two")}, "2 labels for 1 activations"),
        ({"size": (8, 8)}, "32 to 4000 px"),
        ({"overlays": ("bones",)}, "unknown overlay 'bones'; overlays are muscles"),
        ({"overlays": ("strain", "asymmetry")}, "both colour the skin"),
        ({"overlays": ("muscles",), "highlight": ("zygo",)}, "unknown muscle 'zygo'"),
    ],
)
def test_a_wrong_wish_is_refused_in_one_sentence(change, said):
    with pytest.raises(fm.FaceModelError, match=said):
        headless.render_png(fm.load(), np.zeros(len(fm.MUSCLES)), **change)


def test_no_browser_is_one_sentence(monkeypatch):
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(chromium, "_PLACES", ())
    with pytest.raises(fm.FaceModelError, match="install Chromium, Chrome or Edge"):
        chromium.browser()


def test_a_browser_named_wrongly_is_said_so(monkeypatch):
    monkeypatch.setenv("CHROMIUM", "/nowhere/at-all")
    with pytest.raises(fm.FaceModelError, match="'/nowhere/at-all'"):
        chromium.browser()


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script stands in for the browser")
def test_a_browser_that_draws_nothing_is_said_so(monkeypatch, tmp_path):
    mute = tmp_path / "mute"
    mute.write_text("#!/bin/sh\necho '<html></html>'\n")
    mute.chmod(mute.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("CHROMIUM", str(mute))
    with pytest.raises(fm.FaceModelError, match="could not draw the face"):
        headless.render_png(fm.load(), np.zeros(len(fm.MUSCLES)))


def test_the_pose_follows_the_controls():
    face = fm.load()
    controls = face.controls(fm.activation(jaw_openers=1.0))
    controls[fm.CONTROLS.index("gaze_yaw_left")] = 1.0
    pose = headless.pose(face, controls)
    assert np.degrees(pose["jaw"]["angle"]) == pytest.approx(26)
    assert np.degrees(pose["gaze"]["left"]) == pytest.approx([30, 0])
    assert pose["gaze"]["right"] == [0, 0]


@pytest.fixture
def browsers(monkeypatch):
    """Processes of the browsers that a test starts, in their order."""
    found, start = [], chromium.subprocess.Popen
    made = lambda *words, **how: found.append(start(*words, **how)) or found[-1]  # noqa: E731
    monkeypatch.setattr(chromium.subprocess, "Popen", made)
    return found


@pytest.mark.slow
def test_a_browser_begun_before_draws_the_first_picture(program, browsers):
    face, size = fm.load(), (64, 80)
    with drawing.begun():
        assert len(browsers) == 1
        first = headless.render_png(face, np.zeros(63), size=size)
        assert len(browsers) == 1  # it was there already
        second = headless.render_png(face, np.zeros(63), size=size)
    assert len(browsers) == 2
    assert first == second == headless.render_png(face, np.zeros(63), size=size)


def test_a_browser_that_was_not_needed_is_gone(program, browsers):
    with drawing.begun():
        assert browsers[0].poll() is None
    assert browsers[0].poll() is not None


def test_without_a_browser_nothing_is_begun(monkeypatch):
    monkeypatch.setenv("CHROMIUM", "no such program")
    with drawing.begun(), pytest.raises(fm.FaceModelError, match="CHROMIUM"):
        headless.render_png(fm.load(), np.zeros(63))


def test_both_eyes_turn_up_when_they_are_meant_to_be_closed_and_only_then():
    face = fm.load()

    def up(intended, condition="healthy", **given):
        driven = fm.conditions.by_name(condition, **given).drive(intended)
        made = headless.pose(face, face.controls(driven))["gaze"]
        assert made["left"] == made["right"]
        return np.degrees(made["left"][1])

    for name in ("gentle_eye_closure", "forced_eye_closure"):
        for condition in ("healthy", "hb_6"):
            assert up(fm.expression(name), condition) == pytest.approx(25), (name, condition)
    # neither lids that a palsy lets stand too high, nor a spasm, nor a wink
    assert up(fm.expression("rest"), "hb_6") == 0
    assert up(fm.expression("rest"), "blepharospasm", severity="severe") == 0
    assert up(fm.action_unit(46, "left")) == 0
