"""Recordings over time: measures in mm, sides beside healthy people's, two takes compared."""

import csv

import numpy as np
import pytest

import facemodel as fm
import recording_files as files
from facemodel.capture.recording.reading import made_of
from facemodel.capture.recording.takes import Asked, parsed
from facemodel.study import course, movements

SMILE, EYE, BROW = "corner of the mouth", "eye closes", "brow"


def take(shapes=None, **options):
    return made_of(parsed(files.live_link(shapes, **options).encode(), Asked()))


@pytest.fixture(scope="module")
def smile():
    return take()  # 0.9 left, 0.6 right, one blink


def test_a_recording_is_measured_at_each_of_its_moments(smile, face):
    made = fm.course(fm.Case(), recording=smile)
    assert made.kind == "recording"
    assert made.unit == "s"
    assert len(made.times) == round(30 * smile.seconds) + 1
    np.testing.assert_allclose(made.activation, smile.at(made.times), atol=1e-12)
    seen = course.measures(made, face)
    k = 20
    frame = face.deform(smile.at(made.times[k]))
    moved = fm.metrics.excursions(face.mesh, frame, ["cheilion_left"]).magnitude_mm[0]
    assert moved > 2
    assert seen["cheilion_left_mm"][k] == pytest.approx(moved, rel=1e-5)
    assert seen["asymmetry_mm"][k] == pytest.approx(fm.metrics.asymmetry(face.mesh, frame))
    for third, mm in fm.metrics.asymmetry(face.mesh, frame, by="thirds").items():
        assert seen[f"asymmetry_{third}_mm"][k] == pytest.approx(mm, abs=1e-6)
    assert "symmetry_percent" not in seen


def test_the_expression_of_the_case_is_not_mixed_in(smile, face):
    plain = fm.course(fm.Case(), recording=smile)
    other = fm.course(fm.Case(expression="brow_raise", intensity=0.5), recording=smile)
    np.testing.assert_array_equal(plain.activation, other.activation)
    assert other.case.expression == "rest"
    assert "symmetry_percent" not in course.measures(other, face)


def test_condition_and_doses_act_on_the_recorded_movement(smile, face):
    case = fm.Case(dampening={"zygomaticus_major_left": 1.0})
    made = fm.course(case, recording=smile)
    k = list(fm.MUSCLES).index("zygomaticus_major_left")
    assert made.treated
    assert made.before[:, k].max() > 0.5
    assert made.activation[:, k].max() <= 0
    corner = face.mesh.landmarks["cheilion_left"]
    heights = [face.deform(a)[:, corner, 1] for a in (made.before, made.activation)]
    plain, weak = (height - height[0] for height in heights)
    assert plain.max() > 1 > 0 > weak.min()  # the corner is drawn down by what is left
    assert weak.max() < 0.1


def test_a_long_recording_is_measured_in_pieces(face, monkeypatch):
    made = fm.course(fm.Case(), recording=take())
    whole = course.measures(made, face)
    monkeypatch.setattr(course, "PIECE", 7)
    for name, values in course.measures(made, face).items():
        np.testing.assert_allclose(values, whole[name], rtol=1e-5, atol=1e-5)


def test_sides_stand_beside_healthy_peoples(smile, face):
    seen = movements.sides(smile, face)
    mouth = seen[SMILE]
    assert mouth.left_mm > mouth.right_mm > 2
    assert mouth.symmetry_percent == pytest.approx(100 * mouth.right_mm / mouth.left_mm)
    assert mouth.floor_percent == pytest.approx(91 - 1.645 * np.hypot(5, 10))
    assert mouth.below
    assert seen[EYE].symmetry_percent > 95
    assert not seen[EYE].below


def test_a_side_that_is_exchanged_is_exchanged_in_what_is_measured(smile, face):
    one, other = (movements.sides(t, face) for t in (smile, smile.mirrored()))
    for name in movements.MOVEMENTS:
        assert one[name].left_mm == pytest.approx(other[name].right_mm, abs=2e-3)
        assert one[name].below == other[name].below


