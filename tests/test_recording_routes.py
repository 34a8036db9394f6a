"""Where a recording leads: the command, the sample, Live Link files, GLB by ARKit's names, play."""

import csv
import json
import struct

import numpy as np
import pytest

import facemodel as fm
import recording_files as files
from facemodel.cli import main
from facemodel.view import report as report_module
from facemodel.view.report import photos
from facemodel.view.report.findings import find
from facemodel.view.scene.over_time import replay

TIME = np.arange(90) / 30


@pytest.fixture(scope="module")
def sample():
    return fm.sample_recording()


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)

    def runner(*words):
        code = main.main(["recording", *map(str, words)])
        return code, capsys.readouterr()

    return runner


def test_the_sample_is_marked_and_holds_what_it_says(sample):
    assert "nobody was recorded" in sample.notes[0]
    names = [task.name for task in fm.movements.tasks(sample)]
    assert names == ["brow_raise", "gentle_eye_closure", "open_mouth_smile", "snarl", "lip_pucker"]
    assert len(fm.movements.blinks(sample)) == 5
    assert fm.movements.strengths(sample).side == "right"
    moved = sample.activation.max(0)
    weak, strong = (moved[fm.MUSCLES.index(f"frontalis_lateral_{s}")] for s in ("right", "left"))
    assert weak < 0.7 * strong


def test_the_command_says_what_is_in_a_file(run, tmp_path):
    (tmp_path / "take.csv").write_text(files.live_link(files.smile(180)))
    code, said = run("take.csv", "--after", "take.csv", "--from", "0", "--to", "2.5")
    assert code == 0
    assert "Recording(150 frames, 2.5 s, Live Link Face)" in said.out
    words = ("corner of the mouth", "73 %", "best", "Blinks(1,")
    for word in (*words, "below what can be told", "read as 60 frames a second"):
        assert word in said.out, word
    code, said = run("take.csv", "--rest", "start")
    assert code == 2
    assert "expected --rest" in said.err


def test_the_command_writes_the_forms_it_names(run, tmp_path):
    code, said = run("--plot", "a.png", "--csv", "a.csv", "--livelink", "b.csv", "--case", "c.json",
                     "--to", "9")  # fmt: skip
    assert code == 0, said.err
    assert (tmp_path / "a.png").read_bytes()[:4] == b"\x89PNG"
    rows = list(csv.DictReader((tmp_path / "a.csv").read_text().splitlines()))
    assert len(rows) == 271
    assert fm.load_case(tmp_path / "c.json").weak
    assert fm.read_recording(tmp_path / "b.csv").source == "Live Link Face"


def test_the_command_writes_a_report_of_the_take_with_no_after(run, tmp_path, monkeypatch):
    monkeypatch.setattr(photos, "portraits", lambda *_: None)
    monkeypatch.setattr(photos, "take", lambda *_: None)
    texts = []

    def kept(case, *given):
        texts.append((case, given))
        return "a report"

    monkeypatch.setattr(report_module, "text_of", kept)
    code, said = run("--report", "a.html", "--after", "later.csv", "--tracker-sd", "10")
    assert code == 2  # there is no such file
    later = fm.export_recording(fm.sample_recording(), tmp_path / "later.csv")
    code, said = run("--report", "a.html", "--after", later, "--tracker-sd", "10")
    assert code == 0, said.err
    assert (tmp_path / "a.html").read_text() == "a report"
    ((case, (_, _, _, take, second, alone)),) = texts
    assert alone
    assert take.source == second.source == "Live Link Face"
    assert case == fm.movements.strengths(take).case()
    assert not find(case).treated
    with pytest.raises(fm.FaceModelError, match="second one as later="):
        fm.report(take, "b.html", recording=take)


