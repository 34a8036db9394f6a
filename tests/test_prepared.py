"""What is computed when the package is built is what would be computed now, or it is not used."""

import os
import runpy
import shutil
import subprocess
import sys
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from facemodel.anatomy import prepared, template
from facemodel.anatomy.mesh import from_arrays
from facemodel.data import constants, fingerprint
from facemodel.data.files import mesh_folder
from facemodel.mechanics import face as faces
from facemodel.mechanics.together import together
from facemodel.physiology import spread
from facemodel.view.scene import assets
from facemodel.view.scene.assets import prepare
from facemodel.view.scene.compact import compact

ROOT = Path(__file__).parents[1]
MOST_BYTES = 2_000_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """All of it, computed now."""
    made = tmp_path_factory.mktemp("prepared")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(prepared, "FOLDER", made)
        forget(patch)
        assert prepare() == list(fingerprint.PARTS)
        assert prepare() == []
    return made


@pytest.fixture
def there(folder, monkeypatch):
    """Makes the package find it, with nothing in memory."""
    monkeypatch.setattr(prepared, "FOLDER", folder)
    forget(monkeypatch)


def forget(patch):
    """Lets this process read or compute the built-in face again, and afterwards have its own."""
    for module, name in ((template, "mesh"), (faces, "_default"), (spread, "_prepared")):
        patch.setattr(module, name, cache(getattr(module, name).__wrapped__))


def differences(a, b, path="") -> list[str]:
    """Where two values of dataclasses, mappings and arrays are not the same to the last bit."""
    if is_dataclass(a):
        pairs = [(f.name, getattr(a, f.name), getattr(b, f.name)) for f in fields(a)]
    elif hasattr(a, "keys"):
        assert list(a) == list(b)
        pairs = [(key, a[key], b[key]) for key in a]
    elif isinstance(a, np.ndarray):
        return [] if a.dtype == b.dtype and np.array_equal(a, b) else [path]
    else:
        return [] if a == b else [path]
    return [x for name, one, other in pairs for x in differences(one, other, f"{path}.{name}")]


# ---- the same numbers


def test_what_is_read_is_what_is_computed(folder, there):
    built = faces.build(template.computed(1))
    read = faces.load()
    assert read.double is None  # it was read
    assert differences(built.mesh, read.mesh) == []
    assert differences(built.single, read.single) == []
    assert np.array_equal(built.basis, read.basis)
    assert np.array_equal(spread.to_prepare()["share"], spread.aimed(read.mesh))
    assert assets.face_block(read) == compact(*assets.face_parts(read))
    assert differences(built.rig, read.rig) == []  # assembled now


def test_it_is_small(folder):
    assert sum(file.stat().st_size for file in folder.iterdir()) <= MOST_BYTES


@pytest.mark.slow
def test_the_same_contents_are_the_same_file(folder, there, tmp_path, monkeypatch):
    monkeypatch.setattr(prepared, "FOLDER", tmp_path)
    with pytest.MonkeyPatch.context() as patch:
        forget(patch)
        prepare()
    for file in folder.iterdir():
        assert file.read_bytes() == (tmp_path / file.name).read_bytes()


# ---- never a stale answer


@pytest.mark.slow
def test_other_constants_are_computed_with(there):
    face = faces.load()
    usual, aimed = assets.face_block(face), spread.aimed(face.mesh)
    with constants.override({"toxin.depth_mm": 3.0, "toxin.emax": 0.9}):
        other = assets.face_block(face)
        assert other == compact(*assets.face_parts(face))
        assert np.array_equal(spread.aimed(face.mesh), spread.to_prepare()["share"])
        assert not np.array_equal(spread.aimed(face.mesh), aimed)
    assert other != usual
    assert assets.face_block(face) == usual


@pytest.mark.parametrize("name", fingerprint.PARTS)
def test_a_changed_file_ends_it(folder, there, name, monkeypatch):
    assert prepared.read(name) is not None
    monkeypatch.setattr(prepared, "_fingerprint", lambda name: "another")
    assert prepared.read(name) is None


