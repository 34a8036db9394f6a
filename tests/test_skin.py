"""Skin, bed, tissue and jaw where they can be worked out by hand: energies of a patch, places."""

from types import SimpleNamespace

import numpy as np
import pytest
import scipy.sparse as sp
from numpy import exp

import facemodel as fm
from facemodel.anatomy import placement, template
from facemodel.mechanics import jaw, lids, lips, skin, tarsus, tissue
from facemodel.mechanics.forces import glide
from facemodel.mechanics.tissue import cotangent_stiffness, vertex_areas
from flatland import spots

E = exp(-1)
SIDE = 6
"""Of the patch, mm; its triangles have legs of 1 mm."""


@pytest.fixture(scope="module")
def patch():
    """A flat square of skin, and its matrices of membrane, bending and bed."""
    grid = np.stack(np.meshgrid(np.arange(SIDE + 1.0), np.arange(SIDE + 1.0)), -1).reshape(-1, 2)
    vertices = np.c_[grid, np.zeros(len(grid))]
    k = np.arange(len(grid)).reshape(SIDE + 1, SIDE + 1)
    quads = np.stack([k[:-1, :-1], k[:-1, 1:], k[1:, 1:], k[1:, :-1]], -1).reshape(-1, 4)
    faces = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])
    laplacian, gradients = cotangent_stiffness(vertices, faces)
    ones = np.ones(len(grid))
    site = SimpleNamespace(
        mesh=SimpleNamespace(vertices=vertices, faces=faces),
        area=vertex_areas(vertices, faces),
        bed_normal=np.tile([0.0, 0, 1], (len(grid), 1)),
        stiffness=laplacian,
    )
    stuff = tissue.Tissue(0.12 * ones, 2e-4 * ones, 3e-3 * ones, 5 * ones, 0.01, 0.15, 0.4)
    shape = skin.face_normals_areas(vertices, faces)
    return SimpleNamespace(
        x=grid[:, 0],
        y=grid[:, 1],
        membrane=skin._membrane(site, stuff, gradients, *shape),
        bending=skin._bending(site, stuff),
        bed=skin._bed(site, stuff, gradients, *shape),
    )


