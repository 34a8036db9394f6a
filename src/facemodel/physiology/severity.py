"""How severe a condition is, in words and as a number, and what lies between two severities."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike

from facemodel.anatomy.checks import number
from facemodel.errors import checks_keywords, unknown

Severity = Literal["mild", "moderate", "severe"]
SEVERITIES: dict[str, float] = {"mild": 1 / 3, "moderate": 2 / 3, "severe": 1.0}
"""Severity 0..1 that each word stands for."""


@checks_keywords
def severity_level(severity: Severity | float) -> float:
    """Severity as a number 0..1.

    Parameters
    ----------
    severity : {"mild", "moderate", "severe"} or float
        1/3, 2/3 and 1; numbers stay as they are.

    Returns
    -------
    float

    Raises
    ------
    FaceModelError
        For another word, and a number outside 0..1.

    Examples
    --------
    >>> import facemodel as fm
    >>> fm.conditions.severity_level("severe")
    1.0
    """
    if isinstance(severity, str) and not severity[:1].isdigit():
        if severity not in SEVERITIES:
            raise unknown("severity", severity, SEVERITIES)
        return SEVERITIES[severity]
    return number("severity", severity, 0, 1)


def between_severities(values: ArrayLike, severity: float) -> Any:
    """A figure at a severity 0..1 from its values for mild, moderate and severe; 0 at severity 0.

    values (3, ...): the result (...) changes in proportion between neighbours.
    """
    rows = np.concatenate([np.zeros((1, *np.shape(values)[1:])), np.asarray(values, float)])
    k = min(int(severity * 3), 2)
    share = severity * 3 - k
    return rows[k] + share * (rows[k + 1] - rows[k])
