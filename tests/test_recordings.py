"""Recordings of a moving face: read by name from each format, or refused with the reason."""

import time

import numpy as np
import pytest

import facemodel as fm
import recording_files as files
from facemodel.anatomy.expressions import ARKIT
from facemodel.anatomy.muscles import INDEX
from facemodel.capture.recording import blendshapes
from facemodel.capture.recording.blendshapes import OPPOSITE, SHAPES

LEFT, RIGHT = INDEX["zygomaticus_major_left"], INDEX["zygomaticus_major_right"]
# shapes that stand for their muscles directly
DIRECT = [
    *(name for name, shape in ARKIT.items() if shape.sided),
    *("browInnerUp", "jawOpen", "mouthClose", "mouthFunnel", "mouthPucker"),
    *("mouthRollLower", "mouthRollUpper", "mouthShrugLower"),
]


@pytest.fixture
def read(tmp_path):
    def reader(text, **options):
        path = tmp_path / "MySlate_3_Anna.csv"
        path.write_text(text)
        return fm.read_recording(path, **options)

    return reader


FORMATS = {
    "Live Link Face": files.live_link(rate=30),
    "MediaPipe": files.mediapipe(),
    "MediaPipe, Python": files.mediapipe(nest="python"),
}


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_gives_the_same_movement(name, read):
    take = read(FORMATS[name])
    wanted = fm.arkit(files.smile())
    assert take.source == name.split(",")[0]
    assert take.controls == pytest.approx(wanted, abs=1e-5)
    assert take.time == pytest.approx(np.arange(90) / 30, abs=2e-3 * 30)
    assert take.activation.shape == (90, len(fm.MUSCLES))
    assert fm.load().deform(take.controls[45]).shape == fm.load().mesh.vertices.shape


def test_a_take_of_4000_frames_is_read_within_a_second(read):
    text = files.live_link(files.smile(4000))
    assert len(text.splitlines()[0].split(",")) == 2 + 61
    begin = time.process_time()  # of one core: others may use the machine meanwhile
    take = read(text)
    assert time.process_time() - begin < 1
    assert take.controls.shape == (4000, len(fm.CONTROLS))
    assert take.seconds == pytest.approx(3999 / 60, abs=0.01)


@pytest.mark.parametrize("name", DIRECT)
@pytest.mark.parametrize("value", [0.2, 0.8, 1.0])
def test_a_shape_comes_back_from_the_muscles_it_stands_for(name, value):
    wanted = dict.fromkeys(SHAPES, 0.0) | {name: value}
    back = blendshapes.shapes(fm.arkit(wanted))
    assert {n: float(x) for n, x in back.items()} == pytest.approx(wanted, abs=0.02)


def test_shapes_that_mix_come_back():
    rng = np.random.default_rng(0)
    wanted = {n: rng.uniform(0, 0.4, 300) * (rng.random(300) < 0.3) for n in SHAPES}
    for one, other in OPPOSITE.items():
        wanted[other] = wanted[other] * (wanted[one] == 0)
    wanted["mouthClose"] = np.minimum(wanted["mouthClose"], wanted["jawOpen"])  # as ARKit has it
    for side in ("Left", "Right"):  # pressed and rolled lips at once have more than one answer
        wanted[f"mouthPress{side}"] = 0 * wanted["jawOpen"]
    wanted["mouthRollUpper"] = 0 * wanted["jawOpen"]
    back = blendshapes.shapes(fm.arkit(wanted))
    for name in SHAPES:
        assert back[name] == pytest.approx(wanted[name], abs=0.02), name


@pytest.mark.parametrize(
    "rename", [str.lower, str.upper, lambda n: n.replace("Left", "_L").replace("Right", "_R")]
)
def test_names_may_be_spelt_in_any_case(rename, read):
    take = read(files.live_link(rename=rename))
    np.testing.assert_array_equal(take.controls, read(files.live_link()).controls)


def test_columns_are_found_by_name_not_by_place(read):
    take = read(files.live_link(columns=files.COLUMNS[::-1]))
    np.testing.assert_array_equal(take.controls, read(files.live_link()).controls)


def test_left_is_the_subjects_left_and_a_mirrored_camera_can_be_told(read):
    take, turned = read(files.live_link()), read(files.live_link(), mirrored=True)
    assert take.activation[45, LEFT] > take.activation[45, RIGHT] + 0.2
    np.testing.assert_array_equal(turned.activation[:, LEFT], take.activation[:, RIGHT])
    swapped = {n.replace("Left", "X").replace("Right", "Left").replace("X", "Right"): v
               for n, v in files.smile().items()}  # fmt: skip
    assert turned.controls == pytest.approx(read(files.live_link(swapped)).controls)
    np.testing.assert_array_equal(turned.mirrored().controls, take.controls)


