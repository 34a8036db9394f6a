"""The widget from Python: what it takes, what it refuses, and what it sends."""

import gzip
import os
import re
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from traitlets import TraitError

import facemodel as fm
from blocks import expand, unpack
from facemodel.case.case import case_of
from facemodel.physiology import toxin
from facemodel.view import page, report
from facemodel.view.scene import over_time
from facemodel.view.scene.assets import OVERLAYS
from facemodel.view.stills import portraits
from facemodel.view.viewer import code
from facemodel.view.widget import widget


@pytest.fixture
def spasm():
    return fm.conditions.hemifacial_spasm("left", severity="moderate")


def test_everything_that_show_takes_arrives_in_the_case(spasm):
    less = fm.dampen({"eye_left": 0.6, "zygomaticus_major_left": 0.3})
    lab = fm.show(fm.load(), fm.expression("smile_social"), condition=spasm, remaining=less)
    assert lab.value.expression == "smile_social"
    assert lab.value.condition == "hemifacial_spasm"
    assert lab.value.side == "left"
    assert np.allclose(lab.remaining, less)
    assert np.allclose(lab.activation, spasm.drive(fm.expression("smile_social"), less))


def test_names_and_mappings_do_as_well():
    lab = fm.show(expression="brow_raise", condition="healthy", dampening={"forehead": 0.5})
    assert lab.value.dampening == {"forehead": 0.5}
    assert np.allclose(lab.remaining, fm.dampen({"forehead": 0.5}))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            {"remaining": {"eye_left": 0.2}},
            "leave 20 % of eye_left say dampening={'eye_left': 0.8}",
        ),
        ({"remaining": [0.2]}, f"{len(fm.MUSCLES)} numbers"),
        ({"remaining": 60}, "60 % is 0.6"),
        ({"dampening": fm.dampen({"eye": 0.2})}, "goes to remaining="),
        ({"dampening": {"eye": 0.2}, "remaining": fm.dampen({})}, "give one of them"),
        ({"dampening": {"eye": 20}}, "20 % is 0.2"),
        ({"case": fm.Case(), "dampening": {"eye": 0.2}}, "leave these out, or the case"),
        ({"case": fm.Case(), "condition": "healthy"}, "leave these out, or the case"),
    ],
)
def test_what_is_taken_and_what_is_left_are_not_mixed_up(given, said):
    with pytest.raises(fm.FaceModelError, match=re.escape(said)):
        fm.show(**given)


def test_it_says_in_a_line_what_is_on_screen(spasm):
    lab = fm.show(condition=spasm, dampening={"eye_left": 0.5})
    assert repr(lab).startswith("<the lab: Social smile; hemifacial spasm, left")
    assert repr(lab).endswith("; left eye 50 % weaker>")


def test_a_movement_of_ones_own_is_kept():
    mine = fm.activation(frontalis_lateral_left=0.7)
    lab = fm.show(expression=mine)
    assert lab.value.expression is None
    assert np.allclose(lab.value.intended(), mine)


def test_a_condition_of_ones_own_is_kept(spasm):
    own = replace(spasm, involuntary=0.5 * spasm.involuntary)
    lab = fm.show(expression="rest", condition=own)
    assert np.allclose(lab.condition.involuntary, own.involuntary)
    assert np.allclose(lab.activation, own.drive(fm.expression("rest")))
    assert lab.condition.age_years is None
    older = replace(own, age_years=66.0)
    assert fm.show(expression="rest", condition=older).condition.age_years == 66


def test_a_saved_case_opens_as_it_was(tmp_path, spasm):
    first = fm.show(condition=spasm, dampening={"smile_left": 0.3})
    fm.save_case(first.value, tmp_path / "case.json")
    again = fm.show(case=fm.load_case(tmp_path / "case.json"))
    assert again.value == first.value


TAKERS = {
    "save_case": lambda lab, path: fm.save_case(lab, path / "c.json").read_text("utf-8"),
    "course": lambda lab, path: fm.course(lab, days=[0, 9]).activation.tolist(),
    "cohort": lambda lab, path: fm.cohort.run(2, lab, days=[9]).case,
    "sensitivity": lambda lab, path: str(fm.sensitivity(lab, domain="toxin")),
    "report": lambda lab, path: fm.report(lab, path / "r.html").read_text("utf-8"),
    "export_page": lambda lab, path: fm.export_page(lab, path / "p.html").read_text("utf-8"),
    "export_mesh": lambda lab, path: fm.export_mesh(lab, path / "f.obj").read_bytes(),
    "export_measures": lambda lab, path: fm.export_measures(lab, path / "m.csv").read_bytes(),
    "before_after": lambda lab, path: fm.figures.before_after(lab).alt,
    "reach": lambda lab, path: fm.figures.reach(lab, ["cheilion_left"]).alt,
    "over_days": lambda lab, path: fm.figures.over_days(lab, [0, 9]).alt,
    "people_over_days": lambda lab, path: fm.figures.people_over_days(lab, [0, 9], 2).alt,
    "photo_sheet": lambda lab, path: fm.photo_sheet(lab, path / "s.png").stat().st_size,
    "animate": lambda lab, path: fm.animate(lab, path / "a.gif", days=[9]).read_bytes(),
    "show": lambda lab, path: fm.show(case=lab).value,
}


