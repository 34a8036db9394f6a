"""A person's own asymmetry is no sign: measures of a moving face do not count it."""

import json
import subprocess
from pathlib import Path

import numpy as np
import pytest

import facemodel as fm
from facemodel.clinic.asymmetry import whole_and_thirds
from facemodel.clinic.evenness import even_mesh, unevenness
from facemodel.view.scene.assets import face_parts

JS = Path(fm.__file__).parent / "view/js/core/measures.js"
OWN_MM = 1.5


@pytest.fixture(scope="module", params=(0, 3))
def uneven(request):
    return fm.load_head(45, "male", asymmetry_mm=OWN_MM, seed=request.param)


@pytest.fixture(scope="module")
def even():
    return fm.load_head(45, "male")


def mm(face, condition, name):
    moved = face.deform(condition.drive(fm.expression(name)), dtype=float)
    return float(fm.metrics.asymmetry(face.mesh, moved))


def test_a_face_at_rest_has_none_however_uneven(uneven):
    mesh = uneven.mesh
    assert fm.metrics.own_asymmetry(mesh) == pytest.approx(OWN_MM, rel=0.05)
    assert fm.metrics.asymmetry(mesh, mesh.vertices) < 1e-9
    assert max(fm.metrics.asymmetry(mesh, mesh.vertices, by="thirds").values()) < 1e-9
    whole = fm.metrics.asymmetry(mesh, mesh.vertices, rest=fm.load().mesh.vertices)
    assert whole == pytest.approx(fm.metrics.own_asymmetry(mesh))  # what it was before anything


def test_healthy_movement_hardly_shows_it(uneven, even):
    healthy = fm.conditions.by_name("healthy")
    for name in fm.EXPRESSIONS:
        assert abs(mm(uneven, healthy, name) - mm(even, healthy, name)) < 0.2 * OWN_MM, name


@pytest.mark.parametrize("name", ["rest", "smile_social", "forced_eye_closure"])
def test_a_palsy_and_a_spasm_show_as_on_an_even_face(uneven, even, name):
    for condition in (
        fm.conditions.house_brackmann(5, "left"),
        fm.conditions.by_name("hemifacial_spasm"),
    ):
        assert mm(uneven, condition, name) == pytest.approx(mm(even, condition, name), rel=0.1)


def test_a_cure_shows(uneven):
    spasm = fm.conditions.by_name("hemifacial_spasm", "left")
    rest = fm.expression("rest")
    weak = np.where([name.endswith("_left") for name in fm.MUSCLES], 0.6, 1.0)
    cured = spasm.drive(rest, remaining=weak)
    before, after = (
        fm.metrics.asymmetry(uneven.mesh, uneven.deform(x)) for x in (spasm.drive(rest), cured)
    )
    assert after < 0.5 * before


def test_scales_call_an_uneven_healthy_person_healthy(uneven):
    exam = fm.examine(uneven)
    for side in ("left", "right"):
        graded = fm.scales.sunnybrook(exam, side)
        assert (graded.composite, graded.resting) == (100, 0)
        assert fm.scales.eface_like(exam, side).static == pytest.approx(100)
        assert fm.scales.house_brackmann_grade(exam, side).grade == 1


def test_sums_over_many_frames_agree(uneven):
    palsy = fm.conditions.house_brackmann(4, "right")
    rows = [palsy.drive(fm.expression(n)) for n in ("rest", "smile_social", "surprise")]
    frames = uneven.deform(np.array(rows), dtype=float)
    whole, thirds = whole_and_thirds(uneven.mesh, frames)
    assert whole == pytest.approx(fm.metrics.asymmetry(uneven.mesh, frames), abs=1e-5)
    for name, value in fm.metrics.asymmetry(uneven.mesh, frames, by="thirds").items():
        assert thirds[name] == pytest.approx(value, abs=1e-5)


def test_it_does_not_matter_how_the_head_is_held(uneven):
    moved = uneven.deform(fm.expression("surprise"), dtype=float)
    moved = moved + [0.5, 0, 0] * (uneven.mesh.vertices[:, :1] > 0)
    c, s = np.cos(0.4), np.sin(0.4)
    held = moved @ [[c, 0, -s], [0, 1, 0], [s, 0, c]] + [10, -20, 5]
    there, here = (fm.metrics.asymmetry(uneven.mesh, x) for x in (held, moved))
    assert there == pytest.approx(here, abs=0.01)


def test_even_faces_are_left_as_they_are(even):
    for mesh in (fm.load().mesh, even.mesh):
        assert unevenness(mesh) is None
        assert even_mesh(mesh) is mesh


def test_the_screen_measures_the_same(uneven, node, tmp_path):
    meta, arrays = face_parts(uneven)
    palsy = fm.conditions.house_brackmann(5, "left")
    moved = uneven.deform(palsy.drive(fm.expression("smile_social")))
    needed = {n: np.ravel(arrays[n]).tolist() for n in ("rest", "mirror", "lab_skin_weights")}
    needed["lab_thirds"] = np.ravel(arrays["lab_thirds"]).astype(int).tolist()
    given = tmp_path / "given.json"
    given.write_text(json.dumps([meta, needed, moved.ravel().tolist()]))
    script = tmp_path / "run.mjs"
    script.write_text(f"""
        import {{ readFileSync }} from "node:fs";
        import {{ createMeasures }} from "{JS.as_uri()}";
        const [meta, arrays, moved] = JSON.parse(readFileSync(process.argv[2]));
        arrays.rest = Float32Array.from(arrays.rest);
        const {{ asymmetry }} = createMeasures({{ meta, arrays }});
        console.log(JSON.stringify([asymmetry(Float32Array.from(moved)), asymmetry(arrays.rest)]));
    """)
    run = subprocess.run([node, script, given], capture_output=True, text=True, check=True)
    drawn, rest = json.loads(run.stdout)
    assert rest["whole"] < 1e-4
    assert drawn["whole"] == pytest.approx(fm.metrics.asymmetry(uneven.mesh, moved), abs=1e-3)
    for name, value in fm.metrics.asymmetry(uneven.mesh, moved, by="thirds").items():
        assert drawn[name] == pytest.approx(value, abs=1e-3)
