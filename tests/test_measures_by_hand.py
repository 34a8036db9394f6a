"""Measures of the clinic on moved points that are worked by hand, and what they are by default."""

import inspect
from dataclasses import replace

import numpy as np
import pytest
from msgspec.structs import replace as replace_struct

import facemodel as fm
from facemodel.anatomy.muscles import INDEX, MUSCLES
from facemodel.clinic import atlas, ceilings, scales, side_effects, wrinkles
from facemodel.clinic.examination import Examination
from facemodel.clinic.excursions import excursions
from facemodel.clinic.findings import KINDS, Finding
from facemodel.clinic.measures import facial_measures
from facemodel.clinic.pose import head_points
from facemodel.clinic.symmetry import facial_asymmetry_index
from facemodel.clinic.task_range import TaskRange
from facemodel.clinic.wrinkles import lines
from facemodel.physiology import spread, toxin
from handmade import both, open_mm, shown


def seen(*moves):
    exam = shown(snarl=moves)
    return exam.mesh, exam.frames["snarl"]


def test_photographic_measures_of_a_moved_mouth_and_lid(face):
    mesh = face.mesh
    at = {name: mesh.vertices[v] for name, v in mesh.landmarks.items()}
    before = facial_measures(mesh, mesh.vertices)
    moves = (
        ("labiale_superius", (2, -1, 0)), ("cheilion_left", (0, 3, 0)), ("lid_right", (0, 2, 0)),
        ("brow_mid_left", (0, 4, 0)),
    )  # fmt: skip
    after = facial_measures(*seen(*moves))
    change = {name: np.round(after[name] - before[name], 3) for name in before}
    nose, lip = at["subnasale"], at["labiale_superius"] + [2, -1, 0]
    tilt = np.degrees(np.arctan2(lip[0] - nose[0], nose[1] - lip[1]))
    assert after["philtral_deviation_deg"] == pytest.approx(tilt, abs=1e-3)
    assert after["philtral_deviation_mm"] == pytest.approx(2, abs=1e-3)
    assert change["commissure_height_deviation_mm"] == pytest.approx(3, abs=1e-3)
    assert change["palpebral_fissure_height_mm"].tolist() == [0, 2]
    assert change["mrd1_mm"].tolist() == [0, 2]
    assert change["mrd2_mm"].tolist() == [0, 0]
    assert change["brow_height_mm"][0] > 1
    assert change["brow_height_mm"][1] == 0
    assert change["smile_angle_deg"][0] > 1
    assert change["smile_angle_deg"][1] == 0


def test_the_asymmetry_index_by_hand():
    """2 |left - mirrored right| / (|left| + |right| + 0.5), mean of all paired landmarks."""
    mesh, vertices = seen(*both("alare", (3, 4, 0), (0, 0, 0)), *both("malar", (1, 2, 2)))
    pairs = sum(name.endswith("_left") for name in mesh.landmarks)
    expected = 2 * 5 / 5.5 / pairs
    assert facial_asymmetry_index(mesh, vertices) == pytest.approx(expected)
    mesh, vertices = seen(*both("alare", (3, 4, 0), (3, 4, 0)))  # both to the left
    assert facial_asymmetry_index(mesh, vertices) == pytest.approx(2 * 6 / 10.5 / pairs)


def test_the_head_is_held_by_the_outline_above_the_base_of_the_nose(face):
    mesh = face.mesh
    outline, nose = mesh.curves["outline"], mesh.vertices[mesh.landmarks["subnasale"], 1]
    heights = mesh.vertices[outline, 1]
    for v, moves in (
        (outline[heights > nose][heights[heights > nose].argmin()], True),
        (outline[heights <= nose][heights[heights <= nose].argmax()], False),
    ):
        vertices = mesh.vertices.copy()
        vertices[v] += 5
        held = head_points(mesh, vertices, outline)
        assert bool(np.abs(held - vertices[outline]).max() > 0.01) is moves


def test_many_faces_have_their_own_mirror_difference_and_their_own_raters():
    some = [shown(snarl=both("cheilion", (0, 0, 0), (-x, x, 0))) for x in (3, 9)]
    frames = {task: np.stack([one.frames[task] for one in some]) for task in some[0].frames}
    two = Examination(some[0].mesh, frames)
    alone = [float(scales.mirror_rms(one)) for one in some]
    assert scales.mirror_rms(two).shape == (2,)
    np.testing.assert_allclose(scales.mirror_rms(two), alone, rtol=1e-4)
    errors = scales.sunnybrook(two, noise="sunnybrook_rater", seed=1).error
    assert errors.shape == (2,)
    assert errors[0] != errors[1]
    one = scales.sunnybrook(some[0], noise="sunnybrook_rater", seed=1)
    assert (np.shape(one.error), np.shape(one.score)) == ((), ())


def test_places_of_synkinesis_from_none_to_severe_in_many_faces():
    some = [shown(brow_raise=[("chin_left", (0, mm, 0))]) for mm in (0.1, 1, 3, 5)]
    frames = {task: np.stack([one.frames[task] for one in some]) for task in some[0].frames}
    item = scales.sunnybrook(Examination(some[0].mesh, frames)).items["synkinesis_brow_raise"]
    assert item.score.tolist() == [0, 1, 2, 3]


