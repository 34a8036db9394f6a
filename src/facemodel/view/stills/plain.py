"""Still pictures of the face without a browser: shaded triangles painted from back to front."""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from typing import Any

import numpy as np

from facemodel.anatomy.colours import linear
from facemodel.anatomy.mesh import vertex_normals
from facemodel.anatomy.parts import bust
from facemodel.anatomy.parts.fitting import smooth_step
from facemodel.data.files import write_whole
from facemodel.view.provenance import picture_words, stamp
from facemodel.view.scene.assets import Tone, checked_tone
from facemodel.view.scene.complexion import complexion
from facemodel.view.scene.own_skin import POWER, OwnSkin, beside_skin, own_skin
from facemodel.view.stills.headless import check_labels, pose

# linear light; directions as in js/scene/light.js: key, fill and its mirror image, sky above ground
_KEY, _FILL = np.array([0.0, 0.5726, 0.8198]), np.array([0.854, 0.1139, 0.5077])
_KEY_COLOUR, _FILL_COLOUR = np.array([2.05, 1.97, 1.86]), np.array([0.30, 0.33, 0.38])
_SKY, _GROUND = np.array([0.50, 0.53, 0.58]), np.array([0.30, 0.245, 0.215])
_WRAP = np.array([0.42, 0.20, 0.13])
HAIR_MM = 0.12  # what is thinner is a hair
WINDOW = (-92, 92, -126, 118)  # mm: left, right, bottom, top of a picture
BACKDROP = (0.88, 0.885, 0.89)  # behind the face


def figure(
    face: Any,
    activations: np.ndarray,
    labels: Sequence[str] = ("before", "after"),
    tone: Tone = "medium",
):
    """matplotlib Figure of the face from the front at activations (n, M) or (n, C), side by side.

    The figure's label (`get_label()`) is a text for readers who do not see it.
    Errors: another number of labels than activations, unknown tone.
    """
    from matplotlib.figure import Figure

    controls = np.atleast_2d(face.controls(activations))
    check_labels(labels, controls)
    checked_tone(tone)
    made = Figure(figsize=(4.4 * len(controls), 6.2), dpi=110, facecolor="white")
    made.set_label(alt_text(face, controls, labels))
    share = 1 / len(controls)
    for k, (row, label) in enumerate(zip(controls, labels, strict=True)):
        # every picture on the same pixels, so that pictures can be compared
        place = made.add_axes((k * share, 0, share, 0.94))
        paint(place, face, row, tone)
        left, right, _, top = WINDOW
        place.set_title(label)
        place.text(left + 4, top - 12, "R", color="0.35")
        place.text(right - 4, top - 12, "L", color="0.35", ha="right")
    return made


def paint(place: Any, face: Any, controls: np.ndarray, tone: Tone) -> None:
    """Draw the face at control values (C,) into matplotlib Axes, in mm, without anything else."""
    from matplotlib.collections import PolyCollection

    left, right, bottom, top = WINDOW
    size = place.figure.get_figheight() * place.get_position().height / 5.8
    corners: Any
    corners, colours = triangles(face, controls, tone)
    # a hair-line edge of the same colour closes the gaps between neighbours; a hair has none, and
    # would be drawn twice as wide
    edges = np.where(_thickness(corners) < HAIR_MM, 0.0, 0.4 * size)
    drawn = PolyCollection(corners, facecolors=colours, edgecolors=colours, lw=edges)
    place.add_collection(drawn)
    place.set(xlim=(left, right), ylim=(bottom, top), aspect="equal")
    place.set_facecolor(BACKDROP)
    place.set(xticks=[], yticks=[])
    place.spines[:].set_visible(False)


def _thickness(corners: np.ndarray) -> np.ndarray:
    """Smallest height (n,) of triangles (n, 3, 2)."""
    runs = np.roll(corners, -1, axis=1) - corners
    area = np.abs(runs[:, 0, 0] * runs[:, 1, 1] - runs[:, 0, 1] * runs[:, 1, 0])
    return area / np.maximum(np.linalg.norm(runs, axis=2).max(axis=1), 1e-9)


