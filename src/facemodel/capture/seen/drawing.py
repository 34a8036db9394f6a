"""A surface drawn without a graphics card: a shaded picture and its depth, seen from far away."""

from dataclasses import dataclass

import numpy as np

from facemodel.anatomy.mesh import vertex_normals

BACKGROUND = 245.0
SKIN = np.array([205.0, 175.0, 155.0])
"""Of the picture: light and skin-coloured, as the networks know faces from photographs."""
LIGHT = np.array([0.0, 0.35, 1.0]) / np.hypot(0.35, 1.0)
_AMBIENT, _BRIGHT = 0.2, 1.2
_AT_ONCE = 3_000_000
MOST_LAYERS = 100
"""Times that the boxes of a surface's triangles may fill the window, or nothing is drawn: a heap of
triangles shows no face and would take minutes; a face has two, one of much noise twenty."""


@dataclass(frozen=True, eq=False)
class Body:
    """A surface to draw: vertices (n,3), triangles (m,3), unit normals (n,3)."""

    vertices: np.ndarray
    triangles: np.ndarray
    normals: np.ndarray

    @staticmethod
    def of(vertices: np.ndarray, triangles: np.ndarray) -> "Body":
        return Body(vertices, triangles, vertex_normals(vertices, triangles))

    def turned(self, turn: np.ndarray) -> "Body":
        return Body(self.vertices @ turn.T, self.triangles, self.normals @ turn.T)


@dataclass(frozen=True, eq=False)
class Window:
    """The square that is drawn: its middle (3,), half its side, and how many pixels that are."""

    middle: np.ndarray
    half: float
    pixels: int

    @property
    def scale(self) -> float:
        return self.pixels / (2 * self.half)

    def to_pixels(self, at: np.ndarray) -> np.ndarray:
        """Places (n,3): x to the right, y down, z toward the viewer."""
        middle = [self.pixels / 2, self.pixels / 2, 0]
        return (at - self.middle) * self.scale * [1, -1, 1] + middle

    def from_pixels(self, at: np.ndarray) -> np.ndarray:
        middle = [self.pixels / 2, self.pixels / 2, 0]
        return (at - middle) / self.scale * [1, -1, 1] + self.middle


@dataclass(frozen=True, eq=False)
class Drawn:
    """picture (n,n,3), 0..255; depth (n,n) toward the viewer in pixels, NaN where nothing is;
    triangle (n,n), -1 there."""

    picture: np.ndarray
    depth: np.ndarray
    triangle: np.ndarray


def draw(body: Body, window: Window, colours: np.ndarray | None = None) -> Drawn:
    """The surface from its +z side, lit from above the viewer; colours (n,3) of its vertices."""
    places = window.to_pixels(body.vertices)
    depth, triangle = _nearest(places, body.triangles, window.pixels)
    picture = np.full((*depth.shape, 3), BACKGROUND)
    seen = triangle >= 0
    corners = body.triangles[triangle[seen]]
    y, x = np.nonzero(seen)
    weight = _weights(places[corners][..., :2], np.stack([x, y], -1) + 0.5)
    normal = np.einsum("pk,pkd->pd", weight, body.normals[corners])
    normal /= np.linalg.norm(normal, axis=1, keepdims=True) + 1e-9
    normal *= np.where(normal[:, 2:] < 0, -1, 1)  # scanners do not agree on which side is out
    light = _AMBIENT + (1 - _AMBIENT) * np.clip(normal @ LIGHT, 0, 1)
    skin = SKIN if colours is None else np.einsum("pk,pkd->pd", weight, colours[corners])
    picture[seen] = np.clip(skin * light[:, None] * _BRIGHT, 0, 255)
    return Drawn(picture, np.where(seen, depth, np.nan), triangle)


def _weights(corners: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Barycentric coordinates (n,3) of places (n,2) in triangles (n,3,2)."""
    a, b, c = corners[:, 0], corners[:, 1], corners[:, 2]
    whole = _cross(b - a, c - a)
    whole = np.where(np.abs(whole) < 1e-12, 1e-12, whole)
    two, three = _cross(at - a, c - a) / whole, _cross(b - a, at - a) / whole
    return np.stack([1 - two - three, two, three], -1)


def _cross(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0]


def _nearest(places: np.ndarray, triangles: np.ndarray, pixels: int):
    """Depth of what is nearest to the viewer in each pixel, and which triangle it is."""
    depth, nearest = np.full(pixels**2, -np.inf), np.full(pixels**2, -1)
    flat = places[triangles]
    # what reaches beyond the window is drawn within it: a triangle may be as long as a street
    low, high = (np.clip(end(flat[..., :2], axis=1), -1, pixels + 1) for end in (np.min, np.max))
    area = _cross(flat[:, 1] - flat[:, 0], flat[:, 2] - flat[:, 0])
    first = np.ceil(low - 0.5).clip(0).astype(int)  # first, last pixel with its middle in the box
    across = np.floor(high - 0.5).clip(max=pixels - 1).astype(int) - first + 1
    span = across.max(1)
    drawn = (across > 0).all(1) & (np.abs(area) > 1e-9)
    drawn = np.flatnonzero(drawn)
    if across[drawn].prod(1).sum() > MOST_LAYERS * pixels**2:
        drawn = drawn[:0]
    for size in _sizes(span[drawn]):
        mine = drawn[(span[drawn] <= size) & (span[drawn] > size // 2)]
        for part in np.array_split(mine, 1 + len(mine) * size**2 // _AT_ONCE):
            z, pixel, which = _covered(flat, area, first, part, size, pixels)
            order = np.argsort(z)  # of equal pixels the last one written stays
            z, pixel, which = z[order], pixel[order], which[order]
            near = z > depth[pixel]
            depth[pixel[near]], nearest[pixel[near]] = z[near], which[near]
    return depth.reshape(pixels, pixels), nearest.reshape(pixels, pixels)


def _sizes(span: np.ndarray) -> list[int]:
    """Powers of two up to the largest span."""
    top = int(span.max(initial=1))
    return [1 << k for k in range(top.bit_length() + 1) if 1 << k < 2 * top]


def _covered(flat, area, first, part, size: int, pixels: int):
    """Depth, pixel and triangle wherever a triangle of a part covers a pixel's middle."""
    a, b, c = (flat[part, k][:, None, None] for k in range(3))
    y, x = np.mgrid[:size, :size]
    x, y = (first[part, k][:, None, None] + grid for k, grid in ((0, x), (1, y)))
    at = np.stack([x, y], -1) + 0.5
    whole = area[part][:, None, None]
    two = _cross(at - a[..., :2], c[..., :2] - a[..., :2]) / whole
    three = _cross(b[..., :2] - a[..., :2], at - a[..., :2]) / whole
    one = 1 - two - three
    inside = (np.minimum(np.minimum(one, two), three) >= -1e-6) & (x >= 0) & (y >= 0)
    inside &= (x < pixels) & (y < pixels)
    z = one * a[..., 2] + two * b[..., 2] + three * c[..., 2]
    which = np.broadcast_to(part[:, None, None], inside.shape)
    return z[inside], (y * pixels + x)[inside], which[inside]
