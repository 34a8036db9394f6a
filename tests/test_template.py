"""The default face: mirror, topology, quality, names, anthropometry, and its committed files."""

import subprocess
import sys

import numpy as np
import pytest

import bake
from facemodel.anatomy import colours, landmarks, template, topology
from facemodel.anatomy import mesh as surfaces
from facemodel.anatomy.landmarks import AREAS
from facemodel.data.files import mesh_folder
from facemodel.errors import FaceModelError

SIDES = ("left", "right")
each_level = pytest.mark.parametrize("level", template.LEVELS)
each_smooth_level = pytest.mark.parametrize("level", [1, 2, 3])


def directed_edges(faces):
    return np.stack([faces, np.roll(faces, -1, axis=1)], axis=-1).reshape(-1, 2)


@each_level
def test_the_mirror_is_exact(level):
    face = template.mesh(level)
    mirrored = surfaces.reflect(face.vertices, face.mirror)
    np.testing.assert_array_equal(mirrored, face.vertices)
    np.testing.assert_array_equal(face.mirror[face.mirror], np.arange(len(face.vertices)))
    midline = face.mirror == np.arange(len(face.vertices))
    np.testing.assert_array_equal(midline, face.vertices[:, 0] == 0)


@each_level
def test_the_mirror_image_of_a_triangle_is_a_triangle(level):
    face = template.mesh(level)
    own = {tuple(sorted(row)) for row in face.faces.tolist()}
    assert {tuple(sorted(row)) for row in face.mirror[face.faces].tolist()} == own


@each_level
def test_the_surface_is_a_sheet_with_three_holes(level):
    """Every edge has one or two faces, wound alike; eyes and mouth are open and nothing else."""
    face = template.mesh(level)
    assert len(np.unique(directed_edges(face.faces), axis=0)) == 3 * len(face.faces)
    loops = surfaces.boundary_loops(face.faces)
    named = ("outline", "lip_inner", "eye_opening_left", "eye_opening_right")
    assert {frozenset(loop.tolist()) for loop in loops} == {
        frozenset(face.curves[name].tolist()) for name in named
    }
    edges = len(surfaces.edges(face.faces))
    assert len(face.vertices) - edges + len(face.faces) == -2


def test_faces_look_outwards():
    face = template.mesh(1)
    normals = surfaces.vertex_normals(face.vertices, face.faces)
    for name in ("pronasale", "glabella", "pogonion", "malar_left", "malar_right"):
        assert normals[face.landmarks[name], 2] > 0.5


@each_smooth_level
def test_no_quad_is_folded(level):
    """Each corner of a quad turns the same way as the quad itself."""
    face = template.mesh(level)
    corner = face.vertices[face.quads]
    onward, back = np.roll(corner, -1, 1) - corner, np.roll(corner, 1, 1) - corner
    whole = np.cross(corner[:, 2] - corner[:, 0], corner[:, 3] - corner[:, 1])
    assert ((np.cross(onward, back) * whole[:, None]).sum(-1) > 0).all()


@pytest.mark.parametrize(("level", "least"), [(1, 8.0), (2, 9.0), (3, 9.0)])
def test_no_triangle_is_a_sliver(level, least):
    face = template.mesh(level)
    corner = face.vertices[face.faces]
    edge = np.roll(corner, -1, 1) - corner
    edge /= np.linalg.norm(edge, axis=-1, keepdims=True)
    angles = np.degrees(np.arccos((-(edge * np.roll(edge, 1, 1)).sum(-1)).clip(-1, 1)))
    assert angles.min() > least
    assert (angles.min(axis=1) < 15).mean() < 0.02


@each_level
def test_areas_share_out_every_vertex_and_mirror_each_other(level):
    face = template.mesh(level)
    weights = np.stack([face.areas[name] for name in AREAS])
    assert tuple(face.areas) == AREAS
    assert len(AREAS) == 35
    assert weights.min() >= 0
    np.testing.assert_allclose(weights.sum(axis=0), 1, atol=1e-12)
    np.testing.assert_array_equal(weights[:, face.mirror], weights)
    assert (weights.max(axis=1) > 0.8).all()  # no area is lost in blending


@each_level
def test_curves_run_along_edges(level):
    face = template.mesh(level)
    edges = {tuple(row) for row in surfaces.edges(face.quads).tolist()}
    for name, curve in face.curves.items():
        closed = name in ("outline", "lip_inner") or name.startswith("eye_opening")
        onward = np.roll(curve, -1) if closed else curve[1:]
        steps = np.sort(np.stack([curve[: len(onward)], onward], axis=1), axis=1)
        assert {tuple(row) for row in steps.tolist()} <= edges, name
        assert len(set(curve.tolist())) == len(curve), name


