"""Photographs: how far a known movement is measured in pictures of it, and what is refused."""

import io
import os
import pathlib
import re
import socket

import numpy as np
import pytest
from PIL import Image, ImageFilter

import facemodel as fm
import pictures
from facemodel.capture.photo import looking, measuring, picture_file
from facemodel.capture.seen import picture as seen
from facemodel.cli import main
from facemodel.view.stills import chromium, headless

PALSY = fm.conditions.by_name("hb_4", side="left")
TASKS = {
    "smile": fm.expression("open_mouth_smile"),
    "brows": fm.expression("brow_raise"),
    "eyes_closed": fm.expression("gentle_eye_closure"),
}
DOCS = pathlib.Path(__file__).parents[1] / "docs" / "photographs.md"


@pytest.fixture(scope="module")
def face():
    return fm.load_head(35, "male", ancestry="caucasian", asymmetry_mm=0.6, seed=12)


@pytest.fixture(scope="module")
def drawn(face):
    """Pictures by name, each drawn once."""
    made = {}

    def one(name, turn=0.0, nod=0.0):
        if (name, turn, nod) not in made:
            moves = {"rest": fm.expression("rest"), "weak": PALSY.drive(TASKS["smile"]), **TASKS}
            made[name, turn, nod] = pictures.picture(face, moves[name], turn, nod)
        return made[name, turn, nod]

    return one


@pytest.fixture
def file(tmp_path, drawn):
    """The path of a picture by name."""

    def path(name, turn=0.0, nod=0.0):
        return pictures.saved(tmp_path / f"{name}{turn:g}{nod:g}.png", drawn(name, turn, nod))

    return path


@pytest.mark.slow
def test_movements_are_measured_within_their_errors(face, file):
    found = fm.read_photos(file("rest"), **{name: file(name) for name in TASKS})
    corners, brows = found["smile"]["corner of the mouth"], found["brows"]["brow"]
    for one, true in (
        (corners, pictures.corners_mm(face, TASKS["smile"])),
        (brows, pictures.brows_mm(face, TASKS["brows"])),
    ):
        assert (one.left_mm, one.right_mm) == pytest.approx(true, abs=one.bound_mm)
        assert min(one.left_mm, one.right_mm) > 5
        assert not one.uneven
    still, shut = found.rest.eyes_open_mm, found["eyes_closed"]["eye closes"]
    assert still == pytest.approx((9.8, 9.8), abs=1.5)
    assert (shut.left_mm, shut.right_mm) == pytest.approx(still, abs=shut.bound_mm)
    opens = found["smile"].mouth_opens_mm
    assert opens == pytest.approx(4.3, abs=found["smile"].mouth_bound_mm)
    for name in ("brows", "eyes_closed"):
        still = found[name]["corner of the mouth"]
        assert max(still.left_mm, still.right_mm) < 2


def test_the_weak_side_is_the_subjects_left_and_a_mirror_image_is_turned_back(file):
    as_taken = fm.read_photos(file("rest"), smile=file("weak"))["smile"]["corner of the mouth"]
    assert as_taken.uneven
    assert as_taken.left_mm < as_taken.right_mm - 2
    turned = fm.read_photos(file("rest"), smile=file("weak"), mirrored=True)
    again = turned["smile"]["corner of the mouth"]
    assert again.left_mm == pytest.approx(as_taken.right_mm, abs=0.3)


def test_a_picture_is_turned_as_its_file_says(tmp_path, drawn, file):
    exif = Image.Exif()
    exif[0x112] = 6  # to be turned by 90 degrees clockwise
    held = np.rot90(drawn("smile"))
    turned = pictures.saved(tmp_path / "phone.png", held, exif=exif)
    upright = picture_file.pixels(turned, "'phone.png'")
    assert (upright == drawn("smile")).all()
    unmarked = pictures.saved(tmp_path / "held.png", held)
    assert picture_file.pixels(unmarked, "'held.png'").shape == held.shape
    one = fm.read_photos(file("rest"), smile=turned)["smile"]["corner of the mouth"]
    other = fm.read_photos(file("rest"), smile=file("smile"))["smile"]["corner of the mouth"]
    assert one == other


