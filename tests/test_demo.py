"""`facemodel demo` does the main job without a browser window, and says what it cannot do."""

import dataclasses
import re

import numpy as np
import pytest

import facemodel as fm
from conftest import missing
from facemodel.cli import demo, main
from facemodel.errors import FaceModelError
from facemodel.teach.exercises import SPASM_SMILE
from facemodel.view import page
from facemodel.view.provenance import BANNER
from facemodel.view.stills import chromium


@pytest.fixture(autouse=True)
def without_plan(monkeypatch):
    """The plan that a page carries takes seconds; tests/test_page.py has it."""
    monkeypatch.setattr(page, "plan_of", lambda *_: None)


@pytest.fixture
def without_browser(monkeypatch):
    def none() -> str:
        raise FaceModelError("no browser was found; install one")

    monkeypatch.setattr(chromium, "browser", none)


def figures(out: str) -> dict[str, tuple[float, float]]:
    rows = re.findall(r"^ *(.+?)  +([\d.]+) -> +([\d.]+)", out, re.MULTILINE)
    return {name: (float(before), float(after)) for name, before, after in rows}


def test_it_shows_what_happens_when_one_side_relaxes(tmp_path, without_browser, capsys):
    folder = tmp_path / "new" / "folder"
    assert main.main(["demo", "--out", str(folder)]) == main.DONE
    out = capsys.readouterr().out
    rows = figures(out)
    assert list(rows) == [name.strip() for name, _, _ in demo.ROWS]
    for worse, better in (rows["asymmetry, whole face"], rows["middle third"]):
        assert better < 0.7 * worse
    before, after = rows["left eye opening"]
    assert before < rows["right eye opening"][0] - 2
    assert after > before + 2
    assert rows["expression range, left side"][1] < 100
    assert rows["left corner, smile preserved"][1] < 85
    # both corners try together, but what the other one gains could not be measured
    assert re.search(r"^right mouth-corner movement .* below the smallest", out, re.MULTILINE)
    assert all(word in out for word in BANNER.split())
    case = fm.load_case(folder / "case.json")
    assert dict(case.dampening) == demo.DAMPENING
    assert case.condition == SPASM_SMILE.condition


@pytest.mark.slow
def test_without_a_browser_it_draws_plainly_and_says_so(tmp_path, without_browser, capsys):
    from matplotlib.image import imread

    assert main.main(["demo", "--out", str(tmp_path)]) == main.DONE
    assert "flat drawing: no browser was found" in capsys.readouterr().out
    picture = imread(tmp_path / "before_after.png")[..., :3]
    left, right = np.array_split(picture[:, : picture.shape[1] // 2 * 2], 2, axis=1)
    assert np.abs(left - right[:, : left.shape[1]]).max() > 0.2
    assert b"the person's right on the left" in (tmp_path / "before_after.png").read_bytes()


@pytest.mark.slow
@pytest.mark.browser
def test_with_a_browser_it_draws_as_the_lab_does(tmp_path, capsys):
    try:
        chromium.browser()
    except FaceModelError as error:
        missing(str(error))
    assert main.main(["demo", "--out", str(tmp_path)]) == main.DONE
    assert "drawn as in the lab" in capsys.readouterr().out
    said = "Social smile; hemifacial spasm, left, moderate</h1>"
    assert said in (tmp_path / "page.html").read_text("utf-8")


def test_the_dampening_it_shows_leaves_a_smile_on_both_sides(tmp_path):
    """The trap: an even face that no longer smiles."""
    import dataclasses

    face = fm.load()
    after = dataclasses.replace(SPASM_SMILE, dampening=demo.DAMPENING)
    shown = {row.name: row for row in demo.table(face, SPASM_SMILE, after)}
    for side in ("left", "right"):
        assert shown[f"{side} mouth-corner movement"].after > 3


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path, capsys):
    (tmp_path / "file").write_text("")
    assert main.main(["demo", "--out", str(tmp_path / "file" / "x")]) == main.BAD_INPUT
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    assert "choose another one" in printed.err


def test_what_it_costs_the_eye_is_said(capsys):
    before = SPASM_SMILE
    after = dataclasses.replace(before, dampening={"eye_left": 1.0})
    rows = {row.name: row for row in demo.table(fm.load(), before, after)}
    assert rows["left eye, gap when closed"].after > 5
    assert rows["left eye, gap when closed"].note == "no longer closes"
    assert rows["right eye, gap when closed"].note == ""
    palsy = fm.Case(condition="hb_5", side="left", expression="smile_social")
    after = dataclasses.replace(palsy, dampening={"eye_left": 0.6})
    told = {row.name: row for row in demo.table(fm.load(), palsy, after)}
    gap = told["left eye, gap when closed"]
    assert gap.after > gap.before + demo.OPEN_MM > 2 * demo.OPEN_MM
    assert f"{gap.before:.1f} ->   {gap.after:.1f} mm  did not close before either" in str(gap)


@pytest.mark.parametrize("name", ["before_after.png", "case.json"])
def test_a_folder_in_the_place_of_a_file_is_told_before_any_work(tmp_path, capsys, name):
    (tmp_path / name).mkdir()
    assert main.main(["demo", "--out", str(tmp_path)]) != main.DONE
    shown = capsys.readouterr()
    assert name in shown.err
    assert "is a folder" in shown.err
    assert shown.out == ""


def test_no_name_is_no_folder(capsys):
    assert main.main(["demo", "--out", ""]) != main.DONE
    assert "name a folder" in capsys.readouterr().err
