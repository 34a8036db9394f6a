"""Scans: a made-up person is scanned in many ways and must come back as the same person."""

import json
from itertools import pairwise

import numpy as np
import pytest

import facemodel as fm
import scan_files
from facemodel import FaceModelError
from facemodel.anatomy import template
from facemodel.capture.scan import alignment, opening, placing, registration
from facemodel.capture.scan.cage import shapes
from facemodel.capture.scan.reading import Surface, cleaned

TRUTH_MM = 1.0


def person(seed: int = 3):
    """Level-2 mesh of a person who does not exist, the two sides unlike."""
    rng = np.random.default_rng(seed)
    s = shapes()
    moved = np.einsum("k,kvx->vx", rng.normal(size=len(s.even)), s.even)
    moved = moved + np.einsum("k,kvx->vx", rng.normal(size=len(s.odd)), s.odd)
    eyes = template.mesh(0).eye_centres
    return template.shaped(template.cage_positions() + moved[:-2], eyes, 12.1, level=2)


@pytest.fixture(scope="module")
def truth():
    return person()


def surface(mesh) -> Surface:
    """What a scanner sees of a face: no lining of the mouth and no back of the lids."""
    inner = sum(mesh.areas[a] for a in ("conjunctiva", "oral_mucosa", "nostril"))
    return cleaned(mesh.vertices, mesh.faces[(inner[mesh.faces] < 0.7).all(1)])


def points(mesh, names=alignment.NEEDED):
    return {name: mesh.vertices[mesh.landmarks[name]] for name in names}


def anyhow(seed: int, mm_per_unit: float):
    """A motion to somewhere, in another unit."""
    rng = np.random.default_rng(seed)
    turn, _ = np.linalg.qr(rng.normal(size=(3, 3)))
    turn *= np.sign(np.linalg.det(turn))
    return alignment.Similarity(1 / mm_per_unit, turn, rng.normal(size=3) * 300 / mm_per_unit)


def off(fit: registration.Fit, mesh) -> np.ndarray:
    """Distance (V,) mm of each seen level-1 point from the person's skin."""
    skin = template.subdivision(0, 1) @ fit.cage
    seen = registration.outside() > 0
    whole = surface(mesh)
    return registration.distances(skin[seen], whole, registration.sample(whole))


def laid(scan: Surface, mesh) -> registration.Fit:
    return registration.register(registration.sample(scan), points(mesh))


@pytest.fixture(scope="module")
def scan(truth, tmp_path_factory):
    """The person scanned in metres, lying anyhow, with a wall behind, opened from the files."""
    folder = tmp_path_factory.mktemp("scan")
    move = anyhow(1, 1000.0)
    face = surface(truth)
    wall, bricks = scan_files.sheet()
    wall = wall * 40 - [300, 300, 400]
    vertices = move(np.concatenate([face.vertices, wall]))
    triangles = np.concatenate([face.triangles, bricks + len(face.vertices)])
    (folder / "me.ply").write_bytes(scan_files.ply(vertices, triangles))
    marks = {name: move(p).tolist() for name, p in points(truth).items()}
    (folder / "me.json").write_text(json.dumps(marks))
    return fm.open_scan(folder / "me.ply", folder / "me.json")


def test_the_person_comes_back_in_mm_and_upright(scan, truth):
    mesh = scan.mesh
    assert scan.report.unit == "m"
    seen = np.arange(len(mesh.vertices))[registration.outside() > 0]
    same = alignment.fit(mesh.vertices[seen], truth.vertices[seen], scaled=False)
    away = np.linalg.norm(same(mesh.vertices[seen]) - truth.vertices[seen], axis=1)
    assert np.median(away) < TRUTH_MM  # along the skin as well as across it
    assert same.rotation == pytest.approx(np.eye(3), abs=0.08)
    given = [mesh.landmarks[name] for name in mesh.landmarks if "neck" not in name]
    apart = np.linalg.norm(same(mesh.vertices[given]) - truth.vertices[given], axis=1)
    assert np.quantile(apart, 0.9) < 2.5


def test_the_report_says_how_well(scan):
    report = scan.report
    assert repr(report).startswith(f"Report(skin {report.skin.median_mm:.2f} mm from the scan")
    assert report._repr_html_().count("<tr>") == 1 + len(report.areas)
    assert report.skin.median_mm < 0.3
    assert report.skin.p95_mm < 1.0
    assert report.skin.seen > 0.9
    assert set(report.areas) >= {"glabella", "philtrum", "malar"}
    assert max(report.landmarks_mm.values()) < 2.5
    text = str(report)
    assert "malar" in text
    assert "unit of the file: m" in text


