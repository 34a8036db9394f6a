"""Clinical scales: a healthy face scores full, grades agree with their presets, rules are told."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import facemodel as fm
from facemodel.anatomy.muscles import INDEX, MUSCLES
from facemodel.clinic import scales
from facemodel.clinic.scales import examine, house_brackmann_grade, sunnybrook
from facemodel.data import constants
from facemodel.errors import FaceModelError
from facemodel.physiology import conditions, people, toxin

M = len(MUSCLES)


def seen(face, name="healthy", severity=None, side=None, **how):
    return examine(face, conditions.by_name(name, side, severity), **how)


class TestExamination:
    def test_it_asks_for_rest_and_every_task(self, face):
        exam = seen(face, "hb_3")
        assert exam.tasks == scales.TASKS
        assert exam.rest.shape == face.mesh.vertices.shape
        assert exam.moved("open_mouth_smile", "cheilion_right")[0] < -3

    def test_people_are_a_leading_axis(self, face):
        few = people.sample(1, 3)
        many = examine(face, person=few)
        one = examine(face, person=few[1])
        assert many.rest.shape[0] == 3
        for task in scales.TASKS:
            assert np.allclose(many.frames[task][1], one.frames[task], atol=1e-4)

    @pytest.mark.parametrize(
        ("call", "message"),
        [
            (lambda f: examine(f, tasks=("smile",)), "unknown task 'smile'"),
            (lambda f: examine(f, "healthy"), "a condition is expected, got text"),
            (lambda f: examine(f, tasks=("frown",)).moved("snarl", "cheilion_left"), "did not ask"),
        ],
    )
    def test_what_it_cannot_ask_is_refused(self, face, call, message):
        with pytest.raises(FaceModelError, match=message):
            call(face)


class TestSunnybrook:
    @pytest.mark.parametrize("side", ["left", "right"])
    def test_a_healthy_face_scores_a_hundred(self, face, side):
        graded = sunnybrook(seen(face), side)
        assert (graded.composite, graded.voluntary) == (100, 100)
        assert graded.resting == graded.synkinesis == 0

    @pytest.mark.parametrize(
        "name", [*(f"hb_{g}" for g in range(1, 7)), "postparalytic_synkinesis"]
    )
    def test_parts_keep_their_ranges_and_add_up(self, face, name):
        graded = sunnybrook(seen(face, name, 1.0))
        assert 0 <= graded.resting <= 20
        assert 20 <= graded.voluntary <= 100
        assert 0 <= graded.synkinesis <= 15
        assert graded.raw == graded.voluntary - graded.resting - graded.synkinesis
        assert graded.composite == np.clip(graded.raw, 0, 100)
        assert len(graded.items) == 13

    def test_worse_palsies_score_lower(self, face):
        scores = [float(sunnybrook(seen(face, f"hb_{g}")).composite) for g in range(1, 7)]
        assert scores == sorted(scores, reverse=True)
        assert scores[0] == 100
        assert scores[5] <= 25

    def test_the_other_side_is_the_mirror(self, face):
        left = sunnybrook(seen(face, "postparalytic_synkinesis", "moderate", "left"), "left")
        right = sunnybrook(seen(face, "postparalytic_synkinesis", "moderate", "right"), "right")
        for name in left.items:
            a, b = left.items[name], right.items[name]
            assert a.measured == pytest.approx(b.measured, abs=2e-3), name

    def test_severe_synkinesis_scores_as_published_cohorts(self, face):
        """T11: 33-45 before treatment (O1 38.8, O2 40)."""
        assert 33 <= sunnybrook(seen(face, "postparalytic_synkinesis", "severe")).composite <= 45

    def test_relaxing_the_healthy_side_raises_the_score(self, face):
        """The weak side is compared with what the other one does now."""
        remaining = np.ones(M)
        remaining[[n.endswith("_right") for n in MUSCLES]] = 0.6
        before = sunnybrook(seen(face, "hb_3")).voluntary
        after = sunnybrook(seen(face, "hb_3", remaining=remaining)).voluntary
        assert after > before

    def test_a_dragged_side_does_not_move(self, face):
        exam = seen(face, "hb_6")
        assert scales.share_of_healthy(exam, "open_mouth_smile", "left") < 0.05
        item = sunnybrook(exam).items["voluntary_open_mouth_smile"]
        assert item.score == 1
        assert "no movement" in item.rule

    def test_a_face_that_cannot_move_at_all_is_rated_not_nan(self, face):
        exam = seen(face, remaining=0.0)
        graded = sunnybrook(exam)
        assert np.isfinite(graded.composite)
        assert graded.items["voluntary_snarl"].score == 1

    def test_rules_name_figure_limits_and_words(self, face):
        items = sunnybrook(seen(face, "hb_3")).items
        rule = items["voluntary_brow_raise"].rule
        assert "0.3 and below 0.7 is a mild excursion (3)" in rule
        assert f"{float(items['voluntary_brow_raise'].measured):.2f}" in rule

    def test_many_people_score_as_each_alone(self, face):
        few = people.sample(2, 4)
        condition = conditions.postparalytic_synkinesis("left", "moderate")
        many = sunnybrook(examine(face, condition, person=few))
        for k in range(4):
            one = sunnybrook(examine(face, condition, person=few[k]))
            assert many.composite[k] == one.composite
            assert many.synkinesis[k] == one.synkinesis
        with pytest.raises(FaceModelError, match="told for one face"):
            _ = many.items["rest_eye"].rule

    def test_thresholds_are_constants(self, face):
        exam = seen(face, "hb_2")
        before = sunnybrook(exam).voluntary
        with constants.override({"scales.voluntary.almost": 0.85}):
            assert sunnybrook(exam).voluntary >= before


class TestHouseBrackmann:
    @pytest.mark.parametrize("grade", range(1, 7))
    def test_each_preset_measures_as_its_grade(self, face, grade):
        """T10, exact."""
        found = house_brackmann_grade(seen(face, f"hb_{grade}"))
        assert found.grade == grade
        roman = ("I", "II", "III", "IV", "V", "VI")[grade - 1]
        assert found.rule.endswith(f": {roman}")

    def test_an_open_eye_makes_it_four_at_least(self, face):
        remaining = np.ones(M)
        remaining[INDEX["orbicularis_oculi_palpebral_left"]] = 0.2
        found = house_brackmann_grade(seen(face, remaining=remaining))
        assert found.points == 8
        assert found.grade == 4
        assert "the eye stays" in found.rule


class TestEfaceLike:
    def test_a_healthy_face_is_balanced(self, face):
        graded = scales.eface_like(seen(face))
        for name, item in graded.items.items():
            assert item == pytest.approx(100, abs=0.5), name
        assert graded.total == pytest.approx(100, abs=0.5)

    def test_palsy_costs_movement_and_synkinesis_its_own_part(self, face):
        palsy = scales.eface_like(seen(face, "hb_5"))
        wrong = scales.eface_like(seen(face, "postparalytic_synkinesis", "severe"))
        assert palsy.dynamic < 60
        assert palsy.synkinesis > 95
        assert wrong.synkinesis < 80
        assert palsy.total == pytest.approx(
            (palsy.static + 2 * palsy.dynamic + palsy.synkinesis) / 4
        )

    def test_a_weak_side_is_below_and_an_overactive_one_above_a_hundred(self, face):
        strong = np.where([n.endswith("_right") for n in MUSCLES], 0.6, 1.0)
        graded = scales.eface_like(seen(face, remaining=strong))
        assert graded.items["corner movement in a smile"] > 120
        mirrored = scales.eface_like(seen(face, remaining=strong), "right")
        assert mirrored.items["corner movement in a smile"] < 85


class TestJankovic:
    TIMES = np.arange(0, 240, 0.04)

    def rated(self, name, severity, remaining=1.0):
        condition = conditions.by_name(name, severity=severity)
        return scales.jankovic(self.TIMES, condition.drive(np.zeros(M), remaining, self.TIMES))

    def test_a_healthy_face_scores_nothing(self):
        assert self.rated("healthy", None).score == 0

    def test_worse_spasms_score_higher(self):
        scores = [self.rated("blepharospasm", s).score for s in (0.0, "mild", "moderate", "severe")]
        assert scores == sorted(scores)
        assert scores[0] == 0
        assert scores[3] >= 7

    def test_weaker_muscles_score_lower_and_rules_are_told(self):
        before, after = (self.rated("blepharospasm", "moderate", r) for r in (1.0, 0.5))
        assert before.score - after.score >= scales.CLINICALLY_RELEVANT_CHANGE
        assert f"{100 * after.amplitude:.0f} %" in after.severity_rule
        assert after.frequency_rule.endswith(f": {after.frequency}")

    @pytest.mark.parametrize(
        ("time", "activation"),
        [
            ([0, 1], np.zeros((2, M))),
            ([0, 0.02, 0.1], np.zeros((3, M))),
            ([0.0, 0.02], np.zeros((3, M))),
            ([0.0], np.zeros((1, M))),
            ([0.5, 0.5], np.zeros((2, M))),
            ([0.02, 0.0], np.zeros((2, M))),
            ([0, 0.05, 0.0999], np.zeros((3, M))),
        ],
    )
    def test_a_course_it_cannot_read_is_refused(self, time, activation):
        with pytest.raises(FaceModelError, match=r"course|steps"):
            scales.jankovic(time, activation)


class TestMovement:
    def test_a_healthy_face_has_no_drag_no_synkinesis_and_no_mirror_difference(self, face):
        exam = seen(face)
        assert scales.mirror_rms(exam) < 1e-3
        assert max(scales.counter_direction_mm(exam).values()) < 1e-6
        assert scales.synkinesis_index(exam)["mean"] < 1e-3

    def test_a_paralysed_corner_is_dragged_across(self, face):
        drag = scales.counter_direction_mm(seen(face, "hb_6"))
        assert drag["open_mouth_smile"] > 0.8
        assert drag["brow_raise"] < 0.3

    def test_synkinesis_grows_with_severity(self, face):
        means = [
            scales.synkinesis_index(seen(face, "postparalytic_synkinesis", s))["mean"]
            for s in ("mild", "moderate", "severe")
        ]
        assert 5 < means[0] < means[1] < means[2]

    def test_thirds_of_the_mirror_difference(self, face):
        exam = seen(face, "temporal_branch_injury")
        by = scales.mirror_rms(exam, by="thirds")
        assert by["upper"] > 2 * by["lower"]

    def test_a_duchenne_smile_is_in_the_eyes(self):
        assert scales.duchenne_index(fm.expression("happiness_duchenne")) > 0.8
        assert scales.duchenne_index(fm.expression("smile_social")) == 0

    def test_lateral_canthal_toxin_takes_the_eyes_out_of_a_smile(self, face):
        """T15: the index falls by over 25 %, the corner's excursion by less than 10 %."""
        left = toxin.remaining(face, toxin.scenario("label_lateral_canthal", face.mesh), 14)
        healthy, u = conditions.healthy(), fm.expression("happiness_duchenne")
        fall = scales.duchenne_index(healthy.drive(u, left)) / scales.duchenne_index(u)
        assert fall < 0.75

    def test_every_emotion_of_a_healthy_face_is_legible(self, face):
        for name in scales.EMOTIONS:
            found = scales.legibility(face, name, fm.expression(name))
            assert found.legible, found
            assert found.retained == pytest.approx(1, abs=1e-4)

    def test_a_frozen_forehead_is_not_surprised(self, face):
        left = np.ones(M)
        for stem in ("frontalis_medial", "frontalis_lateral"):
            for side in ("left", "right"):
                left[INDEX[f"{stem}_{side}"]] = 0.05
        u, healthy = fm.expression("concentration"), conditions.healthy()
        kept = scales.legibility(face, "surprise", healthy.drive(fm.expression("surprise"), left),
                                 healthy.drive(np.zeros(M), left)).retained  # fmt: skip
        assert kept < 0.9
        other = scales.legibility(face, "sadness", healthy.drive(u, left))
        assert not other.legible
        assert other.rule

    @pytest.mark.parametrize(
        ("call", "message"),
        [
            (lambda f: scales.legibility(f, "joy", np.zeros(M)), "unknown emotion"),
            (lambda f: scales.legibility(f, "anger", np.zeros(M - 1)), "one face"),
            (lambda f: scales.legibility(f, "anger", np.full(M, np.nan)), "activation must"),
            (lambda f: scales.counter_direction_mm(seen(f), "up"), "unknown side"),
        ],
    )
    def test_what_it_cannot_read_is_refused(self, face, call, message):
        with pytest.raises(FaceModelError, match=message):
            call(face)


