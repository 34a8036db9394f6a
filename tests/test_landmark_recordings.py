"""Tracked landmarks become muscles by bounded least squares, or are refused with the reason."""

import time

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

import facemodel as fm
from facemodel.anatomy.muscles import INDEX
from facemodel.capture import heads
from facemodel.capture.recording import inversion
from facemodel.capture.recording.tracks import OPENFACE
from facemodel.mechanics.face import build

POINTS = (
    "nasion", "pronasale", "subnasale", "pogonion", "labiale_superius", "labiale_inferius",
    *(f"{stem}_{side}" for side in ("left", "right") for stem in (
        "exocanthion", "endocanthion", "cheilion", "brow_inner", "brow_mid", "brow_outer",
        "upper_lid", "lower_lid", "alare", "nasolabial", "malar", "chin",
    )),
)  # fmt: skip
FRAMES = 60
TIME = np.arange(FRAMES) / 30
SHARE = np.clip(np.linspace(-0.6, 1, FRAMES), 0, 1)  # the first second at rest


def acted(face, name="smile_social", side=None):
    """Controls (T, C) of an expression that rises, and points (T, 3) by name where they go."""
    whole = face.controls(fm.expression(name))
    if side:
        other = {"left": "right", "right": "left"}[side]
        whole = whole * [0.0 if c.endswith(f"_{other}") else 1.0 for c in fm.CONTROLS]
    controls = SHARE[:, None] * whole
    moved = face.deform(controls, dtype=float)
    return controls, {n: moved[:, face.mesh.landmarks[n]] for n in POINTS}


def carried(points, unit=1.0, noise_mm=0.0):
    """Points of a head that nods and turns, in another unit, each coordinate with noise."""
    rng = np.random.default_rng(0)
    angle = np.stack([20 * np.sin(TIME + k) for k in range(3)], axis=1)
    turn = Rotation.from_euler("xyz", angle + np.array([170, 0, 0]), degrees=True).as_matrix()
    shift = [30, -400, 900] + 50 * np.sin(TIME)[:, None] * [1, 0, 1]
    return {
        name: unit * (np.einsum("tx,txy->ty", p, turn) + shift + rng.normal(0, noise_mm, p.shape))
        for name, p in points.items()
    }


def table(points, rename=str):
    head = ["timestamp", *(rename(f"{name}_{axis}") for name in points for axis in "xyz")]
    rows = np.column_stack([TIME, *points.values()])
    lines = [",".join("" if np.isnan(x) else f"{x:.6f}" for x in row) for row in rows]
    return "\n".join([",".join(head), *lines]) + "\n"


def off(face, take, controls, names=POINTS):
    """Distance (T, L) mm between points as inverted and as acted."""
    at = [face.mesh.landmarks[n] for n in names]
    gap = face.deform(take.controls)[:, at] - face.deform(controls)[:, at]
    return np.linalg.norm(gap, axis=-1)


@pytest.fixture(scope="module")
def smile(face):
    return acted(face)


@pytest.fixture
def read(tmp_path):
    def reader(text, **options):
        (tmp_path / "Anna.csv").write_text(text)
        return fm.read_landmarks(tmp_path / "Anna.csv", **options)

    return reader


@pytest.mark.parametrize(
    "name", ["smile_social", "open_mouth_smile", "brow_raise", "gentle_eye_closure", "lip_pucker"]
)
def test_points_are_brought_where_they_were_seen(name, face):
    controls, points = acted(face, name)
    take = fm.landmarks_to_muscles(TIME, carried(points, noise_mm=0.3), face)
    apart = off(face, take, controls)
    assert apart.mean() < 0.5
    assert np.quantile(apart, 0.95) < 1.2
    assert take.controls.min() >= -1
    assert take.controls.max() <= 1
    assert abs(take.controls[:15]).max() < 0.5  # at rest


def test_the_side_that_moves_is_the_side_that_moved(face):
    for side, other in (("left", "right"), ("right", "left")):
        _, points = acted(face, "open_mouth_smile", side)
        take = fm.landmarks_to_muscles(TIME, carried(points, noise_mm=0.2), face)
        peak = take.activation[-1]
        mine, others = (peak[INDEX[f"zygomaticus_major_{s}"]] for s in (side, other))
        assert mine > 0.5
        assert others < 0.2
        swapped = fm.landmarks_to_muscles(TIME, carried(points, noise_mm=0.2), face, mirrored=True)
        assert swapped.activation[-1, INDEX[f"zygomaticus_major_{other}"]] == pytest.approx(mine)


