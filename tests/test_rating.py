"""Training of raters: the same faces for everybody, feedback by item, agreement by part."""

from types import SimpleNamespace

import numpy as np
import pytest

import facemodel as fm
from facemodel.errors import FaceModelError
from facemodel.teach.rating import anchoring, replying, scales
from facemodel.teach.rating.asking import HAND_IN, NEXT
from facemodel.teach.rating.results import _twice, results

LEVEL = "middling"


def gradings(seed=11, count=4, record=None, hand=lambda item, k: 0.0, sittings=1):
    """Sittings in which each item is graded as the model does, and `hand(item, k)` steps off."""
    made = []
    for _ in range(sittings):
        sitting = fm.rating.Sitting(seed, LEVEL, count, record)
        for k in range(count):
            sitting.grade(steps_off(sitting.subject.grades(), lambda item, k=k: hand(item, k)))
        made.append(sitting)
    return made


def steps_off(grades, off):
    said = {}
    for item, grade in grades.items():
        low, *_, high = (float(text.split()[0]) for text in scales.options(item))
        said[item] = float(np.clip(grade + off(item) * scales.step(item), low, high))
    return said


@pytest.mark.slow
def test_faces_are_the_same_everywhere_and_differ_in_a_series():
    faces = [fm.rating.face(11, LEVEL, k) for k in range(6)]
    assert len({tuple(one.grades().values()) for one in faces}) == 6
    again = fm.rating.face(11, LEVEL, 2)
    assert again.grades() == faces[2].grades()
    assert {one.side for one in faces} == {"left", "right"}
    whole = [fm.rating.parts("sunnybrook", one.grades())["composite"] for one in faces]
    assert max(whole) - min(whole) > 25


@pytest.mark.slow
def test_easy_faces_are_clearer_than_hard_ones():
    clear = {
        level: np.mean([fm.rating.faces._clear(fm.rating.face(11, level, k)) for k in range(6)])
        for level in ("easy", "hard")
    }
    assert clear["easy"] > clear["hard"] + 1


def test_what_is_shown_before_the_answer_tells_no_grade():
    box = fm.rating.Sitting(11, LEVEL, 3).show()
    subject = fm.rating.face(11, LEVEL, 0)
    assert box.reply == ""
    shown = box._question + str(box._fields) + repr(subject)
    for item in scales.items("sunnybrook"):
        assert subject.rule(item) not in shown
    assert subject._condition.name not in shown
    assert box._question.count("<img") == 8


@pytest.mark.parametrize(("level", "composite"), [("easy", 56), ("middling", 51), ("hard", 42)])
def test_of_the_faces_nearest_to_what_is_drawn_a_level_takes_the_clearest(
    monkeypatch, level, composite
):
    """Three of six drafts are near; the clear one of the far ones is none of them."""
    faces = fm.rating.faces
    rng = SimpleNamespace(integers=lambda n: 0, uniform=lambda low, high: 50.0)
    monkeypatch.setattr(faces.np.random, "default_rng", lambda seeds: rng)
    drafts = iter([(90, 13), (56, 9), (51, 5), (15, 0), (42, 1), (70, 7)])

    def draft(*_):
        whole, clear = next(drafts)
        return SimpleNamespace(_palsy=SimpleNamespace(composite=whole), clear=clear)

    monkeypatch.setattr(faces, "_draft", draft)
    monkeypatch.setattr(faces, "_clear", lambda one: one.clear)
    made = faces._face.__wrapped__(1, level, 0, "")
    assert made._palsy.composite == composite


@pytest.mark.slow
def test_a_box_asks_for_every_item_replies_by_item_and_goes_on():
    sitting = fm.rating.Sitting(11, LEVEL, 3)
    subject, box = sitting.subject, sitting.show("sunnybrook")
    box.check()
    assert "Still to be graded: eye at rest" in box.reply
    known = subject.grades()
    options = {item: scales.options(item) for item in scales.items("sunnybrook")}
    right = {i: next(t for t in o if float(t.split()[0]) == known[i]) for i, o in options.items()}
    wrong = next(t for t in options["voluntary_snarl"] if t != right["voluntary_snarl"])
    box.answer = right | {"voluntary_snarl": wrong}
    first = box._question
    box.check()
    assert box._button == NEXT
    assert "12 of 13 items as the model grades them" in box.reply
    assert "voluntary snarl: you" in box.reply
    assert box.reply.count("<img") >= 1
    box.check()
    assert (box._button, box.answer, box.reply) == (HAND_IN, {}, "")
    assert box._question != first
    assert sitting.graded == 1


