"""The one record of this session, to which boxes in a notebook note answers."""

from facemodel.teach.items.record import Record

MINE = Record()
"""Of who sits here, in memory until it is saved."""