@each_smooth_level
def test_lids_and_lips_meet_at_their_corners(level):
    face = template.mesh(level)
    for side in SIDES:
        for lid in ("upper", "lower"):
            margin = face.curves[f"lid_margin_{lid}_{side}"]
            assert margin[0] == face.landmarks[f"endocanthion_{side}"]
            assert margin[-1] == face.landmarks[f"exocanthion_{side}"]
    for name in ("lip_seal", "vermilion"):
        upper, lower = face.curves[f"{name}_upper"], face.curves[f"{name}_lower"]
        assert len(upper) == len(lower)
        assert (upper[0], upper[-1]) == (lower[0], lower[-1])
        assert face.vertices[upper[0], 0] < 0 < face.vertices[upper[-1], 0]
        np.testing.assert_array_equal(face.mirror[upper], upper[::-1])
        inner = slice(1, -1)
        height = face.vertices[upper[inner], 1] - face.vertices[lower[inner], 1]
        assert (height > 0).all()


def test_the_lips_are_closed_at_rest():
    """Somewhere behind each pair of the seal the lips touch: upper lip no higher than lower."""
    cage, weights = topology.cage(), template.subdivision(0, 2)
    points = template.mesh(2).vertices
    gaps = []
    for places in (range(8), range(9, 17)):
        ring = [float(n.split()[0] in ("CT", "ST") and int(n.split()[1]) in places)
                for n in cage.names]  # fmt: skip
        gaps.append(points[weights @ np.array(ring) > 0.55])
    upper, lower = gaps
    for x in np.arange(-20, 20.1, 2.5):
        near = [part[np.abs(part[:, 0] - x) < 0.9] for part in (upper, lower)]
        assert near[0][:, 1].min() < near[1][:, 1].max() + 0.1


@each_level
def test_landmarks_are_sided_and_paired(level):
    face = template.mesh(level)
    assert tuple(face.landmarks) == landmarks.names()
    for name in landmarks.MEDIAN:
        assert face.vertices[face.landmarks[name], 0] == 0
    for name in landmarks.PAIRED:
        left, right = (face.landmarks[f"{name}_{side}"] for side in SIDES)
        assert face.vertices[left, 0] > 0
        assert face.mirror[left] == right


@each_smooth_level
def test_landmarks_are_the_same_vertices_at_every_smooth_level(level):
    assert template.mesh(level).landmarks == template.mesh(1).landmarks


def test_median_landmarks_come_in_order_from_the_hairline_to_the_neck():
    face = template.mesh(2)
    height = face.vertices[[face.landmarks[name] for name in landmarks.MEDIAN], 1]
    cervicale = list(landmarks.MEDIAN).index("cervicale")
    assert (np.diff(np.delete(height, cervicale)) < 0).all()


# North American White young adults: male mean and sd, female mean and sd, mm.
# [Farkas1994], recalled
FARKAS = {
    ("zygion_left", "zygion_right"): (139.1, 5.3, 130.0, 4.6),
    ("gonion_left", "gonion_right"): (105.6, 6.7, 94.5, 5.0),
    ("endocanthion_left", "endocanthion_right"): (33.3, 2.7, 31.8, 2.3),
    ("exocanthion_left", "exocanthion_right"): (91.2, 3.0, 87.8, 3.2),
    ("endocanthion_left", "exocanthion_left"): (31.3, 1.2, 30.7, 1.2),
    ("upper_lid_left", "lower_lid_left"): (10.8, 1.2, 10.9, 1.2),
    ("alare_left", "alare_right"): (34.9, 2.1, 31.4, 2.0),
    ("cheilion_left", "cheilion_right"): (54.5, 3.0, 50.2, 3.5),
    ("nasion", "menton"): (124.7, 5.7, 111.4, 4.8),
    ("nasion", "subnasale"): (54.8, 3.3, 50.6, 3.1),
    ("subnasale", "menton"): (72.6, 4.5, 64.3, 4.0),
    ("subnasale", "stomion"): (22.3, 2.1, 20.1, 2.0),
    ("labiale_superius", "stomion"): (8.9, 1.5, 8.7, 1.3),
    ("stomion", "labiale_inferius"): (10.4, 1.9, 9.4, 1.5),
    ("stomion", "sublabiale"): (19.7, 2.2, 17.8, 1.8),
    ("subnasale", "pronasale"): (19.5, 1.9, 19.7, 1.6),
    ("trichion", "nasion"): (67.1, 7.5, 63.0, 6.0),
    ("crista_philtri_left", "crista_philtri_right"): (11.2, 1.6, 9.9, 1.4),
}