def png(
    face: Any,
    activations: np.ndarray,
    path: str | os.PathLike[str] | None = None,
    labels: Sequence[str] = ("before", "after"),
    tone: Tone = "medium",
) -> bytes:
    """PNG of `figure`, the text for readers who do not see it as its Description; see there."""
    drawn, buffer = figure(face, activations, labels, tone), io.BytesIO()
    drawn.savefig(buffer, format="png", metadata=picture_words(stamp(), drawn.get_label()))
    if path is not None:
        write_whole(path, buffer.getvalue(), "the picture")
    return buffer.getvalue()


def alt_text(face: Any, controls: np.ndarray, labels: Sequence[str]) -> str:
    """Where the corners of the mouth and the brows go in each picture, in mm."""
    marks = [
        name
        for name in ("cheilion_left", "cheilion_right", "brow_mid_left", "brow_mid_right")
        if name in face.mesh.landmarks
    ]
    moved = face.deform(controls) - face.mesh.vertices
    parts = []
    for label, shift in zip(labels, moved, strict=True):
        lengths = np.linalg.norm(shift[[face.mesh.landmarks[name] for name in marks]], axis=1)
        said = ", ".join(
            f"{name.replace('_', ' ')} moves {mm:.1f} mm"
            for name, mm in zip(marks, lengths, strict=True)
        )
        parts.append(f"{label}: {said}")
    return "A simulated face from the front, the person's right on the left. " + "; ".join(parts)


def triangles(face: Any, controls: np.ndarray, tone: Tone) -> tuple[np.ndarray, np.ndarray]:
    """Corners (n, 3, 2) mm and colours (n, 3) of what the front view shows, farthest first."""
    fine = face.display_mesh
    pieces = beside_skin(face)
    colours = albedos(face, pieces, tone)
    skin = face.display(face.deform(controls)).astype(float)
    moves = pose(face, controls)
    layers = [_shaded(skin, fine.faces, *colours["skin"])]
    for piece in pieces:
        points = follow(piece, skin, fine.vertices, face, moves)
        shown = bust.opacity(piece.vertices) if piece.material == "collar" else 1.0
        layers.append(_shaded(points, piece.faces, *colours[piece.name], shown))
    corners, colours = (np.concatenate(part) for part in zip(*layers, strict=True))
    order = np.argsort(corners[:, :, 2].mean(axis=1), kind="stable")
    return corners[order][:, :, :2], colours[order]


def follow(piece: Any, skin: np.ndarray, rest: np.ndarray, face: Any, moves: Any) -> np.ndarray:
    """Vertices (n, 3) of a fitting when the display skin is at `skin` (V2, 3); see Fitting."""
    points = piece.vertices
    if piece.rig == "shell":
        p0, p1, p2 = (skin[piece.corners[:, k]] for k in range(3))
        normal = np.cross(p1 - p0, p2 - p0)
        normal /= np.linalg.norm(normal, axis=1, keepdims=True)
        a, b, h = piece.coords.T[:, :, None]
        return p0 + a * (p1 - p0) + b * (p2 - p0) + h * normal
    if piece.rig in ("eye_left", "eye_right"):
        side = piece.rig.removeprefix("eye_")
        centre = face.mesh.eye_centres[0 if side == "left" else 1]
        yaw, pitch = moves["gaze"][side]
        return (points - centre) @ (_turn(1, yaw) @ _turn(0, -pitch)).T + centre
    jaw, centre = moves["jaw"], face.rig.jaw.centre
    carried = (points - centre) @ _turn(0, jaw["angle"]).T + centre
    carried += np.array([jaw["shift"], 0, jaw["forward"]])
    share, ride = piece.skin_share[:, None], piece.jaw_share[:, None]
    own = skin[piece.skin_index] - rest[piece.skin_index]
    return points + share * own + (1 - share) * ride * (carried - points)


