"""What measures a face, and by how much it errs: a normal error of each reading, from a seed.

A reading with an error differs from the true value by a normal number of mean 0, so that the mean
over seeds is the truth; a gap of 0 may therefore be read as slightly negative. Readings of
different names and places err independently, and so do the faces of one call; the same seed errs
the same again, also on another face.
"""

import zlib
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from msgspec import Struct

from facemodel.anatomy.checks import number, whole
from facemodel.data import constants, tables
from facemodel.data.showing import Listing
from facemodel.errors import FaceModelError, unknown

Noise = str | float | None
"""The name of an instrument, a standard deviation in mm, or None for no error."""
IRIS_DIAMETER_MM = 11.77
"""Breadth of the iris, mm, which gives a photograph its scale."""
LARGEST_MM = 20.0  # a bound against slips: a reading that errs by more reads nothing


class Instrument(Struct, frozen=True, kw_only=True, rename={"measures": "what", "sd": "value"}):
    """A row of data/instruments.csv.

    Attributes
    ----------
    name : str
        In code.
    measures : str
        What it measures, in words.
    sd : float
        Standard deviation of its error, in `unit`, as tabled; the constant `instruments.name`
        is what is in force.
    low, high : float
        Its range, half to double of it.
    unit : {"mm", "points"}
        Of a length, or of a scale's score.
    scale : str
        The scale of fm.scales.SCALES whose score it reads, where it errs in points.
    mark, cite, why
        Where it comes from, as of a constant (fm.parameters).
    """

    name: str
    measures: str
    sd: float
    low: float
    high: float
    unit: Literal["mm", "points"]
    scale: str = ""
    mark: tables.Mark
    cite: tuple[str, ...] = ()
    why: str = ""


INSTRUMENTS = Listing(
    tables.keyed(Instrument, "instruments.csv", "name"),
    "instruments",
    ("instrument", "measures", "error (SD)", "unit"),
    lambda name, one: (name, one.measures, one.sd, one.unit),
)
"""Instruments by name, each with the error of one reading."""


@dataclass(frozen=True)
class Reading:
    """How an instrument reads: the standard deviation of its error, and the seed."""

    sd: float
    seed: int

    def of(self, values: np.ndarray, what: str) -> np.ndarray:
        """The values (...) as read; `what` names them, so that others err independently."""
        return values + self.error(np.shape(values), what) if self.sd else values

    def error(self, shape: tuple[int, ...], what: str) -> Any:
        """The error alone, of this shape; the whole number 0 where the reading is exact."""
        if not self.sd:
            return 0
        rng = np.random.default_rng([self.seed, zlib.crc32(what.encode())])
        return self.sd * rng.normal(size=shape)


EXACT = Reading(0.0, 0)


def lengths(noise: Noise, seed: int) -> Reading:
    """How lengths are read; an instrument that gives points is refused."""
    unit, reading = _reading(noise, seed)
    if unit != "mm":
        raise FaceModelError(
            f"{noise} errs in points and reads a scale's score; for lengths give an instrument in "
            "mm or a number of mm"
        )
    return reading


def scores(noise: Noise, seed: int, scale: str) -> tuple[Reading, Reading]:
    """How a scale reads lengths, and how its score is read: one of the two is exact."""
    unit, reading = _reading(noise, seed)
    if unit == "mm":
        return reading, EXACT
    if INSTRUMENTS[str(noise)].scale != scale:
        raise FaceModelError(f"{noise} reads {INSTRUMENTS[str(noise)].scale}, not {scale}")
    return EXACT, reading


def _reading(noise: Noise, seed: int) -> tuple[str, Reading]:
    seed = whole("a seed", seed, 0)
    if noise is None:
        return "mm", EXACT
    if isinstance(noise, str):
        if noise not in INSTRUMENTS:
            raise unknown("instrument", noise, INSTRUMENTS, see="fm.metrics.INSTRUMENTS")
        one = INSTRUMENTS[noise]
        return one.unit, Reading(constants.value(f"instruments.{noise}"), seed)
    return "mm", Reading(number("noise in mm", noise, 0, LARGEST_MM), seed)


def with_error(measured: dict[str, np.ndarray], reading: Reading, where: str = "") -> dict:
    """Measures by name, those in mm as they are read; angles are left as they are."""
    return {
        name: reading.of(values, f"{where} {name}") if name.endswith("_mm") else values
        for name, values in measured.items()
    }


def millimetres_per_unit(iris_diameter: float) -> float:
    """Scale of a photograph or scan, from the breadth of a visible iris.

    Parameters
    ----------
    iris_diameter : float
        From white to white, in the picture's own unit; people have 11.77 mm.

    Returns
    -------
    float
        Millimetres per unit.

    Raises
    ------
    FaceModelError
        For a diameter that is not above 0.

    References
    ----------
    [Guarin2018]

    Examples
    --------
    >>> import facemodel as fm
    >>> round(fm.metrics.millimetres_per_unit(117.7), 3)
    0.1
    """
    size = number("iris diameter", iris_diameter, 0, 1e6)
    if size == 0:
        raise FaceModelError("an iris has a diameter above 0; measure it from edge to edge")
    return IRIS_DIAMETER_MM / size