def energy(matrix, x=0.0, y=0.0, z=0.0):
    """Of a displacement, N mm."""
    u = np.zeros((matrix.shape[0] // 3, 3))
    u[:, 0], u[:, 1], u[:, 2] = x, y, z
    u = u.ravel()
    return u @ (matrix @ u) / 2


def test_a_patch_stores_what_plane_stress_says(patch):
    """Young's modulus times thickness 0.12, Poisson's ratio 0.4, and a pre-tension of 0.01 N/mm."""
    x, y, e, area = patch.x, patch.y, 0.1, SIDE**2
    tension = 0.01 * e * e * area / 2
    one_way = 0.12 * e * e * area / (2 * (1 - 0.4**2))
    both_ways = 0.12 * e * e * area / (1 - 0.4)
    sheared = 0.12 / (2 * (1 + 0.4)) * e * e * area / 2
    near = lambda value: pytest.approx(value, rel=1e-9)  # noqa: E731
    assert energy(patch.membrane, x=e * x) == near(one_way + tension)
    assert energy(patch.membrane, y=e * y) == near(one_way + tension)
    assert energy(patch.membrane, x=e * x, y=e * y) == near(both_ways + 2 * tension)
    assert energy(patch.membrane, x=e * y) == near(sheared + tension)
    assert energy(patch.membrane, y=e * x) == near(sheared + tension)
    assert energy(patch.membrane, x=-e * y, y=e * x) == near(2 * tension)  # turned, not strained
    assert energy(patch.membrane, z=e * x) == near(tension)


def test_a_patch_resists_bending_and_not_tilting(patch):
    inner = (SIDE - 1) ** 2  # mm2 about the vertices that are not on the border
    twice = 0.12 / skin.REFERENCE_MEMBRANE
    cylinder = 0.15 * twice * inner / 2
    near = lambda value: pytest.approx(value, rel=1e-9, abs=1e-12)  # noqa: E731
    for axis in ("x", "y", "z"):
        assert energy(patch.bending, **{axis: patch.x**2 / 2}) == near(cylinder)
        assert energy(patch.bending, **{axis: (patch.x**2 + patch.y**2) / 2}) == near(4 * cylinder)
        assert energy(patch.bending, **{axis: 3 * patch.x - patch.y + 1}) == near(0)


def test_the_bed_holds_the_skin_and_pushes_out_what_is_gathered(patch):
    """Sliding 2e-4 N/mm3, lifting 3e-3 N/mm3, over 5 mm that keep their volume."""
    area, x, e = SIDE**2, patch.x - SIDE / 2, 0.1
    near = lambda value: pytest.approx(value, rel=1e-9)  # noqa: E731
    assert energy(patch.bed, x=0.5) == near(2e-4 * 0.5**2 * area / 2)
    assert energy(patch.bed, y=0.5) == near(2e-4 * 0.5**2 * area / 2)
    assert energy(patch.bed, z=0.5) == near(3e-3 * 0.5**2 * area / 2)
    # x^2, in a sum over vertices: 28 / 6 mm2 where the integral is 27 / 6; borders count half
    slides = 2e-4 * e * e * (area * (28 - 9) / SIDE) / 2
    squeezed = energy(patch.bed, x=-e * x)
    assert squeezed == near(3e-3 * (5 * e) ** 2 * area / 2 + slides)
    assert energy(patch.bed, x=-e * x, z=5 * e) == near(slides)  # the skin has gone out of its way
    assert energy(patch.bed, x=-e * x, z=-5 * e) > 3 * squeezed


# ---- tissue


LIDS, LIPS = "from_lids", "from_lips"
NOWHERE = (0.0, -300.0, 0.0)
BROW = placement.height(30, 30)


def at(x, y, *off):
    return placement.on_default(x, y) + np.array(off or (0.0, 0.0, 0.0))


@pytest.mark.parametrize(
    ("place", "fields", "depth"),
    [
        (NOWHERE, {}, 5), (NOWHERE, {LIPS: 0}, 14), (NOWHERE, {LIPS: 16}, 5 + 9 * E),
        (at(40, -40), {}, 24), (at(40, -40, 18, 0, 0), {}, 5 + 19 * exp(-0.5)),
        (at(-40, -40), {}, 24), (at(0, -96), {}, 11), (at(0, -96, 0, 0, 13), {}, 5 + 6 * exp(-0.5)),
        ((0, BROW + 4, 0), {}, 3), ((0, BROW - 6, -90), {}, 5), ((0, BROW - 1, -90), {}, 4),
        (NOWHERE, {LIDS: 0}, 0.5), (NOWHERE, {LIDS: 9}, 5 * (1 - 0.9 * E)),
    ],
)  # fmt: skip
def test_flesh_is_thick_in_the_cheek_and_thin_on_the_forehead(place, fields, depth):
    assert tissue.tissue(spots(place, **fields)).depth[0] == pytest.approx(depth, rel=2e-3)


def between(low, high, share):
    """Between two stiffnesses: by factors."""
    return low ** (1 - share) * high**share


@pytest.mark.parametrize(
    ("place", "fields", "slide"),
    [
        (NOWHERE, {}, 1e-4), ((0, BROW + 6, 40), {}, 0.4e-4), ((0, BROW - 8, 300), {}, 1e-4),
        ((0, BROW - 1, 300), {}, between(1e-4, 0.4e-4, 0.5)), ((0, 300, 20), {}, 1e-4),
        ((0, 300, 30), {}, between(1e-4, 0.4e-4, 0.5)),
        (NOWHERE, {LIPS: 0}, 0.12e-4), (NOWHERE, {LIPS: 15}, between(1e-4, 0.12e-4, E)),
        (at(0, -45), {}, 8e-4), (at(32, -104), {}, 3e-4), (at(-32, -104), {}, 3e-4),
        (at(32, -104, 0, -7, 0), {}, between(1e-4, 3e-4, exp(-0.5))),
        ((300, -300, 0), {}, 4.5e-4), ((61.5, -300, 0), {}, between(1e-4, 4.5e-4, 0.5)),
        ((300, 300, -90), {}, between(1e-4, 4.5e-4, 0.1)), ((300, BROW - 22, -90), {}, 4.5e-4),
    ],
)  # fmt: skip
def test_the_bed_holds_by_place(place, fields, slide):
    soft = tissue.tissue(spots(place, **fields))
    assert soft.slide[0] == pytest.approx(slide, rel=5e-3)
    if LIPS not in fields:
        assert soft.lift[0] == pytest.approx(max(10 * slide, 2e-4), rel=5e-3)
    assert soft.membrane[0] == pytest.approx(0.06)
    twice = tissue.tissue(spots(place, **fields), stiffness=2.0, bed=3.0)
    for name, times in (("slide", 6), ("lift", 6), ("membrane", 2), ("depth", 1)):
        assert getattr(twice, name) == pytest.approx(times * getattr(soft, name))


def test_lids_and_lips_have_a_bed_of_their_own():
    lip = tissue.tissue(spots(NOWHERE, from_lips=0))
    assert lip.lift[0] == pytest.approx(4e-4)
    eyes = template.mesh(1).eye_centres[0, 1]
    for up, plate in ((50, 5e-3), (1, 5e-3), (-1, 3.5e-3), (-3, 2e-3), (-50, 2e-3)):
        lid = tissue.tissue(spots((0, eyes + up, 0), from_lids=0))
        assert lid.slide[0] == pytest.approx(0.5e-4 + plate, rel=1e-2)
        assert (lid.lift[0], lid.membrane[0]) == pytest.approx((4e-3, 0.015))
    skin_of = tissue.tissue(spots(NOWHERE, from_lids=6)).membrane[0]
    assert skin_of == pytest.approx(between(0.06, 0.015, E))
    for name, held in (("endocanthion_left", 2e-2), ("exocanthion_left", 6e-3)):
        corner = template.mesh(1).points([name])[0]
        assert tissue.tissue(spots(corner)).slide[0] == pytest.approx(held)
        beside = tissue.tissue(spots(np.add(corner, (0, 0, 3)))).slide[0]
        assert beside == pytest.approx(held * exp(-0.5))


# ---- the jaw


def follows(places, joined=0.0, **fields):
    """Share of the jaw's turn of places without skin between them, or joined by some stiffness."""
    corners = [[0, 0, -900.0], [1, 0, -900], [0, 1, -900], [1, 1, -900]]
    site = spots(np.concatenate([places, corners]), **fields)
    site.mesh.faces = np.array([[n := len(places), n + 1, n + 2]])
    site.mesh.curves = {"outline": np.arange(n, n + 4)}
    rows = np.zeros((n + 4, n + 4))
    if joined:  # the two places alone, which lie on a border: they do not bend
        rows[:2, :2] = joined * np.array([[1, -1], [-1, 1]])
        site.mesh.faces = np.array([[0, 1, n], [n + 1, n + 2, n + 3]])
    object.__setattr__(site, "stiffness", sp.csc_matrix(rows))
    weight = jaw.jaw(site, tissue.tissue(site)).weight[:n]
    return weight * 0.997 + 0.003 * (weight > 0)


CORNER, MENTON = template.mesh(1).points(["cheilion_left", "menton"])


def test_skin_follows_the_bone_below_a_line_from_the_corner_to_under_the_ear():
    x, y, z = 60.0, *CORNER[1:]
    heights = np.array([[x, y - 14, z], [x, y - 4, z], [x, y + 6, z], [x, y - 4 + 5.5, z - 10]])
    assert follows(heights) == pytest.approx([1, 0.5, 0, 0.5], abs=1e-9)
    lip = np.array([[0, y - 40, z], [0, y, z], [0, y + 40, z]])
    shares = follows(lip, from_lips=0.0, lip_side=np.r_[-11.0, 0, 11, [0] * 4])
    assert shares == pytest.approx([1, 0.5, 0], abs=1e-9)
    for side, share in ((-5.5, 0.84375), (5.5, 0.15625)):
        assert follows(lip[1:2], from_lips=0.0, lip_side=side) == pytest.approx(share)
    # 15 mm from the lips a part of 1/e goes by the lip, 12 mm a part of exp(-0.8^6)
    for far, lips_own in ((15.0, E), (12.0, exp(-(0.8**6)))):
        below = follows(lip[2:], from_lips=far, lip_side=-50.0)
        assert below == pytest.approx([lips_own], abs=1e-9)


def test_the_neck_stays():
    low, back = MENTON[1] - 50, MENTON[2]
    shares = follows(np.array([[60, low, back - 6], [60, low, back - 29], [60, low, back - 52]]))
    assert shares == pytest.approx([1, 0.5, 0], abs=1e-9)
    high = np.array([[60, MENTON[1] + up, -200.0] for up in (25.0, 12.5, 0.0)])
    assert follows(high) == pytest.approx([1, 0.5, 0], abs=1e-9)


@pytest.mark.parametrize(
    ("place", "from_lips", "hold"),
    [
        ((60, -70, 46), 8.9, 1e-3), ((0, -70, 44), 9.1, None), ((0, -70, 46), 9.1, 4e-4),
        ((30, CORNER[1] - 4.1, 46), 9.1, 4e-4 * E), ((0, CORNER[1] - 3.9, 46), 9.1, None),
    ],
)  # fmt: skip
def test_the_bone_holds_the_chin_and_the_lips(place, from_lips, hold):
    """Beside a place of the upper lip, which is held by 1e-3 and follows nothing."""
    places = np.array([place, (60, 100, 60)], float)
    fields = {"from_lips": np.r_[from_lips, 0.0, [1e3] * 4], "lip_side": np.r_[-1e3, [1e3] * 5]}
    alone = follows(places, **fields)
    both = follows(places, joined=0.05, **fields)
    k = 0.02 * 0.05  # N/mm: the skin of the jaw's problem
    if hold is None:
        site = spots(places, **{n: np.resize(v, 2) for n, v in fields.items()})
        hold = tissue.tissue(site).slide[0]
    held = np.array([hold, 1e-3])
    matrix = np.diag(held) + k * np.array([[1, -1], [-1, 1]])
    assert both == pytest.approx(np.linalg.solve(matrix, held * alone), rel=1e-3)


# ---- lips, lids


def test_places_of_contact_share_no_vertex_and_are_chosen_from_the_middle():
    upper, lower = np.array([[1, 2, 2, 3, 3], [11, 12, 13, 13, 14]])
    assert lips._distinct(upper, lower).tolist() == [0, 2, 4]
    assert lips._distinct(np.array([5, 6]), np.array([5, 7])).tolist() == [1]


def test_lips_are_pushed_apart_by_equal_forces():
    mesh, rig = template.mesh(0), fm.load(0).rig
    site = tissue.site(mesh, placement.chart(mesh))
    built = skin.assemble(site, tissue.tissue(site))
    forces = (built.stiffness @ rig.lips.response.reshape(len(rig.lips.upper), -1).T).T
    forces = forces.reshape(rig.lips.response.shape)
    forces[:, mesh.curves["outline"]] = 0
    for row, upper, lower in zip(forces, rig.lips.upper, rig.lips.lower, strict=True):
        assert row[upper] == pytest.approx([0, 1, 0], abs=1e-9)
        assert row[lower] == pytest.approx([0, -1, 0], abs=1e-9)
        row[[upper, lower]] = 0
        assert np.abs(row).max() < 1e-9


@pytest.fixture(scope="module")
def face_site():
    mesh = template.mesh(1)
    return tissue.site(mesh, placement.chart(mesh))


@pytest.mark.parametrize("side", ["left", "right"])
def test_lids_close_to_a_little_more_than_their_opening(face_site, side):
    eye, mesh, scale = lids._eye(face_site, side), face_site.mesh, face_site.chart.scale
    row = {name: dict(zip(eye["index"], eye[name], strict=True)) for name in lids.ROWS}
    edges, centre, radius = lids.margins(face_site, side), eye["centre"], mesh.eye_radius
    place = {p: lids.cylinder(x, centre, eye["axes"]) for p, x in edges.items()}
    start, end = place["upper"][0][[0, -1]]
    upper, lower = (mesh.curves[f"lid_margin_{part}_{side}"] for part in ("upper", "lower"))
    k = len(upper) // 2
    t, angle, _ = (x[k] for x in place["upper"])
    share = (t - start) / (end - start)
    apart = angle - np.interp(t, *place["lower"][:2])
    over = 0.15 * scale / radius * 4 * share * (1 - share)
    assert -row["upper"][upper[k]] == pytest.approx(apart + over, abs=2e-3)
    assert abs(row["meet"][upper[k]]) < 1e-9
    k = len(lower) // 2
    share = (place["lower"][0][k] - start) / (end - start)
    slide = -1.5 * scale * 4 * share * (1 - share)
    assert row["slide"][lower[k]] == pytest.approx(slide)
    assert row["hold"][lower[k]] == pytest.approx(1)
    assert row["keep_out"][lower[k]] in (0, pytest.approx(radius + 0.6 * scale))
    held = np.array([face_site.from_lids[eye["index"]], eye["hold"]])
    halfway = np.abs(held[0] - 8) < 0.5
    assert halfway.any()
    assert held[1, halfway] == pytest.approx(0.5, abs=0.06)
    assert not held[1, held[0] > 16].any()
    # on a globe of 12.1 mm the margins pass each other by a hair's breadth
    assert 0.1 < over * radius <= 0.15


@pytest.mark.parametrize("side", ["left", "right"])
def test_a_tarsus_leads_the_lower_lid_between_its_corners_alone(face_site, side):
    mesh, sign = face_site.mesh, 1 if side == "left" else -1
    margin = mesh.curves[f"lid_margin_lower_{side}"]
    x = sign * mesh.vertices[:, 0]
    first, last = np.sort(x[margin[[0, -1]]])
    share = (x - first) / (last - first)
    pushed = np.zeros_like(mesh.vertices)
    pushed[:, 1] = np.where(sign * mesh.vertices[:, 0] > 0, share**3, 0)  # farther out, farther up
    led = tarsus.braced(face_site, {"u": pushed})["u"] - pushed
    assert not led[(share <= 0) | (share >= 1)].any()
    assert not led[face_site.from_lids > 12].any()
    found = pushed[margin, 1] + led[margin, 1]
    # share^3 less the straight line between the corners, the mean of it and of its mirror image
    even = lambda s: (s**3 - s + (1 - s) ** 3 - (1 - s)) / 2  # noqa: E731
    inner = (share[margin] > 0.05) & (share[margin] < 0.95)
    s = share[margin][inner]
    assert found[inner] == pytest.approx(even(s) + s, abs=0.02)
    assert np.abs(s**3 - s - even(s)).max() > 0.04  # it was not even before


# ---- skin over bone


def test_a_point_over_bone_lies_by_the_nearest_places_of_it(monkeypatch):
    """Five places stand 1 mm high, 3 mm away from the one below the point: each weighs 1 / d2."""
    five = [[3, 0, 1], [-3, 0, 1], [0, 3, 1], [0, -3, 1], [0, 3, 1]]
    site = spots([[0, 0, 0], *five])
    upward = np.tile([0.0, 0, 1], (6, 1))
    monkeypatch.setattr(glide, "vertex_normals", lambda *_: upward)
    high = glide._height(site, np.ones(6), np.array([0, 1]), np.array([[0, 0, 0.2], [0, 0, 0.2]]))
    rise = 0.2 + high  # where the sum of all weights times what is left to each place is nil
    others = 5 / (9 + (1 - rise) ** 2)
    assert rise == pytest.approx(others / (others + 1 / 0.3**2), abs=1e-4)
    half = glide._height(site, np.r_[1, [0.5] * 5], np.array([0]), np.array([[0, 0, 0.2]]))
    assert 0.2 + half[0] == pytest.approx(rise[0] / 2, rel=0.03)  # which speak half as loud


def test_lifted_columns_share_what_the_bone_gives_by_their_ways(monkeypatch):
    site = spots([[0, 0, 0], [1, 0, 0], [2, 0, 0]])
    over = np.array([1.0, 1.0, 0.0])  # no bone under the last
    monkeypatch.setattr(glide, "bony", lambda _: over)
    monkeypatch.setattr(glide, "_height", lambda site, over, moves, points: points[:, 0])
    monkeypatch.setattr(glide, "_bunched", lambda *_: np.zeros((2, 3)))
    lifted = np.zeros((2, 3, 3))
    lifted[:, 0, 0] = lifted[:, 2, 0] = 3.0, 1.0  # the second place does not move along the bone
    lifted[:, :, 2] = 0.5
    found = glide.glided(site, lifted)
    assert found[..., 0] == pytest.approx(lifted[..., 0])
    # 4 mm along together raise by 4 mm: three quarters and one; elsewhere skin goes as it went
    assert found[..., 2] == pytest.approx(np.array([[3.0, 0, 0.5], [1.0, 0, 0.5]]))
