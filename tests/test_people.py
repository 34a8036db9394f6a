"""Virtual people: reproducible, spread as tabled, and the average one is every table's."""

from dataclasses import replace

import numpy as np
import pytest

import facemodel as fm
from facemodel.anatomy.muscles import INDEX, MIRROR, MUSCLES, SIDES, TONE, info, side_of
from facemodel.clinic.measures import palpebral_fissures_mm
from facemodel.data import constants
from facemodel.errors import FaceModelError
from facemodel.physiology import conditions, streams
from facemodel.physiology.people import average, sample

M = len(MUSCLES)
HAS_TONE = TONE > 0
PEOPLE = sample(11, 4000)
FACES = sample(1, 200)


def test_the_average_person_changes_nothing():
    u = fm.expression("smile_social")
    condition = conditions.hemifacial_spasm()
    assert np.array_equal(average().drive(condition, u), condition.drive(u))


def test_the_same_seed_is_the_same_person_however_many_are_drawn():
    assert np.array_equal(sample(5).strength, sample(5, 3)[0].strength)
    assert sample(5).ed50 == sample(5, 3).ed50[0]
    assert not np.array_equal(sample(5).strength, sample(6).strength)
    assert np.array_equal(sample(5, 2).strength, sample(5, 9).strength[:2])


def test_muscles_take_their_numbers_left_ones_first_in_the_order_of_the_table():
    """So that a seed stays the same person whatever else is added."""
    rows = [(m, side_of(m), info(m).drawn) for m in streams._DRAWN]
    first = [m for side in (*SIDES, None) for m, own, drawn in sorted(
        (row for row in rows if row[1] == side and row[2] is not None), key=lambda row: row[2]
    )]  # fmt: skip
    assert [m for m, _, drawn in rows if drawn is not None] == first
    assert len(first) > 60


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


@pytest.mark.parametrize(
    ("muscle", "constant"),
    [("zygomaticus_major", "tone_sd_log"), ("levator_palpebrae_superioris", "lid_tone_sd_log")],
)
def test_tone_is_each_sides_own_and_spread_as_tabled(muscle, constant):
    k = INDEX[f"{muscle}_left"]
    left, right = np.log(PEOPLE.tone[:, k]), np.log(PEOPLE.tone[:, MIRROR[k]])
    assert left.std() == pytest.approx(constants.value(f"people.{constant}"), rel=0.05)
    assert abs(np.corrcoef(left, right)[0, 1]) < 0.05
    assert abs(np.corrcoef(left, np.log(PEOPLE.strength[:, k]))[0, 1]) < 0.05


def test_parts_of_one_muscle_have_one_tone():
    medial, lateral = (INDEX[f"frontalis_{part}_left"] for part in ("medial", "lateral"))
    assert np.array_equal(PEOPLE.tone[:, medial], PEOPLE.tone[:, lateral])


def test_a_full_effort_and_letting_go_are_whole_whatever_the_tone():
    health, ones = conditions.healthy(), np.ones(M)
    assert np.allclose(FACES.drive(health, ones), np.minimum(FACES.strength, 1.5))
    assert np.allclose(FACES.drive(health, -ones)[:, HAS_TONE], -1)
    assert (FACES.drive(health, ones, 0.0)[:, HAS_TONE] == -1).all()


def test_more_tone_never_rests_with_less():
    more = replace(FACES, tone=np.minimum(1.2 * FACES.tone, 3))
    less = FACES.drive(conditions.healthy(), np.zeros(M))
    assert (more.drive(conditions.healthy(), np.zeros(M)) > less)[:, HAS_TONE].all()


def test_faces_at_rest_are_as_uneven_as_published(face):
    """0.48-2.28 mm between sides [Coulson2002]; a lid lower by 1 mm is a ptosis [CourseNotes]."""
    rest = face.deform(FACES.drive(conditions.healthy(), np.zeros(M)), dtype=float)
    for stem in ("brow_mid", "cheilion"):
        left, right = (rest[:, face.mesh.landmarks[f"{stem}_{s}"]] for s in ("left", "right"))
        assert 0.48 <= np.linalg.norm(left - right * [-1, 1, 1], axis=-1).mean() <= 2.28
    fissures = palpebral_fissures_mm(face.mesh, rest)  # taken to differ so in 2 people of 100
    assert 0 < (abs(fissures[:, 0] - fissures[:, 1]) > 1).mean() < 0.05


@pytest.mark.parametrize("name", ["healthy", "hemifacial_spasm", "hb_5", "bruxism"])
def test_a_condition_as_a_person_has_it_moves_as_the_person_does(name):
    one, condition = sample(4), conditions.by_name(name)
    u, left = fm.expression("smile_social"), np.linspace(0, 1, M)
    own = one.in_condition(condition)
    assert np.allclose(own.drive(u, left), one.drive(condition, u, left), rtol=0, atol=1e-12)
    assert not np.allclose(own.drive(u, left), condition.drive(u, left), atol=0.01)
    mirrored = one.mirrored().in_condition(condition.mirrored())
    assert np.allclose(mirrored.drive(u[MIRROR], left[MIRROR])[MIRROR], own.drive(u, left))


def test_conditions_of_two_people_are_not_combined():
    spasm, other = conditions.hemifacial_spasm(), conditions.by_name("bruxism")
    a, b = sample(4), sample(5)
    together = conditions.combine(a.in_condition(spasm), a.in_condition(conditions.healthy()))
    assert np.allclose(together.tone, a.in_condition(spasm).tone)
    with pytest.raises(FaceModelError, match="people whose normal tone differs"):
        conditions.combine(a.in_condition(spasm), b.in_condition(other))


def test_some_of_several_are_several():
    some = FACES[3:5]
    assert some.count == 2
    assert np.array_equal(some[1].tone, FACES[4].tone)


def test_men_are_stronger_and_need_more():
    women, men = sample(2, 2000, "female"), sample(2, 2000, "male")
    assert np.allclose(men.strength, np.minimum(1.15 * women.strength, 3))
    assert np.allclose(men.ed50, 1.3 * women.ed50)
    assert {*PEOPLE.sex} == {"female", "male"}
    assert (PEOPLE.sex == "male").mean() == pytest.approx(0.5, abs=0.03)
    with constants.override({"people.male_share": 0.8}):
        assert (sample(2, 1000).sex == "male").mean() == pytest.approx(0.8, abs=0.04)


def test_few_do_not_respond():
    assert 0 < 1 - PEOPLE.responds.mean() < 0.02
    with constants.override({"people.no_response": 0.02}):
        assert sample(2, 4000).responds.mean() == pytest.approx(0.98, abs=0.006)


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
        (lambda: sample(1, 2).in_condition(conditions.healthy()), "these are several people"),
        (lambda: sample(1).in_condition("healthy"), "a condition"),
        (lambda: replace(sample(1), tone=np.ones(3)), "tone has shape"),
        (lambda: replace(sample(1), tone=np.ones((2, M))), "one value of each"),
        (lambda: replace(sample(1), tone=np.full(M, -0.1)), "tone of a person must"),
        (lambda: sample(1, index=-1), "the index of a person is a whole number from 0"),
        (lambda: sample(1, sex=3), "unknown sex"),
    ],
)
def test_who_cannot_be_drawn_is_refused_in_a_sentence(call, message):
    with pytest.raises(FaceModelError, match=message):
        call()


def test_people_print_in_a_line():
    assert repr(sample(3, 5)) == "Person(5 people, seed 3)"
    assert repr(average()) == "Person(average, strength 1.00 to 1.00, ED50 x 1.00)"
