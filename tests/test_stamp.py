"""Every picture and table says where it comes from, and pixels are not touched by that."""

import codecs
import csv
import io

import numpy as np
import pytest
from PIL import Image

import facemodel as fm
from facemodel.data import constants
from facemodel.view import provenance
from facemodel.view.export.tables import csv_bytes
from facemodel.view.provenance import with_banner

CASE = fm.Case(seed=7, person={"seed": 3, "index": 2})


def picture() -> bytes:
    from matplotlib.image import imsave

    buffer = io.BytesIO()
    imsave(buffer, np.random.default_rng(1).random((300, 400, 3)), format="png")
    return buffer.getvalue()


def test_the_stamp_names_version_constants_seed_and_person():
    said = str(provenance.stamp(CASE))
    for part in (fm.__version__, constants.digest(), "seed 7", "person 3.2"):
        assert part in said
    assert provenance.stamp(CASE).fields()["seed"] == 7
    assert "seed none" in str(provenance.stamp())


def test_other_constants_are_another_stamp():
    with fm.override({"toxin.decay_days": 40}):
        other = str(provenance.stamp())
    assert other != str(provenance.stamp())


def test_a_stamped_picture_keeps_its_pixels_and_takes_the_last_stamp():
    from matplotlib.image import imread

    first = provenance.stamped_png(picture(), {"Description": "old", "Software": "x"})
    said = provenance.picture_words(provenance.stamp(CASE), "Häuser → 3 mm")
    second = provenance.stamped_png(first, said)
    words = Image.open(io.BytesIO(second)).text
    assert words["Description"] == "Häuser → 3 mm"
    assert constants.digest() in words["Comment"]
    assert second.count(b"Description") == 1
    np.testing.assert_array_equal(imread(io.BytesIO(second)), imread(io.BytesIO(picture())))


def test_other_programs_read_what_the_package_wrote(tmp_path):
    file = with_banner(picture(), tmp_path / "b.png", "two faces", CASE)
    words = Image.open(file).text
    assert words["Description"] == "two faces"
    assert str(provenance.stamp(CASE)) in words["Comment"]


def test_what_is_no_png_is_refused():
    with pytest.raises(fm.FaceModelError, match="only a PNG"):
        provenance.stamped_png(b"GIF89a", {})


def test_a_table_opens_as_it_is_and_carries_its_stamp_in_the_last_column():
    rows = [(1, "x"), (2, "y")]
    text = csv_bytes(provenance.stamp(CASE), ("day", "a, b"), rows).decode()
    head, *rows = csv.reader(text.splitlines())
    assert head == ["day", "a, b", "provenance"]
    assert [row[:-1] for row in rows] == [["1", "x"], ["2", "y"]]
    (told,) = {row[-1] for row in rows}
    assert told == f"{provenance.stamp(CASE)}; {provenance.NOTICE}".replace(", ", "; ")
    assert "," not in told
    plain = csv_bytes(provenance.stamp(CASE), ("day", "mm"), [(1, -2.5), (2, 3)])
    read = np.genfromtxt(io.BytesIO(plain), delimiter=",", names=True)
    assert read.dtype.names == ("day", "mm", "provenance")
    assert read["mm"].tolist() == [-2.5, 3]


def test_names_with_any_letters_open_in_a_spreadsheet():
    """Excel reads UTF-8 where a mark goes before it; without need there is none."""
    name = "Zoë Müller-李"
    data = csv_bytes(provenance.stamp(), ["name"], [[name]])
    assert data.startswith(codecs.BOM_UTF8)
    assert list(csv.reader(data.decode("utf-8-sig").splitlines()))[1][0] == name
    plain = csv_bytes(provenance.stamp(), ["name"], [["Zoe"]])
    assert not plain.startswith(codecs.BOM_UTF8)


def test_no_cell_of_a_table_is_a_formula_to_a_spreadsheet():
    evil = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\n=1", "=cmd|' /C calc'!A0"]
    fine = ["-0.25", "+3", "-1e-05", "a=1", 4.0, -2]
    rows = [[cell] for cell in [*evil, *fine, "a\r=1"]]
    text = csv_bytes(provenance.stamp(), ["=head"], rows).decode()
    head, *rows = (cell for [cell, _] in csv.reader(io.StringIO(text)))
    assert head == "'=head"
    assert rows == [f"'{cell}" for cell in evil] + [str(cell) for cell in fine] + ["a =1"]
