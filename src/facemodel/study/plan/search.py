"""The cheapest doses that reach a share of what seven sites can, within limits: a greedy search.

Written so plainly that js/core does the same step by step; what is equally good is decided by the
order of the table. Doses are counted in steps (levels); every one that is looked at is tried on the
people in full.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from facemodel.data import constants
from facemodel.study.plan.judged import Judged

Levels = tuple[int, ...]
SAME = 1e-6  # differences of gains below are rounding
SOME = 18  # variables that are used at all: those that gain most alone, within the limits
FEW = 8  # of them that are tried in exchange for another
HOPE = 1.5  # by how much more a place may gain among others than alone
WEAKEST = 2  # places that are tried to be given up for others in the best plan
PARTS = (1.0, 0.5, 0.0)
"""Parts of the limits that a climb uses up before the rest: careful ones end up elsewhere."""
ROUNDS = 4  # of exchanges


@dataclass(frozen=True)
class Space:
    """What may be given: V variables, each one dose at one or two places.

    least, most  (V,) steps of the smallest and largest dose
    weight       (V,) points of each
    sites        most variables that are used
    points       most points, or None
    floor        (V,) steps that are given in any case; none unless named
    """

    least: Levels
    most: Levels
    weight: Levels
    sites: int
    points: int | None = None
    floor: Levels = ()

    @property
    def start(self) -> Levels:
        """What is given in any case."""
        return self.floor or (0,) * len(self.most)

    def above(self, x: Levels) -> list[int]:
        """Variables of which more is given than in any case."""
        return [v for v, least in enumerate(self.start) if x[v] > least]

    def without(self, x: Levels, v: int) -> Levels:
        """No more of a variable than in any case."""
        return _with(x, {v: self.start[v]})

    def cost(self, x: Levels) -> float:
        """Units, and what points cost beside them."""
        step, point = (
            constants.value(f"plan.{n}") for n in ("site_step_units", "point_cost_units")
        )
        return sum(
            w * (step * level + point) for w, level in zip(self.weight, x, strict=True) if level
        )

    def points_of(self, x: Levels) -> int:
        """How many points these levels take."""
        return sum(w for w, level in zip(self.weight, x, strict=True) if level)

    def fits(self, x: Levels) -> bool:
        """Whether no more sites and points are used than may be."""
        few = self.points is None or self.points_of(x) <= self.points
        return few and sum(level > 0 for level in x) <= self.sites

    def more(self, x: Levels, v: int) -> Levels | None:
        """A step more of a variable; None where no more may be given."""
        level = x[v] + 1 if x[v] else self.least[v]
        y = _with(x, {v: level})
        return y if level <= self.most[v] and self.fits(y) else None

    def less(self, x: Levels, v: int) -> Levels:
        """A step less of a variable, or nothing."""
        return _with(x, {v: x[v] - 1}) if x[v] > self.least[v] else self.without(x, v)


@dataclass(eq=False)
class Search:
    """A search that remembers what it has tried."""

    space: Space
    judge: Callable[[Levels], Judged]
    tried: dict[Levels, Judged] = field(default_factory=dict)

    def of(self, x: Levels) -> Judged:
        """What the people get of levels (V,)."""
        if x not in self.tried:
            self.tried[x] = self.judge(x)
        return self.tried[x]

    def gain(self, x: Levels) -> float:
        """Mean gain."""
        return self.of(x).gain

    def holds(self, x: Levels, part: float = 1.0) -> bool:
        """Whether no more than this part of what every limit allows is used."""
        return self.of(x).holds(part)

    @property
    def start(self) -> Levels:
        """No dose but those that are given in any case."""
        return self.space.start

    @cached_property
    def least_rise(self) -> float:
        """Gain that a step more must bring to be looked at again."""
        return constants.value("plan.least_rise")

    @cached_property
    def useful(self) -> list[int]:
        """Variables by what their first step gains alone within the limits, most first."""
        firsts = {
            v: y for v in range(len(self.space.most)) if (y := self.space.more(self.start, v))
        }
        none = self.gain(self.start)
        known = [v for v, y in firsts.items() if self.gain(y) > none and self.holds(y)]
        return sorted(known, key=lambda v: (-round(self.gain(firsts[v]), 6), v))[:SOME]

    def climb(self, x: Levels, enough: float = float("inf"), by_cost: bool = False) -> Levels:
        """Step by step what gains most (for its cost), until enough or nothing more helps.

        What a step gained when it was last tried is taken to hold until it is the largest.
        """
        while True:
            y = self._climb(x, enough, by_cost)
            if y == x:
                return x
            x = y

    def _climb(
        self, x: Levels, enough: float = float("inf"), by_cost: bool = False, part: float = 1.0
    ) -> Levels:
        rise = [float("inf")] * len(x)
        while self.gain(x) < enough - SAME:
            open_ = [v for v in self.useful if rise[v] > 0 and self.space.more(x, v)]
            if not open_:
                return x
            v = max(open_, key=lambda v: (rise[v], -v))  # of equals the first in the table
            y = self.space.more(x, v)
            assert y is not None
            gained = self.gain(y) - self.gain(x)
            if gained < self.least_rise or not self.holds(y, part):
                rise[v] = 0.0
                continue
            if by_cost:
                gained = min(gained, enough - self.gain(x))
                gained /= self.space.cost(y) - self.space.cost(x)
            rise[v] = gained
            if all(gained >= rise[u] - SAME for u in open_):
                x = y
        return x

    def best(self) -> Levels:
        """The most that may be gained with the sites and points allowed, as far as is found."""
        starts = [self.climb(self._climb(self.start, part=part)) for part in PARTS]
        x = max(starts, key=self.gain)
        for _ in range(ROUNDS):
            used, without = self.space.above(x), self.space.without
            weakest = sorted(used, key=lambda v: (-round(self.gain(without(x, v)), 6), v))
            swaps = [
                _with(without(x, i), {j: self._between(j, x[i])})
                for i in weakest[:WEAKEST]
                for j in self.useful[:FEW]
                if not x[j]
            ]
            enough = self.gain(x) + self.least_rise
            swaps = [y for y in swaps if self.space.fits(y) and self.gain(y) >= enough]
            swaps.sort(key=self.gain, reverse=True)
            found = next((y for y in swaps if self.holds(y)), None)
            if found is None:
                return x
            x = self.climb(found)
        return x

    def cheapest(self, best: Levels) -> Levels:
        """The cheapest that reaches the share of the best's gain that a plan is asked for.

        With more points than a plan should have only where fewer do not reach that, and without
        places that add no more to it than the error of the mean.
        """
        need = constants.value("plan.gain_share") * self.gain(best)
        return self._sparse(self._usual(best, need), need)

    def _usual(self, best: Levels, need: float) -> Levels:
        x, usual = self._cheapest(best, need), int(constants.value("plan.most_points"))
        if self.space.points is None and self.space.points_of(x) > usual:
            fewer = Search(replace(self.space, points=usual), self.judge, self.tried)
            most = fewer.best()
            return fewer._cheapest(most, need) if fewer.gain(most) >= need - SAME else x
        return x

    def _sparse(self, x: Levels, need: float) -> Levels:
        """Places left out as long as what is missing is little or less than the mean errs by.

        What adds least goes first.
        """
        little = constants.value("plan.least_gain")
        while True:
            fewer = [self.space.without(x, v) for v in self.space.above(x)]
            enough = {y: need - max(self.of(y).noise, little) for y in fewer}
            found = [y for y in fewer if self.gain(y) >= enough[y] and self.holds(y)]
            if not found:
                return x
            x = min(found, key=lambda y: (-round(self.gain(y), 6), self.space.cost(y)))

    def _cheapest(self, best: Levels, need: float) -> Levels:
        starts = [self.climb(self.start, need, by_cost=True), best]
        reach = [x for x in starts if self.gain(x) >= need - SAME]
        found = [self._thrifty(x, need) for x in reach]
        return min(found, key=lambda x: (self.space.cost(x), -round(self.gain(x), 6)))

    def _thrifty(self, x: Levels, need: float) -> Levels:
        for _ in range(ROUNDS):
            x = self._trimmed(x, need)
            y = self._exchanged(x, need)
            if y == x:
                return x
            x = y
        return self._trimmed(x, need)

    def _trimmed(self, x: Levels, need: float) -> Levels:
        """Doses taken away as long as enough is gained: what saves most first."""
        while True:
            used = self.space.above(x)
            fewer = [y for v in used for y in (self.space.without(x, v), self.space.less(x, v))]
            y = self._cheaper(x, fewer, need)
            if y == x:
                return x
            x = y

    def _exchanged(self, x: Levels, need: float) -> Levels:
        """A place, or a step of it, given up for more of another one that may do as well."""
        into = [v for v in range(len(x)) if x[v]]
        into += [v for v in self.useful[:FEW] if not x[v]]
        moves = []
        for i in self.space.above(x):
            fewest, given = self.space.without(x, i), x[i] - self.start[i]
            for j in into:
                if i == j:
                    continue
                fewer = [(fewest, x[j] + given + more) for more in ((1, 0) if x[j] else (0, -1))]
                if x[j]:
                    fewer.append((self.space.less(x, i), x[j] + 1))
                for y, wanted in fewer:
                    level = min(max(wanted, self.space.least[j]), self.space.most[j])
                    if self.gain(y) + self._hope(j) * (level - x[j]) >= need:
                        moves.append(_with(y, {j: level}))
        return self._cheaper(x, list(dict.fromkeys(moves)), need)

    def _hope(self, v: int) -> float:
        """What a step of a variable may gain: by its smallest dose alone."""
        first = self.space.more(self.start, v)
        if first is None:
            return 0.0
        return HOPE * (self.gain(first) - self.gain(self.start)) / (first[v] - self.start[v])

    def _cheaper(self, x: Levels, others: Sequence[Levels], need: float) -> Levels:
        """The cheapest of these that reaches enough within limits; itself unless one is better."""
        now = self._rank(x)
        for y in sorted(others, key=self.space.cost):
            if self.space.cost(y) > now[0] + SAME:
                break
            if not self.space.fits(y) or self.gain(y) < need - SAME:
                continue
            rank = self._rank(y)
            better = rank[0] < now[0] - SAME or rank[1] < now[1] - self.least_rise
            if better and self.holds(y):
                x, now = y, rank
        return x

    def _rank(self, x: Levels) -> tuple[float, float]:
        return self.space.cost(x), -self.gain(x)

    def _between(self, v: int, level: int) -> int:
        return min(max(level, self.space.least[v]), self.space.most[v])


def _with(x: Levels, changed: dict[int, int]) -> Levels:
    y = list(x)
    for v, level in changed.items():
        y[v] = level
    return tuple(y)


__all__ = ["Levels", "Search", "Space"]
