"""Cases: one value, one file, nothing unknown let in and nothing half-written."""

import copy
import dataclasses
import json
import os
import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facemodel.anatomy import landmarks
from facemodel.anatomy.expressions import EXPRESSIONS, expression
from facemodel.anatomy.muscles import INDEX, MIRROR, MUSCLES, REGIONS
from facemodel.case.case import Case
from facemodel.case.file import SCHEMA, load_case, save_case
from facemodel.errors import FaceModelError
from facemodel.physiology import people, toxin
from facemodel.physiology.conditions import hemifacial_spasm
from facemodel.physiology.dampening import dampen
from facemodel.physiology.toxin import INJECTABLE, Injection

SPASM = Case(
    condition="hemifacial_spasm",
    side="left",
    severity="moderate",
    expression="smile_social",
    dampening={"eye_left": 0.6, "zygomaticus_major_left": 0.3},
)
TREATED = dataclasses.replace(
    SPASM,
    injections=[
        Injection(4, muscle="corrugator_left"),
        Injection(2.5, landmark="cheilion_left", day=84, depth_mm=3),
        Injection(1, point=(28, 46, 85), volume_ml=0.05),
    ],
    day=98,
    time_s=12.5,
    person={"seed": 3, "index": 2, "sex": "female"},
    seed=7,
)
shares = st.floats(0, 1)
severities = st.one_of(shares, st.sampled_from(["mild", "moderate", "severe"]))
conditions = st.one_of(
    st.just({}),
    st.fixed_dictionaries(
        {
            "condition": st.just("hemifacial_spasm"),
            "side": st.sampled_from(["left", "right"]),
            "severity": severities,
        }
    ),
)
intents = st.one_of(
    st.fixed_dictionaries({"expression": st.sampled_from(sorted(EXPRESSIONS))}),
    st.fixed_dictionaries(
        {"activation": st.dictionaries(st.sampled_from(MUSCLES), st.floats(-1, 1), max_size=4)}
    ),
)
dampenings = st.dictionaries(st.sampled_from([*REGIONS, *MUSCLES]), shares, max_size=5)
places = st.one_of(
    st.fixed_dictionaries({"muscle": st.sampled_from(INJECTABLE)}),
    st.fixed_dictionaries({"landmark": st.sampled_from(sorted(landmarks.names()))}),
)
injections = st.lists(
    st.builds(
        lambda place, **other: Injection(**place, **other),
        places,
        dose=st.floats(0.1, 50),
        day=st.floats(0, 400),
        volume_ml=st.floats(0.01, 2),
        depth_mm=st.none() | st.floats(0, 20),
    ),
    max_size=3,
)
persons = st.none() | st.fixed_dictionaries(
    {"seed": st.integers(0, 2**53 - 1), "index": st.integers(0, 99_999)},
    optional={"sex": st.sampled_from(["female", "male", None]), "mirrored": st.booleans()},
)
times = st.fixed_dictionaries(
    {
        "day": st.floats(0, 400),
        "time_s": st.none() | st.floats(0, 1e4),
        "person": persons,
        "seed": st.integers(0, 2**53 - 1),
    }
)
cases = st.builds(
    lambda condition, intent, time, **other: Case(**condition, **intent, **time, **other),
    conditions,
    intents,
    times,
    intensity=shares,
    dampening=dampenings,
    injections=injections,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("cases")


@settings(max_examples=15, deadline=None)
@given(case=cases)
def test_a_case_that_is_saved_and_loaded_is_the_same(folder, case):
    path = save_case(case, folder / "case.json")
    again = load_case(path)
    assert again == case
    assert hash(again) == hash(case)
    assert Case(**json.loads(json.dumps(case.contents()))) == case
    np.testing.assert_array_equal(again.drive(), case.drive())
    text = path.read_bytes()
    assert save_case(again, path).read_bytes() == text


def test_a_case_drives_what_its_parts_drive():
    np.testing.assert_array_equal(
        SPASM.drive(),
        hemifacial_spasm("left", "moderate").drive(
            expression("smile_social"), dampen(dict(SPASM.dampening))
        ),
    )
    assert not Case().drive().any()


def test_injections_act_on_the_day_in_the_person_beside_the_dampening(face):
    case = dataclasses.replace(TREATED, time_s=None)
    person = people.sample(3, 3, "female")[2]
    left = dampen(dict(SPASM.dampening))
    left = left * toxin.remaining(face, case.injections, 98, person)
    assert (left < 1).sum() > 5
    np.testing.assert_array_equal(case.remaining(face), left)
    np.testing.assert_array_equal(
        case.drive(face), person.drive(case.build_condition(), case.intended(), left)
    )
    np.testing.assert_array_equal(case.after(face), face.deform(case.drive(face)))
    before = face.deform(person.drive(case.build_condition(), case.intended()))
    np.testing.assert_array_equal(case.before(face), before)


def test_on_the_first_day_nothing_acts_yet():
    case = Case(injections=Injection(4, muscle="corrugator_left"))
    assert case.day == 0
    assert (case.remaining() == 1).all()
    later = dataclasses.replace(case, day=14)
    assert later.remaining()[INDEX["corrugator_left"]] < 0.7


def test_days_and_seconds_are_a_leading_axis(face):
    days = [0.0, 14.0, 98.0]
    course = TREATED.drive(face, day=days)
    assert course.shape == (3, len(MUSCLES))
    for row, day in zip(course, days, strict=True):
        one = dataclasses.replace(TREATED, day=day)
        np.testing.assert_allclose(row, one.drive(face), atol=1e-15)
    seconds = TREATED.drive(face, time_s=[12.5, 40.0])
    np.testing.assert_allclose(seconds[0], TREATED.drive(face), atol=1e-15)
    assert Case().drive(day=days).shape == (3, len(MUSCLES))


def test_the_seed_chooses_the_course_of_a_spasm():
    seconds = np.linspace(0, 120, 400)
    one, other = (dataclasses.replace(SPASM, seed=k).drive(time_s=seconds) for k in (1, 2))
    expected = hemifacial_spasm("left", "moderate", seed=1)
    np.testing.assert_array_equal(one, expected.drive(SPASM.intended(), SPASM.remaining(), seconds))
    assert np.abs(one - other).max() > 0.1


@settings(max_examples=25, deadline=None)
@given(case=cases)
def test_the_mirrored_case_is_the_mirrored_face(face, case):
    turned = case.mirrored()
    np.testing.assert_allclose(turned.drive(face), case.drive(face)[MIRROR], atol=1e-9)
    if case.expression != "contempt":  # of the right side alone; mirrored it has no name
        assert turned.mirrored() == case


def test_an_expression_of_one_side_is_mirrored_too():
    case = Case(expression="contempt", intensity=0.7)
    assert case.drive().any()
    np.testing.assert_allclose(case.mirrored().drive(), case.drive()[MIRROR], atol=1e-12)


def test_a_file_of_the_first_version_still_loads(tmp_path):
    path = tmp_path / "old.json"
    path.write_bytes(changed(severity="moderate", dampening={"eye_left": 0.6}))
    case = load_case(path)
    assert (case.injections, case.day, case.time_s, case.person) == ((), 0, None, None)


def test_a_point_off_the_face_is_refused_where_a_face_is_at_hand(face):
    case = Case(injections=[Injection(4, point=(0, 0, 200))], day=10)
    with pytest.raises(FaceModelError, match="mm off the face"):
        case.drive(face)
    with pytest.raises(FaceModelError, match="unknown landmark 'nose'"):
        dataclasses.replace(case, injections=[Injection(4, landmark="nose")]).after(face)


def test_an_activation_takes_the_place_of_an_expression():
    case = Case(activation={"mentalis": 0.8}, intensity=0.5)
    assert case.expression is None
    assert case.intended()[INDEX["mentalis_right"]] == 0.4
    with pytest.raises(FaceModelError, match="not both"):
        Case(expression="snarl", activation={"mentalis": 0.8})


def test_what_is_left_out_is_filled_in():
    case = Case(condition="hemifacial_spasm")
    assert (case.side, case.severity) == ("left", "moderate")
    assert Case(expression=None) == Case()


def test_the_file_reads_well_and_depends_on_the_case_alone(tmp_path):
    text = save_case(SPASM, tmp_path / "a.json").read_text()
    assert list(json.loads(text)) == [
        *("schema", "face", "condition", "side", "severity"),
        *("expression", "activation", "intensity", "dampening"),
        *("injections", "day", "time_s", "person", "seed"),
    ]
    assert json.loads(text)["schema"] == SCHEMA
    turned = dataclasses.replace(SPASM, dampening=dict(reversed(SPASM.dampening.items())))
    assert save_case(turned, tmp_path / "b.json").read_text() == text


def test_a_case_is_a_value():
    for case in (SPASM, TREATED):
        assert pickle.loads(pickle.dumps(case)) == case == copy.deepcopy(case)
    assert dataclasses.replace(SPASM, intensity=0.5) != SPASM
    mine = {"eye": 0.5}
    case = Case(dampening=mine)
    mine["eye"] = 1.0
    assert case.dampening["eye"] == 0.5
    with pytest.raises(TypeError):
        case.dampening["eye"] = 1.0
    with pytest.raises(dataclasses.FrozenInstanceError):
        case.face = "other"


def test_a_failed_save_leaves_the_old_file_and_no_scraps(tmp_path, monkeypatch):
    path = save_case(SPASM, tmp_path / "case.json")
    before = path.read_bytes()

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(FaceModelError, match="No space left"):
        save_case(Case(), path)
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["case.json"]


def test_a_save_makes_its_folder_and_needs_a_case(tmp_path):
    path = save_case(SPASM, tmp_path / "none" / "yet" / "case.json")
    assert load_case(path) == SPASM
    with pytest.raises(FaceModelError, match=r"'case.json' is a file, no folder"):
        save_case(SPASM, path / "case.json")
    with pytest.raises(FaceModelError, match="a case is expected, got a dictionary; make one with"):
        save_case({}, tmp_path / "case.json")


def changed(**values):
    contents = {"schema": SCHEMA, "condition": "hemifacial_spasm", **values}
    return json.dumps(contents).encode()


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "not a readable case file"),
        (b"{", "not a readable case file"),
        (b"\xff\xfe{}", "not a readable case file"),
        (b"[" * 100_000, "not a readable case file"),
        (b"[]", "holds one JSON object"),
        (b"{}", "it names no schema, as files of facemodel do; this version"),
        (changed(schema="facemodel.case/2"), "it names the schema 'facemodel.case/2'"),
        (changed(dampning={}), r"unknown key '\$.dampning'; did you mean '\$.dampening'"),
        (changed(injections={}), r"\$.injections"),
        (changed(injections=[4]), r"\$.injections\[0\]"),
        (
            changed(injections=[{"dose": 4, "muscle": "mentalis_left"}]),
            r"unknown key 'injections\[0\].dose'; did you mean 'injections\[0\].dose_units'",
        ),
        (changed(injections=[{"muscle": "mentalis_left"}]), r"injections\[0\] needs a dose_units"),
        (
            changed(injections=[{"dose_units": -4, "muscle": "mentalis_left"}]),
            r"injections\[0\]: a dose in units must lie from 0 to",
        ),
        (changed(injections=[{"dose_units": 4}]), r"injections\[0\]: .* is at one place"),
        (changed(day=-1), "the day of a case must lie from 0 to 36500"),
        (changed(time_s=-1), "time_s of a case must lie from 0"),
        (changed(person=3), r"\$.person"),
        (changed(person={}), "needs a seed"),
        (changed(person={"seed": 1, "indx": 2}), "unknown key 'person.indx'"),
        (changed(person={"seed": 1, "sex": "man"}), "person.sex is 'female', 'male' or None"),
        (changed(person={"seed": 1, "index": 100_000}), "person.index is a whole number from 0"),
        (changed(person={"seed": 1, "mirrored": 1}), "person.mirrored is true or false"),
        (changed(seed=-1), "the seed of a case is a whole number from 0"),
        (changed(seed=0.5), r"\$.seed"),
        (changed(severity=True), r"\$.severity"),
        (changed(severity=1.5), "severity must lie from 0 to 1"),
        (changed(severity="awful"), "unknown severity 'awful'"),
        (changed(side="middle"), "unknown side 'middle'"),
        (changed(condition="palsyy"), "unknown condition 'palsyy'"),
        (changed(face="mine"), "unknown face 'mine'"),
        (changed(expression="grin"), "unknown expression 'grin'"),
        (changed(intensity="1"), r"\$.intensity"),
        (changed(intensity=1.1), "intensity must lie from 0 to 1"),
        (changed(dampening={"eye": "0.5"}), r"\$.dampening"),
        (changed(dampening={"eye": -0.5}), "dampening of 'eye' must lie from 0 to 1"),
        (changed(dampening={"ey": 0.5}), "unknown region or muscle 'ey'"),
        (changed(dampening=[]), r"\$.dampening"),
        (changed(expression=None, activation={"mentalis": 2}), "activation of 'mentalis' must lie"),
        (changed(dampening={"eye": 0.5}).replace(b"0.5", b"NaN"), "not a readable case file"),
        (b" " * 1_000_001, "1.0 MB; at most 1 MB"),
    ],
)
def test_a_broken_file_is_refused_in_a_sentence_that_names_it(tmp_path, raw, message):
    path = tmp_path / "broken.json"
    path.write_bytes(raw)
    with pytest.raises(FaceModelError, match=r"^the (case|file) 'broken\.json'.*" + message):
        load_case(path)


