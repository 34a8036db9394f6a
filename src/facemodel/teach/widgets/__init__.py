"""What a lesson or a sitting draws in a notebook: loaded when it is first shown."""

from facemodel.data.lazy import lazy

__getattr__, __dir__ = lazy(__name__, __file__)
