"""How many of all people a count among a few leaves possible."""

import math

BEYOND = 0.025
"""Of an interval of 95 % on either side."""


def most_of(k: int, n: int) -> float:
    """The largest share 0..1 of all people of whom no more than k of n are still to be expected.

    The upper end of the exact interval of 95 %.
    """
    low, high = k / n, 1.0
    for _ in range(40):
        p = (low + high) / 2
        seen = sum(math.comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(k + 1))
        low, high = (p, high) if seen > BEYOND else (low, p)
    return high


__all__ = ["most_of"]
