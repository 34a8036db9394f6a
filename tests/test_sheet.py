"""The photo sheet and the moving pictures: which face stands where, and what is written beside."""

import io
import shutil
import sys
import warnings
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

import facemodel as fm
from facemodel.cli import main
from facemodel.data import constants
from facemodel.errors import FaceModelWarning
from facemodel.view.export import animation, photo_sheet
from facemodel.view.stills import chromium, portraits

CASE = fm.Case(
    condition="hemifacial_spasm",
    side="left",
    expression="smile_social",
    injections=[fm.Injection(5, muscle="zygomaticus_major_left")],
    day=14,
)


PORTRAITS = portraits.portraits


@pytest.fixture(scope="module")
def drawn():
    """Portraits that are one colour each, told apart by where they were asked for."""
    asked = []

    def drawn_portraits(face, controls, size=(360, 450), tone="medium"):
        asked.append(np.array(controls))
        shades = np.arange(len(controls)) * 3 % 256
        pixels = np.zeros((len(controls), size[1], size[0], 3), np.uint8)
        pixels[...] = np.stack([shades, 255 - shades, shades * 0 + 90], 1)[:, None, None]
        return portraits.Portraits(pixels, portraits.AS_IN_THE_LAB)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(portraits, "portraits", drawn_portraits)
        patch.setattr(photo_sheet, "DPI", 50)
        yield asked


@pytest.fixture(scope="module")
def page(drawn):
    """The sheet of CASE and the control values that were drawn for it."""
    drawn.clear()
    return photo_sheet.drawn(CASE), drawn[0]


def test_rest_and_eight_tasks_before_and_after_are_drawn_at_once(page, face):
    assert photo_sheet.TASKS[0] == "rest"
    assert len(photo_sheet.TASKS) == 9
    assert set(fm.metrics.CLINICAL_TASKS) < set(photo_sheet.TASKS)
    made, controls = page
    assert len(controls) == 18
    for k, task in enumerate(photo_sheet.TASKS):
        case = replace(CASE, expression=task)
        for row, one in zip(controls[2 * k :], (replace(case, injections=()), case), strict=False):
            np.testing.assert_allclose(row, face.controls(one.drive(face)), atol=1e-12)
    photos = [axes.images[0].get_array()[0, 0, 0] for axes in made.axes]
    assert [int(shade) for shade in photos] == [3 * k for k in range(18)]


def test_pairs_stand_side_by_side_alike_and_nothing_overlaps(page):
    from test_figures import overlaps

    made, _ = page
    boxes = [axes.get_position() for axes in made.axes]
    for before, after in zip(boxes[::2], boxes[1::2], strict=True):
        assert after.x0 == pytest.approx(before.x1)
        assert (after.y0, after.width) == pytest.approx((before.y0, before.width))
    assert all(b.x0 > 0 and b.x1 < 1 and b.y0 > 0 and b.y1 < 1 for b in boxes)
    assert overlaps(made) == []


def test_the_sheet_is_a_picture_with_words_banner_and_stamp(page, monkeypatch, tmp_path):
    monkeypatch.setattr(photo_sheet, "drawn", lambda case, tone: page[0])
    words = Image.open(fm.photo_sheet(CASE, tmp_path / "sheet.png")).text
    assert "rest and eight tasks" in words["Description"]
    assert constants.digest() in words["Comment"]
    shown = " ".join(text.get_text() for text in page[0].texts)
    for part in ("Not medical advice", constants.digest(), "day 14", "before", "after"):
        assert part in shown


def test_the_sheet_is_a_pdf_of_one_page_whose_text_can_be_found(page, monkeypatch, tmp_path):
    monkeypatch.setattr(photo_sheet, "drawn", lambda case, tone: page[0])
    data = fm.photo_sheet(CASE, tmp_path / "sheet.pdf").read_bytes()
    assert data.count(b"/MediaBox") == 1
    assert constants.digest().encode() in data
    assert b"/FontFile2" in data  # TrueType, not outlines


def test_without_a_treatment_each_face_stands_once(drawn):
    drawn.clear()
    made = photo_sheet.drawn(replace(CASE, injections=()))
    assert len(drawn[0]) == len(made.axes) == 9


def test_without_a_browser_the_sheet_is_drawn_plainly_and_says_so(monkeypatch):
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(chromium, "_PLACES", ())
    monkeypatch.setattr(photo_sheet, "TASKS", ("gentle_eye_closure",))
    monkeypatch.setattr(portraits, "portraits", PORTRAITS)
    made = photo_sheet.drawn(fm.Case())
    assert any("without a browser" in text.get_text().lower() for text in made.texts)
    (photo,) = (axes.images[0].get_array().astype(int) for axes in made.axes)
    red, green, blue = np.moveaxis(photo, -1, 0)
    assert 0.2 < ((red > green + 10) & (green > blue + 3)).mean() < 0.8  # skin
    white = (photo.min(axis=2) > 150) & (np.ptp(photo, axis=2) < 25)
    eyes = white[int(0.35 * len(photo)) : int(0.5 * len(photo)), 110:240]
    assert eyes.mean() < 0.002  # both are shut


