"""Examinations made by hand, with movements of whole millimetres: scales read what paper gives."""

import numpy as np
import pytest

import facemodel as fm
from facemodel.clinic.examination import Examination
from facemodel.clinic.scales import (
    counter_direction_mm,
    eface_like,
    house_brackmann_grade,
    mirror_rms,
    share_of_healthy,
    sunnybrook,
    synkinesis_index,
)
from handmade import both, open_mm, shown


class TestShareOfHealthy:
    def test_it_is_counted_along_the_mirror_image(self):
        exam = shown(open_mouth_smile=both("cheilion", (2, 1.5, 0), (-4, 3, 0)))
        assert share_of_healthy(exam, "open_mouth_smile", "left") == pytest.approx(0.5)
        assert share_of_healthy(exam, "open_mouth_smile", "right") == pytest.approx(2)
        across = shown(open_mouth_smile=both("cheilion", (-3, 4, 0), (-4, 3, 0)))
        assert share_of_healthy(across, "open_mouth_smile", "left") == pytest.approx(0, abs=1e-9)
        back = shown(lip_pucker=both("cheilion", (0, 0, 3), (0, 0, 4)))
        assert share_of_healthy(back, "lip_pucker", "left") == pytest.approx(0.75)

    def test_landmarks_of_a_task_count_by_how_far_the_other_sides_move(self):
        moves = both("alare", (0, 1.5, 0), (0, 3, 0)) + both("crista_philtri", (0, 0, 1), (0, 0, 4))
        assert share_of_healthy(shown(snarl=moves), "snarl", "left") == pytest.approx(2.5 / 7)

    def test_less_than_can_be_told_is_no_movement(self):
        for mm, share in ((0.79, 0), (0.81, 1)):
            exam = shown(lip_pucker=both("cheilion", (0, mm, 0)))
            assert share_of_healthy(exam, "lip_pucker", "left") == pytest.approx(share)
        for mm, share in ((1.59, 0), (1.61, 0.5)):  # two landmarks
            exam = shown(snarl=both("alare", (0, mm / 2, 0), (0, mm, 0)))
            assert share_of_healthy(exam, "snarl", "left") == pytest.approx(share)


class TestDrag:
    def test_it_is_the_part_against_the_mirror_image(self):
        exam = shown(
            open_mouth_smile=both("cheilion", (-2, -1.5, 0), (-4, 3, 0)),
            snarl=both("alare", (0, -2, 0), (0, 3, 0)) + both("crista_philtri", (0, 1, 0)),
            lip_pucker=both("cheilion", (2, 1.5, 0), (-4, 3, 0)),
            lower_teeth=both("lower_lip_lat", (0, -1, 0), (0, 0, 0)),
        )
        drag = counter_direction_mm(exam, "left")
        assert drag["open_mouth_smile"] == pytest.approx(2.5)
        assert drag["snarl"] == pytest.approx((2 - 1) / 2)
        assert drag["lip_pucker"] == drag["lower_teeth"] == drag["brow_raise"] == 0
        assert counter_direction_mm(exam, "right")["open_mouth_smile"] == pytest.approx(5)
        upright = shown(lip_pucker=both("cheilion", (0, -1, 0), (0, 2, 0)))
        assert counter_direction_mm(upright)["lip_pucker"] == pytest.approx(1)


def test_mirror_difference_is_the_mean_of_five_tasks():
    moves = both("cheilion", (0, 0, 0), (-9, 9, 0))
    one = shown(snarl=moves)
    single = fm.metrics.asymmetry(one.mesh, one.frames["snarl"])
    assert mirror_rms(one) == pytest.approx(single / 5, rel=1e-3)
    assert mirror_rms(shown(lower_teeth=moves)) == pytest.approx(0, abs=1e-4)
    thirds = mirror_rms(one, by="thirds")
    assert thirds["upper"] < 1e-2 < thirds["lower"]


class TestSynkinesisIndex:
    def test_each_part_is_over_the_other_side(self):
        exam = shown(
            open_mouth_smile=[
                ("lid_left", (0, -2, 0)), ("lid_right", (0, -0.5, 0)), *both("cheilion", (4, 3, 0)),
            ],
            lip_pucker=[("lid_left", (0, -1, 0))],
            gentle_eye_closure=both("cheilion", (0, 2, 0), (0, 0.5, 0)),
        )  # fmt: skip
        found = synkinesis_index(exam, "left")
        assert found["eye_in_smile"] == pytest.approx(100 * 1.5 / open_mm(), abs=1e-2)
        assert found["eye_in_pucker"] == pytest.approx(100 * 1 / open_mm(), abs=1e-2)
        assert found["mouth_in_closure"] == pytest.approx(100 * 1.5 / 5)
        parts = [found[n] for n in ("eye_in_smile", "eye_in_pucker", "mouth_in_closure")]
        assert found["mean"] == pytest.approx(sum(parts) / 3)
        assert set(synkinesis_index(exam, "right").values()) == {0}


