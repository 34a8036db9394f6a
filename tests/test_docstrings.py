"""What a user can call says what it takes and returns, names its sources, and shows it."""

import doctest
import inspect
import re
import sys
import typing
from functools import cache, cached_property
from typing import Any, NamedTuple

import docstring_parser
import pytest
from traitlets import TraitType

import facemodel as fm
import website_reference
from facemodel.data.lazy import homes
from facemodel.data.references import references

# classes for those who change the model, and what they hold
INSIDE = {"mechanics.frame.Rig", "clinic.findings.Finding"}
LONGEST_REPR = 2000  # characters: a cell of a notebook shows all of them
LONG = {"open_scan", "scrub", "export_page", "pick_landmarks"}  # seconds each
OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


class Public(NamedTuple):
    """Something a user reaches: by which name, where it is defined, whether it needs an example."""

    name: str
    room: str
    what: object
    shown: bool
    said: str


@cache
def everything() -> dict[str, Public]:
    """Names of the stub, what its modules expose, classes these give out, members of all those."""
    found: dict[str, Public] = {}

    def add(name: str, what: object, home: str, shown: bool) -> None:
        if not any(what is one.what for one in found.values()):
            room = (what.__name__ if inspect.ismodule(what) else home).split(".")[1]
            constant = not (inspect.ismodule(what) or callable(what) or _is_attribute(what))
            said = website_reference.words(fm, name) if constant else inspect.getdoc(what)
            found[name] = Public(name, room, what, shown, said or "")

    for name, (home, _) in homes(fm.__file__).items():
        what = getattr(fm, name)
        add(name, what, what.__module__ if callable(what) else home, True)
    for module in [one for one in found.values() if inspect.ismodule(one.what)]:
        for name in module.what.__all__:
            what = getattr(module.what, name)
            if inspect.isfunction(what) or inspect.isclass(what):
                add(f"{module.name}.{name}", what, what.__module__, inspect.isfunction(what))
    reached = [one.what for one in found.values()]
    for what in reached:  # grows as it is walked
        for kind in _given_out(what):
            name = f"{kind.__module__.removeprefix('facemodel.')}.{kind.__qualname__}"
            if name not in INSIDE and kind not in reached:
                add(name, kind, kind.__module__, False)
                reached.append(kind)
    for one in [one for one in found.values() if inspect.isclass(one.what)]:
        for name, what in _members(one.what).items():
            add(f"{one.name}.{name}", what, one.what.__module__, False)
    return found


def _is_attribute(what: object) -> bool:
    return isinstance(what, (property, cached_property))


def _members(kind: type) -> dict[str, object]:
    """Public methods and properties that a class defines, not those it inherits."""
    plain = {n: getattr(v, "__func__", v) for n, v in vars(kind).items() if not n.startswith("_")}
    return {n: v for n, v in plain.items() if _is_ours(v) or _is_attribute(v)}


def _is_ours(what: object) -> bool:
    """A function of the package; matplotlib adds `set` to every class of figures."""
    return inspect.isfunction(what) and what.__module__.startswith("facemodel.")


def _given_out(what: object) -> list[type]:
    """Classes of the package that a function returns, or a class inherits or has as attributes."""
    if inspect.isfunction(what):
        hints = _hints(what, "return")
    elif inspect.isclass(what):
        getters = [getattr(m, "fget", getattr(m, "func", m)) for m in _members(what).values()]
        hints = [*what.__bases__, *_hints(what, *inspect.get_annotations(what))]
        hints += [hint for getter in getters for hint in _hints(getter, "return")]
    else:
        return []
    for hint in hints:  # grows by what stands in brackets
        hints += typing.get_args(hint)
    return [h for h in hints if inspect.isclass(h) and h.__module__.startswith("facemodel.")]


def _hints(what: Any, *names: str) -> list[Any]:
    """Some annotations of a function or class, as far as they are there when it runs."""
    found, home = [], vars(sys.modules[what.__module__])
    for name in names:
        hint = inspect.get_annotations(what).get(name)
        try:
            found.append(eval(hint, home) if isinstance(hint, str) else hint)
        except NameError:  # imported for the type checker alone: not of this package
            continue
    return found


def _called_with(what: object) -> set[str]:
    """Public parameters of a function, or fields of a class."""
    made = getattr(what, "__init__", None) if inspect.isclass(what) else None
    if inspect.isfunction(made) and not _is_ours(made):
        return set()  # a class of matplotlib's, called as that is
    if not (inspect.isfunction(what) or inspect.isclass(what)):
        return set()
    if what.__init__ is Exception.__init__ or getattr(what, "_is_protocol", False):
        return set()
    named = inspect.signature(what).parameters
    return {name for name in named if name not in ("self", "cls") and not name.startswith("_")}


ALL = pytest.mark.parametrize("name", everything())


def _documented(name: str) -> tuple[Public, docstring_parser.Docstring]:
    one = everything()[name]
    style = docstring_parser.DocstringStyle.NUMPYDOC
    return one, docstring_parser.parse(one.said, style=style)


def test_everything_a_user_reaches_is_found():
    wanted = {"load", "MUSCLES", "Face.deform", "metrics", "metrics.asymmetry", "plan.Plan"}
    assert wanted | {"anatomy.mesh.Mesh", "anatomy.mesh.Mesh.at"} <= everything().keys()
    assert {"mechanics", "clinic", "view", "teach"} <= {one.room for one in everything().values()}


@ALL
def test_it_has_a_summary_of_one_line(name):
    one, said = _documented(name)
    assert said.short_description
    assert one.said.splitlines()[1:2] in ([], [""]), "an empty line follows the summary"


@ALL
def test_it_names_what_it_takes_and_what_it_returns(name):
    one, said = _documented(name)
    named = {word.strip("* ") for p in said.params for word in p.arg_name.split(",")}
    if inspect.isclass(one.what):
        for kind in one.what.__mro__:  # properties and traits may stand among the attributes
            own = {n for n, value in vars(kind).items() if isinstance(value, TraitType)}
            own |= inspect.get_annotations(kind).keys() | _members(kind).keys()
            named -= own - _called_with(one.what)
    assert named == _called_with(one.what)
    if inspect.isfunction(one.what) and (named or "." not in name):
        result = inspect.signature(one.what).return_annotation
        assert (said.returns is None) == (result in (None, "None"))


@ALL
def test_it_is_shown_where_a_stranger_would_look_for_it(name):
    one, said = _documented(name)
    if one.shown:
        assert any(part.args == ["examples"] for part in said.meta)
        first = doctest.DocTestParser().get_examples(one.said)[0].source
        assert first == "import facemodel as fm\n"


@ALL
def test_the_works_it_rests_on_are_known(name):
    _, said = _documented(name)
    cited = " ".join(p.description for p in said.meta if p.args == ["references"])
    assert set(re.findall(r"\[(\w+)\]", cited)) <= references().keys()
    assert bool(cited) == ("[" in cited)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=pytest.mark.slow) if name in LONG else name
        for name, one in everything().items()
        if ">>>" in one.said
    ],
)
def test_its_examples_run_and_give_what_is_short_to_print(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    example = doctest.DocTestParser().get_doctest(everything()[name].said, {}, name, None, 0)
    out: list[str] = []
    runner = doctest.DocTestRunner(optionflags=OPTIONS)
    assert runner.run(example, out=out.append, clear_globs=False).failed == 0, "".join(out)
    for variable, value in example.globs.items():
        if type(value).__module__.startswith("facemodel."):
            assert len(repr(value)) < LONGEST_REPR, variable
