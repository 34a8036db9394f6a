"""Where the default face's data files are: beside a checkout or inside an installed wheel."""

from functools import cache
from pathlib import Path

from facemodel.errors import FaceModelError


@cache
def folder() -> Path:
    """Folder of the default face: inside the package in a wheel, meshes/ in a checkout."""
    package = Path(__file__).resolve().parents[1]
    places = (package / "_meshes" / "default_face", package.parents[1] / "meshes" / "default_face")
    for place in places:
        if (place / "cage.json").is_file():
            return place
    raise FaceModelError(
        "the default face's cage.json is missing: expected it in "
        + " or ".join(str(place) for place in places)
        + "; reinstall facemodel or restore meshes/default_face from the repository"
    )
