"""Laws that hold for any face: refinement, equilibrium, symmetry, superposition, no dampening; and
for any dose."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import facemodel as fm
from facemodel.anatomy import placement, template
from facemodel.anatomy.mesh import reflect
from facemodel.anatomy.muscles import MIRROR
from facemodel.mechanics import skin, tissue
from facemodel.mechanics.lips import facing
from facemodel.mechanics.tissue import cotangent_stiffness
from facemodel.physiology import nerve_terminal
from facemodel.physiology.sites import SITES
from facemodel.study.plan.aims import AIMS
from facemodel.study.plan.panel import planning
from facemodel.study.plan.treating import allowed
from facemodel.study.plan.trial import Trial
from facemodel.validation import mirror_error, unmirrored

RATES = nerve_terminal.rates()
ratios = st.floats(-4, 5).map(np.exp)  # of a dose to the ED50
SMILE = fm.activation(zygomaticus_major=1, zygomaticus_minor=0.25)


@pytest.fixture(scope="module")
def face():
    return fm.load()


@pytest.fixture(scope="module")
def site():
    mesh = template.mesh(1)
    return tissue.site(mesh, placement.chart(mesh))


@pytest.fixture(scope="module")
def material(site):
    return tissue.tissue(site)


@pytest.fixture(scope="module")
def built(site, material):
    return skin.assemble(site, material)


def corner(face):
    i = face.mesh.landmarks["cheilion_left"]
    return np.linalg.norm(face.deform(SMILE, dtype=float)[i] - face.mesh.vertices[i])


def test_a_finer_mesh_gives_the_same_smile(face):
    assert corner(fm.load(2)) == pytest.approx(corner(face), rel=0.05)


@pytest.mark.slow
def test_the_finest_mesh_gives_the_same_smile(face):
    assert corner(fm.load(3)) == pytest.approx(corner(face), rel=0.05)


def test_the_bed_weighs_area_not_vertices(site, material):
    # per vertex, a mesh of four times the vertices would stand on a bed four times as stiff
    other = template.mesh(2)
    finer = tissue.site(other, placement.chart(other))
    total = (finer.area * tissue.tissue(finer).slide).sum()
    assert total == pytest.approx((site.area * material.slide).sum(), rel=0.05)


def test_a_patch_under_constant_strain_is_in_balance():
    rng = np.random.default_rng(3)
    grid = np.stack(np.meshgrid(np.arange(6.0), np.arange(6.0)), -1).reshape(-1, 2)
    inner = ((grid > 0) & (grid < 5)).all(1)
    grid[inner] += rng.uniform(-0.25, 0.25, (inner.sum(), 2))
    vertices = np.c_[grid, np.zeros(len(grid))]
    k = np.arange(36).reshape(6, 6)
    quads = np.stack([k[:-1, :-1], k[:-1, 1:], k[1:, 1:], k[1:, :-1]], -1).reshape(-1, 4)
    faces = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])
    _, gradients = cotangent_stiffness(vertices, faces)
    normals, areas = skin.face_normals_areas(vertices, faces)
    flat = SimpleNamespace(mesh=SimpleNamespace(vertices=vertices, faces=faces))
    stuff = SimpleNamespace(membrane=np.full(36, 0.06), poisson=0.4, tension=0.01)
    matrix = skin._membrane(flat, stuff, gradients, normals, areas)
    stretch = vertices @ np.array([[0.10, 0.03, 0], [-0.02, -0.05, 0], [0, 0, 0]])
    forces = (matrix @ stretch.ravel()).reshape(-1, 3)
    assert np.abs(forces[inner]).max() < 1e-15 + 1e-12 * np.abs(forces).max()
    assert np.abs(forces[~inner]).max() > 1e-3  # the edge does carry the stretch


def test_every_response_balances_its_forces(site, built):
    rng = np.random.default_rng(0)
    forces = rng.normal(size=(len(site.area), 3)) * site.area[:, None]
    u = built.respond(forces)
    residual = (built.stiffness @ u.ravel()).reshape(-1, 3) - forces
    fixed = site.mesh.curves["outline"]
    assert np.abs(u[fixed]).max() == 0
    residual[fixed] = 0
    assert np.abs(residual).max() < 1e-8 * np.abs(forces).max()


def test_the_stiffness_is_symmetric_and_positive_definite(built):
    difference = built.stiffness - built.stiffness.T
    assert abs(difference).max() < 1e-12 * abs(built.stiffness).max()
    for _, factor in built.parts:
        assert (factor.U.diagonal() > 0).all()  # no pivoting: the signs are those of the pivots


def test_the_two_halves_of_the_system_are_the_whole(site, material, built):
    from scipy.sparse.linalg import spsolve

    whole = skin._whole(~np.isin(np.arange(len(site.area)), site.mesh.curves["outline"]))
    forces = np.zeros((len(site.area), 3))
    forces[site.mesh.landmarks["cheilion_left"]] = (0.3, 0.2, -0.1)
    at_once = whole @ spsolve((whole.T @ built.stiffness @ whole).tocsc(), whole.T @ forces.ravel())
    assert np.abs(built.respond(forces).ravel() - at_once).max() < 1e-8


activations = st.lists(
    st.tuples(st.integers(0, len(fm.MUSCLES) - 1), st.floats(-1, 1.5)), min_size=1, max_size=12
)


def of(pairs):
    a = np.zeros(len(fm.MUSCLES))
    for muscle, value in pairs:
        a[muscle] = value
    return a


@given(activations)
@settings(max_examples=40, deadline=None)
def test_a_mirrored_drive_gives_the_mirrored_face(pairs):
    face, a = fm.load(), of(pairs)
    mirrored = face.deform(a[MIRROR], dtype=float)
    assert np.abs(mirrored - reflect(face.deform(a, dtype=float), face.mesh.mirror)).max() < 1e-6


@given(st.integers(0, 2**32 - 1), st.floats(-3, 3))
@settings(max_examples=8, deadline=None)
def test_the_skin_answers_two_pulls_as_it_answers_each(site, built, seed, share):
    rng = np.random.default_rng(seed)
    one, other = rng.normal(size=(2, *site.normal.shape)) * site.area[:, None]
    joint = built.respond(one + share * other)
    apart = built.respond(one) + share * built.respond(other)
    assert np.abs(joint - apart).max() <= 1e-9 * np.abs(joint).max()


# muscles that neither close the lids nor bring the lips together
FREE = [
    m
    for m in fm.MUSCLES
    if m.startswith(("frontalis", "nasalis", "corrugator", "procerus", "levator_labii"))
]
free = st.dictionaries(st.sampled_from(FREE), st.floats(0, 0.5), min_size=1, max_size=6)


@given(free, free)
@settings(max_examples=20, deadline=None)
def test_whole_frames_superpose_where_lids_lips_and_jaw_rest(one, other):
    face = fm.load()
    a, b = (fm.activation(**part) for part in (one, other))
    lips = face.rig.lips
    met = (face.controls(a + b) @ face.single.gap_rows).reshape(4, -1)
    gaps = facing(lips.gap[0] + met[0], lips.line + met[1:])
    assert gaps.min() >= 0  # else the lips would touch, and this would be no test
    joint, first, second = (face.deform(x, dtype=float) for x in (a + b, a, b))
    apart = first + second - face.mesh.vertices
    assert np.abs(joint - apart).max() <= 1e-9 * max(1.0, np.abs(joint - face.mesh.vertices).max())


def test_a_face_read_through_its_landmarks_is_itself(face):
    # the built-in face, taken for a stranger's: muscles placed by landmarks, nothing mirrored
    other = unmirrored(face)
    assert np.abs(other.basis - face.basis).max() < 1e-3
    assert mirror_error(other) < 1e-3


def test_no_activation_is_the_mesh(face):
    assert np.array_equal(face.deform(np.zeros(len(fm.MUSCLES)), dtype=float), face.mesh.vertices)


def test_dampening_nothing_changes_nothing(face):
    smile = fm.expression("smile_social")
    spasm = fm.conditions.hemifacial_spasm("left", severity="moderate")
    for condition in (fm.conditions.healthy(), spasm):
        untouched = condition.drive(smile, remaining=fm.dampen({}))
        assert np.array_equal(untouched, condition.drive(smile))


def test_dampening_everything_is_rest_without_tone(face):
    toneless = np.where(np.array(fm.MUSCLES) == "jaw_openers", 0.0, -1.0)
    expected = face.deform(toneless, dtype=float)
    spasm = fm.conditions.hemifacial_spasm("left", severity="severe")
    for name in ("rest", "smile_social", "brow_raise"):
        a = spasm.drive(fm.expression(name), remaining=np.zeros(len(fm.MUSCLES)))
        assert np.array_equal(face.deform(a, dtype=float), expected)


def test_a_face_whose_facial_nerve_is_lost_droops(face):
    other_nerves = ("levator_palpebrae", "masseter", "temporalis", "jaw_openers")
    toneless = np.array([0.0 if m.startswith(other_nerves) else -1.0 for m in fm.MUSCLES])
    u = face.deform(toneless, dtype=float) - face.mesh.vertices
    at = face.mesh.landmarks
    assert u[at["brow_mid_left"], 1] == pytest.approx(
        -4, abs=1.01
    )  # as flaccid faces are described: -3..-5
    assert u[at["cheilion_left"], 1] == pytest.approx(-5, abs=1)  # -4..-6
    assert -2 <= u[at["lower_lid_left"], 1] <= -1


def strength_lost(sessions, days):
    given_on, doses = (np.array(column, float) for column in zip(*sessions, strict=True))
    pace = nerve_terminal.Pace()
    return nerve_terminal.lost(given_on, doses[:, None], np.asarray(days, float), pace)[:, 0]


@given(ratios, ratios, st.floats(0, 900))
def test_more_takes_more_never_beyond_emax_and_no_dose_takes_nothing(a, b, age):
    low, high = nerve_terminal.lost_after(np.sort([a, b]), np.asarray(age), RATES)
    assert 0 <= low <= high <= RATES.emax
    assert nerve_terminal.lost_after(np.zeros(1), np.asarray(age), RATES)[0] < 1e-200


@given(ratios, ratios, st.floats(0, 400), st.floats(1, 200))
@settings(max_examples=25, deadline=None)
def test_a_second_session_never_gives_strength_back(first, second, day, gap):
    without, with_it = ([(0.0, first), (gap, dose)] for dose in (1e-12, second))
    assert strength_lost(with_it, [day])[0] >= strength_lost(without, [day])[0] - 1e-9


@given(ratios)
def test_strength_comes_back_in_the_end_and_none_is_lost_before_a_dose(ratio):
    assert nerve_terminal.lost_after(np.asarray(ratio), np.asarray(900.0), RATES) < 1e-3
    assert (strength_lost([(30.0, ratio)], [0, 29, 30]) == 0).all()
    assert strength_lost([(30.0, ratio)], [30.05])[0] < 0.02  # an hour: it is not yet taken in


def trial_of(face, side, panel) -> Trial:
    condition = fm.conditions.postparalytic_synkinesis(side, "moderate")
    return Trial(face, condition, AIMS["calm"], panel, allowed(side), 28.0, 0.75, False)


def test_a_plan_without_doses_gains_and_costs_nothing(face):
    trial = trial_of(face, "left", planning())
    judged = trial.judged(np.zeros(len(trial.variables)))
    assert (judged.gains == 0).all()
    assert judged.any == 0
    assert judged.kept.all()


@given(st.lists(st.sampled_from([0.0, 1.25, 2.5]), min_size=len(SITES), max_size=len(SITES)))
@settings(max_examples=4, deadline=None)
def test_mirrored_people_get_of_mirrored_doses_what_people_get(face, doses):
    left = trial_of(face, "left", planning()).judged(doses)
    right = trial_of(face, "right", planning().mirrored()).judged(doses)
    assert np.abs(left.gains - right.gains).max() < 1e-6
    assert (left.kept == right.kept).all()
    assert left.any == right.any
