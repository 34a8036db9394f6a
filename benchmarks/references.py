"""What the model is compared with: plain products, and other models of a face or a head."""

from collections.abc import Callable
from importlib.util import find_spec

import numpy as np

ICT_VERTICES, ICT_SHAPES = 26_719, 53


def flame_size_forward(seed: int = 0) -> Callable[[], np.ndarray]:
    """Forward pass of the size of the FLAME head: 5,023 vertices, 400 shapes, 5 joints, 36 pose
    correctives, linear blend skinning, float32; random numbers stand for the data."""
    rng = np.random.default_rng(seed)
    n, shapes, parents = 5023, 400, (-1, 0, 1, 1, 1)

    def draw(*size: int) -> np.ndarray:
        return rng.normal(size=size).astype(np.float32)

    template, basis, beta = draw(3 * n), draw(shapes, 3 * n), draw(shapes)
    regressor, correctives = draw(5, n) / n, draw(36, 3 * n)
    weights = np.abs(draw(n, 5))
    weights /= weights.sum(1, keepdims=True)
    pose = 0.2 * draw(5, 3)

    def rotation(r: np.ndarray) -> np.ndarray:
        angle = np.linalg.norm(r) + np.float32(1e-8)
        x, y, z = r / angle
        k = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]], np.float32)
        return np.eye(3, dtype=np.float32) + np.sin(angle) * k + (1 - np.cos(angle)) * k @ k

    def forward() -> np.ndarray:
        v = (template + beta @ basis).reshape(-1, 3)
        joints = regressor @ v
        turns = np.stack([rotation(r) for r in pose])
        v = v + ((turns[1:] - np.eye(3, dtype=np.float32)).reshape(-1) @ correctives).reshape(-1, 3)
        chain: list[np.ndarray] = []
        for k, parent in enumerate(parents):
            step = np.eye(4, dtype=np.float32)
            step[:3, :3] = turns[k]
            step[:3, 3] = joints[k] - (joints[parent] if k else 0)
            chain.append(step if k == 0 else chain[parent] @ step)
        moves = np.stack(chain)
        moves[:, :3, 3] -= np.einsum("jab,jb->ja", moves[:, :3, :3], joints)
        blended = (weights @ moves.reshape(5, 16)).reshape(-1, 4, 4)
        return np.einsum("vab,vb->va", blended[:, :3, :3], v) + blended[:, :3, 3]

    return forward


def ict_size_blend(seed: int = 0) -> Callable[[], np.ndarray]:
    """Blend of the size of ICT-FaceKit's expressions: 26,719 vertices, 53 shapes, float32; random
    numbers stand for the data."""
    rng = np.random.default_rng(seed)
    neutral = rng.normal(size=3 * ICT_VERTICES).astype(np.float32)
    shapes = rng.normal(size=(ICT_SHAPES, 3 * ICT_VERTICES)).astype(np.float32)
    weights = rng.random(ICT_SHAPES).astype(np.float32)
    return lambda: (neutral + weights @ shapes).reshape(-1, 3)


def one_reading(buffer: np.ndarray) -> Callable[[], object]:
    """Reads a float32 buffer once: `sdot` of the library of products with itself."""
    flat = buffer.reshape(-1)
    return lambda: flat @ flat


def anny_forward() -> Callable[[], object] | None:
    """Forward pass of one body of the `anny` package on one thread; None where not installed."""
    if find_spec("anny") is None or find_spec("torch") is None:
        return None
    import anny
    import torch

    torch.set_num_threads(1)
    model = anny.Anny().to(dtype=torch.float32)
    pose = torch.eye(4).repeat(1, model.bone_count, 1, 1)
    looks = torch.full((1, len(model.phenotype_labels)), 0.5)

    def forward() -> object:
        with torch.no_grad():
            return model(pose_parameters=pose, phenotype_kwargs=looks)["vertices"]

    return forward
