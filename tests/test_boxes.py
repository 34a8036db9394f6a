"""Questions reply by the model's own answer."""

import pytest

from facemodel import errors
from facemodel.teach.widgets.boxes import Question, ask

OPTIONS = ("grows", "shrinks", "stays")


def question(**changes: object) -> Question:
    return Question(
        **{
            "text": "The smile?",
            "options": OPTIONS,
            "answer": "shrinks",
            "why": "Less pull, less lift.",
            **changes,
        }
    )


def test_the_right_answer_brings_the_reason_and_a_wrong_one_does_not_give_it_away():
    assert question().reply("shrinks") == "Yes. Less pull, less lift."
    for wrong in ("grows", "stays"):
        reply = question().reply(wrong)
        assert "Yes" not in reply
        assert "shrinks" not in reply
        assert "Less pull" not in reply


def test_nothing_is_said_before_a_choice():
    assert question().reply(None) == ""


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"answer": "shrink"}, "did you mean 'shrinks'"),
        ({"options": ("grows",), "answer": "grows"}, "at least two"),
        ({"options": ("grows", "grows"), "answer": "grows"}, "at least two"),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused(changes, message):
    with pytest.raises(errors.FaceModelError, match=message):
        question(**changes)


def test_choosing_in_the_box_shows_the_reply_and_escapes_markup():
    box = ask("Is a < b?", OPTIONS, "shrinks", "Because a < b.")
    assert "a &lt; b" in box._question
    assert box.answer == {}
    box.answer = {"answer": "shrinks"}
    assert "Yes. Because a &lt; b." in box.reply
    box.answer = {"answer": "grows"}
    assert "Yes" not in box.reply


@pytest.mark.parametrize("sent", [{"answer": 5}, {"other": "grows"}, {"answer": ["grows"]}])
def test_an_answer_that_no_field_gives_is_refused(sent):
    box = ask("The smile?", OPTIONS, "shrinks", "So.")
    with pytest.raises(errors.FaceModelError, match="an answer is a field's name"):
        box.answer = sent


@pytest.mark.parametrize(
    "question",
    [
        ("What?", "ab", "a", "so"),
        ("What?", 5, "a", "so"),
        ("What?", ["a", ["b"]], "a", "so"),
        ("What?", ["a", "b"], ["a"], "so"),
        (None, ["a", "b"], "a", "so"),
    ],
)
def test_a_question_is_made_of_texts(question):
    with pytest.raises(errors.FaceModelError, match="texts"):
        ask(*question)
