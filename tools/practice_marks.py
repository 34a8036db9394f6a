"""Tries the marks of virtual patients: strategies from doing nothing to silencing a face.

    python tools/practice_marks.py [--people 200] [--first 1000] [--write]

Prints, or with --write puts into docs/practice.md, a table of strategies and the share of patients
in which one earns more than another. Patients of seeds from `first` on are judged, of all kinds for
whom a treatment is right, a third of each level; the weights were set on seeds below 1000.
"""

import argparse
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from facemodel.data.files import write_whole
from facemodel.physiology import toxin
from facemodel.physiology.points import placed_by_hand
from facemodel.physiology.toxin import Injection
from facemodel.study.plan import balance
from facemodel.teach.practice.drawing import LEVELS, draw, textbook
from facemodel.teach.practice.patients import Patient
from facemodel.teach.practice.scoring import Score, score
from facemodel.teach.practice.treating import Treatment

JUDGED_FROM = 1000
DOCUMENT = Path(__file__).parents[1] / "docs" / "practice.md"
HANDS = 5
SLOPPY = (("careful", 4), ("careful", 8), ("plan", 2), ("plan", 8))
BEGIN, END = "<!-- marks -->", "<!-- end of marks -->"
CAREFUL = {
    "hemifacial_spasm": (
        ("orbicularis_oculi_orbital_lateral", 5), ("orbicularis_oculi_orbital_inferior", 5),
        ("mentalis", 2.5), ("platysma", 5),
    ),
    "postparalytic_synkinesis": (
        ("orbicularis_oculi_orbital_lateral", 2.5), ("orbicularis_oculi_orbital_inferior", 2.5),
        ("mentalis", 2.5), ("platysma", 5), ("platysma", 5),
    ),
}  # fmt: skip
"""Eye twice, chin and neck of the affected side, in units by muscle."""
PAIRS = (
    ("careful", "careful x2", 0.9),
    ("careful x2", "careful x4", 0.9),
    ("textbook", "textbook x2", 0.9),
    ("careful", "careful, 8 mm", 0.8),
    ("careful", "nothing", 0.9),
    ("nothing", "silence", 1.0),
    ("nothing", "old plan", 1.0),
    ("nothing", "old reference", 1.0),
)
"""One should earn more than the other in at least this share."""
NOT_REACHED = ("old reference",)
"""Below doing nothing on average, and not in everybody, as docs/practice.md says."""
ORDER = (
    "nothing", "careful", "careful, 4 mm", "careful, 8 mm", "careful x2", "careful x4", "textbook",
    "textbook x2", "label", "label x2", "plan", "plan, 2 mm", "plan, 8 mm", "plan half", "plan x2",
    "plan x4", "old reference", "old plan", "silence",
)  # fmt: skip


def people(first: int, count: int) -> list[Patient]:
    """Patients for whom a treatment is right, a third of each level, from a seed on."""
    found: list[Patient] = []
    for k, level in enumerate(LEVELS):
        mine = count * (k + 1) // len(LEVELS) - count * k // len(LEVELS)
        seed = first
        while mine:
            patient = draw(seed, level)
            if patient._right == "treat":
                found.append(patient)
                mine -= 1
            seed += 1
    return sorted(found, key=lambda one: one._head.head)  # a head's skin is laid out once


def times(points: Sequence[Injection], factor: float) -> list[Injection]:
    """The same points with so many times the dose, at most as much as one point may have."""
    return [replace(one, dose=min(factor * one.dose, 100.0)) for one in points]


