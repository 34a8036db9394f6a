"""How each kind of file errs between the sides of an even face: rows of data/trackers.csv."""

from msgspec import Struct

from facemodel.data import tables
from facemodel.data.showing import Listing


class Tracker(Struct, frozen=True, kw_only=True):
    """A row of data/trackers.csv.

    Attributes
    ----------
    name : str
        The kind of file, as Recording.source has it.
    side_sd_percent : float or None
        Standard deviation that it adds to a symmetry index of an even face; None: not known, so
        that no side is judged.
    rest_sd_percent : float or None
        Standard deviation of the difference between the sides of a shape of an even face at rest,
        of a full shape; None: not known, so that nothing is said of rest.
    bias : str
        What it is known to get wrong, in words.
    mark, cite, why
        Where that comes from, as of a constant (fm.parameters).
    """

    name: str
    side_sd_percent: float | None = None
    rest_sd_percent: float | None = None
    mark: tables.Mark
    bias: str = ""
    cite: tuple[str, ...] = ()
    why: str = ""


TRACKERS = Listing(
    tables.keyed(Tracker, "trackers.csv", "name"),
    "kinds of recordings",
    ("kind of file", "adds to a symmetry index, %", "known to err"),
    lambda name, one: (name, one.side_sd_percent, one.bias),
)
"""Kinds of recordings by what Recording.source says."""
