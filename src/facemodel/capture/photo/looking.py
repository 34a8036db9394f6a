"""The one face of a picture: where its 478 points are, how it is turned, how large it is.

Looked at as measured: first roughly, then cut out and looked at again, it and its mirror image, so
that neither the cut nor a side decides.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from facemodel.capture.scan.alignment import robust
from facemodel.capture.scan.fit_report import NORMS
from facemodel.capture.scan.formats import Broken
from facemodel.capture.seen import picture
from facemodel.capture.seen.finding import LEAST_FLAG, WORST_MISFIT_MM
from facemodel.capture.seen.picture import OUTER_EYES, SKIN, Square
from facemodel.capture.seen.standard import standard
from facemodel.clinic.instruments import IRIS_DIAMETER_MM

ROUGH_PX, FINE_PX = 512, 512
"""Longer side of the picture in which faces are looked for, and of that of one face."""
SURE = 0.5
"""Score of the detector from which there is a face, if the mesh is sure as well [assume]."""
NO_FACE = (
    "no face is seen in it; take the face from the front, in even light, so that it fills half of "
    "the picture"
)
SEVERAL = "two faces or more are seen in it; cut it to one of them"
MOST_TRIED = 4
"""Of the places that may be faces."""
AROUND = 1.4
"""Half the side of what is cut out, in that of the square about a face."""
ROUNDS = 3
"""Looks at the points in the square about them; repeats then differ by 0.2 mm."""
LEAST_EYES_PX = 40.0
"""Outer corners of the eyes, apart: renders of 29 pixels still came out right, of photographs
nothing so small was tried."""
LEAST_SHARPNESS = 1.15
"""See `_sharpness`. Renders blurred to 1.2 come out right, at 1.1 eyes and mouth do not."""
BLUR_PX = 2.0
"""Of that blur, in a face as large as the mesh looks at."""
IRISES = ((469, 471), (474, 476))
"""Edges of the right and of the left iris, across."""
NOD_DEG = 7.0
"""What the networks' depth nods a face by that looks straight: mean of nine heads, 2.5 to 9.7."""
TURN_SHARE = 0.87
"""Of the degrees by which a head is turned, those that the networks' depth shows: six heads."""


@dataclass(frozen=True, eq=False)
class Look:
    """A face in a picture.

    points    (478,3) px: x to the right, y up, z toward the viewer
    straight  turns them to face the viewer
    turn_deg, nod_deg  + to the subject's left, and up
    misfit_mm  how far the points and an average face's lie apart (median)
    """

    points: np.ndarray
    straight: np.ndarray
    turn_deg: float
    nod_deg: float
    misfit_mm: float

    @property
    def eyes_px(self) -> float:
        right, left = self.points[list(OUTER_EYES), :2]
        return float(np.linalg.norm(left - right))

    @property
    def mm_per_px(self) -> float:
        """From the breadth of the irises and from the outer corners of the eyes; people differ in
        each by 3 to 4 in a hundred, and in the mean of both by less."""
        irises = [np.linalg.norm(self.points[a] - self.points[b]) for a, b in IRISES]
        return float(np.sqrt(IRIS_DIAMETER_MM / np.mean(irises) * _eyes_apart_mm() / self.eyes_px))


def look(image: np.ndarray) -> Look:
    """The face in a picture (h,w,3). Errors: `Broken`: none, several, one too small."""
    part, corner, share = _cut(image, _only(image))
    found = picture.track_both(part, ROUNDS, standard().mirror)
    if found.flag < LEAST_FLAG:
        raise Broken(NO_FACE)
    seen = of_points(found.at / share + [*corner, 0])
    if seen.misfit_mm > WORST_MISFIT_MM:
        raise Broken(NO_FACE)
    if seen.eyes_px < LEAST_EYES_PX:
        raise Broken(too_small(seen.eyes_px))
    if _sharpness(part, found.at) < LEAST_SHARPNESS:
        raise Broken("the face in it is blurred; hold the camera still and let it focus")
    return seen


