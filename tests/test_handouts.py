"""Hand-outs: a lesson as one file, run, alive, offline, without the keys of its exercises."""

import html
import json
import re
from pathlib import Path

import pytest
from markupsafe import escape

import facemodel as fm
from facemodel import cli
from facemodel.cli import export, main
from facemodel.teach import exercises
from facemodel.teach.widgets import handouts
from facemodel.view import page
from labpage import BEYOND

CELLS = (
    ("markdown", "# Why <b>so</b>?\n\nA face appears once you choose **Run**."),
    ("code", "import facemodel as fm\nprint('one < two')"),
    ("code", "fm.ask('Which?', ('a', 'b'), 'b', 'Since 2 > 1.')"),
    ("markdown", "| x | y |\n|---|---|\n| 1 | 2 |"),
    ("code", "fm.show(condition='hemifacial_spasm')"),
    ("code", "fm.exercises.which_muscle_3.show(height=400)"),
    ("code", "fm.exercises.which_muscle_3.box()"),
    ("code", "fm.exercises.grade_this_face.show()"),
    ("code", "fm.exercises.grade_this_face.box()"),
    ("code", "fm.figures.curve([0, 1], [1, 2], 'x', 'y')"),
)
EVERY = list(exercises.ALL.values())
LESSONS = sorted((Path(__file__).parents[1] / "notebooks").glob("[01][0-9]_*.ipynb"))


def written(folder, *made):
    file = folder / "01_small.ipynb"
    rows = [{"cell_type": kind, "id": f"c{k}", "source": [text]} for k, (kind, text) in
            enumerate(made)]  # fmt: skip
    file.write_text(json.dumps({"cells": rows}))
    return file


