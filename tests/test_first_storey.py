"""Files that the first version of each schema wrote still open and mean what they meant."""

import pathlib

import pytest

import facemodel as fm

DATA = pathlib.Path(__file__).parent / "data"
CASE = DATA / "case_first_storey.json"
RESULTS = DATA / "results_first_storey.json"


def test_a_case_of_the_first_storey_is_the_same_case(tmp_path):
    case = fm.load_case(CASE)
    assert case == fm.Case(
        condition="hemifacial_spasm",
        side="left",
        severity="severe",
        expression="smile_social",
        intensity=0.8,
        dampening={"mentalis": 0.25},
        injections=[
            fm.Injection(2.5, muscle="corrugator_left"),
            fm.Injection(1.0, point=(30.0, 20.0, 60.0), day=3, depth_mm=2.0, volume_ml=0.1),
            fm.Injection(1.5, landmark="cheilion_left", day=7),
        ],
        day=20,
        time_s=1.5,
        person={"seed": 3, "index": 2, "sex": "female", "mirrored": True},
        seed=7,
    )
    assert fm.save_case(case, tmp_path / "again.json").read_bytes() == CASE.read_bytes()


REGRADED = {
    "voluntary_brow_raise": (3, 2),
    "synkinesis_open_mouth_smile": (3, 2),
    "synkinesis_snarl": (3, 2),
}
"""What the model graded then and grades now: since then a severe synkinesis conducts a fifth to the
brow, not three tenths (nerve.synkinesis_severe.temporal), and lids, expressions and skin are new
(docs/validation.md)."""


def test_results_of_the_first_storey_are_refused_in_one_sentence():
    with pytest.raises(fm.FaceModelError, match="seeds stand for other virtual patients") as told:
        fm.patients.load_results(RESULTS)
    assert "facemodel 0.1.0" in str(told.value)
