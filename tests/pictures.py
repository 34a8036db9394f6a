"""Pictures of heads of nobody in a known pose and movement, drawn without a browser."""

from itertools import pairwise

import numpy as np
import trimesh
from PIL import Image

import facemodel as fm
from facemodel.anatomy.parts.eyes import IRIS_RADIUS
from facemodel.capture.seen import views
from facemodel.capture.seen.drawing import SKIN, Body, Window, draw

LIPS, IRIS, WHITE, HAIR = (170.0, 95, 90), (60.0, 40, 30), (235.0, 232, 228), (70.0, 55, 45)
BROW, BROW_MM = ("inner", "mid", "arch", "outer", "tail"), 3.0


def colours(mesh) -> np.ndarray:
    """Of the skin's vertices: red lips, dark brows."""
    lips = mesh.areas["upper_vermilion"] + mesh.areas["lower_vermilion"]
    hair = np.zeros(len(mesh.vertices))
    for side in ("left", "right"):
        line = mesh.vertices[[mesh.landmarks[f"brow_{b}_{side}"] for b in BROW]]
        line = np.concatenate([np.linspace(a, b, 9) for a, b in pairwise(line)])
        away = np.linalg.norm(mesh.vertices[:, None] - line, axis=2).min(1)
        hair = np.maximum(hair, np.clip(2 - away / BROW_MM, 0, 1))
    skin = np.tile(SKIN, (len(hair), 1))
    for share, colour in ((lips, LIPS), (hair, HAIR)):
        skin += share[:, None] * (np.array(colour) - skin)
    return skin


def body(face, activation) -> tuple[Body, np.ndarray]:
    """The skin and both eyeballs at an activation, and the colour of each vertex."""
    points, triangles = [face.deform(activation)], [face.mesh.faces]
    paints = [colours(face.mesh)]
    ball = trimesh.creation.icosphere(5, face.mesh.eye_radius)
    iris = (np.hypot(*ball.vertices[:, :2].T) < IRIS_RADIUS) & (ball.vertices[:, 2] > 0)
    for centre in face.mesh.eye_centres:
        triangles.append(ball.faces + sum(map(len, points)))
        points.append(ball.vertices + centre)
        paints.append(np.where(iris[:, None], IRIS, WHITE))
    return Body.of(np.concatenate(points), np.concatenate(triangles)), np.concatenate(paints)


def picture(face, activation, turn=0.0, nod=0.0) -> np.ndarray:
    """(512,512,3), 0..255, of a head turned to its left and tipped up by so many degrees."""
    drawn, paint = body(face, activation)
    turned = views.turning(turn, -nod)
    window = Window(turned @ views.WINDOW.middle, views.WINDOW.half, views.PIXELS)
    return draw(drawn.turned(turned), window, paint).picture.astype(np.uint8)


def saved(path, image, **how):
    """The path of the picture as a file of the kind that its name has."""
    Image.fromarray(image).save(path, **how)
    return path


def corners_mm(face, activation) -> np.ndarray:
    """How far the corners of the mouth (left, right) go in the plane of the face."""
    at = [face.mesh.landmarks[f"cheilion_{side}"] for side in ("left", "right")]
    gone = face.deform(activation)[at] - face.deform(fm.expression("rest"))[at]
    return np.linalg.norm(gone[:, :2], axis=1)


def brows_mm(face, activation) -> np.ndarray:
    """How far the brows (left, right) rise."""
    gone = face.deform(activation) - face.deform(fm.expression("rest"))
    at = [[face.mesh.landmarks[f"brow_{b}_{s}"] for b in BROW[:2]] for s in ("left", "right")]
    return gone[np.array(at), 1].mean(1)
