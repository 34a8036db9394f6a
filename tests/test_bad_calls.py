"""Whatever is passed to the clinic's functions, they answer or refuse in one sentence."""

import re
import warnings

import numpy as np
import pytest

import facemodel as fm
from facemodel.errors import FaceModelError
from facemodel.physiology import people, toxin

C = fm.conditions
SMILE = fm.expression("smile_social")
SHOT = fm.Injection(2, muscle="mentalis_left")
SPASM = C.hemifacial_spasm()
FACE = fm.load(0)
EXAM = {"exam": fm.examine(FACE, SPASM), "side": "left"}
ODD = (
    *(None, "x", b"z", True, object(), 3.5, -1, 1e12, float("nan"), float("inf")),
    *([], {}, [1, 2], [[None]], np.zeros(3), np.array(["a"])),
)
PYTHONS = re.compile(
    r"NoneType|ndarray|(?<!\[)\b(None|dict|int|str|float|dtype)\b(?!\(| for )| at 0x"
)
HEAD = {"severity": 0.5}
SIDED = {"side": "left", **HEAD}
CALLS = {
    "injection by muscle": (
        fm.Injection,
        {"dose": 2, "muscle": "mentalis_left", "day": 0, "volume_ml": 0.1, "depth_mm": 3},
    ),
    "injection by landmark": (fm.Injection, {"dose": 2, "landmark": "malar_left"}),
    "injection by point": (fm.Injection, {"dose": 2, "point": (1, 2, 3)}),
    "remaining": (
        toxin.remaining,
        {"face": FACE, "injections": [SHOT], "day": 3, "person": people.average()},
    ),
    "captured": (
        toxin.captured,
        {"mesh": FACE.mesh, "injections": [SHOT], "day": 3, "person": people.average()},
    ),
    "shares": (toxin.shares, {"mesh": FACE.mesh, "injections": [SHOT]}),
    "site": (toxin.site, {"mesh": FACE.mesh, "injection": SHOT}),
    "at": (toxin.at, {"mesh": FACE.mesh, "x": 3.0, "y": 3.0}),
    "hill": (toxin.hill, {"dose": 3.0, "ed50": 2.0}),
    "activity": (toxin.activity, {"days": 3.0, "onset_days": 2.0, "decay_days": 20.0}),
    "placed by hand": (
        toxin.placed_by_hand,
        {"mesh": FACE.mesh, "injections": [SHOT], "seed": 1, "error_mm": 2.0},
    ),
    "repeated": (toxin.repeated, {"injections": [SHOT], "every_days": 90, "times": 2}),
    "scenario": (
        toxin.scenario,
        {"name": "label_glabellar", "mesh": FACE.mesh, "side": "left", "day": 0},
    ),
    "total units": (toxin.total_units, {"injections": [SHOT]}),
    "sample": (people.sample, {"seed": 1, "n": 2, "sex": None, "index": 0}),
    "drive of people": (
        people.average().drive,
        {"condition": SPASM, "intended": SMILE, "remaining": 1.0},
    ),
    "side_effects": (
        fm.side_effects,
        {"face": FACE, "injections": [SHOT], "day": 14, "condition": SPASM, "person": None},
    ),
    "sunnybrook": (fm.scales.sunnybrook, EXAM),
    "house_brackmann": (fm.scales.house_brackmann_grade, EXAM),
    "eface_like": (fm.scales.eface_like, EXAM),
    "counter direction": (fm.scales.counter_direction_mm, EXAM),
    "synkinesis index": (fm.scales.synkinesis_index, EXAM),
    "mirror rms": (fm.scales.mirror_rms, {"exam": EXAM["exam"]}),
    "examine": (
        fm.examine,
        {"face": FACE, "condition": SPASM, "remaining": 1, "person": None, "tasks": ["snarl"]},
    ),
    "by name": (C.by_name, {"name": "hb_3", **SIDED, "seed": 0}),
    "recovery": (C.recovery, {"day": 3, **SIDED, "grade": 3}),
    "rehabilitation": (C.rehabilitation, {"days": [3], "intended": SMILE, "remaining": 1, **SIDED}),
    "spasm": (C.hemifacial_spasm, {**SIDED, "amplitude": 0.5, "ephaptic": 0.2}),
    "attack": (C.attack_and_release, {"time": [0.0, 1.0], "start_s": 0.0, "hold_s": 1.0}),
    "grade": (C.house_brackmann, {"grade": 3, **SIDED}),
    "palsy": (
        C.palsy,
        {"name": "x", **SIDED, "conduction": {"temporal": 0.5}, "tone_kept": 1.0}
        | {"other_side_strength": 1.0, "synkinesis": 0.5},
    ),
    "drive": (SPASM.drive, {"intended": SMILE, "remaining": 1.0, "time": 1.0, "strength": 1.0}),
    "group intents": (C.group_intents, {"intended": SMILE}),
    "severity": (C.severity_level, HEAD),
    "dampen": (fm.dampen, {"shares": {"eye": 0.5}}),
    "override": (lambda values: fm.override(values).__enter__(), {"values": {}}),
    "parameters": (fm.parameters, {"domain": "toxin"}),
    "case": (
        fm.Case,
        {"face": "default", "condition": "hb_3", **SIDED, "expression": "snarl", "activation": {}}
        | {"intensity": 1.0, "dampening": {}, "injections": [], "day": 0, "time_s": None}
        | {"person": None, "seed": 0},
    ),
    "drive of a case": (fm.Case().drive, {"face": FACE, "day": 0, "time_s": None}),
    **{n: (C.by_name(n) and getattr(C, n), HEAD) for n in ("meige", "bruxism", "ageing")},
    **{n: (getattr(C, n), SIDED) for n in ("postparalytic_synkinesis", "temporal_branch_injury")},
}


def refusal(function, values) -> str:
    """What a call is refused with; nothing where it is answered. Other exceptions pass through."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            function(**values)
        except FaceModelError as error:
            return str(error)
    return ""


@pytest.mark.parametrize("name", CALLS)
def test_odd_values_are_answered_or_refused_in_a_sentence(name):
    function, right = CALLS[name]
    assert not refusal(function, right)
    for argument in right:
        said = [refusal(function, {**right, argument: odd}) for odd in ODD]
        assert any(said), argument
        for text in said:
            assert len(text) < 400
            assert "\n" not in text
            assert not PYTHONS.search(text), text


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: fm.Injection(-4, muscle="mentalis_left"), "a dose in units must lie from 0"),
        (lambda: fm.Injection(float("nan"), muscle="mentalis_left"), "got nan"),
        (lambda: fm.Injection(400, muscle="mentalis_left"), "a dose in units must lie from 0 to"),
        (
            lambda: toxin.remaining(FACE, fm.Injection(4, point=(0, 0, 150)), 3),
            "mm off the face; give one within 10 mm",
        ),
        (lambda: fm.Case(condition="palsey"), "unknown condition 'palsey'"),
        (lambda: fm.Case(condition="hb_3", severity="grave"), "unknown severity 'grave'; known"),
        (lambda: fm.Case(condition="hb_3", severity=2), "severity must lie from 0 to 1"),
        (lambda: toxin.remaining(FACE, SHOT, -1), "day must lie from 0 to 36500, got -1"),
        (lambda: fm.Injection(4, muscle="mentalis_left", day=-2), "the day of an injection must"),
        (lambda: fm.Case(day=-1), "the day of a case must lie from 0"),
    ],
)
def test_what_a_teacher_would_try_is_refused_in_one_clear_sentence(call, message):
    with pytest.raises(FaceModelError, match=message):
        call()