def test_an_even_smile_is_not_below_and_what_does_not_move_is_not_judged(face):
    seen = movements.sides(take(files.smile(90, 0.8, 0.8)), face)
    assert seen[SMILE].symmetry_percent > 99
    assert not seen[SMILE].below
    assert np.isnan(seen[BROW].symmetry_percent)
    assert not seen[BROW].below


def test_a_blink_counts_however_long_the_recording(face):
    shapes = files.smile()
    for side in ("Left", "Right"):
        shapes[f"eyeBlink{side}"][30:38] = 1
    blink = take(shapes)
    still = np.concatenate([blink.controls, np.repeat(blink.controls[:1], 1000, axis=0)])
    long = fm.Recording(np.arange(len(still)) / 60, still)
    one, other = (movements.sides(t, face)[EYE].left_mm for t in (blink, long))
    assert one > 7
    assert other == pytest.approx(one, abs=0.5)


def test_one_wrong_frame_does_not_count(face):
    shapes = files.smile(90, 0.4, 0.4)
    shapes["mouthSmileLeft"][70] = 1.0
    seen = movements.sides(take(shapes, rate=30), face)[SMILE]
    assert not seen.below


def test_under_a_condition_the_sides_are_those_of_the_condition(face):
    even = take(files.smile(90, 0.8, 0.8))
    case = fm.Case(condition="bells_chronic_flaccid", side="left")
    seen = movements.sides(fm.course(case, recording=even), face)[SMILE]
    assert seen.left_mm < 0.6 * seen.right_mm
    assert seen.below


def test_a_recording_without_sides_is_not_judged_by_them(face):
    flat = made_of(parsed(files.openface().encode(), Asked()))
    with pytest.raises(fm.FaceModelError, match="has no sides"):
        movements.sides(flat, face)
    with pytest.raises(fm.FaceModelError, match="has no sides"):
        movements.sides(fm.course(fm.Case(), recording=flat), face)


def offset_take(rng, source):
    """An even smile and raised brows, with what a tracker adds to each side at rest."""
    size = np.clip(np.sin(np.linspace(-0.6, 3.7, 60)), 0, None) * rng.uniform(0.3, 0.55)
    stems = ("mouthSmile", "browOuterUp", "browDown", "eyeSquint", "mouthFrown")
    moves = {"mouthSmile": size, "browOuterUp": size}
    shapes = {
        f"{stem}{side}": moves.get(stem, 0 * size) + rng.uniform(0, 0.4) + rng.normal(0, 0.01, 60)
        for stem in stems
        for side in ("Left", "Right")
    }
    text = {"live": files.live_link, "media": files.mediapipe}[source]({
        name: np.clip(values, 0, 1) for name, values in shapes.items()
    }, rate=30)  # fmt: skip
    return made_of(parsed(text.encode(), Asked()))


@pytest.mark.parametrize("source", ["live", "media"])
def test_what_a_tracker_adds_at_rest_calls_no_even_face_weak(source, face):
    rng = np.random.default_rng(1)
    seen = [movements.sides(offset_take(rng, source), face) for _ in range(25)]
    assert sum(one[SMILE].below or one[BROW].below for one in seen) <= 1
    assert all(one[SMILE].left_mm > 1 and one[BROW].left_mm > 1 for one in seen)
    assert all(one[SMILE].judged == (source == "live") for one in seen)


def test_where_a_tracker_is_not_known_nobody_is_called_weak_unless_its_error_is_given(face):
    shapes = files.stamped(files.smile(90, 0.9, 0.3))
    unknown = files.movement(shapes)
    seen = movements.sides(unknown, face)[SMILE]
    assert seen.symmetry_percent < 50
    assert not seen.judged
    assert not seen.below
    given = movements.sides(unknown, face, tracker_sd_percent=15)[SMILE]
    assert given.judged
    assert given.below
    assert given.floor_percent == pytest.approx(91 - 1.645 * np.hypot(5, 15))
    assert any("it is not known how even" in note for note in unknown.notes)


