"""The reader of tables: what cells become, and what it says of a table that it cannot read."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import msgspec
import pytest

from facemodel.data import tables
from facemodel.errors import FaceModelError

HEAD = "name,size,words,points,shares,kind,last,why"


@dataclass(frozen=True)
class Row:
    name: str
    size: Annotated[float, msgspec.Meta(ge=0)]
    words: tuple[str, ...]
    points: tuple[tuple[float, float], ...] = ()
    shares: Mapping[Literal["a", "b"], float] | None = None
    kind: Literal["round", "flat"] = "flat"
    last: bool = False
    why: str = ""

    def __post_init__(self):
        if self.name == "nobody":
            raise ValueError("nobody is no name")


@pytest.fixture
def table(tmp_path, monkeypatch):
    """Writes a table of these lines, and says its name."""
    monkeypatch.setattr(tables, "FOLDER", str(tmp_path))

    def write(*lines, head=HEAD, before=""):
        (tmp_path / "t.csv").write_text("\n".join([before + head, *lines]) + "\n", "utf-8")
        return "t.csv"

    return write


def test_cells_become_what_their_fields_are(table):
    whole = 'one,1e-3,x y,"1 2; -3 .5",a:1 b:0.25,round,yes,"with, comma"'
    bare = "two,0,none,,,,,"
    one, two = tables.read(Row, table(whole, bare, ",,,,,,,"))
    assert one == Row(
        "one",
        0.001,
        ("x", "y"),
        ((1, 2), (-3, 0.5)),
        {"a": 1, "b": 0.25},
        "round",
        True,
        "with, comma",
    )
    assert two == Row("two", 0.0, ())
    with pytest.raises(TypeError):
        one.shares["a"] = 2


def test_a_struct_may_call_a_field_otherwise_than_its_column(table):
    class Way(msgspec.Struct, frozen=True, rename={"start": "from"}):
        start: str
        to: str

    assert tables.read(Way, table("a,b", head="from,to")) == (Way("a", "b"),)


def test_a_spreadsheets_byte_order_mark_and_line_ends_are_no_matter(table, tmp_path):
    file = table("one,1,x,,,,,", before="\ufeff")
    (tmp_path / file).write_bytes((tmp_path / file).read_bytes().replace(b"\n", b"\r\n"))
    assert tables.read(Row, file) == (Row("one", 1.0, ("x",)),)


def test_rows_by_key_are_each_there_once(table):
    file = table("one,1,x,,,,,", "two,2,x,,,,,")
    assert [*tables.keyed(Row, file, "name")] == ["one", "two"]
    with pytest.raises(FaceModelError, match=r"t\.csv has two rows whose name is 'one'"):
        tables.keyed(Row, table("one,1,x,,,,,", "one,2,x,,,,,"), "name")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("one,,x,,,,,", "line 2 (one): column size is empty and needs a value"),
        ("one,big,x,,,,,", "column size is 'big'; expected a number, not 'big'"),
        ("one,nan,x,,,,,", "column size is 'nan'; expected a number, not 'nan'"),
        ("one,-1,x,,,,,", "column size is '-1'; expected float >= 0.0"),
        ("one,1,x,1 2 3,,,,", "column points is '1 2 3'; expected array of length 2, got 3"),
        ("one,1,x,1 b,,,,", "column points is '1 b'; expected a number, not 'b'"),
        ("one,1,x,,a,,,", "column shares is 'a'; expected names with shares, each once"),
        ("one,1,x,,a:1 a:1,,,", "expected names with shares, each once"),
        ("one,1,x,,c:1,,,", "column shares is 'c:1'; unknown word 'c'; known: a, b"),
        ("one,1,x,,,oval,,", "column kind is 'oval'; unknown word 'oval'; known: flat, round"),
        ("one,1,x,,,,true,", "column last is 'true'; expected yes or no"),
        ("one,1,x,,,,,why, so", "has 9 cells for 8 columns; put a text that contains a comma"),
        ("nobody,1,x,,,,,", "t.csv, line 2 (nobody): nobody is no name"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_place(table, line, said):
    with pytest.raises(FaceModelError) as told:
        tables.read(Row, table(line))
    assert str(told.value).startswith("t.csv, line 2")
    assert said in str(told.value)


@pytest.mark.parametrize(
    ("head", "said"),
    [
        (HEAD.replace("size", "sise"), "t.csv: unknown column 'sise'; did you mean 'size'?"),
        (HEAD + ",size", "t.csv has two columns size"),
        (HEAD.removesuffix(",why"), "t.csv lacks the column why"),
    ],
)
def test_columns_are_those_of_the_row(table, head, said):
    with pytest.raises(FaceModelError) as told:
        tables.read(Row, table("one,1,x,,,,,", head=head))
    assert said in str(told.value)


@pytest.mark.parametrize("path", sorted(Path(tables.FOLDER).rglob("*.csv")), ids=lambda p: p.name)
def test_a_table_of_the_package_opens_in_a_spreadsheet_as_it_is(path):
    head, *rows = csv.reader(path.read_text("utf-8").splitlines(keepends=True))
    assert len(head) > 1
    assert all(name.replace("_", "").isalnum() for name in head)
    assert {len(row) for row in rows} == {len(head)}