@settings(max_examples=15, deadline=None)
@given(st.sampled_from(sorted(conditions.PRESETS)), st.floats(0, 1))
def test_scales_are_finite_for_every_preset_and_swap_with_the_sides(name, severity):
    face, preset = fm.load(), conditions.PRESETS[name]
    left = examine(face, preset.of("left", severity))
    mirrored = examine(face, preset.of("left", severity).mirrored())
    for exam, side in ((left, "left"), (mirrored, "right")):
        for value in (
            sunnybrook(exam, side).composite,
            house_brackmann_grade(exam, side).grade,
            scales.eface_like(exam, side).total,
            scales.mirror_rms(exam),
        ):
            assert np.isfinite(value)
    assert scales.eface_like(left, "left").total == pytest.approx(
        scales.eface_like(mirrored, "right").total, abs=0.05
    )


def test_a_scale_says_which_task_was_not_asked_for(face):
    exam = examine(face, conditions.healthy(), tasks=["brow_raise"])
    for scale in (sunnybrook, scales.eface_like):
        with pytest.raises(FaceModelError, match="did not ask for 'gentle_eye_closure'"):
            scale(exam)


def test_an_eye_shut_at_rest_still_has_a_score(face):
    shut = conditions.PRESETS["blepharospasm"].of("left", "severe")
    found = scales.eface_like(examine(face, shut))
    assert np.isfinite([found.static, found.dynamic, found.synkinesis, found.total]).all()


def test_a_course_with_holes_is_not_rated():
    time = np.arange(0, 5, 0.05)
    with pytest.raises(FaceModelError, match="activation"):
        scales.jankovic(time, np.full((len(time), len(MUSCLES)), np.nan))


def test_gradings_print_in_a_line_and_show_their_items(face):
    exam = seen(face, "hb_4", side="left")
    graded = sunnybrook(exam)
    assert repr(graded).startswith(f"Sunnybrook({graded.composite} of 100: ")
    assert graded._repr_html_().count("<tr>") == 1 + len(graded.items)
    assert graded.items["rest_eye"].rule in graded._repr_html_()
    assert exam._repr_html_().count("<tr>") == 1 + len(exam.frames)
    assert f"<td>{float(exam.asymmetry_mm[0]):.4g}</td>" in exam._repr_html_()
    parts = [scales.eface_like(exam), house_brackmann_grade(exam), exam]
    assert max(len(repr(one)) for one in (graded, *parts)) < 200
    assert repr(scales.SCALES).startswith("<6 scales: sunnybrook, ")
    assert max(len(repr(one)) for one in scales.SCALES.values()) < 100