def test_a_course_moves_and_names_its_days(drawn, tmp_path):
    from PIL import Image

    file = fm.animate(CASE, tmp_path / "course.gif", days=[0, 7, 30, 60])
    image = Image.open(file)
    assert image.n_frames == 4
    assert image.info["duration"] == 100  # ten days a second
    comment = image.info["comment"].decode()
    assert constants.digest() in comment
    assert "60 days" in comment
    frames = []
    for k in range(4):
        image.seek(k)
        frames.append(np.asarray(image.convert("RGB")).astype(int))
    # the mark under the pictures runs to the right
    strip = slice(animation._HEAD + animation._PICTURE[1] + 30, -60)
    orange = [
        np.flatnonzero((np.abs(f[strip] - [213, 94, 0]).sum(axis=2) < 60).sum(axis=0) > 8)
        for f in frames
    ]
    places = [columns.mean() for columns in orange[1:]]
    assert places == sorted(places)
    assert places[-1] - places[0] > 100


SPASM = fm.Case(condition="hemifacial_spasm", expression="smile_social")
SHOT = fm.Injection(4, muscle="zygomaticus_major_left")


@pytest.mark.parametrize(
    ("case", "times", "said"),
    [
        (
            SPASM,
            {"seconds": [0, 0.5, 1]},
            r"these 1 s: the spasm begins after 7\.\d s; ask for more seconds",
        ),
        (replace(SPASM, dampening={"eye": 0.5}), {"days": [0, 9]}, "these 9 days: nothing is inj"),
        (
            replace(SPASM, injections=[SHOT]),
            {"days": [0, 1e-3]},
            "what is injected changes nothing",
        ),
        (fm.Case(), {}, "the face is asked to be at rest"),
    ],
)
def test_an_animation_in_which_nothing_moves_says_so(case, times, said, tmp_path, drawn):
    with pytest.warns(FaceModelWarning, match=said) as told:
        fm.animate(case, tmp_path / "still.gif", **times)
    assert [one.filename for one in told] == [__file__]
    with pytest.warns(FaceModelWarning, match=said):
        fm.export_glb(case, tmp_path / "still.glb", **times)


def test_an_animation_that_moves_and_a_single_frame_say_nothing(tmp_path, drawn):
    with warnings.catch_warnings():
        warnings.simplefilter("error", FaceModelWarning)
        fm.animate(SPASM, tmp_path / "a.gif", seconds=[7, 7.5, 8])
        fm.animate(SPASM, tmp_path / "a.gif", seconds=1)  # of the first burst
        fm.animate(replace(SPASM, injections=[SHOT]), tmp_path / "a.gif", days=[0, 14])
        fm.animate(SPASM, tmp_path / "a.gif", days=[3])


def test_the_command_says_in_one_line_that_nothing_moves(tmp_path, drawn, capsys):
    path = tmp_path / "six.gif"
    assert main.main(["export", "--gif", str(path), "--days", "9"]) == main.DONE
    said = capsys.readouterr()
    assert str(path) in said.out
    assert said.err.startswith("facemodel: nothing moves in these 9 days: nothing is injected")
    assert said.err.count("\n") == 1


def test_frames_of_seconds_are_thinned_and_start_at_zero(drawn):
    made = animation._thinned(fm.course(fm.Case(expression="brow_raise")))
    assert 30 < len(made.times) < 45
    plate = animation._plate(made, "medium")
    assert plate.times[0] == "0.0 s"
    assert len(plate.corners) == 1


def test_a_video_without_its_extra_is_refused_in_one_sentence(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)
    with pytest.raises(fm.FaceModelError, match=r"facemodel\[video\]"):
        fm.animate(CASE, tmp_path / "course.mp4")


@pytest.mark.slow
def test_a_video_holds_every_frame_and_its_stamp(drawn, tmp_path):
    ffmpeg = pytest.importorskip("imageio_ffmpeg")
    file = fm.animate(CASE, tmp_path / "course.mp4", days=range(0, 40, 2))
    assert ffmpeg.count_frames_and_secs(str(file)) == (20, 2.0)
    assert constants.digest().encode() in file.read_bytes()


@pytest.mark.slow
@pytest.mark.browser
def test_the_command_draws_sheet_and_course_in_a_browser(tmp_path, capsys):
    from matplotlib.image import imread

    from conftest import missing

    try:
        chromium.browser()
    except fm.FaceModelError as error:
        missing(str(error))
    case = fm.save_case(CASE, tmp_path / "case.json")
    asked = ["export", str(case), "--sheet", str(tmp_path / "s.png"), "--gif"]
    assert main.main([*asked, str(tmp_path / "c.gif"), "--days", "8"]) == 0
    photo = imread(io.BytesIO((tmp_path / "s.png").read_bytes()))[..., :3]
    red, green, blue = np.moveaxis(photo, -1, 0)
    assert 0.15 < ((red > green + 0.04) & (green > blue + 0.01)).mean() < 0.6
    assert (tmp_path / "c.gif").stat().st_size > 50_000
