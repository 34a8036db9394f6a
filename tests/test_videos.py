"""Videos: a movement that was drawn is read as a recording; what cannot be followed is refused."""

import io
import struct
import sys

import numpy as np
import pytest
from PIL import Image

import facemodel as fm
import pictures
from facemodel.capture.photo import video
from facemodel.cli import main

PER_SECOND = 15
SIZES = np.concatenate([np.zeros(9), [0.5], np.ones(7), [0.5], np.zeros(4)])
"""Of a smile whose left side is weak, at each frame."""


@pytest.fixture(scope="module")
def frames():
    face = fm.load_head(35, "male", ancestry="caucasian", asymmetry_mm=0.6, seed=12)
    weak = fm.conditions.by_name("hb_4", side="left").drive(fm.expression("open_mouth_smile"))
    made = {size: pictures.picture(face, size * weak) for size in np.unique(SIZES)}
    return np.stack([made[size] for size in SIZES])


@pytest.fixture
def shown(monkeypatch, tmp_path):
    """Reads frames as if a file had held them."""
    (tmp_path / "take.mp4").write_bytes(b"a stand-in")

    def read(images, **how):
        def decode(file, tell):
            return ((k / PER_SECOND, image, 1.0) for k, image in enumerate(images))

        monkeypatch.setattr(video, "_decoder", lambda: decode)
        return fm.read_video(tmp_path / "take.mp4", **how)

    return read


def corner(take):
    return fm.movements.sides(take)["corner of the mouth"]


@pytest.mark.slow
def test_a_drawn_smile_is_read_with_its_weak_side(shown, frames):
    take = shown(frames)
    assert take.source == "video"
    assert len(take.time) == len(frames)
    one = corner(take)
    assert 2 < one.left_mm < one.right_mm - 1.5
    assert one.judged
    moves = np.abs(take.activation).max(1)
    assert moves[:8].max() < 0.15 < 0.3 < moves[11:16].min()
    other = corner(shown(frames, mirrored=True))
    assert (other.left_mm, other.right_mm) == pytest.approx((one.right_mm, one.left_mm), abs=0.01)


def test_lids_are_not_smoothed_over_time_and_corners_of_the_mouth_are():
    points = np.zeros((7, 478, 3))
    points[:, 386, 1] = [0, 0, 4, 8, 4, 0, 0]
    points[3, 61] = 5
    points[3] += 1  # the head's own jump
    steady = video._steadied(points)
    assert steady[:, 386, 1].tolist() == [0, 0, 4, 8, 4, 0, 0]
    assert not steady[:, 61].any()


@pytest.mark.slow
def test_a_blink_of_three_frames_is_seen_whole(shown, frames):
    face = fm.load_head(35, "male", ancestry="caucasian", asymmetry_mm=0.6, seed=12)
    half, shut = (pictures.picture(face, s * fm.expression("gentle_eye_closure")) for s in (0.5, 1))
    take = shown([*frames[:9], half, shut, half, *frames[:6]])
    blinks = fm.movements.blinks(take)
    assert len(blinks) == 1
    assert min(blinks.closes_percent(side) for side in ("left", "right")) > 90


@pytest.mark.slow
def test_what_was_taken_for_rest_is_told(shown, frames):
    notes = shown(frames).notes
    assert notes[0].startswith("taken out as rest: what the face shows from 0 to 0.5 s; if")
    assert not any("does not look at rest" in note for note in notes)
    notes = shown(frames[10:], rest=(0, 0.3)).notes
    assert notes[0] == "taken out as rest: what the face shows from 0 to 0.3 s"
    assert "does not look at rest: " in notes[1]


@pytest.mark.slow
def test_frames_without_the_face_straight_are_left_out_and_told(shown, frames):
    face = fm.load_head(35, "male", ancestry="caucasian", asymmetry_mm=0.6, seed=12)
    away = pictures.picture(face, fm.expression("rest"), 25)
    blank = np.full_like(away, 128)
    take = shown([*frames[:18], *[away] * 3, *[blank] * 3, *frames[18:]])
    assert len(take.time) == len(frames)
    assert take.lost == 6
    assert any("turned or tipped by more than 15 degrees: 3" in note for note in take.notes)
    with pytest.raises(fm.FaceModelError, match="in most of it; look into the camera"):
        shown([*frames[:4], *[away] * 6])


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda x: np.concatenate([x, x], axis=2), "two faces or more are seen"),
        (lambda x: np.full_like(x, 128), "no face is seen"),
        (lambda x: x[:1], "fewer than two frames"),
        (lambda x: np.stack([tiny(one) for one in x]), "too small: 3"),
    ],
)
def test_a_video_that_cannot_be_followed_is_refused(spoil, reason, shown, frames):
    with pytest.raises(fm.FaceModelError, match=f"the video 'take.mp4' cannot be read: .*{reason}"):
        shown(spoil(frames[:6]))


