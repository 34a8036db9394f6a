"""Golden values of faces: where the skin goes, of scans too, and recordings read."""

import hashlib
import json
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

import facemodel as fm
from facemodel.data.files import write_whole

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import golden_file
import recording_files
import scan_files

Values = Iterator[tuple[str, Any]]
TRACKED = (
    *("nasion", "pronasale", "subnasale", "pogonion", "labiale_superius", "labiale_inferius"),
    *(
        f"{stem}_{side}"
        for stem in ("exocanthion", "endocanthion", "cheilion", "brow_inner", "brow_mid", "malar")
        for side in ("left", "right")
    ),
)
LOOKED_AT = ("rest", "open_mouth_smile", "gentle_eye_closure")


@cache
def face():
    return fm.load()


@cache
def head():
    """A head of nobody whose sides differ; what is scanned, too."""
    return fm.load_head(
        64, "male", "heavy", {"asian": 0.7, "african": 0.3}, asymmetry_mm=1.2, seed=4
    )


def sample(mesh, count: int) -> list[int]:
    """Vertices by which an array is told: landmarks, and some between them."""
    named = [mesh.landmarks[name] for name in sorted(mesh.landmarks)]
    many = count * 3 // 4
    chosen = [named[k] for k in np.linspace(0, len(named) - 1, many).astype(int)]
    return chosen + np.linspace(0, len(mesh.vertices) - 1, count - many).astype(int).tolist()


def digest(array) -> str:
    """All of an array, to the last bit."""
    octets = np.ascontiguousarray(np.asarray(array) + 0).tobytes()
    return f"{golden_file.DIGEST} {hashlib.sha256(octets).hexdigest()[:32]}"


def shape(key: str, mesh, vertices, count: int = 60) -> Values:
    """Some vertices in full, and all of them as a digest."""
    yield key, np.asarray(vertices)[..., sample(mesh, count), :]
    yield f"{key}/digest", digest(vertices)


def random_controls(seed: int) -> np.ndarray:
    """Controls (C,) between their bounds; each name has a stream of its own, half of them rest."""
    found = []
    for name in fm.CONTROLS:
        rng = np.random.default_rng([seed, zlib.crc32(name.encode())])
        low, high = (-1.0, 1.5) if name in fm.MUSCLES else (0.0, 1.0)
        found.append(rng.uniform(low, high) * (rng.uniform() < 0.5))
    return np.array(found)


def frames() -> Values:
    mesh = face().mesh
    yield from shape("mesh", mesh, mesh.vertices)
    for name in fm.EXPRESSIONS:
        u = fm.expression(name)
        yield f"intended/{name}", u
        yield from shape(f"expression/{name}", mesh, face().deform(u, dtype=float))
        yield f"single/{name}", digest(face().deform(u))
    for number in fm.ACTION_UNITS:
        yield f"action_unit/{number}", fm.action_unit(number)
    yield "action_unit/12 left D", fm.action_unit(12, "left", "D")
    for seed in range(10):
        controls = random_controls(seed)
        yield from shape(f"random/{seed}", mesh, face().deform(controls, dtype=float))
    rows = np.stack([random_controls(seed) for seed in range(3)])
    yield from shape("batch", mesh, face().deform(rows), 8)
    shown = face().display(face().deform(fm.expression("surprise"), dtype=float))
    yield "display", digest(shown)
    case = fm.Case(condition="hemifacial_spasm", expression="smile_social", dampening={"eye": 0.5})
    with tempfile.TemporaryDirectory() as folder:  # eyes, teeth, hair and colours, too
        written = fm.export_mesh(case, Path(folder, "face.ply")).read_bytes()
    yield "file", digest(np.frombuffer(written.partition(b"end_header\n")[2], np.uint8))


def arkit() -> Values:
    mesh = face().mesh
    names = [name for name in fm.ARKIT_NAMES if name != "tongueOut"]  # which no muscle makes
    for name in names:
        controls = fm.arkit({name: 0.8})
        yield f"controls/{name}", controls
        yield from shape(f"shape/{name}", mesh, face().deform(controls, dtype=float), 12)
    together = fm.arkit({name: 0.35 for name in names})
    yield from shape("all", mesh, face().deform(together, dtype=float))
    rows = np.stack([together, fm.arkit({"mouthSmileLeft": 0.7, "eyeBlinkRight": 0.4})])
    for name, value in fm.Recording([0.0, 1.0], rows).shapes().items():
        yield f"back/{name}", value


def faces() -> Values:
    """Other faces: old, of nobody, of a stiff person, brought toward the built-in one."""
    stiff = fm.Case(person={"seed": 8, "index": 2, "sex": None}).build_face()
    others = {
        "aged": fm.aged(71),
        "head": head(),
        "stiff": stiff,
        "de_identified": fm.de_identify(head(), 0.4),
    }
    for name, other in others.items():
        yield from shape(f"{name}/mesh", other.mesh, other.mesh.vertices)
        for task in LOOKED_AT[1:]:
            moved = other.deform(fm.expression(task), dtype=float)
            yield from shape(f"{name}/{task}", other.mesh, moved)
        yield from shape(f"{name}/random", other.mesh, other.deform(random_controls(1), float))


