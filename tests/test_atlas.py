"""Every muscle's card: complete, and its picture shows the movement that it names."""

import re

import numpy as np
import pytest

import facemodel as fm
from conftest import missing
from facemodel.anatomy.muscles import STEMS
from facemodel.clinic.atlas import CARDS, card
from labpage import flipped, panes, unlike

LEAST_MM = 0.3
COSINE = 0.7  # within 45 degrees of what is said


def moved(face, one, sides=("left",)) -> np.ndarray:
    """Way (V,3) of the skin in a card's picture."""
    before, after = (face.deform(a, dtype=float) for a in one.activations(sides))
    return after - before


def vertex(face, one) -> int:
    marks = face.mesh.landmarks
    return marks.get(f"{one.landmark}_left", marks.get(one.landmark))


def test_there_is_a_card_for_every_muscle():
    assert [*CARDS] == [*STEMS, "jaw_openers"]
    for one in CARDS.values():
        assert all([one.action, one.branch, one.when_weak, one.antagonists, one.grounds, one.mark])
        assert set(one.antagonists) <= set(CARDS) - {one.muscle}
        assert one.mark in ("seen", "recall", "assume")


@pytest.mark.parametrize("stem", CARDS)
def test_the_picture_shows_the_movement_that_is_named(face, stem):
    """At full contraction, alone, its landmark moves as the card says."""
    one = CARDS[stem]
    here = moved(face, one)[vertex(face, one)]
    assert np.linalg.norm(here) > LEAST_MM
    assert here @ one.way() / np.linalg.norm(here) > COSINE


@pytest.mark.parametrize("stem", [s for s in STEMS if not CARDS[s].start])
def test_its_own_side_moves_and_the_other_mirrors_it(face, stem):
    one = CARDS[stem]
    way = np.linalg.norm(moved(face, one), axis=1)
    side = face.mesh.vertices[:, 0] > 8  # the skin of the midline belongs to both
    assert way[side].sum() > 1.5 * way[face.mesh.mirror[side]].sum()
    mirrored = np.linalg.norm(moved(face, one, ("right",)), axis=1)[face.mesh.mirror]
    np.testing.assert_allclose(way, mirrored, atol=1e-4)


@pytest.mark.parametrize(
    ("stem", "antagonist"), [(s, a) for s, one in CARDS.items() for a in one.antagonists]
)
def test_antagonists_pull_the_other_way(face, stem, antagonist):
    one, other = CARDS[stem], CARDS[antagonist]
    here = vertex(face, one)
    back = moved(face, other)[here] @ one.way()
    assert back < -0.05, f"{antagonist} moves {one.landmark} {back:+.2f} mm along {one.direction}"


def test_mistakes_are_those_that_side_effects_blame():
    levator = card("levator_palpebrae_superioris_left")
    assert levator.side_effects == ("lid_ptosis",)
    assert any("levator" in lesson for lesson in levator.lessons)
    assert CARDS["depressor_labii_inferioris"].side_effects == ("lower_lip_asymmetry",)
    assert CARDS["nasalis_alar"].side_effects == ()


def test_an_unknown_muscle_is_said_so():
    with pytest.raises(fm.FaceModelError, match="zygomaticus_major"):
        card("zygomaticus")
    for bad in (None, 3, ""):
        with pytest.raises(fm.FaceModelError):
            card(bad)


def test_the_atlas_is_a_table_of_all_cards():
    atlas = fm.atlas()
    assert len(atlas) == len(CARDS)
    assert [one.muscle for one in atlas] == [*CARDS]
    text = atlas._repr_html_()
    assert text.count("<table>") == len(CARDS)
    for one in atlas:
        assert one.when_weak.replace("'", "&#x27;") in text
    plain = re.sub(r"<[^>]+>", " ", fm.atlas("corrugator_left")._repr_html_())
    for words in (
        "draws the brow inward and down",
        "temporal",
        "frontalis medial",
        "Janis et al. (2007), Plast Reconstr Surg 120:1647",
    ):
        assert words in plain
    assert "corrugator: draws" in repr(atlas)
    assert atlas["mentalis"] is CARDS["mentalis"]
    assert [one.muscle for one in fm.atlas("mentalis", "risorius_left")] == ["mentalis", "risorius"]
    lines = repr(atlas).splitlines()
    assert (len(lines), lines[-1]) == (10, f"and {len(CARDS) - 9} more")
    assert len(repr(fm.atlas("mentalis", "risorius")).splitlines()) == 2