def test_a_missed_item_is_told_with_its_rule_and_the_anchors_around_it():
    sitting = fm.rating.Sitting(11, LEVEL, 3)
    grades = sitting.subject.grades()
    item = next(i for i in grades if i.startswith("voluntary") and 2 <= grades[i] <= 4)
    told = sitting.grade(grades | {item: grades[item] + 1})
    (missed,) = told.missed
    assert missed.item == item
    assert missed.off == 1
    assert len(missed.anchors) == 3
    assert missed.rule in str(told)


def test_pictures_of_the_grades_around_have_these_grades():
    for item in ("voluntary_open_mouth_smile", "synkinesis_snarl"):
        for grade in (2.0, 1.0):
            name, severity = anchoring.example(item, grade, "right")
            condition = fm.conditions.by_name(name, "right", severity)
            exam = fm.examine(fm.load(), condition)
            assert fm.scales.sunnybrook(exam, "right").items[item].score == grade
    assert set(anchoring.beside("voluntary_snarl", 1.0, "right")) <= {2.0}


def test_the_model_graded_by_itself_agrees_wholly_and_a_biased_hand_is_found():
    (exact,) = gradings()
    for part in exact.results().parts:
        assert part.model.value == pytest.approx(1) or np.isnan(part.model.value)
        assert part.limits.bias.value == 0
    (biased,) = gradings(hand=lambda item, k: -1 if item.startswith("voluntary") else 0)
    parts = {(p.scale, p.part): p for p in biased.results().parts}
    assert parts["sunnybrook", "voluntary"].limits.bias.value < -5
    assert parts["sunnybrook", "rest"].limits.bias.value == 0
    assert parts["eface", "total"].limits.bias.value == 0


def test_drift_shows_in_the_order_of_grading():
    late = lambda item, k: -1 if item.startswith("voluntary") and k >= 2 else 0  # noqa: E731
    (sitting,) = gradings(hand=late)
    drift = {(p.scale, p.part): p.drift for p in sitting.results().parts}
    assert drift["sunnybrook", "voluntary"].value < -5
    assert drift["eface", "dynamic"].value == 0


def test_a_second_sitting_has_another_order_and_is_compared_with_the_first():
    record = fm.items.Record("Kim")
    rng = np.random.default_rng(5)
    one, two = gradings(record=record, sittings=2, hand=lambda item, k: rng.integers(-1, 2))
    assert (one.number, two.number) == (1, 2)
    assert one.order != two.order
    assert sorted(two.order) == one.order
    assert len(record.ratings) == 8
    part = results(record.ratings).parts[0]
    assert 0 < part.again.value < 1
    assert part.again_limits.count == 4
    assert "Cabrol et al. (2021)" in part.published
    assert part.published.startswith("0.85 [0.76 to 0.92]")


def test_a_record_of_gradings_is_read_as_it_was_written(tmp_path):
    record = fm.items.Record("Kim")
    gradings(record=record, count=3)
    path = fm.items.save_record(record, tmp_path / "mine.json")
    read = fm.items.load_record(path)
    assert read.ratings == record.ratings
    assert fm.rating.Sitting(11, LEVEL, 3, read).number == 2
    assert fm.rating.Sitting(11, LEVEL, 5, read).graded == 3  # goes on


def test_agreement_between_learners_is_by_part():
    (exact,), (other,) = gradings(), gradings(hand=lambda item, k: (-1) ** k)
    found = fm.rating.between([exact.rated, exact.rated, other.rated])
    assert found["sunnybrook", "composite"].value < 0.95
    assert fm.rating.between([exact.rated] * 3)["sunnybrook", "composite"].value == 1
    with pytest.raises(FaceModelError, match="two or more"):
        fm.rating.between([exact.rated])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"rest_eye": None}, "missing: rest_eye"),
        ({"rest_eye": 2.0}, "is graded 0 to 1, got 2"),
        ({"rest_eye": 0.5}, "is graded 0 to 1, got 0.5"),
        ({"nothing": 1.0}, "every item of Sunnybrook"),
        ({"brow at rest": 201.0}, "is graded 0 to 200"),
    ],
)
def test_what_is_no_grading_is_refused(change, said):
    sitting = fm.rating.Sitting(11, LEVEL, 3)
    scores = sitting.subject.grades() | change
    with pytest.raises(FaceModelError, match=said):
        sitting.grade({item: s for item, s in scores.items() if s is not None})
    assert sitting.graded == 0


