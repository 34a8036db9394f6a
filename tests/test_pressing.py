"""Lips of many faces press as those of each alone do, whatever was guessed before."""

import numpy as np
import pytest

from facemodel.mechanics import pressing
from facemodel.mechanics.lips import contact_forces
from facemodel.mechanics.pressing import Pressing


def gaps(face, seed, shape):
    places = face.rig.gap_rows.shape[1] // 4
    rough = np.random.default_rng(seed).normal(0.05, 0.3, (*shape, places + 4))
    return sum(rough[..., k : k + places] for k in range(5)) / 5


@pytest.mark.parametrize("rounds", [pressing.ROUNDS, 1])
def test_many_press_as_each_alone_does(face, monkeypatch, rounds):
    monkeypatch.setattr(pressing, "ROUNDS", rounds)  # after one most are left to the slow way
    rig = face.rig
    many = Pressing(rig.whiten, rig.unwhiten)
    for seed in (1, 2):  # the second begins with what pressed in the first
        gap = gaps(face, seed, (30, 4))
        found = many.forces(gap)
        assert (found > 0).any(-1).sum() > 100
        for at in np.ndindex(gap.shape[:2]):
            alone = contact_forces(rig.whiten, rig.unwhiten, gap[at])
            assert found[at] == pytest.approx(alone, abs=1e-12)
    assert not many.forces(np.ones((2, 1, gap.shape[-1]))).any()


def test_what_was_known_and_guessed_changes_no_bit(face, monkeypatch):
    monkeypatch.setattr(pressing, "MOST_KNOWN", 5)
    monkeypatch.setattr(pressing, "AT_ONCE", 7)
    first, gap = gaps(face, 3, (20, 3)), gaps(face, 4, (20, 3))
    fresh, used = (Pressing(face.rig.whiten, face.rig.unwhiten) for _ in range(2))
    used.forces(first)
    assert (used.forces(gap) == fresh.forces(gap)).all()
