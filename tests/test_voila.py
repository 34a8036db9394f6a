"""The app: no code in sight, sliders work, nothing is asked from outside, memory has a bound."""

import importlib.util
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

import facemodel as fm
from facemodel import cli
from facemodel.commands import app
from facemodel.teach.patients.screen import settings

ROOT = Path(__file__).parents[1]


def options(**changed) -> SimpleNamespace:
    usual = {"case": None, "port": None, "address": "localhost", "no_browser": True}
    usual |= dict.fromkeys(("practice", "level", "patients", "minutes", "feedback"))
    return SimpleNamespace(**{**usual, "ready": 1, "idle_minutes": 30, **changed})


def test_without_voila_one_sentence_says_what_to_install(monkeypatch, capsys):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert cli.main(["app", "--no-browser"]) == 2
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
        (["--address", "no such place"], "is no address"),
        (["nowhere.json"], "cannot read the case"),
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
    assert cli.main(["app", *asked]) == 2
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


@pytest.fixture(scope="module")
def benchmark():
    """benchmarks/app.py, which starts and measures the app."""
    if not sys.platform.startswith("linux"):
        pytest.skip("memory is read from /proc")
    spec = importlib.util.spec_from_file_location("app_benchmark", ROOT / "benchmarks" / "app.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
@pytest.mark.browser
def test_the_app_works_by_keyboard_asks_nothing_outside_and_is_small(benchmark, browser, tmp_path):
    from test_browser import moved, picture, settle

    case = fm.save_case(
        fm.Case(condition="hemifacial_spasm", side="left", expression="smile_social"),
        tmp_path / "case.json",
    )
    with benchmark.app(str(case), "--ready=2") as (address, server):
        shares = [benchmark.megabytes(p) for p in benchmark.ready(server.pid, 2)]
        assert max(shares) <= 200
        context = browser.new_context(viewport={"width": 1500, "height": 1100})
        page = context.new_page()
        page.set_default_timeout(120_000)
        outside, trouble = [], []
        page.on("request", lambda r: None if local(r.url) else outside.append(r.url))
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("console", lambda m: trouble.append(m.text) if m.type == "error" else None)
        page.goto(address, wait_until="commit")
        slider = page.locator("[data-name=eye_left]").first
        slider.wait_for()
        assert page.title() == "Face lab"
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
        page.evaluate((ROOT / "node_modules/axe-core/axe.min.js").read_text("utf-8"))
        found = page.evaluate("axe.run()")
        serious = [v for v in found["violations"] if v["impact"] in ("serious", "critical")]
        assert [(v["id"], [n["html"][:200] for n in v["nodes"]]) for v in serious] == []
        context.close()
        assert outside == []
        assert trouble == []


def local(url: str) -> bool:
    return url.startswith(("data:", "blob:")) or url.split("://", 1)[1].startswith("127.0.0.1:")