@pytest.mark.parametrize("ends", FARKAS, ids="-".join)
def test_distances_are_within_two_sd_of_an_average_adult(ends):
    male, male_sd, female, female_sd = FARKAS[ends]
    face = template.mesh(2)
    at = {name: face.vertices[vertex] for name, vertex in face.landmarks.items()}
    at["stomion"] = (at["stomion_superius"] + at["stomion_inferius"]) / 2
    distance = np.linalg.norm(at[ends[0]] - at[ends[1]])
    assert abs(distance - (male + female) / 2) < male_sd + female_sd


def test_pupils_are_62_mm_apart_and_lids_lie_on_the_globes():
    face = template.mesh(2)
    assert face.eye_centres[0, 0] - face.eye_centres[1, 0] == 62
    for side, centre in zip(SIDES, face.eye_centres, strict=True):
        for lid in ("upper", "lower"):
            margin = face.vertices[face.curves[f"lid_margin_{lid}_{side}"]]
            clear = np.linalg.norm(margin - centre, axis=1) - face.eye_radius
            assert clear.min() > 1.0
            assert np.median(clear) < 2.6
        skirt = face.vertices[face.curves[f"eye_opening_{side}"]]
        assert np.median(np.linalg.norm(skirt - centre, axis=1)) < face.eye_radius


@pytest.mark.parametrize("level", [-1, 4, 1.5, "1", None])
def test_an_unknown_level_is_refused_with_the_known_ones(level):
    with pytest.raises(FaceModelError, match="levels are 0, 1, 2, 3"):
        template.mesh(level)


def test_subdividing_backwards_is_refused():
    with pytest.raises(FaceModelError, match="finer"):
        template.subdivision(2, 1)


def test_skin_colours_are_symmetrical_and_lips_are_redder_than_cheeks():
    face = template.mesh(2)
    skin = colours.skin_colours(face)
    assert skin["albedo"].shape == face.vertices.shape
    assert 0 < skin["albedo"].min() < skin["albedo"].max() <= 1.2
    assert 0 <= skin["occlusion"].min() < 0.5 < np.median(skin["occlusion"]) <= 1
    np.testing.assert_allclose(skin["albedo"][face.mirror], skin["albedo"], atol=1e-12)
    np.testing.assert_array_equal(skin["occlusion"][face.mirror], skin["occlusion"])
    lip, jaw = (skin["albedo"][face.landmarks[n]] for n in ("labiale_inferius", "gonion_left"))
    assert lip[1] / lip[0] < jaw[1] / jaw[0]
    with pytest.raises(FaceModelError, match="level 2"):
        colours.skin_colours(template.mesh(1))


def test_the_committed_obj_is_what_the_cage_gives():
    text = (mesh_folder() / "face.obj").read_text(encoding="utf-8").splitlines()
    built = bake.obj(template.mesh(1)).splitlines()
    for kind in ("v ", "f ", "g ", "# landmark"):
        stored = [line for line in text if line.startswith(kind)]
        fresh = [line for line in built if line.startswith(kind)]
        if kind == "v ":
            numbers = [[list(map(float, line.split()[1:])) for line in x] for x in (stored, fresh)]
            np.testing.assert_allclose(*numbers, atol=1.1e-4)
        else:
            assert stored == fresh


def test_the_committed_glb_is_what_the_cage_gives():
    import trimesh

    stored = trimesh.load(mesh_folder() / "face.glb", process=False)
    fresh = trimesh.load(
        trimesh.util.wrap_as_stream(bake.glb(template.mesh(2))), file_type="glb", process=False
    )
    assert set(stored.geometry) == set(fresh.geometry)
    for name, part in fresh.geometry.items():
        np.testing.assert_allclose(stored.geometry[name].vertices, part.vertices, atol=1e-4)
        np.testing.assert_array_equal(stored.geometry[name].faces, part.faces)
        difference = stored.geometry[name].visual.vertex_colors.astype(int)
        difference = np.abs(difference - part.visual.vertex_colors)
        assert difference.max() <= 1, name


def test_the_committed_occlusion_is_what_the_shape_gives():
    """A coarse bake (one direction in nineteen) agrees with the stored one."""
    stored = colours.occlusion()["skin"]
    coarse = bake.occlusion(template.mesh(2), directions=5)["skin"]
    assert len(stored) == len(coarse)
    assert np.corrcoef(stored, coarse)[0, 1] > 0.85
    assert np.abs(stored - coarse).mean() < 0.04


def test_the_generated_files_stay_small():
    sizes = [(mesh_folder() / name).stat().st_size for name in ("face.glb", "face.obj")]
    assert sum(sizes) < 2e6


def test_building_the_face_is_quick():
    """Levels 1 and 2 from nothing: 0.2 s where this was written, room for slow machines."""
    code = (
        "import time; from facemodel.anatomy import template; t = time.perf_counter();"
        "template.mesh(1); template.mesh(2); template.subdivision(1, 2);"
        "print(time.perf_counter() - t)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert float(run.stdout) < 5
