"""Where the files beside the code are, in a checkout and in an installed wheel."""

import pathlib

_PACKAGE = pathlib.Path(__file__).parents[1]


def checkout() -> pathlib.Path | None:
    """The root of the checkout this package runs from, None for an installed wheel."""
    root = _PACKAGE.parents[1]
    return root if (root / "pyproject.toml").is_file() and (root / "notebooks").is_dir() else None


def notebooks() -> pathlib.Path:
    """The folder of the notebooks as they were shipped."""
    root = checkout()
    return root / "notebooks" if root else _PACKAGE / "_notebooks"


def bundle() -> pathlib.Path:
    """The JavaScript that draws the widget, made when the package was built."""
    return _PACKAGE / "view" / "static" / "viewer.js"
