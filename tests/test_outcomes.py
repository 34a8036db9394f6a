"""What a treatment does to people: each by themselves, mirrored alike, and never more movement."""

from dataclasses import replace

import numpy as np
import pytest

import facemodel as fm
from facemodel.anatomy.muscles import CONTROLS, MIRROR, stem_of
from facemodel.clinic.outcomes import GRADED, MEASURES, outcomes
from facemodel.errors import FaceModelError
from facemodel.mechanics.face import build
from facemodel.mechanics.forces.columns import LIFTING
from facemodel.mechanics.stiffened import stiffened

SPASM = fm.conditions.hemifacial_spasm("left")
LESS = fm.dampen({"eye_left": 0.6, "smile_left": 0.3})
SHOTS = [fm.Injection(4, muscle="zygomaticus_major_left")]


@pytest.fixture(scope="module")
def coarse():
    return fm.load(0)


@pytest.fixture(scope="module")
def group(coarse):
    return outcomes(coarse, SPASM, LESS, people=5, seed=3)


def test_untouched_people_stay_as_they_are(coarse):
    same = outcomes(coarse, SPASM, people=3)
    for name in same.after:
        assert np.array_equal(same.before[name], same.after[name], equal_nan=True), name
    assert np.allclose(same.after["kept_share"], 1, atol=1e-6)
    assert same.before["asymmetry_mm"].min() > 0.5


def test_it_is_what_the_examination_of_the_average_person_finds(coarse):
    face = coarse
    average = fm.people.average()
    found = outcomes(face, SPASM, LESS, people=average)
    exam = fm.examine(face, SPASM, LESS, average, fm.scales.SUNNYBROOK_TASKS)
    rms = [fm.metrics.asymmetry(face.mesh, v) for v in exam.frames.values()]
    assert found.after["asymmetry_mm"][0] == pytest.approx(np.sqrt(np.mean(np.square(rms))))
    assert found.after["sunnybrook"][0] == fm.scales.sunnybrook(exam, "left").composite
    gap = fm.metrics.closure_gap_mm(face, LESS, SPASM).max()
    assert found.after["closure_gap_mm"][0] == pytest.approx(gap, abs=1e-3)
    unseen = {name for name, scale in GRADED.items() if not scale.readable_from(exam.tasks)}
    assert set(found.after) == set(MEASURES) - unseen


def test_people_are_a_leading_axis(coarse, group):
    alone = outcomes(coarse, SPASM, LESS, people=group.people[2])
    for name in group.after:
        assert group.after[name][2] == pytest.approx(alone.after[name][0], rel=1e-4), name
    assert len(np.unique(group.after["asymmetry_mm"])) == 5


def test_more_dampening_never_keeps_more(coarse, group):
    more = outcomes(coarse, SPASM, LESS**2, people=group.people)
    assert (more.after["kept_share"] < group.after["kept_share"]).all()
    assert (group.after["kept_share"] < 1).all()


def test_the_other_side_fares_alike(coarse, group):
    mirrored = outcomes(coarse, SPASM.mirrored(), LESS[MIRROR], people=group.people.mirrored())
    for name in group.after:
        assert np.allclose(mirrored.after[name], group.after[name], atol=1e-3), name
    left, right = (
        group.retained["open_mouth_smile left"],
        mirrored.retained["open_mouth_smile right"],
    )
    assert np.allclose(left, right, atol=1e-4)


def test_who_does_not_respond_is_not_changed(coarse):
    people = replace(fm.people.sample(1, 3), responds=np.array([True, False, True]))
    people = replace(people, responds_until_day=np.array([np.inf, np.inf, 30.0]))
    course = [*SHOTS, replace(SHOTS[0], day=90.0)]
    early = outcomes(coarse, SPASM, injections=course, day=20, people=people)
    late, once = (
        outcomes(coarse, SPASM, injections=shots, day=110, people=people)
        for shots in (course, SHOTS)
    )
    assert (early.after["kept_share"] < 0.9).tolist() == [True, False, True]
    assert early.after["kept_share"][1] == pytest.approx(1)
    again = late.remaining < once.remaining - 0.05
    assert again.any(axis=1).tolist() == [True, False, False]


def test_a_hand_that_is_off_changes_the_treatment(coarse):
    steady = outcomes(coarse, SPASM, injections=SHOTS, people=4, seed=1)
    off = outcomes(coarse, SPASM, injections=SHOTS, people=4, seed=1, placement_mm=4)
    again = outcomes(coarse, SPASM, injections=SHOTS, people=4, seed=1, placement_mm=4)
    assert np.array_equal(off.remaining, again.remaining)
    changed = np.abs(off.remaining - steady.remaining).max(axis=1)
    assert (changed > 0.003).all()


def test_quantiles_and_the_table_tell_of_the_people(group):
    low, middle, high = group.quantiles("asymmetry_mm")
    assert low < middle == np.median(group.after["asymmetry_mm"]) < high
    change = group.quantiles("asymmetry_mm", [0.5], when="change")
    assert change < 0
    text = str(group)
    assert "5 simulated people" in text
    assert all(MEASURES[name][1] in text for name in group.after)
    assert "nan" not in text


