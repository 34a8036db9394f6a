"""Spasms within seconds and doses in skin, on numbers small enough to work by hand."""

from types import SimpleNamespace

import numpy as np
import pytest

import facemodel as fm
from facemodel.anatomy.muscles import INDEX, MUSCLES
from facemodel.data import constants
from facemodel.physiology import spread
from facemodel.physiology.fields import Fields, middles
from facemodel.physiology.footprints import Strip, strips
from facemodel.physiology.spasm import processes
from facemodel.physiology.spasm.events import BLOCK_S, Events, evaluate, events

M = len(MUSCLES)
ONE, OTHER = 3, 5


def course(times, rate=1.0, **changed):
    """Contraction (T, 2) of one event from 10 s to 12 s; the second muscle half a second later."""
    made = {
        "start_s": [10.0], "length_s": [2.0], "size": [0.8], "held": [False],
        "weight": [[1.0, 0.5]], "delay_s": [[0.0, 0.5]], "rank": [0.3],
        "muscles": np.array([ONE, OTHER]),
    }  # fmt: skip
    made = {k: np.array(v) for k, v in (made | changed).items() if k != "peak"}
    event = Events(**made, peak=changed.get("peak", 0.5))
    out = event.involuntary(np.array(times, float), rate)
    assert not np.delete(out, [ONE, OTHER], axis=1).any()
    return out[:, [ONE, OTHER]]


class TestEvents:
    def test_a_burst_is_half_a_sine(self):
        found = course([9.9, 10, 10.5, 11, 11.5, 12, 12.25, 12.6])
        half = np.sqrt(0.5)
        one = [0, 0, half, 1, half, 0, 0, 0]
        other = [0, 0, 0, half, 1, half, np.sin(0.875 * np.pi), 0]
        np.testing.assert_allclose(found[:, 0], 0.8 * np.array(one), atol=1e-12)
        np.testing.assert_allclose(found[:, 1], 0.4 * np.array(other), atol=1e-12)

    def test_it_may_be_quicker_up_than_down(self):
        found = course([10.25, 10.5, 11.25], peak=0.25)[:, 0]
        np.testing.assert_allclose(found, 0.8 * np.array([np.sqrt(0.5), 1, np.sqrt(0.5)]))

    def test_what_is_held_rises_holds_and_falls(self):
        quick = constants.value("processes.held.rise_s")
        times = [10 + quick / 2, 10 + quick, 11, 12 - quick / 4, 12]
        found = course(times, held=[True])[:, 0]
        np.testing.assert_allclose(found, 0.8 * np.array([0.5, 1, 1, 0.25, 0]), atol=1e-12)

    def test_only_those_below_the_rate_take_place(self):
        assert not course([11], 0.3).any()
        assert course([11], 0.31).any()
        found = course([10.5, 11, 11.5], np.array([0.2, 0.9, 0.2]))[:, 0]
        np.testing.assert_allclose(found, [0, 0.8, 0])
        late = course([12.2], delay_s=[[0.0, 0.5]])
        assert late[0, 1] > 0  # the muscle that began later has not ended

    def test_the_stronger_of_two_counts(self):
        two = {
            "start_s": [10.0, 11.0], "length_s": [2.0, 2.0], "size": [0.8, 0.5],
            "held": [False, False], "weight": [[1.0, 0.5]] * 2, "delay_s": np.zeros((2, 2)),
            "rank": [0.1, 0.1],
        }  # fmt: skip
        found = course([11, 11.5, 12, 12.5], **two)[:, 0]
        half = np.sqrt(0.5)
        np.testing.assert_allclose(found, [0.8, 0.8 * half, 0.5, 0.5 * half])

    def test_blocks_reach_into_the_next_one_and_no_farther(self):
        asked = []

        def of_block(b):
            asked.append(b)
            return events([(BLOCK_S - 1, 4.0, 1.0, True, 0.0)], b, {MUSCLES[ONE]: 1.0}, None, ())

        times = np.array([1.0, BLOCK_S - 0.5, BLOCK_S + 1, BLOCK_S + 4, 2 * BLOCK_S + 1])
        found = evaluate(of_block, times, 1.0)[:, ONE]
        np.testing.assert_allclose(found, [0, 1, 1, 0, 1])
        assert sorted(set(asked)) == [0, 1, 2]
        assert evaluate(of_block, times[:1], 1.0).sum() == 0

    def test_a_blink_is_deepest_when_the_lids_have_closed(self):
        down, up = (constants.value(f"processes.blink.{n}_s") for n in ("closing", "opening"))
        made = processes._blinks(processes.Blepharospasm(1.0), 0, constants.digest())
        assert made.peak == pytest.approx(down / (down + up))
        np.testing.assert_allclose(made.length_s, down + up)
        assert (made.weight == 1).all()

    def test_rows_are_kept_within_bounds_and_sides_vary_against_each_other(self):
        rows = [(1.0, 40.0, 1.5, True, 0.5), (2.0, 3.0, -0.2, False, 0.5)]
        weights = {"procerus_left": 0.6, "procerus_right": 0.6}
        made = events(rows, 2, weights, np.random.default_rng(1), (1,), spread=0.2)
        assert made.start_s.tolist() == [121, 122]
        assert made.length_s.tolist() == [30, 3]
        assert made.size.tolist() == [1, 0]
        np.testing.assert_allclose(made.weight.sum(1), 1.2)
        assert (np.abs(made.weight[:, 0] / 0.6 - 1) <= 0.4).all()
        assert len(set(made.weight.ravel())) > 2
        flipped = events(rows, 2, weights, np.random.default_rng(1), (1,), spread=-0.2)
        np.testing.assert_allclose(flipped.weight, made.weight[:, ::-1])
        assert not made.delay_s.any()
        late = events(rows, 2, weights, np.random.default_rng(1), (1,), jitter_s=0.1).delay_s
        assert (late >= 0).all()
        assert 0 < late.max() < 0.1


