"""Finds the strength of every muscle, on the default face at level 1, and writes strength.csv.

What the skin yields to a newton depends on the tissue's constants: run it after a change of those.

    python tools/calibrate.py
"""

import argparse
import csv
import io
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from facemodel.anatomy import placement, template
from facemodel.anatomy.courses import pulls
from facemodel.anatomy.muscles import CONTROLS, INDEX, MUSCLES, STEMS, group, stem_of
from facemodel.data.files import write_whole
from facemodel.errors import FaceModelError
from facemodel.mechanics import skin, targets, tissue
from facemodel.mechanics.forces import columns
from facemodel.mechanics.forces.columns import responses

STORED = Path(__file__).parents[1] / "src/facemodel/data/strength.csv"

DROOP_MM: Mapping[str, float] = {"brow": 4.0, "corner": 5.0}
"""Fall of mid-brow and mouth corner when all tone is lost [assume: within 3 to 5
and 4 to 6 mm, as flaccid faces are described]."""

ELEVATORS = {part: group(f"holds_{part}") for part in ("brow", "corner")}
"""The muscles whose tone holds a part up against gravity."""

OTHER_SLACK = 0.05
"""Slack of every other muscle: losing its tone moves the skin 5 % of what it can do [assume]."""


def strengths(site: tissue.Site, built: skin.Skin) -> dict[str, float]:
    """Newtons (radians for rolls) per stem that give each fitted target its size."""
    moved = responses(site, built)
    out = {}
    for target in targets.TARGETS:
        if not target.fitted:
            continue
        i, w = targets.place(site.mesh, target.at)
        if target.stem == "cheek_pressure":
            u = moved["cheek_pressure"]
        else:
            sides = ("left", "right")[: target.sides]
            u = np.sum([moved[f"{target.stem}_{s}"] for s in sides], axis=0)
        per_newton = float(np.linalg.norm(w @ u[i]))
        out[target.stem] = target.size / per_newton / site.chart.scale
        if target.stem in columns.ROLLS:
            out[target.stem] *= site.chart.scale  # radians do not scale with the face
    for stem in (*STEMS, "cheek_pressure"):
        if stem not in out and pulls(stem)[0].kind != "lid":
            raise FaceModelError(
                f"targets.csv has no row of {stem} that is fitted, so that its strength is not "
                "known; say how far it moves a landmark when it contracts fully"
            )
    return out


def slack(site: tissue.Site, basis: np.ndarray) -> dict[str, float]:
    """Share of each column that acts below zero, so that losing all tone gives the droop.

    One share for the brow's elevators and one for the corner's; the lids droop in lids.py.
    """
    lifted = {s for stems in ELEVATORS.values() for s in stems}
    out = {stem_of(m): 0.0 if m == "jaw_openers" else OTHER_SLACK for m in MUSCLES}
    place = {"brow": "brow_mid_left", "corner": "cheilion_left"}
    rise = {k: basis[:, site.mesh.landmarks[v], 1] for k, v in place.items()}
    others = np.array([m not in ("jaw_openers",) and stem_of(m) not in lifted for m in MUSCLES])
    system, wanted = np.zeros((2, 2)), np.zeros(2)
    for r, (where, column) in enumerate(rise.items()):
        rest = OTHER_SLACK * column[: len(MUSCLES)][others].sum()
        wanted[r] = DROOP_MM[where] - rest
        for c, stems in enumerate(ELEVATORS.values()):
            system[r, c] = sum(
                column[INDEX[f"{s}_{side}"]] for s in stems for side in ("left", "right")
            )
    shares = np.linalg.solve(system, wanted)
    for share, stems in zip(shares, ELEVATORS.values(), strict=True):
        out |= dict.fromkeys(stems, float(share))
    return out


def run(path: Path) -> None:
    """Calibrate the default face and write the table."""
    mesh = template.mesh(1)
    site = tissue.site(mesh, placement.chart(mesh))
    built = skin.assemble(site, tissue.tissue(site))
    strength = strengths(site, built)
    share = slack(site, columns.basis(site, built, strength))
    stems = dict.fromkeys(stem_of(c) for c in CONTROLS)
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(("stem", "unit", "strength", "slack", "mark"))
    for stem in stems:
        if stem not in strength and stem not in share:
            continue
        unit = "rad" if stem in columns.ROLLS else "N"
        row = (stem, unit, f"{strength.get(stem, 0.0):.6g}", f"{share.get(stem, 0.0):.4f}")
        rows.writerow((*row, "calibrated"))
    write_whole(path, text.getvalue().encode())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--out", type=Path, metavar="FILE", default=STORED, help="left out: the package's own table"
    )
    run(parser.parse_args().out)