def scan() -> Values:
    """The head in metres, turned, with noise, without what no scanner sees; laid and measured."""
    mesh = head().mesh
    rng = np.random.default_rng(5)
    turn = np.linalg.qr(rng.normal(size=(3, 3)))[0]
    turn = turn * np.sign(np.linalg.det(turn))
    noisy = mesh.vertices + rng.normal(0, 0.2, mesh.vertices.shape)
    inner = sum(mesh.areas[a] for a in ("conjunctiva", "oral_mucosa", "nostril"))
    seen = mesh.faces[(inner[mesh.faces] < 0.7).all(1)]
    points = noisy @ turn / 1000 + [0.2, -1.0, 3.0]
    with tempfile.TemporaryDirectory() as folder:
        file, marks = Path(folder, "scan.ply"), Path(folder, "scan.json")
        write_whole(file, scan_files.ply(points, seen, kind="f8"))
        at = {n: points[mesh.landmarks[n]].tolist() for n in fm.SCAN_LANDMARKS}
        write_whole(marks, json.dumps(at).encode())
        laid = fm.open_scan(file, marks)
        cleaned = fm.scrub(file, Path(folder, "scrubbed.ply"), marks)
        yield "scrubbed", digest(np.frombuffer(Path(folder, "scrubbed.ply").read_bytes(), np.uint8))
    for name, point in cleaned.items():
        yield f"scrub/{name}", point
    yield from shape("mesh", laid.mesh, laid.mesh.vertices)
    yield from shape("smile", laid.mesh, laid.deform(fm.expression("open_mouth_smile"), float))
    report = laid.report
    yield "unit", str(report.unit)
    yield "asymmetry_mm", report.asymmetry_mm
    yield "landmarks_mm", [report.landmarks_mm[n] for n in fm.SCAN_LANDMARKS]
    for name, part in {"skin": report.skin, **report.areas}.items():
        yield f"area/{name}", [part.median_mm, part.p95_mm, part.seen]


def recordings() -> Values:
    shapes = recording_files.smile(40)
    kinds = {
        "live_link": (recording_files.live_link(shapes, rate=30), "take.csv"),
        "mediapipe": (recording_files.mediapipe(shapes, lost=(7,)), "take.json"),
        "openface": (recording_files.openface(), "take.csv"),
    }
    takes = {}
    for kind, (text, name) in kinds.items():
        with tempfile.TemporaryDirectory() as folder:
            takes[kind] = fm.read_recording(write_whole(Path(folder, name), text.encode()))
        yield f"{kind}/time", takes[kind].time
        yield f"{kind}/controls", takes[kind].controls[::5]
        yield f"{kind}/digest", digest(takes[kind].controls)
        yield f"{kind}/lost", takes[kind].lost
    yield "at", takes["live_link"].at([0.33, 0.7, 99.0])
    yield "mirrored", digest(takes["live_link"].mirrored().controls)
    for name, one in fm.movements.sides(takes["live_link"]).items():
        yield f"sides/{name}", [one.left_mm, one.right_mm, one.symmetry_percent, one.floor_percent]
    for name, two in fm.movements.changes(takes["live_link"], takes["mediapipe"]).items():
        yield f"changes/{name}", [two.first_mm, two.second_mm, two.detectable_mm]
    yield from _tracked()


def _tracked() -> Values:
    """Points of a smile that rises, of a head that nods, read back as muscles."""
    mesh, time = face().mesh, np.arange(36) / 30
    share = np.clip(np.linspace(-1.2, 1, len(time)), 0, 1)
    moved = face().deform(share[:, None] * fm.expression("smile_social"), dtype=float)
    nod = 0.2 * np.sin(2 * time)
    zero, one = np.zeros_like(nod), np.ones_like(nod)
    turn = np.array([[one, zero, zero], [zero, np.cos(nod), -np.sin(nod)],
                     [zero, np.sin(nod), np.cos(nod)]]).transpose(2, 0, 1)  # fmt: skip
    rng = np.random.default_rng(2)
    points = {}
    for name in TRACKED:
        at = moved[:, mesh.landmarks[name]] + rng.normal(0, 0.2, (len(time), 3))
        points[name] = np.einsum("tx,txy->ty", at, turn) + np.array([10, 20, 700])
    take = fm.landmarks_to_muscles(time, points, face())
    yield "tracked/controls", take.controls[::5]
    yield "tracked/digest", digest(take.controls)


SECTIONS: dict[str, Callable[[], Values]] = {
    "frames": frames,
    "arkit": arkit,
    "faces": faces,
    "scan": scan,
    "recordings": recordings,
}
