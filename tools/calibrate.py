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
from facemodel.anatomy.mesh import Mesh
from facemodel.anatomy.muscles import CONTROLS, INDEX, MUSCLES, STEMS, group, stem_of
from facemodel.data.files import write_whole
from facemodel.errors import FaceModelError
from facemodel.mechanics import skin, targets, tissue
from facemodel.mechanics.forces import columns
from facemodel.mechanics.forces.columns import responses
from facemodel.mechanics.strength import SLACK

STORED = Path(__file__).parents[1] / "src/facemodel/data/strength.csv"

DROOP_MM: Mapping[str, float] = {"brow": 3.0, "corner": 5.0}
"""Fall of mid-brow and mouth corner when all tone is lost [assume: within 3 to 5
and 4 to 6 mm, as flaccid faces are described]."""

PLACE = {"brow": "brow_mid_left", "corner": "cheilion_left"}
ELEVATORS = {part: group(f"holds_{part}") for part in ("brow", "corner")}
"""The muscles whose tone holds a part up against gravity."""


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


def elevators(mesh: Mesh, basis: np.ndarray) -> dict[str, float]:
    """Tone of the muscles that hold brow and corner up: column tone_share of muscles.csv.

    A face without any tone droops by DROOP_MM; its depressors' tones are tabled, so that those of
    the elevators, all alike, follow.
    """
    out: dict[str, float] = {}
    for part, stems in ELEVATORS.items():
        rise = basis[: len(MUSCLES), mesh.landmarks[PLACE[part]], 1]
        holds = np.array([stem_of(m) in stems for m in MUSCLES])
        lost = DROOP_MM[part] - SLACK[: len(MUSCLES)][~holds] @ rise[~holds]
        share = lost / rise[holds].sum()
        out |= dict.fromkeys(stems, float(share / (1 + share)))
    return out


def outcomes(mesh: Mesh, basis: np.ndarray) -> dict[str, tuple[float, float]]:
    """How far each left muscle lifts mid-brow and moves the corner along a smile, mm."""
    brow, corner = (basis[:, mesh.landmarks[PLACE[part]]] for part in ("brow", "corner"))
    smile = corner[INDEX["zygomaticus_major_left"]]
    smile = smile / np.linalg.norm(smile)
    left = [(k, stem_of(c)) for k, c in enumerate(CONTROLS) if not c.endswith("_right")]
    return {stem: (float(brow[k, 1]), float(corner[k] @ smile)) for k, stem in left}


def run(path: Path) -> None:
    """Calibrate the default face and write the table."""
    mesh = template.mesh(1)
    site = tissue.site(mesh, placement.chart(mesh))
    built = skin.assemble(site, tissue.tissue(site))
    strength = strengths(site, built)
    basis = columns.basis(site, built, strength)
    moves, muscles = outcomes(mesh, basis), set(map(stem_of, MUSCLES))
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(("stem", "unit", "strength", "brow_mm", "corner_mm", "mark"))
    for stem in dict.fromkeys(stem_of(c) for c in CONTROLS):
        if stem not in strength and stem not in muscles:
            continue
        unit = "rad" if stem in columns.ROLLS else "N"
        mm = [f"{x:.3f}" for x in moves[stem]]
        rows.writerow((stem, unit, f"{strength.get(stem, 0.0):.6g}", *mm, "calibrated"))
    for stem, tone in elevators(mesh, basis).items():
        print(f"tone_share of {stem}: {tone:.4f}")
    write_whole(path, text.getvalue().encode())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--out", type=Path, metavar="FILE", default=STORED, help="left out: the package's own table"
    )
    run(parser.parse_args().out)
