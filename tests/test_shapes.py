"""The shape of what pulls: how strong and which way at places that are worked out by hand.

Bells fall to 1/e at their width and to 1/root e at their radius; soft borders are half there.
"""

from types import SimpleNamespace

import numpy as np
import pytest
from numpy import exp

from facemodel.anatomy import placement, template
from facemodel.mechanics.forces import fold, pull, roll, sheet, sphincters
from flatland import NOTHING, Sheets, drawn, pushed, spots

MESH = template.mesh(1)
EYE = np.mean(MESH.points(["endocanthion_left", "exocanthion_left"]), axis=0)
E = exp(-1)
near = pytest.approx


def round_eye(degrees, away):
    turn = np.radians(degrees)
    return EYE + away * np.array([np.cos(turn), np.sin(turn), 0.0])


def at(x, y, *off):
    return placement.on_default(x, y) + np.array(off or (0.0, 0.0, 0.0))


# ---- the ring of the eye


@pytest.mark.parametrize(
    ("degrees", "away", "from_lids", "tension"),
    [
        (90, 20, 13, 0.3), (90, 20, 19, 0.3 * E), (90, 20, 7, 0.3 * E), (90, 49, 13, 0),
        (25, 20, 13, 0.15), (10, 20, 13, 0), (40, 20, 13, 0.3), (170, 6, 13, 0.15),
        (155, 6, 13, 0.3), (-90, 20, 13, 0),
    ],
)  # fmt: skip
def test_the_upper_ring_runs_from_corner_to_corner(degrees, away, from_lids, tension):
    found = drawn(sphincters.orbital_superior, round_eye(degrees, away), from_lids=from_lids)
    assert found == near(tension, abs=1e-9)


@pytest.mark.parametrize(
    ("degrees", "away", "from_lids", "tension"),
    [
        (0, 20, 14, 1), (0, 20, 23, E), (0, 20, 5, E), (0, 54, 14, 1), (0, 56, 14, 0),
        (60, 20, 14, 0.5), (-60, 20, 14, 0.5), (42, 20, 14, 1), (78, 20, 14, 0), (-78, 20, 14, 0),
    ],
)  # fmt: skip
def test_the_outer_ring_lies_before_the_temple(degrees, away, from_lids, tension):
    found = drawn(sphincters.orbital_lateral, round_eye(degrees, away), from_lids=from_lids)
    assert found == near(tension, abs=1e-9)


@pytest.mark.parametrize(
    ("degrees", "away", "from_lids", "tension"),
    [
        (-90, 20, 16, 0.05), (-90, 20, 24, 0.05 * E), (-90, 49, 16, 0), (-20, 20, 16, 0.025),
        (-2, 20, 16, 0), (-38, 20, 16, 0.05), (-175, 6, 16, 0.025), (-157, 6, 16, 0.05),
        (90, 20, 16, 0),
    ],
)  # fmt: skip
def test_the_lower_ring_runs_from_corner_to_corner(degrees, away, from_lids, tension):
    found = drawn(sphincters.orbital_inferior, round_eye(degrees, away), from_lids=from_lids)
    assert found == near(tension, abs=1e-9)


@pytest.mark.parametrize(
    ("shape", "up", "most", "middle"),
    [
        (sphincters.orbital_superior, 20, 0.3, 13),
        (sphincters.orbital_inferior, -20, 0.05, 16),
    ],
)
def test_the_rings_are_held_at_the_tendon_of_the_inner_corner(shape, up, most, middle):
    for x, share in ((12.9, 0), (18.5, 0.5), (24.1, 1)):
        place = (x, EYE[1] + up, EYE[2])
        assert drawn(shape, place, from_lids=middle) == near(share * most, abs=1e-9)


def test_no_ring_reaches_the_midline_or_the_back_of_the_head():
    ring = lambda x, z: sphincters._ring(  # noqa: E731
        Sheets(spots((x, 0, z), from_lids=14), NOTHING),
        SimpleNamespace(away=np.array([1.0])), 14, 9, 55,
    )[0]  # fmt: skip
    assert [ring(x, 30) for x in (2, 5, 8)] == near([0, 0.5, 1])
    assert [ring(20, z) for z in (21.9, 22.1)] == [0, 1]


def test_the_outer_ring_presses_the_skin_on_the_rim():
    for degrees, share in ((0, 1), (-80, 0.5), (60, 0.5), (78, 0), (-98, 0)):
        found = pushed(sphincters.orbital_lateral, round_eye(degrees, 20), from_lids=14)
        toward = -np.array([np.cos(np.radians(degrees)), np.sin(np.radians(degrees)), 0])
        assert found == near(0.04 * share * toward, abs=1e-9)


