"""The digest that results carry: it names every table, the meshes and the constants in force."""

import runpy
import shutil
import time

import pytest

import scratch
from facemodel.data import constants, fingerprint
from facemodel.data.files import mesh_folder

TABLES = [
    p.relative_to(scratch.DATA.parent).as_posix()
    for p in scratch.DATA.rglob("*.csv")
    if p.name not in fingerprint.COMPARED
]
READ = [f"meshes/{p.name}" for p in mesh_folder().iterdir() if p.suffix in (".json", ".npz")]


@pytest.fixture
def named(tmp_path):
    """A copy of tables and meshes, and what names them; a new module each time, as it remembers."""
    shutil.copytree(scratch.DATA, tmp_path / "data")
    shutil.copytree(mesh_folder(), tmp_path / "meshes")

    def of():
        return runpy.run_path(fingerprint.__file__)["of_tables"](tmp_path, tmp_path / "meshes")

    return tmp_path, of


@pytest.mark.parametrize("path", sorted(TABLES + READ))
def test_every_table_and_mesh_changes_it(named, path):
    folder, of = named
    before = of()
    with (folder / path).open("ab") as file:
        file.write(b"1")
    assert of() != before


@pytest.mark.parametrize(
    "path", ["data/references.bib", "data/tables.py", "data/predictions.csv", "meshes/face.obj"]
)
def test_what_holds_no_figure_leaves_it_as_it_is(named, path):
    folder, of = named
    before = of()
    (folder / path).write_bytes(b"1")
    assert of() == before


def test_a_new_table_and_a_new_name_change_it(named):
    folder, of = named
    before = of()
    (folder / "data" / "targets.csv").rename(folder / "data" / "purposes.csv")
    assert of() != before
    (folder / "data" / "purposes.csv").rename(folder / "data" / "targets.csv")
    assert of() == before
    (folder / "data" / "more.csv").write_text("name\n")
    assert of() != before


def test_line_ends_are_no_change(named):
    folder, of = named
    before = of()
    table = folder / "data" / "muscles.csv"
    table.write_bytes(table.read_bytes().replace(b"\n", b"\r\n"))
    assert of() == before


def test_an_override_to_the_tabled_value_is_none():
    name = "recovery.half_day"
    with constants.override({name: constants.value(name)}):
        same = constants.digest()
    assert same == constants.digest()


def test_it_is_found_in_ten_milliseconds():
    def seconds():
        fingerprint._contents.cache_clear()
        constants._tables_and_meshes.cache_clear()
        start = time.perf_counter()
        constants.digest()
        return time.perf_counter() - start

    assert min(seconds() for _ in range(5)) < 0.01


@pytest.mark.slow
def test_a_kept_cohort_does_not_answer_for_a_changed_dose(tmp_path):
    """An ED50 that is edited gives new figures, also with the folder of the old ones."""
    data = scratch.copy(tmp_path)
    code = f"""
import json, facemodel as fm
from facemodel.data import constants
points = [fm.Injection(4, muscle=f"corrugator_{{s}}") for s in ("left", "right")]
case = fm.Case(expression="frown", day=14, injections=points)
made = fm.cohort.run(2, case, seed=1, days=[14], keep={str(tmp_path / "kept")!r}, progress=False)
print(json.dumps([made.quantiles("kept_left", "frown", [0.5]).tolist(), constants.digest()]))"""
    first = scratch.run(data, code)
    assert scratch.run(data, code) == first
    scratch.edit(data, "muscles.csv", "corrugator", ed50_units="9")
    second = scratch.run(data, code)
    assert first[1] != second[1]
    assert first[0] != second[0]
    assert first[1] == constants.digest()
