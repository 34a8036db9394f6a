"""Writes data/planning_people.csv: the people that plans in sites are made for.

python tools/planning_people.py

Run it again when people vary otherwise, or a muscle or a site is added. Strength and tone are
rounded to 0.001 and hands to 0.01 mm, so that the page plans for the same people.
"""

import argparse
import csv
import io
from pathlib import Path

from facemodel.data import tables
from facemodel.data.files import write_whole
from facemodel.study.plan.panel import drawn

SEED, PEOPLE = 2917, 40


def rows() -> list[list[object]]:
    """Head and rows of the table."""
    panel = drawn(SEED, PEOPLE)
    who = panel.people
    head = ["person", "ed50", "onset_days", "decay_days", "stiffness", "strength", "tone"]
    made: list[list[object]] = [[*head, "hand_mm"]]
    for k in range(PEOPLE):
        figures = [f"{x[k]:.3f}" for x in (who.ed50, who.onset_days, who.decay_days, who.stiffness)]
        listed = [" ".join(f"{x:.3f}" for x in row) for row in (who.strength[k], who.tone[k])]
        hand = " ".join(f"{x:.2f}" for x in panel.hand_mm[k].ravel())
        made.append([k, *figures, *listed, hand])
    return made


if __name__ == "__main__":
    argparse.ArgumentParser(description=__doc__).parse_args()
    path = Path(tables.FOLDER) / "planning_people.csv"
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerows(rows())
    write_whole(path, file.getvalue().encode())
    print(f"{path}: {path.stat().st_size:,} bytes")