def test_a_jaw_that_drops_is_no_smile(face):
    drop = take({"jawOpen": np.clip(np.sin(np.linspace(-0.3, 3.4, 90)), 0, None)})
    seen = movements.sides(drop, face)[SMILE]
    assert seen.left_mm < 0.8
    assert np.isnan(seen.symmetry_percent)
    assert movements.changes(drop, drop, face)["cheilion_left_mm"].first_mm > 5  # it moves


def test_in_a_gap_nothing_is_measured(face):
    shapes = files.stamped(files.smile(90, 0.9, 0.3))
    shapes = {n: [v[k] for k in range(90) if not 40 <= k < 60] for n, v in shapes.items()}
    made = fm.course(fm.Case(), recording=files.movement(shapes))
    inside = (made.times > 39 / 30 + 1e-6) & (made.times < 2 - 1e-6)
    for name, values in course.measures(made, face).items():
        assert np.isnan(values[inside]).all(), name
        assert np.isfinite(values[~inside]).all(), name


@pytest.mark.slow
def test_a_long_recording_tells_how_far_it_is(face):
    long = fm.Recording(np.arange(20_000) / 30, np.zeros((20_000, len(fm.CONTROLS))))
    told = []
    movements.sides(long, face, progress=lambda *row: told.append(row))
    assert told[-1] == (20_000, 20_000)
    assert len(told) == 5


def test_two_takes_are_compared_with_what_can_be_told(face):
    first, second = take(files.smile(90, 0.9, 0.4)), take(files.smile(90, 0.9, 0.9))
    seen = movements.changes(first, second, face)
    right, left = seen["cheilion_right_mm"], seen["cheilion_left_mm"]
    assert right.detectable
    assert right.change_mm > 1.5
    assert right.change_mm == right.second_mm - right.first_mm
    assert not left.detectable
    assert left.change_mm == pytest.approx(0, abs=0.5)
    back = movements.changes(second, first, face)["cheilion_right_mm"]
    assert back.change_mm == pytest.approx(-right.change_mm)
    assert back.detectable
    assert seen["cheilion_right_mm"].detectable_mm == fm.metrics.DETECTABLE_IN_A_POSED_SMILE_MM


def test_measures_of_a_recording_go_to_a_table(smile, tmp_path):
    path = fm.export_measures(fm.course(fm.Case(), recording=smile), tmp_path / "take.csv")
    rows = list(csv.DictReader(path.read_text().splitlines()))
    assert len(rows) == 46
    assert float(rows[20]["time_s"]) == pytest.approx(20 * smile.seconds / 45, abs=1e-3)
    assert max(float(row["cheilion_left_mm"]) for row in rows) > 3
    assert "smile" not in rows[0]["provenance"].lower()


@pytest.mark.parametrize(
    ("call", "word"),
    [
        (lambda t: fm.course(fm.Case(), days=[1], recording=t), "days, seconds or a recording"),
        (lambda t: fm.course(fm.Case(), recording="take.csv"), "read_recording"),
        (lambda t: movements.sides(fm.Case()), "a take"),
        (lambda t: movements.changes(t, None), "a take"),
        (lambda t: movements.sides(fm.course(fm.Case(expression="brow_raise"))), "a take"),
    ],
)
def test_bad_calls_are_refused_in_a_sentence(call, word, smile):
    with pytest.raises(fm.FaceModelError, match=word):
        call(smile)


def test_a_recording_of_three_hours_is_given_in_parts():
    long = fm.Recording([0, 10_800], np.zeros((2, len(fm.CONTROLS))))
    with pytest.raises(fm.FaceModelError, match="180 minutes"):
        fm.course(fm.Case(), recording=long)
