"""Where bundled JavaScript is, and the licences of what is in it."""

from pathlib import Path

from facemodel.errors import FaceModelError


def bundle(name: str) -> Path:
    """The file with a bundle: "viewer", "site" or "practice". Error: not built."""
    file = Path(__file__).with_name("static") / f"{name}.js"
    if not file.is_file():
        raise FaceModelError(
            f"the JavaScript of the {name} is not built; run `python -m pip install -e .` in the "
            "project's folder, or `python hatch_build.py` there"
        )
    return file


def viewer() -> Path:
    """The file with the viewer's bundled JavaScript. Error: not built."""
    return bundle("viewer")


def code() -> str:
    """The viewer's bundled JavaScript."""
    return viewer().read_text("utf-8")


def licences() -> str:
    """The licences of others' software in the viewer, in full."""
    return viewer().with_name("LICENSES.txt").read_text("utf-8")
