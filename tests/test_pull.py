"""Muscles in place: where they lie, which way they pull, and that the table is complete."""

import numpy as np
import pytest

import facemodel as fm
from facemodel.anatomy import muscles, placement, template
from facemodel.mechanics import tissue
from facemodel.mechanics.forces import pull
from facemodel.mechanics.forces.half import Half, reflected
from facemodel.mechanics.tissue import cotangent_stiffness


@pytest.fixture(scope="module")
def site():
    mesh = template.mesh(1)
    return tissue.site(mesh, placement.chart(mesh))


@pytest.fixture(scope="module")
def forces(site):
    return pull.left_forces(site)


def test_every_pair_pulls_or_is_kinematic(forces):
    assert set(forces) - {"cheek_pressure"} | set(pull.KINEMATIC) == set(muscles.STEMS)


def test_forces_are_per_newton_and_on_their_own_side(site, forces):
    for stem, f in forces.items():
        size = np.linalg.norm(f, axis=1)
        assert size.sum() == pytest.approx(1)
        # a triangle that reaches over the midline may carry a little across it
        assert size[site.x < -8].sum() < 1e-6, stem


@pytest.mark.parametrize("level", [2])
def test_a_finer_mesh_pulls_alike(level, forces):
    mesh = template.mesh(level)
    finer = pull.left_forces(tissue.site(mesh, placement.chart(mesh)))
    coarse = template.mesh(1)
    for stem, f in forces.items():
        # mean place and mean direction of the force
        for points, field in ((coarse.vertices, f), (mesh.vertices, finer[stem])):
            size = np.linalg.norm(field, axis=1)
            place = size @ points
            net = field.sum(0)
            if points is coarse.vertices:
                expected = place, net
        assert np.linalg.norm(place - expected[0]) < 1.0, stem
        assert np.linalg.norm(net - expected[1]) < 0.1, stem


def test_frontalis_pulls_both_ways(site, forces):
    f = forces["frontalis_medial"][:, 1]
    forehead = np.abs(site.x) < 30
    assert f[forehead & (site.y < 40)].sum() > 0
    assert f[forehead & (site.y > 60)].sum() < 0


def test_a_contracting_sheet_has_no_net_force(site):
    half = Half(site, cotangent_stiffness(site.mesh.vertices, site.mesh.faces)[1])
    fibre = tissue.unit(half.tangent((0.2, 1.0, 0.0)))
    inside = np.exp(-((site.x - 25) ** 2 + (site.y - 45) ** 2) / 100)
    assert np.abs(half.contract(fibre, inside).sum(0)).max() < 1e-9 * np.abs(inside).sum()


def test_zygomaticus_runs_from_the_cheekbone_to_the_corner(site, forces):
    size = np.linalg.norm(forces["zygomaticus_major"], axis=1)
    place = size @ site.mesh.vertices
    corner = site.mesh.vertices[site.mesh.landmarks["cheilion_left"]]
    assert np.linalg.norm(place - corner) < 20
    direction = forces["zygomaticus_major"].sum(0)
    assert direction[0] > 0
    assert direction[1] > 0


def test_a_mirrored_site_pulls_the_mirrored_way(site, forces):
    # the right half is computed as the left half of the face in a mirror
    again, other = (pull.left_forces(s) for s in (reflected(reflected(site)), reflected(site)))
    mirror = site.mesh.mirror  # the face is its own mirror image, vertex by vertex
    assert np.abs(reflected(site).mesh.vertices - site.mesh.vertices[mirror]).max() < 1e-9
    for stem, f in forces.items():
        assert np.abs(again[stem] - f).max() < 1e-9, stem
        # of two vertices as near another may be the nearest
        assert np.abs(other[stem] - f[mirror]).max() < 1e-3, stem


def test_regions_hold_every_muscle_once_but_the_levator():
    members = [m for region in fm.REGIONS.values() for m in region]
    assert len(members) == len(set(members))
    assert set(fm.MUSCLES) - set(members) == {
        "levator_palpebrae_superioris_left",
        "levator_palpebrae_superioris_right",
    }


def test_names_of_sides():
    assert muscles.MIRROR[muscles.MIRROR].tolist() == list(range(len(fm.MUSCLES)))
    assert muscles.side_of("jaw_openers") is None
    assert muscles.info("zygomaticus_major_left") is muscles.info("zygomaticus_major")
    with pytest.raises(fm.FaceModelError, match="zygomaticus_major"):
        muscles.info("zygomaticus_mayor")
