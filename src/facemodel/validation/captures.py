"""Scans and recordings whose truth is known, because the model made them: SC and RC.

Nobody was scanned or recorded; the people are drawn from the modes that the registration uses, and
the movements are the model's own. That a row passes says that what goes in comes out, no more.
"""

from collections.abc import Iterator

import numpy as np

from facemodel.anatomy import template
from facemodel.anatomy.expressions import ARKIT, arkit, expression
from facemodel.anatomy.mesh import Mesh
from facemodel.capture.recording import blendshapes
from facemodel.capture.recording.tracking import landmarks_to_muscles
from facemodel.capture.scan import alignment, opening
from facemodel.capture.scan.alignment import NEEDED
from facemodel.capture.scan.cage import shapes
from facemodel.capture.scan.reading import cleaned
from facemodel.mechanics.face import Face
from facemodel.validation.rows import ITSELF, Row, chosen

PEOPLE, NOISE_MM = 3, 0.3
UNSEEN = ("conjunctiva", "oral_mucosa", "nostril")
EXPRESSIONS = (
    "smile_social", "open_mouth_smile", "brow_raise", "gentle_eye_closure", "lip_pucker",
)  # fmt: skip
FOLLOWED = (
    "nasion", "pronasale", "subnasale", "pogonion", "labiale_superius", "labiale_inferius",
    *(f"{stem}_{side}" for side in ("left", "right") for stem in (
        "exocanthion", "endocanthion", "cheilion", "brow_inner", "brow_mid", "brow_outer",
        "upper_lid", "lower_lid", "alare", "nasolabial", "malar", "chin",
    )),
)  # fmt: skip


def person(seed: int) -> Mesh:
    """Level-2 mesh of a person who does not exist, the two sides unlike."""
    rng = np.random.default_rng(seed)
    modes = shapes()
    moved = np.einsum("k,kvx->vx", rng.normal(size=len(modes.even)), modes.even)
    moved = moved + np.einsum("k,kvx->vx", rng.normal(size=len(modes.odd)), modes.odd)
    eyes = template.mesh(0).eye_centres
    return template.shaped(template.cage_positions() + moved[:-2], eyes, 12.1, level=2)


def scanned(seed: int) -> tuple[float, np.ndarray]:
    """Median distance mm of the skin from a scan in cm, lying anyhow, and errors mm of landmarks.

    The landmarks are those that were not given, against the person's own, by the best motion.
    """
    truth = person(seed)
    rng = np.random.default_rng(seed)
    inner = sum((truth.areas[a] for a in UNSEEN), np.zeros(1))
    turn = np.linalg.qr(rng.normal(size=(3, 3)))[0]
    turn *= np.sign(np.linalg.det(turn))
    move = alignment.Similarity(0.1, turn, rng.normal(size=3) * 30)
    seen = truth.vertices + rng.normal(0, NOISE_MM, truth.vertices.shape)
    surface = cleaned(move(seen), truth.faces[(inner[truth.faces] < 0.7).all(1)])
    marks = {name: move(truth.vertices[truth.landmarks[name]]) for name in NEEDED}
    laid = opening.lay(surface, marks, None)
    names = [n for n in truth.landmarks if n not in NEEDED and not n.startswith(("neck", "cerv"))]
    here = laid.mesh.points(names)
    there = truth.points(names)
    motion = alignment.fit(here, there, scaled=False)
    return laid.report.skin.median_mm, np.linalg.norm(motion(here) - there, axis=1)


def followed(face: Face, name: str) -> np.ndarray:
    """Distance mm of points, as inverted, from where an expression put them under a turning head.

    (40 frames, 30 points); each coordinate with NOISE_MM of noise.
    """
    rng = np.random.default_rng(0)
    time = np.arange(40) / 30
    rise = np.clip(np.linspace(-0.6, 1, len(time)), 0, 1)[:, None]
    at = [face.mesh.landmarks[n] for n in FOLLOWED]
    points = face.deform(rise * face.controls(expression(name)), dtype=float)[:, at]
    angle = 0.35 * np.sin(time)
    turn = np.zeros((len(time), 3, 3))
    turn[:, 0, 0] = turn[:, 2, 2] = np.cos(angle)
    turn[:, 0, 2], turn[:, 2, 0] = np.sin(angle), -np.sin(angle)
    turn[:, 1, 1] = 1
    seen = points @ turn + rng.normal(0, NOISE_MM, points.shape)
    tracks = dict(zip(FOLLOWED, seen.transpose(1, 0, 2), strict=True))
    found = landmarks_to_muscles(time, tracks, face)
    return np.linalg.norm(face.deform(found.controls)[:, at] - points, axis=-1)


def shapes_off() -> float:
    """Largest difference 0..1 between a shape alone and what comes back, the tongue left out."""
    names = [name for name in ARKIT if name in blendshapes.SHAPES and _alone(name)]
    wanted = {name: np.zeros(len(names)) for name in blendshapes.SHAPES}
    for k, name in enumerate(names):
        wanted[name][k] = 0.8
    back = blendshapes.shapes(arkit(wanted))
    return max(float(np.abs(back[name] - wanted[name]).max()) for name in blendshapes.SHAPES)


def _alone(name: str) -> bool:
    return name != "mouthClose"  # as in ARKit it takes back what jawOpen opens


def rows(face: Face) -> Iterator[Row]:
    """What is scanned and recorded beside what comes out."""
    own = chosen("the model made the input, so it is known; the bound is chosen", kind=ITSELF)
    fits = [scanned(seed) for seed in range(PEOPLE)]
    median = max(fit[0] for fit in fits)
    off = max(float(np.quantile(fit[1], 0.9)) for fit in fits)
    who = f"{PEOPLE} people of the shape modes, scanned in cm with {NOISE_MM:g} mm of noise"
    yield Row("SC", f"{who}: skin", "median < 1.0 mm", f"{median:.2f} mm", median < 1, own)
    yield Row(
        "SC", "the same: landmarks not given, 90 %", "< 2.5 mm", f"{off:.1f} mm", off < 2.5,
        own,
    )  # fmt: skip
    back = shapes_off()
    yield Row(
        "RC", "ARKit's shapes to muscles and back", "within 0.02", f"{back:.3f}", back <= 0.02,
        own,
    )  # fmt: skip
    apart = np.concatenate([followed(face, name).ravel() for name in EXPRESSIONS])
    yield Row(
        "RC", f"five expressions from {len(FOLLOWED)} points with {NOISE_MM:g} mm of noise, 95 %",
        "< 1.5 mm", f"{np.quantile(apart, 0.95):.1f} mm", np.quantile(apart, 0.95) < 1.5, own,
    )  # fmt: skip