class TestSunnybrook:
    def test_rest_is_read_by_side(self):
        exam = shown(rest=[("lid_left", (0, 1.5, 0)), ("cheilion_left", (0, -2.5, 0))])
        left, right = sunnybrook(exam, "left").items, sunnybrook(exam, "right").items
        assert left["rest_eye"].measured == pytest.approx(1.5, abs=1e-3)
        assert right["rest_eye"].measured == pytest.approx(-1.5, abs=1e-3)
        assert (left["rest_eye"].score, right["rest_eye"].score) == (1, 1)
        assert ["is wide" in one["rest_eye"].rule for one in (left, right)] == [True, False]
        assert "is narrow" in right["rest_eye"].rule
        assert left["rest_mouth"].measured == pytest.approx(-2.5, abs=1e-3)
        assert "drooped (1)" in left["rest_mouth"].rule
        assert "pulled up or out (1)" in right["rest_mouth"].rule
        assert sunnybrook(exam).resting == 10

    @pytest.mark.parametrize(("share", "points"), [
        (0.04, 1), (0.06, 2), (0.29, 2), (0.31, 3), (0.69, 3), (0.71, 4), (0.94, 4), (0.96, 5),
    ])  # fmt: skip
    def test_movement_has_five_steps(self, share, points):
        exam = shown(lip_pucker=both("cheilion", (0, 10 * share, 0), (0, 10, 0)))
        item = sunnybrook(exam).items["voluntary_lip_pucker"]
        assert (item.measured, item.score) == (pytest.approx(share), points)

    def test_closing_goes_by_the_gap_that_stays(self):
        for gap, share in ((0.45, 1), (0.6, 1 - 0.6 / open_mm()), (open_mm(), 0)):
            exam = shown(gentle_eye_closure=[("lid_left", (0, gap - open_mm(), 0))])
            items = sunnybrook(exam).items
            assert items["voluntary_gentle_eye_closure"].measured == pytest.approx(share, abs=1e-3)
            other = sunnybrook(exam, "right").items["voluntary_gentle_eye_closure"]
            assert other.measured == pytest.approx(0, abs=1e-9)  # that eye stayed open

    def test_synkinesis_is_the_worst_place_over_the_other_side(self):
        exam = shown(
            brow_raise=[("lid_left", (0, -1.3, 0)), *both("chin", (0, 2, 0), (0, 1, 0))],
            gentle_eye_closure=[*both("cheilion", (3, 4, 0), (0, 0.5, 0)), ("jaw_left", (0, 3, 0))],
            lip_pucker=[("lid_left", (0, -2, 0)), ("lid_right", (0, -0.4, 0))],
            snarl=both("jaw", (0, 0, 0), (0, 5, 0)),
        )
        items = sunnybrook(exam).items
        rows = {n: items[f"synkinesis_{n}"] for n in fm.scales.SUNNYBROOK_TASKS}
        assert rows["brow_raise"].measured == pytest.approx(1.3, abs=1e-3)  # 2 points, chin 1
        assert rows["brow_raise"].name == "eye during brow raise, over the other side"
        assert rows["gentle_eye_closure"].measured == pytest.approx(4.5)
        assert rows["gentle_eye_closure"].name.startswith("mouth during gentle eye closure")
        assert rows["lip_pucker"].measured == pytest.approx(1.6, abs=1e-3)
        assert [int(one.score) for one in rows.values()] == [2, 3, 0, 0, 2]
        assert sunnybrook(exam).synkinesis == 7
        neck = sunnybrook(exam, "right").items["synkinesis_snarl"]
        assert (neck.name.split()[0], neck.score) == ("neck", 3)

    def test_many_faces_are_scored_by_their_own_worst_place(self):
        two = [
            shown(brow_raise=[("lid_left", (0, -1.3, 0))]),
            shown(brow_raise=[("chin_left", (0, 5, 0))]),
        ]
        tasks = {t: np.stack([one.frames[t] for one in two]) for t in two[0].frames}
        item = sunnybrook(Examination(two[0].mesh, tasks)).items["synkinesis_brow_raise"]
        assert item.score.tolist() == [2, 3]
        assert repr(item) == "Item(during brow raise: [2 3])"


