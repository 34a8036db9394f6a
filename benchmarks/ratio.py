"""What a measurement is: a ratio to something named and timed in the same run, or a growth."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

SECOND = ("one second", 1e6)
WARM_S = 2e-3


@dataclass(frozen=True)
class Ratio:
    """One measurement: `value` in `unit`, `reference` of what `against` names, and the bound.

    `ratio` is value / reference; `bound` None: printed for comparison only.
    """

    what: str
    value: float
    against: str
    reference: float
    bound: float | None = None
    unit: str = "us"

    @property
    def ratio(self) -> float:
        return self.value / self.reference

    @property
    def passed(self) -> bool:
        return self.bound is None or self.ratio <= self.bound


@dataclass(frozen=True)
class Growth:
    """Microseconds (N,) of something at N sizes of what it grows with, and of a reference."""

    what: str
    along: str
    sizes: tuple[int, ...]
    us: tuple[float, ...]
    against: str
    reference_us: tuple[float, ...]

    @property
    def exponent(self) -> float:
        """Power of the size by which the time grows: slope of log time over log size."""
        return float(np.polyfit(np.log(self.sizes), np.log(self.us), 1)[0])


@dataclass(frozen=True)
class Found:
    """What a group of measurements gives; `left_out` says in sentences what was not measured."""

    rows: Sequence[Ratio] = ()
    growth: Sequence[Growth] = ()
    left_out: Sequence[str] = field(default=())


def clock(work: dict[str, Callable[[], object]], rounds: int = 60) -> dict[str, float]:
    """Median microseconds of each function, called in turn: all share the machine's moods."""
    times: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(rounds):
        for name, function in work.items():
            # warm: the data of this function, not of the one before, in the cache, which learns
            # only over several calls what returns
            begun = time.perf_counter()
            while time.perf_counter() < begun + WARM_S:
                function()
            start = time.perf_counter()
            function()
            times[name].append(time.perf_counter() - start)
    return {name: 1e6 * float(np.median(t)) for name, t in times.items()}


def best(work: Callable[[], object], times: int = 3) -> float:
    """Microseconds of wall time of the fastest of some calls: what else runs only lengthens one."""

    def once() -> float:
        start = time.perf_counter()
        work()
        return 1e6 * (time.perf_counter() - start)

    return min(once() for _ in range(times))