def test_a_damaged_or_missing_file_is_not_used(folder, there, tmp_path, monkeypatch):
    monkeypatch.setattr(prepared, "FOLDER", tmp_path)
    assert prepared.read("mesh") is None
    whole = (folder / "mesh.npz").read_bytes()
    for cut in (whole[:2000], whole[:40] + bytes(5000) + whole[5040:]):
        (tmp_path / "mesh.npz").write_bytes(cut)
        assert prepared.read("mesh") is None
    (tmp_path / "mesh.npz").write_bytes(whole)
    assert differences(from_arrays(prepared.read("mesh")), template.computed(1)) == []


@pytest.fixture
def copied(tmp_path):
    """A copy of the package's sources, and the function that names its contents."""
    package, copied = tmp_path / "facemodel", tmp_path / "default_face"
    quiet = shutil.ignore_patterns("__pycache__", "js", "static", "_prepared")
    shutil.copytree(prepared.PACKAGE, package, ignore=quiet)
    shutil.copytree(mesh_folder(), copied)

    def named():
        # a new module each time: it remembers what it has read
        of = runpy.run_path(fingerprint.__file__)["of"]
        return {name: of(name, package, copied) for name in fingerprint.PARTS}

    return tmp_path, named


@pytest.mark.parametrize(
    ("path", "ends"),
    [
        ("facemodel/data/muscles.csv", {"mesh", "rig", "aimed", "screen"}),
        ("facemodel/anatomy/template.py", {"mesh", "rig", "aimed", "screen"}),
        ("facemodel/anatomy/parts/mouth.py", {"mesh", "rig", "aimed", "screen"}),
        ("default_face/cage.json", {"mesh", "rig", "aimed", "screen"}),
        ("facemodel/mechanics/forces/pull.py", {"rig", "aimed", "screen"}),
        ("facemodel/physiology/spread.py", {"aimed", "screen"}),
        ("facemodel/data/constants/toxin.csv", {"mesh", "rig", "aimed", "screen"}),
        ("facemodel/view/scene/tables.py", {"screen"}),
        ("facemodel/clinic/atlas.py", {"screen"}),
        ("facemodel/__init__.py", {"screen"}),
        ("facemodel/teach/exercises.py", set()),
        ("default_face/face.glb", set()),
    ],
)
def test_what_each_depends_on(copied, path, ends):
    root, named = copied
    before = named()
    assert before == {name: prepared._fingerprint(name) for name in fingerprint.PARTS}
    with (root / path).open("ab") as file:
        file.write(b"\n")
    after = named()
    assert {name for name in before if before[name] != after[name]} == ends


def test_line_ends_of_a_checkout_do_not_matter(copied):
    root, named = copied
    before, table = named(), root / "facemodel/data/muscles.csv"
    table.write_bytes(table.read_bytes().replace(b"\n", b"\r\n"))
    assert named() == before


# ---- what it takes


def run(code: str, *words: str, **env: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code, *words],
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1", **env},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


_READ = """
import sys
from pathlib import Path
from facemodel.anatomy import prepared
prepared.FOLDER = Path(sys.argv[1])
"""


def test_a_face_is_shown_without_scipy(folder):
    code = "import facemodel as fm; fm.show(fm.load()).face.deform(fm.expression('brow_raise'))"
    said = run(f"{_READ}{code}; print([m for m in sys.modules if m.startswith('scipy')])", folder)
    assert said.strip() == "[]"