@pytest.fixture(scope="module")
def text(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lesson")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(page, "plan_of", lambda *_: None)  # seconds
        made = handouts.export_lesson(written(folder, *CELLS), folder / "small.html")
    assert made == folder / "small.html"
    return made.read_text("utf-8")


def labs(text):
    return json.loads(re.search(r'id="labs">(.*?)</script>', text, re.DOTALL)[1])


@pytest.mark.slow
def test_cells_are_run_and_shown(text):
    assert "one &lt; two" in text
    assert "<td>1</td>" in text
    assert re.search(r'<div class="output"><img [^>]*alt="[^"]{9}', text)
    assert "once you choose" not in text
    assert "<h1>Why &lt;b&gt;so&lt;/b&gt;?</h1>" in text
    assert "<title>Why &lt;b&gt;so&lt;/b&gt;?</title>" in text


def test_a_prediction_keeps_its_reply_behind_a_line(text):
    found = re.search(r"Which\?</strong>.*?<details.*?<p>(.*?)</p></details>", text, re.DOTALL)
    assert html.unescape(found[1]) == "b. Since 2 > 1."


def test_faces_are_alive_but_for_those_that_would_tell_the_answer(text):
    spasm, unnamed = labs(text)
    assert spasm["options"]["case"]["condition"] == "hemifacial_spasm"
    assert unnamed["options"]["own"] is not None
    assert text.count('class="live"') == 2
    assert "give away the answer" in text.replace("\n", " ")
    assert text.count("<select>") == 13  # items of the scale


def test_a_face_is_shown_as_its_cell_shows_it():
    """What a learner is to find out has no name there either, and a recording can be played."""
    made: list[dict] = []
    for lab in (
        fm.show(condition="hemifacial_spasm", hints=False),
        fm.show(condition="hemifacial_spasm", plans=False),
        fm.show(expression=fm.sample_recording()),
    ):
        handouts._live(lab, made)
    looks = [(one["options"]["hints"], one["options"]["plans"]) for one in made]
    assert looks == [(False, True), (True, False), (True, True)]
    assert [one["options"]["plan"] for one in made[:2]] == [None, None]
    assert [bool(one["take"]) for one in made] == [False, False, True]
    assert made[2]["options"]["replay"] == 0


def keys_in(text, found):
    """What of an exercise's key stands in a page: its explanation, its key in the labs."""
    shown = html.unescape(text)
    key = found.reference()
    places = json.dumps([{k: one["options"][k] for k in ("case", "own")} for one in labs(text)])
    told = [found.explanation()] if found.explanation() in shown else []
    if isinstance(key, str) and found.kind == "identify" and found.case.activation:
        told += [key] if key in places else []
    if isinstance(key, dict):
        told += [key] if json.dumps(key) in places or repr(key) in shown else []
    return told


def test_no_key_stands_in_it(text):
    for name in ("which_muscle_3", "grade_this_face"):
        assert keys_in(text, getattr(exercises, name)) == []
    shown = fm.exercises.which_muscle_3.show()
    assert "mentalis_left" in shown.case["activation"]  # what the page must not carry
    assert "mentalis_left" not in json.dumps([one["options"]["case"] for one in labs(text)])


def test_it_asks_for_nothing(text):
    shell = re.sub(r'<script type="text/plain".*?</script>', "", text, flags=re.DOTALL)
    shell = re.sub(r"data:image/[a-z]*;base64,[^\"]*", "", shell)
    assert re.findall(r"\w+://", shell) == []
    assert "default-src 'none'" in html.unescape(text)
    assert fm.__version__ in re.search(r'id="stamp">(.*?)<', text)[1]


def test_a_cell_that_fails_is_named_and_nothing_is_written(tmp_path):
    bad = written(tmp_path, ("markdown", "# t"), ("code", "x = 1\nassert x > 1, 'small'"))
    with pytest.raises(fm.FaceModelError, match=r"cell 2, 'x = 1', fails.*small; mend that cell"):
        handouts.export_lesson(bad, tmp_path / "x.html")
    bad.write_text("{}")
    with pytest.raises(fm.FaceModelError, match="not a notebook"):
        handouts.export_lesson(bad, tmp_path / "x.html")
    assert not (tmp_path / "x.html").exists()


def test_what_a_cell_is_worth_is_its_last_expression(tmp_path):
    cells = (("code", "x = 2\nx"), ("code", "y = x\n"), ("code", ""))
    made = handouts.steps_of(written(tmp_path, *cells))
    assert [one.result for one in made] == [2, None, None]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--lesson", "0"], "there is no lesson '0'"),
        (["--lesson", "one"], "there is no lesson 'one'"),
        (["--lesson", "1", "--page", "x.html"], "exported alone"),
    ],
)
def test_the_command_says_what_is_wrong(words, said, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main.main(["export", *words]) == main.BAD_INPUT
    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_the_command_writes_the_lesson_asked_for(capsys, tmp_path, monkeypatch):
    asked = []

    def noted(notebook, path):
        asked.append(notebook.name)
        path.write_text("x")
        return path

    monkeypatch.setattr(cli, "export_lesson", noted)
    assert main.main(["export", "--lesson", "3", "--out", str(tmp_path)]) == main.DONE
    assert asked == ["03_one_overactive_side.ipynb"]
    assert str(tmp_path / "03_one_overactive_side.html") in capsys.readouterr().out
    assert len(export.lessons("all")) >= 10


def until(tab, expression):
    """Wait for JavaScript to be true; the page's policy allows no waiting in the page."""
    for _ in range(300):
        if tab.evaluate(f"Boolean({expression})"):
            return
        tab.wait_for_timeout(100)
    raise AssertionError(f"not within half a minute: {expression}")


def opened(tab, file):
    """The page with every live face opened."""
    tab.goto(file.as_uri())
    places = tab.locator(".live").all()
    for k, place in enumerate(places):
        place.scroll_into_view_if_needed()
        until(tab, f"window.facemodelLabs?.[{k}]")
    return places


@pytest.mark.slow
@pytest.mark.browser
def test_its_faces_live_offline(text, page_offline, tmp_path):
    file = tmp_path / "small.html"
    file.write_text(text, "utf-8")
    first, _ = opened(page_offline, file)
    before = first.locator(".fm-figures").inner_text()
    first.locator("[data-name=eye_left]").first.focus()
    page_offline.keyboard.press("End")
    now = "document.querySelector('.live .fm-figures').innerText"
    until(page_offline, f"{now} !== {json.dumps(before)}")
    assert page_offline.locator(".live .still:visible").count() == 0


@pytest.mark.slow
@pytest.mark.browser
def test_it_fits_a_phone(text, page_offline, tmp_path):
    file = tmp_path / "small.html"
    file.write_text(text, "utf-8")
    page_offline.set_viewport_size({"width": 360, "height": 844})
    opened(page_offline, file)
    assert page_offline.evaluate("document.documentElement.scrollWidth") == 360
    assert page_offline.evaluate(BEYOND) == []


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize("notebook", LESSONS, ids=lambda file: file.stem[:2])
def test_every_lesson_is_handed_out(notebook, page_offline, tmp_path):
    file = handouts.export_lesson(notebook, tmp_path / "lesson.html")
    assert file.stat().st_size <= 2_500_000
    text = file.read_text("utf-8")
    mine = [one for one in EVERY if one.lesson == int(notebook.name[:2])]
    assert mine or notebook.name.startswith("11")  # answered by treating, not by an exercise
    assert [key for one in mine for key in keys_in(text, one)] == []
    assert all(escape(one.question) in text for one in mine)
    assert opened(page_offline, file)
    wide = page_offline.evaluate("document.documentElement.scrollWidth")
    assert wide <= page_offline.viewport_size["width"]