@pytest.mark.slow
def test_another_persons_movement_is_carried_over(face):
    mesh = heads.head_mesh(60, 1.0, 0.8, (("asian", 1.0),), 1.0, 3)
    other = build(mesh)
    controls, points = acted(other, "open_mouth_smile")
    take = fm.landmarks_to_muscles(TIME, carried(points, 0.1), face, unit="cm")
    at = ["cheilion_left", "cheilion_right", "brow_mid_left"]
    assert off(face, take, controls, at)[-1] == pytest.approx(0, abs=2.5)
    same = fm.landmarks_to_muscles(TIME, carried(points, 0.1), other)
    assert off(other, same, controls).mean() < 0.3


@pytest.mark.parametrize("unit", [0.001, 1.0, 0.1, 1 / 25.4, 1000.0])
def test_units_do_not_matter(unit, smile, face):
    _, points = smile
    take = fm.landmarks_to_muscles(TIME, carried(points, unit), face)
    plain = fm.landmarks_to_muscles(TIME, carried(points), face)
    assert take.controls == pytest.approx(plain.controls, abs=1e-3)


def test_a_table_is_read_by_name_whatever_the_case(smile, read, face):
    _, points = smile
    seen = carried(points, noise_mm=0.2)
    take = read(table(seen))
    assert take.source == "landmarks"
    assert take.time == pytest.approx(TIME, abs=1e-5)
    assert take.controls == pytest.approx(
        fm.landmarks_to_muscles(TIME, seen, face).controls, abs=2e-3
    )
    for rename in (str.upper, lambda n: n.replace("_left", "_L").replace("_right", "_R")):
        np.testing.assert_array_equal(read(table(seen, rename)).controls, take.controls)
    turned = dict(reversed(seen.items()))
    assert read(table(turned)).controls == pytest.approx(take.controls, abs=0.02)
    assert "Anna" not in repr(take) + str(vars(take))


def test_the_points_of_openface_have_sides(face, read):
    names = list(OPENFACE.values())
    controls, _ = acted(face, "open_mouth_smile", "left")
    moved = face.deform(controls, dtype=float)
    points = carried({n: moved[:, face.mesh.landmarks[n]] for n in names})
    back = {name: number for number, name in OPENFACE.items()}
    text = table(points, lambda n: f" {n[-1].upper()}_{back[n[:-2]]}")
    take = read(text)
    assert take.sided
    assert take.activation[-1, INDEX["zygomaticus_major_left"]] > 0.5
    assert take.activation[-1, INDEX["zygomaticus_major_right"]] < 0.2
    # beside them, as OpenFace writes unless told otherwise, the same points in the picture's pixels
    pixels = [f"x_{n}, y_{n}" for n in OPENFACE]
    rows = [f"{line}, {', '.join(['640, 360'] * len(pixels))}" for line in text.splitlines()]
    rows[0] = f"{text.splitlines()[0]}, {', '.join(pixels)}"
    both = read("\n".join(rows))
    np.testing.assert_array_equal(both.controls, take.controls)
    (note,) = set(both.notes) - set(take.notes)
    assert "pixels" in note
    with pytest.raises(fm.FaceModelError, match="two columns of brow_tail_right_x"):
        read(table(points, lambda n: f"X_17,{n}" if n == "brow_tail_right_x" else n))


def test_short_gaps_are_closed_and_long_ones_are_lost_frames(smile, face):
    _, points = smile
    whole = fm.landmarks_to_muscles(TIME, points, face)
    short = {n: p.copy() for n, p in points.items()}
    short["cheilion_left"][40:43] = np.nan
    short["pronasale"][50] = np.inf
    take = fm.landmarks_to_muscles(TIME, short, face)
    assert take.lost == 0
    assert take.controls == pytest.approx(whole.controls, abs=0.05)
    long = {n: p.copy() for n, p in points.items()}
    for p in long.values():
        p[20:30] = np.nan
    take = fm.landmarks_to_muscles(TIME, long, face)
    assert take.lost == 10
    assert take.gaps == pytest.approx(np.array([[19 / 30, 1.0]]))
    assert any("10 frames" in note for note in take.notes)


def test_points_that_are_seldom_seen_are_left_out_with_the_other_side(smile, face):
    _, points = smile
    seldom = {n: p.copy() for n, p in points.items()}
    seldom["chin_left"][10:40] = np.nan
    take = fm.landmarks_to_muscles(TIME, seldom, face)
    note = next(n for n in take.notes if "left out" in n)
    assert "chin_left, chin_right" in note
    assert take.lost == 0


