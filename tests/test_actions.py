"""Named movements: sides, intensities, additivity, and what is refused."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import facemodel as fm
import scratch
from facemodel.anatomy import template
from facemodel.anatomy.expressions import (
    ACTION_UNITS,
    ARKIT,
    ARKIT_NAMES,
    EXPRESSIONS,
    Expression,
    action_unit,
    activation,
    arkit,
    expression,
)
from facemodel.anatomy.muscles import CONTROLS, INDEX, MIRROR, MUSCLES, other_side
from facemodel.data import tables
from facemodel.errors import FaceModelError

M, C = len(MUSCLES), len(CONTROLS)
LEVATORS = [INDEX[f"levator_palpebrae_superioris_{s}"] for s in ("left", "right")]
SIDED_UNITS = sorted(set(ACTION_UNITS) - {26, 27})

EMOTIONS_AND_TASKS = """happiness_duchenne smile_social smile_polite_closed sadness surprise fear
anger disgust contempt pain concentration brow_raise gentle_eye_closure forced_eye_closure
open_mouth_smile snarl lip_pucker closed_smile lower_teeth frown max_smile_squint"""

# spelt as in ARKit's documentation
ARKIT_SPELLING = """
browDownLeft browDownRight browInnerUp browOuterUpLeft browOuterUpRight cheekPuff cheekSquintLeft
cheekSquintRight eyeBlinkLeft eyeBlinkRight eyeLookDownLeft eyeLookDownRight
eyeLookInLeft eyeLookInRight eyeLookOutLeft eyeLookOutRight eyeLookUpLeft eyeLookUpRight
eyeSquintLeft eyeSquintRight eyeWideLeft eyeWideRight jawForward jawLeft jawOpen jawRight mouthClose
mouthDimpleLeft mouthDimpleRight mouthFrownLeft mouthFrownRight mouthFunnel mouthLeft
mouthLowerDownLeft mouthLowerDownRight mouthPressLeft mouthPressRight mouthPucker mouthRight
mouthRollLower mouthRollUpper mouthShrugLower mouthShrugUpper mouthSmileLeft mouthSmileRight
mouthStretchLeft mouthStretchRight mouthUpperUpLeft mouthUpperUpRight noseSneerLeft noseSneerRight
tongueOut"""


def mirrored_controls(controls):
    swap = [CONTROLS.index(other_side(n)) for n in CONTROLS]
    sign = np.array([-1 if n.startswith(("gaze_yaw", "jaw_shift")) else 1 for n in CONTROLS])
    return controls[..., swap] * sign


def test_every_emotion_and_task_is_there():
    assert set(EXPRESSIONS) >= {"rest", *EMOTIONS_AND_TASKS.split()}


@pytest.mark.parametrize("row", EXPRESSIONS.values(), ids=EXPRESSIONS)
def test_an_expression_is_judged_by_landmarks_of_the_face(row):
    marks = set(template.mesh(0).landmarks)
    assert {f"{name}_left" for name in row.landmarks} <= marks, "data/expressions.csv: landmarks"
    assert bool(row.landmarks) == (row.name != "rest"), "data/expressions.csv: landmarks"


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"units": "6:0.7 99:1"}, "there is no action unit 99; modelled are 1, 2, 4"),
        ({"units": "6:1.2"}, "column units is '6:1.2'; expected float <= 1.0"),
        ({"units": ""}, "nothing moves; give it units or extra"),
        ({"extra": "zygomaticus:0.1"}, "column extra: unknown muscle 'zygomaticus'"),
        ({"kind": "smile"}, "unknown word 'smile'; known: emotion, rest, task"),
        ({"defined_on": "up"}, "unknown word 'up'"),
        ({"label": ""}, "column label is empty and needs a value"),
        ({"name": "Half Smile"}, "column name is 'Half Smile'"),
    ],
)
def test_an_expression_that_says_too_little_is_refused(tmp_path, monkeypatch, cells, said):
    monkeypatch.setattr(tables, "FOLDER", str(tmp_path))
    (tmp_path / "expressions.csv").write_bytes((scratch.DATA / "expressions.csv").read_bytes())
    have = scratch.rows("expressions.csv")
    row, line = {**have[2], "name": "half_smile", **cells}, len(have) + 2
    scratch.add(tmp_path, "expressions.csv", row)
    with pytest.raises(FaceModelError) as told:
        tables.read(Expression, "expressions.csv")
    assert str(told.value).startswith(f"expressions.csv, line {line} ({row['name']}): ")
    assert said in str(told.value)


@pytest.mark.slow
def test_a_row_is_all_that_an_expression_needs(tmp_path):
    data = scratch.copy(tmp_path)
    row = {**scratch.rows("expressions.csv")[2], "name": "half_smile", "label": "half a smile"}
    scratch.add(data, "expressions.csv", row | {"units": "12:0.5", "defined_on": "left"})
    code = """