def test_the_atlas_is_a_frame_with_a_row_per_muscle():
    pytest.importorskip("pandas", reason="pip install pandas")
    made = fm.atlas().to_frame().set_index("muscle")
    assert list(made.index) == [*CARDS]
    assert made.loc["corrugator", "antagonists"] == CARDS["corrugator"].antagonists


def test_a_picture_that_cannot_be_drawn_is_refused_in_one_sentence():
    for wrong in (
        lambda: fm.atlas("zygo"),
        lambda: fm.atlas().picture(),
        lambda: fm.atlas("corrugator").picture(sides=("up",)),
        lambda: fm.atlas("corrugator").picture(sides=()),
        lambda: fm.atlas("corrugator").picture(view="back"),
    ):
        with pytest.raises(fm.FaceModelError):
            wrong()


@pytest.mark.browser
@pytest.mark.slow
def test_the_drawn_picture_shows_the_muscle_at_work(face):
    """Yellow fibres at the height of the brow, on the working side and on no other."""
    import io

    from PIL import Image

    from facemodel.view.stills import chromium

    try:
        chromium.browser()
    except fm.FaceModelError as error:
        missing(str(error))
    png = fm.atlas("corrugator").picture(size=(240, 300))
    sheet = np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int)
    red, green, blue = np.moveaxis(sheet[30:330], -1, 0)
    yellow = (red > 170) & (green > 0.88 * red) & (blue < 0.65 * green)
    rest, work = yellow[:, :240], yellow[:, 240:]
    assert work[:, 120:].sum() > 40  # their left
    assert work[:, :120].sum() == rest.sum() == 0
    rows = np.nonzero(work)[0]
    assert 60 < rows.min() < rows.max() < 140  # the height of the brow


@pytest.fixture
def lab(open_lab):
    yield open_lab
    open_lab.evaluate("app.atlas.toggle(false)")


@pytest.mark.slow
@pytest.mark.browser
def test_the_screen_moves_every_muscle_as_python_does(lab, face):
    """The picture in the lab for all muscles: the named landmark goes where Python says."""
    spoken = """(wanted) => wanted.map(([stem, vertex]) => {
      app.atlas.open(`${stem}_left`);
      const { atlas_rest, atlas_work } = app.atlas.frames();
      const at = (p) => [...p.positions.subarray(3 * vertex, 3 * vertex + 3)];
      return [at(atlas_rest), at(atlas_work), [...atlas_work.lit].map((m) => app.model.muscles[m])];
    })"""
    wanted = [[stem, int(vertex(face, one))] for stem, one in CARDS.items()]
    for (stem, here), (rest, work, lit) in zip(wanted, lab.evaluate(spoken, wanted), strict=True):
        way = np.subtract(work, rest)
        np.testing.assert_allclose(way, moved(face, CARDS[stem])[here], atol=0.01, err_msg=stem)
        assert lit == [f"{stem}_left" if stem in STEMS else stem]


@pytest.mark.slow
@pytest.mark.browser
def test_the_panel_shows_the_card_and_gives_the_picture_back(lab):
    lab.keyboard.press("t")
    panel = lab.get_by_role("region", name="Atlas")
    panel.wait_for()
    panel.get_by_label("Muscle", exact=True).select_option("zygomaticus_major")
    seen = panes(lab)
    assert list(seen) == ["atlas_rest", "atlas_work"]
    assert unlike(*seen.values()) > 0.01
    words = panel.inner_text()
    for said in (
        "draws the corner of the mouth up and outward",
        "zygomatic/buccal",
        "Rams et al. (2024)",
    ):
        assert said in words
    panel.get_by_role("button", name="depressor anguli oris").click()
    assert panel.get_by_label("Muscle", exact=True).input_value() == "depressor_anguli_oris"
    left = panes(lab)["atlas_work"]
    panel.locator("input[value=right]").check(force=True)
    assert unlike(panes(lab)["atlas_work"], flipped(left)) < 0.02  # numbers are not mirrored
    lab.locator(".fm-picture canvas").first.focus()
    lab.keyboard.press("t")
    assert not panel.is_visible()
    assert list(panes(lab)) == ["before", "after"]
