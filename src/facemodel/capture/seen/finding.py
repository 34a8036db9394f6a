"""Where the face is in a scan, without a click: its points by the networks, and whether to trust
them.

The scan is drawn from 24 sides; where the networks are surest it is turned upright, drawn closely
from five sides, and what they point at is put back onto the surface. A face is believed when the
networks are sure in every view, the views agree, and the points lie as a face's do. The last is
asked because a mask seen from behind is a face as well, a hollow one.
"""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from facemodel.anatomy.mesh import face_normals_areas
from facemodel.capture.scan.alignment import Similarity, robust
from facemodel.capture.scan.reading import Surface, thinned
from facemodel.capture.seen import picture, views
from facemodel.capture.seen.drawing import Body, Window, draw
from facemodel.capture.seen.landmarks import landmarks
from facemodel.capture.seen.standard import standard

ROUGH_TRIANGLES, FINE_TRIANGLES = 20_000, 150_000
"""What the search and the closer look need."""
ROUGH_PX = 192
LOOKED_CLOSER = 8
"""Sides at which the mesh is tried after the detector."""
MOST_TRIED = 4
LEAST_SCORE, LEAST_FLAG = 0.2, 0.9
WORST_SPREAD_MM, WORST_MISFIT_MM = 4.0, 6.0
"""Of 19 heads the least flag was 1.00, the worst spread 1.9 and the worst misfit 5.2; of what is
followed on 66 other things the best were 0.79, 4.9 and 6.8, no two of one thing. A misfit
differs by hundredths of a mm from processor to processor."""
SETTLING_ROUNDS = 3
SMALLEST_PART = 0.02
"""Area of a part, relative to the largest, below which it is no face: a lash, a button."""


@dataclass(frozen=True, eq=False)
class Found:
    """A face in a scan.

    points   (478,3) in the scan's units, numbered as the networks do
    landmarks  the twelve points that place a scan, by name, in its units
    place    takes the scan to the default face
    flag     of the least sure view, 0..1
    spread_mm, misfit_mm  how far views, and points and an average face, lie apart (median)
    """

    points: np.ndarray
    landmarks: Mapping[str, np.ndarray]
    place: Similarity
    flag: float
    spread_mm: float
    misfit_mm: float


def near(surface: Surface, place: Similarity) -> Found | None:
    """The face in a scan of which somebody says where it is; None: none is seen there."""
    return _looked(_body(thinned(surface, FINE_TRIANGLES)), place)


def find(surface: Surface) -> Found | None:
    """The face in a scan that lies anyhow, in any unit; None: there is none."""
    surface = _large_parts(surface)
    rough, fine = (_body(thinned(surface, n)) for n in (ROUGH_TRIANGLES, FINE_TRIANGLES))
    box = _box(surface)
    for turn in _likely(rough, *box):
        found = _looked(fine, _start(turn, *box))
        if found is not None:
            return found
    return None


def _body(surface: Surface) -> Body:
    return Body.of(surface.vertices, surface.triangles)


def _box(surface: Surface) -> tuple[np.ndarray, float]:
    """Middle and size of a box about nearly all of a scan."""
    low, high = np.percentile(surface.vertices, [0.5, 99.5], axis=0)
    return (low + high) / 2, float((high - low).max())


def _large_parts(surface: Surface) -> Surface:
    """The surface without its small parts."""
    import scipy.sparse as sp

    t, count = surface.triangles, len(surface.vertices)
    pairs = np.concatenate([t[:, :2], t[:, 1:]])
    links = sp.coo_array((np.ones(len(pairs)), pairs.T), shape=(count, count))
    part = sp.csgraph.connected_components(links, directed=False)[1][t[:, 0]]
    areas = np.bincount(part, face_normals_areas(surface.vertices, t)[1])
    kept = t[(areas >= SMALLEST_PART * areas.max())[part]]
    used, corners = np.unique(kept, return_inverse=True)
    return Surface(surface.vertices[used], corners.reshape(-1, 3))


def _likely(body: Body, middle: np.ndarray, size: float) -> Iterator[np.ndarray]:
    """Turns (3,3) in which a face may look at the viewer, the likeliest first, far apart."""
    pictures = []
    for turn in _turns():
        window = Window(turn @ middle, 0.6 * size, ROUGH_PX)
        drawn = draw(body.turned(turn), window).picture
        score, square = picture.detect(drawn)
        pictures.append((score, turn, drawn, square))
    pictures.sort(key=lambda one: -one[0])
    sure = []
    for score, turn, drawn, square in pictures[:LOOKED_CLOSER]:
        sure.append((score * picture.track(drawn, 2, square).flag, turn))
    sure.sort(key=lambda one: -one[0])
    tried: list[np.ndarray] = []
    for score, turn in sure:
        # a trace of 2 is a turn by 60 degrees
        if score < LEAST_SCORE / 2 or any(np.trace(turn @ other.T) > 2 for other in tried):
            continue
        tried.append(turn)
        yield turn
        if len(tried) == MOST_TRIED:
            return


def _turns() -> list[np.ndarray]:
    """The 24 ways to put a box down."""
    found = []
    for order in itertools.permutations(range(3)):
        for signs in itertools.product((1.0, -1.0), repeat=3):
            turn = np.zeros((3, 3))
            turn[range(3), order] = signs
            if np.linalg.det(turn) > 0:
                found.append(turn)
    return found


def _start(turn: np.ndarray, middle: np.ndarray, size: float) -> Similarity:
    """The scan in the window as a whole."""
    scale = 2 * views.WINDOW.half / (1.2 * size)
    return Similarity(scale, turn, views.WINDOW.middle - scale * turn @ middle)


def _looked(body: Body, place: Similarity) -> Found | None:
    """The face that a scan shows when it stands about so."""
    face = standard().points
    for _ in range(SETTLING_ROUNDS):
        view = views.quick(views.placed(body, place))
        there = _there(view.points)
        if len(there) < views.LEAST_POINTS:
            return None
        place = place.then(robust(view.points[there], face[there]))
    upright = views.placed(body, place)
    seen = [views.looked_at(upright, *angles) for angles in views.VIEWS]
    flag = min(view.flag for view in seen)
    every = np.array([view.points for view in seen])
    points = _median(every)
    there = _there(points)
    if flag < LEAST_FLAG or len(there) < views.LEAST_POINTS:
        return None
    last = robust(points[there], face[there])
    apart = last.scale * np.linalg.norm(every - points, axis=2)
    spread = float(np.nanmedian(_median(apart)))
    misfit = float(np.median(np.linalg.norm(last(points) - face, axis=1)[there]))
    if spread > WORST_SPREAD_MM or misfit > WORST_MISFIT_MM:
        return None
    unseen = ~np.isfinite(points).all(1)
    points[unseen] = last.back(face[unseen])
    points, place = place.back(points), place.then(last)
    return Found(points, landmarks(body, place, points), place, flag, spread, misfit)


def _there(points: np.ndarray) -> np.ndarray:
    """Numbers of the skin's points that the surface has."""
    return np.flatnonzero(np.isfinite(points[: picture.SKIN]).all(1))


def _median(values: np.ndarray) -> np.ndarray:
    """Median over the first axis of what is there; NaN where nothing is."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # nothing is there
        return np.nanmedian(values, axis=0)