import json, facemodel as fm
from facemodel.view import wording
from facemodel.view.scene.tables import tables
case = fm.Case(expression="half_smile")
row = tables(fm.load())[0]["lab"]["expressions"][-1]
print(json.dumps([fm.expression("half_smile").max(), wording.title(case), row["id"],
    [fm.MUSCLES[i] for i in fm.expression("half_smile").nonzero()[0]]]))"""
    most, title, last, moved = scratch.run(data, code)
    assert (most, title, last) == (0.5, "Half a smile; healthy", "half_smile")
    assert moved == [
        "levator_labii_superioris_left",
        "zygomaticus_minor_left",
        "zygomaticus_major_left",
    ]


def test_the_facs_units_are_there():
    assert set(ACTION_UNITS) >= {
        *(1, 2, 4, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 20, 21, 22, 23, 24),
        *(25, 26, 27, 28, 38, 39, 43, 45, 46),
    }


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_an_expression_stays_in_range_and_only_levators_are_intended_below_rest(name):
    a = expression(name)
    assert a.shape == (M,)
    assert np.abs(a).max() <= 1
    assert np.delete(a, LEVATORS).min() >= 0


def test_rest_intends_nothing():
    assert not expression("rest").any()


@pytest.mark.parametrize("name", [n for n, e in EXPRESSIONS.items() if e.defined_on == "both"])
def test_expressions_are_alike_on_both_sides(name):
    np.testing.assert_array_equal(expression(name), expression(name)[MIRROR])


def test_contempt_is_on_the_right():
    a = expression("contempt")
    assert {MUSCLES[i] for i in np.flatnonzero(a)} == {
        "zygomaticus_major_right",
        "zygomaticus_minor_right",
        "levator_labii_superioris_right",
        "buccinator_right",
    }
    assert a[INDEX["buccinator_right"]] == 0.9
    np.testing.assert_array_equal(expression("contempt", side="left"), a[MIRROR])


@pytest.mark.parametrize("number", SIDED_UNITS)
def test_left_and_right_of_a_unit_make_the_whole(number):
    left, right = action_unit(number, "left"), action_unit(number, "right")
    np.testing.assert_array_equal(left, right[MIRROR])
    np.testing.assert_array_equal(left + right, action_unit(number))
    assert not any(MUSCLES[i].endswith("_right") for i in np.flatnonzero(left))


def test_action_units_add_and_are_clipped():
    # forced closure: 0.35 + 0.35 of units 43 and 7, 0.3 of its own; orbital 0.35 + 0.135 + 0.65
    a = expression("forced_eye_closure")
    assert a[INDEX["orbicularis_oculi_palpebral_left"]] == pytest.approx(1)
    assert a[INDEX["orbicularis_oculi_orbital_superior_left"]] == 1
    # 0.9 of unit 4 and 0.3 * 0.15 of unit 9
    assert a[INDEX["corrugator_left"]] == pytest.approx(0.945)
    snarl = expression("snarl")
    assert snarl[INDEX["levator_labii_superioris_alaeque_nasi_left"]] == 1  # 1 + 0.2, clipped


def test_letters_are_the_published_grades():
    full = action_unit(12)
    for letter, share in zip("ABCDE", (0.10, 0.30, 0.55, 0.80, 1.00), strict=True):
        np.testing.assert_array_equal(action_unit(12, intensity=letter), share * full)


@settings(deadline=None)
@given(st.sampled_from(sorted(EXPRESSIONS)), st.floats(0, 1))
def test_intensity_scales_the_whole_expression(name, share):
    np.testing.assert_array_equal(expression(name, intensity=share), share * expression(name))


def test_a_jaw_unit_refuses_a_side_and_takes_part_in_one_sided_expressions():
    with pytest.raises(FaceModelError, match="moves the jaw and has no side"):
        action_unit(26, side="left")
    assert expression("surprise", side="left")[INDEX["jaw_openers"]] > 0


def test_every_arkit_name_is_known():
    assert set(ARKIT_NAMES) == set(ARKIT_SPELLING.split())
    assert len(ARKIT_NAMES) == 52


@pytest.mark.parametrize("name", [n for n in ARKIT if "Left" in n and n not in ("jawLeft",)])
def test_arkit_left_is_the_mirror_image_of_right(name):
    left, right = arkit({name: 1}), arkit({name.replace("Left", "Right"): 1})
    assert left.shape == (C,)
    np.testing.assert_array_equal(left, mirrored_controls(right))
    assert left.any()


@pytest.mark.parametrize(
    ("shape", "control", "value"),
    [
        ("mouthSmileLeft", "zygomaticus_major_left", 1),
        ("mouthLeft", "buccinator_left", 0.6),
        ("mouthLeft", "incisivus_right", 0.8),
        ("jawLeft", "jaw_shift", 1),
        ("jawRight", "jaw_shift", -1),
        ("jawForward", "jaw_forward", 1),
        ("cheekPuff", "cheek_pressure", 1),
        ("eyeLookInLeft", "gaze_yaw_left", -1),
        ("eyeLookOutLeft", "gaze_yaw_left", 1),
        ("eyeLookInRight", "gaze_yaw_right", 1),
        ("eyeLookDownRight", "gaze_pitch_right", -1),
        ("eyeBlinkLeft", "levator_palpebrae_superioris_left", -1),
        ("browDownLeft", "orbicularis_oculi_orbital_superior_left", 0.9),
    ],
)
def test_arkit_shapes_set_the_right_control(shape, control, value):
    assert arkit({shape: 1})[INDEX[control]] == value


def test_arkit_adds_clips_and_takes_recordings():
    both = arkit({"eyeLookInLeft": 1, "eyeLookOutLeft": 0.25})
    assert both[INDEX["gaze_yaw_left"]] == -0.75
    assert arkit({"eyeBlinkLeft": 1, "eyeSquintLeft": 1}).max() == 1
    t = np.linspace(0, 1, 7)
    take = arkit({"jawOpen": t, "mouthSmileLeft": 0.5})
    assert take.shape == (7, C)
    np.testing.assert_array_equal(take[3], arkit({"jawOpen": t[3], "mouthSmileLeft": 0.5}))


def test_mouth_close_brings_the_jaw_back_but_never_past_closed():
    apart = arkit({"jawOpen": 0.4})[INDEX["jaw_openers"]]
    together = arkit({"jawOpen": 0.4, "mouthClose": 0.4})[INDEX["jaw_openers"]]
    assert 0 < together < apart / 2
    assert arkit({"mouthClose": 1})[INDEX["jaw_openers"]] == 0


def test_a_muscle_without_side_means_both():
    a = activation(mentalis=0.5, zygomaticus_major_left=1.0, jaw_openers=0.2)
    assert a[INDEX["mentalis_left"]] == a[INDEX["mentalis_right"]] == 0.5
    assert a.sum() == pytest.approx(2.2)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: expression("smile_socal"), "did you mean 'smile_social'"),
        (lambda: expression(["snarl"]), "unknown expression"),
        (lambda: expression("snarl", side="leftt"), "a side is 'left' or 'right' or 'both'"),
        (lambda: expression("snarl", side=""), "unknown side"),
        (lambda: expression("snarl", intensity=1.01), "from 0 to 1, got 1.01"),
        (lambda: expression("snarl", intensity=float("nan")), "from 0 to 1, got nan"),
        (lambda: expression("snarl", intensity="F"), "unknown intensity 'F'"),
        (lambda: expression("snarl", intensity=[0.1, 0.2]), r"one number, got \[0\.1, 0\.2\]"),
        (lambda: action_unit(3), "unknown action unit 3"),
        (lambda: action_unit("12"), "unknown action unit '12'"),
        (lambda: action_unit(33), "not modelled .cheek blow; use cheekPuff"),
        (lambda: arkit({"mouthSmileleft": 1}), "did you mean 'mouthSmileLeft'"),
        (lambda: arkit({"jawOpen": -0.1}), "from 0 to 1, got -0.1"),
        (lambda: arkit({"jawOpen": "1"}), "must be a number"),
        (lambda: arkit({"jawOpen": True}), "must be a number"),
        (lambda: arkit({"tongueOut": 0.1}), "tongueOut is not modelled"),
        (lambda: arkit({"jawOpen": [0, 1], "jawLeft": [0, 1, 0]}), "arrays of one shape"),
        (lambda: arkit(["jawOpen"]), "takes a mapping"),
        (lambda: activation(zygo=1), "unknown muscle 'zygo'"),
        (lambda: activation(mentalis=1.6), "from -1 to 1.5, got 1.6"),
        (lambda: activation(mentalis=1, mentalis_left=1), "given twice"),
        (lambda: activation(gaze_yaw_left=1), "unknown muscle"),
    ],
)
def test_what_is_not_allowed_is_refused_in_a_sentence(call, message):
    with pytest.raises(FaceModelError, match=message):
        call()


def test_tongue_out_at_zero_is_no_tongue():
    np.testing.assert_array_equal(arkit({"tongueOut": 0}), np.zeros(C))


@pytest.mark.parametrize("number", [[1], True, None, "1", 1.0])
def test_what_is_no_number_of_a_unit_is_refused(number):
    with pytest.raises(FaceModelError, match="unknown action unit"):
        fm.action_unit(number)


def test_nothing_is_suggested_for_what_is_no_name():
    for call in (lambda: fm.expression(None), lambda: fm.Case(condition="palsy")):
        with pytest.raises(FaceModelError) as caught:
            call()
        assert "did you mean" not in str(caught.value)