def tiny(image):
    return np.asarray(Image.fromarray(image).resize((96, 96)))


def test_without_the_extra_one_sentence_says_how_to_install_it(monkeypatch, tmp_path, capsys):
    monkeypatch.setitem(sys.modules, "av", None)
    (tmp_path / "a.mp4").write_bytes(b"x")
    with pytest.raises(fm.FaceModelError, match=r'the extra `photo`: .* "facemodel\[photo\]"'):
        fm.read_video(tmp_path / "a.mp4")
    assert main.main(["recording", str(tmp_path / "a.mp4")]) == 2
    assert "facemodel[photo]" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\0\0\0\x18ftypisom", "mov"),
        (b"\x1aE\xdf\xa3" + bytes(8), "matroska"),
        (b"RIFF\0\0\0\0AVI ", "avi"),
        (b"#EXTM3U\nhttp", ""),
        (b"ffconcat ver", ""),
    ],
)
def test_a_list_of_addresses_is_no_video(head, kind):
    if kind:
        assert video._container(io.BytesIO(head)) == kind
    else:
        with pytest.raises(video.Broken, match="it is no video"):
            video._container(io.BytesIO(head))


def test_options_of_tables_do_not_go_with_a_video(tmp_path, capsys):
    (tmp_path / "a.mov").write_bytes(b"x")
    for words, said in ((["--rate", "30"], "--rate"), (["--rest", "no"], "--rest no")):
        assert main.main(["recording", str(tmp_path / "a.mov"), *words]) == 2
        assert f"{said} goes with tables, not with a video" in capsys.readouterr().err


@pytest.fixture
def av():
    return pytest.importorskip("av", reason="the extra `photo` is not installed")


def encoded(av, images) -> bytearray:
    data = io.BytesIO()
    with av.open(data, "w", format="mp4") as file:
        stream = file.add_stream("mpeg4", rate=PER_SECOND)
        stream.height, stream.width = images[0].shape[:2]
        stream.pix_fmt, stream.bit_rate = "yuv420p", 4_000_000
        for image in images:
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(image), format="rgb24")
            file.mux(stream.encode(frame))
        file.mux(stream.encode())
    return bytearray(data.getvalue())


def first_frame(path) -> np.ndarray:
    with path.open("rb") as file:
        return next(video._decoder()(file, lambda *_: None))[1].astype(float)


def test_a_file_is_decoded_and_turned_as_it_says(av, frames, tmp_path):
    told = []
    plain, held = tmp_path / "plain.mp4", tmp_path / "held.mp4"
    plain.write_bytes(encoded(av, frames))
    data = encoded(av, np.rot90(frames, 1, (1, 2)))
    at = data.index(b"tkhd") + 44  # a phone's: to be turned by 90 degrees clockwise
    one = 1 << 16
    data[at : at + 36] = struct.pack(">9i", 0, one, 0, -one, 0, 0, 0, 0, 1 << 30)
    held.write_bytes(data)
    # the networks see a face that lies on its side, too, so pictures are compared
    upright, turned = (first_frame(path) for path in (plain, held))
    assert np.abs(upright - turned).mean() < 5 < np.abs(upright - np.rot90(turned)).mean()
    takes = [fm.read_video(f, progress=lambda *n: told.append(n)) for f in (plain, held)]
    assert told[-1] == (len(frames), len(frames))
    assert [len(take.time) for take in takes] == [len(frames)] * 2
    assert takes[0].time[-1] == pytest.approx((len(frames) - 1) / PER_SECOND)
    sides = [corner(take) for take in takes]
    assert sides[0].left_mm < sides[0].right_mm - 2
    assert sides[1].left_mm == pytest.approx(sides[0].left_mm, abs=0.7)
    assert sides[1].right_mm == pytest.approx(sides[0].right_mm, abs=0.7)


def test_the_command_reads_a_video(av, frames, tmp_path, capsys):
    (tmp_path / "take.mp4").write_bytes(encoded(av, frames))
    assert main.main(["recording", str(tmp_path / "take.mp4")]) == 0
    said = capsys.readouterr().out
    assert "Recording(22 frames, 1.4 s, video)" in said
    assert "taken out as rest" in said


def test_a_damaged_video_is_refused(av, frames, tmp_path):
    (tmp_path / "cut.mp4").write_bytes(encoded(av, frames[:3])[:600])
    with pytest.raises(fm.FaceModelError, match=r"the video 'cut\.mp4' cannot be read: it is dam"):
        fm.read_video(tmp_path / "cut.mp4")
