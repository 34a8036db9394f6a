"""Lines, ceilings and readouts on small numbers that are worked by hand."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

import facemodel as fm
from facemodel.clinic import ceilings, excursions
from facemodel.clinic.assessment import Assessment
from facemodel.clinic.examination import MOVEMENT, Examination
from facemodel.clinic.readouts import READOUTS, Shown
from facemodel.clinic.wrinkles import curve, depth, etched_after
from facemodel.data import constants
from facemodel.mechanics.strain import gauge
from handmade import both, open_mm, shown

C = lambda name: constants.value(f"lines.{name}")  # noqa: E731


class TestLines:
    def test_skin_buckles_by_the_root_of_what_gathers_it(self):
        line = SimpleNamespace(across=np.zeros((11, 3)), line=SimpleNamespace(skin_mm=2.0))
        least, gain = C("least_strain"), 2 * C("depth_gain")
        taper = np.array([0, 2 / 3, *[1] * 7, 2 / 3, 0])
        for strain, root in ((least, 0), (-least, 0), (-2 * least, 1), (-5 * least, 2)):
            found = depth.depth_of(np.full(11, strain), line, 30)
            np.testing.assert_allclose(found, gain * root * taper, atol=1e-12)
        older = depth.depth_of(np.full(11, -2 * least), line, 50)[5]
        assert older == pytest.approx(gain * (1 + 20 * C("age_per_year")))
        assert depth.depth_of(np.full(11, -2 * least), line, 20)[5] == pytest.approx(gain)

    def test_etching_goes_toward_where_use_and_rest_balance(self):
        relax = 0.5 / C("relaxed_effect")
        up = 0.8 * C("etch_per_year")
        rate = up / C("etch_deepest_mm") + C("fade_per_year") * relax
        end = up / rate
        expected = end + (0.3 - end) * np.exp(-7 * rate)
        assert etched_after(7, 0.8, 0.5, 0.3) == pytest.approx(expected)
        assert etched_after(7, 0, 0, 0.3) == 0.3
        assert etched_after(0, 0.8, 0.5, 0.3) == pytest.approx(0.3)

    def test_across_a_line_is_in_the_skin_and_square_to_it(self, face):
        mesh = face.mesh
        here = gauge(mesh)
        normals = np.cross(here.axes[:, 0], here.axes[:, 1])
        for name, one in curve.curves(mesh).items():
            np.testing.assert_allclose(np.linalg.norm(one.across, axis=1), 1, atol=1e-9)
            points = one.points(mesh.vertices)
            way = np.gradient(points, axis=0)
            way /= np.linalg.norm(way, axis=1, keepdims=True)
            along = np.abs((one.across * way).sum(1))
            if one.line.read_from == "along":
                np.testing.assert_allclose(along, 1, atol=1e-9, err_msg=name)
                continue
            np.testing.assert_allclose(along, 0, atol=1e-9, err_msg=name)
            off = np.abs((one.gauge @ normals * one.across).sum(1))
            assert np.median(off) < 0.15, (name, np.median(off))

    def test_strain_is_read_from_the_skin_within_reach(self, face):
        reach, here = constants.value("lines.reach_mm"), gauge(face.mesh)
        one = next(iter(curve.curves(face.mesh).values()))
        share = one.gauge.toarray()
        np.testing.assert_allclose(share.sum(1), 1)
        away = np.linalg.norm(here.middle - one.points(face.mesh.vertices)[:, None], axis=2)
        k = len(share) // 2
        near = away[k] < 2.5 * reach
        assert (share[k] > 0).tolist() == near.tolist()
        weight = np.exp(-(away[k] ** 2) / (2 * reach**2)) * here.area
        np.testing.assert_allclose(share[k][near], weight[near] / weight[near].sum(), rtol=1e-6)


def test_a_share_that_is_left_runs_along_the_way_each_landmark_had():
    had = np.array([[3.0, 4, 0], [0, 0, 2]])
    has = np.array([[3.0, -1, 0], [9, 9, 1]])  # 1 of 5 mm along (0.6, 0.8), and 1 of 2 mm
    assert excursions.retained(had, has) == pytest.approx((1 + 1) / 2 / 3.5)
    small = np.array([[0.79, 0, 0]])
    assert np.isnan(excursions.retained(small, small))
    assert excursions.retained(small + 0.02, small + 0.02) == pytest.approx(1)


def test_doses_over_a_ceiling_add_up_by_place_side_and_days(face, monkeypatch):
    """3 and 4 units within 5 mm on one day, on the left; 5 units ten days later on the right."""
    left = [fm.Injection(dose, muscle="masseter_left", day=day) for dose, day in ((3, 0), (4, 0))]
    given = [*left, fm.Injection(5, muscle="masseter_right", day=10)]

    def over(scope, sides, days, limit, points=given):
        row = SimpleNamespace(scope=scope, sides=sides, days=days, limit=limit, covers=lambda k: 1)
        monkeypatch.setattr(ceilings, "CEILINGS", {"x": row})
        return [(e.side, e.given, e.first) for e in ceilings.excesses(face.mesh, points)]

    assert over("session", "both", 0, 6) == [("both", 7, 0)]
    assert over("session", "both", 0, 7) == []
    assert over("session", "both", 10, 11) == [("both", 12, 0)]
    assert over("session", "both", 9, 7) == []
    assert over("session", "each", 10, 4.5) == [("left", 7, 0), ("right", 5, 2)]
    assert over("place", "both", 10, 6) == [("both", 7, 0)]
    assert over("place", "both", 10, 7) == []
    assert over("session", "both", 10, 6, given[::-1]) == [("both", 12, 0)]
    assert over("session", "both", 10, 6, []) == []


class TestReadouts:
    @pytest.fixture
    def seen(self, face):
        start = [("cheilion_left", (0, -1, 0))]
        smile = both("cheilion", (3, 4, 0), (-4, 3, 0))
        before = shown(open_mouth_smile=smile)
        after = shown(
            rest=start, gentle_eye_closure=[("lid_right", (0, 1, 0))], open_mouth_smile=smile
        )
        exams = [
            Examination(face.mesh, {"rest": one.frames["rest"], MOVEMENT: one.frames[task]})
            for one, task in ((before, "open_mouth_smile"), (after, "open_mouth_smile"))
        ]
        return Shown(
            face, "open_mouth_smile", Assessment(*exams), Assessment(before, after),
            fm.conditions.healthy(), np.ones(len(fm.MUSCLES)),
        )  # fmt: skip

    def test_each_figure_of_each_side(self, face, seen):
        def pair(name, place="whole"):
            return tuple(float(x) for x in READOUTS[name].measure(seen, place))

        far = np.hypot(3, 3)  # the corner that hangs at rest goes from there
        assert pair("corner", "left") == pytest.approx((5, far), abs=1e-3)
        assert pair("corner", "right") == pytest.approx((5, 5), abs=1e-3)
        assert pair("lids", "right") == pytest.approx((open_mm(), open_mm()), abs=1e-3)
        assert pair("gap", "right") == pytest.approx((open_mm(), open_mm() + 1), abs=2e-3)
        at = [face.mesh.vertices[face.mesh.landmarks[f"cheilion_{s}"]] for s in ("left", "right")]
        wide, rise = at[0][0] - at[1][0] + 7, at[0][1] - at[1][1] + 1
        deep = at[0][2] - at[1][2]
        width = [np.hypot(np.hypot(wide, rise - k), deep) for k in (0, 1)]
        assert pair("width") == pytest.approx(width, abs=1e-3)
        stems = seen.landmarks
        assert "cheilion" in stems
        assert pair("own", "left") == pytest.approx((5 / len(stems), 5 / len(stems)), abs=1e-3)
        assert pair("symmetry")[0] == pytest.approx(100, abs=0.1)
        assert pair("symmetry")[1] == pytest.approx(100 * far / 5, abs=0.1)
        assert pair("asymmetry", "upper")[0] < 1e-2 < pair("asymmetry")[0]

    def test_what_is_preserved(self, seen):
        assert READOUTS["own"].preserved_percent(seen, "left") == pytest.approx(100, abs=0.1)
        assert READOUTS["corner"].preserved_percent(seen, "left") == pytest.approx(100)
        weak = replace(seen, remaining=np.full(len(fm.MUSCLES), 0.4))
        found = fm.metrics.expression_range(weak.face, 0.4, landmarks=["cheilion_left"])
        percent = 100 * found.overall()["width"]
        assert 20 < percent < 70
        assert READOUTS["corner"].preserved_percent(weak, "left") == pytest.approx(percent)
        told = {
            "open_mouth_smile": (1.3, (91, 5)),
            "brow_raise": (1.5, (91, 6)),
            None: (1.5, (91, 5)),
        }
        for name, expected in told.items():
            one = replace(seen, expression=name)
            assert (one.detectable_mm, one.healthy_percent) == expected
        assert replace(seen, expression=None).landmarks == ()
        assert np.isnan(READOUTS["own"].measure(replace(seen, expression=None), "left").before)