def strategies(patient: Patient, old: bool = True) -> dict[str, Sequence[Injection]]:
    """Points by strategy; those that a patient's condition has no pattern for are left out."""
    side = patient._side

    usual, plan = textbook(patient), patient._standard
    rows = CAREFUL.get(patient._truth.condition)
    found: dict[str, Sequence[Injection]] = {"nothing": ()}
    if rows is not None:
        careful = [Injection(u, muscle=f"{m}_{side}") for m, u in rows]
        found |= {"careful": careful, "careful x2": times(careful, 2)}
        found |= {"careful x4": times(careful, 4)}
        found |= {"textbook": usual, "textbook x2": times(usual, 2)}
    elif usual:
        found |= {"label": usual, "label x2": times(usual, 2)}
    found |= {"plan": plan, "plan half": times(plan, 0.5), "plan x2": times(plan, 2)}
    found["plan x4"] = times(plan, 4)
    if old and rows is not None:
        convex = balance(patient._average_face, patient._own).treatment(28).injections
        found["old reference"] = times(convex, float(patient._person.ed50))
        usual_face = balance(patient._average_face, patient._condition)
        found["old plan"] = usual_face.treatment(28).injections
    found["silence"] = [Injection(10.0, muscle=m) for m in toxin.INJECTABLE]
    return found


def marks(patient: Patient, points: Sequence[Injection]) -> Score:
    """Marks of a first treatment; of no points, those of doing nothing."""
    return score(patient, [Treatment(injections=tuple(points))])


Row = dict[str, list[Score]]
"""Marks by strategy of a patient: one, or one for each hand that was drawn."""


def by_hand(patient: Patient, points: Sequence[Injection], error_mm: float) -> list[Score]:
    """Marks of points under HANDS hands that err, mm per axis."""
    mesh = patient.face.mesh
    hands = (
        placed_by_hand(mesh, points, (patient.seed + 10_007 * k) % 2**31, error_mm)
        for k in range(HANDS)
    )
    return [marks(patient, hand) for hand in hands]


def tried(patients: Iterable[Patient]) -> list[Row]:
    """Marks by strategy of every patient."""
    rows: list[Row] = []
    for one in patients:
        given = strategies(one)
        row = {name: [marks(one, points)] for name, points in given.items()}
        for name, error_mm in SLOPPY:
            if name in given:
                row[f"{name}, {error_mm} mm"] = by_hand(one, given[name], error_mm)
        rows.append(row)
    return rows


def total(scores: Sequence[Score]) -> float:
    """Mean marks of a strategy in a patient."""
    return float(np.mean([one.total for one in scores]))


def better(rows: Sequence[Row], one: str, other: str) -> tuple[float, int]:
    """Share of the patients in which one strategy earns more than another; how many have both."""
    both = [row for row in rows if one in row and other in row]
    return float(np.mean([total(row[one]) > total(row[other]) for row in both])), len(both)


def table(rows: Sequence[Row]) -> str:
    """The strategies and the pairs as Markdown."""
    lines = [
        "| strategy | patients | points | U | any side effect | gain | movement preserved | marks |"
    ]
    lines.append("|---|---|---|---|---|---|---|---|")
    for name in ORDER:
        found = [one for row in rows for one in row.get(name, ())]
        if not found:
            continue
        mean = lambda values: float(np.mean(list(values)))  # noqa: E731
        lines.append(
            f"| {name} | {sum(name in row for row in rows)} | "
            f"{mean(s.points for s in found):.1f} | "
            f"{mean(s.units or 0 for s in found):.1f} | "
            f"{mean(bool(s.after.side_effects) for s in found):.0%} | "
            f"{mean(s.after.gain for s in found):.2f} | "
            f"{mean(s.after.retained for s in found):.2f} | {mean(s.total for s in found):.0f} |"
        )
    lines += ["", "| earns more | than | in | of patients | wanted |", "|---|---|---|---|---|"]
    for one, other, wanted in PAIRS:
        share, count = better(rows, one, other)
        lines.append(f"| {one} | {other} | {share:.0%} | {count} | {wanted:.0%} |")
    return "\n".join(lines)


def main(asked: Sequence[str]) -> int:
    """Print the table, or write it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--first", type=int, default=JUDGED_FROM)
    parser.add_argument("--write", action="store_true", help="into docs/practice.md")
    options = parser.parse_args(asked)
    made = table(tried(people(options.first, options.people)))
    if options.write:
        text = DOCUMENT.read_text("utf-8")
        start, rest = text.split(BEGIN)
        write_whole(DOCUMENT, f"{start}{BEGIN}\n{made}\n{END}{rest.split(END)[1]}".encode())
    print(made)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
