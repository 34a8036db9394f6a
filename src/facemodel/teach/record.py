"""The learner's record of this session, kept in a file of their own: `fm.record`.

What a box asks in a notebook is noted by itself, in memory alone, until it is saved. Only a student
id stands in it, where one is given. docs/items.md says what a file holds.

Examples
--------
>>> import facemodel as fm
>>> fm.record.save("my-record.json", student="K7").name
'my-record.json'
>>> fm.record.open("my-record.json").student
'K7'
"""

import os
from pathlib import Path

from facemodel.data.files import checked_path
from facemodel.errors import checks_keywords
from facemodel.teach.items.entry import Entry
from facemodel.teach.items.mine import MINE
from facemodel.teach.items.record import DAYS, Record
from facemodel.teach.items.record_file import load_record, save_record
from facemodel.teach.practice.results import cleaned_name

__all__ = ["DAYS", "Entry", "Record", "load_record", "mine", "open", "save", "save_record"]


def mine() -> Record:
    """The record of this session: what was answered since the notebook began or a file was opened.

    Returns
    -------
    Record

    Examples
    --------
    >>> import facemodel as fm
    >>> isinstance(fm.record.mine(), fm.record.Record)
    True
    """
    return MINE


@checks_keywords
def save(path: str | os.PathLike[str] = "my-record.json", student: str = "") -> Path:
    """Save the record of this session; what the file has of earlier sessions stays in it.

    Parameters
    ----------
    path : path-like, optional
        A file of the learner's own, the same for all lessons.
    student : str, optional
        The learner's student id, as the instructor knows it.

    Returns
    -------
    Path

    Raises
    ------
    FaceModelError
        Where the file is no record, is another student's, or cannot be written.

    Examples
    --------
    >>> import facemodel as fm
    >>> fm.record.save("lessons.json").name
    'lessons.json'
    """
    if student:
        MINE.student = cleaned_name(student)
    if checked_path(path, "the record").exists():
        MINE.add(load_record(path))
    return save_record(MINE, path)


@checks_keywords
def open(path: str | os.PathLike[str]) -> Record:
    """Go on with a record: what its file has is added to this session's.

    Parameters
    ----------
    path : path-like

    Returns
    -------
    Record
        That of this session, with which items are due.

    Raises
    ------
    FaceModelError
        Where the file is no record, or another student's.

    Examples
    --------
    >>> import facemodel as fm
    >>> fm.record.open(fm.record.save("lessons.json")).made_with
    ''
    """
    MINE.add(load_record(path))
    return MINE
