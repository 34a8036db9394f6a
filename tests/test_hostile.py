"""Every opener on every file that means harm: a reply or a refusal, in bounded time and memory.

tests/corpus holds small files that once failed, or nearly did; large ones are made here.
"""

import json
import os
import re
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import facemodel as fm
import scan_files
import test_recording_reading
from facemodel.capture.scan import alignment, reading, trust
from facemodel.capture.scan.alignment import NEEDED
from facemodel.teach.items.record_file import load_record
from facemodel.teach.widgets import handouts

CORPUS = sorted((Path(__file__).parent / "corpus").iterdir())
MARKS = {name: [float(k), 2.0 * k, -float(k % 3)] for k, name in enumerate(NEEDED)}
SCHEMA = '{"schema":"facemodel.case/1",'


def tracked(frames=40):
    """A table of 24 points that a turning head carries along, as text."""
    face = fm.load()
    stems = ("exocanthion", "endocanthion", "cheilion", "brow_mid", "upper_lid", "alare", "malar")
    names = ["nasion", "pronasale", "subnasale", "pogonion", "labiale_superius"]
    names += [f"{stem}_{side}" for stem in stems for side in ("left", "right")]
    rise = np.clip(np.linspace(-0.8, 1, frames), 0, 1)[:, None]
    moved = face.deform(rise * fm.expression("smile_social"))
    lines = ["time," + ",".join(f"{n}_{axis}" for n in names for axis in "xyz")]
    for t, points in enumerate(moved[:, [face.mesh.landmarks[n] for n in names]]):
        lines.append(f"{t / 30:.4f}," + ",".join(f"{x:.3f}" for x in points.ravel()))
    return "\n".join(lines) + "\n"


def case_text():
    case = fm.Case(
        condition="hemifacial_spasm", side="left", expression="smile_social",
        dampening={"eye": 0.3}, person={"seed": 1},
        injections=[fm.Injection(5, muscle="zygomaticus_major_left", day=3)],
    )  # fmt: skip
    return json.dumps({"schema": "facemodel.case/1", **case.contents()})


WHOLE = {
    "case": case_text().encode(),
    "landmarks": json.dumps(MARKS).encode(),
    "tracked": tracked().encode(),
}
OPENERS = {
    "scan": reading.read,
    "recording": fm.read_recording,
    "tracked": fm.read_landmarks,
    "case": fm.load_case,
    "landmarks": alignment.given,
    "exercise": fm.load_exercise,
    "record": load_record,
    "results": fm.patients.load_results,
    "lesson": handouts.steps_of,
}


def large():
    """Files that take long when they are read without care."""
    keys = ",".join(f'"{k:x}":0' for k in range(95_000))
    head = "time," + ",".join(f"{n}_{axis}" for n in NEEDED for axis in "xyz")
    row = ",".join(["0.1"] * (1 + 3 * len(NEEDED)))
    return {
        "case of many keys": (SCHEMA + keys + "}").encode(),
        "dampening of many keys": (SCHEMA + '"dampening":{' + keys[:900_000] + '"x":0}}').encode(),
        "a long key": (SCHEMA + f'"{"<b>" * 300_000}":1}}').encode(),
        "many injections": (SCHEMA + '"injections":[' + "{}," * 300_000 + "{}]}").encode(),
        "landmarks of many keys": ("{" + keys[:950_000] + '"x":0}').encode(),
        "points that stand still": "\n".join([head, *[row] * 200_000]).encode(),
        "points without end": ("time," + ",".join(f"nasion_{k}" for k in range(90_000))).encode(),
        "points of many frames": "\n".join(
            [head, *(f"{k / 60},{row[4:]}" for k in range(100_000))]
        ).encode(),
        "points far away": WHOLE["tracked"].replace(b"0.0", b"9e307"),
        "points of NaN": WHOLE["tracked"].replace(b".", b"nan"),
    }  # fmt: skip