def test_frames_without_a_face_are_left_out_and_counted(read):
    whole = read(files.live_link())
    rows = files.live_link().splitlines()
    rows[41] = rows[41].replace(",0.00000000", ",nan", 1)
    for text, lost in ((files.live_link(lost=range(30, 60)), 30), ("\n".join(rows), 1)):
        take = read(text)
        assert take.lost == lost
        assert any("frames without a face" in note for note in take.notes)
        assert len(take.time) + take.lost == 90
        assert take.controls == pytest.approx(whole.at(take.time), abs=1e-6)
    take = read(files.live_link(lost=range(30, 60)))
    assert take.gaps == pytest.approx(np.array([[29 / 60, 1.0]]), abs=0.01)


def test_rows_that_end_where_no_face_was_seen_are_lost_frames(read):
    lines = files.live_link().splitlines()
    lines[5] = ",".join(lines[5].split(",")[:1]) + ",0"
    assert read("\n".join(lines) + "\n").lost == 1


def test_a_take_that_was_cut_short_keeps_its_whole_rows(read):
    assert len(read(files.live_link()[:-50]).time) == 89


def test_columns_that_are_missing_are_still_and_named(read):
    fewer = tuple(c for c in files.COLUMNS if not c.startswith(("Cheek", "TongueOut")))
    take = read(files.live_link(columns=fewer))
    assert any("cheekPuff, cheekSquintLeft, cheekSquintRight" in note for note in take.notes)


def test_midnight_passes(read):
    take = read(files.live_link(start_s=86_399))
    assert take.time == pytest.approx(read(files.live_link()).time)


def test_units_of_openface_move_both_sides_alike(read):
    take = read(files.openface())
    assert not take.sided
    peak = take.activation[45]
    assert peak[LEFT] == peak[RIGHT] == pytest.approx(0.9, abs=0.01)  # 4.5: between .8 and 1
    assert any("no side" in note for note in take.notes)
    assert read(files.openface(lost=(3, 4))).lost == 2


def test_intensities_of_openface_are_the_letters_of_facs(read):
    take = read(files.openface({12: np.array([0, 1, 2, 3, 4, 5, 5, 5])}))
    assert take.activation[:6, LEFT] == pytest.approx([0, 0.10, 0.30, 0.55, 0.80, 1.0])


def test_a_recording_stands_between_frames_and_ends_where_it_ends():
    controls = np.zeros((3, len(fm.CONTROLS)))
    controls[1, LEFT] = 1
    take = fm.Recording([0, 1, 3], controls)
    assert take.at([-5, 0.25, 1, 2, 99])[:, LEFT] == pytest.approx([0, 0.25, 1, 0.5, 0])
    assert take.at(0.5).shape == (len(fm.CONTROLS),)


def test_nothing_of_the_file_but_the_movement_is_kept(read):
    take = read(files.live_link())
    assert take.time[0] == 0  # no time of day
    assert repr(take) == "Recording(90 frames, 1.5 s, Live Link Face)"
    shown = repr(take) + str(vars(take))
    assert not any(word in shown for word in ("Anna", "MySlate", "12:00", "tmp", "csv"))


