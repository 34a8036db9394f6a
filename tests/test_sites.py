"""Sites on a face: where they lie, and what is caught there under a hand that errs."""

import numpy as np
import pytest

import facemodel as fm
from facemodel.clinic.findings import KINDS
from facemodel.data import tables
from facemodel.errors import FaceModelError
from facemodel.physiology import sites, spread, toxin
from facemodel.physiology.condition_table import ROWS


@pytest.fixture(scope="module")
def here(face):
    return sites.places(face.mesh)


def test_every_site_lies_on_the_skin_over_or_near_its_muscle(face, here):
    skin = spread.skin(face.mesh)
    assert len(here) == len(sites.PLACES) == 2 * len(sites.SITES) - 2
    for place in here.values():
        assert spread.nearest(face.mesh, place.point)[1] < 1e-6
        away = skin.distance_mm(place.point, fm.MUSCLES.index(place.muscle))
        assert away < 6, (place, away)


def test_left_and_right_places_mirror_each_other(here):
    for (name, side), place in here.items():
        if side == "left":
            other = here[name, "right"].point
            assert np.allclose(place.point, other * [-1, 1, 1], atol=0.05), name
        if side == "middle":
            assert abs(place.point[0]) < 0.05


def test_a_place_is_called_by_its_site_and_side(here):
    names = {key: place.name for key, place in here.items()}
    assert names["procerus", "middle"] == "procerus"
    assert names["cheek_upper", "right"] == "cheek_upper right"
    assert repr(here["cheek_upper", "left"]) == "Place(cheek_upper left)"


def test_a_place_gives_an_injection_there(face, here):
    one = here["lower_lid_outer", "left"].injection(2.5)
    point, depth = toxin.site(face.mesh, one)
    assert np.allclose(point, here["lower_lid_outer", "left"].point, atol=1e-6)
    assert (one.dose, one.day) == (2.5, 0)
    assert depth == sites.SITES["lower_lid_outer"].depth_mm


@pytest.mark.parametrize("name", ["upper_lid_inner", "cheek_upper", "procerus", "neck_inner"])
def test_many_hands_catch_what_each_would_alone(face, here, name):
    place = here[name, "middle" if sites.SITES[name].midline else "right"]
    errors = np.random.default_rng(3).normal(0, 4, (4, 2))
    together = sites.caught_by_hands(face.mesh, place.point, place.site.depth_mm, errors)
    for error, row in zip(errors, together, strict=True):
        point = tuple(spread.nearest(face.mesh, place.point + np.append(error, 0))[0])
        one = fm.Injection(1, point=point, depth_mm=place.site.depth_mm)
        assert np.abs(toxin.caught(face.mesh, [one])[0] - row).max() < 1e-12
    alone = sites.caught_by_hands(face.mesh, place.point, place.site.depth_mm, errors[:1])
    assert np.abs(alone[0] - together[0]).max() < 1e-12


def test_sites_spare_only_side_effects_that_their_muscle_is_blamed_for():
    spared = [(site, name) for site in sites.SITES.values() for name in site.spares]
    assert {site.name for site, _ in spared} == {"upper_lid_inner", "upper_lid_outer"}
    assert all(site.muscle in KINDS[name].blames for site, name in spared)


def test_a_label_treats_only_at_sites():
    labelled = {name: row.label_sites for name, row in ROWS.items() if row.label_sites}
    assert set(labelled) == {"blepharospasm", "hyperkinetic_frown"}
    assert all(site in sites.SITES for one in labelled.values() for site in one)


def test_sites_refuse_what_they_cannot_mean():
    good = {
        "name": "x", "label": "x", "where": "x", "muscle": "mentalis", "x_mm": 1.0, "y_mm": 1.0,
        "depth_mm": 3.0, "least_units": 1.25, "most_units": 5.0, "midline": False, "near": "chin",
        "mark": "assume", "why": "x",
    }  # fmt: skip
    sites.Site(**good)
    for wrong in ({"muscle": "biceps"}, {"least_units": 6.0}, {"midline": True}):
        with pytest.raises(ValueError, match=r"muscle|least_units|midline"):
            sites.Site(**{**good, **wrong})
    assert set(sites.NEAR) == {site.near for site in tables.read(sites.Site, "sites.csv")}
    with pytest.raises(FaceModelError, match="unknown site or part of the face 'mouht'"):
        fm.plan.treatment(fm.load(), fm.conditions.gummy_smile(1.0), avoid=["mouht"])