def test_the_upper_ring_draws_the_brow_down_and_not_its_ends():
    hair = 30.8 + 20 / 20 * 5.9  # of the brow, 31 mm from the midline
    for x, y, share in (
        (31, hair, 1), (31, hair + 6, E), (31, hair - 6, E), (16, 30.8 + 5 / 20 * 5.9, 0.5),
        (57, 31.3, 0.5), (62, 31.3, 0), (10, 30.7, 0),
    ):  # fmt: skip
        found = pushed(sphincters.orbital_superior, (x, y, EYE[2]))
        assert np.linalg.norm(found) == near(0.01 * share, abs=1e-9)
        assert found[1] <= 0


def test_the_lower_ring_gathers_the_cheek_under_the_eye():
    def malar(place):
        found = pushed(sphincters.orbital_inferior, place)
        assert found[1] > 0  # toward the eye
        return np.linalg.norm(found) / 0.01

    outer, inner = at(47, -30), at(34, -26)
    apart = (outer - inner)[:2]
    other = lambda wide, tall, dx=0, dy=0: exp(  # noqa: E731
        -(((apart[0] + dx) / wide) ** 2) - ((apart[1] + dy) / tall) ** 2
    )
    assert malar(outer) == near(1 + 0.6 * other(10, 10))
    assert malar(np.add(outer, (12, 0, 0))) == near(E + 0.6 * other(10, 10, 12))
    assert malar(np.subtract(outer, (0, 16, 0))) == near(E + 0.6 * other(10, 10, 0, -16))
    assert malar(inner) == near(0.6 + other(12, 16))
    assert malar(np.subtract(inner, (10, 0, 0))) == near(0.6 * E + other(12, 16, 10))
    assert malar(np.subtract(inner, (0, 10, 0))) == near(0.6 * E + other(12, 16, 0, 10))
    assert pushed(sphincters.orbital_inferior, (*outer[:2], 24)) == near(np.zeros(3))


@pytest.mark.parametrize(
    ("place", "from_lids", "share"),
    [
        ((30, 8), 9, 1), ((30, 8), 13, E), ((30, 8), 5, E), ((30, 13.4), 9, 0.5),
        ((30, 15.4), 9, 0), ((30, 11.4), 9, 1), ((5, 8), 9, 0.5),
        ((8, 8), 9, 1), ((2, 8), 9, 0), ((30, -20), 9, 0),
    ],
)  # fmt: skip
def test_the_lower_lid_is_pressed_toward_the_eye_below_the_pupil(place, from_lids, share):
    found = pushed(sphincters.palpebral, (*place, EYE[2]), from_lids=from_lids)
    way = EYE[:2] - place
    assert found[:2] == near(share * way / np.linalg.norm(way), abs=1e-9)


# ---- the ring of the mouth


@pytest.mark.parametrize("upper", [True, False])
def test_the_ring_of_the_mouth_lies_beside_the_lips_of_its_half(upper):
    ring = lambda half: sphincters.oris_peripheral(half, upper)  # noqa: E731
    mine = 100.0 if upper else -100.0
    for x, from_lips, lip_side, share in (
        (10, 5, mine, 1), (10, 11, mine, E), (0, 5, mine, 0.5), (-3, 5, mine, 0), (10, 5, 0, 0.5),
        (10, 5, -mine, 0), (10, 5, 3.5 * np.sign(mine), 0.84375), (10, 5, 7 * np.sign(mine), 1),
    ):  # fmt: skip
        found = drawn(ring, (x, -40, 60), from_lips=from_lips, lip_side=lip_side)
        assert found == near(share, abs=1e-9)
    assert drawn(ring, (10, -40, 44), from_lips=5, lip_side=mine) == 0
    out = np.array([0, 0.4 * 0.6, 0.8]) / np.hypot(0.4 * 0.6, 0.8)
    for x, from_lips, share in ((22, 0, E), (11, 0, exp(-1 / 16)), (33, 9, exp(-1 - 81 / 16))):
        found = pushed(ring, (x, -40, 60), from_lips=from_lips, lip_side=mine, bed=(0, 0.6, 0.8))
        assert found == near(0.05 * share * out, abs=1e-9)


