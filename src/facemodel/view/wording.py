"""A case in words: what stands above a figure, sheet or page (in the page: js/core/wording.js)."""

from collections.abc import Callable, Iterable

from facemodel.anatomy.expressions import EXPRESSIONS
from facemodel.anatomy.muscles import side_of
from facemodel.case.case import Case
from facemodel.physiology.conditions import PRESETS
from facemodel.physiology.severity import SEVERITIES, severity_level
from facemodel.physiology.toxin import total_units
from facemodel.view.messages import named, say, table


def movement(case: Case) -> str:
    """The expression of a case: "social smile", "at rest", "own expression"."""
    return say("menu.own_expression") if case.expression is None else expression(case.expression)


def expression(name: str) -> str:
    """An expression's id as words, those of the menu on the screen."""
    return EXPRESSIONS[name].label if name in EXPRESSIONS else name.replace("_", " ")


def condition(case: Case) -> str:
    """The condition of a case: "hemifacial spasm, left, moderate"."""
    if case.weak or case.held:
        return say("menu.found_condition")
    preset = PRESETS[case.condition]
    parts = [preset.label]
    if case.side:
        parts.append(case.side)
    if preset.graded and case.severity is not None:
        share = severity_level(case.severity)
        if (share, preset.severity) != (1, 1):  # else it is all that its name says
            words = (word for word, grade in SEVERITIES.items() if abs(share - grade) < 0.005)
            word = next(words, None)
            parts.append(say("severity.share", share=f"{share:.2f}") if word is None else word)
    return ", ".join(parts)


def found(case: Case) -> str:
    """What was found of single muscles: "left zygomaticus major 40 % weak"; "" without any."""
    holds = {1: "holds {:.0f} % at rest", -1: "has lost {:.0f} % of its tone"}
    parts = [f"{place(name)} {100 * x:.0f} % weak" for name, x in case.weak.items() if x]
    parts += [
        f"{place(name)} {holds[1 if x > 0 else -1].format(100 * abs(x))}"
        for name, x in case.held.items() if x
    ]  # fmt: skip
    return "; ".join(parts)


def title(case: Case) -> str:
    """What a figure is of: "Social smile; hemifacial spasm, left, moderate"."""
    return capital(f"{movement(case)}; {condition(case)}")


def capital(text: str) -> str:
    """The text with a capital letter in front."""
    return text[:1].upper() + text[1:]


def treatment(case: Case, most: int = 4) -> str:
    """What is weakened and injected, "nothing weakened" where nothing is."""
    shares = {name: share for name, share in case.dampening.items() if share}
    parts = [
        f"{place(n)} {say('slider.weaker', percent=f'{100 * s:.0f}')}" for n, s in shares.items()
    ]
    if len(parts) > most:
        parts = [*parts[:most], f"and {len(parts) - most} more"]
    if case.injections:
        points = len(case.injections)
        units = total_units(case.injections)
        parts.append(f"{points} point{'s' * (points > 1)}, {units:g} teaching units")
    return "; ".join(parts) or say("plan.untouched")


def place(name: str) -> str:
    """A region or muscle as words with its side first: "left eye", "left frown (glabella)"."""
    return _sided(name, region)


def region(stem: str) -> str:
    """A region's everyday word, and the term where it is another one: "frown (glabella)"."""
    terms = table()["region_term"]
    word = named("region", stem)
    return f"{word} ({terms[stem]})" if stem in terms else word


def landmark(name: str) -> str:
    """A landmark in plain words with its side first: "left corner of the mouth"."""
    return _sided(name, lambda stem: named("landmark", stem))


def _sided(name: str, words: Callable[[str], str]) -> str:
    side = side_of(name)
    stem = name.removesuffix(f"_{side}") if side else name
    return f"{side} {words(stem)}" if side else words(stem)


def preserved(share: float, of: str = "the movement") -> str:
    """A share of movement that is left, 1 as before, in words: nobody preserves 103 %."""
    percent = round(100 * share)
    if percent == 100:
        return f"{of} is preserved in full"
    if percent > 100:
        return f"{of} is {percent - 100} % larger than before"
    return f"{percent} % of {of} is preserved"


def arrow(values: Iterable[str]) -> str:
    """Before and after, once where they read alike; no minus before a zero."""
    said = [text.removeprefix("-") if float(text) == 0 else text for text in values]
    return " → ".join(dict.fromkeys(said))
