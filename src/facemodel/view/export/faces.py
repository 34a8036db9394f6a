"""A face as files for other programs: GLB with an animation, PLY, OBJ."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike

from facemodel.case import own_face
from facemodel.case.case import Case, CaseLike, case_of
from facemodel.data.files import write_whole
from facemodel.errors import FaceModelError, checks_keywords, shown
from facemodel.study.course import Course
from facemodel.view.export import course_of, ending_in, gltf, morphs, warn_if_still
from facemodel.view.provenance import stamp
from facemodel.view.scene.assets import Tone

DAYS_PER_S = 14.0
"""How fast a course over days plays in an animation."""
MOST_FRAMES = 400
_MATERIALS = {  # material of the parts: name, roughness, seen from both sides
    "skin": ("skin", 0.55, False),
    "eye": ("eyes", 0.12, False),
    "tooth": ("teeth", 0.25, False),
    "mouth": ("mouth", 0.4, False),
    "hair": ("hair", 0.7, True),
    "collar": ("collar", 0.55, False),
}


@checks_keywords
def export_glb(
    case: CaseLike | Course,
    path: str | os.PathLike[str],
    days: ArrayLike | None = None,
    seconds: ArrayLike | None = None,
    tone: Tone = "medium",
    names: Literal["muscles", "arkit"] = "muscles",
) -> Path:
    """Write the face as a GLB file for Blender and other 3-D programs.

    It has the face at rest, a named morph target per muscle at full contraction, and the course as
    an animation, before and after where something is weakened or injected. Targets add up; lids,
    jaw and lips do not: further targets `correction_..` make the animation true, and `extras` of
    the file say by how many mm it is off, and how far sliders set by hand can be.

    Parameters
    ----------
    case : fm.Case or Course
    path : path-like
        File to write; ends in .glb.
    days : array_like (t,), optional
        Days of the course; for a case that injects something.
    seconds : float or array_like (t,), optional
        Moments of the course, or how long from 0; for a case whose spasm runs in seconds.
    tone : str
        Skin: "light", "medium" or "deep".
    names : {"muscles", "arkit"}
        What targets are named by: muscles, or ARKit's shapes, which animation programs know.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    FaceModelError
        If the path ends otherwise or cannot be written to, there are more than 400 different
        frames, or the eyes of a case do not look ahead; those of a recording do here.

    Examples
    --------
    >>> import facemodel as fm
    >>> fm.export_glb(fm.Case(expression="smile_social"), "smile.glb").name
    'smile.glb'
    """
    named = ending_in(path, ".glb")
    made = course_of(case, days, seconds)
    if names not in ("muscles", "arkit"):
        raise FaceModelError(f"names is 'muscles' or 'arkit', got {shown(names)}")
    warn_if_still(made)
    face = own_face.face_of(made.case.face)
    targets = morphs.of_arkit() if names == "arkit" else morphs.of_muscles()
    return write_whole(named, _glb(face, made, tone, targets))


@checks_keywords
def export_mesh(
    case: CaseLike, path: str | os.PathLike[str], parts: bool = True, tone: Tone = "medium"
) -> Path:
    """Write the face of a case at its moment as a coloured mesh, PLY or OBJ, in mm.

    Parameters
    ----------
    case : fm.Case
    path : path-like
        File to write; ends in .ply or .obj.
    parts : bool
        Whether eyes, teeth, hair, bust and ears are in it, or the skin alone.
    tone : str
        Skin: "light", "medium" or "deep".

    Returns
    -------
    pathlib.Path

    Raises
    ------
    FaceModelError
        If this is no case, or the path ends otherwise or cannot be written to.

    Examples
    --------
    >>> import facemodel as fm
    >>> fm.export_mesh(fm.Case(expression="smile_social"), "smile.ply", parts=False).name
    'smile.ply'
    """
    named = ending_in(path, ".ply", ".obj")
    case = case_of(case)
    face = own_face.face_of(case.face)
    pose = face.controls(case.drive(face))[None]
    points, surfaces = morphs.points(face, pose)[0], morphs.parts(face, tone)
    scene = [s for s in surfaces if parts or s.name == "skin"]
    vertices = np.concatenate([points[s.points] for s in scene])
    starts = np.cumsum([0, *(s.points.stop - s.points.start for s in scene)])
    faces = np.concatenate([s.faces + at for s, at in zip(scene, starts[:-1], strict=True)])
    colours = np.concatenate([_srgb(s.colours) for s in scene])
    return write_whole(named, _mesh_file(named.suffix.lower(), vertices, faces, colours, case))


def _glb(face: Any, made: Course, tone: Tone, targets: morphs.Targets) -> bytes:
    shape = morphs.morphs(face, tone, targets)
    if made.recording is not None:  # its eyes look about
        made = replace(made, activation=_ahead(made.activation), before=_ahead(made.before))
    takes = {"before": made.before, "after": made.activation} if made.treated else {}
    takes = takes or {made.kind: made.activation}
    rows = face.controls(np.concatenate(list(takes.values())))
    # a face between two bursts is seen again and again; each is computed once
    different, again = np.unique(rows, axis=0, return_inverse=True)
    if len(different) > MOST_FRAMES:
        raise FaceModelError(
            f"this course has {len(different)} different frames; a GLB file takes {MOST_FRAMES}, "
            "so give fewer days or seconds, or a part of the recording: take.part(0, 13)"
        )
    known = targets.weights(different)
    more, shares, off = morphs.corrections(shape, morphs.points(face, different), known)
    weights = np.concatenate([known, shares], axis=1)[again.ravel()]
    played = dict(zip(takes, np.split(weights, len(takes)), strict=True))
    times = (made.times - made.times[0]) / (DAYS_PER_S if made.kind == "days" else 1.0)
    extras = {
        **stamp(made.case).fields(),
        "case": made.case.contents(),
        "course": made.kind,
        "first_moment": float(made.times[0]),
        "units": "morph targets in mm, under a node that scales to metres",
        "sides": "of the subject; +x left, +y up, +z forward",
        "animation_off_by_mm": round(off, 3),
        "between_frames_off_by_mm": round(_between(face, takes, shape, more, played), 3),
        "without_corrections_off_by_mm": round(
            morphs.off_by_mm(face, shape, different, targets.weights), 3
        ),
        "left_out": LEFT_OUT,
    }
    if made.kind == "days":
        extras["days_per_second"] = DAYS_PER_S
    names = [*targets.names, *(f"correction_{j + 1:02d}" for j in range(len(more)))]
    animations = [gltf.Animation(name, times, rows) for name, rows in played.items()]
    return gltf.glb(_surfaces(shape, more), names, animations, extras)


def _ahead(activation: np.ndarray) -> np.ndarray:
    """Controls (T, C) of a recording whose eyes look ahead."""
    made = activation.copy()
    made[:, morphs.GAZE] = 0
    return made


LEFT_OUT = (
    "A target is its muscle alone at full contraction, with lids, jaw and lips as they truly move. "
    "What sums of targets leave out: lids slide on the eyeball and meet, the jaw turns on an arc, "
    "lips press instead of crossing. Targets correction_.. give it back in the animation. Targets "
    "blink_left and blink_right close a lid truly, alone; eyes_up turns both eyes up, as they turn "
    "where closing is meant; else they look ahead. Brows and lashes are surfaces; the hair of the "
    "head is painted on the scalp: its strands, and the shade of skin that moves, are made by the "
    "shaders of the viewer, which a file cannot carry."
)


def _between(face, takes, shape, more, played) -> float:
    """Largest distance in mm of the animation from the true face half-way between two frames.

    Half-way activations stand for the moments between; at most 60 of them, where most changes.
    """
    targets = np.concatenate([shape.targets, more])
    steps = [(name, k) for name, rows in takes.items() for k in range(len(rows) - 1)]
    change = [np.abs(np.subtract(*takes[name][k : k + 2])).sum() for name, k in steps]
    chosen = [steps[i] for i in np.argsort(change)[::-1][:60] if change[i] > 0]
    if not chosen:
        return 0.0
    activation = np.array([takes[name][k : k + 2].mean(axis=0) for name, k in chosen])
    mixed = np.array([played[name][k : k + 2].mean(axis=0) for name, k in chosen])
    truth = morphs.points(face, face.controls(activation))
    return morphs.farthest(truth - shape.rest - np.tensordot(mixed.astype(np.float32), targets, 1))


def _surfaces(shape: morphs.Morphs, more: np.ndarray) -> list[gltf.Surface]:
    """Parts of one material as one surface, with all targets."""
    targets = np.concatenate([shape.targets, more])
    made = []
    for material, (name, roughness, two_sided) in _MATERIALS.items():
        parts = [part for part in shape.parts if part.material == material]
        where = np.concatenate([np.arange(p.points.start, p.points.stop) for p in parts])
        starts = np.cumsum([0, *(len(p.colours) for p in parts)])
        made.append(
            gltf.Surface(
                name,
                shape.rest[where],
                np.concatenate([p.normals for p in parts]),
                np.concatenate([p.faces + at for p, at in zip(parts, starts[:-1], strict=True)]),
                np.concatenate([p.colours for p in parts]),
                targets[:, where],
                roughness,
                two_sided,
            )
        )
    return made


def _mesh_file(ending: str, vertices, faces, colours: np.ndarray, case: Case) -> bytes:
    import trimesh

    solid = trimesh.Trimesh(vertices, faces, vertex_colors=colours, process=False)
    words = f"{stamp(case)}; {stamp(case).fields()['notice']}; mm, sides of the subject, +x left"
    if ending == ".obj":
        text = trimesh.exchange.obj.export_obj(solid, header=words, include_normals=True)
        return text.encode()
    data = trimesh.exchange.ply.export_ply(solid, vertex_normal=True)
    # the header begins with two lines that say what it is
    magic, form, rest = data.split(b"\n", 2)
    return b"\n".join([magic, form, f"comment {words}".encode(), rest])


def _srgb(colours: np.ndarray) -> np.ndarray:
    """Bytes (n, 4) of linear colours (n, 3), or (n, 4) with opacity."""
    linear, opacity = colours[:, :3], colours[:, 3:]
    encoded = 1.055 * np.clip(linear, 1e-9, 1) ** (1 / 2.4) - 0.055
    encoded = np.where(linear <= 0.0031308, 12.92 * linear, encoded)
    rgba = np.ones((len(linear), 4))
    rgba[:, :3] = np.clip(encoded, 0, 1)
    rgba[:, 3:] = opacity if opacity.size else 1.0
    return np.round(255 * rgba).astype(np.uint8)
