"""What each side effect measures on examinations made by hand: which way is worse, how much."""

import pytest

from facemodel.clinic.findings import KINDS, MEASURES, findings
from handmade import both, open_mm, shown


@pytest.fixture
def told():
    """told(kind, side, before, after) -> (measured, figure before, figure after)."""

    def made(name, side, before, after):
        kind = KINDS[name]
        return tuple(
            float(x) for x in MEASURES[kind.measure]((shown(**before), shown(**after)), kind, side)
        )

    return made


def test_at_rest_what_sinks_is_told_from_the_pupil(face, told):
    pupil = face.mesh.eye_centres[:, 1]
    for name, stem, way in (
        ("brow_ptosis", "brow_mid", 1), ("lower_lid_sag", "lower_lid", -1),
        ("commissure_droop", "cheilion", -1),
    ):  # fmt: skip
        before = {"rest": [(f"{stem}_right", (0, 1, 0))]}
        after = {"rest": [(f"{stem}_right", (0, -2, 0)), (f"{stem}_left", (0, 7, 0))]}
        found = told(name, "right", before, after)
        at = face.mesh.vertices[face.mesh.landmarks[f"{stem}_right"], 1]
        expected = (3, way * (at + 1 - pupil[1]), way * (at - 2 - pupil[1]))
        assert found == pytest.approx(expected, abs=1e-3), name


def test_in_movement(face, told):
    mesh = face.mesh
    step = mesh.vertices[[mesh.landmarks[f"brow_{s}_left"] for s in ("outer", "mid")], 1]
    over = float(step[0] - step[1])
    cases = (
        ("lateral_escape", "brow_raise", [("brow_outer_left", (0, 2, 0))],
         [("brow_outer_left", (0, 6, 0)), ("brow_mid_left", (0, 1, 0))],
         (3, over + 2, over + 5)),
        ("lower_lip_asymmetry", "lower_teeth", both("lower_lip_lat", (0, -4, 0), (0, -5, 0)),
         both("lower_lip_lat", (0, -1, 0), (0, -6, 0)), (4, 1, 5)),
        ("lagophthalmos", "gentle_eye_closure", [("lid_left", (0, 0.5 - open_mm(), 0))],
         [("lid_left", (0, 2 - open_mm(), 0))], (1.5, 0.5, 2)),
        ("oral_incompetence", "lip_pucker", both("cheilion", (-3, 4, 0)),
         both("cheilion", (0, 2, 9)), (32, 5, 1.6)),
        ("narrow_smile", "open_mouth_smile", both("cheilion", (3, 4, 0)),
         both("cheilion", (3, -1, 0)), (4, 5, 1)),
        ("smile_asymmetry", "open_mouth_smile", both("cheilion", (3, 4, 0)),
         both("cheilion", (0, 0, 0), (-3, 4, 0)), (5, 0, 5)),
        ("flat_smile", "open_mouth_smile", both("crista_philtri", (0, 4, 0)),
         both("crista_philtri", (5, 1, 5)), (25, 4, 1)),
        ("flat_smile", "open_mouth_smile", both("crista_philtri", (0, 10, 0)),
         both("crista_philtri", (0, 2.5, 0)), (50, 10, 2.5)),  # of the 5 mm that are asked
    )  # fmt: skip
    for name, task, before, after, expected in cases:
        found = told(name, "left", {task: before}, {task: after})
        assert found == pytest.approx(expected, abs=2e-3), name


def test_the_worse_side_is_told_of_and_health_has_a_say():
    healthy = shown(lip_pucker=both("cheilion", (-4, 0, 0)))
    after = shown(lip_pucker=both("cheilion", (-2, 0, 0), (1, 0, 0)))
    rows = {(o.name, o.side): o for o in findings((healthy, after), healthy)}
    one = rows["oral_incompetence", "both"]
    assert (one.measured, one.before, one.after) == pytest.approx((25, 4, 1))
    assert one.beyond
    weak = shown(lip_pucker=both("cheilion", (-1.5, 0, 0)))
    rows = {(o.name, o.side): o for o in findings((healthy, after), weak)}
    assert rows["oral_incompetence", "both"].from_health == pytest.approx(100 / 1.5)
    assert not rows["oral_incompetence", "both"].beyond


def test_what_did_not_move_has_nothing_to_lose(told):
    for mm, share in ((0.79, 100), (0.81, 0)):
        before = {"lip_pucker": both("cheilion", (-mm, 0, 0))}
        assert told("oral_incompetence", "left", before, {})[0] == pytest.approx(share)
