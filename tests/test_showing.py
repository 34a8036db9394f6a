"""Rows in a line, in a table of a notebook, and as a pandas frame."""

import pickle
import sys

import pytest

from facemodel.data import showing
from facemodel.errors import FaceModelError

ROWS = {"a": ("<b>", 1.23456), "c": ("d", float("nan"))}
LISTING = showing.Listing(ROWS, "letters", ("name", "text", "size"), lambda k, row: (k, *row))


def test_a_listing_is_a_mapping_that_names_its_rows_in_a_line():
    assert LISTING == ROWS
    assert (list(LISTING), LISTING["a"], "x" in LISTING) == (["a", "c"], ROWS["a"], False)
    assert repr(LISTING) == "<2 letters: a, c>"
    long = showing.Listing(dict.fromkeys(range(1000)), "numbers", ("n",), lambda k, row: (k,))
    assert len(repr(long)) < showing.LINE + 30
    with pytest.raises(TypeError):
        LISTING["a"] = 1


def test_rows_are_a_tuple_that_names_them_in_a_line():
    rows = showing.Rows([("a", 1), ("b", 2)], "pairs", ("name", "size"), lambda row: row)
    assert rows == (("a", 1), ("b", 2))
    assert repr(rows) == "<2 pairs: a, b>"
    assert "<tr><td>b</td><td>2</td></tr>" in rows._repr_html_()
    assert pickle.loads(pickle.dumps(rows)) == rows


def test_a_table_escapes_texts_and_rounds_numbers():
    text = LISTING._repr_html_()
    assert "<tr><td>a</td><td>&lt;b&gt;</td><td>1.235</td></tr>" in text
    assert "<tr><td>c</td><td>d</td><td></td></tr>" in text
    assert "<caption>letters</caption>" in text


def test_cells_may_be_lists_and_answers():
    text = showing.table_html("kinds", ("a", "b"), [(("x", 2.0), True)])
    assert "<td>x, 2</td><td>yes</td>" in text


def test_a_long_table_says_how_many_rows_it_leaves_out():
    rows = [(k,) for k in range(showing.MOST_ROWS + 3)]
    text = showing.table_html("numbers", ("n",), rows)
    assert text.count("<td>") == showing.MOST_ROWS
    assert text.endswith("<p>and 3 more</p>")


def test_a_frame_has_a_row_per_name():
    pytest.importorskip("pandas", reason="pip install pandas")
    made = LISTING.to_frame()
    assert list(made.columns) == ["name", "text", "size"]
    assert made["size"].isna().tolist() == [False, True]
    rows = showing.Rows(ROWS.values(), "letters", ("text", "size"), lambda row: row)
    assert rows.to_frame()["text"].tolist() == ["<b>", "d"]


def test_without_pandas_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(FaceModelError, match="pip install pandas"):
        LISTING.to_frame()
