"""What a take tells of rest: the muscle that holds tone or has lost it, its side, and no other."""

import numpy as np
import pytest

import facemodel as fm
from facemodel.anatomy.muscles import INDEX, MUSCLES
from facemodel.capture.recording import reading, takes, tracking
from facemodel.physiology.found import with_found
from facemodel.study import movements
from facemodel.study.strengths import _moving
from facemodel.validation.captures import FOLLOWED

TIME = np.arange(90) / 30
SMILE = np.interp(TIME, [1, 1.3, 2, 2.3], [0, 0.7, 0.7, 0])


def by_shapes(source="Live Link Face", **level):
    """A take that begins at rest, with levels of shapes there."""
    shapes = {f"{n}{s}": SMILE if n == "mouthSmile" else 0 * TIME
              for n in ("mouthSmile", "browDown", "browOuterUp", "eyeBlink", "cheekSquint")
              for s in ("Left", "Right")}  # fmt: skip
    for name, value in level.items():
        shapes[name] = np.clip(shapes[name] + value, 0, 1)
    return reading.made_of(takes.Take(source, TIME, shapes=shapes), (0, 0.8))


def by_points(face, held):
    """30 points of a face that holds something at rest, turning its head, then smiling."""
    rng, time = np.random.default_rng(1), np.arange(20) / 20
    still = np.zeros(len(MUSCLES))
    for name, x in held.items():
        still[INDEX[name]] = x
    size = np.interp(time, [0.55, 0.8], [0, 1])[:, None]
    meant = np.clip(still + size * fm.expression("smile_social")[: len(MUSCLES)], -1, 1)
    points = face.deform(meant)[:, [face.mesh.landmarks[n] for n in FOLLOWED]]
    turn = np.array([[0.96, 0, 0.28], [0, 1, 0], [-0.28, 0, 0.96]])
    seen = points @ turn + rng.normal(0, 0.2, points.shape)
    tracks = dict(zip(FOLLOWED, seen.transpose(1, 0, 2), strict=True))
    return tracking.landmarks_to_muscles(time, tracks, face, "mm")


def test_a_held_corner_is_found_in_points_and_goes_with_the_mirror(face):
    take = by_points(face, {"zygomaticus_major_left": 0.5})
    (one,) = movements.rest(take, side="left")
    assert (one.muscle, one.kind, one.tasks) == ("zygomaticus_major_left", "held", ("rest",))
    assert one.low_percent <= 50 <= one.high_percent
    assert one.high_percent - one.low_percent < 70
    (other,) = movements.rest(take.mirrored(), side="right")
    assert other.muscle == "zygomaticus_major_right"
    assert other.percent == one.percent


def test_from_rest_alone_a_fallen_corner_is_not_given_to_the_other_side(face):
    take = by_points(face, {"zygomaticus_major_right": -1.0})
    (one, *_) = movements.rest(take)
    assert "slack zygomaticus_major_right" in one.instead
    assert not one.side_told
    weak = ["zygomaticus_major_right"]
    (told, *_) = movements.rest(take, side="right", weak=weak)
    assert (told.muscle, told.kind) == ("zygomaticus_major_right", "slack")


def test_a_held_brow_is_found_in_shapes():
    (one,) = movements.rest(by_shapes(browDownLeft=0.5))
    assert (one.muscle, one.kind) == ("corrugator_left", "held")
    assert one.side_told


def test_even_faces_hold_nothing_and_a_trackers_zero_is_no_tone(face):
    assert movements.rest(by_points(face, {})) == ()
    assert movements.rest(by_shapes(browDownLeft=0.3, browDownRight=0.3)) == ()


def test_what_is_not_known_is_refused_with_the_way_out():
    take = by_shapes("MediaPipe", browDownLeft=0.5)
    with pytest.raises(fm.FaceModelError, match="tracker_rest_sd_percent="):
        movements.rest(take)
    assert movements.rest(take, tracker_rest_sd_percent=8)[0].muscle == "corrugator_left"
    with pytest.raises(fm.FaceModelError, match="not known how this face was at rest"):
        movements.rest(fm.Recording(TIME, np.zeros((90, len(fm.CONTROLS)))))


def test_what_is_held_becomes_a_case_that_holds_it(tmp_path, face):
    found = movements.strengths(by_shapes(browDownLeft=0.5))
    assert found.side == "left"
    case = found.case()
    held = case.held["corrugator_left"]
    assert held == pytest.approx(found.held["corrugator_left"])
    still = fm.Case(held=case.held)
    assert still.drive(face)[INDEX["corrugator_left"]] == pytest.approx(held)
    assert fm.load_case(fm.save_case(case, tmp_path / "case.json")) == case
    assert case.condition == "healthy"
    assert case.side is None
    assert case.build_condition().side == "left"
    mirrored = case.mirrored()
    assert mirrored.held["corrugator_right"] == held
    relaxed = fm.plan.balance(face, fm.Case(held={"corrugator_left": 0.6}).build_condition())
    assert relaxed.dampening.get("corrugator_left", 0) > 0.1


def test_what_a_muscle_holds_it_has_no_more_to_contract_by():
    name = "zygomaticus_major_left"
    seen = {"open_mouth_smile": np.zeros(len(fm.CONTROLS))}
    seen["open_mouth_smile"][[INDEX[name], INDEX["zygomaticus_major_right"]]] = 0.5, 1.0
    assert [f.muscle for f in _moving(seen, 0.1, {})] == [name]
    assert _moving(seen, 0.1, {name: 0.5}) == ()


def test_lost_tone_and_weakness_are_in_the_drive():
    normal = fm.conditions.healthy()
    made = with_found(normal, {"zygomaticus_major_left": 0.4}, {"frontalis_medial_left": -0.5})
    smile = made.drive(fm.expression("open_mouth_smile")[: len(MUSCLES)])
    assert smile[INDEX["zygomaticus_major_left"]] == pytest.approx(0.6)
    rest = made.drive(np.zeros(len(MUSCLES)))
    assert rest[INDEX["frontalis_medial_left"]] < -0.2
    assert made.side == "left"
    with pytest.raises(fm.FaceModelError, match="unknown muscle"):
        fm.Case(weak={"zygomaticus": 0.5})
    with pytest.raises(fm.FaceModelError, match="either a condition or"):
        fm.Case(condition="hb_4", weak={"zygomaticus_major_left": 0.5})


@pytest.mark.slow
@pytest.mark.browser
def test_a_page_shows_muscles_as_found_until_a_condition_is_chosen(tmp_path, page_offline):
    case = fm.Case(expression="open_mouth_smile", weak={"zygomaticus_major_right": 0.6},
                   held={"corrugator_right": 0.5})  # fmt: skip
    page_offline.goto(fm.export_page(case, tmp_path / "found.html").as_uri())
    page_offline.locator(".fm-picture canvas").first.wait_for()
    menu = page_offline.locator("select[id$=-condition]")
    carried = "() => facemodelPage.store.get().carried"
    assert menu.evaluate("s => s.selectedOptions[0].textContent") == "muscles as found"
    assert page_offline.evaluate(carried)["held"] == {"corrugator_right": 0.5}
    menu.select_option("hb_4")
    page_offline.wait_for_function(f"!('weak' in ({carried})())")
    assert menu.input_value() == "hb_4"
