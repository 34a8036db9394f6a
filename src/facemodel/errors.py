"""The package's one exception, and how a message about an unknown name is worded."""

import difflib
from collections.abc import Iterable

NEAR = 0.6  # likeness, 0..1, from which a name is worth suggesting


class FaceModelError(Exception):
    """Something the caller can put right: the message says what is wrong and what to do."""


def unknown(kind: str, name: object, known: Iterable[str], *, see: str = "") -> FaceModelError:
    """Error for a name that is not known: suggests the nearest one, else lists what there is.

    A name that was broken off counts as near to those it begins. `see` names where the full list
    stands, for lists too long to print.
    """
    names = sorted(known)
    text = name if isinstance(name, str) else ""
    begun = [n for n in names if len(text) > 2 and n.startswith(text)]
    near = begun[:2] or difflib.get_close_matches(text, names, n=2, cutoff=NEAR)
    if near:
        hint = "did you mean " + " or ".join(repr(n) for n in near) + "?"
    elif see:
        verb = "list" if " and " in see else "lists"
        hint = f"{see} {verb} the {len(names)} known ones"
    else:
        hint = "known: " + ", ".join(names)
    return FaceModelError(f"unknown {kind} {name!r}; {hint}")