def huge():
    """Files near the largest that are read, each of which once took half a minute or 2.6 GB."""
    head = b"ply\nformat ascii 1.0\nelement vertex 30000000\n" + b"".join(
        b"property float %c\n" % axis for axis in b"xyz"
    )
    faces = b"element face 9\nproperty list uchar int vertex_indices\nend_header\n"
    yield "points in words", b"v 1 2 3\n" * 37_000_000
    yield "faces in words", b"v 0 0 1\nv 1 0 0\nv 0 1 0\n" + b"f 1 2 3\n" * 36_000_000
    yield "old line ends", b"v 1 2 3\r" * 37_000_000
    yield "a line without end", b"v 0 0 1\nv 1 0 0\nf " + b"1 " * 140_000_000
    still = WHOLE["tracked"].splitlines()[1].split(b",", 1)[1]
    title = WHOLE["tracked"].splitlines()[0] + b"\n"
    yield (
        "points that were followed for hours",
        title + b"".join(b"%.3f,%s\n" % (k / 60, still) for k in range(200_000)),
    )
    noise = 90 * np.random.default_rng(1).normal(size=(19_000, 57))
    rows = np.fromstring(still, sep=",") + noise * (np.arange(19_000)[:, None] > 40)
    yield (
        "points that jump",
        title
        + b"".join(
            b"%.3f,%s\n" % (k / 60, b",".join(b"%.1f" % x for x in row))
            for k, row in enumerate(rows)
        ),
    )
    yield "rows in words", head + faces + b"1 2 3\n" * 30_000_000
    yield "corners in words", b"solid x\n" + b"vertex 1 2 3\n" * 22_000_000
    yield "as many triangles as are read", _soup(2_000_000)


def _soup(count):
    rows = np.zeros(count, [("n", "<f4", 3), ("p", "<f4", (3, 3)), ("m", "<u2")])
    rows["p"] = np.random.default_rng(0).random((count, 3, 3))
    return bytes(80) + struct.pack("<I", count) + rows.tobytes()


def pool():
    """Every hostile file that the tests know."""
    found = {f"scan, {n}": data for n, (data, _) in scan_files.hostile().items()}
    found |= {f"take, {n}": data for n, (data, _) in test_recording_reading.HOSTILE.items()}
    found |= {n: data for n, data in large().items()}
    yield from found.items()
    yield from ((f"corpus, {path.name}", path.read_bytes()) for path in CORPUS)


def told(reply):
    """What a message must not be, in words; "" where it is as it should be."""
    text = str(reply)
    wrong = {
        "several lines": "\n" in text,
        "long": len(text) > 400,
        "markup": "<" in text or ">" in text,
        "a folder": os.sep + "tmp" in text,
    }
    return ", ".join(name for name, so in wrong.items() if so)