def test_several_pictures_of_a_task_are_averaged(file):
    both = fm.read_photos(file("rest"), smile=[file("smile"), file("rest")])
    one = fm.read_photos(file("rest"), smile=file("smile"))
    half = [x["smile"]["corner of the mouth"].left_mm for x in (both, one)]
    assert half[0] == pytest.approx(half[1] / 2, abs=0.05)


@pytest.mark.slow
def test_a_turned_head_has_larger_errors_and_says_so(file):
    found = fm.read_photos(file("rest", 10), smile=file("smile", 10))
    one = found["smile"]["corner of the mouth"]
    assert one.bound_mm == measuring.TURNED.mouth > measuring.FRONTAL.mouth
    assert found["smile"].turn_deg == pytest.approx(10, abs=2)
    assert any("errors are larger" in note for note in found.notes)
    straight = fm.read_photos(file("rest"), smile=file("smile"))
    assert not any("errors are larger" in note for note in straight.notes)


def test_the_way_a_head_is_turned_is_seen(drawn):
    looks = [looking.look(drawn("rest", turn, nod)) for turn, nod in ((0, 0), (10, 0), (0, -10))]
    still = looks[0]
    assert looks[1].turn_deg - still.turn_deg == pytest.approx(10, abs=1.5)
    assert looks[2].nod_deg - still.nod_deg == pytest.approx(-10, abs=2.5)


def test_a_face_that_smiles_at_rest_is_told(file):
    found = fm.read_photos(file("weak"))
    assert "does not look at rest" in found.notes[0]
    assert "mouth corners uneven" in found.notes[0]
    assert found.rest.corner_higher_mm < -1
    assert not any("look at rest" in n for n in fm.read_photos(file("rest")).notes)


def test_a_face_that_came_nearer_is_told(tmp_path, drawn, file):
    near = Image.fromarray(drawn("smile")).resize((900, 900))
    path = pictures.saved(tmp_path / "near.png", np.asarray(near))
    assert any("not as large" in n for n in fm.read_photos(file("rest"), smile=path).notes)


def small(image):
    whole = np.full((280, 280, 3), 245, np.uint8)
    whole[90:180, 90:180] = np.asarray(Image.fromarray(image).resize((90, 90)))
    return whole


@pytest.mark.parametrize(("flag", "depth"), [(0.8, 1), (1.0, -1)])
def test_what_the_networks_doubt_or_see_hollow_is_no_face(flag, depth, drawn, monkeypatch):
    true = looking.picture.track_both

    def doubted(*given):
        found = true(*given)
        return seen.Points(found.at * [1, 1, depth], flag)

    monkeypatch.setattr(looking.picture, "track_both", doubted)
    with pytest.raises(looking.Broken, match="no face is seen"):
        looking.look(drawn("rest"))


SPOILT = {
    "two": (lambda x: np.hstack([x, x]), "two faces or more are seen"),
    "none": (lambda x: np.full_like(x, 128), "no face is seen"),
    "noise": (
        lambda x: np.random.default_rng(3).integers(0, 255, x.shape, np.uint8),
        "no face is seen",
    ),
    "small": (small, "the face in it is too small: "),
    "blurred": (
        lambda x: np.asarray(Image.fromarray(x).filter(ImageFilter.GaussianBlur(9))),
        "blurred; hold the camera still",
    ),
    "stretched": (
        lambda x: np.asarray(Image.fromarray(x).resize((512, 690))),
        "another shape than at rest",
    ),
}