class TestFields:
    FIELDS = Fields(np.repeat(np.arange(M), 2), np.tile([0.25, 0.75], M), 1.0)

    def test_units_are_summed_by_muscle_and_filled_evenly(self):
        units = np.zeros((1, 2 * M))
        units[0, 6:8] = 1, 2
        total = self.FIELDS.total(units)
        assert (total[0, 3], total.sum()) == (3, 3)
        even = self.FIELDS.even(np.arange(M, dtype=float))
        assert (even[10], even[11]) == (1.25, 3.75)

    def test_a_mean_goes_by_how_much_of_the_muscle_a_field_is(self):
        of = np.array([6, 7, 11])
        mean = self.FIELDS.mean(np.array([[1.0, 2.0, 4.0]]), of)
        assert mean.shape == (1, M)
        assert (mean[0, 3], mean[0, 5]) == (1.75, 3)
        assert mean.sum() == 4.75
        assert not self.FIELDS.mean(np.zeros((2, 0)), np.zeros(0, int)).any()

    def test_no_place_of_a_muscle_is_far_from_the_middle_of_a_field(self):
        points = fm.load().mesh.vertices
        for stem in ("frontalis_medial", "corrugator"):
            over = np.any([band.beside(points)[0] for band in strips()[stem]], axis=0)
            away = np.linalg.norm(points[over][:, None] - middles()[stem], axis=-1)
            assert away.min(axis=1).max() < 8
            nearest = away.argmin(axis=1)
            for k, middle in enumerate(middles()[stem]):
                here = points[over][nearest == k]
                assert np.linalg.norm(here.mean(0) - middle) < 1


class TestStrip:
    BAND = Strip(
        np.array([[0.0, 0, 0], [10, 0, 0], [10, 10, 0]]),
        np.array([1.0, 3.0, 3.0]),
        np.array([4.0, 8.0, 8.0]),
    )

    def test_a_place_along_it(self):
        place, depth = self.BAND.point(0.25)
        np.testing.assert_allclose(place, [5, 0, 0])
        assert depth == 2
        np.testing.assert_allclose(self.BAND.point(0.75)[0], [10, 5, 0])
        np.testing.assert_allclose(self.BAND.point(1)[0], [10, 10, 0])

    def test_it_is_as_wide_and_deep_as_its_knots_and_ends_square(self):
        points = np.array(
            [
                [5, 2.9, 0], [5, 3.1, 0], [5, -2.9, 0], [1, 2.3, 0], [-0.1, 0, 0], [0.1, 0, 0],
                [10, 9.9, 0], [10, 10.1, 0], [13.9, 5, 0], [14.1, 5, 0], [5, 0, 3.1], [10.5, -1, 0],
                [5, 0, 50], [13.5, -2, 0],
            ]
        )  # fmt: skip
        inside, depth = self.BAND.beside(points)
        over = [1, 0, 1, 0, 0, 1, 1, 0, 1, 0, 0, 1, 0, 0]
        assert inside.tolist() == [bool(x) for x in over]
        assert depth[[0, 5, 6]].tolist() == pytest.approx([2, 1.02, 3])
        edge = np.array([[1.0, 2.1, 0], [9.0, -3.7, 0], [9.0, -3.9, 0]])
        assert self.BAND.beside(edge)[0].tolist() == [True, True, False]


