"""A scan on screen whose landmarks are shown and corrected: `fm.pick_landmarks`."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import anywidget
import numpy as np
import traitlets as t

from facemodel.capture.scan.alignment import NEEDED
from facemodel.capture.scan.opening import Scan, open_scan
from facemodel.capture.scan.reading import read, thinned
from facemodel.capture.seen import finding
from facemodel.errors import FaceModelError, checks_keywords
from facemodel.view.messages import say, table
from facemodel.view.scene.assets import checked_height
from facemodel.view.widget.saved_output import Kept

MOST_TRIANGLES = 150_000
"""More are not sent to the screen: a click is no finer than a millimetre."""
HEIGHT = 520
LABELS = table()["picker_point"]


class LandmarkPicker(Kept, anywidget.AnyWidget):
    """A scan on screen with the landmarks found on it, which a click corrects.

    `fm.pick_landmarks` makes it; where no face was found all are to be clicked.

    Parameters
    ----------
    path : path-like
        Of the scan.
    height : int
        Of the picture, 240 to 2,000 CSS px.

    Attributes
    ----------
    clicked : dict
        Points by name as the screen has them; observe it to follow the clicks.
    height : int
        CSS px.
    """

    _esm = Path(__file__).with_name("landmark_picker.js").read_text("utf-8")
    _line = say("picker.run")
    _takes, _kinds = ("clicked",), ("scan",)
    _names: t.List = t.List().tag(sync=True)
    _texts = t.Dict().tag(sync=True)
    _turn: t.List = t.List().tag(sync=True)
    height = t.Int(HEIGHT).tag(sync=True)
    clicked = t.Dict().tag(sync=True)

    def __init__(self, path: str | os.PathLike[str], height: int = HEIGHT):
        height = checked_height(height)
        whole = read(path)
        seen = finding.find(whole)
        surface = thinned(whole, MOST_TRIANGLES)
        low, high = surface.vertices.min(0), surface.vertices.max(0)
        self._path = path
        self._middle, self._half = (low + high) / 2, float((high - low).max() / 2)
        places = (surface.vertices - self._middle) / self._half
        self._sent = [places.astype("<f4").tobytes(), surface.triangles.astype("<u4").tobytes()]
        found = seen.landmarks if seen else {}
        turn = seen.place.rotation if seen else np.eye(3)
        super().__init__(
            clicked={n: ((p - self._middle) / self._half).tolist() for n, p in found.items()},
            _turn=turn.ravel().tolist(),
            _names=[{"id": name, "label": LABELS[name]} for name in NEEDED],
            _texts=table()["picker"],
            height=height,
        )

    def _asked(self, question: Mapping[str, Any]) -> None:
        """Sends the scan to a page that asks: as a trait it would be saved in the notebook."""
        self.send({"kind": "scan"}, self._sent)

    def _refused(self, text: str) -> None:
        self.send({"kind": "refused", "text": text})

    @t.validate("height")
    def _checked_height(self, proposal: dict) -> int:
        return checked_height(proposal["value"]) or HEIGHT

    @t.validate("clicked")
    def _checked(self, proposal: dict) -> dict[str, list[float]]:
        """What the page sent: twelve names, three finite numbers each."""
        points = {}
        for name, point in proposal["value"].items():
            try:
                place = np.array(point, float)
            except (TypeError, ValueError):
                place = np.empty(0)
            # in the scan's box, whose half is 1; NaN is not
            inside = place.shape == (3,) and (np.abs(place) <= 1.001).all()
            if name not in LABELS or not inside:
                raise FaceModelError("a click is a landmark's name with three numbers")
            points[name] = place.tolist()
        return points

    @property
    def landmarks(self) -> dict[str, list[float]]:
        """Points found or clicked so far, [x, y, z] by name, in the scan's own units."""
        return {
            name: (self._middle + self._half * np.array(point)).tolist()
            for name, point in self.clicked.items()
        }

    @property
    def missing(self) -> tuple[str, ...]:
        """Names that are still to be clicked."""
        return tuple(name for name in NEEDED if name not in self.clicked)

    def scan(self, unit: str | float | None = None) -> Scan:
        """Open the scan at these points.

        Parameters
        ----------
        unit : str or float, optional
            Of the scan, as `fm.open_scan` takes it.

        Returns
        -------
        Scan

        Raises
        ------
        FaceModelError
            If points are missing, or the scan cannot be a face.
        """
        return open_scan(self._path, self.landmarks, unit)

    def __repr__(self) -> str:
        return f"LandmarkPicker({len(self.clicked)} of {len(NEEDED)} points)"


@checks_keywords
def pick_landmarks(path: str | os.PathLike[str], height: int = HEIGHT) -> LandmarkPicker:
    """Show a scan in a notebook with the twelve landmarks that place it, to correct them.

    They are found as `fm.open_scan` finds them; where no face is seen all twelve are to be clicked.
    `picker.landmarks` then goes to `fm.open_scan`, or `picker.scan()` does both. Nothing is
    written, or sent but to this page.

    Parameters
    ----------
    path : path-like
        Of the scan: OBJ, PLY, STL, GLB or glTF, or a ZIP of one scan.
    height : int
        Of the picture, 240 to 2,000 CSS px.

    Returns
    -------
    LandmarkPicker

    Raises
    ------
    FaceModelError
        If there is no scan to read.

    Examples
    --------
    >>> import facemodel as fm
    >>> file = fm.export_mesh(fm.Case(), "scan.ply", parts=False)
    >>> fm.pick_landmarks(file)
    LandmarkPicker(12 of 12 points)
    """
    return LandmarkPicker(path, height)
