"""physiology/fields.py: a dose acts on the end plates that it reaches."""

import numpy as np
import pytest

import facemodel as fm
from facemodel.anatomy.muscles import INDEX, MIRROR, MUSCLES
from facemodel.data import constants
from facemodel.physiology import dose_response, fields, nerve_terminal, spread, toxin

FACE = fm.load()
SKIN = spread.skin(FACE.mesh)
ED50 = toxin.ed50(FACE.mesh)


def lost(injections, day=12.0):
    return 1 - toxin.remaining(FACE, injections, day)


def test_what_reaches_nothing_takes_nothing_of_anybody():
    """Three people with an ED50 each, two days; nothing was given."""
    nothing = np.zeros((1, len(SKIN.fields.owner)))
    ed50 = np.stack([ED50, 2 * ED50, 3 * ED50])
    taken = dose_response.lost([0.0], nothing, [14.0, 30.0], ed50, None, SKIN.fields)
    assert taken.shape == (2, *ed50.shape)
    assert not taken.any()


def test_a_muscle_that_is_evenly_filled_loses_what_the_dose_response_says():
    given = np.where(np.isfinite(ED50), 3 * ED50, 0.0)
    units = SKIN.fields.even(given)
    taken = dose_response.lost([0.0], units[None], 12.0, ED50, None, SKIN.fields)[0]
    usual = nerve_terminal.lost(
        np.zeros(1), np.full((1, 1), 3.0), np.full(1, 12.0), nerve_terminal.Pace()
    )
    under = SKIN.fields.total(SKIN.fields.weight) > 0
    reached = under & (given > 0)
    assert reached.sum() > 40
    assert taken[reached] == pytest.approx(np.full(reached.sum(), usual[0, 0]))
    assert (taken[~reached] == 0).all()


def test_a_dose_beside_a_muscle_takes_less_of_it_than_the_same_amount_all_over():
    for points in (toxin.scenario("masseter", FACE.mesh), [fm.Injection(4, "corrugator_left")]):
        caught = np.array([one.dose for one in points]) @ toxin.shares(FACE.mesh, points)
        even = SKIN.fields.even(caught)
        whole = dose_response.lost([0.0], even[None], 12.0, ED50, None, SKIN.fields)[0]
        assert (lost(points) <= whole + 1e-12).all()
        gap = (whole - lost(points))[INDEX["masseter_left"]], (whole - lost(points)).max()
        assert gap[0] > 0.1 if len(points) > 1 else gap[1] > 0.02


def test_what_is_caught_spreads_within_its_muscle_and_none_is_lost():
    caught = np.random.default_rng(0).random(len(SKIN.fields.owner)) * (SKIN.fields.weight > 0)
    held = SKIN.fields.settled(caught)
    assert SKIN.fields.total(held) == pytest.approx(SKIN.fields.total(caught))
    one = np.zeros(len(caught))
    one[np.flatnonzero(SKIN.fields.owner == INDEX["platysma_left"])[3]] = 1.0
    assert set(SKIN.fields.owner[SKIN.fields.settled(one) > 0]) == {INDEX["platysma_left"]}


def test_one_unit_fades_over_as_much_of_a_muscle_as_was_seen():
    """15 to 30 mm of a rabbit's muscle [Borodic1994]; here where a tenth of the most is left."""
    muscle = INDEX["platysma_left"]
    own = np.flatnonzero(SKIN.fields.owner == muscle)
    held = toxin.caught(FACE.mesh, [fm.Injection(1, "platysma_left")])[0, own]
    there = held / SKIN.fields.weight[own]
    away = np.linalg.norm(fields.every()[1][own] - fields.every()[1][own[there.argmax()]], axis=1)
    assert (there[away < 10] > 0.4 * there.max()).all()
    assert (there[away > 32] < 0.1 * there.max()).all()


def test_smaller_fields_would_change_little(monkeypatch):
    sets = [toxin.scenario(n, FACE.mesh) for n in ("label_glabellar", "label_forehead", "masseter")]
    usual = [lost(points) for points in sets]
    monkeypatch.setattr(fields, "FIELD_MM", 3.5)
    for known in (fields.middles, fields.every):
        known.cache_clear()
    try:
        fine = spread._skin(FACE.mesh)
        assert len(fine.fields.owner) > 2.5 * len(SKIN.fields.owner)
        for points, coarse in zip(sets, usual, strict=True):
            rows = [fine.caught(*toxin.site(FACE.mesh, p), p.volume_ml) for p in points]
            units = np.array([p.dose for p in points]) @ np.array(rows)
            taken = dose_response.lost([0.0], units[None], 12.0, ED50, None, fine.fields)[0]
            assert np.abs(taken - coarse).max() < 0.03
    finally:
        for known in (fields.middles, fields.every):
            known.cache_clear()


def test_fields_are_mirrored_and_belong_to_their_muscles():
    owner, places = fields.every()
    assert (np.diff(owner) >= 0).all()
    assert set(owner) == set(range(len(MUSCLES)))
    for k, mirrored in enumerate(MIRROR):
        assert places[owner == k] == pytest.approx(places[owner == mirrored] * [-1, 1, 1])
    assert SKIN.fields.owner[SKIN.patch].tolist() == SKIN.owner.tolist()
    right = lost([fm.Injection(4, "corrugator_right")])
    assert lost([fm.Injection(4, "corrugator_left")]) == pytest.approx(right[MIRROR])


def test_how_far_a_dose_spreads_in_a_muscle_reaches_the_result():
    points = toxin.scenario("label_platysma", FACE.mesh)
    found = []
    for within in (5.5, 10.0, 14.0):
        with constants.override({"toxin.within_mm": within}):
            found.append(lost(points)[INDEX["platysma_left"]])
    assert found == sorted(found)
    assert found[2] - found[0] > 0.03
