"""A simulated face whose muscles relax, for teaching. Start with `face = facemodel.load()`.

Educational simulation: not medical advice, not a medical device, not a dosing guide.
"""

import ast
from importlib import import_module
from pathlib import Path

from facemodel.data.version import __version__
from facemodel.errors import missing_name

# the stub beside this file lists the public names: name -> (module, its name there)
_STUB = ast.parse(Path(__file__).with_suffix(".pyi").read_text("utf-8"))
_FROM = {
    one.asname or one.name: (str(line.module), one.name)
    for line in _STUB.body
    if isinstance(line, ast.ImportFrom)
    for one in line.names
}

__all__ = ["__version__", *sorted(_FROM)]


def __getattr__(name: str):
    # names are fetched when first used, so that `import facemodel` stays quick
    if name not in _FROM:
        raise missing_name("facemodel", name, __all__)
    module, there = _FROM[name]
    home = import_module(module)
    value = getattr(home, there) if hasattr(home, there) else import_module(f"{module}.{there}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
