"""The tables of constants: marked, overridable, and a fingerprint of what was in force."""

import ast
import csv
import pathlib

import pytest

import facemodel as fm
from facemodel.data import constants, tables

NAME = "recovery.half_day"


def test_an_override_holds_within_its_block_and_changes_the_fingerprint():
    before, fingerprint = constants.value(NAME), constants.digest()
    with constants.override({NAME: 45.0}):
        assert constants.value(NAME) == 45.0
        assert constants.digest() != fingerprint
        assert {p.name: p.value for p in constants.parameters("recovery")}[NAME] == 45.0
    assert constants.value(NAME) == before
    assert constants.digest() == fingerprint


def test_an_override_ends_even_when_the_block_fails():
    before = constants.value(NAME)
    with pytest.raises(ZeroDivisionError), constants.override({NAME: 45.0}):
        _ = 1 / 0
    assert constants.value(NAME) == before


def test_inner_overrides_add_to_outer_ones():
    with constants.override({NAME: 45.0}), constants.override({"recovery.width_days": 20.0}):
        assert constants.value(NAME) == 45.0


@pytest.mark.parametrize("number", [-1, 1e9, float("nan"), True, "much", None])
def test_a_value_outside_its_range_is_refused(number):
    with (
        pytest.raises(fm.FaceModelError, match=r"recovery\.half_day"),
        constants.override({NAME: number}),
    ):
        pass


def test_an_unknown_name_is_refused_with_the_nearest():
    with pytest.raises(fm.FaceModelError, match=r"recovery\.half_day"):
        constants.value("recovery.half_days")
    with pytest.raises(fm.FaceModelError, match="unknown domain"):
        constants.parameters("recoverys")


def test_constants_print_in_a_few_lines_and_as_a_table():
    assert len(repr(constants.parameters())) < 400
    assert "<td>toxin.emax</td><td>0.95</td>" in constants.parameters("toxin")._repr_html_()
    with constants.override({"toxin.emax": 0.9}):
        assert "<td>toxin.emax</td><td>0.9</td>" in constants.parameters("toxin")._repr_html_()


TABLES = sorted(pathlib.Path(tables.FOLDER).glob("*.csv"))
ROOMS = ("mechanics", "physiology", "clinic")


def test_every_row_of_a_table_of_constants_is_a_parameter_with_a_range():
    """Where the range is a point, the reason says that it is a bound, or the scale's own words."""
    files = [*(pathlib.Path(tables.FOLDER) / "constants").glob("*.csv")]
    files += [pathlib.Path(tables.FOLDER) / name for name in constants.THRESHOLDS]
    rows = {
        f"{f.stem}.{r['name']}" for f in files for r in csv.DictReader(f.open(encoding="utf-8"))
    }
    assert rows == {p.name for p in fm.parameters()}
    points = [p for p in fm.parameters() if p.low == p.high]
    assert all("bound" in p.why or "own words" in p.why for p in points), [p.name for p in points]


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.name)
def test_a_table_is_of_constants_or_says_why_not(path):
    assert (path.name in constants.THRESHOLDS) != bool(constants.OTHER_TABLES.get(path.name))


def is_number(node: ast.expr) -> bool:
    match node:
        case ast.UnaryOp(operand=one):
            return is_number(one)
        case ast.BinOp(left=one, right=other):
            return is_number(one) and is_number(other)
        case ast.Tuple(elts=several) | ast.List(elts=several):
            return bool(several) and all(map(is_number, several))
        case ast.Constant(value=bool()):
            return False
    return isinstance(node, ast.Constant) and isinstance(node.value, (int, float))


def numbers_of_modules(room: str):
    """File, name and words of each number at the top of a module."""
    for file in sorted((pathlib.Path(fm.__file__).parent / room).rglob("*.py")):
        text = file.read_text("utf-8")
        lines, body = text.splitlines(), ast.parse(text).body
        for node, after in zip(body, [*body, None][1:], strict=True):
            named = isinstance(node, ast.Assign) and isinstance(
                node.targets[0], (ast.Name, ast.Tuple)
            )
            if named and is_number(node.value):
                doc = isinstance(after, ast.Expr) and ast.unparse(after)
                above = lines[node.lineno - 2].strip()
                beside = lines[node.end_lineno - 1].partition("#")[2]
                words = doc or beside or (above.startswith("#") and above)
                yield file.name, ast.unparse(node.targets[0]), words


@pytest.mark.parametrize("room", ROOMS)
def test_a_number_in_a_module_says_what_it_is_and_what_is_assumed_of_people_is_in_a_table(room):
    found = list(numbers_of_modules(room))
    assert len(found) > 10
    assert [one for one in found if not one[2]] == []
    if room == "physiology":
        assert [one for one in found if "assume" in one[2]] == []
