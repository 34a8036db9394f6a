"""Public names say what they take and give, and type checkers find a user's slips."""

import importlib
import inspect
import os
import pathlib
import re
import shutil
import subprocess
import sys
import types
from importlib.util import find_spec

import pytest

import facemodel as fm

ROOT = pathlib.Path(__file__).parents[1]
SLIPS = """\
import facemodel as fm

face = fm.load()
smile = fm.expresion("smile_social")
case = fm.Case(condiition="healthy")
spasm = fm.conditions.hemifacial_spasm("lef", severity="moderate")
fm.metrics.asymmetry(face.mesh, face.deform(fm.expression("smile_social")), by="halves")
fm.exercises.level_smil
fm.plan.balance(face, spasm).treatment().doses
"""
WRONG = [4, 5, 6, 7, 8, 9]
CHECKERS = {
    "mypy": ["--no-incremental", "--config-file=", "--no-error-summary"],
    "pyright": ["--pythonpath", sys.executable],
}


def ours(thing: object) -> bool:
    return (getattr(thing, "__module__", None) or "").startswith("facemodel.")


def public() -> dict[str, object]:
    """Every function, method and property that is reached from `fm` by public names."""
    found: dict[str, object] = {}
    seen: set[int] = set()

    def add(name: str, thing: object) -> None:
        if isinstance(thing, types.ModuleType):
            names = getattr(thing, "__all__", None) or [
                n for n, v in vars(thing).items() if n[0] != "_" and ours(v)
            ]
            for one in names:
                add(f"{name}.{one}", getattr(thing, one))
        elif not ours(thing) or id(thing) in seen:
            return
        elif inspect.isclass(thing):
            seen.add(id(thing))
            for one, member in vars(thing).items():
                if one[0] != "_" or one == "__call__":
                    add_member(f"{name}.{one}", member)
            for base in thing.__mro__[1:]:
                add(f"{base.__module__}.{base.__qualname__}", base)
        elif inspect.isfunction(thing):
            found[name] = thing
            for kind in named_in(thing):
                add(f"{kind.__module__}.{kind.__qualname__}", kind)

    def add_member(name: str, member: object) -> None:
        for wrapped in ("fget", "func", "__func__"):
            member = getattr(member, wrapped, None) or member
        if inspect.isfunction(member) and ours(member):
            found[name] = member
            for kind in named_in(member):
                add(f"{kind.__module__}.{kind.__qualname__}", kind)

    def named_in(function: types.FunctionType) -> list[type]:
        """Classes of ours that a signature names: what it returns is public too."""
        home = importlib.import_module(function.__module__)
        hints = " ".join(str(hint) for hint in inspect.get_annotations(function).values())
        return [v for n, v in vars(home).items() if inspect.isclass(v) and n in hints]

    for name in fm.__all__:
        add(f"fm.{name}", getattr(fm, name))
    return found


def untyped(function: object) -> list[str]:
    signature = inspect.signature(function)
    bare = [
        name
        for name, one in signature.parameters.items()
        if one.annotation is inspect.Parameter.empty and name not in ("self", "cls")
    ]
    return bare + ["return"] * (signature.return_annotation is inspect.Signature.empty)


def test_public_signatures_are_typed():
    functions = public()
    assert len(functions) > 250
    assert {name: bare for name, one in functions.items() if (bare := untyped(one))} == {}


def lines_found(checker: str, file: pathlib.Path) -> list[int]:
    """Lines of a script that a type checker, with the settings it has by itself, complains of."""
    if find_spec(checker) is None or (checker == "pyright" and not shutil.which("node")):
        pytest.skip(f"{checker} is not installed")
    done = subprocess.run(
        [sys.executable, "-m", checker, *CHECKERS[checker], file.name],
        capture_output=True,
        text=True,
        timeout=300,
        cwd=file.parent,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        check=False,
    )
    found = re.findall(rf"{re.escape(file.name)}:(\d+)(?::\d+)?(?: -|:) error", done.stdout)
    assert bool(found) == (done.returncode != 0), done.stdout + done.stderr
    return sorted({int(line) for line in found})


@pytest.mark.slow
@pytest.mark.parametrize("checker", CHECKERS)
def test_type_checkers_find_slips_of_a_script(checker, tmp_path):
    file = tmp_path / "script.py"
    file.write_text(SLIPS, encoding="utf-8")
    assert lines_found(checker, file) == WRONG


@pytest.mark.slow
@pytest.mark.parametrize("checker", CHECKERS)
def test_type_checkers_find_nothing_in_the_script_of_the_readme(checker, tmp_path):
    (script,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.S)
    file = tmp_path / "script.py"
    file.write_text(script, encoding="utf-8")
    assert lines_found(checker, file) == []
