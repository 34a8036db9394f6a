"""A muscle as somebody writes it: its side before or after, abbreviated, or a part of its name."""

import re

from facemodel.anatomy.muscles import MUSCLES, SIDES, side_of
from facemodel.errors import FaceModelError, unknown
from facemodel.teach.answers import short

ABBREVIATIONS = {
    "dao": "depressor anguli oris",
    "dli": "depressor labii inferioris",
    "dsn": "depressor septi nasi",
    "ds": "depressor supercilii",
    "lao": "levator anguli oris",
    "lls": "levator labii superioris",
    "llsan": "levator labii superioris alaeque nasi",
    "lps": "levator palpebrae superioris",
    "ooc": "orbicularis oculi",
    "ooo": "orbicularis oris",
    "zm": "zygomaticus major",
    "zmaj": "zygomaticus major",
    "zmi": "zygomaticus minor",
    "zmin": "zygomaticus minor",
    "csm": "corrugator",
    "corrugator supercilii": "corrugator",
    "temporal muscle": "temporalis",
    "l": "left",
    "r": "right",
    "muscle": "",
    "musculus": "",
    "m": "",
}
"""What stands for other words in names; the longest first."""
STEMS = tuple(dict.fromkeys(m.rpartition("_")[0] for m in MUSCLES if side_of(m)))


def named(answer: object) -> tuple[str, str | None]:
    """A muscle without its side, and its side or None. Errors: none, or more than one fits."""
    if not isinstance(answer, str) or not answer.strip():
        raise FaceModelError(f"the answer is the name of a muscle, got {short(answer)}")
    words = _words(answer)
    sides = [word for word in words if word in SIDES]
    words = [word for word in words if word not in SIDES]
    wanted = set(words)
    same = [stem for stem in STEMS if set(stem.split("_")) == wanted]
    fit = same or [stem for stem in STEMS if wanted and set(stem.split("_")) >= wanted]
    if len(sides) > 1 or not fit:
        raise unknown("muscle", answer[:80], (stem.replace("_", " ") for stem in STEMS),
                      see="the muscle atlas")  # fmt: skip
    if len(fit) > 1:
        parts = [" ".join(w for w in stem.split("_") if w not in wanted) for stem in fit]
        raise FaceModelError(
            f"which {' '.join(words)}: {', '.join(parts[:-1])} or {parts[-1]}? Name the part, too"
        )
    return fit[0], sides[0] if sides else None


def _words(text: str) -> list[str]:
    plain = " ".join(re.split(r"[\s_.,]+", text[:200].lower()))
    for brief, whole in sorted(ABBREVIATIONS.items(), key=lambda row: -len(row[0])):
        plain = f" {plain} ".replace(f" {brief} ", f" {whole} ").strip()
    return plain.split()
