"""How programs spell ARKit's shapes and FACS units: prefixes, suffixes, sides, other words."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from facemodel.anatomy.action_tables import ACTION_UNITS, NOT_MODELLED
from facemodel.anatomy.expressions import ARKIT_NAMES
from facemodel.anatomy.muscles import SIDES
from facemodel.capture.recording.table import fold
from facemodel.capture.scan.formats import Broken

Unit = tuple[int, str | None]
"""A FACS unit and its side, None: of the whole face."""
_ENDS = ("", "intensity", "score", "weight", "value", "amount", "coefficient", "coeff")
_OTHER = ("std", "stdev", "sd", "var", "velocity", "speed", "delta", "diff", "min", "max")
"""What is computed from shapes, and is none."""
_ELSE = {  # other words for shapes: of rigs and headsets whose shapes are ARKit's or FACS units
    "mouthSmile": "mouthCornerPull lipCornerPuller", "browDown": "browLowerer",
    "mouthFrown": "mouthCornerDepress lipCornerDepressor", "browInnerUp": "browRaiseIn",
    "browOuterUp": "browRaiseOuter outerBrowRaiser", "eyeBlink": "eyesClosed eyeClosed eyeBlinks",
    "eyeWide": "eyeWiden upperLidRaiser", "eyeSquint": "lidTightener eyeSquintInner",
    "cheekSquint": "cheekRaiser eyeCheekRaise", "noseSneer": "noseWrinkle noseWrinkler",
    "mouthUpperUp": "upperLipRaiser mouthUpperLipRaise", "mouthDimple": "dimpler",
    "mouthLowerDown": "lowerLipDepressor mouthLowerLipDepress", "mouthStretch": "lipStretcher",
    "mouthPress": "lipPressor", "jawOpen": "jawDrop", "jawForward": "jawThrust jawFwd",
    "jawLeft": "jawSidewaysLeft", "jawRight": "jawSidewaysRight", "mouthClose": "mouthClosed",
    "mouthFunnel": "lipFunnel", "mouthPucker": "lipPucker", "mouthRollUpper": "lipSuckUpper",
    "mouthRollLower": "lipSuckLower", "mouthShrugUpper": "mouthRaiserUpper",
    "mouthShrugLower": "mouthRaiserLower chinRaiser",
}  # fmt: skip


_WORDS = {  # FACS units that some programs name in words
    "browfurrow": 4, "browlowerer": 4, "browraise": 2, "innerbrowraise": 1, "innerbrowraiser": 1,
    "outerbrowraiser": 2, "eyewiden": 5, "upperlidraiser": 5, "cheekraise": 6, "cheekraiser": 6,
    "lidtighten": 7, "lidtightener": 7, "nosewrinkle": 9, "nosewrinkler": 9, "upperlipraise": 10,
    "upperlipraiser": 10, "smile": 12, "lipcornerpuller": 12, "dimpler": 14,
    "lipcornerdepressor": 15, "lowerlipdepressor": 16, "chinraise": 17, "chinraiser": 17,
    "lippucker": 18, "lippuckerer": 18, "lipstretch": 20, "lipstretcher": 20, "liptightener": 23,
    "lippress": 24, "lippressor": 24, "lipspart": 25, "mouthopen": 25, "jawdrop": 26,
    "lipsuck": 28, "eyeclosure": 43, "eyesclosed": 43, "blink": 45,
}  # fmt: skip


def _spellings() -> dict[str, str]:
    known = {fold(name): name for name in ARKIT_NAMES}
    for name in ARKIT_NAMES:  # eyeBlink_L, as in ARKit's constants, and L_eyeBlink
        for side in SIDES:
            stem = name.removesuffix(side.capitalize())
            if stem == name or stem in ("jaw", "mouth"):
                continue
            for word in (stem, *_ELSE.get(stem, "").split()):
                at = fold(word)
                for ending in (side, side[0]):
                    known[at + ending] = name
                known[side + at] = name
    for name, words in _ELSE.items():
        if name in ARKIT_NAMES:
            known |= {fold(word): name for word in words.split()}
    return known


_KNOWN = _spellings()
_LONGEST_FIRST = sorted(_KNOWN, key=len, reverse=True)
_SHAPE = re.compile(f"(.*?)({'|'.join(_LONGEST_FIRST)})({'|'.join(_ENDS)})")
_UNIT = re.compile(r"(.*?)(?:au|actionunit)0*(\d{1,2})([a-z]*)")
_PRESENT = ("c", "class", "presence", "present", "occurrence", "binary", "detected")


@dataclass(frozen=True)
class Named:
    """Columns that were found, and what there is to say of the names.

    columns   shape, or unit and side -> column
    notes     what was passed over
    """

    columns: Mapping
    notes: tuple[str, ...] = ()


def is_shape(title: str) -> bool:
    """Whether a title looks like one of ARKit's shapes."""
    return _SHAPE.fullmatch(fold(title)) is not None


