"""Dose, days and spread: published curves, conservation, and what cannot be given."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import facemodel as fm
from facemodel.anatomy import placement, template
from facemodel.anatomy.muscles import INDEX, MIRROR, MUSCLES, info
from facemodel.data import constants
from facemodel.errors import FaceModelError
from facemodel.physiology import spread, toxin
from facemodel.physiology.people import average, sample
from facemodel.physiology.toxin import Injection, activity, captured, hill, remaining, shares

M = len(MUSCLES)
MESH = fm.load().mesh
doses = st.floats(0.1, 100)
skin_points = st.integers(0, len(MESH.vertices) - 1).filter(
    lambda i: MESH.vertices[i, 2] > 30 and MESH.areas["oral_mucosa"][i] < 0.1
)


class TestDoseAndDays:
    @given(doses, doses, st.floats(0.3, 12))
    def test_more_takes_more_and_never_all(self, a, b, ed50):
        low, high = sorted((a, b))
        assert 0 < hill(low, ed50) <= hill(high, ed50) < constants.value("toxin.emax")

    def test_half_of_the_largest_effect_at_the_ed50(self):
        assert hill(1.2, 1.2) == pytest.approx(constants.value("toxin.emax") / 2)
        assert hill(0, 1.2) == 0

    @pytest.mark.parametrize(
        ("dose", "ed50", "observed"),
        [(2.5, 2.0, 0.51), (2.5, 2.0, 0.60), (10, 2.0, 0.64), (15, 2.0, 0.85), (20, 2.0, 0.90),
         (3, 6.9, 0.33), (7.5, 6.9, 0.42), (15, 6.9, 0.70)],
    )  # fmt: skip
    def test_the_measured_reductions(self, dose, ed50, observed):
        """[Sloop1996] [Seoul2001] [Hamjian1994] [Iwashige1995]: the 10 U study is missed most."""
        assert hill(dose, ed50) == pytest.approx(observed, abs=0.16)

    def test_nothing_acts_before_and_little_after_half_a_year(self):
        assert activity([-5, 0, 0.01]) == pytest.approx(0, abs=1e-4)
        assert activity(180) < 0.03

    @pytest.mark.parametrize("days", [25.0, 33.0, 45.0])
    def test_it_comes_as_a_dose_arrives_and_goes_as_the_light_chain_does(self, days):
        """Its other steps take hours, so that two mean times are left of the course."""
        with constants.override({"toxin.decay_days": days}):
            late = activity([120.0, 150.0])
            assert late[1] / late[0] == pytest.approx(np.exp(-30 / days), rel=1e-3)
            first = activity([0.5, 1.0])
            arrive = constants.value("toxin.onset_days")
            arrived = 1 - np.exp(-(np.array([0.5, 1.0]) - 0.07) / arrive)  # 101 minutes for them
            assert first[0] / first[1] == pytest.approx(arrived[0] / arrived[1], rel=0.02)

    @given(st.floats(0, 400))
    def test_it_rises_then_falls(self, day):
        assert 0 <= activity(day) <= 1
        if day > 11:
            assert activity(day + 1) < activity(day)
        elif day < 10:
            assert activity(day + 0.5) > activity(day)


class TestSpread:
    @given(skin_points, st.floats(0.01, 2))
    @settings(max_examples=40, deadline=None)
    def test_no_more_is_caught_than_given(self, vertex, volume):
        point = tuple(MESH.vertices[vertex])
        caught = shares(MESH, [Injection(5, point=point, volume_ml=volume)])[0]
        assert (caught >= 0).all()
        assert caught.sum() <= 1 + 1e-12

    def test_the_kernel_holds_the_whole_dose_and_widens_with_volume(self):
        skin, site = spread.skin(MESH), toxin.site(MESH, Injection(1, landmark="malar_left"))[0]
        radius = []
        for volume in (0.02, 0.1, 0.5):
            weight = skin.kernel(site, volume)
            assert weight.sum() == pytest.approx(1)
            away = np.linalg.norm(skin.points - site, axis=1)
            radius.append(np.sqrt((weight * away**2).sum() / 2))
            # on a plane this is the standard deviation exactly; a cheek is nearly one
            assert radius[-1] == pytest.approx(spread.spread_mm(volume), rel=0.08)
        assert radius[0] < radius[1] < radius[2]

    def test_a_finer_mesh_catches_the_same(self):
        coarse, fine = template.mesh(1), template.mesh(2)
        for name in ("label_glabellar", "dao", "gummy_yonsei", "label_lateral_canthal"):
            a = captured(coarse, toxin.scenario(name, coarse), 14)
            b = captured(fine, toxin.scenario(name, fine), 14)
            assert np.abs(a - b).max() < 0.04 * a.max(), name

    @pytest.mark.parametrize("side", ["left", "right"])
    def test_a_muscle_catches_most_of_what_is_aimed_at_it(self, side):
        for stem in ("corrugator", "zygomaticus_major", "masseter", "mentalis", "platysma"):
            muscle = f"{stem}_{side}"
            caught = shares(MESH, [Injection(5, muscle=muscle)])[0]
            assert caught[INDEX[muscle]] > 0.3, muscle
            same_depth = caught[INDEX[muscle]] > 0.6 * caught.max()
            assert same_depth, (muscle, MUSCLES[caught.argmax()])

    @given(skin_points, st.floats(0, 12))
    @settings(max_examples=25, deadline=None)
    def test_the_mirrored_point_reaches_the_mirrored_muscles(self, vertex, depth):
        one = Injection(3, point=tuple(MESH.vertices[vertex]), depth_mm=depth)
        a, b = shares(MESH, [one])[0], shares(MESH, [one.mirrored()])[0]
        assert np.allclose(a, b[MIRROR], atol=1e-9)

    @pytest.mark.parametrize("stem", sorted(spread.strips()))
    def test_no_muscle_is_missed_by_a_point_over_its_belly(self, stem):
        """Bands follow the round cheek: as a chord, a narrow one lies beneath its own skin."""
        if stem == spread.BEHIND_SEPTUM:
            pytest.skip("lies behind the septum")
        # smaller than a dose's halo
        small = stem in ("nasalis_alar", "depressor_septi_nasi", "incisivus")
        assert spread.aimed(MESH)[INDEX[f"{stem}_left"]] > (0.08 if small else 0.18)

    def test_a_muscle_takes_only_where_it_lies(self):
        """Muscles that overlap over the brow do not keep a dose from the lid below."""
        skin = spread.skin(MESH)
        brow = [INDEX[f"frontalis_{part}_left"] for part in ("medial", "lateral")]
        alone = ~np.isin(skin.owner, brow)
        without = replace(
            skin,
            owner=skin.owner[alone],
            patch=skin.patch[alone],
            sample=skin.sample[alone],
            depth_mm=skin.depth_mm[alone],
        )
        site = np.array(toxin.at(MESH, 31.5, 24))
        with_, free = (s.shares(site, 4.0, 0.1) for s in (skin, without))
        assert with_[brow].sum() > 0.15
        lid = INDEX["orbicularis_oculi_palpebral_left"]
        assert with_[lid] == pytest.approx(free[lid], rel=0.02)
        corrugator = INDEX["corrugator_left"]
        assert with_[corrugator] < 0.9 * free[corrugator]  # but here they share

    def test_a_needle_within_a_thick_muscle_does_not_miss_it(self):
        masseter = INDEX["masseter_left"]
        shallow, inside = (
            shares(MESH, [Injection(5, muscle="masseter_left", depth_mm=d)])[0, masseter]
            for d in (3, 14)
        )
        assert inside > 0.9
        assert shallow < 0.4

    def test_the_corrugator_lies_where_it_was_measured(self):
        """[Janis2007]: 32.6 mm over the nasion (y 6) at most, 43.3 mm from the midline."""
        skin = spread.skin(MESH)
        over = skin.points[skin.sample[skin.owner == INDEX["corrugator_left"]]]
        assert placement.height(33, 38.6) == pytest.approx(over[:, 1].max(), abs=3.1)
        assert over[:, 0].max() == pytest.approx(43.3, abs=2.9)

    def test_nothing_crosses_an_open_eye_or_mouth(self):
        below = Injection(10, point=toxin.at(MESH, 31.5, -8), depth_mm=2)
        caught = shares(MESH, [below])[0]
        assert caught[INDEX["levator_palpebrae_superioris_left"]] < 1e-3
        lip = Injection(10, point=toxin.at(MESH, 8, -62), depth_mm=3)
        caught = shares(MESH, [lip])[0]
        assert caught[INDEX["orbicularis_oris_upper_marginal_left"]] > 0.05
        assert caught[INDEX["orbicularis_oris_lower_marginal_left"]] < 1e-3

    def test_the_septum_shields_the_levator(self):
        point = Injection(4, point=toxin.at(MESH, 31.5, 18), depth_mm=8)
        levator = INDEX["levator_palpebrae_superioris_left"]
        now = shares(MESH, [point])[0, levator]
        with constants.override({"toxin.septum_share": 0.6}):
            assert shares(MESH, [point])[0, levator] == pytest.approx(now * 0.6 / 0.35, rel=0.02)

    def test_a_dose_farther_off_reaches_less(self):
        levator = INDEX["levator_palpebrae_superioris_left"]
        caught = [
            shares(MESH, [Injection(4, point=toxin.at(MESH, 31.5, 17 + up))])[0, levator]
            for up in (0, 5, 10, 15)
        ]
        assert caught == sorted(caught, reverse=True)
        assert caught[1] > 3 * caught[3]  # T9, its ratio


class TestRemaining:
    def test_untouched_before_the_first_day(self, face):
        left = remaining(face, [Injection(10, muscle="corrugator_left", day=30)], [0, 29, 30, 30.1])
        assert (left[:3] == 1).all()
        assert left[3].min() > 0.97

    @given(st.lists(st.floats(0, 365), min_size=1, max_size=6))
    @settings(max_examples=30, deadline=None)
    def test_days_are_a_leading_axis(self, days):
        points = [
            Injection(4, muscle="corrugator_left"),
            Injection(2, muscle="mentalis_right", day=9),
        ]
        left = remaining(FACE, points, days)
        assert left.shape == (len(days), M)
        for day, row in zip(days, left, strict=True):
            assert np.allclose(remaining(FACE, points, day), row, atol=1e-15)
        assert (left >= 0).all()
        assert (left <= 1).all()

    def test_sessions_add_up(self, face):
        first, second = (Injection(4, muscle="corrugator_left", day=d) for d in (0.0, 90.0))
        both = captured(face.mesh, [first, second], 100)
        parts = captured(face.mesh, first, 100) + captured(face.mesh, second, 100)
        assert np.allclose(both, parts)

    def test_a_session_is_repeated_as_it_was(self, face):
        session = [Injection(3, muscle="mentalis_left", day=5), Injection(2, landmark="gnathion")]
        course = toxin.repeated(session, every_days=90, times=3)
        assert [one.day for one in course] == [5, 0, 95, 90, 185, 180]
        assert course[:2] == tuple(session)
        assert toxin.total_units(course) == 15
        with pytest.raises(FaceModelError, match="times is a whole number from 1"):
            toxin.repeated(session, 90, 0)
        with pytest.raises(FaceModelError, match="every_days must lie from 1"):
            toxin.repeated(session, 0, 2)

    def test_a_movement_that_is_no_muscle_is_never_touched(self, face):
        for name in toxin.SCENARIOS:
            left = remaining(face, toxin.scenario(name, face.mesh), 14)
            assert left[INDEX["jaw_openers"]] == 1

    def test_people_differ_and_some_do_not_respond(self, face):
        people = sample(7, 400)
        left = remaining(face, Injection(4, muscle="corrugator_left"), 14, people)
        assert left.shape == (400, M)
        k = INDEX["corrugator_left"]
        assert (left[~people.responds] == 1).all()
        assert np.std(left[people.responds, k]) > 0.05
        plain = remaining(face, Injection(4, muscle="corrugator_left"), 14)[k]
        assert np.median(left[:, k]) == pytest.approx(plain, abs=0.08)  # men need more
        alone = remaining(face, Injection(4, muscle="corrugator_left"), 14, people[3])
        assert np.allclose(alone, left[3])
        same = remaining(face, Injection(4, muscle="corrugator_left"), 14, average())
        assert same[k] == pytest.approx(plain)

    def test_a_constant_reaches_the_result(self, face):
        one = Injection(4, muscle="corrugator_left")
        k = INDEX["corrugator_left"]
        plain = remaining(face, one, 60)[k]
        for name, value in (("toxin.decay_days", 30), ("toxin.ed50_factor", 1.5)):
            with constants.override({name: value}):
                assert remaining(face, one, 60)[k] > plain + 0.02


class TestDoseAndSpreadTogether:
    @pytest.mark.parametrize(
        ("scenario", "muscle", "effect"),
        [("label_glabellar", "corrugator", 0.83), ("label_glabellar", "procerus", 0.76),
         ("label_forehead", "frontalis_medial", 0.73),
         ("label_forehead", "frontalis_lateral", 0.73),
         ("label_lateral_canthal", "orbicularis_oculi_orbital_lateral", 0.81),
         ("gummy_yonsei", "levator_labii_superioris", 0.62)],
    )  # fmt: skip
    def test_a_pattern_weakens_its_muscle_as_the_curves_say(self, face, scenario, muscle, effect):
        """Peak effect at common doses, which count what is injected."""
        left = remaining(face, toxin.scenario(scenario, face.mesh), [7, 8, 9, 10])
        assert 1 - left[:, INDEX[f"{muscle}_left"]].min() == pytest.approx(effect, abs=0.10)

    @pytest.mark.parametrize(
        ("scenario", "muscle", "effect"),
        [("dao", "depressor_anguli_oris", 0.71), ("masseter", "masseter", 0.64),
         ("label_platysma", "platysma", 0.70)],
    )  # fmt: skip
    def test_points_that_reach_part_of_a_muscle_take_less(self, face, scenario, muscle, effect):
        left = remaining(face, toxin.scenario(scenario, face.mesh), [7, 8, 9, 10])
        lost = 1 - left[:, INDEX[f"{muscle}_left"]].min()
        assert 0.4 * effect < lost < effect - 0.1

    @given(st.sampled_from(["corrugator", "risorius", "mentalis"]), st.floats(0.5, 20))
    @settings(max_examples=20, deadline=None)
    def test_a_dose_over_the_belly_does_what_is_tabled(self, stem, dose):
        muscle = f"{stem}_left"
        left = remaining(FACE, Injection(dose, muscle=muscle), range(40))[:, INDEX[muscle]]
        tabled = hill(dose, info(muscle).ed50_units)  # of a muscle that is evenly filled
        least = {"corrugator": 0.85, "risorius": 0.55, "mentalis": 0.97}[stem]
        assert least * tabled < 1 - left.min() < tabled + 0.015

    def test_the_levator_counts_what_reaches_it(self):
        k = INDEX["levator_palpebrae_superioris_left"]
        assert toxin.ed50(MESH)[k] == info("levator_palpebrae_superioris").ed50_units
        assert np.isinf(toxin.ed50(MESH)[INDEX["jaw_openers"]])
        assert toxin.ed50(MESH, sample(3, 5)).shape == (5, M)


class TestScenarios:
    @pytest.mark.parametrize(
        ("name", "units"),
        [("label_glabellar", 20), ("label_forehead", 20), ("label_lateral_canthal", 24),
         ("label_three_areas", 64), ("label_platysma", 26), ("label_blepharospasm", 15),
         ("hfs_small", 9.3), ("gummy_yonsei", 5), ("masseter", 50)],
    )  # fmt: skip
    def test_totals_as_published(self, name, units):
        assert toxin.total_units(toxin.scenario(name, MESH)) == pytest.approx(units)

    @pytest.mark.parametrize("name", toxin.SCENARIOS)
    def test_every_pattern_fits_on_the_face_and_has_marks(self, name):
        pattern = toxin.SCENARIOS[name]
        assert pattern.about
        assert pattern.cite or pattern.why
        assert {pattern.dose_mark, pattern.place_mark} <= set(constants.MARKS)
        for side in ("left", "right"):
            assert all(one.dose > 0 for one in toxin.scenario(name, MESH, side))

    @pytest.mark.parametrize("name", [n for n, s in toxin.SCENARIOS.items() if s.sided])
    def test_the_other_side_is_the_mirror(self, name):
        left = captured(MESH, toxin.scenario(name, MESH, "left"), 14)
        right = captured(MESH, toxin.scenario(name, MESH, "right"), 14)
        assert np.allclose(left, right[MIRROR], atol=1e-6)

    def test_the_synkinesis_pattern_has_the_published_totals(self):
        units = {"side": 0.0, "other": 0.0}
        for where, _, _, dose, _ in toxin.SCENARIOS["synkinesis_both_sides"].points:
            units[where] += dose
        assert units["side"] == pytest.approx(17.1, abs=5.3)  # [Choi2013]
        assert units["other"] == pytest.approx(52.6, abs=9.7)


def test_a_hand_misses_by_its_error_and_the_same_way_each_time(face):
    meant = [Injection(1, muscle="corrugator_left")] * 200
    placed = toxin.placed_by_hand(face.mesh, meant, seed=1, error_mm=3)
    again = toxin.placed_by_hand(face.mesh, meant, seed=1, error_mm=3)
    assert placed == again
    off = np.array([one.point for one in placed]) - toxin.site(face.mesh, meant[0])[0]
    assert np.std(off[:, 0]) == pytest.approx(3, rel=0.25)
    exact = toxin.placed_by_hand(face.mesh, meant[:1], seed=1, error_mm=0)[0]
    assert np.allclose(exact.point, toxin.site(face.mesh, meant[0])[0], atol=1e-6)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Injection(-1, muscle="mentalis_left"), "a dose in units must lie from 0 to 100"),
        (lambda: Injection(float("nan"), muscle="mentalis_left"), "got nan"),
        (lambda: Injection(0, muscle="mentalis_left"), "0 units is no injection"),
        (lambda: Injection(101, muscle="mentalis_left"), "from 0 to 100"),
        (lambda: Injection("5", muscle="mentalis_left"), "must be a number"),
        (lambda: Injection(5), "got none of them"),
        (lambda: Injection(5, muscle="mentalis_left", landmark="gnathion"), "muscle and landmark"),
        (lambda: Injection(5, muscle="mentalis"), "an injection has a side"),
        (lambda: Injection(5, muscle="jaw_openers"), "is not injected"),
        (lambda: Injection(5, landmark=7), "a landmark is named"),
        (lambda: Injection(5, point=(0, 0)), "a point is"),
        (lambda: Injection(5, point=(0, 0, float("inf"))), "a point in mm must lie"),
        (lambda: Injection(5, muscle="mentalis_left", day=-1), "the day of an injection must"),
        (lambda: Injection(5, muscle="mentalis_left", volume_ml=0), "volume in ml must"),
        (lambda: Injection(5, muscle="mentalis_left", depth_mm=-3), "depth in mm must"),
        (lambda: shares(MESH, [Injection(5, point=(0, 0, 300))]), "mm off the face"),
        (lambda: shares(MESH, [Injection(5, landmark="chim")]), "unknown landmark"),
        (lambda: shares(MESH, ["corrugator_left"]), "an injection is expected, got text"),
        (lambda: shares(MESH, 5), "an injection is expected, got a number"),
        (lambda: remaining(FACE, [], -1), "day must lie"),
        (lambda: remaining(FACE, [], float("nan")), "day must lie"),
        (lambda: toxin.scenario("label_glabella", MESH), "did you mean 'label_glabellar'"),
        (lambda: toxin.scenario("dao", MESH, side="up"), "unknown side"),
        (lambda: toxin.hill([1, 2, 3], [1, 2]), r"have shapes \(3,\), \(2,\), which do not fit"),
        (lambda: toxin.activity([1, 2, 3], onset_days=[4, 5]), "which do not fit together"),
    ],
)
def test_what_cannot_be_given_is_refused_in_a_sentence(call, message):
    with pytest.raises(FaceModelError, match=message):
        call()


FACE = fm.load()


class TestSize:
    def test_the_masseter_thins_and_the_temporalis_takes_over(self, face):
        points = toxin.scenario("masseter", face.mesh)
        sizes = toxin.size(face, points, range(0, 700, 7))
        masseter, temporalis = (sizes[:, INDEX[f"{m}_left"]] for m in ("masseter", "temporalis"))
        assert sizes[0] == pytest.approx(np.ones(M))
        assert masseter.min() < 0.93
        force = toxin.remaining(face, points, range(0, 700, 7))[:, INDEX["masseter_left"]]
        assert force.argmin() <= 3 < masseter.argmin() <= 12  # weeks: size follows use
        assert 1.03 < temporalis.max() < 1.2
        assert sizes[-1] == pytest.approx(np.ones(M), abs=0.002)

    def test_one_day_is_a_row_of_many_and_no_injection_changes_nothing(self, face):
        points = toxin.scenario("masseter", face.mesh)
        assert np.allclose(toxin.size(face, points, 84), toxin.size(face, points, [20, 84])[1])
        assert np.array_equal(toxin.size(face, iter(points), 84), toxin.size(face, points, 84))
        assert (toxin.size(face, [], 84) == 1).all()
        with pytest.raises(FaceModelError, match="one person's"):
            toxin.size(face, points, 84, sample(3, 5))