def _sharpness(part: np.ndarray, at: np.ndarray) -> float:
    """How much steeper the face's shades are than after a blur."""
    from scipy.ndimage import gaussian_filter

    pixels = picture.MESH_PX
    grey = picture.around(at).cut(part, pixels).mean(-1)
    grey = grey[pixels // 4 : -pixels // 4, pixels // 6 : -pixels // 6]

    def steep(shades):
        return sum(np.abs(np.diff(shades, axis=axis)).mean() for axis in (0, 1))

    return float(steep(grey) / (steep(gaussian_filter(grey, BLUR_PX)) + 1e-9))


def of_points(at: np.ndarray) -> Look:
    """A face of points (478,3) as `seen.picture` gives them."""
    points = at * [1, -1, -1]
    place = robust(points[:SKIN], standard().points[:SKIN])
    ahead = place.rotation.T @ [0, 0, 1]
    turn = np.degrees(np.arctan2(ahead[0], ahead[2])) / TURN_SHARE
    nod = np.degrees(np.arcsin(np.clip(ahead[1], -1, 1))) + NOD_DEG
    away = np.linalg.norm(place(points) - standard().points, axis=1)[:SKIN]
    return Look(points, place.rotation, float(turn), float(nod), float(np.median(away)))


def placed(seen: Look) -> np.ndarray:
    """The points as they lie on the default face."""
    return robust(seen.points[:SKIN], standard().points[:SKIN])(seen.points)


def _only(image: np.ndarray) -> Square:
    """Square about the only face of a picture. Errors: `Broken`: there are others."""
    small, share = shrunk(image, ROUGH_PX)
    squares = picture.faces(small, SURE)
    if len(squares) > 1 and how_many(small) > 1:
        raise Broken(SEVERAL)
    if not squares:  # a face that fills the picture is too large for the detector
        height, width = image.shape[:2]
        return Square(width / 2, height / 2, max(width, height) / 2)
    one = squares[0]
    return Square(one.x / share, one.y / share, one.half / share)


def how_many(image: np.ndarray) -> int:
    """How many faces a small picture shows."""
    places = picture.faces(image, SURE)[:MOST_TRIED]
    return sum(picture.points(image, one).flag >= LEAST_FLAG for one in places)


def too_small(eyes_px: float) -> str:
    """What is said of a face with its eyes so far apart."""
    return (
        f"the face in it is too small: {eyes_px:.0f} pixels from eye to eye, where "
        f"{LEAST_EYES_PX:.0f} are needed; come closer, or give it as it was taken"
    )


def _cut(image: np.ndarray, square: Square) -> tuple[np.ndarray, np.ndarray, float]:
    """The part of a picture about a square, its upper left corner there, and its share of the
    size."""
    middle, half = np.array([square.x, square.y]), AROUND * square.half
    low = np.maximum(np.floor(middle - half), 0).astype(int)
    high = np.minimum(np.ceil(middle + half), image.shape[1::-1]).astype(int)
    part, share = shrunk(image[low[1] : high[1], low[0] : high[0]], FINE_PX)
    return part, low, share


def shrunk(image: np.ndarray, longest: int) -> tuple[np.ndarray, float]:
    """A picture no longer than that, and its size relative to the one given."""
    from PIL import Image

    share = min(1.0, longest / max(image.shape[:2]))
    if share == 1:
        return image, share
    size = [max(1, round(share * n)) for n in image.shape[1::-1]]
    return np.asarray(Image.fromarray(image).resize(size, Image.Resampling.BILINEAR)), share


@cache
def _eyes_apart_mm() -> float:
    """Mean of both sexes."""
    norm = next(one for one in NORMS if one.start == "exocanthion_left")
    return (norm.male_mean + norm.female_mean) / 2
