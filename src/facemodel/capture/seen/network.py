"""How a network in a .tflite file is run with numpy alone: the operations that two files need.

The networks are MediaPipe's face detector and face mesh with attention (Apache-2.0; NOTICE in
`weights`). They arrive with the package: see hatch_build.py. Images are (h, w, channels).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from facemodel.capture.seen.flatbuffer import Table, options, root
from facemodel.errors import FaceModelError

WEIGHTS = Path(__file__).with_name("weights")
_TYPES = {0: "<f4", 1: "<f2", 2: "<i4"}
_NAMES = {
    0: "add", 2: "concatenation", 3: "convolution", 4: "depthwise", 6: "dequantize",
    17: "largest", 18: "product", 19: "relu", 22: "reshape", 34: "pad", 45: "slice", 54: "prelu",
}  # fmt: skip
"""Numbers of the built-in operations in the format."""
_NONE, _RELU, _RELU6 = 0, 1, 3
_SAME = 0


@dataclass(frozen=True, eq=False)
class Step:
    """One operation: which tensors go in and come out, how, and the shape of what comes out."""

    run: Callable[..., np.ndarray]
    inputs: tuple[int, ...]
    output: int
    how: Any
    shape: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Network:
    """Tensors that never change by number, the steps in order, and what goes in and comes out.

    lists : which points of the first output each later step of its own looks at, by that step's
    place among them
    """

    fixed: dict[int, np.ndarray]
    steps: tuple[Step, ...]
    input: int
    outputs: dict[str, int]
    lists: tuple[np.ndarray, ...]

    def __call__(self, image: np.ndarray) -> dict[str, np.ndarray]:
        """What the network says of an image (h, w, 3), by name."""
        values = {**self.fixed, self.input: np.asarray(image, np.float32)[None]}
        for step in self.steps:
            taken = [values[k] for k in step.inputs]
            values[step.output] = step.run(step.how, step.shape, *taken)
        return {name: values[k] for name, k in self.outputs.items()}


@cache
def load(name: str) -> Network:
    """A network of the package by name. Errors: its file is missing."""
    path = WEIGHTS / f"{name}.tflite"
    try:
        data = path.read_bytes()
    except OSError:
        raise FaceModelError(
            "the networks that find a face are missing: in a checkout run `python hatch_build.py`, "
            "else install facemodel again"
        ) from None
    return _network(root(data))


def _network(model: Table) -> Network:
    kinds = [_kind(code) for code in model.tables(1)]
    graph, buffers = model.tables(2)[0], model.tables(4)
    tensors = graph.tables(0)
    shapes = [tuple(map(int, t.array(0))) for t in tensors]
    fixed = {}
    for k, tensor in enumerate(tensors):
        raw = buffers[tensor.scalar(2, "<I")].array(0, "u1")
        if len(raw):
            fixed[k] = raw.view(_TYPES[tensor.scalar(1, "<b")]).reshape(shapes[k])
    steps, lists = [], []
    for operation in graph.tables(3):
        kind = kinds[operation.scalar(0, "<I")]
        inputs, output = tuple(map(int, operation.array(1))), int(operation.array(2)[0])
        if kind == "dequantize" and inputs[0] in fixed:  # weights stored in half precision
            fixed[output] = fixed[inputs[0]].astype(np.float32)
            continue
        own = operation.has(5)
        how: Any = options(operation.array(5, "u1").tobytes()) if own else operation.table(4)
        if own and "subset_idxs" in how:
            lists.append(how["subset_idxs"])
        steps.append(Step(_STEPS[kind], inputs, output, how, shapes[output]))
    outputs = {tensors[k].text(3): int(k) for k in graph.array(2)}
    return Network(fixed, tuple(steps), int(graph.array(1)[0]), outputs, tuple(lists))


def _kind(code: Table) -> str:
    return code.text(1) if code.has(1) else _NAMES[max(code.scalar(0, "<b"), code.scalar(3))]


# ---- built-in operations


def _margin(size: int, width: int, step: int) -> tuple[int, int]:
    """Zeros before and after, so that the windows' middles cover the image."""
    total = max((-(-size // step) - 1) * step + width - size, 0)
    return total // 2, total - total // 2


def _windows(x, size, step, padding, fill=0.0) -> np.ndarray:
    """(h, w, rows, columns, channels) windows on an image, without a copy but for the margin."""
    if padding == _SAME:
        around = [_margin(n, w, s) for n, w, s in zip(x.shape, size, step, strict=False)]
        x = np.pad(x, (*around, (0, 0)), constant_values=fill)
    seen = np.lib.stride_tricks.sliding_window_view(x, size, (0, 1))
    return seen[:: step[0], :: step[1]].transpose(0, 1, 3, 4, 2)


def _activated(x: np.ndarray, kind: int) -> np.ndarray:
    if kind == _NONE:
        return x
    return np.clip(x, 0, {_RELU: None, _RELU6: 6}[kind])


def _convolution(how: Table, shape, x, weights, bias) -> np.ndarray:
    count, *size, channels = weights.shape
    step = (how.scalar(2), how.scalar(1))
    if (*size, *step) == (1, 1, 1, 1):
        rows = x.reshape(-1, channels)
    else:
        rows = _windows(x[0], tuple(size), step, how.scalar(0, "<b"))
        rows = rows.reshape(-1, size[0] * size[1] * channels)
    out = rows @ weights.reshape(count, -1).T + bias
    return _activated(out.reshape(shape), how.scalar(3, "<b"))


def _depthwise(how: Table, shape, x, weights, bias) -> np.ndarray:
    _, rows, columns, _ = weights.shape
    seen = _windows(x[0], (rows, columns), (how.scalar(2), how.scalar(1)), how.scalar(0, "<b"))
    out = np.zeros(shape[1:], np.float32) + bias
    for i in range(rows):
        for j in range(columns):
            out += seen[:, :, i, j] * weights[0, i, j]
    return _activated(out[None], how.scalar(4, "<b"))


def _largest(how: Table, shape, x) -> np.ndarray:
    size, step = (how.scalar(4), how.scalar(3)), (how.scalar(2), how.scalar(1))
    return _windows(x[0], size, step, how.scalar(0, "<b"), -np.inf).max((2, 3))[None]


def _add(how: Table, shape, one, other) -> np.ndarray:
    return _activated(one + other, how.scalar(0, "<b"))


def _product(how: Table, shape, one, other) -> np.ndarray:
    return _activated(one * other, how.scalar(0, "<b"))


def _pad(how: Table, shape, x, widths) -> np.ndarray:
    return np.pad(x, [(int(a), int(b)) for a, b in widths])


def _prelu(how: Table, shape, x, slope) -> np.ndarray:
    return np.where(x < 0, x * slope, x)


def _relu(how: Table, shape, x) -> np.ndarray:
    return np.maximum(x, 0)


def _reshape(how: Table, shape, x, *_) -> np.ndarray:
    return x.reshape(shape)


def _concatenation(how: Table, shape, *parts) -> np.ndarray:
    return np.concatenate(parts, how.scalar(0))


def _slice(how: Table, shape, x, start, end, step) -> np.ndarray:
    """A part of x; a bit set in how's masks means from the start, or to the end, of an axis."""
    first, last = how.scalar(0), how.scalar(1)
    axes = enumerate(zip(start, end, step, strict=True))
    return x[
        tuple(
            slice(None if first >> k & 1 else a, None if last >> k & 1 else b, s)
            for k, (a, b, s) in axes
        )
    ].reshape(shape)


# ---- the mesh's own operations: it looks again, closely, where lips and eyes seem to be


def _frame(how: dict[str, Any], shape, points) -> np.ndarray:
    """(1,4,4) from a square of pixels onto the turned box about some points of a coarser image."""
    flat = points[0, :, :2]
    x, y = flat[how["right_rotation_idx"]] - flat[how["left_rotation_idx"]]
    angle = np.arctan2(y, x)
    c, s = np.cos(angle), np.sin(angle)
    turn = np.array([[c, s], [-s, c]])
    mine = flat[how["subset_idxs"]] @ turn.T
    low, high = mine.min(0), mine.max(0)
    pixels = np.array([how["output_width"], how["output_height"]])
    scale = [how["scale_x"], how["scale_y"]] * (high - low) / pixels
    frame = np.eye(4, dtype=np.float32)
    frame[:2, :2] = turn.T * scale
    frame[:2, 3] = (low + high) / 2 @ turn - frame[:2, :2] @ (pixels / 2)
    return frame[None]


def _cut(how: dict[str, Any], shape, image, frame) -> np.ndarray:
    """The square of an image that a frame names, 0 outside it."""
    x, y = np.arange(how["output_width"]) + 0.5, np.arange(how["output_height"]) + 0.5
    places = np.stack(np.meshgrid(x, y), -1) @ frame[0, :2, :2].T + frame[0, :2, 3] - 0.5
    out = between(image[0], places[..., 0], places[..., 1])
    high = np.array(image.shape[2:0:-1]) - 1
    out[((places < 0) | (places > high)).any(-1)] = 0
    return out[None].astype(np.float32)


def between(image: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """An image (h, w, channels) at places between its pixels, its border continued outward."""
    height, width = image.shape[:2]
    left, top = np.floor(x).astype(int), np.floor(y).astype(int)
    across, down = (x - left)[..., None], (y - top)[..., None]
    columns = [np.clip(left + k, 0, width - 1) for k in (0, 1)]
    rows = [np.clip(top + k, 0, height - 1) for k in (0, 1)]
    upper, lower = (
        image[row, columns[0]] * (1 - across) + image[row, columns[1]] * across for row in rows
    )
    return upper * (1 - down) + lower * down


def _placed(how: dict[str, Any], shape, points, frame) -> np.ndarray:
    """Points of a square, put where its frame has them."""
    return points @ frame[0, :2, :2].T + frame[0, :2, 3]


_STEPS: dict[str, Callable[..., np.ndarray]] = {
    "add": _add, "concatenation": _concatenation, "convolution": _convolution,
    "depthwise": _depthwise, "largest": _largest, "product": _product, "relu": _relu,
    "reshape": _reshape, "pad": _pad, "slice": _slice, "prelu": _prelu,
    "Landmarks2TransformMatrix": _frame, "TransformTensorBilinear": _cut,
    "TransformLandmarks": _placed,
}  # fmt: skip
