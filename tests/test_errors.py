"""The wording of an unknown name."""

import inspect
import pickle
import re
from pathlib import Path

import msgspec
import numpy as np
import pytest

import facemodel as fm
from facemodel.errors import kind_of, quoted, shown, unknown
from facemodel.physiology import condition_table, toxin

NAMES = ("zygomaticus_major_left", "zygomaticus_minor_left", "platysma_left")


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("zygo", "did you mean 'zygomaticus_major_left' or 'zygomaticus_minor_left'?"),
        ("platisma_left", "did you mean 'platysma_left'"),
        ("xxxx", "known: platysma_left, zygomaticus_major_left, zygomaticus_minor_left"),
        (3, "known: "),
    ],
)
def test_an_unknown_name_is_told_its_neighbours(name, says):
    message = str(unknown("muscle", name, NAMES))
    assert message.startswith(f"unknown muscle {name!r}; ")
    assert says in message


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (None, "nothing"), (True, "yes or no"), ("x", "text"), (3, "a number"),
        (np.float32(3), "a number"), ([], "a list"), ((1,), "a list"), ({}, "a dictionary"),
        (np.zeros(3), "an array"), (Path("x"), "a path"), (len, "a function"), (b"x", "bytes"),
        (object(), "an object"), (fm.Case(), "a Case"), (fm.Case, "the class Case"),
    ],
)  # fmt: skip
def test_what_was_given_is_said_in_words(given, said):
    assert kind_of(given) == said
    with pytest.raises(fm.FaceModelError, match=f"a mesh is expected, got {said}; give face.mesh"):
        toxin.at(given, 3.0, 3.0)


def test_what_has_no_words_of_its_own_is_named_by_its_kind():
    assert [shown(one) for one in (None, object())] == ["nothing", "an object"]
    assert shown(Path("a<b")) == "'a?b'"
    assert str(unknown("muscle", None, NAMES)).startswith("no muscle is named; known: ")


def test_what_another_library_says_of_kinds_is_said_in_words():
    with pytest.raises(msgspec.ValidationError) as error:
        msgspec.convert({"x": None}, dict[str, int])
    assert quoted(error.value).startswith("Expected a whole number, got nothing - at ")


def test_a_long_list_is_pointed_at():
    assert "fm.MUSCLES lists the 3 known ones" in str(
        unknown("muscle", "xxxx", NAMES, see="fm.MUSCLES")
    )


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (
            lambda: fm.dampen({"left eye": 0.6}),
            "unknown region or muscle 'left eye'; did you mean 'eye_left'",
        ),
        (lambda: fm.dampen({"Left Eye": 0.6}), "did you mean 'eye_left'"),
        (lambda: fm.dampen({"eyes_left": 0.6}), "did you mean 'eye_left'"),
        (
            lambda: fm.Injection("4 U", muscle="corrugator_left"),
            "got '4 U'; numbers stand without quotes and unit",
        ),
        (lambda: fm.dampen({"eye_left": "60 %"}), "without quotes and unit: 60 % is 0.6"),
        (lambda: fm.dampen({"eye_left": 60}), "from 0 to 1, got 60; 60 % is 0.6"),
        (lambda: fm.Case(intensity=12.5), "got 12.5; 12.5 % is 0.125"),
        (lambda: fm.Case(condition="hb_3", severity="50%"), "50 % is 0.5"),
        (lambda: fm.activation(corrugator_left=50), "got 50; 50 % is 0.5"),
    ],
)
def test_a_newcomer_s_slip_is_answered_with_the_way_out(call, said):
    with pytest.raises(fm.FaceModelError, match=re.escape(said)):
        call()


@pytest.mark.parametrize("share", [2, -60, 101, 4e9])
def test_what_is_no_per_cent_is_not_called_so(share):
    with pytest.raises(fm.FaceModelError, match=r"got [^%]*$"):
        fm.dampen({"eye_left": share})
    with pytest.raises(fm.FaceModelError, match=r"got [^%]*$"):
        fm.Case(day=-50)


