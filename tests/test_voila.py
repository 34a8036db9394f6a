"""The app: no code in sight, sliders work, nothing is asked from outside, memory has a bound."""

import importlib.util
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

import facemodel as fm
from benchmarks import app as running
from facemodel.cli import app, main
from facemodel.teach.judges.grading import ITEMS
from facemodel.teach.practice.sitting import settings
from labpage import MENUS

ROOT = Path(__file__).parents[1]


KEPT = "[class^=fm-kept-]"  # the still picture of a notebook
KEPT_SEEN = f"""window.keptSeen = false;
new MutationObserver(() => {{
  keptSeen ||= Boolean(document.querySelector("{KEPT}")?.offsetParent);
}}).observe(document, {{ childList: true, subtree: true }});"""


def options(**changed) -> SimpleNamespace:
    usual = {"case": None, "port": None, "address": "localhost", "no_browser": True}
    usual |= dict.fromkeys(("practice", "level", "patients", "minutes", "feedback"))
    return SimpleNamespace(**{**usual, "ready": 1, "idle_minutes": 30, **changed})


def test_without_voila_one_sentence_says_what_to_install(monkeypatch, capsys):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert main.main(["app", "--no-browser"]) == 2
    said = capsys.readouterr().err.strip()
    assert said.count("\n") == 0
    assert "facemodel[app]" in said
    assert sys.executable in said


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["--port", "0"], "port 0 does not exist"),
        (["--ready", "-1"], "--ready is 0 to"),
        (["--idle-minutes", "99999"], "--idle-minutes is 0 to"),
        (["--address", "no such place"], "is not an address"),
        (["nowhere.json"], "there is no file 'nowhere.json'"),
        (["--level", "hard"], "belong to --practice SEED"),
        (["--practice", "3", "--level", "nightmare"], "easy"),
        (["--practice", "-3"], "a seed"),
        (["--practice", "3", "--feedback", "never"], "'each' or 'end'"),
        (["any.json", "--practice", "3"], "not both"),
    ],
)
def test_a_wrong_wish_is_refused_before_voila_starts(monkeypatch, capsys, asked, said):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: name)
    monkeypatch.setattr("os.execve", lambda *_: pytest.fail("Voila was started"))
    monkeypatch.setattr("subprocess.call", lambda *_, **__: pytest.fail("Voila was started"))
    assert main.main(["app", *asked]) == 2
    assert said in capsys.readouterr().err


def test_tracebacks_are_hidden_and_kernels_end():
    command = app.app_command(options())
    assert "--show_tracebacks=False" in command
    assert "--template=facemodel" in command
    assert "--pool_size=1" in command
    assert any("cull_idle_timeout=1800" in word for word in command)
    bare = app.app_command(options(ready=0, idle_minutes=0, port=8870))
    assert not any("pool_size" in word or "cull" in word for word in bare)
    assert "--Voila.port_retries=0" in bare


def test_the_kernels_find_the_page_and_the_case(tmp_path):
    case = fm.save_case(fm.Case(expression="snarl"), tmp_path / "case.json")
    environment = app.app_environment(case)
    assert environment["FACEMODEL_APP_CASE"] == str(case.resolve())
    folder = Path(environment["JUPYTER_PATH"].split(":")[0])
    assert (folder / "voila" / "templates" / "facemodel" / "index.html.j2").is_file()
    assert app.NOTEBOOK.is_file()


def test_virtual_patients_are_the_same_for_every_kernel():
    asked = options(practice=7, level="hard", patients=3, minutes=20.0)
    assert str(app.PRACTICE) in app.app_command(asked)
    assert app.PRACTICE.is_file()
    told = app.app_environment(None, app.sitting(asked))["FACEMODEL_APP_PRACTICE"]
    assert settings(told) == fm.patients.Sitting(7, "hard", 3, 20.0)


