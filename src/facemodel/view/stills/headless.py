"""Pictures of the face from a script: the viewer's own drawing in a browser without a window."""

from __future__ import annotations

import base64
import gzip
import os
from collections.abc import Sequence
from typing import Any

import numpy as np

from facemodel.anatomy.muscles import CONTROLS, MUSCLES
from facemodel.data.files import checked_path, write_whole
from facemodel.data.waiting import step
from facemodel.errors import FaceModelError, unknown
from facemodel.mechanics import jaw, turning
from facemodel.mechanics.face import Face, load
from facemodel.physiology.dampening import strength_left
from facemodel.view.provenance import picture_words, stamp, stamped_png
from facemodel.view.scene.assets import Tone, checked_tone, face_block
from facemodel.view.scene.bundle import bundle
from facemodel.view.scene.compact import compact
from facemodel.view.scene.tables import GAZE_DEG
from facemodel.view.stills import drawing

VIEWS = (
    "front", "three_quarter", "three_quarter_right", "profile", "below", "eyes", "eye", "mouth",
)  # fmt: skip
OVERLAYS = ("muscles", "lines", "arrows", "measures", "reach")
FINE_PX = 400  # a picture as wide shows pores
PAINTS = ("asymmetry", "strain", "difference")


def render_png(
    face: Any,
    activations: np.ndarray,
    path: str | os.PathLike[str] | None = None,
    views: Sequence[str] = ("front",),
    size: tuple[int, int] = (480, 600),
    labels: Sequence[str] | None = None,
    columns: int | None = None,
    tone: Tone = "medium",
    dark: bool = False,
    overlays: Sequence[str] = (),
    remaining: np.ndarray | None = None,
    start: np.ndarray | None = None,
    highlight: Sequence[str] | Sequence[Sequence[str]] = (),
) -> bytes:
    """PNG of the face at activations (n, M) or (n, C): a row per view, a column per activation.

    `size` (width, height) of each picture in px; `labels` (n,) above the pictures; `columns`
    wraps the sheet at another width; `path` also writes the file. Needs a Chromium, Chrome or
    Edge on the machine; makes no request to any network. The file says where it comes from.
    `overlays` of OVERLAYS are laid on each picture, with legends below; `remaining` (n, M) or (M,)
    is the strength that muscles are drawn with, `start` (n, M) or (M,) the activation that arrows
    and differences begin with (rest), `highlight` muscles that stand out from the others, the same
    on every picture or a list for each.
    Errors: no browser, no viewer, unknown view, tone or overlay, wrong number of labels.
    """
    controls = np.atleast_2d(face.controls(activations))
    _check(controls, views, labels, tone, size)
    if path is not None:
        checked_path(path, "a picture")  # before the seconds that it takes
    over = _over(face, controls, overlays, remaining, start, highlight)
    shots = _shots(face, controls, views, labels, over)
    job = {"columns": columns or len(controls), "tone": tone, "dark": dark, "shots": shots}
    png = stamped_png(_draw(face, size, job), picture_words(stamp()))
    if path is not None:
        write_whole(path, png, "the picture")
    return png


def drawn(
    face: Any,
    controls: np.ndarray,
    size: tuple[int, int],
    columns: int,
    tone: Tone,
    labels: Sequence[str] | None = None,
) -> bytes:
    """PNG of the face from the front at control values (n, C), `columns` wide, without a stamp.

    Small pictures are drawn with the shaders of a screen without GPU: nobody sees pores on them.
    """
    _check(controls, ("front",), labels, tone, size)
    quality = "high" if size[0] >= FINE_PX else "light"
    shots = _shots(face, controls, ("front",), labels, [])
    job = {"columns": columns, "tone": tone, "quality": quality, "shots": shots}
    return _draw(face, size, job)


def _shots(face, controls, views, labels, over) -> list[dict[str, Any]]:
    """What is drawn, as js/still.js takes it: a row per view."""
    positions = face.deform(controls)
    return [
        {
            "positions": base64.b64encode(x.astype("<f4").tobytes()).decode(),
            "pose": pose(face, row),
            "view": view,
            "label": labels[k] if labels and view == views[0] else "",
            **({"over": over[k]} if over else {}),
        }
        for view in views
        for k, (row, x) in enumerate(zip(controls, positions, strict=True))
    ]


