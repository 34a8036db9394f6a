"""A recording replays on the screen as Python has it, under any condition and dampening."""

import base64
import json

import numpy as np
import pytest

import facemodel as fm
import recording_files as files
from blocks import unpack
from conftest import PAGE, fresh_page
from facemodel.anatomy.muscles import INDEX
from facemodel.view import viewer
from facemodel.view.scene import assets
from facemodel.view.scene.bundle import pack
from facemodel.view.scene.over_time import replay
from test_browser import figures, picture, settle, slider
from test_bundle import run

HALF_A_STEP = 0.5 / 127 + 1e-6


@pytest.fixture(scope="module")
def take(tmp_path_factory):
    """Three seconds: a smile, stronger on the left, with a look aside and the jaw to one side."""
    wave = np.sin(np.linspace(0, np.pi, 180))
    shapes = files.smile(180) | {
        "eyeLookOutLeft": wave,
        "eyeLookInRight": wave,
        "jawLeft": wave / 2,
    }
    path = tmp_path_factory.mktemp("take") / "take.csv"
    path.write_text(files.live_link(shapes))
    return fm.read_recording(path)


def test_the_screen_holds_the_movement_that_was_read(take, node, tmp_path):
    (tmp_path / "take.bin").write_bytes(pack(*replay(take)))
    moments = [0.0, 0.02, 1.234, 1.5, take.seconds, 99.0]
    got = run(
        node,
        tmp_path,
        f"""
        import {{ readFileSync }} from "node:fs";
        import {{ unpack }} from "js/core/bundle.js";
        import {{ takeOf }} from "js/core/over_time.js";
        const data = readFileSync({json.dumps(str(tmp_path / "take.bin"))});
        const take = takeOf(unpack(data), {json.dumps(fm.CONTROLS)});
        const rows = (mirrored) => {moments}.map((t) => [...take.at(t, mirrored)]);
        console.log(JSON.stringify([take.end, rows(false), rows(true)]));
    """,
    )
    assert got[0] == pytest.approx(take.seconds)
    # at most thirty frames a second travel: between two of them a blink is half seen
    rows = np.array(got[1])
    assert rows == pytest.approx(take.at(np.array(moments)), abs=0.03)
    assert rows[[0, -1]] == pytest.approx(take.at([0, 99.0]), abs=HALF_A_STEP)
    assert np.array(got[2]) == pytest.approx(take.mirrored().at(np.array(moments)), abs=0.03)


def test_what_travels_is_small_and_without_names(take):
    data = pack(*replay(take))
    meta, arrays = unpack(data)
    assert meta == {"source": "Live Link Face"}
    assert arrays["values"].shape[0] <= 30 * take.seconds + 2
    assert len(data) < 5_000
    assert unpack(pack(*replay(None)))[0]["source"] == ""
    long = fm.Recording([0, 1201.0], np.zeros((2, len(fm.CONTROLS))))
    with pytest.raises(fm.FaceModelError, match=r"take\.part"):
        replay(long)
    assert take.part(1, 2).seconds == pytest.approx(1, abs=0.05)


def test_the_widget_follows_the_moment_of_the_recording(take):
    lab = fm.show(fm.load(), take, condition="hemifacial_spasm")
    assert lab.recording is take
    assert lab.replay == 0
    lab.replay = 1.5
    intended = take.at(1.5)[: len(fm.MUSCLES)]
    assert np.allclose(lab.activation, lab.condition.drive(intended))
    lab.replay = 77.0
    assert lab.replay == pytest.approx(take.seconds)
    lab.replay = None
    assert np.allclose(lab.activation, lab.condition.drive(fm.expression("rest")))
    assert fm.show(fm.load()).replay is None


def test_the_widget_exchanges_the_sides_of_a_mirrored_recording(take):
    lab = fm.show(fm.load(), take, condition="hemifacial_spasm")
    lab.replay = 1.5
    lab.mirrored = True
    swapped = take.mirrored()
    assert np.allclose(lab.activation, lab.condition.drive(swapped.at(1.5)[: len(fm.MUSCLES)]))
    assert np.array_equal(lab.recording.controls, swapped.controls)
    lab.set_state({"mirrored": False})  # as the page sends it
    assert lab.recording is take
    lab.set_state({"mirrored": "yes"})
    assert lab.mirrored is False
    without = fm.show(fm.load())
    without.mirrored = True
    assert without.mirrored is False


@pytest.fixture(scope="module")
def address(take, tmp_path_factory):
    def text(data):
        return base64.b64encode(data).decode()

    case = json.dumps(fm.Case(condition="healthy", expression="rest").contents())
    page = PAGE % {
        "code": text(viewer.code().encode()),
        "face": text(assets.face_bytes(fm.load())),
        "options": f'{{ case: {case}, take: viewer.unpack(bytes("{text(pack(*replay(take)))}")), '
        "replay: 0 }",
    }
    file = tmp_path_factory.mktemp("replay") / "lab.html"
    file.write_text(page, encoding="utf-8")
    return file.as_uri()