def test_the_page_drops_what_voila_fetches_from_outside():
    """The template as it renders, around a block that names a content network."""
    jinja2 = pytest.importorskip("jinja2")
    outside = '<link rel="stylesheet" href="https://cdn.example/icons.css">'
    base = f"{{% block notebook_css %}}<style>a</style>\n  {outside}\n<b>kept</b>{{% endblock %}}"
    ours = (app.HERE / "voila" / "templates" / "facemodel" / "index.html.j2").read_text("utf-8")
    loader = jinja2.DictLoader({"voila/templates/lab/index.html.j2": base, "ours": ours})
    page = jinja2.Environment(loader=loader, autoescape=True).get_template("ours").render()
    assert "cdn.example" not in page
    assert "<style>a</style>" in page
    assert "<b>kept</b>" in page


on_linux = pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")


@on_linux
@pytest.mark.slow
@pytest.mark.browser
def test_the_app_works_by_keyboard_asks_nothing_outside_and_is_small(browser, tmp_path):
    import walking
    from test_browser import moved, picture, settle

    case = fm.save_case(
        fm.Case(condition="hemifacial_spasm", side="left", expression="smile_social"),
        tmp_path / "case.json",
    )
    with running.app(str(case), "--ready=2") as (address, server):
        shares = [running.megabytes(p) for p in running.ready(server.pid, 2)]
        assert max(shares) <= 200
        context = browser.new_context(
            viewport={"width": 1500, "height": 1100}, reduced_motion="reduce"
        )
        page = context.new_page()
        page.add_init_script(KEPT_SEEN)
        outside, trouble = watched(page)
        page.goto(address, wait_until="commit")
        slider = page.locator("[data-name=eye_left]").first
        slider.wait_for()
        assert page.title() == "Face lab"
        assert page.locator(".facemodel").count() == page.locator(KEPT).count() == 1
        assert not page.evaluate("keptSeen")  # nor while the face was on its way
        assert page.locator(".cm-content, .jp-InputArea-editor").count() == 0  # no code in sight
        page.locator(".fm-picture canvas").first.scroll_into_view_if_needed()
        settle(page)
        page.wait_for_timeout(1000)
        still, figures = picture(page), page.locator(".fm-figures").inner_text()
        slider.focus()
        for _ in range(3):
            page.keyboard.press("PageUp")
        share = moved(still, picture(page))
        assert share["after", "left"] > 0.002
        assert share["after", "right"] < 0.3 * share["after", "left"]
        assert page.locator(".fm-figures").inner_text() != figures
        for _ in range(3):
            page.keyboard.press("Control+z")
        assert moved(still, picture(page))["after", "left"] == 0
        found = walking.walk(page)
        assert set(walking.KEYS) - set(found) == {"slider day"}  # nothing was injected
        page.evaluate((ROOT / "node_modules/axe-core/axe.min.js").read_text("utf-8"))
        found = page.evaluate("axe.run()")
        serious = [v for v in found["violations"] if v["impact"] in ("serious", "critical")]
        assert [(v["id"], [n["html"][:200] for n in v["nodes"]]) for v in serious] == []
        context.close()
        assert outside == []
        assert trouble == []


def watched(page) -> tuple[list[str], list[str]]:
    """What a page will ask from outside, and its errors; it is given two minutes for each step."""
    outside, trouble = [], []
    page.set_default_timeout(120_000)
    page.on("request", lambda r: None if local(r.url) else outside.append(r.url))
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("console", lambda m: trouble.append(m.text) if m.type == "error" else None)
    return outside, trouble


def local(url: str) -> bool:
    return url.startswith(("data:", "blob:")) or url.split("://", 1)[1].startswith("127.0.0.1:")