def _turn(axis: int, angle: float) -> np.ndarray:
    """Rotation about x (0) or y (1)."""
    c, s = np.cos(angle), np.sin(angle)
    about_x, about_y = [[1, 0, 0], [0, c, -s], [0, s, c]], [[c, 0, s], [0, 1, 0], [-s, 0, c]]
    return np.array([about_x, about_y][axis])


def _shaded(points, faces, albedo, occlusion, shown=1.0) -> tuple[np.ndarray, np.ndarray]:
    """Corners (m, 3, 3) and colours (m, 3) of the triangles that face the viewer.

    What is `shown` in part, () or (n,), lets the backdrop through.
    """
    corners = points[faces]
    a, b, c = corners[:, 0], corners[:, 1], corners[:, 2]
    seen = np.cross(b - a, c - a)[:, 2] > 0
    n = vertex_normals(points, faces)
    open_ = occlusion[:, None] ** [0.72, 1.0, 1.08]
    light = _KEY_COLOUR * _wrapped(n @ _KEY) * (0.25 + 0.75 * open_)
    for side in (1, -1):
        light += _FILL_COLOUR * _wrapped(n @ (_FILL * [side, 1, 1])) * open_
    light += (_GROUND + (_SKY - _GROUND) * (0.5 + 0.5 * n[:, 1:2])) * open_
    shine = 0.07 * np.clip(n @ [0.0, 0.3001, 0.9539], 0, 1)[:, None] ** 24 * open_
    colour = albedo * light * 0.5 + shine
    share = np.broadcast_to(shown, len(points))[faces[seen]].mean(axis=1, keepdims=True)
    drawn = _encoded(colour[faces[seen]].mean(axis=1))
    return corners[seen], share * drawn + (1 - share) * np.array(BACKDROP)


def _wrapped(cosine: np.ndarray) -> np.ndarray:
    t = np.clip((cosine[:, None] + _WRAP) / (1 + _WRAP), 0, 1)
    return t * (1 - _WRAP) + t * t * _WRAP


def _encoded(colour: np.ndarray) -> np.ndarray:
    colour = np.clip(colour, 0, None)
    colour = np.where(colour > 0.72, 1 - 0.0784 / (colour - 0.44), colour)
    return np.clip(1.055 * np.maximum(colour, 1e-9) ** (1 / 2.4) - 0.055, 0, 1)


# sRGB of skin and hair, as in js/scene/light.js
TONES = {
    "light": ((0.915, 0.765, 0.685), (0.27, 0.19, 0.14)),
    "medium": ((0.815, 0.625, 0.515), (0.165, 0.12, 0.095)),
    "deep": ((0.455, 0.325, 0.265), (0.05, 0.043, 0.04)),
}


def albedos(face: Any, pieces: Any, tone: Tone) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Linear colour (n, 3) and share of the sky seen (n,) of the level-2 "skin" and each piece."""
    looks = complexion(face, pieces)
    own = own_skin(face)
    found = {"skin": _skin(looks["skin_tint"], looks["skin_traits"], tone, own)}
    for piece in pieces:
        if piece.material in ("skin", "collar"):
            tint, traits = (looks[f"fit_{piece.name}_{kind}"] for kind in ("colours", "traits"))
            found[piece.name] = _skin(tint, traits, tone, own)
        else:
            dim = 0.45 if piece.material in ("tooth", "mouth") else 0.85
            shade = np.full(len(piece.vertices), dim)
            found[piece.name] = (linear(piece.colours / 255), shade)
    return found


def _skin(
    tint: np.ndarray, traits: np.ndarray, tone: Tone, own: OwnSkin | None
) -> tuple[np.ndarray, np.ndarray]:
    skin, hair = (linear(np.array(colour)) for colour in TONES[tone])
    skin, power = (skin, 1.5) if own is None else (own.tone, POWER)
    occlusion, scalp = traits[:, 0] / 255, traits[:, 3] / 255
    crop = 0.93 * smooth_step(scalp, 0.04, 0.36)[:, None]
    return (skin * (tint / 255) ** power) * (1 - crop) + hair * crop, occlusion
