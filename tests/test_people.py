"""Virtual people: reproducible, spread as tabled, and the average one is every table's."""

import numpy as np
import pytest

import facemodel as fm
from facemodel import constants
from facemodel.anatomy.muscles import INDEX, MIRROR, MUSCLES
from facemodel.errors import FaceModelError
from facemodel.physiology import conditions
from facemodel.physiology.people import average, sample

M = len(MUSCLES)
PEOPLE = sample(11, 4000)


def test_the_average_person_changes_nothing():
    u = fm.expression("smile_social")
    condition = conditions.hemifacial_spasm()
    assert np.array_equal(average().drive(condition, u), condition.drive(u))


def test_the_same_seed_is_the_same_person_however_many_are_drawn():
    assert np.array_equal(sample(5).strength, sample(5, 3)[0].strength)
    assert sample(5).ed50 == sample(5, 3).ed50[0]
    assert not np.array_equal(sample(5).strength, sample(6).strength)
    assert np.array_equal(sample(5, 2).strength, sample(5, 9).strength[:2])


@pytest.mark.parametrize(
    ("field", "constant"),
    [("ed50", "ed50_sd_log"), ("decay_days", "decay_sd_log"), ("onset_days", "onset_sd_log"),
     ("stiffness", "stiffness_sd_log")],
)  # fmt: skip
def test_factors_are_log_normal_as_tabled(field, constant):
    women = sample(2, 4000, "female")
    values = np.log(getattr(women, field))
    assert values.std() == pytest.approx(constants.value(f"people.{constant}"), rel=0.05)
    plain = float(getattr(average(), field))
    assert np.exp(np.median(values)) == pytest.approx(plain, rel=0.03)


def test_the_sides_differ_by_eight_per_cent_and_people_by_twenty():
    k = INDEX["zygomaticus_major_left"]
    women = sample(2, 4000, "female")
    left, right = np.log(women.strength[:, k]), np.log(women.strength[:, MIRROR[k]])
    assert (left - right).std() == pytest.approx(0.08 * np.sqrt(2), rel=0.06)
    assert ((left + right) / 2).std() == pytest.approx(np.hypot(0.20, 0.08 / np.sqrt(2)), rel=0.06)


def test_men_are_stronger_and_need_more():
    women, men = sample(2, 2000, "female"), sample(2, 2000, "male")
    assert np.allclose(men.strength, np.minimum(1.15 * women.strength, 3))
    assert np.allclose(men.ed50, 1.3 * women.ed50)
    assert {*PEOPLE.sex} == {"female", "male"}
    assert (PEOPLE.sex == "male").mean() == pytest.approx(0.5, abs=0.03)


def test_few_do_not_respond():
    assert 0 < 1 - PEOPLE.responds.mean() < 0.02


def test_one_is_found_by_their_number():
    assert np.array_equal(sample(5, index=2).strength, sample(5, 3).strength[2])
    assert np.array_equal(sample(5, 2, index=3).ed50, sample(5, 5).ed50[3:])


def test_two_in_a_thousand_stop_responding_in_each_year():
    within_ten_years = (PEOPLE.responds_until_day < 10 * 365.25).mean()
    expected = 1 - np.exp(-10 * constants.value("people.lost_response"))
    assert within_ten_years == pytest.approx(expected, abs=0.006)
    with constants.override({"people.lost_response": 0.0}):
        assert sample(11, 100).responds_until_day.min() > 1e9


def test_people_are_a_leading_axis_of_the_face(face):
    few = sample(3, 5)
    activation = few.drive(conditions.healthy(), fm.expression("open_mouth_smile"))
    assert activation.shape == (5, M)
    assert face.deform(activation).shape == (5, len(face.mesh.vertices), 3)
    assert np.array_equal(
        activation[2], few[2].drive(conditions.healthy(), fm.expression("open_mouth_smile"))
    )


def test_a_mirrored_person_moves_the_mirrored_face():
    one, u = sample(4), fm.expression("smile_social")
    a, b = one.drive(conditions.healthy(), u), one.mirrored().drive(conditions.healthy(), u[MIRROR])
    assert np.allclose(a, b[MIRROR])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: sample(-1), "a seed is a whole number"),
        (lambda: sample("x"), "a seed is a whole number"),
        (lambda: sample(True), "a seed is a whole number"),
        (lambda: sample(1, 0), "number of people"),
        (lambda: sample(1, 10**6), "number of people"),
        (lambda: sample(1, sex="man"), "unknown sex"),
        (lambda: sample(1)[0], "this is one person"),
        (lambda: sample(1, index=-1), "the index of a person is a whole number from 0"),
        (lambda: sample(1, sex=3), "unknown sex"),
    ],
)
def test_who_cannot_be_drawn_is_refused_in_a_sentence(call, message):
    with pytest.raises(FaceModelError, match=message):
        call()
