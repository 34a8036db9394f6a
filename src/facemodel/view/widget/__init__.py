"""The lab in a notebook: loaded when something is first shown, for ipywidgets are slow to load."""

from facemodel.data.lazy import lazy

__getattr__, __dir__ = lazy(__name__, __file__)
