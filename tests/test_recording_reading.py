"""Recording files that mean harm or are damaged: one sentence, in bounded time and memory."""

import gzip
import io
import os
import subprocess
import sys
import zipfile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import recording_files as files
from facemodel import FaceModelError, Recording, read_recording

WHOLE = {
    "live_link": files.live_link(rate=30),
    "mediapipe": files.mediapipe(files.smile(12)),
    "openface": files.openface(),
}


def packed(files):
    """Bytes of a zip file of texts by name."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        for name, text in files.items():
            file.writestr(name, text)
    return data.getvalue()


ROWS = files.live_link().splitlines()


def hostile():
    """Name -> bytes, and a word of the reply. What failed once stays here."""
    row = "0.1,0.2\n"
    return {
        "empty": (b"", "empty"),
        "spaces": (b" \n" * 900, "empty"),
        "binary": (bytes(range(256)) * 400, "no text"),
        "video": (b"\0\0\0\x18ftypmp42" + b"\xff" * 5000, "it is a video"),
        "two bytes a letter": (ROWS[0].encode("utf-16"), "no whole row"),
        "cut within its head": (ROWS[0][:300].encode(), "no"),
        "head alone": (ROWS[0].encode(), "no whole row"),
        "cut within an early row": ("\n".join([*ROWS[:4], ROWS[4][:90], *ROWS[5:]]).encode(),
                                    "not as many cells"),
        "formula": (WHOLE["live_link"].replace("0.2", "=HYPERLINK(1)", 1).encode(), "no number"),
        "formula in the head": (b"=cmd|'/c calc'!A0,b\n1,2\n", "no columns"),
        "markup": (b"<script>alert(1)</script>,x\n1,2\n", "no columns"),
        "not a number": (WHOLE["openface"].replace("0.98", "nan").replace(", 1, 0.1", ", 0, 0.1")
                         .encode(), "hold no face"),
        "infinite": (("t,jawOpen\n" + "".join(f"{k / 60},inf\n" for k in range(50))).encode(),
                     "hold no face"),
        "infinite time": (("time,jawOpen\n" + "inf,0.1\n" * 50).encode(), "time"),
        "endless time": (b"time,jawOpen\n0,0\n0.02,0\n0.04,0\n1e300,0\n", "two hours"),
        "very many rows": (b"jawOpen,cheekPuff\n" + b"\n" * 20_000_000, "no whole row"),
        "very many columns": (b"jawOpen" + b"," * 90_000 + b"\n", "two or more names"),
        "a head without end": (b"a," * 5_000_000, "too long"),
        "a row without end": (b"time,jawOpen\n" + b"," * 10_000_000, "no whole row"),
        "a quote without end": (b'time,jawOpen\n"' + b"1\n" * 100_000, "no row of a table"),
        "a long number": (b"time,jawOpen\n0," + b"1" * 90_000 + b"\n1,1\n", "hold no face"),
        "timecode of a liar": (("Timecode,BlendshapeCount,JawOpen,CheekPuff\n" +
                               "99:99:99:99999.9,9999999999,0,0\n" * 30).encode(),
                               "one time, or none"),
        "timecodes of fast frames": (("Timecode,JawOpen\n" + "".join(
            f"00:00:00:{k:03d}.0,0\n" for k in range(500))).encode(), "shorter than a second"),
        "deep JSON": (b"[" * 100_000 + b"]" * 100_000, "no readable JSON"),
        "deep frames": (b'[{"faceBlendshapes":' + b"[" * 700 + b"]" * 700 + b"}]", "no blend"),
        "deep objects": (b'{"a":' * 900 + b"1" + b"}" * 900, "list of frames"),
        "cut JSON": (WHOLE["mediapipe"][:-9].encode(), "no readable JSON"),
        "many brackets": (b"[" + b"{}," * 6_000_000 + b"{}]", "too long"),
        "very many numbers": (b"[" + b"0.5," * 14_000_000 + b"0.5]", "too long"),
        "many names": (b'[{"faceBlendshapes":{' + b",".join(
            b'"n%d":0' % k for k in range(300_000)) + b"}}]", "name none of"),
        "a number of many digits": (b'[{"jawOpen":1' + b"0" * 9_000 + b"}]", "no readable JSON"),
        "a huge number": (b'[{"time":0,"jawOpen":1' + b"0" * 400 + b"}]", "holds one time"),
        "text for a number": (b'[{"faceBlendshapes":{"jawOpen":"__import__"}}]', "is no number"),
        "categories of nothing": (b'[{"faceBlendshapes":[{"categories":[null]}]}]',
                                  "name none of"),
        "a bomb of gzip": (gzip.compress(bytes(450_000_000), 1), "unpacks to more"),
        "a damaged gzip": (gzip.compress(b"time,jawOpen\n" * 900)[:-30], "packed and damaged"),
        "a zip of many": (packed({"a.csv": "x", "b.csv": "y"}), "packs 2 tables"),
        "a workbook": (packed({"[Content_Types].xml": "x", "xl/a.xml": "y"}), "Excel workbook"),
        "a damaged zip": (packed({"a.csv": "x" * 99})[:-20], "damaged or locked zip"),
        "a word": (b'{"frames":"all"}', "list of frames"),
        "a billion rows declared": (b"time,jawOpen,# rows: 1000000000\n", "no whole row"),
        "one row": (b"time,jawOpen\n" + row.encode(), "one time"),
    }  # fmt: skip


HOSTILE = hostile()


@pytest.mark.parametrize("name", HOSTILE)
def test_files_that_mean_harm_get_a_reply(name, tmp_path):
    data, word = HOSTILE[name]
    path = tmp_path / "evil <b>.csv"
    path.write_bytes(data)
    with pytest.raises(FaceModelError) as reply:
        read_recording(path)
    text = str(reply.value)
    assert word in text
    assert "\n" not in text
    assert len(text) < 330
    assert not any(bad in text for bad in ("<", "HYPERLINK", "script", str(tmp_path)))
    assert os.listdir(tmp_path) == ["evil <b>.csv"]  # nothing was written


LIMITED = """
import resource, sys, time
resource.setrlimit(resource.RLIMIT_AS, (2_000_000_000, 2_000_000_000))
sys.path.insert(0, {tests!r})
import test_recording_reading as tests
tests.read_recording  # imported before files are watched
opened = []
def watch(event, what):
    told = event in ("open", "subprocess.Popen", "socket.connect") and isinstance(what, str)
    if told and not what.endswith((".py", ".pyc", ".so")):
        opened.append(what)
