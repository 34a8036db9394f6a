"""What a file means by its names, times, scales and rows: found out and told, or refused."""

import json

import numpy as np
import pytest

import facemodel as fm
import recording_files as files
from facemodel.anatomy.muscles import INDEX
from facemodel.capture.recording import names
from facemodel.capture.recording.reading import made_of
from facemodel.capture.recording.takes import Asked, parsed
from recording_files import movement, stamped

LEFT, RIGHT = INDEX["zygomaticus_major_left"], INDEX["zygomaticus_major_right"]
SMILE = files.smile()
COUNT = len(SMILE["jawOpen"])


PLAIN = movement(stamped(SMILE))
SPELT = {
    "JeFaPaTo": "BS_{0}", "Audio2Face": "blendShapes.{0}", "MetaHuman": "CTRL_expressions_{0}",
    "a mesh": "head_geo.{0}", "scores": "{0}_score", "a rig": "Face:{0}", "numbered": "A01_{0}",
}  # fmt: skip


@pytest.mark.parametrize("program", SPELT)
def test_what_stands_around_all_names_alike_is_no_part_of_them(program):
    named = stamped({SPELT[program].format(n): v for n, v in SMILE.items()})
    np.testing.assert_array_equal(movement(named).controls, PLAIN.controls)


@pytest.mark.parametrize(
    "rename",
    [
        lambda n: n.replace("mouthSmileLeft", "mouthCornerPullL").replace(
            "mouthSmileRight", "mouthCornerPullR"),
        lambda n: n.replace("mouthSmile", "Lip_Corner_Puller_").replace("jawOpen", "Jaw_Drop"),
        lambda n: n.replace("eyeBlink", "EyeClosed").replace("Left", "_L").replace("Right", "_R"),
        lambda n: n if n == "jawOpen" else (
            "Left_" * ("Left" in n) + "Right_" * ("Right" in n)
            + n.replace("Left", "").replace("Right", "")),
    ],
)  # fmt: skip
def test_other_programs_words_for_shapes(rename):
    named = stamped({rename(n): v for n, v in SMILE.items()})
    np.testing.assert_array_equal(movement(named).controls, PLAIN.controls)


def test_speeds_and_deviations_of_shapes_are_no_shapes():
    more = {f"velocity_{n}": np.full(COUNT, 7.0) for n in SMILE}
    made = movement(stamped(more | SMILE))
    np.testing.assert_array_equal(made.controls, PLAIN.controls)
    with pytest.raises(Exception, match="no columns of ARKit"):
        movement(stamped(more))


UNITS = {12: SMILE["mouthSmileLeft"], 6: 0.5 * SMILE["mouthSmileLeft"]}
UNIT_NAMES = {
    "OpenFace": ("AU{0:02d}_r", 5), "py-feat": ("AU{0:02d}", 1), "AU12": ("AU{0}", 5),
    "intensity": ("au_{0}_intensity", 1), "iMotions": ("AU{0} - Lip", 100),
    "FaceReader": ("Action Unit {0:02d} - Lip Corner Puller", 1),
}  # fmt: skip


@pytest.mark.parametrize("program", UNIT_NAMES)
def test_units_by_any_name_and_scale(program):
    name, full = UNIT_NAMES[program]
    made = movement(stamped({name.format(n): full * v for n, v in UNITS.items()}))
    shares = np.interp(5 * UNITS[12], range(6), [0, 0.1, 0.3, 0.55, 0.8, 1]) if full == 5 else (
        UNITS[12])  # fmt: skip
    assert made.activation[:, LEFT] == pytest.approx(shares, abs=1e-6)
    assert made.activation[:, RIGHT] == pytest.approx(made.activation[:, LEFT])
    assert not made.sided
    if program != "OpenFace":
        assert any(f"from 0 to {full}" in note for note in made.notes)


def test_units_in_words_and_in_letters():
    words = {"Smile": 100 * SMILE["mouthSmileLeft"], "Brow Furrow": np.zeros(COUNT),
             "Jaw Drop": 100 * SMILE["jawOpen"], "Eye Closure": np.zeros(COUNT)}  # fmt: skip
    made = movement(stamped(words))
    assert made.activation[:, LEFT] == pytest.approx(SMILE["mouthSmileLeft"], abs=1e-6)
    graded = ["NotActive" if v < 0.1 else "ABCDE"[min(4, int(5 * v))] for v in UNITS[12]]
    letters = {"Action Unit 12 - Lip Corner Puller": graded, "AU06": ["NotActive"] * COUNT}
    share = [dict(zip("ABCDE", (0.1, 0.3, 0.55, 0.8, 1), strict=True)).get(g, 0) for g in graded]
    assert movement(stamped(letters)).activation[:, LEFT] == pytest.approx(share, abs=1e-6)