LIMITED = """
import resource, sys, time
sys.path.insert(0, {tests!r})
import test_hostile as tests
import facemodel as fm
fm.load(), fm.Case().after()  # what a first call fetches is no part of the file's cost
fm.read_landmarks("whole")
unlimited = resource.getrlimit(resource.RLIMIT_AS)
opened = []
def watch(event, what):
    known = event in ("open", "subprocess.Popen", "socket.connect") and isinstance(what, str)
    if known and not what.endswith((".py", ".pyc", ".so")):
        opened.append(what)
sys.addaudithook(lambda event, args: watch(event, args[0]) if args else None)
for name, data in tests.{files}():
    with open("file", "wb") as file:
        file.write(data)
    del data
    size, used = map(int, open("/proc/self/statm").read().split()[:2])
    untouched = (size - used) * resource.getpagesize()  # address space that is no memory
    resource.setrlimit(resource.RLIMIT_AS, (2_000_000_000 + untouched, unlimited[1]))
    for opener, read in tests.OPENERS.items():
        opened.clear()
        start = time.process_time()  # others may use the machine meanwhile
        try:
            read("file")
        except fm.FaceModelError as reply:
            if "more memory" in str(reply):
                print(opener, "of", name, "takes 2 GB")
            if wrong := tests.told(reply):
                print(opener, "of", name, "says", wrong, str(reply)[:300])
        except BaseException as error:
            print(opener, "of", name, "ends in", type(error).__name__, str(error)[:200])
        took = time.process_time() - start
        if took > 10 or opened != ["file"]:
            print(opener, "of", name, f"took {{took:.1f}} s, opened", opened[:5])
    resource.setrlimit(resource.RLIMIT_AS, unlimited)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="limits of memory are set as on Linux")
@pytest.mark.parametrize("files", ["pool", "huge"])
def test_every_opener_answers_every_file_within_10_s_and_2_gb(files, tmp_path):
    (tmp_path / "whole").write_bytes(WHOLE["tracked"])
    code = LIMITED.format(tests=os.path.dirname(__file__), files=files)
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path, capture_output=True, text=True, check=False, timeout=900,
    )  # fmt: skip
    assert (done.stdout, done.returncode) == ("", 0), done.stderr[-2000:]
    assert sorted(os.listdir(tmp_path)) == ["file", "whole"]  # nothing was written


@pytest.mark.parametrize("opener", OPENERS)
@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.name)
def test_what_failed_once_is_read_or_refused(path, opener):
    _opened(OPENERS[opener], path)


@pytest.mark.parametrize("opener", OPENERS)
def test_what_is_no_plain_file_is_refused(opener, tmp_path):
    read = OPENERS[opener]
    paths = [tmp_path, tmp_path / "none", "\0", "", f"a{os.sep}" * 3000, "x" * 5000]
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        paths += [tmp_path / "pipe", "/dev/zero", "/proc/self/mem"]
    for path in paths:
        with pytest.raises(fm.FaceModelError) as reply:
            read(path)
        assert not told(reply.value), reply.value


def test_a_path_that_climbs_is_read_where_it_leads_and_not_told(tmp_path):
    (tmp_path / "anna").mkdir()
    (tmp_path / "case.json").write_bytes(WHOLE["case"])
    (tmp_path / "bad.json").write_bytes(b"{")
    assert fm.load_case(tmp_path / "anna" / ".." / "case.json").condition == "hemifacial_spasm"
    for read in OPENERS.values():
        with pytest.raises(fm.FaceModelError) as reply:
            read(tmp_path / "anna" / ".." / "bad.json")
        assert "anna" not in str(reply.value)
    with pytest.raises(fm.FaceModelError) as reply:
        fm.save_case(fm.Case(), tmp_path / "anna" / ".." / "case.json" / "x.json")
    assert "anna" not in str(reply.value)


@pytest.mark.skipif(sys.platform != "linux", reason="limits of memory are set as on Linux")
@pytest.mark.parametrize("count", [pytest.param(440, marks=pytest.mark.slow)])
def test_every_reader_answers_10000_damaged_files_within_5_s_and_600_mb(count, tmp_path):
    program = Path(__file__).with_name("fuzzing.py")
    done = subprocess.run(
        [sys.executable, "-X", "faulthandler", program, str(count)],
        cwd=tmp_path, capture_output=True, text=True, check=False, timeout=1800,
    )  # fmt: skip
    assert (done.stdout, done.returncode) == ("", 0), done.stderr[-2000:]


QUICK = ("grade,items,face,photos,recording,export,cohort", "0.05")


@pytest.mark.skipif(sys.platform != "linux", reason="limits of memory are set as on Linux")
@pytest.mark.parametrize(
    ("count", "more"), [(100, QUICK), pytest.param(1500, (), marks=pytest.mark.slow)]
)
def test_every_command_answers_what_nobody_would_type_within_5_s_and_600_mb(count, more, tmp_path):
    program = Path(__file__).with_name("fuzzing_commands.py")
    done = subprocess.run(
        [sys.executable, program, str(count), "0", *more],
        cwd=tmp_path, capture_output=True, text=True, check=False, timeout=1800,
    )  # fmt: skip
    assert (done.stdout, done.returncode) == ("", 0), done.stderr[-2000:]
    assert int(re.search(r"'refused': (\d+)", done.stderr)[1]) > count / 2


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="limits of memory are set as on Linux")
def test_every_widget_answers_what_no_page_sends_within_5_s_and_600_mb(tmp_path):
    program = Path(__file__).with_name("fuzzing_messages.py")
    done = subprocess.run(
        [sys.executable, program, "60"],
        cwd=tmp_path, capture_output=True, text=True, check=False, timeout=1800,
    )  # fmt: skip
    assert (done.stdout, done.returncode) == ("", 0), done.stderr[-2000:]
    assert int(re.search(r"'sent': (\d+)", done.stderr)[1]) > 2000


WORDS = ("nan", "-1e308", "1e400", "inf", '"', ",", "\n", "[", "1_0", "null", "{}")
NUMBERS = ("nan", "-1e308", "1e400", "0", "-1", "1e9", "1e-320", "", "null", "99999999999999999999")


@st.composite
def damaged(draw, kind):
    """A good file with bytes changed, cut, put in, left out, doubled, or numbers replaced."""
    data = bytearray(WHOLE[kind])
    for _ in range(draw(st.integers(1, 4))):
        if not data:
            break
        at = draw(st.integers(0, min(len(data) - 1, draw(st.sampled_from([60, 900, 10**9])))))
        match draw(st.integers(0, 7)):
            case 0:
                data[at : at + 1] = draw(st.binary(min_size=1, max_size=2))
            case 1:
                del data[at:]
            case 2:
                data[at:at] = draw(st.binary(max_size=8))
            case 3:
                del data[at : at + draw(st.integers(1, 50))]
            case 4:
                data[at:at] = data[at : at + draw(st.integers(1, 300))]
            case 5:
                data[at : at + 3] = draw(st.sampled_from(WORDS)).encode()
            case _:
                if number := re.compile(rb"-?\d[\d.]*").search(data, at):
                    data[slice(*number.span())] = draw(st.sampled_from(NUMBERS)).encode()
    return bytes(data)


def _opened(read, *what):
    """What an opener makes of a file; None where it refuses it in a sentence."""
    try:
        return read(*what)
    except fm.FaceModelError as reply:
        if wrong := told(reply):
            pytest.fail(f"{wrong}: {reply}")
        return None


def _check(kind, data, folder):
    (folder / "file").write_bytes(data)
    return _opened(OPENERS[kind], folder / "file")


@settings(max_examples=200, deadline=None)
@given(damaged("case"))
def test_a_damaged_case_is_a_case_or_refused(tmp_path_factory, data):
    case = _check("case", data, tmp_path_factory.mktemp("cases"))
    assert case is None or np.isfinite(case.drive(fm.load())).all()


@settings(max_examples=200, deadline=None)
@given(damaged("landmarks"))
def test_damaged_landmarks_are_points_or_refused(tmp_path_factory, data):
    points = _check("landmarks", data, tmp_path_factory.mktemp("points"))
    assert points is None or all(np.isfinite(point).all() for point in points.values())


@settings(max_examples=60, deadline=None)
@given(damaged("tracked"))
def test_a_damaged_table_of_points_is_a_recording_or_refused(tmp_path_factory, data):
    take = _check("tracked", data, tmp_path_factory.mktemp("tables"))
    assert take is None or np.abs(take.controls).max() <= 1


def scan_of():
    face = fm.load()
    marks = {n: face.mesh.vertices[face.mesh.landmarks[n]] for n in NEEDED}
    return face.mesh.vertices.copy(), face.mesh.faces.copy(), marks


def _fins(v, t, rng):
    """Triangles that stand on edges which two others have already."""
    own = len(v) + np.arange(300)
    tips = v[t[:300, 0]] + [0, 0, 5.0]
    return np.concatenate([v, tips]), np.concatenate([t, np.column_stack([t[:300, :2], own])])


DEFORMED = {
    "fins": _fins,
    "every triangle twice": lambda v, t, rng: (v, np.concatenate([t, t])),
    "every triangle both ways": lambda v, t, rng: (v, np.concatenate([t, t[:, ::-1]])),
    "inside out": lambda v, t, rng: (v, t[:, ::-1]),
    "half of them turned": lambda v, t, rng: (v, np.concatenate([t[::2], t[1::2, ::-1]])),
    "soup": lambda v, t, rng: (v, rng.integers(0, len(v), t.shape)),
    "noise": lambda v, t, rng: (v + rng.normal(0, 8, v.shape), t),
    "flat": lambda v, t, rng: (v * [1, 1, 0], t),
    "spikes": lambda v, t, rng: (v * np.where(rng.random(len(v)) < 0.02, 1e6, 1)[:, None], t),
    "torn apart": lambda v, t, rng: (v[t].reshape(-1, 3), np.arange(t.size).reshape(-1, 3)),
    "one in four gone": lambda v, t, rng: (v, t[rng.random(len(t)) > 0.25]),
    "far from here": lambda v, t, rng: (v + 1e9, t),
    "giant triangles": lambda v, t, rng: (
        np.concatenate([v, 1e5 * rng.normal(size=(300, 3))]),
        np.concatenate([t, len(v) + rng.integers(0, 300, (500, 3))]),
    ),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", DEFORMED)
def test_a_surface_that_is_no_skin_becomes_a_face_or_is_refused(name, tmp_path):
    v, t, marks = scan_of()
    rng = np.random.default_rng(4)
    (tmp_path / "scan.ply").write_bytes(scan_files.ply(*DEFORMED[name](v, t, rng), kind="f8"))
    scan = _opened(fm.open_scan, tmp_path / "scan.ply", marks)
    if scan is None:
        return
    assert np.isfinite(scan.deform(fm.expression("smile_social"))).all()
    assert scan.report.skin.median_mm < trust.WORST_MEDIAN_MM
