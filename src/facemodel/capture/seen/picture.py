"""What the networks see in one picture: where a face is, and its 478 points.

A picture is (h, w, 3), 0..255. Places are x, y in pixels from its upper left corner; pixel (i, j)
has its middle at (j + 0.5, i + 0.5). Points are numbered as MediaPipe numbers them: 468 of the
skin, then five of each iris.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np

from facemodel.capture.seen.network import between, load

DETECTOR, MESH = "face_detection_short_range", "face_landmark_with_attention"
DETECTOR_PX, MESH_PX = 128, 192
SKIN, ALL = 468, 478
LEAST_SCORE = 0.2
"""Score of the detector from which there may be a face."""
OUTER_EYES = (33, 263)
"""The outer corners of the right and the left eye."""
_AROUND = 0.75
"""Half the square that is looked at, in sizes of the face."""


@dataclass(frozen=True)
class Square:
    """A turned square of a picture: middle, half its side in pixels, angle in radians."""

    x: float
    y: float
    half: float
    angle: float = 0.0

    def places(self, at: np.ndarray) -> np.ndarray:
        """Places (..., 2) in the picture of places in the square, -1..1."""
        c, s = np.cos(self.angle), np.sin(self.angle)
        return [self.x, self.y] + self.half * (at @ np.array([[c, s], [-s, c]]))

    def cut(self, picture: np.ndarray, pixels: int) -> np.ndarray:
        """The square as a picture of its own."""
        line = (np.arange(pixels) + 0.5) / pixels * 2 - 1
        at = self.places(np.stack(np.meshgrid(line, line), -1)) - 0.5
        return between(picture.astype(np.float32), at[..., 0], at[..., 1])


@dataclass(frozen=True, eq=False)
class Points:
    """A face's points (478,3): x and y in pixels, z in pixels toward the viewer's back; and how
    sure the network is, 0..1, that they are a face's."""

    at: np.ndarray
    flag: float


def detect(picture: np.ndarray) -> tuple[float, Square]:
    """Score 0..1 of the likeliest face of a picture, and the square about it."""
    scores, square = _detected(picture)
    best = int(scores.argmax())
    return float(scores[best]), square(best)


def faces(picture: np.ndarray, least: float) -> list[Square]:
    """Squares about what scores `least` or more as a face, the likeliest first, each face once."""
    scores, square = _detected(picture)
    found: list[Square] = []
    for k in np.argsort(-scores):
        if scores[k] < least:
            break
        one = square(int(k))
        if all(np.hypot(one.x - o.x, one.y - o.y) > max(one.half, o.half) for o in found):
            found.append(one)
    return found


def _detected(picture: np.ndarray) -> tuple[np.ndarray, Callable[[int], Square]]:
    """Scores (896,) 0..1 of all places where a face may be, and the square of one by its number."""
    height, width = picture.shape[:2]
    whole = Square(width / 2, height / 2, max(width, height) / 2)
    said = load(DETECTOR)(whole.cut(picture, DETECTOR_PX) / 127.5 - 1)

    def square(k: int) -> Square:
        numbers = said["regressors"][0, k] / DETECTOR_PX
        # box (middle, sides), then both eyes, nose, mouth and ears; 0..1 from an anchor
        middle, eyes = _anchors()[k] + numbers[:2], numbers[4:8].reshape(2, 2)
        x, y = whole.places(2 * middle - 1)
        size = max(numbers[2:4]) * 2 * whole.half
        angle = float(np.arctan2(*(eyes[1] - eyes[0])[::-1]))
        return Square(float(x), float(y), _AROUND * size, angle)

    return _chance(said["classificators"][0, :, 0]), square


@cache
def _anchors() -> np.ndarray:
    """(896,2) where the detector's numbers count from: two a cell of 16 x 16, six of 8 x 8."""
    grids = [(16, 2), (8, 6)]
    lines = [(np.arange(n) + 0.5) / n for n, _ in grids]
    cells = [np.stack(np.meshgrid(line, line), -1).reshape(-1, 2) for line in lines]
    return np.concatenate(
        [cell.repeat(count, 0) for cell, (_, count) in zip(cells, grids, strict=True)]
    )


def points(picture: np.ndarray, square: Square) -> Points:
    """The face in a square of a picture."""
    mesh = load(MESH)
    said = mesh(square.cut(picture, MESH_PX) / 255)
    at = said["output_mesh_identity"].reshape(SKIN, 3).copy()
    for part, mine in zip(("lips", "left_eye", "right_eye"), mesh.lists, strict=True):
        at[mine, :2] = said[f"output_{part}"].reshape(-1, 2)
    irises = [said[f"output_{side}_iris"].reshape(5, 2) for side in ("left", "right")]
    deep = [at[list(eye), 2].mean() for eye in ((33, 133), (362, 263))]
    at = np.concatenate([at, *(np.c_[i, np.full(5, z)] for i, z in zip(irises, deep, strict=True))])
    flat = square.places(2 * at[:, :2] / MESH_PX - 1)
    deep = at[:, 2:] * 2 * square.half / MESH_PX
    return Points(np.hstack([flat, deep]), float(_chance(said["conv_faceflag"].ravel()[0])))


def around(at: np.ndarray) -> Square:
    """The square about a face's points, turned as its eyes are."""
    x, y = at[OUTER_EYES[1], :2] - at[OUTER_EYES[0], :2]
    square = Square(0.0, 0.0, 1.0, float(np.arctan2(y, x)))
    c, s = np.cos(square.angle), np.sin(square.angle)
    turned = at[:SKIN, :2] @ np.array([[c, -s], [s, c]])
    low, high = turned.min(0), turned.max(0)
    x, y = square.places((low + high) / 2)
    return Square(float(x), float(y), _AROUND * float((high - low).max()), square.angle)


def track(picture: np.ndarray, rounds: int, square: Square | None = None) -> Points:
    """A face's points, looked at again in the square about them; found first unless told where."""
    if square is None:
        score, square = detect(picture)
        if score < LEAST_SCORE:  # a face that fills the picture is too large for the detector
            height, width = picture.shape[:2]
            square = Square(width / 2, height / 2, 0.45 * width)
    for _ in range(rounds):
        found = points(picture, square)
        square = around(found.at)
    return found


def track_both(
    picture: np.ndarray, rounds: int, mirror: np.ndarray, square: Square | None = None
) -> Points:
    """The mean of a picture's points and its mirror image's, so that no side is favoured.

    mirror: (478,) the same point of the other side; square: where the face is, if that is known.
    """
    width, other_square = picture.shape[1], square
    if square is not None:
        other_square = Square(width - square.x, square.y, square.half, -square.angle)
    one = track(picture, rounds, square)
    other = track(picture[:, ::-1], rounds, other_square)
    back = other.at[mirror] * [-1, 1, 1] + [width, 0, 0]
    return Points((one.at + back) / 2, min(one.flag, other.flag))


def _chance(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-np.clip(x, -50, 50)))
