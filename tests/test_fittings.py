"""What surrounds the skin: rigs, seams, sides and size."""

import numpy as np
import pytest

import facemodel as fm
from facemodel.anatomy import parts as module
from facemodel.anatomy import template
from facemodel.anatomy.mesh import edges, face_normals_areas, vertex_normals
from facemodel.anatomy.parts import bust, ears, hair
from facemodel.anatomy.parts.mouth import GUM, LOWER_WIDTHS, UPPER_WIDTHS
from facemodel.errors import FaceModelError

SKIN = template.mesh(2)
PARTS = {part.name: part for part in module.fittings(SKIN)}
each_part = pytest.mark.parametrize("part", PARTS.values(), ids=PARTS.keys())


def volume(part):
    """Signed volume mm3: positive when closed faces look outwards."""
    normals, areas = face_normals_areas(part.vertices, part.faces)
    middle = part.vertices[part.faces].mean(1) - part.vertices.mean(0)
    return ((normals * middle).sum(1) * areas).sum() / 3


def opened(vertices, angle=26.0, centre=(0, -25, 8)):
    """The jaw's turn about its centre, in degrees."""
    turn = np.radians(angle)
    y, z = (vertices - centre).T[1:]
    moved = vertices.copy()
    moved[:, 1] = centre[1] + y * np.cos(turn) - z * np.sin(turn)
    moved[:, 2] = centre[2] + y * np.sin(turn) + z * np.cos(turn)
    return moved


def blended(part, skin, jaw=lambda points: points):
    """Formula of Fitting for rig "blend"."""
    share = part.skin_share[:, None]
    with_skin = share * (skin - SKIN.vertices)[part.skin_index]
    with_jaw = (1 - share) * part.jaw_share[:, None] * (jaw(part.vertices) - part.vertices)
    return part.vertices + with_skin + with_jaw


def test_all_parts_are_there_and_cheap_to_draw():
    assert set(PARTS) == {
        "eye_left", "eye_right", "teeth_upper", "teeth_lower", "tongue", "mouth_lining",
        "brow_left", "brow_right", "lash_left", "lash_right", "bust", "collar",
        "ear_left", "ear_right",
    }  # fmt: skip
    assert sum(len(part.faces) for part in PARTS.values()) < 30_000


@each_part
def test_arrays_fit_together(part):
    n = len(part.vertices)
    assert part.rig in ("eye_left", "eye_right", "blend", "shell")
    assert part.material in ("skin", "collar", "eye", "tooth", "mouth", "hair")
    assert part.normals.shape == part.vertices.shape == part.colours.shape == (n, 3)
    assert part.faces.min() == 0
    assert part.faces.max() == n - 1
    np.testing.assert_allclose(np.linalg.norm(part.normals, axis=1), 1, atol=1e-6)
    assert face_normals_areas(part.vertices, part.faces)[1].min() > 0
    assert not part.vertices.flags.writeable


@each_part
def test_no_face_is_wound_against_its_neighbour(part):
    directed = np.stack([part.faces, np.roll(part.faces, -1, axis=1)], axis=-1).reshape(-1, 2)
    assert len(np.unique(directed, axis=0)) == len(directed)


@pytest.mark.parametrize("name", ["eye_left", "eye_right", "teeth_upper", "teeth_lower", "tongue"])
def test_solid_parts_look_outwards(name):
    assert volume(PARTS[name]) > 0


def test_the_mouth_is_lined_on_its_inside():
    assert volume(PARTS["mouth_lining"]) < 0


@pytest.mark.parametrize("stem", ["eye", "brow", "lash", "ear"])
def test_left_and_right_are_mirror_images(stem):
    left, right = PARTS[f"{stem}_left"], PARTS[f"{stem}_right"]
    mirrored = left.vertices * [-1, 1, 1]
    order = [np.lexsort(np.round(points, 6).T) for points in (mirrored, right.vertices)]
    np.testing.assert_allclose(mirrored[order[0]], right.vertices[order[1]], atol=1e-5)


def test_eyes_are_spheres_with_an_iris_of_ordinary_size():
    eye = PARTS["eye_left"]
    away = np.linalg.norm(eye.vertices - SKIN.eye_centres[0], axis=1)
    assert away.min() == pytest.approx(SKIN.eye_radius, abs=0.01)
    assert away.max() < SKIN.eye_radius + 0.6  # the cornea bulges a little
    bright = eye.colours.min(axis=1) > 190
    across = np.linalg.norm((eye.vertices - SKIN.eye_centres[0])[~bright][:, :2], axis=1)
    front = (eye.vertices - SKIN.eye_centres[0])[~bright][:, 2] > 9
    assert 2 * across[front].max() == pytest.approx(11.7, abs=0.8)


