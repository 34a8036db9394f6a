"""The package's one exception, and how a message about an unknown name is worded."""

import difflib
import os
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import wraps
from inspect import Parameter, isroutine, signature
from numbers import Number
from typing import Any, TypeVar

NEAR = 0.6  # likeness, 0..1, from which a name is worth suggesting


LONGEST_SHOWN = 60  # letters of a name that stand in a message: a file may hold any
LONGEST_MESSAGE = 2_000  # letters: the longest list of known names is half of it
MOST_SHOWN = 20  # values of an array
LONGEST_QUOTED = 200
_MARKUP = {ord(c): "?" for c in "<>&"}


class FaceModelError(Exception):
    """Something the caller can put right: the message says what is wrong and what to do.

    Parameters
    ----------
    message : str
        One sentence; it is shown as one line of printable letters.

    Examples
    --------
    >>> import facemodel as fm
    >>> fm.expression("smile_socal")
    Traceback (most recent call last):
        ...
    facemodel.errors.FaceModelError: unknown expression 'smile_socal'; did you mean 'smile_social'?
    """

    def __init__(self, message: object = ""):
        text = plain(message)
        super().__init__(text if len(text) <= LONGEST_MESSAGE else f"{text[:LONGEST_MESSAGE]} ...")


def plain(what: object) -> str:
    """A text as one line that a terminal can be given: no control signs, no turned writing."""
    text = str(what)
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else " " if c.isspace() else "?" for c in text)


class FaceModelWarning(UserWarning):
    """Something that was done, and that may not be what was wanted."""


def unknown(kind: str, name: object, known: Iterable[str], *, see: str = "") -> FaceModelError:
    """Error for a name that is not known: suggests the nearest one, else lists what there is.

    A name that was broken off counts as near to those it begins. `see` names where the full list
    stands, for lists too long to print.
    """
    names = sorted(known)
    text = name if isinstance(name, str) and len(name) <= LONGEST_SHOWN else ""
    text = _as_written(text)
    begun = [n for n in names if len(text) > 2 and n.startswith(text)]
    near = begun[:2] or difflib.get_close_matches(text, names, n=2, cutoff=NEAR)
    if near:
        hint = "did you mean " + " or ".join(repr(n) for n in near) + "?"
    elif see:
        verb = "list" if " and " in see else "lists"
        hint = f"{see} {verb} the {len(names)} known ones"
    else:
        hint = "known: " + ", ".join(names)
    if name is None:
        return FaceModelError(f"no {kind} is named; {hint}")
    return FaceModelError(f"unknown {kind} {shown(name)}; {hint}")


def check_name(kind: str, name: object, known: Collection[str], *, see: str = "") -> None:
    """Refuses what is no name that is known; the rest is as in `unknown`."""
    if not isinstance(name, str) or name not in known:
        raise unknown(kind, name, known, see=see)


def missing_name(module: str, name: str, known: Iterable[str]) -> AttributeError:
    """Error for a name that a module does not have, with the nearest that it has."""
    near = difflib.get_close_matches(name, sorted(known), n=1, cutoff=NEAR)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    return AttributeError(f"{module} has no {name!r}{hint}")


_Called = TypeVar("_Called", bound=Callable[..., Any])
_BY_NAME = (Parameter.POSITIONAL_OR_KEYWORD, Parameter.KEYWORD_ONLY)


def checks_keywords(what: _Called) -> _Called:
    """A function or a class that answers a keyword it does not have with the nearest it has."""
    called: Any = what.__init__ if isinstance(what, type) else what  # type: ignore[misc]
    form = signature(called)
    parameters = form.parameters.values()
    known = [p.name for p in parameters if p.kind in _BY_NAME and p.name != "self"]

    @wraps(called)
    def checked(*values, **named):
        try:
            return called(*values, **named)
        except TypeError:  # Python's own word about a keyword, or another error that goes on
            for name in named:
                if name not in known:
                    raise unknown(f"keyword of {what.__name__}", name, known) from None
            try:
                form.bind(*values, **named)
            except TypeError as error:
                asked = ", ".join(known)
                raise FaceModelError(
                    f"{what.__name__}: {error}; it is called as {what.__name__}({asked})"
                ) from None
            raise

    if isinstance(what, type):
        what.__init__ = checked  # type: ignore[misc]
        return what
    return checked  # type: ignore[return-value]


def _as_written(text: str) -> str:
    """A name as this package writes names: "Left eye" is eye_left."""
    words = text.replace("-", "_").replace(" ", "_").split("_")
    if words[0].lower() in ("left", "right") and len(words) > 1:
        words = [*words[1:], words[0].lower()]
        words[0] = words[0].lower()
    return "_".join(words)


_ADDRESS = re.compile(r" at 0x[0-9a-f]+>")


def shown(what: object) -> str:
    """What a caller or a file gave, in quotes, fit for a message: not long, without markup."""
    if what is None:
        return kind_of(what)
    if isinstance(what, os.PathLike):
        what = str(what)
    if (size := getattr(what, "size", None)) is not None and hasattr(what, "tolist"):
        if size > MOST_SHOWN:
            return kind_of(what)
        what = what.tolist()
    try:
        text = repr(what[:LONGEST_SHOWN] if isinstance(what, str) else what)
    except (ValueError, RecursionError):  # a whole number of thousands of digits; a list in itself
        text = kind_of(what)
    if _ADDRESS.search(text):  # what has no words of its own
        text = kind_of(what)
    cut = text[: LONGEST_SHOWN + 2].translate(_MARKUP)
    return cut if cut == text.translate(_MARKUP) else f"{cut}..."


_KINDS: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (type(None), "nothing"),
    (bool, "yes or no"),
    (str, "text"),
    (Number, "a number"),
    ((list, tuple), "a list"),
    (Mapping, "a dictionary"),
    ((set, frozenset), "a set"),
    (bytes, "bytes"),
    (os.PathLike, "a path"),
)


def kind_of(what: object) -> str:
    """What was given in a value's place, in words and not in Python's: a list, text, nothing."""
    if isinstance(what, type):
        return f"the class {what.__name__}"
    for kinds, words in _KINDS:
        if isinstance(what, kinds):
            return words
    name = "array" if hasattr(what, "__array_interface__") else type(what).__name__
    name = "function" if isroutine(what) else name
    return f"{'an' if name[0] in 'aeiouAEIO' else 'a'} {name}"


_WORDS = {
    "null": "nothing", "str": "text", "int": "a whole number", "float": "a number",
    "bool": "true or false", "array": "a list", "object": "an object", "date": "a date",
}  # fmt: skip
_THEIRS = re.compile(rf"`({'|'.join(_WORDS)})`")


def quoted(what: object) -> str:
    """Another library's words about a file, fit for a message: not long, without markup."""
    text = _THEIRS.sub(lambda found: _WORDS[found[1]], plain(what))
    return short_words(text)[:LONGEST_QUOTED].translate(_MARKUP)


def short_words(text: str) -> str:
    """A text in which no word, and so nothing that was given, is longer than what is shown."""
    return re.sub(rf"(\S{{{LONGEST_SHOWN}}})\S+", r"\1...", text)


def renamed(name: str) -> Any:
    """A property that answers as attribute `name` does: a name that was public and is in use."""

    def same(self: Any) -> Any:
        return getattr(self, name)

    return property(same, doc=f"The same as `{name}`.")