@pytest.fixture(scope="module")
def shared(browser, address):
    for page in fresh_page(browser):
        page.goto(address)
        page.wait_for_function("window.app !== undefined")
        page.evaluate("window.first = app.store.get()")
        yield page


@pytest.fixture
def lab(shared):
    shared.evaluate("app.store.change(first)")
    shared.evaluate("document.activeElement.blur()")  # no ring round the picture
    settle(shared)
    return shared


NOW = """() => {
  const { replay, take } = app.store.get();
  const state = app.model.condition("healthy", "left", 0);
  const activation = app.model.drive(state, take.at(replay), null);
  return [...app.model.frame(activation, new Float32Array(app.model.size)).positions];
}"""


INTENT = "[...app.store.get().take.at(1.5, app.store.get().mirrored)]"


@pytest.mark.browser
def test_a_take_replays(lab, take):
    still, words = picture(lab), figures(lab)
    play = lab.get_by_role("button", name="Play the recording")
    play.click()
    lab.wait_for_function("app.store.get().replay > 1.2")
    lab.get_by_role("button", name="Pause the recording").click()
    moment = lab.evaluate("app.store.get().replay")
    assert 1.2 < moment < 2.9
    settle(lab)
    assert figures(lab) != words
    assert (np.abs(picture(lab) - still).sum(axis=2) > 30).mean() > 0.01
    shown = np.array(lab.evaluate(NOW)).reshape(-1, 3)
    face = fm.load()
    assert shown == pytest.approx(face.deform(take.at(moment)), abs=0.3)
    corner = [face.mesh.landmarks[f"cheilion_{s}"] for s in ("left", "right")]
    way = np.linalg.norm(shown[corner] - face.mesh.vertices[corner], axis=1)
    assert way[0] > 1.2 * way[1] > 2
    lab.evaluate("app.replay(app.store.get().take.end - 0.2)")
    play.click()  # it goes on to the end and stops there
    lab.wait_for_function("app.store.get().replay >= app.store.get().take.end")
    play.wait_for()
    assert lab.evaluate("app.store.get().replay") == pytest.approx(take.seconds, abs=1e-3)


@pytest.mark.slow
@pytest.mark.browser
def test_a_take_is_moved_by_keyboard_and_left_for_an_expression(lab):
    bar = slider(lab, "replay")
    bar.focus()
    lab.keyboard.press("End")
    settle(lab)
    assert bar.get_attribute("aria-valuetext") == "3.0 s"
    lab.keyboard.press("ArrowLeft")
    settle(lab)
    assert bar.get_attribute("aria-valuetext") == "2.9 s"
    for panes in ("mirror", "halves", "both"):
        lab.evaluate(f"app.stage.show('{panes}')")
        settle(lab)
    menu = lab.get_by_label("Expression", exact=True)
    assert menu.input_value() == "take"
    menu.select_option("brow_raise")
    settle(lab)
    assert lab.evaluate("app.store.get().replay") is None
    assert bar.count() == 0
    assert lab.evaluate("cases.at(-1).expression") == "brow_raise"
    menu.select_option("take")
    assert lab.evaluate("app.store.get().replay") == 0
    for _ in range(2):
        lab.get_by_role("button", name="Undo").click()
    assert lab.evaluate("app.store.get().replay") == pytest.approx(2.9, abs=0.05)


@pytest.mark.browser
def test_a_switch_exchanges_left_and_right_of_a_take(lab):
    lab.evaluate("app.replay(1.5)")
    settle(lab)
    before = lab.evaluate(INTENT)
    switch = lab.get_by_role("button", name="Swap left and right")
    assert switch.get_attribute("aria-pressed") == "false"
    switch.click()
    settle(lab)
    assert switch.get_attribute("aria-pressed") == "true"
    assert "left and right exchanged" in lab.locator(".fm-nearest").inner_text()
    after = lab.evaluate(INTENT)
    names = list(fm.CONTROLS)
    for muscle in ("zygomaticus_major", "gaze_yaw"):
        left, right = (names.index(f"{muscle}_{side}") for side in ("left", "right"))
        assert abs(before[left]) > 0.3
        sign = -1 if muscle == "gaze_yaw" else 1
        assert after[right] == sign * before[left]
    lab.get_by_role("button", name="Undo").click()
    assert lab.evaluate(INTENT) == before
    lab.get_by_label("Expression", exact=True).select_option("brow_raise")
    settle(lab)
    assert switch.is_disabled()


@pytest.mark.browser
def test_dampening_acts_on_the_recording(lab):
    lab.evaluate("app.replay(1.5)")
    settle(lab)
    both = picture(lab)
    slider(lab, "smile_left").focus()
    lab.keyboard.press("End")
    settle(lab)
    left = np.array_split(np.abs(picture(lab) - both).sum(axis=2) > 30, 4, axis=1)
    assert left[3].mean() > 0.005  # after, the person's left
    assert left[0].mean() == left[1].mean() == 0


def test_a_recording_drives_jaw_and_gaze(take):
    row = take.at(1.5)
    assert row[INDEX["jaw_shift"]] > 0.4
    assert row[INDEX["gaze_yaw_left"]] > 0.9
