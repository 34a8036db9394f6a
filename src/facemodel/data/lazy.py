"""Fetches names of a package when they are first used; the stub beside it says where they are."""

import sys
from collections.abc import Callable
from functools import cache
from importlib import import_module


@cache
def homes(file: str) -> dict[str, tuple[str, str]]:
    """What the stub beside a package's `__file__` lists: name -> (module, its name there)."""
    import re
    from pathlib import Path

    stub = Path(file).with_suffix(".pyi").read_text("utf-8")
    found = {}
    for module, names in re.findall(r"^from (\S+) import (\([^)]*\)|.+)$", stub, re.MULTILINE):
        for there, name in re.findall(r"(\w+) as (\w+)", names):
            found[name] = (module, there)
    return found


def lazy(package: str, file: str) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """`__getattr__` and `__dir__` of a package, given its `__name__` and `__file__`."""

    def fetched(name: str) -> object:
        if name not in homes(file):
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        module, there = homes(file)[name]
        home = import_module(module)
        value = getattr(home, there) if hasattr(home, there) else import_module(f"{module}.{there}")
        setattr(sys.modules[package], name, value)
        return value

    return fetched, lambda: sorted(homes(file))