class TestSpread:
    def test_places_stand_for_equal_parts_of_a_triangle(self):
        for places in (spread._SAMPLES, spread._CENTRE):
            np.testing.assert_allclose(places.sum(1), 1)
            np.testing.assert_allclose(places.mean(0), 1 / 3)
        assert len(np.unique(spread._SAMPLES, axis=0)) == 9
        for level in (0, 1):
            skin = spread.skin(fm.load(level).mesh)
            mean = skin.area.sum() / len(skin.triangles)
            assert len(skin.points) == len(skin.triangles) * (9 if mean > 3 else 1)

    def test_lines_cross_or_do_not(self):
        start = np.array([0.0, 0.0])
        ends = np.array([[4.0, 4], [4, 0], [1, 1], [0, 4], [-4, -4], [3, 5]])
        found = spread._crossing(start, ends, np.array([0.5, 3.0]), np.array([4.0, 1.0]))
        assert found.tolist() == [0, 5]

    def test_a_larger_volume_spreads_by_its_power(self):
        usual, power = (constants.value(f"toxin.spread_{n}") for n in ("mm", "volume_exponent"))
        assert spread.spread_mm(0.1) == pytest.approx(usual)
        assert spread.spread_mm(0.2) == pytest.approx(usual * 2**power)

    def test_the_nearest_skin_of_a_point_off_it(self):
        mesh = fm.load().mesh
        face = mesh.faces[np.argmin(np.linalg.norm(
            mesh.vertices[mesh.faces].mean(1) - mesh.vertices[mesh.landmarks["malar_left"]], axis=1
        ))]  # fmt: skip
        a, b, c = mesh.vertices[face]
        normal = np.cross(b - a, c - a)
        normal /= np.linalg.norm(normal)
        inside = 0.5 * a + 0.3 * b + 0.2 * c
        point, away = spread.nearest(mesh, inside + 0.2 * normal)
        np.testing.assert_allclose(point, inside, atol=1e-3)
        assert away == pytest.approx(0.2, abs=1e-3)

    def test_a_dose_thins_out_as_a_normal_curve_and_does_not_cross_an_eye(self):
        sigma = spread.spread_mm(0.1)
        points = np.array([[0.0, 0, 0], [sigma, 0, 0], [0, 2 * sigma, 0], [0, 99 * sigma, 0]])
        openings = np.array([[[-1.0, sigma], [1.0, sigma]]])
        made = SimpleNamespace(points=points, area=np.array([1.0, 2, 1, 1]), openings=[])
        weight = spread.Skin.kernel(made, np.zeros(3), 0.1)
        expected = np.array([1, 2 * np.exp(-0.5), np.exp(-2), 0])
        np.testing.assert_allclose(weight, expected / expected.sum())
        made.openings = openings
        weight = spread.Skin.kernel(made, np.zeros(3), 0.1)
        expected[2] = 0
        np.testing.assert_allclose(weight, expected / expected.sum())

    def test_a_distance_is_from_the_nearest_skin_over_the_muscle(self):
        made = SimpleNamespace(
            points=np.array([[0.0, 0, 0], [10, 0, 0], [0, 4, 0]]), area=np.array([4.0, 4, 4]),
            sample=np.array([0, 1, 2]), owner=np.array([1, 2, 2]),
        )  # fmt: skip
        site = np.array([0.0, 0, 0])
        distance = spread.Skin.distance_mm
        assert (distance(made, site, 1), distance(made, site, 2)) == (0, 2)
        assert distance(made, site, INDEX["mentalis_left"]) == np.inf