def test_a_live_link_file_comes_back(sample, tmp_path):
    sine = np.sin(np.arange(90) / 30)
    shapes = {"mouthLeft": 0.6 * sine, "mouthSmileLeft": 0.4 * sine, "jawOpen": 0.3 * sine,
              "eyeBlinkRight": np.clip(np.sin(4 * TIME), 0, 1)}  # fmt: skip
    for rate in (15, 24, 30, 60):
        take = fm.Recording(np.arange(90) / rate, fm.arkit(shapes))
        back = fm.read_recording(fm.export_recording(take, tmp_path / "a.csv"), rest=False)
        assert back.time == pytest.approx(take.time, abs=1e-4)
        assert back.controls == pytest.approx(take.controls, abs=0.02)
    again = fm.read_recording(fm.export_recording(sample, tmp_path / "b.csv"))
    assert again.controls == pytest.approx(sample.controls, abs=0.06)
    with pytest.raises(fm.FaceModelError, match=r"end in \.csv"):
        fm.export_recording(sample, tmp_path / "a.txt")
    with pytest.raises(fm.FaceModelError, match="a recording"):
        fm.export_recording(fm.Case(), tmp_path / "a.csv")


def glb(path):
    data = path.read_bytes()
    (length,) = struct.unpack("<I", data[12:16])
    return json.loads(data[20 : 20 + length])


def test_a_recording_in_glb_is_named_by_arkits_shapes(sample, tmp_path):
    made = fm.course(fm.Case(), recording=sample.part(7.5, 8.3))
    document = glb(fm.export_glb(made, tmp_path / "a.glb", names="arkit"))
    names = document["meshes"][0]["extras"]["targetNames"]
    known = [n for n in names if not n.startswith("correction_")]
    assert set(known) == {
        n for n in fm.ARKIT_NAMES if n != "tongueOut" and not n.startswith("eyeLook")
    }
    assert document["asset"]["extras"]["animation_off_by_mm"] <= 0.03
    assert document["asset"]["extras"]["course"] == "recording"
    with pytest.raises(fm.FaceModelError, match="names is"):
        fm.export_glb(made, tmp_path / "b.glb", names="bones")


def test_eyes_that_look_about_do_not_keep_a_recording_from_glb(tmp_path):
    looks = fm.arkit({"eyeLookInLeft": [0, 1, 0], "jawOpen": [0, 0.5, 0]})
    made = fm.course(fm.Case(), recording=fm.Recording([0, 0.03, 0.07], looks))
    assert glb(fm.export_glb(made, tmp_path / "a.glb"))["animations"]


@pytest.mark.browser
def test_a_page_replays_a_recording(sample, tmp_path, page_offline):
    take = sample.part(7, 9.5)
    path = fm.export_page(fm.Case(), tmp_path / "take.html", recording=take)
    assert path.stat().st_size < 2_000_000
    page_offline.goto(path.as_uri())
    page_offline.locator(".fm-picture canvas").first.wait_for()
    state = page_offline.evaluate(
        "() => { facemodelPage.replay(1.2); const s = facemodelPage.store.get();"
        " return { end: s.take.end, at: s.replay, intent: Array.from(s.take.at(1.2)) }; }"
    )
    assert state["end"] == pytest.approx(take.seconds, abs=1e-4)
    assert state["at"] == pytest.approx(1.2)
    assert state["intent"] == pytest.approx(take.at(1.2), abs=0.006)
    with pytest.raises(fm.FaceModelError, match="a recording"):
        fm.export_page(fm.Case(), tmp_path / "b.html", recording="take.csv")


def test_in_a_gap_the_screen_holds_the_last_frame():
    size = np.interp(TIME, [0, 1], [0, 1])
    keep = np.r_[0:31, 75:90]
    take = fm.Recording(TIME[keep], fm.arkit({"jawOpen": size * (TIME < 2)})[keep])
    _, sent = replay(take)
    jaw = list(sent["used"]).index(fm.CONTROLS.index("jaw_openers"))
    shown = np.interp([1.0, 1.5, 2.4, 2.5], sent["times"], sent["values"][:, jaw].astype(float))
    assert shown == pytest.approx([255, 255, 255, 128])
