"""Which presets a name may mean that no preset has: "palsy", "Bell's palsy", "twitching"."""

import difflib
import re
from collections.abc import Iterable, Mapping

from facemodel.errors import FaceModelError, shown, unknown

# beginnings of words that people use, and the word of the presets' names and labels for them
_SAME = {
    "paral": "palsy", "pares": "palsy", "weak": "palsy", "bell": "palsy", "droop": "palsy",
    "brackmann": "palsy", "twitch": "spasm", "tic": "spasm", "cramp": "spasm", "overact": "spasm",
    "mass": "synkinesis", "misdirect": "synkinesis", "eyelid": "blepharospasm", "grind": "bruxism",
    "clench": "bruxism", "old": "ageing", "aging": "ageing", "normal": "healthy", "none": "healthy",
}  # fmt: skip
_EVERYWHERE = {"facial", "face", "left", "right", "side", "mild", "moderate", "severe", "acute"}
_LEAST_LETTERS = 3


def unknown_condition(name: object, labels: Mapping[str, str]) -> FaceModelError:
    """Error for a condition's name that is not among those of `labels`, with what it may mean."""
    plain = unknown("condition", name, labels, see="fm.conditions.PRESETS")
    if not isinstance(name, str) or difflib.get_close_matches(name, labels, n=1, cutoff=0.8):
        return plain
    found = _meant(_words(name[:80]), labels)
    if not found:
        return plain
    hint = f"there are {_listed(found)}"
    if len(found) < 3:
        hint = f"did you mean {' or '.join(map(repr, found))}?"
    return FaceModelError(f"unknown condition {shown(name)}; {hint}")


def _meant(words: set[str], labels: Mapping[str, str]) -> list[str]:
    """Presets that share words with those given: most words first, then where they come early."""
    found = []
    for name, label in labels.items():
        text = f"{label} {name}".lower()
        if places := [text.index(word) for word in words if word in text]:
            found.append((-len(places), min(places), name))
    return [name for *_, name in sorted(found)]


def _words(name: str) -> set[str]:
    """Words of a name, and those that the presets use for them."""
    found = set(re.findall(r"[a-z]+", name.lower())) - _EVERYWHERE
    found = {word for word in found if len(word) >= _LEAST_LETTERS}
    for word in tuple(found):
        found |= {same for begin, same in _SAME.items() if word.startswith(begin)}
        found |= set(difflib.get_close_matches(word, set(_SAME.values()), cutoff=0.8))
    return found


def _listed(names: Iterable[str]) -> str:
    """Names in quotes; the grades of House and Brackmann as a span."""
    grades = [name for name in names if name[-1].isdigit()]
    told = [repr(name) for name in names if name not in grades[1:]]
    if len(grades) > 1:
        span = f"{grades[0]!r} to {grades[-1]!r} (House-Brackmann)"
        told[told.index(repr(grades[0]))] = span
    return ", ".join(told)
