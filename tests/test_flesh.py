"""What flesh does in a movement: fold beside the mouth, cheek, glabella, chin, red of the lips."""

import io

import numpy as np
import pytest
from PIL import Image

import facemodel as fm
from facemodel.anatomy import nasolabial, placement, template
from facemodel.clinic.measures import nasolabial_fold, palpebral_fissures_mm
from facemodel.mechanics import tissue
from facemodel.mechanics.forces import fold
from facemodel.mechanics.strain import gauge
from facemodel.validation.flesh import bulge_mm
from facemodel.view.scene import fold_lines
from facemodel.view.stills.headless import render_png

ZYGOMATICI = ("zygomaticus_major", "zygomaticus_minor")


@pytest.fixture(scope="module")
def face():
    return fm.load()


@pytest.fixture(scope="module")
def site():
    mesh = template.mesh(1)
    return tissue.site(mesh, placement.chart(mesh))


def test_the_line_that_is_drawn_is_the_one_that_folds():
    mesh = template.mesh(1)
    wing, corner = mesh.points(["alare_left", "cheilion_left"])
    line = nasolabial.on_default()
    assert np.abs(nasolabial.beside(line, wing, corner)).max() < 1e-9
    assert np.abs(nasolabial.beside(line * [-1, 1, 1] - [3, 0, 0], wing, corner) - 3).max() < 1e-9


@pytest.mark.parametrize("gathers", [True, False])
def test_gathered_skin_folds_and_stretched_skin_raises_no_ridge(site, gathers):
    wing, corner = site.mesh.points(["alare_left", "cheilion_left"])
    outside = nasolabial.beside(site.mesh.vertices, wing, corner)
    column = np.zeros((1, len(outside), 3))
    column[0, :, 0] = np.clip(outside, -20, 20) * (-0.2 if gathers else 0.2) * (site.x > 0)
    changed = np.abs(fold.creased(fold.left_fold(site), site.bed_normal, column)).max()
    assert changed > 0.5 if gathers else changed == 0


def test_a_cheek_that_has_lost_its_tone_has_no_ridge_beside_the_mouth(face, site):
    # letting go once turned the fold inside out: the line stood 1.1 mm over the cheek beside it
    outside = nasolabial.beside(
        face.mesh.vertices, *face.mesh.points(["alare_left", "cheilion_left"])
    )
    folds = np.abs(fold.left_fold(site).shape).sum(1) > 0.08
    line, cheek = folds & (np.abs(outside) < 2.5), folds & (outside > 6) & (outside < 12)

    def over_the_cheek(activation):
        moved = face.deform(activation, dtype=float) - face.mesh.vertices
        height = (moved * site.bed_normal).sum(1)
        return height[line].mean() - height[cheek].mean()

    assert over_the_cheek(fm.expression("open_mouth_smile")) < -1.5
    assert over_the_cheek(fm.conditions.by_name("hb_6").drive(fm.expression("rest"))) < 0.5


def weakened(activation, stems):
    """An activation with these muscles at three tenths on both sides."""
    share = [0.3 if name.rsplit("_", 1)[0] in stems else 1.0 for name in fm.MUSCLES]
    return activation * share


def test_a_weak_zygomaticus_flattens_cheek_and_fold(face):
    smile = fm.expression("open_mouth_smile")
    full, faint = (
        face.deform(a, dtype=float) for a in (smile, weakened(smile, ["zygomaticus_major"]))
    )
    assert bulge_mm(face, faint) < 0.8 * bulge_mm(face, full)
    deep = [nasolabial_fold(face.mesh, v)["nasolabial_depth_mm"][0] for v in (full, faint)]
    assert deep[1] < deep[0] - 0.3


def test_a_weak_zygomaticus_takes_a_millimetre_off_the_cheek(face):
    smile = fm.expression("open_mouth_smile")
    full, faint = (face.deform(a, dtype=float) for a in (smile, weakened(smile, ZYGOMATICI)))
    assert bulge_mm(face, full) > bulge_mm(face, faint) + 0.9


def test_a_relaxed_corrugator_opens_the_glabella(face):
    frown = fm.expression("frown")
    moved = [face.deform(a, dtype=float) for a in (frown, weakened(frown, ["corrugator"]))]
    at = face.mesh.landmarks
    apart = [v[at["brow_inner_left"], 0] - v[at["brow_inner_right"], 0] for v in moved]
    assert apart[1] > apart[0] + 4
    deep = [
        fm.wrinkles.lines(face.mesh, v, age_years=40).total_mm("glabella_left").max() for v in moved
    ]
    assert deep[1] < 0.6 * deep[0]