def test_hair_is_where_its_coordinates_put_it_and_sits_on_the_skin():
    for name in ("brow_left", "brow_right", "lash_left", "lash_right"):
        part = PARTS[name]
        again, _ = hair.placed(SKIN.vertices, part.corners, part.coords)
        np.testing.assert_allclose(again, part.vertices, atol=1e-9)
    for name in ("brow_left", "brow_right"):
        assert PARTS[name].coords[:, 2].min() > 0
        assert PARTS[name].coords[:, 2].max() < 1


def test_the_brow_of_a_calm_face_stands_as_high_as_in_people():
    """First hair over the lower edge of the iris: 19.4 mm in men, 19.7 in women [BrowHeight]."""
    roots = PARTS["brow_left"].vertices[::6]
    pupil = SKIN.eye_centres[0]
    over_pupil = roots[np.abs(roots[:, 0] - pupil[0]) < 1.5]
    assert (over_pupil[:, 1] - pupil[1] + 5.85).min() == pytest.approx(19.5, abs=0.4)


def test_the_hair_of_the_brow_and_its_landmark_move_together():
    face, part = fm.load(), PARTS["brow_left"]
    mark = face.mesh.landmarks["brow_mid_left"]
    amid = np.abs(part.vertices[:, 0] - face.mesh.vertices[mark, 0]) < 2
    for name in ("brow_raise", "frown", "surprise"):
        skin = face.deform(fm.expression(name))
        placed, _ = hair.placed(face.display(skin), part.corners, part.coords)
        up = (placed - part.vertices)[amid, 1].mean()
        assert up == pytest.approx((skin - face.mesh.vertices)[mark, 1], abs=0.8), name


def test_the_hairline_parts_scalp_from_face_alike_on_both_sides():
    from facemodel.view.scene.complexion import scalp

    marks = {name: SKIN.vertices[vertex] for name, vertex in SKIN.landmarks.items()}
    deep = scalp(SKIN.vertices, marks)
    np.testing.assert_allclose(deep[SKIN.mirror], deep, atol=1e-9)
    for name in ("forehead_mid", "temple_left", "malar_left", "gonion_left", "neck_mid"):
        assert deep[SKIN.landmarks[name]] == 0, name
    back = PARTS["bust"].vertices
    assert scalp(back[back[:, 1].argmax()][None], marks) == 1
    assert scalp(back[back[:, 2].argmin()][None], marks) == 1
    assert scalp(back[back[:, 1] < -90], marks).max() == 0


def test_a_raised_brow_takes_its_hair_along():
    raised = SKIN.vertices + np.array([0, 8, 0])
    for name in ("brow_left", "lash_left"):
        moved, _ = hair.placed(raised, PARTS[name].corners, PARTS[name].coords)
        np.testing.assert_allclose(
            moved - PARTS[name].vertices, [[0, 8, 0]] * len(moved), atol=1e-9
        )


@each_part
def test_welded_vertices_are_at_the_same_place(part):
    if part.weld is not None:
        own, skin = part.weld.T
        np.testing.assert_array_equal(part.vertices[own], SKIN.vertices[skin])


def test_no_crack_opens_between_face_and_bust():
    """The bust's edge has every vertex of the skin's outline but the front of the neck."""
    back = PARTS["bust"]
    outline = SKIN.curves["outline"]
    neck = outline[92 + 1 : 116]
    assert set(back.weld[:, 1]) == set(outline) - set(neck)
    own = dict(zip(back.weld[:, 1].tolist(), back.weld[:, 0].tolist(), strict=True))
    lines = {tuple(row) for row in edges(back.faces).tolist()}
    for a, b in zip(outline.tolist(), np.roll(outline, -1).tolist(), strict=True):
        if a in own and b in own:
            assert tuple(sorted((own[a], own[b]))) in lines


def test_the_collar_hangs_on_the_neck_and_fades_away():
    collar, seen = PARTS["collar"], bust.opacity(PARTS["collar"].vertices)
    rim = collar.vertices.reshape(len(bust.DROPS), -1, 3)[1]
    assert seen[collar.vertices[:, 1] >= rim[:, 1].min()].min() > 0.95
    neck = np.concatenate([SKIN.vertices, PARTS["bust"].vertices])
    gap = np.linalg.norm(rim[:, None] - neck, axis=2).min(axis=1)
    assert gap.max() < 1e-9
    lowest = collar.vertices[:, 1] < collar.vertices[:, 1].min() + 1
    assert seen[lowest].max() < 0.01
    assert rim[:, 1].max() - collar.vertices[:, 1].min() == pytest.approx(41, abs=2)
    down = np.argsort(-collar.vertices[:, 1])
    assert (np.diff(seen[down]) <= 1e-12).all()


