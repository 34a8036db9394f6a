"""Arrays that were computed when the package was built, used only while nothing has changed since.

hatch_build.py has them written (view/scene/assets.py). Whoever reads them computes them itself
where they are missing or where a file that they depend on is another one now. On another machine
than the one that built the package, their last bits can differ from what is computed there.
"""

import io
import zipfile
from functools import cache
from pathlib import Path

import numpy as np

try:
    import lzma
except ImportError:  # some Pythons are built without it
    lzma = None  # type: ignore[assignment]

from facemodel.data import fingerprint
from facemodel.data.files import mesh_folder, write_whole

PACKAGE = Path(__file__).parents[1]
FOLDER = PACKAGE / "_prepared"


def read(name: str) -> dict[str, np.ndarray] | None:
    """The arrays of one of fingerprint.PARTS, or None where they do not hold."""
    try:
        with zipfile.ZipFile(FOLDER / f"{name}.npz") as file:
            if file.comment.decode() != _fingerprint(name):
                return None
            return {
                member.removesuffix(".npy"): np.lib.format.read_array(io.BytesIO(file.read(member)))
                for member in file.namelist()
            }
    except Exception:  # missing or damaged, in whatever way: then it does not hold
        return None


def write(name: str, arrays: dict[str, np.ndarray], tight: bool = False) -> None:
    """Keep the arrays of one of fingerprint.PARTS for `read`; `tight`: small, and slower to read.

    Numbers that look random gain nothing by `tight`.
    """
    packing = zipfile.ZIP_LZMA if tight and lzma is not None else zipfile.ZIP_DEFLATED
    FOLDER.mkdir(exist_ok=True)
    path = FOLDER / f"{name}.npz"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.comment = _fingerprint(name).encode()
        for key, array in arrays.items():
            data = io.BytesIO()
            np.lib.format.write_array(data, array, allow_pickle=False)
            # named so, it has no date: the same contents are the same file
            member = zipfile.ZipInfo(f"{key}.npy")
            file.writestr(member, data.getvalue(), packing, 9)
    write_whole(path, packed.getvalue(), "the prepared face")


@cache
def _fingerprint(name: str) -> str:
    return fingerprint.of(name, PACKAGE, mesh_folder())
