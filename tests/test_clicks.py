"""Correcting landmarks on a scan: what is found and sent, what comes back, and the clicks."""

import base64
import json

import numpy as np
import pytest

import facemodel as fm
import scan_files
import test_scans
from facemodel.capture.scan import alignment, reading
from facemodel.view.widget import landmark_picker

NAMES = alignment.NEEDED


@pytest.fixture(scope="module")
def person():
    return test_scans.person(5)


@pytest.fixture(scope="module")
def path(person, tmp_path_factory):
    """A person scanned in metres, facing the camera."""
    surface = test_scans.surface(person)
    path = tmp_path_factory.mktemp("anna") / "scan.ply"
    path.write_bytes(scan_files.ply(0.001 * surface.vertices, surface.triangles, kind="f8"))
    return path


@pytest.fixture(scope="module")
def filled(path):
    return fm.pick_landmarks(path)


@pytest.fixture
def picker(filled):
    """A picker from which all points were taken again, seen as the file has it."""
    filled.clicked, filled._turn = {}, np.eye(3).ravel().tolist()
    return filled


@pytest.mark.slow
def test_the_points_are_there_before_a_click_and_one_is_corrected(path, person):
    picker = fm.pick_landmarks(path)
    assert picker.missing == ()
    turn = np.array(picker._turn).reshape(3, 3)
    assert np.trace(turn) > 2.95  # it faces the viewer in the file as well
    away = [
        np.linalg.norm(1000 * np.array(p) - person.vertices[person.landmarks[n]])
        for n, p in picker.landmarks.items()
    ]
    assert np.median(away) < 3
    nose = person.vertices[person.landmarks["pronasale"]]
    picker.clicked = picker.clicked | {"pronasale": on_screen(picker, 0.001 * nose)}
    assert picker.scan().report.landmarks_mm["pronasale"] < 1


def on_screen(picker, point):
    return ((np.array(point) - picker._middle) / picker._half).tolist()


@pytest.mark.slow
def test_points_come_back_in_the_units_of_the_file(picker, person):
    assert picker.missing == NAMES
    assert picker.landmarks == {}
    where = {n: 0.001 * person.vertices[person.landmarks[n]] for n in NAMES}
    picker.clicked = {n: on_screen(picker, p) for n, p in where.items()}
    assert picker.missing == ()
    for name, point in picker.landmarks.items():
        assert point == pytest.approx(where[name], abs=1e-9)
    scan = picker.scan()
    assert scan.report.unit == "m"
    assert scan.report.skin.median_mm < 0.5


def test_what_is_not_clicked_is_named(picker):
    picker.clicked = {"pronasale": [0, 0, 0.5]}
    assert repr(picker) == "LandmarkPicker(1 of 12 points)"
    with pytest.raises(fm.FaceModelError, match="11 of the 12 landmarks"):
        picker.scan()


@pytest.mark.parametrize(
    "sent",
    [{"nose": [0, 0, 0]}, {"pronasale": [0, 0]}, {"pronasale": "x"}, {"pronasale": [0, None, 1]}],
)
def test_what_a_page_may_not_send_is_refused(picker, sent):
    with pytest.raises(fm.FaceModelError, match="three numbers"):
        picker.clicked = sent
    assert picker.clicked == {}


def test_every_point_has_a_name_in_words(picker):
    assert set(landmark_picker.LABELS) == set(NAMES)
    assert [one["id"] for one in picker._names] == list(NAMES)
    state = json.dumps([picker._names, picker._texts])
    assert "anna" not in state


def test_the_scan_is_no_part_of_the_state_that_a_notebook_saves(picker):
    size = sum(len(json.dumps(v, default=str)) for v in picker.get_state().values())
    assert size < 40_000  # code and words
    assert sum(map(len, picker._sent)) > 100_000


def test_a_large_scan_is_thinned_for_the_screen():
    surface = reading.Surface(*scan_files.sheet(200, 200))
    few = reading.thinned(surface, 20_000)
    assert 8_000 < len(few.triangles) < 40_000
    x, y, z = few.vertices.T
    assert z == pytest.approx(0.1 * x * y, abs=2.5)
    assert reading.thinned(few, 50_000) is few


def test_a_file_that_is_no_scan_is_refused(tmp_path):
    (tmp_path / "x.ply").write_bytes(b"ply\n")
    with pytest.raises(fm.FaceModelError, match=r"'x\.ply'"):
        fm.pick_landmarks(tmp_path / "x.ply")
    with pytest.raises(fm.FaceModelError, match="height"):
        fm.pick_landmarks(tmp_path / "x.ply", height=3)


PAGE = """<!doctype html><body style="margin:0"><div id="el"></div><script type="module">
const bytes = (text) => new DataView(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer);
const state = %(state)s, calls = new Map();
const scan = %(scan)s.map(bytes);
globalThis.model = {
  get: (name) => state[name], set: (name, value) => { state[name] = value; calls.get(name)?.(); },
  save_changes() {}, on: (name, f) => calls.set(name.split(":")[1], f), off() {},
  send: (message) => setTimeout(() => calls.get("custom")(message, scan)),
};
const url = URL.createObjectURL(new Blob([%(code)s], { type: "text/javascript" }));
const { default: widget } = await import(url);
await widget.render({ model, el: document.getElementById("el") });
document.body.dataset.ready = "yes";
</script>"""


