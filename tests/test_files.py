"""Files that are written: their folders are made, what stands in the way is told at once."""

import pathlib
import re

import numpy as np
import pytest

import facemodel as fm
from benchmarks import ratio, running
from facemodel.cli import main
from facemodel.data import files
from facemodel.teach.widgets import handouts
from facemodel.view import page, report
from facemodel.view.stills import plain

ROOT = pathlib.Path(__file__).parents[1]
PROGRAMS = ("src/facemodel", "benchmarks", "tools")


@pytest.mark.parametrize("write", [files.write_whole, files.write_new])
def test_folders_of_a_file_are_made(write, tmp_path):
    path = tmp_path / "not" / "there yet" / "a.txt"
    assert write(path, b"1") == path
    assert path.read_bytes() == b"1"
    assert [p.name for p in path.parent.iterdir()] == ["a.txt"]
    if write is files.write_whole:
        assert write(path, b"2").read_bytes() == b"2"
    else:
        with pytest.raises(fm.FaceModelError, match="there already"):
            write(path, b"2")


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("", "named by its path, got ''"),
        (None, "named by its path, got nothing"),
        ("a\0b", "named by its path"),
        ("taken", "'taken' is a folder; name a file in it"),
        ("taken/anna.txt/x/y.txt", "'y.txt': 'anna.txt' is a file, no folder"),
        ("x" * 300, "name too long"),
        ("x" * 300 + "/y.txt", "name too long"),
    ],
)
def test_what_stands_in_the_way_is_told_before_the_work(path, said, tmp_path, monkeypatch):
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "anna.txt").write_text("")
    monkeypatch.chdir(tmp_path)
    for call in (files.checked_path, lambda p: files.write_whole(p, b"")):
        with pytest.raises(fm.FaceModelError) as reply:
            call(path)
        assert said in str(reply.value)
    assert len(list(tmp_path.rglob("*"))) == 2


def test_a_check_alone_makes_no_folder(tmp_path):
    files.checked_path(tmp_path / "not" / "yet.txt")
    assert list(tmp_path.iterdir()) == []


COMMANDS = {
    "page.html": ["export", "--page"],
    "t.csv": ["export", "--days", "2", "--csv"],
    "f.ply": ["export", "--mesh"],
    "people.csv": ["cohort", "-n", "2", "--days", "14", "--expressions", "smile_social", "-o"],
    "class.html": ["grade", "r.json", "-o"],
    "class.csv": ["grade", "r.json", "--csv"],
    "report.html": ["report", "-o"],
}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_makes_the_folder_it_writes_to(name, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(page, "still_jpeg", lambda *_: b"")
    monkeypatch.setattr(page, "plan_of", lambda *_: None)
    monkeypatch.setattr(report, "text_of", lambda *_: "report")
    fm.patients.save_results(fm.patients.Sitting(1, count=1), tmp_path / "r.json")
    path = pathlib.Path("new", "folder", name)
    assert main.main([*COMMANDS[name], str(path)]) == main.DONE
    assert path.stat().st_size > 0
    assert str(path) in capsys.readouterr().out


def test_lessons_and_figures_of_a_benchmark_make_their_folder_too(tmp_path, monkeypatch):
    monkeypatch.setattr(handouts, "page_text", lambda *_: "lesson")
    monkeypatch.setattr(handouts, "steps_of", lambda *_: [])
    one = ratio.Found([ratio.Ratio("a", 1.0, "b", 1.0, 3.0)])
    monkeypatch.setattr(running, "GROUPS", {"one": lambda quick: one})
    assert main.main(["export", "--lesson", "3", "--out", str(tmp_path / "a" / "b")]) == main.DONE
    assert [p.name for p in (tmp_path / "a" / "b").iterdir()] == ["03_one_overactive_side.html"]
    data, plot = tmp_path / "c" / "b.json", tmp_path / "d" / "b.svg"
    assert running.main(["--json", str(data), "--plot", str(plot)]) == 0
    assert data.exists()
    assert plot.exists()


def test_a_picture_makes_its_folder(tmp_path):
    rest = np.zeros((2, len(fm.MUSCLES)))
    plain.png(fm.load(), rest, tmp_path / "a" / "b" / "p.png")
    assert (tmp_path / "a" / "b" / "p.png").read_bytes().startswith(b"\x89PNG")


def test_files_are_written_in_one_place():
    """Elsewhere only a page for the browser beside us, a log, a site's pages, what tools keep."""
    own = {
        "src/facemodel/view/stills/chromium.py",
        "tools/browser_plans.py",
        "tools/mutants.py",
        "tools/mutants_run.py",
        "tools/website.py",
    }
    examples = re.compile(r"^ *>>> .*$", re.MULTILINE)
    arrays = r"np\.save\w*\(\s*(?!\s|data|packed|text)"  # not into memory
    writes = re.compile(rf"write_bytes|write_text|open\([^)\n]*\"[wxa]b?\"|{arrays}")
    found = {
        file.relative_to(ROOT).as_posix()
        for folder in PROGRAMS
        for file in (ROOT / folder).rglob("*.py")
        if writes.search(examples.sub("", file.read_text("utf-8")))
    }
    assert found == own | {"src/facemodel/data/placing.py"}


def test_names_in_messages_have_no_folder_and_no_markup():
    assert files.display_name("/" + "home/anna/anna müller.ply") == "'anna müller.ply'"
    assert files.display_name("C:\\Users\\anna\\me.obj") == "'me.obj'"
    assert files.display_name("x<img src=a>\x1b[31m\n.ply") == "'x?img src=a??[31m .ply'"
    assert len(files.display_name("a" * 5000)) < 70


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"a": 1, "b": {"c": 1, "c": 1}}', "the key 'c' is given twice; leave one of them"),
        ('{"a": NaN}', "not a readable list (NaN is no number)"),
        ("[" * 100_000, "not a readable list"),
        ("\ud800", "not a readable list"),
    ],
)
def test_json_that_can_be_understood_in_two_ways_is_refused(text, said):
    with pytest.raises(fm.FaceModelError) as reply:
        files.json_value(text.encode("utf-8", "surrogatepass"), "list")
    assert said in str(reply.value)
    assert files.json_value(b'\xef\xbb\xbf{"a": [1]}', "list") == {"a": [1]}