@on_linux
@pytest.mark.slow
@pytest.mark.browser
def test_patients_are_treated_twice_by_keyboard_and_by_click(browser):
    asked = ("--practice=148", "--level=easy", "--patients=2", "--ready=1")
    with running.app(*asked) as (address, _):
        context = browser.new_context(
            viewport={"width": 1280, "height": 800}, reduced_motion="reduce"
        )
        page = context.new_page()
        outside, trouble = watched(page)
        page.goto(address, wait_until="commit")
        page.get_by_role("button", name="Begin").wait_for()
        _tab_to(page, "Begin")
        page.keyboard.press("Enter")
        _by_keyboard(page)
        page.get_by_text("Patient 2 of 2").wait_for()
        _by_click(page)
        page.get_by_role("heading", name="End of the session").wait_for()
        with page.expect_download() as saved:
            page.get_by_role("link", name="Save the results as a file").click()
        sitting, name = fm.patients.load_results(saved.value.path())
        context.close()
    assert (sitting.seed, sitting.level, name) == (148, "easy", "")
    for attempt in sitting.attempts:
        assert [one.day for one in attempt.treatments] == [0, 98]
        assert attempt.grading is not None
        assert attempt.total > 0
    keyboard, click = sitting.attempts
    assert all(one.dampening for one in keyboard.treatments)
    assert all(one.injections for one in click.treatments)
    assert [one.predicted_mm for one in keyboard.treatments] == [1.5, 1.4]
    assert outside == []
    assert trouble == []


def _by_keyboard(page):
    """Everything from the history to the second treatment with Tab, arrows, letters and Enter."""
    page.locator(".fm-picture canvas").first.wait_for()
    assert "weakness of one side" in page.locator("body").inner_text()
    assert page.get_by_label("Condition", exact=True).count() == 0
    menus = page.evaluate(MENUS, ".widget-dropdown select")
    assert len(menus) == len(ITEMS)
    assert [menu for menu in menus if menu[1] < menu[2]] == []
    assert page.get_by_role("radio", name="Plan").count() == 0
    assert page.locator(".fm-over:visible").count() == 0
    assert "involuntarily" not in page.locator("body").inner_text()
    patient = fm.patients.Sitting(148, "easy", 2).patients[0]
    _tab_to(page, f"eye {patient._side}")
    for _ in range(4):
        page.keyboard.press("PageUp")
    for item, score in patient.scores().items():
        _tab_to(page, item.partition("_")[2].replace("_", " "))
        page.keyboard.type(str(score))
    for name, expected in (("Treat", "1.5"), ("Treat again, in week 14", "1.4")):
        _tab_to(page, "Asymmetry that you expect", back=name != "Treat")
        page.keyboard.type(expected)
        _tab_to(page, name)
        page.keyboard.press("Enter")
        number = 1 if name == "Treat" else 2
        page.get_by_role("heading", name=f"After treatment {number}").wait_for()
    _tab_to(page, "Done with this patient")
    page.keyboard.press("Enter")
    page.get_by_text("You graded as the model does").wait_for()
    _tab_to(page, "Next patient")
    page.keyboard.press("Enter")


def _by_click(page):
    """The same with the mouse, and points instead of sliders."""
    patient = fm.patients.Sitting(148, "easy", 2).patients[1]
    page.locator(".fm-picture canvas").first.wait_for()
    page.get_by_role("radio", name="Inject").click()
    where = f"orbicularis_oculi_orbital_lateral_{patient._side}"
    page.get_by_label("Add a point at").select_option(where)
    for _ in range(2):
        page.locator(".fm-do-add_point").click()
        page.wait_for_timeout(500)
    for field in page.locator(".widget-dropdown select").all():
        field.select_option(index=1)
    for name, number in (("Treat", 1), ("Treat again, in week 14", 2)):
        page.get_by_label("Asymmetry that you expect").click()
        page.keyboard.type("1,4")
        page.get_by_role("button", name=name, exact=True).click()
        page.get_by_role("heading", name=f"After treatment {number}").wait_for()
    page.get_by_role("button", name="Done with this patient").click()
    page.get_by_role("button", name="Next patient").click()


def _tab_to(page, name, back=False):
    """Press Tab until what has this name (or begins with it, where it is a field) has the focus."""
    focused = """() => {
      let e = document.activeElement;
      const label = e.labels?.[0]?.innerText ?? e.getAttribute?.("aria-label") ?? "";
      return (e.dataset?.name ?? "").replaceAll("_", " ") || label || e.innerText;
    }"""
    seen = []
    for _ in range(200):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        found = (page.evaluate(focused) or "").strip()
        seen.append(found)
        if found == name or (name.startswith("Asymmetry") and found.startswith(name)):
            return
    raise AssertionError(f"{name!r} is not reached; Tab went through {seen[:150]}")
