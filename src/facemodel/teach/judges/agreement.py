"""How far raters agree: intraclass correlation, limits of agreement, and drift, with intervals.

All intervals are of 95 % and take errors to be normal.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from facemodel.errors import FaceModelError

LEVEL = 0.95
Z = 1.96
"""Standard deviations of the limits of agreement [BlandAltman1999]."""
NO_FREEDOM = 0.5
"""Degrees of freedom below which an interval is not known; a negative ICC can leave so few."""
FEWEST = 3
"""Faces without which nothing is computed."""


@dataclass(frozen=True)
class Estimate:
    """A figure with its interval of 95 %.

    Attributes
    ----------
    value, low, high : float
        NaN where it cannot be told; the interval can be unknown where the value is not.
    """

    value: float
    low: float
    high: float

    def __format__(self, spec: str) -> str:
        spec = spec or ".2f"
        if not np.isfinite(self.value):
            return "not known"
        if not np.isfinite(self.low):
            return f"{self.value:{spec}}"
        return f"{self.value:{spec}} [{self.low:{spec}} to {self.high:{spec}}]"

    def __str__(self) -> str:
        return format(self)


UNKNOWN = Estimate(float("nan"), float("nan"), float("nan"))


@dataclass(frozen=True)
class Limits:
    """Bland and Altman's limits of agreement of N differences.

    Attributes
    ----------
    count : int
        N.
    bias, lower, upper : Estimate
        Mean difference, and the limits between which 95 of 100 differences lie.
    """

    count: int
    bias: Estimate
    lower: Estimate
    upper: Estimate


def icc(scores: ArrayLike) -> Estimate:
    """ICC(2,1) of scores (N faces, K raters): two-way random, absolute agreement, one rater.

    NaN where faces do not differ. Interval: as [McGrawWong1996]; the formula is
    [ShroutFleiss1979]'s. Errors: fewer than two faces or raters, a score that is missing.
    """
    from scipy.special import fdtri

    x = np.asarray(scores, float)
    if x.ndim != 2 or min(x.shape) < 2 or not np.isfinite(x).all():
        raise FaceModelError("agreement needs the scores of two raters or more, of the same faces")
    n, k = x.shape
    mean, faces, raters = x.mean(), x.mean(1), x.mean(0)
    rest = x - faces[:, None] - raters + mean
    of_faces = k * ((faces - mean) ** 2).sum() / (n - 1)
    of_raters = n * ((raters - mean) ** 2).sum() / (k - 1)
    of_rest = (rest**2).sum() / ((n - 1) * (k - 1))
    whole = of_faces + (k - 1) * of_rest + k * (of_raters - of_rest) / n
    if min(whole, of_faces + of_rest) <= 1e-12 * (1 + mean**2):
        return UNKNOWN
    value = (of_faces - of_rest) / whole
    if of_rest + of_raters <= 1e-12 * of_faces:
        return Estimate(1.0, 1.0, 1.0)
    if of_faces <= 1e-12 * of_rest:  # any interval would have no width
        return Estimate(float(value), float("nan"), float("nan"))
    # Satterthwaite's degrees of freedom of the error that raters and the rest make together
    a, b = k * value / (n * (1 - value)), 1 + k * value * (n - 1) / (n * (1 - value))
    error = (a * of_raters) ** 2 / (k - 1) + (b * of_rest) ** 2 / ((n - 1) * (k - 1))
    freedom = (a * of_raters + b * of_rest) ** 2 / error
    if freedom < NO_FREEDOM:
        return Estimate(float(value), float("nan"), float("nan"))
    tail = (1 + LEVEL) / 2
    over, under = fdtri(n - 1, freedom, tail), fdtri(freedom, n - 1, tail)
    spread = k * of_raters + (k * n - k - n) * of_rest
    low = n * (of_faces / over - of_rest) / (spread + n * of_faces / over)  # `over` can be infinite
    high = n * (under * of_faces - of_rest) / (spread + n * under * of_faces)
    return Estimate(float(value), float(low), float(high))


def limits(mine: ArrayLike, theirs: ArrayLike) -> Limits:
    """Limits of agreement of scores (N,), mine less theirs, as [BlandAltman1986] compute them."""
    off = np.asarray(mine, float) - np.asarray(theirs, float)
    n = len(off)
    if n < FEWEST:
        return Limits(n, UNKNOWN, UNKNOWN, UNKNOWN)
    spread, bias = float(off.std(ddof=1)), float(off.mean())
    within, wider = (_t(n - 1) * spread * np.sqrt(share / n) for share in (1, 3))
    ends = [Estimate(x, x - wider, x + wider) for x in (bias - Z * spread, bias + Z * spread)]
    return Limits(n, Estimate(bias, bias - within, bias + within), *ends)


def drift(off: ArrayLike) -> Estimate:
    """Change of a signed error per ten faces, along the order (N,) in which they were graded."""
    y = np.asarray(off, float)
    n = len(y)
    if n < FEWEST:
        return UNKNOWN
    x = np.arange(n) - (n - 1) / 2
    slope = x @ y / (x @ x)
    left = y - y.mean() - slope * x
    error = _t(n - 2) * np.sqrt(left @ left / (n - 2) / (x @ x))
    return Estimate(*(float(10 * v) for v in (slope, slope - error, slope + error)))


def _t(freedom: int) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(freedom, (1 + LEVEL) / 2))
