"""A case in words: what stands above a figure, sheet or page (in the page: js/core/wording.js)."""

from collections.abc import Iterable

from facemodel.anatomy.expressions import EXPRESSIONS
from facemodel.anatomy.muscles import side_of
from facemodel.case.case import Case
from facemodel.physiology.conditions import PRESETS
from facemodel.physiology.severity import SEVERITIES, severity_level
from facemodel.physiology.toxin import total_units


def movement(case: Case) -> str:
    """The expression of a case: "social smile", "at rest", "own expression"."""
    if case.expression is None:
        return "own expression"
    return expression(case.expression)


def expression(name: str) -> str:
    """An expression's id as words, those of the menu on the screen."""
    return EXPRESSIONS[name].label if name in EXPRESSIONS else name.replace("_", " ")


def condition(case: Case) -> str:
    """The condition of a case: "hemifacial spasm, left, moderate"."""
    preset = PRESETS[case.condition]
    parts = [preset.label]
    if case.side:
        parts.append(case.side)
    if preset.graded and case.severity is not None:
        share = severity_level(case.severity)
        if (share, preset.severity) != (1, 1):  # else it is all that its name says
            named = (word for word, grade in SEVERITIES.items() if abs(share - grade) < 0.005)
            parts.append(next(named, f"severity {share:.2f}"))
    return ", ".join(parts)


def title(case: Case) -> str:
    """What a figure is of: "Social smile; hemifacial spasm, left, moderate"."""
    return capital(f"{movement(case)}; {condition(case)}")


def capital(text: str) -> str:
    """The text with a capital letter in front."""
    return text[:1].upper() + text[1:]


def treatment(case: Case, most: int = 4) -> str:
    """What is weakened and injected, "untreated" where nothing is."""
    shares = {name: share for name, share in case.dampening.items() if share}
    named = [f"{place(name)} {100 * share:.0f} % weaker" for name, share in shares.items()]
    if len(named) > most:
        named = [*named[:most], f"and {len(named) - most} more"]
    if case.injections:
        points = len(case.injections)
        units = total_units(case.injections)
        named.append(f"{points} point{'s' * (points > 1)}, {units:g} teaching units")
    return "; ".join(named) or "untreated"


def place(name: str) -> str:
    """A region or muscle as words with its side first: "left eye"."""
    side = side_of(name)
    stem = name.removesuffix(f"_{side}") if side else name
    return " ".join(filter(None, (side, stem.replace("_", " "))))


_LANDMARKS = {
    "cheilion": "corner of the mouth",
    "brow_inner": "inner brow",
    "brow_mid": "brow",
    "brow_outer": "outer brow",
    "malar": "cheek",
    "alare": "nostril wing",
    "crista_philtri": "peak of the upper lip",
    "labiale_superius": "upper lip",
    "labiale_inferius": "lower lip",
    "pogonion": "chin",
}


def landmark(name: str) -> str:
    """A landmark in plain words with its side first: "left corner of the mouth"."""
    side = side_of(name)
    stem = name.removesuffix(f"_{side}") if side else name
    plain = _LANDMARKS.get(stem, stem.replace("_", " "))
    return f"{side} {plain}" if side else plain


def arrow(values: Iterable[str]) -> str:
    """Before and after, once where they read alike; no minus before a zero."""
    said = [text.removeprefix("-") if float(text) == 0 else text for text in values]
    return " → ".join(dict.fromkeys(said))
