"""Writes data/patient_plans.csv: the sparse plan for each kind of virtual patient and severity.

    python tools/patient_plans.py [kind ...]

Run it again when the model, the sites or the search change, or a kind is added; with names, only
those kinds are planned again. Each plan is fm.plan.treatment for the left side on the built-in
face, or on that of the condition's age, and takes some seconds.
"""

import argparse
import csv
import io
from collections.abc import Iterable
from pathlib import Path

from facemodel.case.case import Case
from facemodel.data import tables
from facemodel.data.files import write_whole
from facemodel.study.plan import treatment
from facemodel.study.plan.record import TreatmentPlan
from facemodel.teach.practice.kinds import KINDS, Kind, severities

HEAD = ("kind", "severity", "near", "far", "middle", "gain")
PATH = Path(tables.FOLDER) / "patient_plans.csv"


def planned(kind: Kind, severity: float) -> TreatmentPlan:
    """The plan of a kind at a severity, as marks compare with it."""
    case = Case(condition=kind.condition, severity=severity)
    face, condition = case.face_at_rest(), case.build_condition()
    return treatment(face, condition, healthy_side=kind.other_side)


def row(kind: Kind, severity: float) -> dict[str, str]:
    """One row of the table."""
    plan = planned(kind, severity)
    sides = {"near": "left", "far": "right", "middle": "middle"}
    given = {
        name: " ".join(f"{p.site}:{p.units:g}" for p in plan.rows if p.side == side) or tables.NONE
        for name, side in sides.items()
    }
    if plan.condition.side is None:
        given["far"] = tables.NONE  # the same as near
    return {"kind": kind.kind, "severity": f"{severity:g}", **given, "gain": f"{plan.gain:.3f}"}


def write(names: Iterable[str]) -> None:
    """Plan for these kinds, and keep the rows of others."""
    old = list(csv.DictReader(PATH.open(encoding="utf-8"))) if PATH.exists() else []
    rows = {(r["kind"], r["severity"]): r for r in old if r["kind"] in KINDS}
    for name in names:
        for severity in severities(KINDS[name]):
            made = row(KINDS[name], severity)
            rows[name, made["severity"]] = made
            print(made, flush=True)
    order = [
        (k.kind, f"{s:g}") for k in KINDS.values() if k.right == "treat" for s in severities(k)
    ]
    file = io.StringIO()
    writer = csv.DictWriter(file, HEAD, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows[key] for key in order if key in rows)
    write_whole(PATH, file.getvalue().encode())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    every = [k.kind for k in KINDS.values() if k.right == "treat"]
    parser.add_argument("kinds", nargs="*", choices=[*every, []], metavar="kind")
    write(parser.parse_args().kinds or every)