def test_a_row_a_name_is_named():
    rows = {"frame": [k for k in range(COUNT) for _ in SMILE], "name": list(SMILE) * COUNT,
            "score": [SMILE[n][k] for k in range(COUNT) for n in SMILE]}  # fmt: skip
    with pytest.raises(Exception, match="pivot it"):
        movement(rows)


@pytest.mark.parametrize(
    ("left", "right"),
    [("AU12L_r", "AU12R_r"), ("AU12_L", "AU12_R"), ("AU12L", "AU12R"), ("AU12_r_L", "AU12_r_R"),
     ("left_AU12", "right_AU12"), ("AU12_left_intensity", "AU12_right_intensity"),
     ("Action Unit 12 - Lip Corner Puller - Left", "Action Unit 12 - Lip Corner Puller - Right")],
)  # fmt: skip
def test_units_of_a_side(left, right):
    made = movement(stamped({left: 5 * SMILE["mouthSmileLeft"], right: 5 * SMILE["mouthSmileRight"],
                             "AU26": SMILE["jawOpen"]}))  # fmt: skip
    assert made.sided
    peak = made.activation[COUNT // 2]
    assert peak[LEFT] > peak[RIGHT] + 0.2 > 0.4


def test_places_in_a_list_are_no_units():
    listed = stamped({f"AU{n:02d}_r": SMILE["jawOpen"] for n in range(1, 9)})
    with pytest.raises(Exception, match="FACS has no unit 3"):
        movement(listed)


def test_every_shape_is_known_by_its_own_name():
    assert list(names.shapes(fm.ARKIT_NAMES).columns) == list(fm.ARKIT_NAMES)


def test_presence_is_no_intensity():
    with pytest.raises(Exception, match="which FACS units are there and not how strong"):
        movement(stamped({"AU12_c": np.ones(COUNT), "AU06_c": np.ones(COUNT)}))


def test_weak_units_of_openface_are_not_guessed():
    weak = stamped({"AU12_r": 0.9 * SMILE["mouthSmileLeft"]})
    with pytest.raises(Exception, match="scale=1"):
        movement(weak)
    assert (
        movement(weak, scale=1.0).activation.max() > 3 * movement(weak, scale=5.0).activation.max()
    )
    whole = movement(weak | {"AU12_c": np.ones(COUNT)})
    assert any("none" in note or "no unit rises above 1" in note for note in whole.notes)


def test_shapes_up_to_a_hundred_are_divided_and_one_wrong_frame_is_no_scale():
    made = movement(stamped({n: 100 * v for n, v in SMILE.items()}))
    np.testing.assert_allclose(made.controls, PLAIN.controls, atol=1e-6)
    assert any("divided by 100" in note for note in made.notes)
    wrong = {n: v.copy() for n, v in SMILE.items()}
    wrong["jawOpen"][50] = 40
    with pytest.raises(Exception, match="jawOpen goes from 0 to 1 and is 40"):
        movement(stamped(wrong))
    ten = movement(stamped({n: 10 * v for n, v in SMILE.items()}), scale=10.0)
    np.testing.assert_allclose(ten.controls, PLAIN.controls, atol=1e-6)


def test_a_gap_is_told_and_is_no_movement():
    keep = [k for k in range(COUNT) if not 30 <= k < 60]
    made = movement({n: [v[k] for k in keep] for n, v in stamped(SMILE).items()})
    assert made.gaps == pytest.approx(np.array([[29 / 30, 2.0]]), abs=1e-3)
    assert any("no frames from 0.97 to 2.00 s" in note for note in made.notes)
    at = np.array([0.5, 1.0, 1.5, 1.99, 2.0, 2.5])
    assert made.seen(at).tolist() == [True, False, False, False, True, True]
    last = made.controls[29]
    np.testing.assert_allclose(made.at([1.0, 1.5, 1.99]), [last] * 3)


def test_uneven_and_slow_frames_are_told():
    rng = np.random.default_rng(0)
    at = np.cumsum(rng.choice([1, 1, 1, 4], COUNT)) / 30
    made = movement({"time_s": [f"{t:.4f}" for t in at], **SMILE})
    assert any("unevenly" in note for note in made.notes)
    slow = movement(stamped(SMILE, rate=10))
    assert any("a blink may fall between" in note for note in slow.notes)
    assert not any("evenly" in note or "blink" in note for note in PLAIN.notes)


def two_people(named):
    other = files.smile(COUNT, 0.1, 0.9)
    rows = {n: [x for pair in zip(SMILE[n], other[n], strict=True) for x in pair] for n in SMILE}
    who = {"Identity": ["Ann", "Bob"] * COUNT} if named else {}
    return {"time_s": [f"{k // 2 / 30:.4f}" for k in range(2 * COUNT)], **rows, **who}


def test_two_people_in_one_table():
    with pytest.raises(Exception, match=r"several faces \(Ann, Bob\); choose .* person='Ann'"):
        movement(two_people(True))
    np.testing.assert_allclose(movement(two_people(True), person="Ann").controls, PLAIN.controls)
    bob = movement(two_people(True), person="Bob").activation
    assert bob[COUNT // 2, RIGHT] > bob[COUNT // 2, LEFT]
    with pytest.raises(Exception, match=r"2\.0 rows for each moment"):
        movement(two_people(False))


@pytest.mark.parametrize("name", ["confidence", "FaceScore", "detection_confidence"])
def test_frames_a_tracker_is_not_sure_of_are_left_out(name):
    sure, wrong = np.full(COUNT, 0.95), {n: v.copy() for n, v in SMILE.items()}
    sure[40:50] = 0.1
    wrong["mouthSmileRight"][40:50] = 1.0
    made = movement(stamped(wrong | {name: sure}))
    assert made.lost == 10
    assert made.activation[:, RIGHT].max() < 0.7
    assert any("10 frames were left out: the tracker's confidence" in n for n in made.notes)
    with pytest.raises(Exception, match="not sure of the face"):
        movement(stamped(SMILE | {name: np.full(COUNT, 0.2)}))


def test_a_column_without_a_number_is_not_in_the_file():
    made = movement(stamped(SMILE | {"tongueOut": [""] * COUNT, "cheekPuff": ["NA"] * COUNT}))
    np.testing.assert_array_equal(made.controls, PLAIN.controls)


def test_what_a_tracker_shows_at_rest_is_taken_out_and_told():
    offset = {"browOuterUpLeft": 0.45, "browOuterUpRight": 0.10}
    raised = {n: low + 0.3 * SMILE["mouthSmileLeft"] for n, low in offset.items()}
    made = movement(stamped(SMILE | raised))
    brow = [INDEX[f"frontalis_lateral_{side}"] for side in ("left", "right")]
    assert made.activation[:, brow[0]] == pytest.approx(made.activation[:, brow[1]], abs=0.01)
    assert any("browOuterUpLeft 0.45, browOuterUpRight 0.10" in note for note in made.notes)
    assert any("rest=False" in note for note in made.notes)
    left_in = movement(stamped(SMILE | raised), rest=False)
    assert left_in.activation[0, brow[0]] == pytest.approx(0.45)
    given = movement(stamped(SMILE | raised), rest=(0.0, 0.1))
    assert given.activation[:, brow[0]] == pytest.approx(made.activation[:, brow[0]], abs=0.02)
    with pytest.raises(Exception, match="when it should be at rest"):
        movement(stamped(SMILE), rest=(50.0, 60.0))
    with pytest.raises(fm.FaceModelError, match="rest is"):
        fm.read_recording("x.csv", rest="start")
    short = {n: v[:8] for n, v in stamped(SMILE | raised).items()}
    assert movement(short).activation[0, brow[0]] == pytest.approx(0.45)


def sideways(sign):
    way = np.clip(np.sin(np.linspace(-0.2, 3.3, 60)), 0, 1)
    shapes = {n: np.zeros(60) for n in ("mouthLeft", "mouthRight", "mouthDimpleLeft",
              "mouthDimpleRight", "mouthStretchLeft", "mouthStretchRight")}  # fmt: skip
    shapes["mouthRight"] = 0.7 * way
    shapes["mouthDimpleLeft" if sign < 0 else "mouthDimpleRight"] = 0.5 * way
    return shapes


def test_the_sideways_mouth_of_live_link_goes_to_the_side_that_pulls():
    def taken(shapes):
        return made_of(parsed(files.live_link(shapes, rate=30).encode(), Asked()))

    against, along = taken(sideways(-1)), taken(sideways(1))
    buccinator = [INDEX[f"buccinator_{side}"] for side in ("left", "right")]
    assert against.activation[30, buccinator[0]] > 0.5 > against.activation[30, buccinator[1]]
    assert any("were exchanged" in note for note in against.notes)
    assert along.activation[30, buccinator[1]] > 0.5 > along.activation[30, buccinator[0]]
    assert not any("were exchanged" in note for note in along.notes)
    alone = {n: v for n, v in sideways(1).items() if "Dimple" not in n}
    made = taken(alone | {n: np.zeros(60) for n in ("mouthDimpleLeft", "mouthDimpleRight")})
    assert any("mouthLeft and mouthRight were exchanged" in note for note in made.notes)


def test_frames_a_second_within_json():
    frames = [{n: float(v[k]) for n, v in SMILE.items()} for k in range(COUNT)]
    for whole in ({"fps": 30, "frames": frames}, {"meta": {"frameRate": 30}, "frames": frames}):
        made = made_of(parsed(json.dumps(whole).encode(), Asked()))
        assert made.seconds == pytest.approx((COUNT - 1) / 30)
