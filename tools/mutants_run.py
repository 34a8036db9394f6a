"""Runs test files in a copy of the project, each in a fork, and sees which lines it reaches.

What is slow to import is imported once, before the fork; of the project itself nothing is.
"""

import gc
import importlib
import io
import json
import os
import py_compile
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout, suppress
from pathlib import Path

ROOT = Path(__file__).parents[1]
WORK = ROOT / "build/mutants"
TREE = WORK / "tree"
MADE = tuple(f"src/facemodel/{d}" for d in ("view/static", "_prepared", "capture/seen/weights"))
FOREIGN = (
    "pytest", "_pytest.assertion.rewrite", "hypothesis", "numpy.testing", "scipy.sparse.linalg",
    "scipy.optimize", "scipy.spatial", "scipy.stats", "scipy.ndimage", "msgspec", "jinja2",
    "PIL.Image", "mistune", "matplotlib.figure", "trimesh", "anywidget", "ipywidgets", "coverage",
)  # fmt: skip
LONGEST_S = 1500  # of wall time


def copy_tree() -> None:
    """A copy of what git knows and what the build made, whose compiled files go by contents."""
    shutil.rmtree(TREE, ignore_errors=True)
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    listed += [str(p.relative_to(ROOT)) for d in MADE for p in (ROOT / d).iterdir() if p.is_file()]
    for name in set(listed):
        if (ROOT / name).is_file():
            (TREE / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, TREE / name)
    (TREE / "node_modules").symlink_to(ROOT / "node_modules")
    for path in (TREE / "src").rglob("*.py"):
        mode = py_compile.PycInvalidationMode.CHECKED_HASH  # two versions of a second have one time
        py_compile.compile(str(path), invalidation_mode=mode)


def warm() -> None:
    """Import what each fork needs."""
    sys.path[:0] = [str(TREE / "src"), str(TREE)]
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # that for notebooks takes two seconds
    os.environ["PYTHONPATH"] = str(TREE / "src")
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    for name in FOREIGN:
        importlib.import_module(name)
    gc.freeze()  # a fork need not look through these again


def forked(do: Callable[[], int], seconds: float) -> tuple[int | None, float]:
    """Exit code of `do` in a process of its own (None: it took too long), and processor seconds."""
    process = os.fork()
    if not process:
        code = 99
        try:
            os.setsid()
            limit = int(seconds) + 1
            resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 2))
            signal.alarm(LONGEST_S)
            code = do()
        finally:
            os._exit(code)
    _, status, used = os.wait4(process, 0)
    with suppress(ProcessLookupError):
        os.killpg(process, signal.SIGKILL)
    spent = used.ru_utime + used.ru_stime
    return (os.WEXITSTATUS(status) if os.WIFEXITED(status) else None), spent


def run_tests(names: list[str], output: Path) -> int:
    """Within a fork: pytest on these files of the copy, the first by itself, up to a failure."""
    import pytest
    from hypothesis import Phase, settings

    settings.register_profile("mutants", phases=[Phase.explicit, Phase.generate])  # no shrinking
    settings.load_profile("mutants")
    os.chdir(TREE)
    arguments = ["-x", "-q", "--tb=no", "-m", "not slow and not browser"]
    for plugin in ("cacheprovider", "unraisableexception", "threadexception"):  # these collect, too
        arguments += ["-p", f"no:{plugin}"]
    with (
        output.open("w", encoding="utf-8") as file, redirect_stdout(file), redirect_stderr(file)
    ):  # fmt: skip
        for some in (names[:1], names[1:]):
            code = some and int(pytest.main([*arguments, *(f"tests/{name}" for name in some)]))
            if code:
                return code
    return 0


def learn(name: str, seconds: float) -> dict | None:
    """Processor time and reached lines of a test file; None where it fails or takes too long."""
    kept = WORK / "seen.json"
    ran = WORK / "v8"
    shutil.rmtree(ran, ignore_errors=True)
    kept.unlink(missing_ok=True)

    def do() -> int:
        from coverage import Coverage

        os.environ["NODE_V8_COVERAGE"] = str(ran)
        watch = Coverage(data_file=None, source=[str(TREE / "src/facemodel")], config_file=False)
        watch.start()
        code = run_tests([name], WORK / "learning.txt")
        watch.stop()
        data = watch.get_data()
        found = {file: sorted(data.lines(file) or ()) for file in data.measured_files()}
        kept.write_text(json.dumps(found))
        return code

    code, spent = forked(do, seconds)
    if code or code is None:
        return None
    lines = json.loads(kept.read_text()) | _javascript(ran)
    base = f"{TREE}/"
    return {"seconds": spent, "lines": {k.removeprefix(base): v for k, v in lines.items()}}


def _javascript(folder: Path) -> dict[str, list[int]]:
    """Lines that node ran, of the files of the copy."""
    found: dict[str, set[int]] = {}
    for report in folder.glob("*.json") if folder.exists() else ():
        for one in json.loads(report.read_text("utf-8"))["result"]:
            file = one["url"].removeprefix("file://")
            if file.startswith(str(TREE / "src")):
                found.setdefault(file, set()).update(_ran(Path(file), one["functions"]))
    return {file: sorted(lines) for file, lines in found.items()}


def _ran(path: Path, functions: list[dict]) -> set[int]:
    """Lines with a character that ran; an inner range says more than the one around it."""
    text = path.read_text("utf-8")
    ran = bytearray(len(text))
    ranges = sorted(
        (r for f in functions for r in f["ranges"]), key=lambda r: r["startOffset"] - r["endOffset"]
    )
    for r in ranges:
        start, end = r["startOffset"], min(r["endOffset"], len(text))
        ran[start:end] = (b"\1" if r["count"] else b"\0") * (end - start)
    lines, at = set(), 0
    for number, line in enumerate(io.StringIO(text), 1):
        if any(x and not c.isspace() for x, c in zip(ran[at : at + len(line)], line, strict=True)):
            lines.add(number)
        at += len(line)
    return lines
