"""The numbers of learners and faces in the protocol follow from its formulas."""

import pytest

import protocol


@pytest.mark.parametrize(("effect", "size"), [(0.5, 64), (0.8, 26), (1.0, 17)])
def test_a_t_test_needs_what_tables_of_power_say(effect, size):
    assert protocol.arm_size(effect) == size
    assert protocol.power_of(size, effect) >= 0.8 > protocol.power_of(size - 1, effect)


def test_a_pretest_saves_learners_by_its_square():
    assert protocol.arm_size(0.5, 0.6) == 42  # 0.64 of 64, and one more
    assert protocol.arm_size(0.5, 0.0) == 64


def test_faces_are_as_many_as_in_the_published_example():
    assert protocol.faces(0.8, 2, 0.2) == 51 + 4
    assert protocol.faces(0.8, 3, 0.2) < protocol.faces(0.8, 2, 0.2)


def test_what_arms_can_show_is_shown_with_the_power_asked_for():
    assert protocol.power_of(20, protocol.detectable(20)) == pytest.approx(0.8, abs=1e-6)


def test_the_page_has_the_numbers_as_computed_and_says_its_assumptions():
    text = protocol.PAGE.read_text("utf-8")
    assert protocol.written(text) == text, "python tools/protocol.py"
    deviation, correlation = protocol.spread()
    said = " ".join(text.split())
    assert f"standard deviation is {deviation:.2f}, and" in said
    assert f"correlate by {correlation:.2f}." in said
    assert f"p = {protocol.RIGHT} and people differing by {protocol.BETWEEN}" in said
    assert f"{protocol.LOST:.0%}".replace("%", " %") + " leave" in said