@pytest.mark.parametrize(
    ("upper", "border", "above", "narrows"), [(True, -60, 5.0, 0.45), (False, -76, -1.5, 0.8)]
)
def test_a_lip_rolls_inward_about_an_axis_behind_its_border(upper, border, above, narrows):
    _, y, z = at(0, border)
    sign = 1 if upper else -1
    mine = 100.0 * sign

    def moved(x, up, forward, from_lips=0.0):
        place = (x, y + above + up, z - 7 + forward)
        return roll.left_roll(spots(place, from_lips=from_lips, lip_side=mine), upper)[0]

    bent = 8 * (3 / 26) ** 2  # how far the axis lies back, 3 mm from the midline
    assert moved(3, 0, -bent) == near(np.zeros(3), abs=1e-9)
    assert moved(3, 0, 4 - bent) == near([0, -4 * sign, 0], abs=1e-9)
    assert moved(3, 2, -bent) == near([0, 0, 2 * sign], abs=1e-9)
    assert moved(18, 2, -8 * (18 / 26) ** 2) == near([0, 0, sign], abs=1e-9)
    assert moved(27, 2, 0) == near(np.zeros(3), abs=1e-9)
    assert moved(0, 2, 0) == near([0, 0, sign], abs=1e-9)
    assert moved(3, 2, -bent, 14.0) == near([0, -14 * narrows * sign * E, 2 * sign * E], abs=1e-9)
    red = 4 * 0.5 * exp(-((4 / 14) ** 4))
    assert moved(3, 0, -bent, 4.0) == near([0, -red * narrows * sign, 0], abs=1e-9)
    assert moved(3, 0, 45 - z + 7 - 0.1) == near(np.zeros(3))  # behind the teeth nothing rolls


# ---- shapes of their own


def test_the_transverse_nasalis_presses_the_side_of_the_nose_in():
    ends = np.array([at(16, -40), at(4, -18)])
    along = np.diff(ends, axis=0)[0] / np.linalg.norm(np.diff(ends, axis=0))
    aside = np.cross(along, [0, 0, 1.0]) / np.linalg.norm(np.cross(along, [0, 0, 1.0]))
    press = 0.04 * np.array([-0.9, 0.2, -0.5])
    for place, share in (
        (ends.mean(0), 1), (ends.mean(0) + 6 * aside, E), (ends[1] + 6 * along, E),
        (ends[0] - 6 * along, E),
    ):  # fmt: skip
        shape = pull._nasalis_transverse
        assert pushed(shape, (20, 0, 80), vertices=place) == near(share * press, rel=1e-6)
        for x, held in ((20, 1), (8.5, 0.5), (6, 0), (11, 1)):
            found = drawn(shape, (x, 0, 80), vertices=place)
            assert found == near(share * held, abs=1e-9)
    assert pushed(pull._nasalis_transverse, (0, 0, 80), vertices=ends[0]) == near(press / 2)


def test_the_wing_of_the_nose_is_drawn_outward():
    wing = MESH.points(["alare_left"])[0]
    out = np.array([1, -0.3, 0])
    assert pushed(pull._nasalis_alar, wing) == near(out)
    assert pushed(pull._nasalis_alar, np.add(wing, (0, 4, 0))) == near(exp(-0.5) * out)


def test_the_bunched_pad_of_the_chin_lifts_the_lower_lip():
    middle = placement.height(0, -67)
    push = 0.22 * np.array([0, 0.5, 0.9])
    for x, y, z, from_lips, share in (
        (5, -1, 50, 9, exp(-((5 / 14) ** 2))), (14, -0.5, 50, 9, E), (14, 0.5, 50, 9, 0),
        (14, -1, 39, 9, 0), (14, -1, 50, 14, E * E), (14, -1, 50, 4, E * E), (0, -1, 50, 9, 0.5),
    ):  # fmt: skip
        found = pushed(pull._chin_push, (x, middle + y, z), from_lips=from_lips)
        assert found == near(share * push, abs=1e-9)


def test_the_platysma_pulls_down_over_the_jaw_and_at_the_corner():
    jaw, corner = at(43, -103), at(34, -70)
    down, out = np.array([0.75, -1, 0.1]), 0.15 * np.array([0.5, -0.1, 0.8])
    for dx, dy, share in ((0, 0, 1), (11, 0, E), (-11, 0, E), (0, 10, E), (0, -10, E)):
        place = (jaw[0] + dx, jaw[1] + dy, 300)
        assert pushed(pull._platysma, place) == near(share * down, abs=1e-9)
    assert pushed(pull._platysma, (*jaw[:2], -300)) == near(np.zeros(3), abs=1e-9)
    over = exp(-(((corner - jaw)[:2] / [11, 10]) ** 2).sum()) * down
    assert pushed(pull._platysma, corner) == near(out + over, abs=1e-9)
    before = np.add(corner, (0, 0, 7))
    assert pushed(pull._platysma, before) == near(exp(-0.5) * out + over, abs=1e-9)