def test_it_is_computed_where_an_older_install_is_too(tmp_path, monkeypatch):
    """A build of pip takes the folder that an editable install has added off the path."""
    hook = runpy.run_path(str(ROOT / "hatch_build.py"))["prepare"]
    monkeypatch.setitem(hook.__globals__, "is_prepared", lambda root: False)
    scene = tmp_path / "src/facemodel/view/scene"
    scene.mkdir(parents=True)
    for package in (scene, *list(scene.parents)[:2]):
        (package / "__init__.py").touch()
    made = tmp_path / "made"
    (scene / "assets.py").write_text(
        f"def prepare():\n    open({str(made)!r}, 'w').close()\n    return ()\n"
    )
    site = tmp_path / "site"
    site.mkdir()
    away = str(tmp_path / "src")
    (site / "sitecustomize.py").write_text(
        f"import sys\nsys.path[:] = [p for p in sys.path if p != {away!r}]\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(site))
    assert hook(tmp_path)
    assert made.exists()


@pytest.mark.slow
def test_a_build_brings_all_that_computes_it():
    code = """
import sys
from facemodel.view.scene.assets import prepare
from facemodel.anatomy import prepared
from pathlib import Path
import tempfile
with tempfile.TemporaryDirectory() as folder:
    prepared.FOLDER = Path(folder)
    prepare()
places = {m.split(".")[0]: getattr(sys.modules[m], "__file__", None) or "" for m in [*sys.modules]}
print(*(m for m, file in places.items() if "site-packages" in file and not m.startswith("_")))
"""
    hook = runpy.run_path(str(ROOT / "hatch_build.py"))
    wanted = {one.split(">")[0] for one in hook["computes_with"](ROOT)}
    assert wanted == set(hook["COMPUTE_WITH"])
    # msgspec takes typing_extensions where it is there
    other = {"facemodel", "charset_normalizer", "typing_extensions"}
    assert set(run(code).split()) - wanted <= other


_BARE = """
import errno, os, threading

def refuse(event, args):
    if event in ("subprocess.Popen", "os.fork", "os.posix_spawn", "os.system"):
        raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")
    writes = os.O_WRONLY | os.O_RDWR | os.O_CREAT
    if event in ("os.mkdir", "os.rename") or event == "open" and (args[2] or 0) & writes:
        raise OSError(errno.EROFS, "Read-only file system", str(args[0]))

def start(self):
    raise RuntimeError("can't start new thread")

if sys.argv[2] == "bare":
    threading.Thread.start = start
    sys.addaudithook(refuse)
"""
_WORK = """
import hashlib
import numpy as np
import facemodel as fm
face, shot = fm.load(), fm.Injection(4, muscle="zygomaticus_major_left")
case, snarl = fm.Case(condition="hemifacial_spasm", injections=[shot]), fm.expression("snarl")
made = [face.deform(snarl), face.deform(snarl, float), face.rig.rows]
made += fm.examine(face, case.build_condition()).frames.values()
made += fm.cohort.run(3, case, days=(14,), lines=False, progress=False).after.values()
fm.show(face, case=case)
print(hashlib.sha256(b"".join(np.ascontiguousarray(x).tobytes() for x in made)).hexdigest())
"""


@pytest.mark.slow
def test_where_nothing_can_be_started_or_written_the_numbers_are_the_same(folder, tmp_path):
    """No thread, no process, no file; with what was prepared, and without."""
    nowhere, bare = str(tmp_path / "nowhere"), {"PATH": "", "PYTHONDONTWRITEBYTECODE": "1"}
    said = {
        run(_READ + _BARE + _WORK, where, how, **bare)
        for where, how in ((str(folder), "bare"), (nowhere, "bare"), (nowhere, "free"))
    }
    assert len(said) == 1


@pytest.mark.slow
def test_a_report_needs_no_thread(folder, tmp_path):
    work = """
import facemodel as fm
fm.report(fm.Case(condition="hemifacial_spasm"), sys.argv[3])
"""
    start = _BARE.replace("    sys.addaudithook(refuse)\n", "")  # a report is a file
    made = [tmp_path / "bare.html", tmp_path / "free.html"]
    for path in made:
        run(_READ + start + work, str(folder), path.stem, str(path), PATH="")
    assert made[0].read_bytes() == made[1].read_bytes()


def test_what_is_done_together_keeps_its_order_and_its_errors():
    assert together(lambda: 1, lambda: 2, lambda: 3) == [1, 2, 3]
    assert together(lambda: 7) == [7]
    for work in ((lambda: 1 / 0, lambda: 2), (lambda: 1, lambda: 1 / 0)):
        with pytest.raises(ZeroDivisionError):
            together(*work)
    with constants.override({"toxin.emax": 0.9}):
        assert together(*[lambda: constants.value("toxin.emax")] * 2) == [0.9, 0.9]
