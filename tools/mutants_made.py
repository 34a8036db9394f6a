"""Small mistakes put into a source: cosmic-ray's for Python, Stryker's for JavaScript."""

import ast
import json
import random
import runpy
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

TOOLS = Path(__file__).parent
ROOT = TOOLS.parent
STRYKER = "@stryker-mutator/instrumenter@10.1.1"
LEFT_OUT = ("VariableInserter", "VariableReplacer", "RemoveDecorator", "Eq_Is")
"""The first two operators need names; a cache, and `is` for texts, change no answer."""


@dataclass(frozen=True)
class Mutant:
    """One changed place: of which file, in which line, from what into what."""

    file: str
    line: int
    kind: str
    before: str
    after: str
    source: str

    @property
    def name(self) -> str:
        return f"{self.file}:{self.line} {self.kind}: {self.before.strip()} -> {self.after.strip()}"


def sample(files: list[Path], root: Path, count: int, seed: int) -> list[Mutant]:
    """So many places drawn from all files alike, one change for each; by the seed alone."""
    rng = random.Random(seed)
    made = _of_javascript if files[0].suffix == ".js" else _of_python
    places: dict[tuple[str, int, int], list[Any]] = {}
    for path, line, column, change in made(files):
        places.setdefault((path.relative_to(root).as_posix(), line, column), []).append(change)
    found: list[Mutant] = []
    chosen = sorted(places)
    rng.shuffle(chosen)
    for place in chosen:
        if len(found) == count:
            break
        file, line, _ = place
        before = (root / file).read_text("utf-8")
        kind, change = rng.choice(places[place])
        after = change(before)
        if after is not None and after != before:
            found.append(Mutant(file, line, kind, *_differ(before, after), after))
    return found


def _differ(before: str, after: str) -> tuple[str, str]:
    """The first line in which they differ."""
    pairs = zip(before.splitlines(), after.splitlines(), strict=False)
    return next(pair for pair in pairs if pair[0] != pair[1])


def _of_python(files: list[Path]) -> Iterator[tuple[Path, int, int, Any]]:
    from cosmic_ray.ast import ast_nodes, get_ast
    from cosmic_ray.mutating import mutate_code
    from cosmic_ray.plugins import get_operator, operator_names

    names = [n for n in sorted(operator_names()) if not any(u in n for u in LEFT_OUT)]
    operators = [(n.partition("/")[2], get_operator(n)) for n in names]
    operators = [(n, made()) for n, made in operators if not made.arguments()]
    for file in files:
        text = file.read_text("utf-8")
        silent = _annotations(text)
        nodes = list(ast_nodes(get_ast(text)))
        for name, operator in operators:
            spots = [spot for node in nodes for spot in operator.mutation_positions(node)]
            for k, ((line, column), _) in enumerate(spots):
                if not any(start <= (line, column) < end for start, end in silent):
                    change = lambda code, o=operator, k=k: mutate_code(code, o, k)  # noqa: E731
                    yield file, line, column, (name, change)


def _annotations(text: str) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Where types and decorators stand, which change no answer."""
    tree = ast.parse(text)
    names = ("annotation", "returns")
    types = [getattr(node, name, None) for node in ast.walk(tree) for name in names]
    types += [one for node in ast.walk(tree) for one in getattr(node, "decorator_list", ())]
    for node in tree.body:  # a name for a type
        match node:
            case ast.Assign(value=ast.BinOp(op=ast.BitOr())):
                types.append(node.value)
    return [
        ((one.lineno, one.col_offset), (one.end_lineno or 0, one.end_col_offset or 0))
        for one in types
        if isinstance(one, ast.expr)
    ]


def _put(code: str, *, at: tuple[int, int], new: str) -> str:
    """The code with another text at these places."""
    return code[: at[0]] + new + code[at[1] :]


def _of_javascript(files: list[Path]) -> Iterator[tuple[Path, int, int, Any]]:
    """Of Stryker's instrumenter, which is installed under build/mutants the first time."""
    node, npm = runpy.run_path(str(ROOT / "hatch_build.py"))["find_node"]()
    where = ROOT / "build/mutants"
    if not (where / "node_modules/@stryker-mutator").is_dir():
        wish = ["--prefix", str(where), "--no-save", "--no-audit", "--no-fund", STRYKER]
        subprocess.run([node, npm, "install", *wish], check=True)
    command = [node, str(TOOLS / "mutants.mjs"), str(where), *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8")
    if done.returncode:
        raise RuntimeError(done.stderr[-1000:])
    for one in json.loads(done.stdout):
        start, end = one["start"], one["end"]
        change = partial(_put, at=(start, end), new=one["replacement"])
        yield Path(one["file"]), one["line"], one["column"], (one["kind"], change)