def test_a_jaw_closer_swells_where_its_belly_is():
    swells = lambda place: pushed(  # noqa: E731
        lambda half: pull._bulge(half, (56, -66)), place, bed=(0.6, 0, 0.8)
    )
    assert swells(at(56, -66)) == near([0.6, 0, 0.8])
    assert swells(at(56, -66, 0, 11, 0)) == near(exp(-0.5) * np.array([0.6, 0, 0.8]))


def test_air_pushes_the_cheek_out_and_the_lips_half_as_much():
    cheek, bed = at(40, -60), (0.6, 0, 0.8)
    out = 0.6 * np.array(bed) + [0, 0, 0.4]
    puff = lambda *place, **fields: pushed(pull._cheek_pressure, place, bed=bed, **fields)  # noqa: E731
    assert puff(*cheek) == near(out)
    assert puff(*np.add(cheek, (0, 14, 0))) == near(exp(-0.5) * out)
    assert puff(60, 100, 0, from_lips=0) == near(0.5 * out)
    assert puff(60, 100, 0, from_lips=10) == near(0.5 * E * out)
    assert puff(0, 100, 0, from_lips=0) == near(0.5 * 0.5 * 0.5 * out)
    assert puff(-3, 100, 0, from_lips=0) == near(np.zeros(3), abs=1e-9)


# ---- the forehead


def frontalis(place, way=(1.0, 0.0, 0.0), low=29.5, high=60.0, turn=0.0):
    half = Sheets(spots(place), NOTHING)
    object.__setattr__(half, "WAY", way)
    return sheet.frontalis(half, low, high, 0.0, turn)[0]


def test_the_forehead_is_a_sheet_from_brow_to_hairline():
    hair, hairline = 36.7 + 4 / 8 * 0.4, placement.height(14, 68)  # 35 mm from the midline
    assert frontalis((35, hair + 3, 50), low=None)[0] == near(1)
    assert frontalis((35, hair - 2, 50), low=None)[0] == near(0.5)
    assert frontalis((35, hair - 7, 50), low=None)[0] == near(0)
    assert frontalis((35, (hair + 6 + hairline) / 2, 50), low=None)[0] == near(0.5)
    assert frontalis((35, hairline, 50), low=None)[0] == near(0, abs=1e-9)
    assert frontalis((35, hair + 4, 35), low=None)[0] == near(0.5)
    for x, low, share in (
        (0, None, 0.5), (-4, None, 0), (4, None, 1), (29.5, 29.5, 0.5), (23.5, 29.5, 0),
        (35.5, 29.5, 1), (60, 29.5, 0.5), (54, 29.5, 1), (66, 29.5, 0),
    ):  # fmt: skip
        brow = np.interp(x, (0, 11, 31, 39, 53), (29.9, 30.8, 36.7, 37.1, 31.3))
        assert frontalis((x, brow + 5, 50), low=low)[0] == near(share, abs=1e-9)


def test_the_forehead_sinks_less_than_the_brow_rises():
    place = (45, 40, 50)
    assert frontalis(place, (-1.0, 1.0, 0.0)) == near([-1, 1, 0])
    assert frontalis(place, (1.0, -1.0, 0.0)) == near([0.35, -0.35, 0])
    assert frontalis(place, (1.0, -1.0, 0.0), turn=37.0)[1] == near(-0.35 * E)


def test_a_forehead_is_measured_over_the_inner_brow():
    brow = 30.8 + 3 / 20 * 5.9  # 14 mm from the midline
    assert sheet.forehead_mm() == near(placement.height(14, 68) - brow)


# ---- the fold beside the mouth


def test_a_fold_is_as_deep_as_what_is_gathered_between_its_two_sides():
    def fold_of(inner, outer, also=0.0):
        one = fold.Fold(
            outer=(np.array([[0, 1, 1]]), np.array([[0.5, 0.25, 0.25]])),
            inner=(np.array([[2, 3, 3]]), np.array([[1.0, 0.0, 0.0]])),
            across=np.array([[1.0, 0, 0]]),
            shape=np.array([[0.2], [0.0], [-0.1], [0.0], [0.0]]),
        )
        column = np.zeros((5, 3))
        column[0, 0], column[2, 0], column[4, 2] = outer, inner, also
        return fold.creased(one, np.tile([0.0, 0, 1], (5, 1)), column)[:, 2]

    assert fold_of(3.0, -2.0) == near([0.2 * 4, 0, -0.1 * 4, 0, 0])  # 3 + 2 / 2 mm
    assert fold_of(-3.0, 0.0) == near(np.zeros(5))  # stretched
    small = fold_of(-0.4, 0.0, also=10.0)  # less than a twentieth of what moves elsewhere
    assert small == near([0.2 * -0.4, 0, -0.1 * -0.4, 0, 0])
    assert fold_of(-0.6, 0.0, also=10.0) == near(np.zeros(5))
