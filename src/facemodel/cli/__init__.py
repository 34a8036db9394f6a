"""What commands need beside the public names, loaded when they run: no help waits for it."""

from facemodel.data.lazy import lazy

__getattr__, __dir__ = lazy(__name__, __file__)
