"""The House-Brackmann grading of a facial palsy, computed from an examination.

Arithmetic and range of the scale are its own [House1985]; the thresholds that turn millimetres into
what a rater sees are assumed (constants scales.*).
"""

from dataclasses import dataclass

import numpy as np

from facemodel.anatomy.checks import check_side
from facemodel.anatomy.muscles import SIDES, Side
from facemodel.clinic.examination import Examination, check_exam
from facemodel.clinic.instruments import Noise
from facemodel.clinic.measured import even, graded_by
from facemodel.clinic.scales.sunnybrook import height_at_rest, share_of_healthy
from facemodel.data import constants


@dataclass(frozen=True, eq=False)
class HouseBrackmann:
    """House-Brackmann grade, and what it was read from.

    Attributes
    ----------
    side : str
        The affected side.
    grade : ndarray of int, shape (...)
        1..6.
    points : ndarray of int, shape (...)
        0..8, of brow and corner.
    brow_share, corner_share : ndarray of shape (...)
        Movement as a share 0..1 of the other side's.
    gap_mm : ndarray of shape (...)
        Opening of the closed eye.
    droop_mm : ndarray of shape (...)
        How much lower the corner of the mouth lies at rest than the other one.
    rule : str
        Which rule fired, in words; of one face.
    """

    side: str
    grade: np.ndarray
    points: np.ndarray
    brow_share: np.ndarray
    corner_share: np.ndarray
    gap_mm: np.ndarray
    droop_mm: np.ndarray
    rule: str

    def __repr__(self) -> str:
        return f"HouseBrackmann({self.rule or self.grade})"

    @property
    def score(self) -> np.ndarray:
        """The grade."""
        return self.grade


_BANDS = np.array([6, 5, 5, 4, 4, 3, 3, 2, 1])  # grade by points 0..8 [House1985]


def house_brackmann_grade(
    exam: Examination,
    side: Side = "left",
    noise: Noise = None,
    seed: int = 0,
) -> HouseBrackmann:
    """House-Brackmann grade of the affected side: points of movement, then what the eye says.

    points = floor(4 brow + 4 corner + 0.5) with the shares of the other side's movement held to
    0..1, where a face is given a point for every 2.5 mm of each. An eye that does not close is at
    least IV; hardly any movement (two points or fewer) is V or VI by itself, however even the rest.
    Movement is counted along the other side's mirror image, so that a corner dragged across the
    midline does not count as moving.

    Parameters
    ----------
    exam : Examination
        Of fm.examine.
    side : {"left", "right"}, optional
        The affected side, the subject's own.
    noise : str, float or None, optional
        Error of the reading: a name of fm.metrics.INSTRUMENTS, or a standard deviation in mm.
    seed : int, optional
        Of the error; the same one reads the same again.

    Returns
    -------
    HouseBrackmann

    Raises
    ------
    FaceModelError
        For an unknown side, and for an examination without the tasks.

    References
    ----------
    [House1985]

    Examples
    --------
    >>> import facemodel as fm
    >>> exam = fm.examine(fm.load(), fm.conditions.house_brackmann(4, "left"))
    >>> fm.scales.house_brackmann_grade(exam).grade in (3, 4, 5)
    True
    """
    check_exam(exam)
    check_side(side)
    exam, score = graded_by(exam, noise, seed, "house_brackmann")
    brow = np.clip(share_of_healthy(exam, "brow_raise", side), 0, 1)
    corner = np.clip(share_of_healthy(exam, "open_mouth_smile", side), 0, 1)
    points = np.floor(4 * brow + 4 * corner + 0.5).astype(int)
    gap = exam.closure_gap_mm[..., SIDES.index(side)]
    droop = -height_at_rest(even(exam), "cheilion", side)
    by_points = _BANDS[points]
    grade = np.maximum(by_points, np.where(gap > constants.value("scales.closed_mm"), 4, 1))
    rule = ""
    if np.ndim(grade) == 0:
        rule = f"{int(points)} of 8 points ({brow:.2f} of the brow, {corner:.2f} of the corner)"
        if grade > by_points:
            rule += (
                f" would be {_ROMAN[int(by_points)]}, but the eye stays {float(gap):.1f} mm open: "
                f"{_ROMAN[int(grade)]}"
            )
        else:
            rule += f": {_ROMAN[int(grade)]}"
    if score.sd:
        grade = np.clip(np.rint(score.of(grade, "grade")), 1, 6).astype(int)
        rule += f"; read as {_ROMAN[int(grade)]}" if rule else ""
    return HouseBrackmann(side, grade, points, brow, corner, gap, droop, rule)


_ROMAN = ("", "I", "II", "III", "IV", "V", "VI")
