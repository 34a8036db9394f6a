"""One Assessment of one face, of people and of days: the same figures, each computed once."""

import numpy as np
import pytest

import facemodel as fm
from facemodel.clinic.assessment import Assessment, Pair, assess
from facemodel.clinic.examination import SUNNYBROOK_TASKS, Examination, examine
from facemodel.clinic.excursions import LEAST_MOVEMENT_MM, retained
from facemodel.clinic.findings import KINDS, flagged
from facemodel.clinic.findings import TASKS as SHOWN
from facemodel.errors import FaceModelError

SPASM = fm.conditions.hemifacial_spasm("left")
LESS = fm.dampen({"eye_left": 0.6, "smile_left": 0.5})


@pytest.fixture(scope="module")
def seen(face):
    return assess(face, SPASM, LESS, None, SUNNYBROOK_TASKS)


def test_nothing_done_changes_nothing_and_is_measured_once(face):
    exam = examine(face, SPASM, tasks=SUNNYBROOK_TASKS)
    same = Assessment(exam, exam, "left")
    asked = []
    pair = same.pair(lambda one: asked.append(one) or one.over_tasks_mm)
    assert len(asked) == 1
    assert pair.change == 0
    assert list(same.retained.values()) == pytest.approx([1.0] * 10)
    shown = assess(face, SPASM, np.ones_like(LESS), None, SHOWN)
    assert not any(flagged(shown.side_effects).values())


def test_figures_are_those_of_the_measures_themselves(face, seen):
    exam = examine(face, SPASM, LESS, tasks=SUNNYBROOK_TASKS)
    each = [fm.metrics.asymmetry(face.mesh, frame) for frame in exam.frames.values()]
    assert seen.after.asymmetry_mm == pytest.approx(each)
    assert seen.over_tasks_mm.after == pytest.approx(np.sqrt(np.mean(np.square(each))))
    gap = fm.metrics.closure_gap_mm(face, LESS, SPASM)
    assert seen.closure_gap_mm.after == pytest.approx(gap, abs=1e-3)
    assert seen.graded("sunnybrook").after.score == fm.scales.sunnybrook(exam, "left").score


def test_people_and_days_are_leading_axes(face, seen):
    """Two days of three people, before treatment alike, as one array of frames."""

    def many(exam: Examination, *shape: int) -> Examination:
        frames = np.stack(list(exam.frames.values()))
        return Examination.of(
            face.mesh, exam.tasks, np.broadcast_to(frames, (*shape, *frames.shape))
        )

    group = Assessment(many(seen.before, 3, 1), many(seen.after, 3, 2), "left")
    assert group.least_retained.shape == (3, 2)
    assert group.least_retained == pytest.approx(np.full((3, 2), seen.least_retained))
    assert group.own_rest_symmetry_percent.after == pytest.approx(
        np.full((3, 2), seen.own_rest_symmetry_percent.after)
    )


def test_what_is_retained_runs_along_the_way_the_movement_had():
    had = np.array([[4.0, 0, 0], [0, 2.0, 0]])
    assert retained(had, had / 2) == pytest.approx(0.5)
    assert retained(had, had[::-1]) == pytest.approx(0)  # as large, the other way round
    assert retained(had, -had) == pytest.approx(-1)
    least = np.array([[LEAST_MOVEMENT_MM, 0, 0]])
    assert retained(least, least) == pytest.approx(1)
    assert np.isnan(retained(0.99 * least, least))


def test_a_side_effect_that_another_tells_is_not_told_twice(face):
    """Both corners lose, the left one more."""
    less = fm.dampen({"smile_left": 0.9, "smile_right": 0.4})
    found = assess(face, fm.conditions.healthy(), less, None, SHOWN).side_effects
    beyond = {(one.name, one.side) for one in found if one.beyond}
    told = {key for key, here in flagged(found).items() if here}
    assert {("smile_asymmetry", "left"), ("narrow_smile", "left")} <= beyond
    assert beyond - told == {("narrow_smile", "left")}
    assert ("narrow_smile", "right") in told
    assert KINDS["narrow_smile"].suppressed_by == "smile_asymmetry"


def test_a_task_that_was_not_asked_for_is_refused(seen):
    with pytest.raises(FaceModelError, match="did not ask for 'frown'"):
        seen.after.movement("frown", "left")
    with pytest.raises(FaceModelError, match="did not ask for 'lower_teeth'"):
        _ = seen.side_effects


def test_a_pair_says_how_much_changed_and_fell():
    assert Pair(4.0, 3.0).change == -1
    assert Pair(4.0, 3.0).fall == 0.25
