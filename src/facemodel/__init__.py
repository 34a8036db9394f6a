"""A simulated face whose muscles relax, for teaching. Start with `face = facemodel.load()`.

Educational simulation: not medical advice, not a medical device, not a dosing guide.
"""

from facemodel.data import __version__ as __version__
from facemodel.data.lazy import lazy

# names are fetched when first used, so that `import facemodel` stays quick
_fetched, _names = lazy(__name__, __file__)


def __getattr__(name: str):
    if name == "__all__":
        return __dir__()
    if name not in _names():
        from facemodel.errors import missing_name

        raise missing_name("facemodel", name, __dir__())
    return _fetched(name)


def __dir__() -> list[str]:
    return ["__version__", *_names()]