@pytest.mark.parametrize("how", SPOILT)
def test_a_picture_that_cannot_be_measured_is_refused_with_the_reason(how, tmp_path, drawn, file):
    spoil, reason = SPOILT[how]
    path = pictures.saved(tmp_path / f"{how}.png", spoil(drawn("smile")))
    with pytest.raises(fm.FaceModelError, match=reason) as said:
        fm.read_photos(file("rest"), smile=path)
    assert f"the picture '{how}.png' cannot be read: " in str(said.value)
    assert "\n" not in str(said.value)


@pytest.mark.parametrize(
    ("turn", "nod", "reason"),
    [
        (20, 0, "turned by 2[0-4] degrees to the subject's left, at most 15"),
        (-20, 0, "degrees to the subject's right"),
        (0, 20, "tipped up by"),
        (10, 0, "turned otherwise than at rest"),
    ],
)
def test_a_head_that_is_turned_too_far_or_otherwise_is_refused(turn, nod, reason, file):
    with pytest.raises(fm.FaceModelError, match=reason):
        fm.read_photos(file("rest"), smile=file("smile", turn, nod))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"hello " * 100, "it is no picture"),
        (b"\0\0\0\x18ftypheic" + bytes(200), "it is HEIC"),
        (b"\0\0\0\x18ftypisom" + bytes(200), "fm.read_video reads that"),
    ],
)
def test_a_file_that_is_no_picture_is_named(data, reason, tmp_path, file):
    (tmp_path / "x.jpg").write_bytes(data)
    with pytest.raises(fm.FaceModelError, match=reason):
        fm.read_photos(file("rest"), smile=tmp_path / "x.jpg")


def test_a_damaged_picture_is_refused(tmp_path, drawn, file):
    whole = io.BytesIO()
    Image.fromarray(drawn("smile")).save(whole, "JPEG")
    (tmp_path / "cut.jpg").write_bytes(whole.getvalue()[:4000])
    with pytest.raises(fm.FaceModelError, match="it is damaged"):
        fm.read_photos(file("rest"), smile=tmp_path / "cut.jpg")


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"smiel": "a.png"}, "unknown task 'smiel'; did you mean 'smile'"),
        ({"smile": 3}, "path of a picture, or by a list"),
        ({"smile": []}, "path of a picture, or by a list"),
        ({"smile": "none.png"}, "there is no file 'none.png'"),
        ({"mirrored": 1}, "mirrored is True or False"),
    ],
)
def test_a_slip_of_the_caller_is_answered(given, reason, file):
    with pytest.raises(fm.FaceModelError, match=reason):
        fm.read_photos(file("rest"), **given)


def test_every_expression_can_be_a_task(file):
    found = fm.read_photos(file("rest"), snarl=file("rest"), lip_pucker=file("rest"))
    assert [task.name for task in found.values()] == ["snarl", "lip_pucker"]
    assert found["snarl"].label == fm.EXPRESSIONS["snarl"].label


def test_nothing_is_sent_or_written_and_no_name_stays(file, monkeypatch):
    paths = [file("rest"), file("smile")]
    folders = [pathlib.Path(paths[0]).parent, pathlib.Path.cwd()]
    before = [sorted(os.listdir(folder)) for folder in folders]

    def refused(*_, **__):
        raise AssertionError("something was sent or written")

    monkeypatch.setattr(socket, "socket", refused)
    for name in ("write_bytes", "write_text", "mkdir"):
        monkeypatch.setattr(pathlib.Path, name, refused)
    found = fm.read_photos(paths[0], smile=paths[1])
    assert [sorted(os.listdir(folder)) for folder in folders] == before
    assert "png" not in repr(found) + repr(found.rest) + repr(found.tasks) + repr(found.notes)


def test_the_measures_are_a_table(file):
    found = fm.read_photos(file("rest"), smile=file("smile"))
    assert repr(found) == "Photos(rest, smile)"
    table = found.rows.to_frame()
    assert table.shape == (4, 7)
    assert "corner of the mouth" in found._repr_html_()
    with pytest.raises(fm.FaceModelError, match="unknown movement 'brows'; did you mean 'brow'"):
        found["smile"]["brows"]


