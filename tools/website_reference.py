"""The reference as pages made from the code: one for every public name, grouped by purpose."""

import ast
import inspect
import re
from collections.abc import Iterable
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import facemodel as fm
from facemodel.anatomy import muscles
from facemodel.teach.exercise import Exercise

GROUPS = {
    "The face": "load load_head aged Face FaceModelError __version__",
    "Muscles and expressions": "MUSCLES CONTROLS REGIONS EXPRESSIONS ACTION_UNITS ARKIT_NAMES "
    "expression action_unit arkit activation",
    "Conditions and people": "conditions people Case load_case save_case",
    "Dampening and toxin": "dampen Injection toxin side_effects complications",
    "Measures": "metrics examine scales wrinkles outcomes",
    "Plans": "plan",
    "Studies": "course cohort sensitivity parameters override",
    "Scans and recordings": "open_scan SCAN_LANDMARKS pick_landmarks Scan scrub de_identify "
    "read_recording read_landmarks landmarks_to_muscles Recording sample_recording "
    "export_recording scrub_recording read_video read_photos movements",
    "Pictures, pages and files": "show atlas figures report export_page photo_sheet animate "
    "export_glb export_mesh export_measures export_cohort",
    "Teaching": "exercises load_exercise items record patients rating drills ask",
}
"""What a name is for -> the names, in the order of the reference."""
LONGEST_VALUE = 120
"""Characters of a constant that is printed beside its name."""


def reference_pages() -> dict[str, str]:
    """Text of each page by its file's name. Error: a public constant that nothing is said of."""
    pages = {f"{name}.rst": _page(name) for group in GROUPS.values() for name in group.split()}
    lines = [
        _title("Reference"),
        "``import facemodel as fm``; each of these is ``fm.NAME``. Units, sides and words are in "
        ":doc:`/docs/conventions`, and the names of muscles, regions and expressions in "
        ":doc:`names`.\n",
    ]
    for title, names in GROUPS.items():
        rows = [(f":doc:`{name} <{name}>`", _first(name)) for name in names.split()]
        lines += [_title(title, "-"), _table(("name", "what it is"), rows)]
    for title, names in {"": "names", **GROUPS}.items():
        options = [":hidden:", *([f":caption: {title}"] if title else []), "", *names.split()]
        lines.append("\n   ".join((".. toctree::", *options)) + "\n")
    return {**pages, "index.rst": "\n".join(lines), "names.rst": _names()}


def _page(name: str) -> str:
    value = getattr(fm, name)
    if not isinstance(value, ModuleType):
        return _title(name) + "\n" + _entry(fm, name)
    said = _without_headings(inspect.getdoc(value) or "")
    lines = [_title(name), f".. py:module:: facemodel.{name}\n", said, ""]
    return "\n".join(lines + [_entry(value, member, f"{name}.") for member in value.__all__])


def _entry(home: ModuleType, name: str, before: str = "") -> str:
    value = getattr(home, name)
    if before and name in fm.__all__ and getattr(fm, name) is value:
        return f"``{before}{name}`` is :doc:`facemodel.{name} <{name}>`.\n"
    if before and (first := _first_home(value)) not in (None, before.rstrip(".")):
        return f"``{before}{name}`` is :class:`facemodel.{first}.{name}`.\n"
    if inspect.isclass(value):
        return f".. autoclass:: facemodel.{before}{name}\n   :members:\n   :exclude-members: set\n"
    if inspect.isroutine(value):
        return f".. autofunction:: facemodel.{before}{name}\n"
    said = _without_headings(words(home, name)).replace("\n", "\n   ")
    options = [f":module: facemodel.{before}".rstrip(".")]
    if isinstance(value, (int, float, str, tuple)) and len(repr(value)) < LONGEST_VALUE:
        options.append(f":value: {value!r}")
    return "\n   ".join((f".. py:data:: {name}", *options, "", said)) + "\n"


def _first_home(value: Any) -> str | None:
    """The first module of the reference that has a class, which is described there alone."""
    modules = [name for group in GROUPS.values() for name in group.split()]
    for name in modules if inspect.isclass(value) else ():
        home = getattr(fm, name)
        if isinstance(home, ModuleType) and any(getattr(home, k) is value for k in home.__all__):
            return name
    return None


def _without_headings(said: str) -> str:
    """Words of a module or a constant, which numpydoc does not see, with its sections in bold."""
    return re.sub(r"^(\w+)\n-+$", r".. rubric:: \1\n", said, flags=re.MULTILINE)


def _first(name: str) -> str:
    """What the first sentence of a name's words is."""
    value = getattr(fm, name)
    callable_or_module = isinstance(value, ModuleType) or callable(value)
    said = inspect.getdoc(value) or "" if callable_or_module else words(fm, name)
    return " ".join(said.split("\n\n")[0].split())


def words(home: ModuleType, name: str) -> str:
    """What the code says of a constant, in the string under the line that defines it."""
    value = getattr(home, name)
    if isinstance(value, Exercise):
        return f"Lesson {value.lesson:02d}. {value.question}"
    if name == "__version__":
        return "Version of the package, as text."
    return _under(home.__name__, name)


def _under(module: str, name: str) -> str:
    """The string under a constant's definition, in its module or in the one it comes from."""
    if module == "facemodel":  # its stub says where names come from
        text = Path(fm.__file__).with_suffix(".pyi").read_text("utf-8")
    else:
        text = inspect.getsource(import_module(module))
    for node, below in pairwise(ast.parse(text).body):
        if isinstance(node, ast.ImportFrom) and name in [n.asname or n.name for n in node.names]:
            return _under(str(node.module), name)
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if name in [getattr(target, "id", None) for target in targets]:
            match below:
                case ast.Expr(value=ast.Constant(value=str(said))):
                    return inspect.cleandoc(said)
    raise LookupError(f"nothing is said of {name} in {module}: put a string under its definition")


def _names() -> str:
    """Muscles, regions and expressions, from the model's own tables."""
    rows: dict[str, tuple[tuple[str, ...], Iterable[tuple[Any, ...]]]] = {
        "Muscles": (
            ("muscle", "region", "what it does"),
            ((m.stem, m.region or "none", m.action) for m in muscles.TABLE),
        ),
        "Regions": (
            ("region", "muscles"),
            (
                (stem, ", ".join(m.stem for m in muscles.TABLE if m.region == stem))
                for stem in muscles.REGION_STEMS
            ),
        ),
        "Expressions": (
            ("expression", "kind", "action units and their intensities"),
            (
                (name, one.kind, ", ".join(f"{n}: {x:g}" for n, x in one.units.items()) or "none")
                for name, one in fm.EXPRESSIONS.items()
            ),
        ),
    }
    about = (
        "Muscles come in pairs, ``_left`` and ``_right`` of the subject, but for ``jaw_openers``. "
        "Every muscle is in exactly one region, the levator of the upper lid in none. Emotions are "
        "prototypes, tasks are what a clinician asks for.\n"
    )
    lines = [_title("Names of muscles, regions and expressions"), about]
    for title, (head, table) in rows.items():
        lines += [_title(title, "-"), _table(head, table)]
    return "\n".join(lines)


def _title(text: str, line: str = "=") -> str:
    return f"{text}\n{line * len(text)}\n"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [".. list-table::", "   :header-rows: 1", ""]
    for first, *others in (head, *rows):
        lines += [f"   * - {first}", *(f"     - {cell}" for cell in others)]
    return "\n".join(lines) + "\n"