@pytest.mark.parametrize("name", TAKERS)
def test_what_takes_a_case_takes_the_lab_that_shows_it(name, tmp_path, monkeypatch):
    def grey(face, controls, size, tone):
        return portraits.Portraits(np.zeros((len(controls), *size[::-1], 3), np.uint8), "grey")

    monkeypatch.setattr(portraits, "portraits", grey)
    monkeypatch.setattr(page, "still_jpeg", lambda *_: b"")
    monkeypatch.setattr(page, "plan_of", lambda *_: None)
    monkeypatch.setattr(report, "text_of", lambda case, *_: str(case))
    lab = fm.show(expression="snarl", condition="hb_3", dampening={"eye_right": 0.3})
    lab.case = {**lab.case, "day": 3.0}
    of_case, of_lab, of_dict = (
        TAKERS[name](one, tmp_path) for one in (lab.value, lab, dict(lab.case))
    )
    assert of_lab == of_case
    assert of_dict == of_case


@pytest.mark.parametrize(
    ("options", "more"),
    [
        ({"condition": replace(fm.conditions.by_name("hb_3"), name="mine")}, "condition"),
        ({"face": fm.load(2)}, "face"),
        ({"expression": fm.Recording(range(2), np.zeros((2, len(fm.CONTROLS))))}, "recording"),
    ],
)
def test_a_lab_that_shows_more_than_a_case_holds_says_so(options, more, tmp_path):
    lab = fm.show(**options)
    with pytest.raises(fm.FaceModelError, match=f"shows a .*{more}.*; lab.value is its case"):
        fm.save_case(lab, tmp_path / "c.json")
    fm.save_case(lab.value, tmp_path / "c.json")


@pytest.mark.parametrize("wrong", [{}, {1: 2}, [], None, 5, "case.json", fm.FaceModelError])
def test_what_shows_no_case_is_none(wrong):
    with pytest.raises(fm.FaceModelError, match=r"a case is expected, got .*; make one"):
        case_of(wrong)
    with pytest.raises(fm.FaceModelError, match="did you mean 'condition'"):
        case_of({"condtion": "healthy"})


def test_what_was_injected_acts_in_the_widget(face):
    case = fm.Case(
        condition="hemifacial_spasm",
        dampening={"smile_left": 0.3},
        injections=[fm.Injection(4, muscle="zygomaticus_major_left")],
        day=21,
        person={"seed": 5},
    )
    lab = fm.show(case=case)
    assert lab.value == case
    assert np.array_equal(lab.remaining, case.remaining(face))
    assert np.array_equal(lab.activation, case.drive(face))
    lab.case = {**lab.case, "day": 0.0}
    assert lab.remaining[fm.MUSCLES.index("zygomaticus_major_left")] == pytest.approx(0.7)


def test_a_bad_case_changes_nothing():
    lab = fm.show(expression="brow_raise")
    for bad in ({"expression": "grin"}, {"colour": 1}, {"dampening": {"eye_left": 2}}):
        with pytest.raises(fm.FaceModelError):
            lab.case = bad
        assert lab.value.expression == "brow_raise"


def test_observers_in_another_thread_see_whole_cases():
    lab, seen = fm.show(), []
    lab.observe(lambda change: seen.append(lab.value.dampening), "case")

    def slide():
        for share in np.linspace(0.1, 1, 10):
            lab.case = {**lab.case, "dampening": {"eye_left": float(share)}}

    thread = threading.Thread(target=slide)
    thread.start()
    thread.join()
    assert [list(d) for d in seen] == [["eye_left"]] * 10
    assert lab.value.dampening == {"eye_left": 1.0}


def test_overlays_are_what_was_asked_for():
    lab = fm.show(overlays=("muscles", "arrows", "muscles"))
    assert lab.overlays == ["muscles", "arrows"]
    lab.overlays = ["reach"]
    with pytest.raises(TraitError):
        lab.overlays = ["bones"]
    assert lab.overlays == ["reach"]


def test_the_overlays_of_python_are_those_of_the_screen():
    text = (Path(widget.__file__).parents[1] / "js/overlays/overlays.js").read_text("utf-8")
    listed = re.search(r"export const OVERLAYS = \{(.*?)\};", text)[1]
    assert tuple(re.findall(r"(\w+):", listed)) == OVERLAYS


