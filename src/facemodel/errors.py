"""The package's one exception, and how a message about an unknown name is worded."""

import difflib
from collections.abc import Iterable


class FaceModelError(Exception):
    """Something the caller can put right: the message says what is wrong and what to do."""


def unknown(kind: str, name: object, known: Iterable[str], *, see: str = "") -> FaceModelError:
    """Error for a name that is not known: suggests the nearest one, else lists what there is.

    A name that was broken off counts as near to those it begins. `see` names where the full list
    stands, for lists too long to print.
    """
    names = sorted(known)
    begun = [n for n in names if len(str(name)) > 2 and n.startswith(str(name))]
    near = begun[:2] or difflib.get_close_matches(str(name), names, n=2, cutoff=0.5)
    if near:
        hint = "did you mean " + " or ".join(repr(n) for n in near) + "?"
    elif see:
        hint = f"{see} lists the {len(names)} known ones"
    else:
        hint = "known: " + ", ".join(names)
    return FaceModelError(f"unknown {kind} {name!r}; {hint}")
