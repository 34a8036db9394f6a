"""Finds where the networks see a face's points on this project's own heads; writes points.csv.

The heads' shape is known; the mean is over people of both sexes, all ages and ancestries.

    python tools/seen_points.py
"""

import argparse
import csv
import io
from dataclasses import replace

import numpy as np
from scipy.optimize import linear_sum_assignment

import facemodel as fm
from facemodel.anatomy.mesh import Mesh
from facemodel.capture import makehuman
from facemodel.capture.scan.alignment import NEEDED, robust
from facemodel.capture.seen import picture, standard, views
from facemodel.capture.seen.drawing import Body, Window, draw
from facemodel.data.files import write_whole

ROUNDS = 3
"""Of the mean, to which each face is fitted."""


def body(mesh: Mesh) -> Body:
    """The skin with both eyes in it."""
    import trimesh

    ball = trimesh.creation.icosphere(3, mesh.eye_radius)
    parts = [(mesh.vertices, mesh.faces)]
    parts += [(ball.vertices + centre, ball.faces) for centre in mesh.eye_centres]
    vertices, faces, count = [], [], 0
    for points, corners in parts:
        vertices.append(points)
        faces.append(corners + count)
        count += len(points)
    return Body.of(np.concatenate(vertices), np.concatenate(faces))


def seen(mesh: Mesh) -> np.ndarray:
    """(478,3) on a head that stands as the default face: the median of the views."""
    whole, found = body(mesh), []
    for turn, nod in views.VIEWS:
        turned = views.turning(turn, nod)
        window = Window(turned @ views.WINDOW.middle, views.WINDOW.half, views.PIXELS)
        drawn = draw(whole.turned(turned), window)
        points = picture.track(drawn.picture, 3).at
        found.append(views.back(points, drawn.depth, window) @ turned)
    return np.nanmedian(found, 0)


def people() -> list[Mesh]:
    return [
        fm.load_head(age, sex, ancestry=ancestry, asymmetry_mm=0.6, seed=int(age)).mesh
        for age in (22, 40, 60, 80)
        for sex in ("female", "male")
        for ancestry in makehuman.ANCESTRIES
    ]


def mean(all_points: list[np.ndarray], first: np.ndarray) -> np.ndarray:
    """The mean face of points as large as the first."""
    middle = first
    for _ in range(ROUNDS):
        middle = np.mean([robust(p, middle)(p) for p in all_points], 0)
        middle = robust(middle, first)(middle)
    return middle


def partners(face) -> np.ndarray:
    """(478,) the same point of the other side, told where no two points lie at one place: on a
    face with open mouth."""
    moved = replace(face.mesh, vertices=face.deform(fm.expression("surprise")))
    points = picture.track(draw(body(moved), views.WINDOW).picture, 3).at
    points = points - [views.PIXELS / 2, 0, 0]
    apart = np.linalg.norm(points[:, None] - points * [-1, 1, 1], axis=2)
    return linear_sum_assignment(apart + apart.T)[1]


def main() -> None:
    argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0]).parse_args()
    heads = people()
    found = [seen(mesh) for mesh in heads]
    pairs = partners(fm.load())
    if (pairs[pairs] != np.arange(len(pairs))).any():
        raise SystemExit("two points have one partner: look at the open mouth")
    points = mean(found, seen(fm.load().mesh))
    points = (points + points[pairs] * [-1, 1, 1]) / 2
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(["mirror", "x", "y", "z"])
    rows.writerows([pair, *(f"{x:.2f}" for x in p)] for pair, p in zip(pairs, points, strict=True))
    write_whole(standard.FILE, text.getvalue().encode())
    spread = [np.linalg.norm(robust(p, points)(p) - points, axis=1) for p in found]
    print(f"median distance of a head's points from the mean: {np.median(spread):.2f} mm")
    for name in NEEDED:
        k = standard.LANDMARKS[name]
        off = [
            p[k] - mesh.vertices[mesh.landmarks[name]] for p, mesh in zip(found, heads, strict=True)
        ]
        print(name, k, np.mean(off, 0).round(1), np.std(off, 0).round(1))


if __name__ == "__main__":
    main()
