"""A save that is killed at any moment leaves the case that was there, or the new one."""

import subprocess
import sys

import pytest

from facemodel import Case, save_case

KILLED = """
import os, random, signal, sys, time
import facemodel as fm
path, times = sys.argv[1], int(sys.argv[2])
many = [{"dose_units": 1 + k / 64, "muscle": "frontalis_medial_left", "day": k} for k in range(64)]
old, new = fm.Case(seed=1), fm.Case(seed=2, injections=many)
chance = random.Random(0)
seen = {1: 0, 2: 0}
for _ in range(times):
    fm.save_case(old, path)
    child = os.fork()
    if not child:
        while True:  # saves one after the other, so that the end comes within one
            fm.save_case(new, path)
            fm.save_case(old, path)
    time.sleep(chance.uniform(0, 0.008))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    found = fm.load_case(path)  # half a case is refused here
    assert found in (old, new), found
    seen[found.seed] += 1
left = [name for name in os.listdir(os.path.dirname(path)) if name.endswith(".part")]
print(seen[1], seen[2], len(left))
"""


def killed(tmp_path, times):
    """How often the old case stood there, how often the new one, and how many saves were amid."""
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path / "case.json"), str(times)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return map(int, done.stdout.split())


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
@pytest.mark.parametrize("times", [60, pytest.param(2000, marks=pytest.mark.slow)])
def test_a_killed_save_leaves_the_old_case_or_the_new_one(times, tmp_path):
    old, new, amid = killed(tmp_path, times)
    assert old + new == times
    assert min(old, new) > 0
    assert amid > 0  # or no save was killed in its middle, and nothing was shown


def test_what_a_killed_save_left_is_not_in_the_way(tmp_path, monkeypatch):
    for _ in range(2):
        with monkeypatch.context() as patch:
            patch.setattr("os.replace", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
            patch.setattr("pathlib.Path.unlink", lambda *_, **__: None)
            with pytest.raises(KeyboardInterrupt):
                save_case(Case(seed=1), tmp_path / "case.json")
    assert len(list(tmp_path.glob(".*.part"))) == 2
    assert save_case(Case(seed=2), tmp_path / "case.json").exists()