def test_what_the_points_do_not_tell_is_named(smile, face):
    _, points = smile
    fewer = {n: p for n, p in points.items() if "brow" not in n}
    take = fm.landmarks_to_muscles(TIME, fewer, face)
    note = next(n for n in take.notes if "hardly told" in n)
    assert "frontalis_lateral_left" in note
    assert "zygomaticus_major_left" not in note
    whole = fm.landmarks_to_muscles(TIME, points, face)
    assert not any("frontalis_lateral_left" in n for n in whole.notes)


def test_rest_may_be_somewhere_else(smile, face):
    controls, points = smile
    back = {n: p[::-1] for n, p in points.items()}
    take = fm.landmarks_to_muscles(TIME, back, face, rest=(1.5, 2))
    assert off(face, take, controls[::-1]).mean() < 0.3


@pytest.mark.slow
def test_4000_frames_are_inverted_in_bounded_time(smile, face):
    _, points = smile
    tile = {n: np.tile(p, (67, 1))[:4000] for n, p in points.items()}
    begin = time.perf_counter()
    take = fm.landmarks_to_muscles(np.arange(4000) / 60, tile, face)
    assert time.perf_counter() - begin < 60
    assert take.controls[60:120] == pytest.approx(take.controls[:60], abs=0.02)


def test_the_answer_is_the_best_within_bounds():
    from scipy.optimize import lsq_linear

    rng = np.random.default_rng(2)
    rows, seen = rng.normal(size=(30, 8)), rng.normal(size=(5, 30))
    low, high = np.full(8, -0.1), np.full(8, 0.2)
    got = inversion._bounded(rows.T @ rows, seen @ rows, np.zeros((5, 8)), low, high)
    for one, right in zip(got, seen, strict=True):
        assert one == pytest.approx(lsq_linear(rows, right, (low, high)).x, abs=1e-3)


def _without(points, *names):
    return {n: p for n, p in points.items() if not n.startswith(names)}


REFUSED = {
    "one side": (lambda p: _without(p, "cheilion_left"), {}, "cheilion_right and no cheilion_left"),
    "few": (lambda p: dict(list(_without(p, "brow").items())[:6]), {}, "at least 8"),
    "none on the skull": (lambda p: _without(p, "nasion", "endo", "exo"), {}, "fewer than three"),
    "mirrored": (lambda p: {n: v * [-1, 1, 1] for n, v in p.items()}, {}, "are exchanged"),
    "no face": (lambda p: dict(zip(p, list(p.values())[::-1], strict=True)), {}, "their names"),
    "one place": (lambda p: {n: 0 * v for n, v in p.items()}, {}, "one place"),
    "odd unit": (lambda p: {n: 7e4 * v for n, v in p.items()}, {}, "unit="),
    "wrong unit": (lambda p: p, {"unit": "cm"}, "times as large"),
    "no unit": (lambda p: p, {"unit": "parsec"}, "unit"),
    "unseen": (lambda p: {n: np.nan * v for n, v in p.items()}, {}, "at least 8"),
    "half lost": (lambda p: {n: np.where(np.arange(FRAMES)[:, None] < 31, np.nan, v)
                             for n, v in p.items()}, {}, "31 of its 60 frames"),
    "no rest": (lambda p: p, {"rest": (5, 6)}, "at rest"),
    "odd rest": (lambda p: p, {"rest": 3}, "rest is"),
    "no landmark": (lambda p: p | {"nose": p["nasion"]}, {}, "nose"),
    "flat": (lambda p: {n: v[:, :2] for n, v in p.items()}, {}, r"\(T, 3\)"),
    "empty": (lambda p: {}, {}, "no points"),
    "mirror word": (lambda p: p, {"mirrored": "yes"}, "True or False"),
    "no muscle": (lambda p: {n: v + 40 * SHARE[:, None] * np.random.default_rng(len(n)).normal(
        size=3) for n, v in p.items()}, {}, "no muscles"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_trusted_is_refused_with_its_reason(name, smile, face):
    change, options, word = REFUSED[name]
    with pytest.raises(fm.FaceModelError, match=word):
        fm.landmarks_to_muscles(TIME, change(smile[1]), face, **options)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("time,foo\n0,1\n", "no columns of landmarks"),
        ("time,pronasale_x,pronasale_y\n0,1,2\n", "points in space"),
        ("time,nasion_x,nasion_X\n0,1,2\n", "two columns of nasion_x"),
        ("", "empty"),
        ("\0\0", "empty"),
    ],
)
def test_tables_that_are_none_are_refused(text, word, read):
    with pytest.raises(fm.FaceModelError, match=word):
        read(text)