def test_a_class_page_tells_agreement_between_learners(tmp_path):
    from facemodel.cli.main import main

    rng = np.random.default_rng(3)
    for student in ("K1", "K2", "K3"):
        record = fm.items.Record(student)
        gradings(count=4, record=record, hand=lambda item, k: rng.integers(-1, 2))
        fm.items.save_record(record, tmp_path / f"{student}.json")
    few = fm.items.Record("K4")
    gradings(seed=12, count=3, record=few)  # other faces, and fewer
    few.ratings = few.ratings[:1]
    fm.items.save_record(few, tmp_path / "K4.json")
    page = tmp_path / "class.html"
    assert main(["grade", *map(str, sorted(tmp_path.glob("K*.json"))), "-o", str(page)]) == 0
    row = page.read_text("utf-8").split("between learners")[1].split("</tr>")[0]
    assert row.count("<td") == 5
    assert ">4<" in row
    assert " to " in row


# ---- by hand


def replied(item, said, known, anchors=None):
    return replying.ItemReply(item, said, known, scales.off(item, said, known), "So", anchors or {})


def test_a_grade_is_told_as_too_high_or_too_low_and_the_farthest_first():
    high = replied("voluntary_snarl", 4.0, 3.0, {2.0: "slight", 3.0: "mild", 4.0: ""})
    assert str(high) == (
        "voluntary snarl: you 4, the model 3 (too high). So. 2 is slight; 3 is mild."
    )
    low = replied("voluntary_snarl", 1.0, 3.0)
    assert "you 1, the model 3 (too low)." in str(low)
    same = replied("voluntary_snarl", 3.0, 3.0)
    assert str(same) == "voluntary snarl: 3, as the model. So."
    line = replied("brow at rest", 40.0, 40.0 + 1.5 * scales.step("brow at rest"))
    told = replying.GradingReply(None, (same, high, line, low))
    assert told.missed == (low, line, high)
    assert str(told).startswith("1 of 4 items as the model grades them.")


def test_faces_are_compared_with_the_sitting_before_the_last():
    def one(number, sitting):
        return SimpleNamespace(seed=1, level="easy", number=number, sitting=sitting,
                               scores={"a": 10 * number + sitting})  # fmt: skip

    rows = [one(1, 3), one(1, 1), one(2, 2), one(1, 2), one(3, 1), one(3, 2)]
    twice = _twice(rows)
    assert twice == [({"a": 13}, {"a": 12}), ({"a": 32}, {"a": 31})]


def test_an_example_is_the_clearest_of_its_grade_or_the_nearest_line(monkeypatch):
    made = (("one", 0.1), ("two", 0.2), ("three", 0.3))
    rows = {"voluntary_snarl": np.array([[2.0, 0.1], [2.0, 0.3], [3.0, 0.9]]),
            "brow at rest": np.array([[10.0, 0], [50.0, 0], [90.0, 0]])}  # fmt: skip
    monkeypatch.setattr(anchoring, "_bank", lambda side, _: (made, rows))
    example = lambda item, grade: anchoring.example(item, grade, "left")  # noqa: E731
    assert example("voluntary_snarl", 2.0) == made[1]
    assert example("voluntary_snarl", 4.0) is None
    assert example("brow at rest", 50.0 + anchoring.AWAY) == made[1]
    assert example("brow at rest", 50.0 + anchoring.AWAY + 1) is None


def test_a_grade_is_clear_that_lies_far_enough_from_its_limits():
    """A step is 0.4 wide, or the narrower of two."""
    faces = fm.rating.faces
    near, even = 0.4 * faces.CLEAR, (0.1, 0.5, 0.9)

    def clear(*rows):
        items = {k: SimpleNamespace(bounds=b, measured=m) for k, (b, m) in enumerate(rows)}
        return faces._clear(SimpleNamespace(_palsy=SimpleNamespace(items=items)))

    assert clear((even, 0.5 + 1.01 * near)) == 1
    assert clear((even, 0.5 - 0.99 * near)) == 0
    assert clear(((0.1, 0.3, 0.9), 0.3 + 0.6 * near)) == 1
    assert clear((even, 0.7), (even, 0.3), (even, 0.1)) == 2