PALSY = ("'hb_1' to 'hb_6' (House-Brackmann)", "bells_acute_moderate", "bells_chronic_flaccid")
SPASM = ("did you mean 'blepharospasm' or 'hemifacial_spasm'?",)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("palsy", PALSY),
        ("facial_palsy", PALSY),
        ("Facial palsy", PALSY),
        ("paralysis", PALSY),
        ("palsey", PALSY),
        ("bells_palsy", ("there are 'bells_acute_moderate', 'bells_acute_severe'", *PALSY)),
        ("spasm", SPASM),
        ("facial twitching", SPASM),
        ("hemifacial_spazm", ("did you mean 'hemifacial_spasm'?",)),
        ("hb3", ("did you mean 'hb_3'",)),
        ("dystonia", ("did you mean 'facial_dystonia_lower'?",)),
        ("normal", ("did you mean 'healthy' or 'healthy_natural'?",)),
        ("xyz", ("fm.conditions.PRESETS lists the 25 known ones",)),
        (3, ("fm.conditions.PRESETS lists",)),
    ],
)
def test_a_condition_is_found_by_what_people_call_it(name, says):
    for call in (fm.conditions.by_name, lambda n: fm.Case(condition=n)):
        with pytest.raises(fm.FaceModelError) as reply:
            call(name)
        assert str(reply.value).startswith(f"unknown condition {name!r}; ")
        assert all(part in str(reply.value) for part in says)
        assert len(str(reply.value)) < 300


def test_every_word_for_a_condition_leads_to_one():
    labels = {p.name: p.label for p in fm.conditions.PRESETS.values()}
    for word in condition_table._SAME:
        assert condition_table._meant(condition_table._words(word), labels), word


@pytest.mark.parametrize(
    "call",
    [
        lambda left: fm.show(condition="hemifacial_spasm", remaining=left),
        lambda left: fm.conditions.healthy().drive(fm.expression("snarl"), left),
        lambda left: fm.conditions.rehabilitation([1], fm.expression("snarl"), left),
        lambda left: fm.examine(fm.load(), remaining=left),
        lambda left: fm.outcomes(fm.load(), remaining=left),
        lambda left: fm.metrics.expression_range(fm.load(), left),
        lambda left: fm.metrics.closure_gap_mm(fm.load(), left),
    ],
)
def test_what_is_left_is_not_read_as_what_is_taken(call):
    for given, told in (({"smile": 0.25}, "{'smile': 0.75}"), ({"x": "?"}, "{'x': 0.8}")):
        with pytest.raises(fm.FaceModelError) as reply:
            call(given)
        assert f"remaining=fm.dampen({told})" in str(reply.value)


def test_a_misspelt_name_of_the_package_is_suggested():
    with pytest.raises(AttributeError, match="has no 'level_smil'; did you mean 'level_smile'"):
        _ = fm.exercises.level_smil
    with pytest.raises(AttributeError, match="did you mean 'show'"):
        _ = fm.shwo
    assert not hasattr(fm, "qqq")
    said = str(fm.exercises.level_smile({"eyes_left": 0.6}))
    assert "'cheek_left'? An answer is" in said


MADE_BY_OTHERS = {"Face", "FaceModelError", "Recording", "Scan", "activation"}
CALLED = {
    name: getattr(module, name)
    for module in (fm, fm.conditions)
    for name in module.__all__
    if callable(getattr(module, name)) and name not in {*MADE_BY_OTHERS, "Condition", "Preset"}
} | {"run": fm.cohort.run, "balance": fm.plan.balance}


@pytest.mark.parametrize("name", CALLED)
def test_a_keyword_that_does_not_exist_is_answered_with_the_nearest(name):
    known = list(inspect.signature(CALLED[name]).parameters.values())
    (first, *_) = [p.name for p in known if p.kind != p.VAR_POSITIONAL] or [""]
    for given in ("qqqqq", f"{first}z"):
        with pytest.raises(fm.FaceModelError) as reply:
            CALLED[name](**{given: 1})
        assert f"unknown keyword of {CALLED[name].__name__} {given!r}" in str(reply.value)
    assert f"did you mean {first!r}" in str(reply.value) or not first


def test_what_checks_its_keywords_is_what_it_was():
    with pytest.raises(fm.FaceModelError, match="'condiition'; did you mean 'condition'"):
        fm.Case(condiition="healthy")
    assert pickle.loads(pickle.dumps(fm.dampen)) is fm.dampen
    assert pickle.loads(pickle.dumps(fm.Case(day=3))) == fm.Case(day=3)
    assert fm.dampen.__doc__.startswith("Share of strength left")
    assert list(inspect.signature(fm.Case).parameters)[:2] == ["face", "condition"]


def test_what_a_call_lacks_is_named_with_the_form_of_the_call():
    with pytest.raises(fm.FaceModelError, match=r"side_effects: .*'injections'.*\(face, inj"):
        fm.side_effects(fm.Case())
    with pytest.raises(fm.FaceModelError, match="give 'corrugator_left' or 'corrugator_right'"):
        fm.Injection(4, "corrugator")
