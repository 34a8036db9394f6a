"""Weeks after a palsy: conduction first, synkinesis from month four, neither beyond its end."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facemodel.anatomy.expressions import expression
from facemodel.anatomy.muscles import INDEX, MIRROR
from facemodel.errors import FaceModelError
from facemodel.physiology import conditions, toxin
from facemodel.physiology.conditions import recovery, rehabilitation
from facemodel.physiology.toxin import Injection

FIELDS = ("conduction", "synkinesis", "tone", "strength")
CORNER = INDEX["zygomaticus_major_left"]


def test_it_begins_as_the_palsy_and_ends_as_what_remains():
    start, end = recovery(0), recovery(3650)
    palsy = conditions.house_brackmann(6)
    remains = conditions.postparalytic_synkinesis("left", "moderate")
    for field in FIELDS:
        assert np.allclose(getattr(start, field), getattr(palsy, field), atol=1e-12), field
        assert np.allclose(getattr(end, field), getattr(remains, field), atol=1e-12), field


@given(st.floats(0, 3650), st.floats(0, 60))
@settings(max_examples=50, deadline=None)
def test_nothing_goes_back(day, later):
    a, b = recovery(day), recovery(min(day + later, 3650))
    assert (b.conduction >= a.conduction - 1e-12).all()
    assert (b.synkinesis >= a.synkinesis - 1e-12).all()


@pytest.mark.parametrize(("severity", "first_signs"), [(0.0, 21), ("severe", 90)])
def test_first_signs_come_within_weeks_or_after_months(severity, first_signs):
    """[Peitersen]: within three weeks in most; after two to four months where much remains."""
    start, end = (recovery(day, severity=severity).conduction[CORNER] for day in (0, 3650))
    back = recovery(first_signs, severity=severity).conduction[CORNER] - start
    assert 0.05 * (end - start) < back < 0.15 * (end - start)


def test_synkinesis_waits_until_conduction_comes_back():
    at_90, at_120 = recovery(90), recovery(120)
    assert at_120.conduction[CORNER] > 0.6 * recovery(3650).conduction[CORNER]
    assert not at_90.synkinesis.any()
    assert at_120.synkinesis.any()
    assert np.allclose(recovery(365).synkinesis, recovery(3650).synkinesis)


def test_a_complete_recovery_is_a_healthy_face():
    u = expression("open_mouth_smile")
    assert np.allclose(recovery(3650, severity=0).drive(u), u, atol=1e-12)


def test_the_other_side_is_the_mirror():
    u = expression("forced_eye_closure")
    for day in (0, 75, 200, 400):
        left, right = recovery(day, "left"), recovery(day, "right")
        assert np.allclose(right.drive(u[MIRROR]), left.drive(u)[MIRROR], atol=1e-15)


def test_a_course_of_rehabilitation_is_its_days_one_by_one(face):
    """Doses given every twelve weeks calm the synkinesis that rises meanwhile, and wear off."""
    u, days = expression("open_mouth_smile"), np.array([0.0, 120, 240, 270, 360, 390, 500])
    session = Injection(3, muscle="orbicularis_oculi_palpebral_left", day=240.0)
    left = toxin.remaining(face, toxin.repeated(session, 120, 2), days)
    plain = rehabilitation(days, u)
    treated = rehabilitation(days, u, left)
    for day, row, share in zip(days, treated, left, strict=True):
        assert np.array_equal(row, recovery(day).drive(u, share))
    eye = INDEX["orbicularis_oculi_palpebral_left"]
    assert (np.diff(plain[1:, eye]) >= -1e-9).all()  # from month four it only rises
    assert np.array_equal(treated[days <= 240], plain[days <= 240])
    calmed = plain[:, eye] - treated[:, eye]
    assert calmed[days == 270] > 0.05 < calmed[days == 390]
    assert calmed[days == 360] < calmed[days == 270]


def test_a_course_that_cannot_be_is_refused():
    u = expression("snarl")
    for days in (3.0, [], [[1.0]], ["soon"], [-1.0]):
        with pytest.raises(FaceModelError, match="days"):
            rehabilitation(days, u)
    with pytest.raises(FaceModelError, match=r"remaining strength has shape \(2, \d+\)"):
        rehabilitation([1.0, 2.0, 3.0], u, np.ones((2, u.shape[-1])))


@pytest.mark.parametrize("day", [-1, float("nan"), 3651, "soon", None])
def test_a_day_that_cannot_be_is_refused(day):
    with pytest.raises(FaceModelError, match="day"):
        recovery(day)
