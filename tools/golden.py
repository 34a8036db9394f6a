"""Writes golden values of the model, by which a change of the code shows that no number changes.

python tools/golden.py             writes tests/data/golden.npz anew, after a wanted change
python tools/golden.py FILE        writes them elsewhere; a section that fails is left out
"""

import os

# before numpy is loaded: the last bit of a sum may depend on how many threads share it
THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
os.environ.update(dict.fromkeys(THREADS, "1"))

import argparse  # noqa: E402
import hashlib  # noqa: E402
import math  # noqa: E402
import sys  # noqa: E402
import traceback  # noqa: E402
from importlib.metadata import version  # noqa: E402
from pathlib import Path  # noqa: E402

import numpy as np  # noqa: E402
import scipy.linalg  # noqa: E402
import scipy.sparse.linalg  # noqa: E402

import golden_clinic  # noqa: E402
import golden_face  # noqa: E402
import golden_file  # noqa: E402
import golden_people  # noqa: E402

GOLDEN = Path(__file__).parents[1] / "tests" / "data" / "golden.npz"
SECTIONS = {**golden_face.SECTIONS, **golden_clinic.SECTIONS, **golden_people.SECTIONS}
LIBRARIES = ("numpy", "scipy", "clarabel", "trimesh")


def platform() -> str:
    """What decides the last bit here: libraries, instructions, and how products and logarithms end.

    Where it is the same, values must be equal; elsewhere rounding may differ.
    """
    wide = np.random.default_rng(0).normal(size=(800, 800))
    a = wide[:200, :200].copy()
    positive = a @ a.T + 200 * np.eye(200)
    sparse = scipy.sparse.csc_matrix(np.where(abs(positive) > 25, positive, 0) + 500 * np.eye(200))
    found = [
        wide @ wide,
        a @ a[0],
        a.astype(np.float32) @ a[0].astype(np.float32),
        np.einsum("ij,jk->ik", a[:9], a),
        np.linalg.cholesky(positive),
        np.linalg.solve(a, a[0]),
        np.concatenate(np.linalg.eigh(positive)[1:]),
        np.linalg.svd(a)[2],
        scipy.linalg.cho_solve(scipy.linalg.cho_factor(positive), a[0]),
        scipy.sparse.linalg.splu(sparse).solve(a[0]),
        *(f(a) for f in (np.exp, np.sin, np.arctan, np.tanh, np.sum)),
        np.array([math.exp(x) + math.log(abs(x)) for x in a[0]]),
    ]
    config = np.show_config(mode="dicts")
    words = [f"{name} {version(name)}" for name in LIBRARIES]
    words += [str(config["SIMD Extensions"]), str(config["Build Dependencies"]["blas"]["name"])]
    rounded = hashlib.sha256(b"".join(np.ascontiguousarray(x).tobytes() for x in found))
    return "; ".join([*words, rounded.hexdigest()[:16]])


def collect(anyway: bool) -> dict[str, golden_file.Value]:
    """Every value by "section/key"; `anyway`: sections that fail are told of and left out."""
    values: dict[str, golden_file.Value] = {}
    for name, section in SECTIONS.items():
        try:
            for key, value in section():
                full = f"{name}/{key}"
                assert full not in values, full
                values[full] = _plain(value)
        except Exception:
            if not anyway:
                raise
            print(f"golden values of {name} end here:", file=sys.stderr)
            traceback.print_exc()
    return values


def _plain(value) -> golden_file.Value:
    """An array of numbers (-0 as 0), or a list of texts."""
    array = np.asarray(value)
    if array.dtype.kind == "U":
        return [str(text) for text in array.ravel()]
    assert array.dtype.kind in "biuf", value
    return array + 0 if array.dtype.kind == "f" else array


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("file", type=Path, nargs="?", default=GOLDEN, help="left out: that of the tests")
    path = parser.parse_args().file
    values = collect(anyway=path != GOLDEN)
    golden_file.write(path, values, platform())
    print(f"{len(values)} golden values, {path.stat().st_size / 1000:.0f} kB: {path.name}")


if __name__ == "__main__":
    main()
