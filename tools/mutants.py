"""Puts small mistakes into the code, one at a time, and tells which ones no test notices.

    python tools/mutants.py [FOLDER ...] [--count 40] [--seed 1] [--tests 'test_l*.py' ...]

Each mistake is tried on the quick test files that reach its line, first those that name its module,
quickest first, up to the first failure, in a copy of the project under build/mutants. What the test
files reach is found out once, and kept there. The report, coverage of each package and what
survived, is printed and written to build/mutants/report.md.
"""

import argparse
import hashlib
import json
import sys
from dataclasses import dataclass
from pathlib import Path

import mutants_run as run
from mutants_made import Mutant, sample

FOLDERS = ("mechanics", "physiology", "clinic", "teach", "view/js/core")
PACKAGE = "src/facemodel"
FRESHNESS = ("test_prepared.py", "test_digest.py", "test_repository.py")
"""Fail for any edit before the next build, or look at the text of the code."""
FATES = ("killed", "too long", "survived", "not reached")
LEARNING_S = 120.0


@dataclass(frozen=True)
class Result:
    """What became of a mutant: killed (by which test), too long, survived, or never reached."""

    mutant: Mutant
    fate: str
    by: str
    seconds: float


def learned(patterns: list[str]) -> dict[str, dict]:
    """Seconds and lines of each quick test file, kept between runs while the file is the same."""
    store = run.WORK / "learned.json"
    known = json.loads(store.read_text()) if store.exists() else {}
    names = sorted({p.name for pattern in patterns for p in (run.TREE / "tests").glob(pattern)})
    found = {}
    for name in names:
        if name in FRESHNESS:
            continue
        digest = hashlib.sha256((run.TREE / "tests" / name).read_bytes()).hexdigest()
        if known.get(name, {}).get("digest") != digest:
            seen = run.learn(name, LEARNING_S) or {"seconds": None, "lines": {}}
            known[name] = {**seen, "digest": digest}
            store.write_text(json.dumps(known))
            print(f"  {name}: {known[name]['seconds']} s", flush=True)
        if known[name]["seconds"] is not None:
            found[name] = known[name]
    return found


def tried(mutant: Mutant, tests: dict[str, dict], most: float) -> Result:
    """The mutant's fate on the quickest test files that take so many seconds together."""
    reaching = [n for n, seen in tests.items() if mutant.line in seen["lines"].get(mutant.file, ())]
    module = Path(mutant.file).with_suffix("")
    called = module.parent.name if module.name == "__init__" else module.name
    away = {n: called not in (run.TREE / "tests" / n).read_text("utf-8") for n in reaching}
    reaching.sort(key=lambda name: (away[name], tests[name]["seconds"]))
    chosen: list[str] = []
    time = 0.0
    for name in reaching:
        if chosen and time + tests[name]["seconds"] > most:
            break
        time += tests[name]["seconds"]
        chosen.append(name)
    if not chosen:
        return Result(mutant, "not reached", "", 0.0)
    path, log = run.TREE / mutant.file, run.WORK / "run.txt"
    whole = path.read_bytes()
    path.write_text(mutant.source, "utf-8")
    try:
        code, spent = run.forked(lambda: run.run_tests(chosen, log), 10 + 2 * time)
    finally:
        path.write_bytes(whole)
    if code is None:
        return Result(mutant, "too long", "", spent)
    if not code:
        return Result(mutant, "survived", f"{len(chosen)} of {len(reaching)} files", spent)
    lines = log.read_text("utf-8").splitlines()
    said = [line for line in lines if line.startswith(("FAILED", "ERROR"))]
    return Result(mutant, "killed", (said or lines[-1:] or [f"exit {code}"])[0][:150], spent)


def coverage(folder: str, tests: dict[str, dict]) -> str:
    """Lines that the test files reach, of those that could be reached."""
    reached, all_lines = 0, 0
    for path in files_of(folder):
        name = path.relative_to(run.TREE).as_posix()
        mine = set().union(*(seen["lines"].get(name, ()) for seen in tests.values()))
        every = _statements(path)
        reached, all_lines = reached + len(mine & every), all_lines + len(every)
    return f"{reached} of {all_lines} lines ({reached / all_lines:.0%})"


def _statements(path: Path) -> set[int]:
    if path.suffix == ".js":
        lines = path.read_text("utf-8").splitlines()
        blank = ("//", "/*", "*", "}", "]", ")")
        return {k for k, x in enumerate(lines, 1) if x.strip() and not x.strip().startswith(blank)}
    from coverage.python import PythonParser

    parser = PythonParser(filename=str(path))
    parser.parse_source()
    return parser.statements


def files_of(folder: str) -> list[Path]:
    """Sources of a folder of the package, in the copy."""
    kind = "*.js" if "js" in folder.split("/") else "*.py"
    return sorted((run.TREE / PACKAGE / folder).rglob(kind))


def report(folder: str, results: list[Result], tests: dict[str, dict]) -> str:
    """A section of the report."""
    fates = [one.fate for one in results]
    counts = ", ".join(f"{fates.count(fate)} {fate}" for fate in FATES)
    head = f"## {folder}\n\n{len(results)} mutants: {counts}; {coverage(folder, tests)} reached\n"
    alive = [one for one in results if one.fate in ("survived", "not reached")]
    return "\n".join([head, *(f"- {one.fate}: `{one.mutant.name}` {one.by}" for one in alive), ""])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folders", nargs="*", default=list(FOLDERS), metavar="FOLDER")
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="leave out so many of the sample")
    parser.add_argument("--most", type=float, default=150, help="seconds of tests for one mutant")
    parser.add_argument("--tests", nargs="+", default=["test_*.py"], metavar="PATTERN")
    given = parser.parse_args()
    if not hasattr(run.os, "fork"):
        sys.exit("mutants need a system with fork: Linux or macOS")
    run.copy_tree()
    run.warm()
    print("what the test files reach:", flush=True)
    tests = learned(given.tests)
    sections = []
    for folder in given.folders:
        results = []
        for mutant in sample(files_of(folder), run.TREE, given.count, given.seed)[given.first :]:
            results.append(tried(mutant, tests, given.most))
            one = results[-1]
            print(f"{one.fate:11} {one.seconds:5.1f} s  {mutant.name}  {one.by}", flush=True)
        sections.append(report(folder, results, tests))
        print(sections[-1], flush=True)
    (run.WORK / "report.md").write_text("\n".join(sections), "utf-8")


if __name__ == "__main__":
    main()
