"""Faces found in scans without a click: the networks, where their points lie, what is refused."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.signal import correlate

import facemodel as fm
from facemodel.anatomy import template
from facemodel.capture.scan import trust
from facemodel.capture.scan.reading import Surface
from facemodel.capture.seen import drawing, finding, network, picture, rest, standard, views

JUDGED = (
    "exocanthion_left", "exocanthion_right", "endocanthion_left", "endocanthion_right",
    "cheilion_left", "cheilion_right", "pronasale", "subnasale",
)  # fmt: skip


class How:
    """Options of an operation by number."""

    def __init__(self, **fields):
        self.fields = {int(name[1:]): value for name, value in fields.items()}

    def scalar(self, number, code="", default=0):
        return self.fields.get(number, default)


def turned(mesh, turn, unit):
    """A mesh as a scan in a pose and unit, and where its landmarks are."""
    points = unit * (mesh.vertices @ turn.T + [30, -500, 80])
    return Surface(points, mesh.faces), {n: points[k] for n, k in mesh.landmarks.items()}


def pose(seed):
    turn = np.linalg.qr(np.random.default_rng(seed).normal(size=(3, 3)))[0]
    return turn * np.sign(np.linalg.det(turn))


def test_a_convolution_is_a_correlation():
    random = np.random.default_rng(1)
    x, w = random.normal(size=(1, 9, 7, 3)), random.normal(size=(4, 3, 3, 3))
    out = network._convolution(How(f0=0, f1=1, f2=1), (1, 9, 7, 4), x, w, np.arange(4))
    for k in range(4):
        wanted = sum(correlate(x[0, :, :, c], w[k, :, :, c], "same") for c in range(3)) + k
        assert out[0, :, :, k] == pytest.approx(wanted)
    same = np.zeros((1, 3, 3, 3))
    same[0, 1, 1] = 1
    assert network._depthwise(How(f0=0, f1=1, f2=1), x.shape, x, same, 0) == pytest.approx(x)


def test_the_detector_sees_a_face_of_five_spots_and_none_in_white():
    y, x = np.mgrid[:128, :128] / 64 - 1
    head = np.where((x / 0.5) ** 2 + (y / 0.7) ** 2 < 1, 190.0, 245.0)
    for side in (-0.2, 0.2):
        head[np.hypot((x - side) / 0.1, (y + 0.15) / 0.05) < 1] = 40
    head[np.hypot(x / 0.15, (y - 0.35) / 0.04) < 1] = 90
    drawn = np.repeat(head[..., None], 3, 2)
    score, square = picture.detect(drawn)
    assert score > 0.5
    assert (square.x, square.y) == pytest.approx((64, 70), abs=6)
    assert picture.detect(np.full((128, 128, 3), 245.0))[0] < 0.1


def test_the_drawing_shows_what_is_in_front():
    points = np.array([[x, y, z] for z in (0.0, 1.0) for x, y in ((-9, -9), (9, -9), (0, 9))])
    body = drawing.Body.of(points, np.array([[0, 1, 2], [3, 4, 5]]))
    drawn = drawing.draw(body, drawing.Window(np.zeros(3), 10.0, 40))
    assert set(np.unique(drawn.triangle)) == {-1, 1}
    assert drawn.depth[20, 20] == pytest.approx(2.0)  # a unit is two pixels
    assert np.isnan(drawn.depth[0, 0])
    assert (drawn.triangle == 1).sum() == pytest.approx(18 * 18 / 2 * 4, rel=0.05)


def test_partners_are_mirror_images():
    points, mirror = standard.standard().points, standard.standard().mirror
    assert (mirror[mirror] == np.arange(picture.ALL)).all()
    assert points[mirror] == pytest.approx(points * [-1, 1, 1], abs=0.02)
    assert (mirror == np.arange(picture.ALL)).sum() < 40


@pytest.mark.parametrize(
    ("seed", "unit"), [(3, 0.001), pytest.param(8, 0.1, marks=pytest.mark.slow)]
)
def test_a_face_is_found_in_any_pose_and_unit(seed, unit):
    surface, at = turned(fm.load_head(60, "male", asymmetry_mm=0.6).mesh, pose(seed), unit)
    found = finding.find(surface)
    away = {n: np.linalg.norm(found.landmarks[n] - at[n]) / unit for n in found.landmarks}
    assert np.mean([away[name] for name in JUDGED]) < 3
    assert max(away.values()) < 7
    assert found.flag > 0.95


@pytest.mark.slow
def test_a_mask_is_not_found_from_behind(monkeypatch):
    """Its hollow side shows a face as well; depth is what tells."""
    mesh = template.mesh(1)
    surface, at = turned(mesh, np.diag([-1.0, 1.0, -1.0]), 1.0)
    found = finding.find(surface)
    nose, ears = at["pronasale"], (at["tragion_left"] + at["tragion_right"]) / 2
    assert found.place(nose)[2] - found.place(ears)[2] > 60
    start = finding._start(np.diag([-1.0, 1.0, -1.0]), np.array([30.0, -500.0, 80.0]), 250.0)
    facing = turned(mesh, np.eye(3), 1.0)[0]
    assert finding.near(facing, start) is None
    monkeypatch.setattr(finding, "WORST_MISFIT_MM", 99.0)
    assert finding.near(facing, start) is not None


@pytest.mark.slow
@pytest.mark.parametrize("shape", ["ellipsoid", "lumps", "box", "ring"])
def test_what_is_no_face_is_not_found(shape):
    import trimesh

    ball = trimesh.creation.icosphere(5)
    radius = 1.0
    if shape == "lumps":
        bumps = np.random.default_rng(4).normal(size=(12, 3))
        bumps /= np.linalg.norm(bumps, axis=1, keepdims=True)
        radius += 0.15 * np.exp(-8 * (1 - ball.vertices @ bumps.T)).sum(1, keepdims=True)
    made = {
        "ellipsoid": (ball.vertices * [70, 100, 90], ball.faces),
        "lumps": (90 * radius * ball.vertices, ball.faces),
        "box": (trimesh.creation.box((100, 140, 90)).subdivide().subdivide().subdivide()),
        "ring": trimesh.creation.torus(80, 30, 64, 64),
    }[shape]
    surface = Surface(*made) if isinstance(made, tuple) else Surface(made.vertices, made.faces)
    assert finding.find(surface) is None


@pytest.mark.slow
def test_points_beside_the_face_are_told_and_refused():
    surface, at = turned(template.mesh(1), np.eye(3), 1.0)
    marks = {name: at[name] for name in fm.SCAN_LANDMARKS}
    assert trust.seen_at(surface, marks).flag > 0.9
    higher = {name: p + np.array([0, 30, 0]) for name, p in marks.items()}
    with pytest.raises(fm.FaceModelError, match=r"your points lie \d\d mm from the face"):
        trust.seen_at(surface, higher)


@pytest.mark.parametrize(
    ("name", "moves"),
    [("rest", ""), ("smile_social", "mouth corners up"), ("surprise", "lips apart")],
)
def test_a_scan_that_is_not_at_rest_is_told_what_moves(name, moves):
    face = fm.load()
    mesh = replace(face.mesh, vertices=face.deform(fm.expression(name)))
    found = finding.near(
        turned(mesh, np.eye(3), 1.0)[0], finding._start(np.eye(3), [30, -500, 80], 250.0)
    )
    told = list(rest.notes(found.place(found.points)))
    assert [moves in note for note in told] == ([True] if moves else [])


def test_the_licence_of_the_networks_ships_with_them():
    names = {path.name for path in network.WEIGHTS.iterdir()}
    assert {
        "LICENSE",
        "NOTICE",
        *(f"{n}.tflite" for n in (picture.DETECTOR, picture.MESH)),
    } == names
    assert "Apache License" in (network.WEIGHTS / "LICENSE").read_text()
    for name in (picture.DETECTOR, picture.MESH):
        assert f"{name}.tflite" in (network.WEIGHTS / "NOTICE").read_text()


def test_views_turn_about_the_axes():
    assert views.turning(0, 0) == pytest.approx(np.eye(3))
    assert views.turning(20, 0) @ [0, 0, 1] == pytest.approx(
        [np.sin(np.pi / 9), 0, np.cos(np.pi / 9)]
    )
    assert (views.turning(0, 12) @ [0, 0, 1])[1] < 0


def test_triangles_as_long_as_a_street_are_drawn_within_the_window():
    street = np.array([[-1e6, -1e6, 0], [1e6, -1e6, 0], [0, 2e6, 0.0]])
    drawn = drawing.draw(
        drawing.Body.of(street, np.array([[0, 1, 2]])), drawing.Window(np.zeros(3), 100.0, 64)
    )
    assert (drawn.triangle == 0).all()
    np.testing.assert_allclose(drawn.depth, 0, atol=1e-6)


def test_a_heap_of_triangles_shows_nothing():
    corners = np.random.default_rng(0).uniform(-100, 100, (3000, 3))
    heap = drawing.Body.of(corners, np.arange(3000).reshape(-1, 3))
    window = drawing.Window(np.zeros(3), 100.0, 64)
    assert (drawing.draw(heap, window).triangle == -1).all()
    some = drawing.Body.of(corners, np.arange(150).reshape(-1, 3))
    assert (drawing.draw(some, window).triangle >= 0).mean() > 0.6
