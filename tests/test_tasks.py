"""Movements cut out of a recording: which, from when to when, and the best frame of each."""

import numpy as np
import pytest

import facemodel as fm
from facemodel.anatomy.action_tables import CLINICAL_TASKS
from facemodel.study import movements

TIME = np.arange(900) / 60


def rising(at, lasts=2.0):
    """Rises in half a second, is held and falls; highest two thirds in."""
    end = at + lasts
    return np.interp(TIME, [at, at + 0.5, at + 0.65 * lasts, end - 0.4, end], [0, 0.9, 1, 0.9, 0])


def take(*made, weak=1.0):
    controls = np.zeros((len(TIME), len(fm.CONTROLS)))
    for name, at in made:
        controls[:, : len(fm.MUSCLES)] += rising(at)[:, None] * fm.expression(name)
    right = [k for k, name in enumerate(fm.CONTROLS) if name.endswith("_right")]
    controls[:, right] *= weak
    return fm.Recording(TIME, np.clip(controls, -1, 1))


@pytest.mark.parametrize("weak", [1.0, 0.3, 0.0])
def test_the_clinical_tasks_are_found_in_their_order_also_on_a_weak_face(weak):
    made = [(name, 0.5 + 2.8 * k) for k, name in enumerate(CLINICAL_TASKS)]
    seen = movements.tasks(take(*made, weak=weak))
    assert [task.name for task in seen] == list(CLINICAL_TASKS)
    for task, (name, at) in zip(seen, made, strict=True):
        assert task.start_s == pytest.approx(at, abs=0.25)
        assert task.end_s == pytest.approx(at + 2, abs=0.25)
        assert task.best_s == pytest.approx(at + 1.3, abs=0.2)
        assert task.likeness > 0.8
        assert task.label == fm.EXPRESSIONS[name].label


def test_blinks_and_noise_are_no_tasks():
    shut = sum(np.interp(TIME, [at, at + 0.1, at + 0.3], [0, 1, 0]) for at in (2, 5, 9))
    noise = np.random.default_rng(0).uniform(0, 0.05, len(TIME))
    blinking = fm.arkit({"eyeBlinkLeft": shut, "eyeBlinkRight": shut, "mouthFrownLeft": noise})
    assert movements.tasks(fm.Recording(TIME, blinking)) == ()
    assert movements.tasks(fm.Recording(TIME, 0 * blinking)) == ()


def test_what_is_like_no_task_is_called_so():
    jaw = fm.arkit({"jawOpen": rising(2)})
    (seen,) = movements.tasks(fm.Recording(TIME, jaw))
    assert seen.name == "other"
    assert seen.label == "other movement"


def test_a_gap_parts_a_movement():
    made = take(("brow_raise", 4))
    keep = np.r_[0:290, 318:900]
    seen = movements.tasks(fm.Recording(TIME[keep], made.controls[keep]))
    assert [task.name for task in seen] == ["brow_raise", "brow_raise"]
    assert seen[0].end_s < 4.9 < 5.2 < seen[1].start_s


def test_bad_calls_are_refused():
    with pytest.raises(fm.FaceModelError, match="a take"):
        movements.tasks("take.csv")