def test_native_asymmetry_is_kept_and_measured(scan, truth):
    mesh = template.mesh(1)
    own = fm.metrics.asymmetry(mesh, truth.vertices[: len(mesh.vertices)])
    assert own > 0.4
    assert scan.report.asymmetry_mm == pytest.approx(own, rel=0.25)
    assert not scan.mesh.symmetric


def test_it_moves_as_the_built_in_face_does(scan):
    at = scan.mesh.landmarks
    rest = scan.deform(np.zeros(len(fm.MUSCLES)), dtype=float)
    assert np.abs(rest - scan.mesh.vertices).max() < 1e-9
    up = scan.deform(fm.expression("brow_raise"), dtype=float) - rest
    smile = scan.deform(fm.activation(zygomaticus_major_left=1), dtype=float) - rest
    closed = scan.deform(fm.expression("gentle_eye_closure"), dtype=float)
    assert up[at["brow_mid_left"], 1] > 7
    assert smile[at["cheilion_left"]] @ [1, 1, 0] > 4
    assert np.linalg.norm(smile[at["cheilion_right"]]) < 2
    for side in ("left", "right"):
        lids = closed[[at[f"upper_lid_{side}"], at[f"lower_lid_{side}"]]]
        assert abs(lids[0, 1] - lids[1, 1]) < 0.5
    assert scan.display(rest).shape == scan.display_mesh.vertices.shape


def test_holes_noise_careless_clicks_and_a_wrong_one_change_little(truth):
    rng = np.random.default_rng(2)
    face = surface(truth)
    vertices = face.vertices + rng.normal(scale=0.4, size=face.vertices.shape)
    triangles = face.triangles
    for _ in range(8):
        middle = vertices[triangles].mean(1)
        hole = middle[rng.integers(len(middle))]
        triangles = triangles[np.linalg.norm(middle - hole, axis=1) > rng.uniform(5, 18)]
    marks = {n: p + rng.normal(scale=1.2, size=3) for n, p in points(truth).items()}
    marks["alare_left"] = points(truth)["alare_left"] + [6, 12, -8]
    fit = registration.register(registration.sample(cleaned(vertices, triangles)), marks)
    assert np.median(off(fit, truth)) < 0.5
    assert np.quantile(off(fit, truth), 0.95) < 3
    skin = template.subdivision(0, 1) @ fit.cage
    at = template.mesh(1).landmarks["alare_left"]
    assert np.linalg.norm(skin[at] - marks["alare_left"]) > 10  # outvoted
    assert np.linalg.norm(skin[at] - truth.vertices[at]) < 3


def test_a_thousand_triangles_are_enough(truth, monkeypatch):
    from facemodel.capture.scan import reading

    monkeypatch.setattr(reading, "MANY_TRIANGLES", 1_000)
    face = surface(truth)
    coarse = cleaned(face.vertices, face.triangles)
    assert len(coarse.triangles) < 1_500
    assert np.median(off(laid(coarse, truth), truth)) < 1.0


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda p: {n: p[_other(n)] for n in p}, "left and right"),
        (lambda p: {n: v * [1, -1, 1] for n, v in p.items()}, "left and right"),
        (lambda p: {n: v * 0.5 for n, v in p.items()}, "off the scan.* units across and it is"),
        (lambda p: {n: v + 500 for n, v in p.items()}, "far from the scan.* units across"),
        (lambda p: dict(zip(p, reversed(p.values()), strict=True)), "as on a face|left and right"),
        (
            lambda p: dict.fromkeys(p, np.zeros(3)) | {"menton": np.ones(3)},
            "at one place|one place",
        ),
    ],
)
def test_landmarks_that_cannot_be_are_refused(truth, change, word):
    with pytest.raises(FaceModelError, match=word):
        opening.face_of(surface(truth), alignment.given(change(points(truth))))


def _other(name: str) -> str:
    swap = {"left": "right", "right": "left"}
    stem, _, side = name.rpartition("_")
    return f"{stem}_{swap[side]}" if side in swap else name


def test_half_a_face_and_no_face_are_refused(truth):
    face = surface(truth)
    right = face.triangles[face.vertices[face.triangles][:, :, 0].max(1) < 2]
    with pytest.raises(FaceModelError, match="% of the middle of the face"):
        opening.face_of(Surface(face.vertices, right), points(truth))
    direction = face.vertices / np.linalg.norm(face.vertices, axis=1, keepdims=True)
    ball = Surface(90 * direction, face.triangles)
    with pytest.raises(FaceModelError, match=r"come to lie|as on a face|folded|off the scan"):
        opening.face_of(ball, points(truth))