def test_each_face_of_a_picture_is_found_once(drawn):
    image = drawn("rest")
    assert len(seen.faces(image, looking.SURE)) == 1
    both = seen.faces(np.hstack([image, image]), looking.SURE)
    assert sorted(one.x > 512 for one in both) == [False, True]
    assert seen.faces(np.full_like(image, 128), looking.SURE) == []


def test_the_command_prints_measures_and_errors(file, capsys):
    words = [f"rest={file('rest')}", f"smile={file('weak')}", f"smile={file('weak')}"]
    assert main.main(["photos", *words]) == 0
    said = capsys.readouterr().out
    assert re.search(r"corner of the mouth +\d\.\d mm +\d\.\d mm +±2\.5 +-\d\.\d mm", said)
    assert "Sudden weakness of a face is an emergency" in said
    for wrong, reason in ((["smile=a.png"], "as rest=FILE"), (["rest"], "expected TASK=FILE")):
        assert main.main(["photos", *wrong]) == 2
        assert reason in capsys.readouterr().err


def test_the_documents_state_the_errors_that_are_given():
    text = DOCS.read_text("utf-8")
    rows = re.findall(r"^\| ([a-z ,]+) \| ±([\d.]+) mm[^|]*\| ±([\d.]+) mm[^|]*\|$", text, re.M)
    stated = {name: (float(a), float(b)) for name, a, b in rows}
    pairs = {n: (getattr(measuring.FRONTAL, n), getattr(measuring.TURNED, n))
             for n in ("mouth", "brow", "eye", "opens", "mouth_sides", "brow_sides", "eye_sides",
                       "rest_sides")}  # fmt: skip
    names = {
        "corner of the mouth": "mouth", "brow": "brow", "eye closes": "eye",
        "mouth opens": "opens", "corners of the mouth, left less right": "mouth_sides",
        "brows, left less right": "brow_sides", "eyes, left less right": "eye_sides",
        "at rest, left higher than right": "rest_sides",
    }  # fmt: skip
    assert stated == {name: pairs[key] for name, key in names.items()}


@pytest.mark.slow
@pytest.mark.browser
def test_a_drawn_portrait_is_measured_within_its_errors(tmp_path):
    try:
        chromium.browser()
    except fm.FaceModelError as error:
        if os.environ.get("FACEMODEL_BROWSER") == "required":
            raise
        pytest.skip(f"{error}: no picture was drawn")
    face = fm.load_head(52, "female", asymmetry_mm=0.6, seed=18)
    moves = [fm.expression("rest"), *TASKS.values(), PALSY.drive(TASKS["smile"])]
    sheet = headless.render_png(face, np.stack(moves), size=(400, 500), columns=5)
    image = np.asarray(Image.open(io.BytesIO(sheet)).convert("RGB")).reshape(500, 5, 400, 3)
    paths = [pictures.saved(tmp_path / f"{k}.jpg", image[:, k]) for k in range(5)]
    tasks = dict(zip(TASKS, paths[1:], strict=False))
    found = fm.read_photos(paths[0], **tasks, open_mouth_smile=paths[4])
    for name, move in (("smile", moves[1]), ("open_mouth_smile", moves[4])):
        one = found[name]["corner of the mouth"]
        true = pictures.corners_mm(face, move)
        assert (one.left_mm, one.right_mm) == pytest.approx(true, abs=one.bound_mm)
        assert one.difference_mm == pytest.approx(true[0] - true[1], abs=one.difference_bound_mm)
    brows = found["brows"]["brow"]
    true = pictures.brows_mm(face, moves[2])
    assert (brows.left_mm, brows.right_mm) == pytest.approx(true, abs=brows.bound_mm)
