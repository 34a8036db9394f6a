"""Evidence of a report: what supports each part, its mark, and the works in full."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from markupsafe import Markup

from facemodel.data.references import ACCESS, references
from facemodel.physiology.conditions import PRESETS
from facemodel.view.markup import piece
from facemodel.view.report.findings import Findings

MARKS: Mapping[str, str] = MappingProxyType(
    {
        "seen": "read in the source named here, mostly its abstract or an excerpt",
        "recall": "from memory of well-known literature, not re-read",
        "calc": "computed from other entries",
        "calibrated": "set so that the model reproduces the figure named here",
        "assume": "assumed: a choice of this model, for the reason named here",
    }
)
"""Marks as docs/sources.md explains them."""


def behind(found: Findings) -> list[tuple[str, tuple[str, ...], str, str]]:
    """(part, keys of works, reason, mark) of what this report shows."""
    preset = PRESETS[found.case.condition]
    rows = [
        (f"the condition: {preset.label}", preset.cite, preset.why, preset.mark),
        ("muscles of a movement", ("Ekman2002", "Ross1996"),
         "units of facial action and clinical tasks", "recall"),
        ("how far a movement goes", ("Jorge2012", "Tarantili2005"),
         "excursions of healthy people", "seen"),
        ("smallest detectable change", ("Tanikawa2018",),
         "measured in smiles, borrowed for other movements", "seen"),
        ("symmetry of healthy people", ("Scriba1999",), "", "seen"),
        ("photographic measures", ("Guarin2018", "Emotrics"), "definitions", "seen"),
        ("lines: courses and depths", ("WrinkleAnatomy",),
         "drawn across the pull of their muscles; depths are chosen", "assume"),
        ("the plan", ("Pradel2025", "Choi2013"),
         "an optimum of this model; these studies achieved less", "assume"),
    ]  # fmt: skip
    if found.case.side is not None:
        rows.append(("scales: items and arithmetic", ("House1985", "Picard2024"),
                     "the thresholds between scores are chosen", "assume"))  # fmt: skip
    if found.case.injections:
        rows.append(("dose, days and spread", ("Sloop1996", "Seoul2001", "Allergan2018"),
                     "curves near these studies; spread is chosen", "calc"))  # fmt: skip
    if found.case.dampening:
        rows.append(("weakening", (), "a teaching quantity, in per cent of strength", "assume"))
    return rows


def works(keys: Iterable[str]) -> list[tuple[Markup, str]]:
    """(in full, its address a link; how it was read) of works, each once, by the alphabet."""
    found = [references()[key] for key in sorted(set(keys))]
    return [
        (
            piece("work", one.named, one.address),
            "; ".join(filter(None, (ACCESS[one.access], one.note))),
        )
        for one in found
    ]