@pytest.mark.slow
def test_a_surface_that_is_wound_inside_out_is_turned(truth):
    whole, marks = surface(truth), alignment.given(points(truth))
    turned = Surface(whole.vertices, whole.triangles[:, ::-1])
    one, other = (opening.lay(s, marks, None).mesh.vertices for s in (whole, turned))
    assert other == pytest.approx(one, abs=0.05)


def test_units(truth):
    assert alignment.unit_of(1 / 25.4) == ("in", 25.4)
    assert alignment.unit_of(0.1) == ("cm", 10.0)
    assert alignment.unit_of(0.3) is None
    steps = sorted(alignment.UNITS.values())
    low, high = alignment.HEAD_SIZES
    assert min(b / a for a, b in pairwise(steps)) > high / low
    for bad in ("furlong", True, 0, -1, float("nan"), [1]):
        with pytest.raises(FaceModelError):
            fm.open_scan("me.ply", points(truth), unit=bad)
    with pytest.raises(FaceModelError, match="times as large"):
        opening.face_of(surface(truth), points(truth), 10.0)


@pytest.mark.parametrize(
    ("scans_mm", "marks_mm"),
    [
        (1, 25.4),
        *(pytest.param(*units, marks=pytest.mark.slow) for units in ((1000, 1), (1, 1000))),
    ],
)
def test_landmarks_in_another_unit_are_read_in_the_scans(truth, scans_mm, marks_mm):
    face, marks = surface(truth), points(truth)
    scan = Surface(face.vertices / scans_mm, face.triangles)
    theirs, right = ({n: p / mm for n, p in marks.items()} for mm in (marks_mm, scans_mm))
    one, other = (opening.lay(scan, given, None) for given in (right, theirs))
    assert other.mesh.vertices == pytest.approx(one.mesh.vertices, abs=1e-3)
    assert (other.report.unit, one.report.notes) == (one.report.unit, other.report.notes[1:])
    assert f"multiplied by {marks_mm / scans_mm:.4g}, " in other.report.notes[0]


@pytest.mark.parametrize("names", ["m mm", "mm cm", "cm in", "in ft", "dm ft", "ft m"])
def test_units_are_told_apart_wherever_the_origin_is(truth, names):
    """In the middle of the face every unit lays the landmarks somewhere near the skin."""
    face, marks = surface(truth), points(truth)
    middle = np.mean(list(marks.values()), axis=0)
    clicks = np.random.default_rng(5).normal(size=(len(marks), 3)) * 1.5
    pair = [alignment.UNITS[name] for name in names.split()]
    for mine, theirs in (pair, pair[::-1]):
        scan = Surface((face.vertices - middle) / mine, face.triangles)
        there = [(p + c - middle) / theirs for p, c in zip(marks.values(), clicks, strict=True)]
        found = placing.placed(scan, dict(zip(marks, there, strict=True)))
        assert f"multiplied by {theirs / mine:.4g}, " in found.notes[0]


@pytest.mark.slow
def test_a_scrubbed_copy_has_its_landmarks_in_mm_whatever_unit_they_came_in(truth, tmp_path):
    face = surface(truth)
    file = tmp_path / "me.ply"
    file.write_bytes(scan_files.ply(face.vertices / 1000, face.triangles, kind="f8"))
    written = fm.scrub(file, tmp_path / "skin.ply", points(truth))
    width = np.subtract(written["exocanthion_left"], written["exocanthion_right"])
    there = np.subtract(*(points(truth)[f"exocanthion_{side}"] for side in ("left", "right")))
    assert np.linalg.norm(width) == pytest.approx(np.linalg.norm(there), abs=0.01)


def test_a_scan_in_metres_with_landmarks_elsewhere_is_refused(truth):
    tiny = Surface(surface(truth).vertices / 1000, surface(truth).triangles)
    moved = {name: point + 30 for name, point in points(truth).items()}
    for scan in (tiny, Surface(tiny.vertices, tiny.triangles[:1])):
        with pytest.raises(FaceModelError, match=r"off the scan: .* across and it is 0\.\d"):
            opening.face_of(scan, moved)


def test_what_is_needed_is_said(tmp_path):
    file = tmp_path / "me.ply"
    file.write_bytes(scan_files.ply(*scan_files.sheet()))
    with pytest.raises(FaceModelError, match=r"no face is seen in 'me\.ply'") as reply:
        fm.open_scan(file)
    assert str(tmp_path) not in str(reply.value)
    assert set(fm.SCAN_LANDMARKS) <= set(template.mesh(1).landmarks)
    assert len(fm.SCAN_LANDMARKS) == 12