def _over(face, controls, overlays, remaining, start, highlight) -> list[dict[str, Any]]:
    """What is laid on each picture, as js/still.js takes it."""
    known = (*OVERLAYS, *PAINTS)
    if wrong := [name for name in overlays if name not in known]:
        raise FaceModelError(f"unknown overlay {wrong[0]!r}; overlays are {', '.join(known)}")
    paints = [name for name in overlays if name in PAINTS]
    if len(paints) > 1:
        raise FaceModelError(f"{paints[0]} and {paints[1]} both colour the skin; choose one")
    many = len(controls)
    each = [list(one) for one in highlight if not isinstance(one, str)]
    lit = each or [list(highlight)] * many
    if len(lit) != many:
        raise FaceModelError(f"there are {len(lit)} lists of muscles for {many} activations")
    for name in (name for one in lit for name in one):
        if name not in MUSCLES:
            raise unknown("muscle", name, MUSCLES)
    if not overlays:
        return []
    left = strength_left(1.0 if remaining is None else remaining)
    begin = face.mesh.vertices if start is None else face.deform(start)
    common = {
        "also": [name for name in overlays if name not in PAINTS],
        "paint": paints[0] if paints else None,
    }
    rows = zip(
        controls,
        np.broadcast_to(left, (many, len(MUSCLES))),
        np.broadcast_to(begin, (many, *face.mesh.vertices.shape)),
        lit,
        strict=True,
    )
    return [
        {
            **common,
            "activation": row[: len(MUSCLES)].tolist(),
            "remaining": share.tolist(),
            "from": base64.b64encode(origin.astype("<f4").tobytes()).decode(),
            "lit": names,
        }
        for row, share, origin, names in rows
    ]


def pose(face: Any, controls: np.ndarray) -> dict[str, Any]:
    """What control values (C,) do beside the skin: jaw angle (rad) and travel (mm), gaze (rad),
    contraction of the platysma of the neck."""
    at = dict(zip(CONTROLS, (float(c) for c in controls), strict=True))
    yaw, pitch = np.radians([GAZE_DEG["yaw"], GAZE_DEG["pitch"]])
    scale, up = float(face.single.jaw.scale), turning.bell_turn(controls.tolist())
    return {
        "jaw": {
            "angle": float(turning.jaw_angle(controls)),
            "shift": jaw.JAW_SHIFT_MM * scale * at["jaw_shift"],
            "forward": jaw.JAW_FORWARD_MM * scale * at["jaw_forward"],
        },
        "gaze": {
            side: [yaw * at[f"gaze_yaw_{side}"], pitch * at[f"gaze_pitch_{side}"] + up]
            for side in ("left", "right")
        },
        "neck": {side: max(at[f"platysma_{side}"], 0.0) for side in ("left", "right")},
    }


def _check(controls: np.ndarray, views: Any, labels: Any, tone: Tone, size: Any) -> None:
    unknown = [view for view in views if view not in VIEWS]
    if unknown or not len(views):
        what = f"unknown view {unknown[0]!r}" if unknown else "no view was given"
        raise FaceModelError(f"{what}; views are {', '.join(VIEWS)}")
    checked_tone(tone)
    if labels is not None:
        check_labels(labels, controls)
    if len(controls) == 0:
        raise FaceModelError("there is no activation to draw; give at least one")
    if min(size) < 32 or max(size) > 4000:
        raise FaceModelError(f"pictures are 32 to 4000 px wide and high, not {size[0]} x {size[1]}")


def check_labels(labels: Sequence[str], controls: np.ndarray) -> None:
    """Error: another number of labels than of pictures."""
    if len(labels) != len(controls):
        raise FaceModelError(
            f"there are {len(labels)} labels for {len(controls)} activations; give one for each"
        )


def _draw(face: Face, size: tuple[int, int], job: dict[str, Any]) -> bytes:
    """Has the browser draw the shots of a job, and reads the picture."""
    count = len(job["shots"])
    step(f"drawing {count} picture{'s' * (count > 1)}")
    laid = any("over" in shot for shot in job["shots"])
    # overlays need the tables of the lab; a bare picture of another face does not wait for them
    block = face_block(face) if laid or face is load() else compact(*bundle(face))
    packed = base64.b64encode(gzip.compress(block, 1)).decode()
    return drawing.png({"face": packed, "width": size[0], "height": size[1], **job})
