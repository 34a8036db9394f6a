"""A simulated face whose muscles relax, for teaching. Start with `face = facemodel.load()`.

Educational simulation: not medical advice, not a medical device, not a dosing guide.
"""

from functools import cache
from importlib import import_module

from facemodel.data import __version__ as __version__


@cache
def _public() -> dict[str, tuple[str, str]]:
    """Public names as the stub beside this file lists them: name -> (module, its name there)."""
    import re
    from pathlib import Path

    stub = Path(__file__).with_suffix(".pyi").read_text("utf-8")
    found = {}
    for module, names in re.findall(r"^from (\S+) import (\([^)]*\)|.+)$", stub, re.MULTILINE):
        for there, name in re.findall(r"(\w+) as (\w+)", names):
            found[name] = (module, there)
    return found


def __getattr__(name: str):
    # names are fetched when first used, so that `import facemodel` stays quick
    if name == "__all__":
        return __dir__()
    if name not in _public():
        from facemodel.errors import missing_name

        raise missing_name("facemodel", name, __dir__())
    module, there = _public()[name]
    home = import_module(module)
    value = getattr(home, there) if hasattr(home, there) else import_module(f"{module}.{there}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return ["__version__", *sorted(_public())]
