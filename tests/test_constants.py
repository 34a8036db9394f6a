"""The tables of constants: marked, overridable, and a fingerprint of what was in force."""

import pytest

import facemodel as fm
from facemodel.data import constants

NAME = "recovery.half_day"


def test_an_override_holds_within_its_block_and_changes_the_fingerprint():
    before, fingerprint = constants.value(NAME), constants.digest()
    with constants.override({NAME: 45.0}):
        assert constants.value(NAME) == 45.0
        assert constants.digest() != fingerprint
        assert {p.name: p.value for p in constants.parameters("recovery")}[NAME] == 45.0
    assert constants.value(NAME) == before
    assert constants.digest() == fingerprint


def test_an_override_ends_even_when_the_block_fails():
    before = constants.value(NAME)
    with pytest.raises(ZeroDivisionError), constants.override({NAME: 45.0}):
        _ = 1 / 0
    assert constants.value(NAME) == before


def test_inner_overrides_add_to_outer_ones():
    with constants.override({NAME: 45.0}), constants.override({"recovery.width_days": 20.0}):
        assert constants.value(NAME) == 45.0


@pytest.mark.parametrize("number", [-1, 1e9, float("nan"), True, "much", None])
def test_a_value_outside_its_range_is_refused(number):
    with (
        pytest.raises(fm.FaceModelError, match=r"recovery\.half_day"),
        constants.override({NAME: number}),
    ):
        pass


def test_an_unknown_name_is_refused_with_the_nearest():
    with pytest.raises(fm.FaceModelError, match=r"recovery\.half_day"):
        constants.value("recovery.half_days")
    with pytest.raises(fm.FaceModelError, match="unknown domain"):
        constants.parameters("recoverys")


def test_constants_print_in_a_few_lines_and_as_a_table():
    assert len(repr(constants.parameters())) < 400
    assert "<td>toxin.emax</td><td>0.95</td>" in constants.parameters("toxin")._repr_html_()
    with constants.override({"toxin.emax": 0.9}):
        assert "<td>toxin.emax</td><td>0.9</td>" in constants.parameters("toxin")._repr_html_()