sys.addaudithook(lambda event, args: watch(event, args[0]) if args else None)
for name, (data, _) in tests.HOSTILE.items():
    with open("take", "wb") as file:
        file.write(data)
    opened.clear()
    start = time.perf_counter()
    try:
        tests.read_recording("take")
        print("read", name)
    except tests.FaceModelError:
        pass
    took = time.perf_counter() - start
    if took > 10 or opened != ["take"]:
        print(name, took, opened)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="limits of memory are set as on Linux")
def test_no_file_takes_2_gb_or_10_s_or_opens_another(tmp_path):
    code = LIMITED.format(tests=os.path.dirname(__file__))
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.returncode) == ("", 0), done.stderr[-2000:]


@st.composite
def damaged(draw):
    """A good file with bytes changed, cut, put in, left out, or a number replaced."""
    data = bytearray(WHOLE[draw(st.sampled_from(sorted(WHOLE)))].encode())
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, min(len(data) - 1, draw(st.sampled_from([600, 2500, 10**9])))))
        match draw(st.integers(0, 4)):
            case 0:
                data[at : at + 1] = draw(st.binary(min_size=1, max_size=1))
            case 1:
                del data[max(at, 1) :]
            case 2:
                data[at:at] = draw(st.binary(max_size=8))
            case 3:
                del data[at : min(at + draw(st.integers(1, 50)), len(data) - 1)]
            case 4:
                value = draw(st.sampled_from(["nan", "-1e308", "inf", '"', ",", "\n", "[", "1_0"]))
                data[at : at + 3] = value.encode()
    return bytes(data)


@settings(deadline=2000, max_examples=150)
@given(damaged())
def test_a_damaged_file_is_read_or_refused(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("takes") / "take"
    path.write_bytes(data)
    try:
        made = read_recording(path)
    except FaceModelError:
        return
    assert isinstance(made, Recording)
    assert np.abs(made.controls).max() <= 1
