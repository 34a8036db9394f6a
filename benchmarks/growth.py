"""How times grow with vertices, with muscles and with people."""

import time
from functools import partial

import numpy as np

from benchmarks.frames import bare_product, everything_moves
from benchmarks.people import treated
from benchmarks.ratio import Found, Growth, best, clock
from facemodel.anatomy import template
from facemodel.anatomy.muscles import CONTROLS, INDEX, MUSCLES
from facemodel.mechanics.face import build, load
from facemodel.study import cohort


def growth(quick: bool = False) -> Found:
    """Frame and assembly over vertices, frame over muscles at work, cohort over people."""
    return Found(growth=[*vertices(quick), muscles(quick), people(quick)])


def vertices(quick: bool = False) -> list[Growth]:
    """A frame and the assembly of the built-in face at each level."""
    levels = (0, 1) if quick else (0, 1, 2)
    faces = [load(level) for level in levels]
    sizes = tuple(len(face.mesh.vertices) for face in faces)
    everything = everything_moves()
    frames = {n: partial(f.deform, everything) for n, f in zip(sizes, faces, strict=True)}
    bare = {-n: bare_product(f, everything)[0] for n, f in zip(sizes, faces, strict=True)}
    t = clock({str(k): w for k, w in (frames | bare).items()}, 5 if quick else 30)
    products = tuple(t[str(-n)] for n in sizes)
    built = tuple(best(partial(build, template.mesh(level))) for level in levels)
    return [
        Growth("frame: everything moves", "vertices", sizes,
               tuple(t[str(n)] for n in sizes), "bare product", products),
        Growth("assembly", "vertices", sizes, built, *_in_proportion(sizes, built)),
    ]  # fmt: skip


def muscles(quick: bool = False) -> Growth:
    """A frame with ever more muscles at work, jaw, lids and lips at rest."""
    face = load(0 if quick else 1)
    quiet = {"jaw_openers", "masseter", "temporalis", "levator_palpebrae_superioris"}
    quiet |= {"orbicularis_oculi_palpebral", "orbicularis_oris"}
    order = [m for m in MUSCLES if not any(m.startswith(stem) for stem in quiet)]
    sizes = (*(n for n in (1, 2, 4, 8, 16, 32) if n < len(order)), len(order))
    flat = np.ascontiguousarray(face.basis.reshape(len(face.basis), -1))
    work = {}
    for n in sizes:
        at = np.array([INDEX[m] for m in order[:n]])
        a = np.zeros(len(CONTROLS))
        a[at] = 0.3
        some, rows = a[at].astype(np.float32), np.ascontiguousarray(flat[at])
        work[str(n)] = partial(face.deform, a)
        work[str(-n)] = partial(np.dot, some, rows)
    t = clock(work, 5 if quick else 30)
    return Growth(
        "frame", "muscles at work", sizes, tuple(t[str(n)] for n in sizes),
        "bare product of as many columns", tuple(t[str(-n)] for n in sizes),
    )  # fmt: skip


def people(quick: bool = False) -> Growth:
    """A cohort worked off one by one, from the first person on, without what is prepared before."""
    sizes = (250, 500) if quick else (250, 500, 1000, 2000)
    seen: dict[int, float] = {}
    cohort.run(
        sizes[-1], treated(), 1, face=load(0 if quick else 1),
        expressions=("open_mouth_smile",) if quick else None,
        progress=lambda done, total: seen.setdefault(done, time.perf_counter()),
    )  # fmt: skip
    us = tuple(1e6 * (seen[n] - seen[0]) for n in sizes)
    return Growth("cohort", "people", sizes, us, *_in_proportion(sizes, us))


def _in_proportion(sizes: tuple[int, ...], us: tuple[float, ...]) -> tuple[str, tuple[float, ...]]:
    return "the smallest, in proportion", tuple(us[0] * n / sizes[0] for n in sizes)
