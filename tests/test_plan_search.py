"""The search for the cheapest doses, on problems that are worked by hand or enumerated."""

import itertools
from dataclasses import dataclass, replace

import numpy as np
import pytest

from facemodel.data import constants
from facemodel.study.plan.search import Search, Space


@dataclass
class Made:
    """A judgement of a made-up problem."""

    gain: float
    harm: float
    noise: float = 0.0

    def breach(self, part: float = 1.0) -> float:
        return max(0.0, self.harm - part)

    def holds(self, part: float = 1.0) -> bool:
        return self.breach(part) <= 1e-6


def test_a_place_that_adds_less_than_the_error_of_the_mean_is_left_out():
    """Three places; the last is needed for four fifths of the most."""
    worth, little = (0.2, 0.1, 0.03), constants.value("plan.least_gain")

    def search(noise):
        def judge(x):
            return Made(sum(w * n for w, n in zip(worth, x, strict=True)), 0.0, noise)

        return Search(Space((1, 1, 1), (1, 1, 1), (1, 1, 1), 3), judge)

    assert search(0.005)._sparse((1, 1, 1), 0.3 + 1.2 * little) == (1, 1, 1)
    assert search(0.005)._sparse((1, 1, 1), 0.3 + 0.8 * little) == (1, 1, 0)
    assert search(0.03)._sparse((1, 1, 1), 0.3 + 1.2 * little) == (1, 1, 0)
    assert search(0.1)._sparse((1, 1, 1), 0.3 + 1.2 * little) == (1, 1, 0)


def test_what_is_given_in_any_case_stays():
    worth = (0.2, 0.1, 0.001)

    def judge(x):
        return Made(sum(w * n for w, n in zip(worth, x, strict=True)), 0.0)

    space = Space((1, 1, 1), (2, 2, 2), (1, 1, 1), 3, None, (0, 0, 1))
    search = Search(space, judge)
    assert search.best() == (2, 2, 1)
    assert search.cheapest((2, 2, 1)) == (2, 1, 1)
    assert Search(replace(space, floor=()), judge).cheapest((2, 2, 0)) == (2, 1, 0)


@pytest.mark.parametrize("seed", range(8))
def test_the_search_finds_what_enumerating_finds(seed):
    """On small problems with falling returns the cheapest plan is the cheapest there is."""
    rng = np.random.default_rng(seed)
    worth, harm = rng.uniform(0.02, 0.2, 5), rng.uniform(0, 0.25, 5)

    def judge(x):
        return Made(float((worth * np.sqrt(x)).sum()), float((harm * np.array(x)).sum()))

    space = Space((1, 1, 2, 1, 1), (3, 2, 3, 2, 3), (1, 1, 2, 1, 1), 4, 5)
    search = Search(space, judge)
    best = search.best()
    every = [x for x in itertools.product(*(range(m + 1) for m in space.most))
             if space.fits(x) and judge(x).breach() == 0 and x[2] != 1]  # fmt: skip
    assert search.gain(best) >= 0.95 * max(judge(x).gain for x in every)
    found = search.cheapest(best)
    need = constants.value("plan.gain_share") * search.gain(best)
    assert judge(found).gain >= need - 1e-6
    assert judge(found).breach() == 0
    least = min(space.cost(x) for x in every if judge(x).gain >= need)
    assert space.cost(found) <= 1.15 * least
