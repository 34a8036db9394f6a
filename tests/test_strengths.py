"""What a take tells of muscles: the side and the muscle that were made weak, and no others."""

import numpy as np
import pytest

import facemodel as fm
from facemodel.anatomy.action_tables import CLINICAL_TASKS
from facemodel.study import movements

TIME = np.arange(480) / 30


def take(weak=None, extra=None, rng=None, source="made"):
    """Five tasks; some muscles weaker, some contracting in all of them, with a tracker's gain."""
    controls = np.zeros((len(TIME), len(fm.CONTROLS)))
    moves = np.zeros(len(TIME))
    for k, name in enumerate(CLINICAL_TASKS):
        at = 0.5 + 3 * k
        size = np.interp(TIME, [at, at + 0.5, at + 1.5, at + 2], [0, 1, 1, 0])
        controls[:, : len(fm.MUSCLES)] += size[:, None] * fm.expression(name)
        moves += size
    for muscle, share in (weak or {}).items():
        controls[:, fm.MUSCLES.index(muscle)] *= 1 - share
    for muscle, share in (extra or {}).items():
        at = fm.MUSCLES.index(muscle)
        controls[:, at] = np.maximum(controls[:, at], share * moves)
    if rng is not None:
        controls *= np.exp(rng.normal(0, 0.07, controls.shape[1]))
    return fm.Recording(TIME, np.clip(controls, -1, 1), source)


def test_a_weak_muscle_is_found_with_its_share_and_its_side():
    found = movements.strengths(take({"zygomaticus_major_left": 0.5, "frontalis_medial_left": 0.3}))
    weak = {one.muscle: one for one in found.findings if one.kind == "weak"}
    assert found.side == "left"
    assert weak["zygomaticus_major_left"].percent == pytest.approx(50, abs=1)
    assert weak["frontalis_medial_left"].percent == pytest.approx(30, abs=1)
    assert set(weak) == {"zygomaticus_major_left", "frontalis_medial_left"}
    case = found.case()
    assert case.expression in CLINICAL_TASKS
    assert case.weak["zygomaticus_major_left"] == pytest.approx(0.5, abs=0.01)
    assert case.condition == "healthy"  # no name is given to it


def test_what_moves_unasked_is_found_on_its_side():
    found = movements.strengths(take(extra={"zygomaticus_major_right": 0.4}))
    (one,) = (one for one in found.findings if one.muscle == "zygomaticus_major_right")
    assert one.kind == "unasked"
    assert one.percent == pytest.approx(40, abs=2)
    assert "gentle_eye_closure" in one.tasks
    assert "open_mouth_smile" not in one.tasks
    assert found.side == "right"


def test_what_moves_unasked_is_in_the_case_beside_what_is_weak(face):
    weak = {"zygomaticus_major_left": 0.5, "frontalis_medial_left": 0.3}
    found = movements.strengths(take(weak, {"orbicularis_oculi_palpebral_left": 0.4}))
    case = found.case()
    meant = case.intended()
    left, right = (fm.MUSCLES.index(f"orbicularis_oculi_palpebral_{s}") for s in ("left", "right"))
    assert case.expression is None
    assert meant[left] == pytest.approx(0.4, abs=0.01)
    assert meant[right] < 0.1
    assert case.weak["frontalis_medial_left"] == pytest.approx(0.3, abs=0.01)
    assert "orbicularis_oculi_palpebral_left" not in case.weak
    opening = fm.metrics.facial_measures(face.mesh, case.after(face))["palpebral_fissure_height_mm"]
    assert opening[0] < opening[1] - 1
    assert case.condition == "healthy"


def test_an_even_face_with_a_trackers_gain_has_no_weak_muscle():
    rng = np.random.default_rng(0)
    seen = [movements.strengths(take(rng=rng, source="Live Link Face")) for _ in range(20)]
    told = [one for made in seen for one in made.findings]
    pairs = sum(len(made.seen) for made in seen) * 8
    assert len(told) < 0.05 * pairs


def test_its_range_holds_the_truth_in_most_takes():
    rng, inside = np.random.default_rng(2), 0
    for _ in range(25):
        found = movements.strengths(
            take({"zygomaticus_major_left": 0.6}, rng=rng, source="Live Link Face")
        )
        one = next(f for f in found.findings if f.muscle == "zygomaticus_major_left")
        inside += one.low_percent <= 60 <= one.high_percent
        assert found.side == "left"
    assert inside >= 22


def test_what_is_found_can_be_planned_on(face):
    found = movements.strengths(take(extra={"zygomaticus_major_right": 0.5}))
    plan = found.plan(face)
    assert plan.ratio <= 1
    assert plan.side == "right"


@pytest.mark.parametrize(
    ("made", "word"),
    [
        (fm.Recording(TIME, np.zeros((len(TIME), len(fm.CONTROLS)))), "no task that is known"),
        (fm.Recording(TIME, np.zeros((480, len(fm.CONTROLS))), "OpenFace", False), "no sides"),
        ("take.csv", "a take"),
    ],
)
def test_what_tells_nothing_is_refused(made, word):
    with pytest.raises(fm.FaceModelError, match=word):
        movements.strengths(made)
