"""Where no thread and no process can start, what needs no browser works, with the same numbers."""

import json
import os
import subprocess
import sys

import pytest

NOBODY = 65534
REFUSED = """
import _thread, os
asked = []

def refused(*_, **__):
    asked.append(1)
    raise RuntimeError("can't start new thread")

def no_process(*_, **__):
    asked.append(1)
    raise BlockingIOError(11, "Resource temporarily unavailable")

_thread.start_new_thread = _thread.start_joinable_thread = refused
os.fork = os.posix_spawn = no_process
try:
    import _posixsubprocess
except ImportError:  # Windows
    import _winapi
    _winapi.CreateProcess = no_process
else:
    _posixsubprocess.fork_exec = no_process
"""
LIMITED = f"""
import ctypes, os, resource, threading
if os.geteuid() == 0:  # root is exempt from the limit: be another who reads files as root does
    os.setresuid({NOBODY}, {NOBODY}, 0)
    ctypes.CDLL(None).setfsuid(0)
resource.setrlimit(resource.RLIMIT_NPROC, (1, 1))
try:
    threading.Thread(target=int).start()
except RuntimeError:
    asked = [1]
else:
    raise SystemExit("this machine does not hold the limit")
"""
WORK = """
import hashlib, json, pathlib, sys
import facemodel as fm
import numpy as np

def digest(*arrays):
    whole = b"".join(np.ascontiguousarray(a).tobytes() for a in arrays)
    return hashlib.sha256(whole).hexdigest()

face = fm.load()
case = fm.Case(condition="hemifacial_spasm", expression="smile_social",
               injections=fm.toxin.scenario("label_glabellar", face.mesh))
spasm, older = case.build_condition(), fm.aged(70)
made = {"load": digest(face.deform(spasm.drive(case.intended()))),
        "aged": digest(older.deform(case.intended())),
        "plan": digest(fm.plan.balance(face, spasm).treatment(14).remaining),
        "scale": int(fm.scales.sunnybrook(fm.examine(face, spasm), "left").composite),
        "case": digest(fm.show(case=case).value.drive(face))}
"""
MORE = """
people = fm.cohort.run(20, case, lines=False, progress=False)
made["cohort"] = digest(*people.after.values())
made["page"] = digest(np.frombuffer(fm.export_page(case, "page.html").read_bytes(), np.uint8))
made["report"] = digest(np.frombuffer(fm.report(case, "report.html").read_bytes(), np.uint8))
"""


def numbers(folder, work: str, before: str = "") -> dict:
    # a program that is not there: no browser draws, so that pictures are made here
    env = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "CHROMIUM": "no such program"}
    code = f"asked = []\n{before}\n{work}\nprint(json.dumps([made, len(asked)]))"
    done = subprocess.run(
        [sys.executable, "-c", code], env=env, cwd=folder, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    if "does not hold the limit" in done.stderr:
        pytest.skip(done.stderr.strip())
    assert done.returncode == 0, done.stderr[-3000:]
    made, refused = json.loads(done.stdout.splitlines()[-1])
    assert refused or not before, "nothing wanted a thread: this shows nothing"
    return made


@pytest.mark.slow
@pytest.mark.parametrize("work", [WORK, WORK + MORE], ids=["face", "files"])
def test_everything_is_computed_in_one_thread_with_the_same_numbers(tmp_path, work):
    usual = numbers(tmp_path, work)
    ways = [REFUSED]
    if sys.platform.startswith("linux"):  # threads that are not Python's are refused too
        ways = [LIMITED] if work == WORK else [REFUSED, LIMITED]
    for refused in ways:
        assert numbers(tmp_path, work, refused) == usual


@pytest.mark.slow
def test_a_cohort_that_gets_no_process_says_so_in_one_sentence(tmp_path):
    code = (
        f"{REFUSED}\nimport facemodel as fm\n"
        "try:\n    fm.cohort.run(20, lines=False, executor=2, progress=False)\n"
        "except fm.FaceModelError as error:\n    print(error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert "executor" in done.stdout
    assert done.stdout.count("\n") == 1
