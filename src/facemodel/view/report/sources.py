"""What a report stands on: sources and marks of what it shows, with ids spelled out."""

import csv
import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType

from facemodel.physiology.conditions import PRESETS
from facemodel.view.report.findings import Findings

MARKS: Mapping[str, str] = MappingProxyType(
    {
        "seen": "read in the source named beside it, mostly its abstract or an excerpt",
        "recall": "well-known literature, not re-read",
        "calc": "computed from other entries",
        "calibrated": "set so that the model reproduces the figure named beside it",
        "assume": "a choice of this model; no source is claimed",
    }
)
"""Marks as docs/sources.md explains them."""
_ID = re.compile(r"\b([SR]\d+)(?:-([SR])(\d+))?\b")
_SECTION = re.compile(r"\bdossier ((?:\d+\.\d+|00)(?:(?:, | and )(?:\d+\.\d+))*)")


def standing(found: Findings) -> list[tuple[str, str, str]]:
    """(what, source, mark) of what this report shows."""
    preset = PRESETS[found.case.condition]
    rows = [
        (f"the condition: {preset.label}", preset.source, preset.mark),
        ("muscles of a movement", "dossier 2.1 and 2.3: FACS units and clinical tasks", "recall"),
        ("how far a movement goes", "dossier 3.2: excursions of healthy adults (S2, S10)", "seen"),
        ("smallest change that is told", "S10, smiles; borrowed for other movements", "seen"),
        ("symmetry of healthy people", "S5", "seen"),
        ("photographic measures", "dossier 6.6; definitions S11", "seen"),
        ("lines: courses and depths", "dossier 7.1", "assume"),
        (
            "the plan",
            "own choice: an optimum of this model; what studies achieved: R1, S69",
            "assume",
        ),
    ]
    if found.case.side is not None:
        rows.append(("scales: items and arithmetic", "S79 and S9, thresholds assumed", "assume"))
    if found.case.injections:
        rows.append(("dose, days and spread", "dossier 4.1-4.3, fitted to S44, S45", "calc"))
    if found.case.dampening:
        rows.append(("dampening", "a teaching quantity, in per cent of strength", "assume"))
    return rows


def spelled_out(texts: Iterable[str]) -> list[tuple[str, str]]:
    """(id, source) of every id and dossier section in texts, in order, where it is known."""
    wanted: dict[str, None] = {}
    for text in texts:
        for first, _, last in _ID.findall(text):
            start = int(first[1:])
            for number in range(start, int(last or start) + 1):
                wanted[f"{first[0]}{number}"] = None
        for sections in _SECTION.findall(text):
            for one in re.findall(r"\d+\.\d+|00", sections):
                wanted[f"dossier {one}"] = None
    found: dict[str, str] = {}
    for name in sorted(wanted, key=_order):
        if name in known():
            found.setdefault(*known()[name])
    return list(found.items())


@cache
def known() -> Mapping[str, tuple[str, str]]:
    """id -> (ids of its row, source), as docs/model.md and docs/sources.md list them."""
    text = resources.files("facemodel.data").joinpath("sources.csv").read_text("utf-8")
    rows = {}
    for row in csv.DictReader(text.splitlines()):
        for one in _members(row["id"]):
            rows[one] = (row["id"], row["source"].replace("`", ""))
    return MappingProxyType(rows)


def _members(ids: str) -> list[str]:
    if ids == "dossier 4.1-4.3":
        return ["dossier 4.1", "dossier 4.2", "dossier 4.3"]
    return ids.split(", ")


def _order(name: str) -> tuple[str, list[int]]:
    kind, numbers = name[0], [int(n) for n in re.findall(r"\d+", name)]
    return kind, numbers
