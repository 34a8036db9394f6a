"""The default face's rig in single precision as few arrays, to the last bit: half of it mirrors."""

from collections.abc import Mapping

import numpy as np

from facemodel.anatomy.mesh import Mesh
from facemodel.anatomy.muscles import CONTROLS, INDEX
from facemodel.mechanics import jaw as jaws
from facemodel.mechanics.frame import Rig, single
from facemodel.mechanics.lids import ROWS, arranged
from facemodel.mechanics.lips import Lips
from facemodel.mechanics.strength import SLACK

_RIGHT = [INDEX[c] for c in CONTROLS if c.endswith("_right")]
_LEFT = [INDEX[CONTROLS[k].removesuffix("_right") + "_left"] for k in _RIGHT]
_OWN = [k for k in range(len(CONTROLS)) if k not in _RIGHT]
_FLIP = np.array([[-1], [1], [1]], np.float32)


def packed(rig: Rig) -> dict[str, np.ndarray]:
    """A float64 rig as arrays; `unpacked` makes frame.single(rig) of them."""
    plain = single(rig)
    columns, answers = np.split(plain.rows[1:], [len(CONTROLS)])
    half = (len(answers) + 1) // 2
    creases = plain.creases
    lids, lips = rig.lids, rig.lips
    return {
        # the bytes of equal weight stand together: so they compress
        "rows": _planes(np.concatenate([columns[_OWN], answers[:half]])),
        "creases": _planes(creases[: len(creases) // 2]),
        "gap_rows": rig.gap_rows[: len(CONTROLS)],
        **{name: getattr(rig, name) for name in _PLAIN},
        "jaw_weight": rig.jaw.weight,
        "jaw_centre": rig.jaw.centre,
        "jaw_scale": np.array(rig.jaw.scale),
        **{f"lids_{name}": getattr(lids, name) for name in ("index", *ROWS, *_LIDS)},
        **{f"lips_{name}": getattr(lips, name) for name in _LIPS},
    }


_PLAIN = ("whiten", "unwhiten")
_LIDS = ("centre", "axes", "push")
_LIPS = ("upper", "lower", "gap", "line", "compliance")


def unpacked(arrays: Mapping[str, np.ndarray], mesh: Mesh) -> Rig:
    """The rig of the default face in single precision."""
    some = _numbers(arrays["rows"]).reshape(-1, 3, len(mesh.vertices))
    own, half = some[: len(_OWN)], some[len(_OWN) :]
    count = len(arrays["lips_upper"])
    rows = np.empty((1 + len(CONTROLS) + count, 3, len(mesh.vertices)), np.float32)
    rows[0] = mesh.vertices.T
    columns, answers = rows[1 : len(CONTROLS) + 1], rows[len(CONTROLS) + 1 :]
    columns[_OWN] = own
    columns[_RIGHT] = columns[_LEFT][..., mesh.mirror] * _FLIP
    answers[: len(half)] = half
    answers[len(half) :] = (half[: count - len(half)] * _FLIP)[::-1][..., mesh.mirror]
    left = _numbers(arrays["creases"]).reshape(-1, 3, len(mesh.vertices))
    creases = np.concatenate([left, left[..., mesh.mirror] * _FLIP])
    jaw = jaws.turning(arrays["jaw_weight"], arrays["jaw_centre"], float(arrays["jaw_scale"]))
    lids = arranged(
        arrays["lids_index"],
        {name: arrays[f"lids_{name}"] for name in ROWS},
        mesh.vertices,
        **{name: arrays[f"lids_{name}"] for name in _LIDS},
    )
    lips = Lips(
        response=answers.transpose(0, 2, 1), **{name: arrays[f"lips_{name}"] for name in _LIPS}
    )
    plain = {name: arrays[name] for name in ("gap_rows", *_PLAIN)}
    return single(
        Rig(rows=rows, creases=creases, slack=SLACK, jaw=jaw, lids=lids, lips=lips, **plain)
    )


def _planes(array: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(array.reshape(-1).view(np.uint8).reshape(-1, array.itemsize).T)


def _numbers(planes: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(planes.T).view(np.float32).ravel()