@pytest.mark.slow
@pytest.mark.browser
def test_what_relaxes_is_seen_on_the_cheek_and_in_the_glabella(face):
    smile, frown = fm.expression("open_mouth_smile"), fm.expression("frown")
    faint, open_ = weakened(smile, ZYGOMATICI), weakened(frown, ["corrugator"])
    acts = np.stack([fm.expression("rest"), smile, faint, frown, open_])
    png = render_png(face, acts, size=(240, 300))
    picture = np.asarray(Image.open(io.BytesIO(png)).convert("L"), float)[-300:]
    rest, smiling, fainter, frowning, opened = np.split(picture, 5, axis=1)

    def moved(one, other, across, up):
        scale = 300 / 248  # px per mm, about the middle of the picture
        rows = slice(round(150 - scale * up[1]), round(150 - scale * up[0]))
        columns = slice(round(120 + scale * across[0]), round(120 + scale * across[1]))
        return np.sqrt(((one - other)[rows, columns] ** 2).mean())

    cheek, glabella = ((22, 52), (-49, -4)), ((-12, 12), (23, 51))
    assert moved(fainter, rest, *cheek) < 0.5 * moved(smiling, rest, *cheek)
    assert moved(opened, rest, *glabella) < 0.8 * moved(frowning, rest, *glabella)
    assert moved(frowning, opened, *glabella) > 5  # of 255 grey levels


def test_the_pad_of_the_chin_is_gathered_and_comes_forward(face):
    raised = face.deform(fm.action_unit(17), dtype=float)
    chin = face.mesh.landmarks["pogonion"]
    up, forward = (raised - face.mesh.vertices)[chin, 1:]
    assert up > 5
    assert forward > 2
    here = gauge(face.mesh)
    pad = np.linalg.norm(here.middle - face.mesh.vertices[chin], axis=1) < 7
    upward = here.along(raised, np.broadcast_to([0.0, 1.0, 0.0], here.middle.shape))
    assert np.average(upward[pad], weights=here.area[pad]) < -0.05
    lines = fm.wrinkles.lines(face.mesh, raised, age_years=30)
    assert lines.deepest_mm("chin") > 0.4


def test_pressed_lips_show_less_red(face):
    def red(vertices):
        y = {name: vertices[at, 1] for name, at in face.mesh.landmarks.items()}
        upper = y["labiale_superius"] - y["stomion_superius"]
        return upper, y["stomion_inferius"] - y["labiale_inferius"]

    rest = red(face.mesh.vertices)
    pressed = red(face.deform(fm.action_unit(24), dtype=float))
    assert all(0.5 < p / r < 0.75 for p, r in zip(pressed, rest, strict=True))


def test_a_raised_cheek_narrows_the_eye_and_a_social_smile_hardly(face):
    rest, happy, social = (
        palpebral_fissures_mm(face.mesh, face.deform(fm.expression(name)))[0]
        for name in ("rest", "happiness_duchenne", "smile_social")
    )
    assert 1.3 < rest - happy < 3.5
    assert 0 <= rest - social < 0.5


@pytest.mark.parametrize("name", ["happiness_duchenne", "max_smile_squint"])
def test_a_lower_lid_rises_as_an_arc_from_corner_to_corner(face, name):
    margin = face.mesh.curves["lid_margin_lower_left"]
    rest = face.mesh.vertices[margin]
    rise = (face.deform(fm.expression(name)) - face.mesh.vertices)[margin, 1]
    share = (rest[:, 0] - rest[0, 0]) / (rest[-1, 0] - rest[0, 0])
    rise -= rise[0] + share * (rise[-1] - rise[0])
    outer, inner = (np.interp(at, share, rise) for at in (0.85, 0.15))
    middle = np.interp(0.5, share, rise)
    assert middle > outer
    assert abs(outer - inner) < 0.25 * middle


@pytest.mark.browser
def test_the_fold_over_the_upper_lid_unfolds_as_the_eye_closes(face):
    acts = np.stack([fm.expression(name) for name in ("rest", "gentle_eye_closure")])
    png = render_png(face, acts, views=("eye",), size=(300, 230))
    picture = np.asarray(Image.open(io.BytesIO(png)).convert("L"), float)[-230:]
    open_, closed = np.split(picture[:, :600], 2, axis=1)

    def darkest(eye, low, high):
        """Grey levels by which a line is darker than the skin 1.6 mm above and below it."""
        column = eye[:, 140:161].mean(axis=1)
        rows = range(115 - 5 * high, 115 - 5 * low)  # 5 px per mm, about 20 mm of height
        return max((column[k - 8] + column[k + 8]) / 2 - column[k] for k in rows)

    assert darkest(open_, 4, 8) > 30
    assert darkest(closed, -2, 8) < 5


def test_lines_at_the_root_of_the_nose_run_straight_across(face):
    mesh = face.display_mesh
    marks = {name: face.mesh.vertices[at] for name, at in face.mesh.landmarks.items()}
    _, gradient, mask = fold_lines.folds(mesh, marks, face.mesh.faces)
    x, y, _ = (mesh.vertices - marks["nasion"]).T
    root = (abs(x) < 4) & (abs(y - 1) < 3) & (mask > 0.2)
    assert root.sum() > 5
    assert (abs(gradient[root, 0]) < 0.4 * gradient[root, 1]).all()