def test_what_cannot_be_opened_is_refused(tmp_path):
    with pytest.raises(FaceModelError, match=r"there is no file 'none\.json'"):
        load_case(tmp_path / "none.json")
    with pytest.raises(FaceModelError, match="is no plain file"):
        load_case(tmp_path)


@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_a_damaged_file_is_refused_or_a_whole_case(folder, data):
    raw = save_case(SPASM, folder / "whole.json").read_bytes()
    at = data.draw(st.integers(0, len(raw) - 1))
    byte = data.draw(st.binary(max_size=3))
    path = folder / "damaged.json"
    path.write_bytes(raw[:at] + byte + raw[at + 1 :])
    try:
        case = load_case(path)
    except FaceModelError:
        return
    assert case.drive().shape == (len(MUSCLES),)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Case(activation={3: 0.5}), "goes by names as text, got 3"),
        (lambda: Case(dampening={None: 0.5}), "goes by names as text, got nothing"),
        (lambda: Case(injections=3), "a list of fm.Injection, got a number"),
        (lambda: Case(injections="mentalis"), "a list of fm.Injection, got text"),
        (lambda: Case(injections=[None]), r"injections\[0\] is nothing; make"),
        (lambda: Case(day=None), "the day of a case must be a number"),
        (lambda: Case(day=float("nan")), "the day of a case must lie"),
        (lambda: Case(person="me"), "the person of a case is None"),
        (lambda: Case(person={"seed": True}), "person.seed is a whole number"),
        (lambda: Case(seed=2**53), "the seed of a case is a whole number"),
        (lambda: Case().drive(day=-3), "day must lie from 0"),
        (lambda: Case().drive(day=[[1]]), "one number or a list"),
        (lambda: Case().after("default"), "a face is expected, got text"),
        (lambda: load_case(5), "named by its path"),
        (lambda: load_case(None), "named by its path"),
        (lambda: load_case(""), "named by its path"),
        (lambda: save_case(Case(), 5), "named by its path"),
    ],
)
def test_what_is_of_the_wrong_kind_is_refused_in_a_sentence(call, message):
    with pytest.raises(FaceModelError, match=message):
        call()


