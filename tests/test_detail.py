"""What a person's skin has beyond the fitted face: kept, riding on movement, alike in JS."""

import json
import subprocess
from pathlib import Path

import numpy as np
import pytest

import facemodel as fm
from facemodel.anatomy import template, topology
from facemodel.anatomy.mesh import face_normals_areas, vertex_normals
from facemodel.capture.scan import cage, detail, opening
from facemodel.capture.scan.fit_report import CENTRAL_AREAS
from facemodel.capture.scan.reading import Surface
from facemodel.view.scene.bundle import DETAIL_STEP_MM, bundle

JS = Path(fm.__file__).parent / "view/js/scene/detail.js"
FACES = template.mesh(2).faces


@pytest.fixture(scope="module")
def wrinkled():
    """A head whose skin has furrows that no shape mode knows: 0.6 mm deep, 12 mm apart."""
    head = fm.load_head(70, "male")
    skin = head.display_mesh.vertices
    relief = 0.6 * np.sin(2 * np.pi * skin[:, 1] / 12)
    return head, skin + relief[:, None] * vertex_normals(skin, FACES)


@pytest.fixture(scope="module")
def scan(wrinkled):
    head, skin = wrinkled
    marks = {n: head.mesh.vertices[head.mesh.landmarks[n]] for n in fm.SCAN_LANDMARKS}
    return opening.face_of(Surface(skin, FACES), marks, 1.0)


def moved(face, name):
    return face.deform(fm.expression(name), dtype=float)


@pytest.mark.slow
def test_furrows_are_kept(wrinkled, scan):
    from scipy.spatial import cKDTree

    from facemodel.capture.scan.alignment import fit

    _, there = wrinkled
    plain = template.subdivision(1, 2) @ scan.mesh.vertices
    middle = np.max([template.mesh(2).areas[n] for n in CENTRAL_AREAS], 0) > 0.5
    place = fit(there, scan.display_mesh.vertices, scaled=False)
    tree, normal = cKDTree(place(there)), vertex_normals(place(there), FACES)

    def off(skin):
        nearest = tree.query(skin)[1]
        return np.abs(((place(there)[nearest] - skin) * normal[nearest]).sum(1))[middle]

    before, after = off(plain), off(scan.display_mesh.vertices)
    assert np.median(before) > 0.2
    assert np.median(after) < 0.13
    assert np.percentile(after, 95) < 0.6


@pytest.mark.slow
def test_the_detail_rides_on_the_moving_skin(scan):
    skin = moved(scan, "smile_social")
    plain = template.subdivision(1, 2) @ skin
    height = ((scan.display(skin) - plain) * vertex_normals(plain, FACES)).sum(1)
    assert height == pytest.approx(scan.detail, abs=1e-4)
    assert np.abs(scan.detail).max() > 0.4
    both = scan.display(np.stack([skin, scan.mesh.vertices]))
    assert both[0] == pytest.approx(scan.display(skin))


def test_hardly_a_triangle_turns_over(scan):
    spasm = fm.conditions.by_name("hemifacial_spasm").drive(fm.expression("rest"))
    for skin in (moved(scan, "smile_social"), scan.deform(spasm, dtype=float)):
        plain = template.subdivision(1, 2) @ skin
        one, other = (face_normals_areas(v, FACES)[0] for v in (plain, scan.display(skin)))
        assert ((one * other).sum(1) < 0).mean() < 0.002


def test_the_margins_of_lids_stay_where_they_close(scan):
    mesh = template.mesh(1)
    for name in ("lid_margin_upper_left", "lid_margin_lower_right"):
        assert np.abs(scan.detail[np.asarray(mesh.curves[name])]).max() < 0.02


def test_nobody_can_see_between_closed_lips(scan):
    """Behind the line where they meet the lips are as near each other as the default face's."""
    for side in (1, -1):
        half, ring = topology.MOUTH_SEGMENTS // 2, cage._ring("CT", side)
        apart = [
            m.vertices[ring[:half], 1] - m.vertices[ring[:half:-1], 1]
            for m in (scan.mesh, template.mesh(1))
        ]
        assert (apart[0] - apart[1]).max() < 0.1
        assert np.abs(scan.detail[ring]).max() < 1e-9
        seal = np.asarray(template.mesh(1).curves["lip_seal_upper"])
        assert scan.detail[seal].min() > -1e-9


def test_a_face_without_a_scan_has_none_and_a_masked_one_loses_it(scan):
    assert fm.load().detail is None
    assert "detail" not in bundle(fm.load())[1]
    assert fm.de_identify(scan).detail is None


def test_the_screen_lays_it_on_as_python_does(scan, node, tmp_path):
    heights = bundle(scan)[1]["detail"]
    assert heights.dtype == np.int8
    assert heights * DETAIL_STEP_MM == pytest.approx(scan.detail, abs=DETAIL_STEP_MM / 2 + 1e-6)
    plain = (template.subdivision(1, 2) @ moved(scan, "smile_social")).astype(np.float32)
    given = tmp_path / "given.json"
    given.write_text(json.dumps([heights.tolist(), FACES.ravel().tolist(), plain.ravel().tolist()]))
    script = tmp_path / "run.mjs"
    script.write_text(f"""
        import {{ readFileSync }} from "node:fs";
        import {{ detail }} from "{JS.as_uri()}";
        const [heights, faces, plain] = JSON.parse(readFileSync(process.argv[2]));
        const skin = Float32Array.from(plain);
        detail(Int8Array.from(heights), faces)(skin);
        console.log(JSON.stringify([...skin]));
    """)
    run = subprocess.run([node, script, given], capture_output=True, text=True, check=True)
    skin = np.array(json.loads(run.stdout)).reshape(-1, 3)
    assert np.abs(skin - scan.display(moved(scan, "smile_social"))).max() < 0.05


def test_heights_are_evened_where_the_skin_would_turn_over():
    skin = template.mesh(2).vertices
    normal = vertex_normals(skin, FACES)
    brow = skin[template.mesh(2).landmarks["glabella"]]
    steep = 3.0 * np.sign(skin[:, 0]) * (np.linalg.norm(skin - brow, axis=1) < 12)

    def cosines(height):
        return (vertex_normals(skin + height[:, None] * normal, FACES) * normal).sum(1)

    evened = detail._unfolded(steep, skin, normal, FACES)
    near = np.linalg.norm(skin - brow, axis=1) < 20
    assert cosines(steep)[near].min() < detail.LEAST_COSINE <= cosines(evened)[near].min()
    gentle = 0.3 * np.exp(-((np.linalg.norm(skin - brow, axis=1) / 12) ** 2))
    gentle[gentle < 0.01] = 0  # nothing on rims of nostrils
    assert (detail._unfolded(gentle, skin, normal, FACES) == gentle).all()
    # even heights turn rims of nostrils over, and lower ones do not
    even = np.ones(len(skin))
    over = [(cosines(h) < 0).sum() for h in (even, detail._unfolded(even, skin, normal, FACES))]
    assert over[1] < over[0] / 4