class TestHouseBrackmann:
    @pytest.mark.parametrize(("points", "grade"), [*enumerate((6, 5, 5, 4, 4, 3, 3, 2, 1))])
    def test_a_point_is_a_quarter_of_the_brow_or_of_the_corner(self, points, grade):
        shut = [("lid_left", (0, -open_mm(), 0)), ("lid_right", (0, -open_mm(), 0))]
        quarters = (points // 2, points - points // 2)
        for off in (0.05, -0.05):  # of a point's quarter, in all less than half
            brow, corner = (min(max(q / 4 + off, 0), 1) for q in quarters)
            brows = [m for s in ("inner", "mid", "outer")
                     for m in both(f"brow_{s}", (0, 4 * brow, 0), (0, 4, 0))]  # fmt: skip
            exam = shown(
                brow_raise=brows,
                open_mouth_smile=both("cheilion", (0, 8 * corner, 0), (0, 8, 0)),
                gentle_eye_closure=shut,
            )
            found = house_brackmann_grade(exam)
            assert (found.points, found.grade) == (points, grade)
            assert found.brow_share == pytest.approx(brow)
            assert found.corner_share == pytest.approx(corner)

    def test_an_eye_that_stays_open_is_four_at_least(self):
        whole = {
            "brow_raise": [m for s in ("inner", "mid", "outer")
                           for m in both(f"brow_{s}", (0, 4, 0))],
            "open_mouth_smile": both("cheilion", (4, 3, 0)),
        }  # fmt: skip
        for gap, grade in ((0.45, 1), (0.55, 4)):
            shut = [("lid_left", (0, gap - open_mm(), 0)), ("lid_right", (0, -open_mm(), 0))]
            exam = shown(**whole, gentle_eye_closure=shut)
            assert house_brackmann_grade(exam, "left").grade == grade
            assert house_brackmann_grade(exam, "left").gap_mm == pytest.approx(gap, abs=1e-3)
            assert house_brackmann_grade(exam, "right").grade == 1

    def test_droop_is_told_downward(self):
        exam = shown(rest=[("cheilion_left", (0, -3, 0))])
        for side, mm in (("left", 3), ("right", -3)):
            assert house_brackmann_grade(exam, side).droop_mm == pytest.approx(mm, abs=1e-3)


class TestEfaceLike:
    def test_each_item_is_of_the_other_side(self, face):
        shut = (0, -open_mm(), 0)
        exam = shown(
            rest=[("cheilion_left", (0, -2, 0)), ("lid_left", (0, 1, 0))],
            gentle_eye_closure=[
                ("lid_left", (0, -open_mm() / 2, 0)), ("lid_right", shut),
                *both("chin", (0, 1, 0), (0, 0.25, 0)), *both("jaw", (0, 0, 2), (0, 0, 0.5)),
                *both("cheilion", (0, 1.2, 1.6), (0.6, 0.8, 0)),
            ],
            forced_eye_closure=[("lid_left", (0, -open_mm() - 1, 0)), ("lid_right", shut)],
            open_mouth_smile=[
                *both("cheilion", (2, 1.5, 0), (-4, 3, 0)),
                ("lid_left", (0, -2, 0)), ("lid_right", (0, -0.5, 0)),
            ],
            lip_pucker=[("lid_left", (0, -1.8, 0))],
            lower_teeth=both("lower_lip_lat", (0, -3, 0), (0, -4, 0)),
            brow_raise=both("brow_mid", (0, 6, 0), (0, 4, 0)),
        )  # fmt: skip
        items = eface_like(exam, "left").items
        corner = face.mesh.vertices[face.mesh.landmarks["cheilion_left"]]
        below = face.mesh.eye_centres[0, 1] - corner[1]
        expected = {
            "corner at rest": 100 * below / (below + 2),
            "palpebral fissure at rest": 100 * (open_mm() + 1) / open_mm(),
            "brow elevation": 150,
            "corner movement in a smile": 50,
            "lower lip movement": 75,
            "gentle eye closure": 100 * (open_mm() / 2) / (open_mm() + 1),
            "full eye closure": 100,
            "ocular": 100 * (1 - 1.8 / open_mm()),  # of a pucker, more than 1.5 of the smile
            "mentalis": 100 * (1 - 0.75 / 5),
            "platysmal": 100 * (1 - 1.5 / 5),
            "midfacial": 100 * (1 - 1 / 5),
        }
        for name, value in expected.items():
            assert items[name] == pytest.approx(value, abs=0.05), name
        other = eface_like(exam, "right").items
        assert other["corner at rest"] == pytest.approx(100 * (below + 2) / below, abs=0.05)
        assert other["corner movement in a smile"] == pytest.approx(200)
        assert other["gentle eye closure"] == pytest.approx(100)
        assert other["mentalis"] == 100

    def test_parts_are_means_of_their_items_and_excess_counts_as_lack(self):
        names = fm.scales.eface.STATIC + fm.scales.eface.DYNAMIC + fm.scales.eface.SYNKINESIS
        items = dict.fromkeys(names, np.array([100.0, 100.0])) | {
            "brow at rest": np.array([120.0, 100.0]),  # 80
            "brow elevation": np.array([30.0, 100.0]),
            "ocular": np.array([60.0, 100.0]),
        }
        graded = fm.scales.eface.EfaceLike("left", items)
        np.testing.assert_allclose(graded.static, [95, 100])
        np.testing.assert_allclose(graded.dynamic, [90, 100])
        np.testing.assert_allclose(graded.synkinesis, [90, 100])
        np.testing.assert_allclose(graded.total, [(95 + 180 + 90) / 4, 100])