def test_a_key_given_twice_is_refused_and_a_byte_order_mark_is_not(tmp_path):
    path = tmp_path / "case.json"
    path.write_text('{"schema": "facemodel.case/1", "intensity": 1, "intensity": 0.5}')
    with pytest.raises(FaceModelError, match="'intensity' is given twice"):
        load_case(path)
    path.write_bytes(b"\xef\xbb\xbf" + b'{"schema": "facemodel.case/1", "intensity": 0.5}')
    assert load_case(path).intensity == 0.5


def test_it_prints_what_is_not_as_usual():
    assert repr(Case()) == "Case()"
    case = Case(expression="snarl", dampening={"neck": 0.5}, injections=[{"dose_units": 1.0,
                "muscle": "mentalis_left"}])  # fmt: skip
    assert repr(case) == "Case(expression='snarl', dampening={'neck': 0.5}, injections=<1>)"
    moved = Case(activation=dict.fromkeys(MUSCLES, 0.5), person={"seed": 3})
    assert "activation=<63>" in repr(moved)
    assert len(repr(moved)) < 200
    assert "<td>expression</td><td>&#39;snarl&#39;</td>" in case._repr_html_()


def test_an_expression_without_a_name_is_refused():
    with pytest.raises(FaceModelError, match="unknown expression ''"):
        Case(expression="")