def is_measure(title: str) -> bool:
    """Whether a title looks like a shape or a FACS unit."""
    return is_shape(title) or _UNIT.fullmatch(fold(title)) is not None or fold(title) in _WORDS


def shapes(titles: Sequence[str]) -> Named:
    """Shape -> column, whatever stands around all names alike. Errors: `Broken`, one name twice."""
    seen = [(k, m) for k, t in enumerate(titles) if (m := _SHAPE.fullmatch(fold(t[:80])))]
    seen = [(k, m) for k, m in seen if fold(titles[k]) in _KNOWN or not (
            m[1].startswith(_OTHER) or _UNIT.fullmatch(fold(titles[k])))]  # fmt: skip
    around = Counter((m[1], m[3]) for _, m in seen)
    if not around:
        return Named({})
    most = max(around.values())
    first, last = min((a for a, n in around.items() if n == most), key=lambda a: len("".join(a)))
    found = _once((_KNOWN[m[2]], k) for k, m in seen if (m[1], m[3]) == (first, last))
    others = sorted(
        {"...".join(a) for a, n in around.items() if a != (first, last) and n > most / 2}
    )
    if not others:
        return Named(found)
    notes = f"several sets of shapes stand in it; those that begin with {first or 'their name'} "
    return Named(found, (notes + "were read",))


def units(titles: Sequence[str]) -> Named:
    """Unit and side -> column of intensities. Errors: `Broken`: no numbers of FACS, one twice."""
    seen, present = [], False
    for k, title in enumerate(titles):
        m = _UNIT.fullmatch(fold(title[:80]))
        if m is None and fold(title) in _WORDS:
            seen.append((k, _WORDS[fold(title)], "", ""))
        if m is None or m[1].startswith(_OTHER):
            continue
        if m[3] in _PRESENT:
            present = True
            continue
        seen.append((k, int(m[2]), m[1], m[3]))
    if not seen and present:
        raise Broken(
            "it tells which FACS units are there and not how strong (AU12_c); export intensities, "
            "as AU12_r"
        )
    strange = sorted({n for _, n, _, _ in seen if n not in ACTION_UNITS and n not in NOT_MODELLED})
    strange = [n for n in strange if n < 50]
    if strange:
        raise Broken(
            f"FACS has no unit {', '.join(map(str, strange))}: these look like places in a list, "
            "not units; rename its columns by the units that its program documents (as AU12_r)"
        )
    sided = any(_side(before, after, True) == "left" for _, _, before, after in seen)
    found = _once(
        ((n, _side(before, after, sided)), k) for k, n, before, after in seen if n in ACTION_UNITS
    )
    out = sorted({n for _, n, _, _ in seen if n not in ACTION_UNITS})
    if seen and not found:
        raise Broken("its FACS units are none that this face makes; see fm.ACTION_UNITS")
    shown = ", ".join(map(str, out))
    return Named(found, (f"units that this face does not make: {shown}",) if out else ())


def is_openface(titles: Sequence[str]) -> bool:
    """Whether intensities are named as OpenFace names them: AU12_r, 0 to 5."""
    return any(re.fullmatch(r"au\d\dl?r?r", fold(title[:80])) for title in titles)


def _side(before: str, after: str, sided: bool) -> str | None:
    """left, right or None; of a lone r, right only where others say left."""
    for side in SIDES:
        if after.endswith(side) or after.startswith(side) or before.endswith(side):
            return side
    if after in ("l", "lr", "rl", "lintensity") or before == "l":
        return "left"
    if after in ("rr", "rintensity") or (sided and after == "r") or before == "r":
        return "right"
    return None


def _once(pairs: Iterable[tuple[Any, int]]) -> dict[Any, int]:
    found: dict[Any, int] = {}
    for name, k in pairs:
        if name in found:
            said = name if isinstance(name, str) else f"unit {name[0]}"
            raise Broken(f"it has two columns of {said}; leave one of them")
        found[name] = k
    return found