@pytest.fixture
def screen(page, picker):
    state = {n: getattr(picker, n) for n in ("_names", "_texts", "_turn", "height", "clicked")}
    sent = []
    picker.send = lambda message, buffers=(): sent.extend(buffers)
    picker._handle_custom_msg({"kind": "other"}, [])
    assert not sent
    picker._handle_custom_msg({"kind": "scan"}, [])
    scan = json.dumps([base64.b64encode(one).decode() for one in sent])
    code = json.dumps(str(picker._esm))
    page.set_content(PAGE % {"state": json.dumps(state), "code": code, "scan": scan})
    page.wait_for_selector("body[data-ready]")
    return page


def _spot(screen, point):
    """Where a point of the scan is in the window, as long as it was not turned."""
    box = screen.locator("canvas").bounding_box()
    wide = box["width"] / box["height"] / 0.95
    x = box["x"] + (point[0] / wide + 1) / 2 * box["width"]
    y = box["y"] + (1 - point[1] * 0.95) / 2 * box["height"]
    return x, y


@pytest.mark.slow
@pytest.mark.browser
def test_twelve_clicks_open_the_scan(screen, picker, person):
    where = {n: on_screen(picker, 0.001 * person.vertices[person.landmarks[n]]) for n in NAMES}
    for name in NAMES:
        screen.mouse.click(*_spot(screen, where[name]))
    clicked = screen.evaluate("model.get('clicked')")
    assert list(clicked) == list(NAMES)
    for name in NAMES:
        away = np.linalg.norm(np.subtract(clicked[name], where[name])) * picker._half * 1000
        assert away < 3, name  # mm: a pixel, and the slope of the skin
    assert screen.locator("[role=status]").inner_text().startswith("All twelve")
    picker.clicked = clicked
    assert picker.scan().report.skin.median_mm < 0.6


@pytest.mark.browser
def test_a_point_is_corrected_and_removed(screen, picker, person):
    nose = on_screen(picker, 0.001 * person.vertices[person.landmarks["pronasale"]])
    screen.get_by_role("button", name="tip of the nose").click()
    screen.mouse.click(*_spot(screen, nose))
    assert list(screen.evaluate("model.get('clicked')")) == ["pronasale"]
    assert screen.locator("[aria-pressed=true]").inner_text().startswith("1")  # the next to do
    screen.get_by_role("button", name="tip of the nose").click()
    screen.get_by_role("button", name="remove this point").click()
    assert screen.evaluate("model.get('clicked')") == {}


@pytest.mark.slow
@pytest.mark.browser
def test_a_turned_scan_is_clicked_where_it_is_seen(screen, picker, person):
    box = screen.locator("canvas").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    screen.mouse.move(x, y)
    screen.mouse.down()
    screen.mouse.move(x + 60, y - 20, steps=6)
    screen.mouse.up()
    assert screen.evaluate("model.get('clicked')") == {}  # a drag is no click
    screen.mouse.click(x, y)
    hit = screen.evaluate("model.get('clicked')")["exocanthion_left"]
    dot = screen.locator(".fm-clicks-marks span").bounding_box()
    assert dot["x"] + 9 == pytest.approx(x, abs=2)
    assert dot["y"] + 9 == pytest.approx(y, abs=2)
    skin = (person.vertices * 0.001 - picker._middle) / picker._half
    assert np.linalg.norm(skin - hit, axis=1).min() < 0.05


@pytest.mark.browser
def test_clicks_beside_the_scan_do_nothing(screen):
    box = screen.locator("canvas").bounding_box()
    screen.mouse.click(box["x"] + 3, box["y"] + 3)
    assert screen.evaluate("model.get('clicked')") == {}


@pytest.mark.slow
@pytest.mark.browser
def test_the_wheel_scrolls_the_page_until_the_scan_was_pressed(screen):
    screen.evaluate("document.body.style.paddingBottom = '3000px'")
    box = screen.locator("canvas").bounding_box()
    x, y = box["x"] + 40, box["y"] + box["height"] / 2

    def turned() -> tuple[bool, bool]:
        """Whether the page scrolls, and whether the picture changes, as the wheel turns."""
        screen.evaluate("scrollTo(0, 0)")
        screen.mouse.move(x, y)
        still = screen.locator("canvas").evaluate("(canvas) => canvas.toDataURL()")
        screen.mouse.wheel(0, -200)
        screen.mouse.wheel(0, 150)
        screen.wait_for_timeout(300)  # scrolling is smooth
        seen = screen.locator("canvas").evaluate("(canvas) => canvas.toDataURL()")
        return screen.evaluate("scrollY") > 100, seen != still

    assert turned() == (True, False)
    screen.mouse.move(x, y)
    screen.mouse.down()
    screen.mouse.move(x + 30, y)
    screen.mouse.up()
    assert turned() == (False, True)