REFUSED = {
    "no face half the time": (files.live_link(lost=range(50)), "50 of its 90 frames"),
    "one side of a shape": (
        files.live_link(columns=[c for c in files.COLUMNS if c != "MouthSmileRight"]),
        "it has mouthSmileLeft and no mouthSmileRight",
    ),
    "a shape twice": (files.live_link(rename=lambda n: n.replace("JawLeft", "jawopen")),
                      "two columns of jawOpen"),
    "of ten": (files.live_link({n: 10 * v for n, v in files.smile().items()}),
               "goes from 0 to 1 and is"),
    "two takes": (files.live_link() + files.live_link().split("\n", 1)[1], "runs backwards"),
    "no time": ("jawOpen,mouthFunnel\n0.1,0.2\n0.2,0.3\n", "rate=60"),
    "short of a second": (files.live_link(files.smile(20), rate=60), "rate=60"),
    "no shapes": ("time,foo,bar\n0,1,2\n", "no columns of ARKit's shapes"),
    "two faces": (files.openface().replace("\n40, 0,", "\n40, 1,"), "several faces"),
    "two faces in JSON": ('[{"faceBlendshapes": [{"categories": []}, {"categories": []}]}]',
                          "shows 2 faces"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_trusted_is_refused_with_its_reason(name, read):
    text, word = REFUSED[name]
    with pytest.raises(fm.FaceModelError) as reply:
        read(text)
    assert word in str(reply.value)


def test_frames_per_second_can_be_given(read):
    text = "jawOpen,mouthFunnel\n0.1,0.2\n0.2,0.3\n0.3,0.4\n"
    assert read(text, rate=50).time == pytest.approx([0, 0.02, 0.04])
    short = files.live_link(files.smile(20), rate=60)
    assert read(short, rate=60).seconds == pytest.approx(19 / 60, abs=0.01)


def test_units_of_time_are_told_by_how_frames_follow(read):
    for unit, name in ((1, "time"), (1e3, "timestamp"), (1e6, "time"), (1e3, "time_ms")):
        rows = "".join(f"{t * unit / 60},{t / 100}\n" for t in range(50))
        assert read(f"{name},jawOpen\n{rows}").seconds == pytest.approx(49 / 60)


@pytest.mark.parametrize(
    ("call", "word"),
    [
        (lambda: fm.read_recording("no_such_take.csv"), "there is no file 'no_such_take.csv'"),
        (lambda: fm.read_recording(7), "named by its path"),
        (lambda: fm.read_recording("x", rate=0), "rate"),
        (lambda: fm.read_recording("x", mirrored="yes"), "mirrored is True or False"),
        (lambda: fm.Recording([0, 0], np.zeros((2, len(fm.CONTROLS)))), "rising numbers"),
        (lambda: fm.Recording([0, 1], np.zeros((2, 3))), "controls"),
        (lambda: fm.Recording([0, 1], np.full((2, len(fm.CONTROLS)), 2.0)), "from -1 to 1"),
    ],
)
def test_bad_calls_are_refused_in_a_sentence(call, word):
    with pytest.raises(fm.FaceModelError, match=word):
        call()


@pytest.mark.parametrize("name", [*FORMATS, "OpenFace"])
def test_a_scrubbed_recording_is_the_movement_alone(name, tmp_path):
    kept = {"OpenFace": files.openface(lost=(3,)), **FORMATS}[name]
    (tmp_path / "Anna 12-00.csv").write_text(kept)
    fm.scrub_recording(tmp_path / "Anna 12-00.csv", tmp_path / "out.csv")
    one, other = (fm.read_recording(tmp_path / f) for f in ("Anna 12-00.csv", "out.csv"))
    assert other.controls == pytest.approx(one.controls, abs=2e-4)
    assert other.time == pytest.approx(one.time, abs=1e-4)
    assert other.sided == one.sided
    assert other.lost == 0
    head = (tmp_path / "out.csv").read_text().splitlines()[0].split(",")
    assert head[0] == "time_s"
    assert all(c in fm.ARKIT_NAMES or c.startswith("AU") for c in head[1:])
    assert "12:00" not in (tmp_path / "out.csv").read_text()
    assert (tmp_path / "Anna 12-00.csv").read_text() == kept


def test_nothing_is_written_over_or_half(tmp_path):
    (tmp_path / "take.csv").write_text(files.live_link())
    for taken in (tmp_path / "take.csv", tmp_path):
        with pytest.raises(fm.FaceModelError, match="there already"):
            fm.scrub_recording(tmp_path / "take.csv", taken)
    (tmp_path / "bad.csv").write_text("x")
    with pytest.raises(fm.FaceModelError, match="cannot be read"):
        fm.scrub_recording(tmp_path / "bad.csv", tmp_path / "out.csv")
    with pytest.raises(fm.FaceModelError, match=r"cannot write a file to 'x\.csv'") as reply:
        fm.scrub_recording(tmp_path / "take.csv", tmp_path / "bad.csv" / "anna" / "x.csv")
    assert "anna" not in str(reply.value)
    assert not (tmp_path / "out.csv").exists()


def test_opening_a_recording_tells_and_writes_nothing(read, capsys, caplog, tmp_path):
    caplog.set_level("DEBUG")
    take = read(files.live_link())
    case = fm.Case(expression="smile_social")
    made = fm.course(case, recording=take)
    assert capsys.readouterr() == ("", "")
    assert not caplog.records
    kept = str(made.case.contents()) + repr(take)
    assert not any(word in kept for word in ("Anna", "MySlate", 'recording"', str(tmp_path)))
    with pytest.raises(fm.FaceModelError, match="a face is expected"):
        fm.de_identify(take)  # a recording has no shape of a face


def test_a_recording_is_a_frame_of_seconds_and_controls():
    pytest.importorskip("pandas", reason="pip install pandas")
    take = fm.Recording([0, 0.5], fm.arkit({"jawOpen": [0, 1]}))
    table = take.to_frame()
    assert list(table.columns) == ["time_s", *fm.CONTROLS]
    assert table["jaw_openers"].tolist() == take.controls[:, INDEX["jaw_openers"]].tolist()