def test_healthy_people_smile_as_evenly_as_healthy_people_do(coarse):
    found = outcomes(coarse, people=30, seed=2, tasks=["open_mouth_smile"]).before
    mean, spread = fm.metrics.healthy_symmetry_percent("open_mouth_smile")
    assert np.mean(found["own_rest_symmetry_percent"]) == pytest.approx(mean, abs=spread)
    assert found["asymmetry_mm"].min() > 0.01


def test_without_a_side_there_is_no_scale(coarse):
    found = outcomes(coarse, people=2, tasks=["smile_social"])
    assert set(found.after) == {"asymmetry_mm", "own_rest_symmetry_percent", "kept_share"}


def test_stiffer_skin_is_the_face_assembled_with_it(coarse):
    again = build(coarse.mesh, stiffness=1.3, tension=0.013)
    short = stiffened(coarse, 1.3)
    elastic = [k for k, name in enumerate(CONTROLS) if stem_of(name) not in LIFTING]
    assert len(elastic) == len(CONTROLS) - 4
    assert np.allclose(again.basis[elastic], short.basis[elastic], atol=1e-6)
    for name in ("smile_social", "lip_pucker", "forced_eye_closure", "snarl"):
        u = fm.expression(name)
        assert np.abs(again.deform(u, float) - short.deform(u, float)).max() < 0.01, name
    assert stiffened(coarse, 1) is coarse
    # as docs/model.md says: the jaw leads stiffer skin as it leads soft skin
    u = fm.expression("surprise")
    assert np.abs(again.deform(u, float) - short.deform(u, float)).max() < 1


@pytest.mark.parametrize("stiffness", [0.7, 1.3])
def test_a_brow_lifted_by_softer_or_stiffer_skin_follows_its_bone(face, stiffness):
    again = build(face.mesh, stiffness=stiffness, tension=0.01 * stiffness)
    raised, marks = fm.expression("brow_raise"), list(face.mesh.landmarks.values())
    true = again.deform(raised, float) - face.mesh.vertices
    off = np.linalg.norm(
        stiffened(face, stiffness).deform(raised, float) - again.deform(raised, float), axis=1
    )
    assert off.max() < 0.6
    assert off[marks].max() < 0.02 * np.linalg.norm(true, axis=1).max()


def test_skin_made_stiffer_twice_is_as_stiff_as_both(coarse):
    twice, once = stiffened(stiffened(coarse, 0.6), 1.5), stiffened(coarse, 0.9)
    for name in ("brow_raise", "lip_pucker"):
        u = fm.expression(name)
        assert np.abs(twice.deform(u, float) - once.deform(u, float)).max() < 1e-9


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"face": None}, "a face is expected, got nothing"),
        ({"condition": "healthy"}, "a condition is expected, got text"),
        ({"remaining": [0.5, 1]}, "remaining strength has shape"),
        ({"remaining": None}, "remaining strength must be a number"),
        ({"injections": ["glabella"]}, "an injection is expected, got text"),
        ({"day": -1}, "day must lie from 0"),
        ({"day": [1, 2]}, "one day at a time"),
        ({"people": 0}, "the number of people is a whole number from 1"),
        ({"people": "all"}, "the number of people"),
        ({"seed": -1}, "a seed is a whole number"),
        ({"tasks": "smile_social"}, "tasks are a list"),
        ({"tasks": []}, "tasks are a list"),
        ({"tasks": ["grin"]}, "unknown task 'grin'"),
        ({"tasks": ["rest"]}, "moves no landmark"),
        ({"placement_mm": -1}, "placement_mm must lie from 0 to 20"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_a_sentence(coarse, options, message):
    with pytest.raises(FaceModelError, match=message):
        outcomes(**{"face": coarse, "people": 1, **options})


def test_a_measure_that_is_not_there_is_refused(group):
    with pytest.raises(FaceModelError, match="unknown measure 'asymetry'"):
        group.quantiles("asymetry")
    with pytest.raises(FaceModelError, match="when is 'before', 'after' or 'change'"):
        group.quantiles("asymmetry_mm", when="later")


def test_outcomes_print_in_a_line_and_show_a_row_per_measure(group):
    assert repr(group).startswith("Outcomes(5 people; asymmetry_mm, ")
    assert len(repr(group)) < 500
    assert group._repr_html_().count("<tr>") == 1 + len(group.after)


def test_outcomes_are_a_frame_of_people(group):
    pytest.importorskip("pandas", reason="pip install pandas")
    table = group.to_frame()
    assert len(table) == 5
    assert table["asymmetry_mm_after"].tolist() == group.after["asymmetry_mm"].tolist()
    assert "retained snarl left" in table


def test_the_two_symmetries_of_a_spasm_that_is_held_point_in_opposite_ways(coarse):
    spasm = fm.conditions.hemifacial_spasm("left", severity="moderate")
    less = fm.dampen({"forehead_left": 0.3, "eye_left": 0.6, "smile_left": 0.2})
    exams = [fm.examine(coarse, spasm, r, tasks=["smile_social"]) for r in (1.0, less)]
    own = [exam.own_rest_symmetry_percent("smile_social") for exam in exams]
    whole = [
        fm.metrics.symmetry_index(coarse.mesh, exam.frames["smile_social"], "smile_social")
        for exam in exams
    ]
    assert own[1] < own[0] - 10  # as a clinic measures
    assert whole[1] > whole[0] + 2  # as the lab shows it
    assert own[0] != whole[0]