def test_an_ear_has_helix_concha_and_tragus_and_is_as_large_as_ears_are():
    ear = PARTS["ear_left"].vertices.reshape(-1, ears.SEGMENTS, 3)
    high, deep = np.ptp(ear[..., 1]), np.ptp(ear[..., 2])
    assert high == pytest.approx(58, abs=4)
    assert deep == pytest.approx(32, abs=3)
    out = ear[:-2, :, 0]
    back = np.argmin(ear[12, :, 2])  # across the middle of the ear, from the canal backwards
    across = out[:, back]
    assert across[0] < across[5] < across.max()  # the bowl rises to the antihelix
    rim = across[8:].argmax() + 8
    assert across[7:rim].min() < min(across[6], across[rim]) - 0.5  # a groove before the helix
    front = np.argmax(ear[6, :, 2])
    assert out[4:9, front].max() > out[0].min() + 2  # the tragus stands before the canal


def test_face_and_bust_are_shaded_alike_along_the_seam():
    back = PARTS["bust"]
    own, skin = back.weld.T
    one_sided = vertex_normals(back.vertices, back.faces)[own]
    angle = np.degrees(np.arccos((one_sided * back.normals[own]).sum(1).clip(-1, 1)))
    np.testing.assert_allclose(
        back.normals[own], vertex_normals(SKIN.vertices, SKIN.faces)[skin], atol=1e-12
    )
    assert np.median(angle) < 2  # the surfaces themselves meet nearly without a crease


def test_the_lining_moves_with_the_lips_and_closes_behind_them():
    lining = PARTS["mouth_lining"]
    lips = SKIN.curves["lip_inner"]
    skin = opened(SKIN.vertices)
    moved = blended(lining, skin, opened)
    np.testing.assert_allclose(moved[: len(lips)], skin[lips], atol=1e-9)
    directed = np.stack([lining.faces, np.roll(lining.faces, -1, axis=1)], -1).reshape(-1, 2)
    open_edges = set(map(tuple, directed.tolist())) - set(map(tuple, directed[:, ::-1].tolist()))
    assert {vertex for edge in open_edges for vertex in edge} == set(range(len(lips)))


def test_upper_teeth_stay_and_lower_teeth_go_with_the_jaw():
    upper, lower = PARTS["teeth_upper"], PARTS["teeth_lower"]
    np.testing.assert_array_equal(blended(upper, SKIN.vertices, opened), upper.vertices)
    np.testing.assert_allclose(
        blended(lower, SKIN.vertices, opened), opened(lower.vertices), atol=1e-12
    )


@pytest.mark.parametrize(("name", "up"), [("teeth_upper", 1), ("teeth_lower", -1)])
def test_the_gum_hides_where_front_teeth_end_and_comes_down_between_them(name, up):
    teeth = PARTS[name]
    gum = (teeth.colours == GUM).all(axis=1)
    front = teeth.vertices[:, 2].max() - 3
    y = up * teeth.vertices[:, 1]
    width = {1: UPPER_WIDTHS, -1: LOWER_WIDTHS}[up][0]

    def border(across):
        near = abs(teeth.vertices[:, 0] - across) < 0.7
        crown = y[near & ~gum & (teeth.vertices[:, 2] > front)].max()
        outside = teeth.vertices[near & ~gum & (y > crown - 4), 2].max()
        return crown, y[near & gum & (teeth.vertices[:, 2] > outside)].min()

    crown, over = border(width / 2)
    assert over < crown - 0.5
    between = y[gum & (abs(teeth.vertices[:, 0]) < 0.7) & (teeth.vertices[:, 2] > front)].min()
    assert 2 < over - between < 4


@pytest.mark.parametrize("name", ["teeth_upper", "teeth_lower", "tongue", "mouth_lining"])
def test_nothing_inside_the_mouth_shows_through_the_face_at_rest(name):
    """Along the line of sight from the front, skin lies before every point of it."""
    part = PARTS[name]
    front = SKIN.vertices[:, 2] > 20
    skin = SKIN.vertices[front]
    points = part.vertices[part.vertices[:, 2] > 40]
    if name == "mouth_lining":
        points = points[len(SKIN.curves["lip_inner"]) :]
    flat = ((points[:, None, :2] - skin[None, :, :2]) ** 2).sum(-1)
    depth = np.where(flat < 2.5**2, skin[None, :, 2], -np.inf).max(1)
    assert (points[:, 2] < depth).all()


def test_another_level_is_refused():
    with pytest.raises(FaceModelError, match=r"template.mesh\(2\)"):
        module.fittings(template.mesh(1))