class TestBlame:
    KIND = KINDS["smile_asymmetry"]

    def acting(self, mesh, injections, lost):
        left = np.ones(len(MUSCLES))
        for name, share in lost.items():
            left[INDEX[name]] -= share
        each = np.array([toxin.shares(mesh, [one])[0] * one.dose for one in injections])
        return side_effects.Acting(mesh, injections, left, each.sum(0), each)

    def finding(self, side="left"):
        return Finding(self.KIND.name, side, 4.0, 0.0, 4.0, None, None)

    def test_the_muscle_that_lost_most_and_of_like_losses_the_first(self, face):
        first, second = (f"{stem}_left" for stem in self.KIND.blames[:2])
        for losses, blamed in (((0.5, 0.5), first), ((0.5, 0.52), first), ((0.5, 0.53), second)):
            acting = self.acting(face.mesh, [], dict(zip((first, second), losses, strict=True)))
            assert acting._blamed(self.finding()) == blamed
        there = self.acting(face.mesh, [], {second.replace("left", "right"): 0.9, first: 0.1})
        assert there._blamed(self.finding()) == first
        assert there._blamed(self.finding("both")).endswith("right")

    def test_what_a_muscle_would_catch_from_farther_away(self, face):
        muscle = f"{self.KIND.blames[0]}_left"
        points = [fm.Injection(2, muscle="mentalis_right"), fm.Injection(3, muscle=muscle)]
        told = self.acting(face.mesh, points, {muscle: 0.4}).explained(self.finding())
        k, skin = INDEX[muscle], spread.skin(face.mesh)
        place, depth = toxin.site(face.mesh, points[1])
        away = place - skin.points[skin.sample[skin.owner == k]].mean(0)
        away /= np.linalg.norm(away)
        moved, _ = spread.nearest(face.mesh, place + side_effects.FARTHER_MM * away)
        expected = 3 * skin.shares(moved, depth, points[1].volume_ml)[k]
        assert told.units_farther == pytest.approx(expected)
        assert (told.from_point, told.muscle) == (2, muscle)
        assert told.lost_share == pytest.approx(0.4)


def test_what_is_told_in_a_line(face):
    assert repr(TaskRange((), np.zeros(0), np.zeros(0))) == (
        "TaskRange(0 movements, at least 100 % of each left)"
    )
    half = TaskRange((("a", "b"), ("c", "d")), np.array([1.0, 3.0]), np.array([2.0, 4.0]))
    assert repr(half) == "TaskRange(2 movements, at least 50 % of each left)"
    still = excursions(face.mesh, face.mesh.vertices, ["chin_left"])
    assert repr(still) == "Excursions(1 landmarks, up to 0.0 mm)"
    assert repr(lines(face.mesh, face.mesh.vertices)).endswith("lines; deepest, mm: none)")


def test_defaults_are_forty_years_no_error_and_the_first_seed(face):
    smile = face.deform(fm.expression("max_smile_squint"))
    usual, forty = (lines(face.mesh, smile, **how) for how in ({}, {"age_years": 40}))
    for group in ("crows_feet", "nasolabial"):
        assert usual.deepest_mm(group) == forty.deepest_mm(group) > 0
    counted = 0
    for where in (fm.metrics, fm.scales):
        for name in dir(where):
            one = getattr(where, name)
            if inspect.isfunction(one) and "noise" in inspect.signature(one).parameters:
                by = inspect.signature(one).parameters
                assert (by["noise"].default, by["seed"].default) == (None, 0), name
                counted += 1
    assert counted > 10


def test_directions_of_the_atlas_are_the_six_of_a_box():
    ways = {name: np.array(way) for name, way in atlas.DIRECTIONS.items()}
    assert ways["outward"].tolist() == [1, 0, 0]
    assert ways["up"].tolist() == [0, 1, 0]
    assert ways["forward"].tolist() == [0, 0, 1]
    for one, other in (("outward", "inward"), ("up", "down"), ("forward", "back")):
        assert (ways[one] == -ways[other]).all()


def test_an_exam_without_noise_is_itself_and_gaps_are_read_where_they_are():
    exam = shown(gentle_eye_closure=[("lid_left", (0, -open_mm(), 0))])
    np.testing.assert_allclose(exam.closure_gap_mm, [0, open_mm()], atol=2e-3)
    assert exam.only(["snarl"]).tasks == ("snarl",)
    moved = shown(snarl=both("alare", (3, 4, 0)) + both("crista_philtri", (0, 0, 1)))
    assert moved.moved_mm("snarl", "left") > 0
    with pytest.raises(fm.FaceModelError, match="did not ask"):
        replace(moved, frames={"rest": moved.rest}).at("snarl", "alare_left")


def test_noise_differs_between_tasks_and_from_that_of_the_next_seed(face):
    exam = fm.examine(face)
    tasks = scales.movement.SUNNYBROOK_TASKS
    for seed in (0, 1):
        each = [
            scales.movement.asymmetry(exam.mesh, exam.frames[task], noise=1.0, seed=5 * seed + k)
            for k, task in enumerate(tasks)
        ]
        whole = scales.mirror_rms(exam, noise=1.0, seed=seed)
        np.testing.assert_allclose(whole, np.mean(each, axis=0), rtol=1e-12)


def test_a_ceiling_is_of_regions_that_muscles_have():
    one = next(iter(ceilings.CEILINGS.values()))
    with pytest.raises(ValueError, match="no muscle has the region 'elbow'"):
        replace_struct(one, regions=("elbow",))


def test_a_line_may_be_etched_five_millimetres_deep_and_says_how_deep(face):
    name = next(iter(wrinkles.curves(face.mesh)))
    found = lines(face.mesh, face.mesh.vertices, etched={name: 5.0})
    assert "forehead 5.0)" in repr(found)
    assert "<td>forehead</td><td>5</td>" in found._repr_html_()
    with pytest.raises(fm.FaceModelError, match="etched depth of"):
        lines(face.mesh, face.mesh.vertices, etched={name: 5.1})
