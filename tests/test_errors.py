"""The wording of an unknown name."""

import re

import pytest

import facemodel as fm
from facemodel.errors import unknown

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
        (lambda: fm.dampen({"eye_left": "60 %"}), "numbers stand without quotes"),
    ],
)
def test_a_newcomer_s_slip_is_answered_with_the_way_out(call, said):
    with pytest.raises(fm.FaceModelError, match=re.escape(said)):
        call()


def test_a_misspelt_name_of_the_package_is_suggested():
    with pytest.raises(AttributeError, match="has no 'level_smil'; did you mean 'level_smile'"):
        _ = fm.exercises.level_smil
    with pytest.raises(AttributeError, match="did you mean 'show'"):
        _ = fm.shwo
    assert not hasattr(fm, "qqq")
    said = str(fm.exercises.level_smile({"eyes_left": 0.6}))
    assert "'cheek_left'? An answer is" in said