def test_two_widgets_share_code_and_face():
    one, two = fm.show(), fm.show()
    assert one._assets is two._assets
    assert len(widget._LOADER) < 2000  # what each instance carries itself


def test_a_contributor_sees_every_bundle_in_open_notebooks():
    """With ANYWIDGET_HMR=1 the module of a widget is the file that `make watch` writes."""
    asked = "from facemodel.view.widget.widget import FaceWidget; print(FaceWidget._esm)"
    env = {**os.environ, "ANYWIDGET_HMR": "1"}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", asked], env=env, capture_output=True, check=True
    )
    assert done.stdout.decode("utf-8").strip() == code().strip()


def test_what_a_page_waits_for_is_small_and_is_the_face(face):
    """Pages give a widget up whose kernel takes four seconds to send its state."""
    sent = fm.show(face)._assets
    assert len(sent.face) + len(sent.code) < 1_500_000
    meta, arrays = expand(gzip.decompress(sent.face))
    assert meta["muscles"] == list(fm.MUSCLES)
    np.testing.assert_allclose(arrays["rest"], face.mesh.vertices, atol=2e-4)
    np.testing.assert_allclose(arrays["basis"], face.basis, atol=3e-4)
    assert gzip.decompress(sent.code).decode() == code()


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"face": "default"}, "fm.load()"),
        ({"expression": "grin"}, "unknown expression 'grin'"),
        ({"expression": [1, 2]}, f"{len(fm.MUSCLES)} numbers"),
        ({"condition": "flu"}, "unknown condition 'flu'"),
        ({"condition": 3}, "fm.conditions"),
        ({"remaining": [0.5]}, "fm.dampen"),
        ({"dampening": {"ear_left": 0.5}}, "ear_left"),
        ({"tone": "green"}, "skin tone"),
        ({"overlays": ("bones",)}, "unknown overlay 'bones'"),
        ({"overlays": "muscles"}, "list of names"),
        ({"height": 10}, "outside 240..2000"),
        ({"height": "tall"}, "whole number"),
        ({"case": "case.json"}, "fm.load_case"),
    ],
)
def test_a_bad_argument_is_one_clear_sentence(options, says):
    with pytest.raises(fm.FaceModelError) as error:
        fm.show(**options)
    assert says in str(error.value)
    assert "\n" not in str(error.value)


def test_a_bad_height_changes_nothing():
    lab = fm.show(expression="brow_raise")
    with pytest.raises(fm.FaceModelError, match="outside 240"):
        lab.height = -5
    assert lab.height is None


def test_what_the_page_cannot_compute_travels_when_it_changes():
    """Spread is geometry: the shares of new injections go out, and nothing for a slider."""
    shown = fm.show(condition="hemifacial_spasm")
    meta, arrays = unpack(shown._timing)
    assert meta["doses"] == []
    sent = []
    shown.observe(lambda change: sent.append(change["name"]), ["_timing", "case"])
    shown.case = {**shown.case, "dampening": {"eye_left": 0.5}, "day": 3}
    assert sent == ["case"]
    shot = fm.Injection(4, muscle="corrugator_left")
    shown.case = fm.Case(condition="hemifacial_spasm", injections=[shot], day=14).contents()
    assert sent == ["case", "_timing", "case"]  # the page reads the case when all is there
    meta, arrays = unpack(shown._timing)
    assert (meta["doses"], meta["days"]) == ([4.0], [0.0])
    caught = toxin.caught(shown.face.mesh, [shot])
    np.testing.assert_allclose(arrays["caught"], caught, atol=1e-6)
    with pytest.raises(fm.FaceModelError, match="off the face"):
        shown.case = {**shown.case, "injections": [{"dose_units": 1, "point_mm": [0, 0, 900]}]}
    assert len(shown.value.injections) == 1


def test_the_spasm_of_a_severity_of_its_own_travels():
    """Between mild, moderate and severe the kernel draws the very one; dampening draws nothing."""
    shown = fm.show(condition="hemifacial_spasm")
    sent = []
    shown.observe(lambda change: sent.append(change["name"]), "_timing")
    shown.case = {**shown.case, "severity": 0.45}
    shown.case = {**shown.case, "dampening": {"eye_left": 0.5}, "time_s": 4.0}
    assert sent == ["_timing"]
    meta, arrays = unpack(shown._timing)
    course = meta["course"]
    assert (course["condition"], course["severity"]) == ("hemifacial_spasm", 0.45)
    process = fm.conditions.hemifacial_spasm("left", severity=0.45).process
    seconds = course["start_s"] + np.arange(len(arrays["course_samples"])) / over_time.RATE_HZ
    exact = process.involuntary(seconds, course["effort"])[:, arrays["course_samples_muscles"]]
    np.testing.assert_allclose(arrays["course_samples"], exact, atol=0.01)
    assert exact.max() > 0.3
