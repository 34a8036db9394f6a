"""A save that is killed at any moment leaves the case that was there, or the new one; no more."""

import multiprocessing
import os
import subprocess
import sys
import time

import pytest

import facemodel as fm
from facemodel.data import placing

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")

KILLED = """
import mmap, os, random, signal, sys, time
import facemodel as fm
path, times, how = sys.argv[1], int(sys.argv[2]), sys.argv[3]
if how == "named":
    del os.O_TMPFILE
many = [{"dose_units": 1 + k / 64, "muscle": "frontalis_medial_left", "day": k} for k in range(64)]
old, new = fm.Case(seed=1), fm.Case(seed=2, injections=many)
chance = random.Random(0)
seen, amid, left = {1: 0, 2: 0, None: 0}, 0, 0
writing = mmap.mmap(-1, 2)  # shared with the child: amid a save, and saves that it began
whole, folder = os.fsync, os.path.dirname(path)
def slow(handle):
    writing[0], writing[1] = 1, min(writing[1] + 1, 255)
    time.sleep(0.002)  # a slow disk, so that most ends come within a save
    whole(handle)
    writing[0] = 0
os.fsync = slow
for k in range(times):
    if k % 2:
        fm.save_case(old, path)
    elif os.path.exists(path):
        os.unlink(path)
    writing[0] = writing[1] = 0
    child = os.fork()
    if not child:
        while True:  # saves one after the other
            fm.save_case(new, path)
            fm.save_case(old, path)
    begun = chance.randrange(4)  # not by the clock alone: a busy machine starts late
    while writing[1] < begun:
        time.sleep(0.0002)
    time.sleep(chance.uniform(0, 0.004))
    os.kill(child, signal.SIGTERM if k % 3 == 0 else signal.SIGKILL)
    os.waitpid(child, 0)
    amid += writing[0]
    left += len(set(os.listdir(folder)) - {os.path.basename(path)})
    found = fm.load_case(path) if os.path.exists(path) else None  # half a case is refused here
    assert found in (old, new, None), found
    seen[found and found.seed] += 1
fm.save_case(old, path)
print(*seen.values(), amid, left, len(os.listdir(folder)))
"""


def killed(tmp_path, times, how):
    """How often which case stood there, how many ends came in a save, and what they left."""
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path / "case.json"), str(times), how],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return map(int, done.stdout.split())


@pytest.mark.parametrize("times", [60, pytest.param(300, marks=pytest.mark.slow)])
@pytest.mark.parametrize("how", ["unnamed", "named"])
def test_a_killed_save_leaves_the_old_case_or_the_new_one_and_nothing_else(times, how, tmp_path):
    old, new, none, amid, left, after = killed(tmp_path, times, how)
    assert old + new + none == times
    assert min(old, new) > 0
    assert amid > times / 4
    if how == "named" or not hasattr(os, "O_TMPFILE"):
        assert left > 0  # these have a name from the start, so that the next save clears them
    else:
        assert left <= times / 10  # of the moment of naming; a busy machine has more
    assert after == 1


def _hold(folder, ready):
    with open(folder / ".facemodel-0123456789ab.part", "xb") as file:
        placing._fill(file, b"half")
        ready.set()
        time.sleep(30)


def test_what_another_process_is_writing_stays(tmp_path):
    fork = multiprocessing.get_context("fork")
    ready = fork.Event()
    writer = fork.Process(target=_hold, args=(tmp_path, ready))
    writer.start()
    assert ready.wait(20)
    (tmp_path / ".mine.part").write_text("of another program")
    (tmp_path / "a.part").write_text("of another program")
    try:
        fm.save_case(fm.Case(), tmp_path / "case.json")
        held = sorted(os.listdir(tmp_path))
    finally:
        writer.kill()
        writer.join()
    fm.save_case(fm.Case(), tmp_path / "case.json")
    assert held == [".facemodel-0123456789ab.part", ".mine.part", "a.part", "case.json"]
    assert sorted(os.listdir(tmp_path)) == [".mine.part", "a.part", "case.json"]


@pytest.mark.parametrize("how", ["unnamed", "named"])
def test_a_name_as_long_as_can_be_is_written(how, tmp_path, monkeypatch):
    if how == "named":
        monkeypatch.delattr(os, "O_TMPFILE", raising=False)
    path = tmp_path / ("ä" * 125 + ".json")  # 255 bytes
    for case in (fm.Case(seed=1), fm.Case(seed=2)):
        assert fm.load_case(fm.save_case(case, path)) == case
    path.unlink()
    placing.place(path, b"new", new=True)
    with pytest.raises(FileExistsError):
        placing.place(path, b"other", new=True)
    assert path.read_bytes() == b"new"
    assert os.listdir(tmp_path) == [path.name]
