"""What a learner did on the pages of `facemodel site`, from the file of *Save my results*.

Answers to exercises are judged here again; of tries and of predictions the file's word counts.
"""

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from facemodel.case.file import case_of_contents
from facemodel.data.files import display_name, file_bytes, json_value
from facemodel.errors import FaceModelError, plain, shown
from facemodel.teach.exercise import Exercise
from facemodel.teach.exercises import ALL
from facemodel.teach.made.reading import exercise_of
from facemodel.teach.practice import results
from facemodel.teach.practice.sitting import Sitting

SCHEMA = "facemodel.learner/1"
LARGEST_FILE_BYTES = 5_000_000
MOST_EXERCISES, MOST_TRIES, MOST_POINTS = 150, 100_000, 200
_LESSON, _MADE = re.compile(r"lesson-(\d\d)"), re.compile(r"made-[0-9a-f]{16}")
_QUESTION = re.compile(r"question_\d{1,3}")
LONGEST_SHOWN = 200


@dataclass(frozen=True)
class Done:
    """An exercise that a learner tried.

    kind     "exercise" or "prediction" of a lesson, "handed out" where an instructor made it
    lesson   its number, "" where it belongs to none; name as in fm.exercises, or its title
    solved   whether the answer that is kept is enough, as judged here; of a prediction, as the
             file says
    answer   in words, as it was judged last
    """

    kind: str
    lesson: str
    name: str
    tries: int
    solved: bool
    gave_up: bool
    answer: str


@dataclass(frozen=True)
class Progress:
    """All that a file holds: who, exercises, and the sitting of virtual patients, if any."""

    name: str
    done: tuple[Done, ...]
    sitting: Sitting | None


def is_learner_file(values: Any) -> bool:
    """Whether the values of a JSON file are of *Save my results*."""
    return isinstance(values, dict) and values.get("schema") == SCHEMA


def read_values(path: str | os.PathLike[str]) -> Any:
    """The JSON of a results file of either kind. Errors: no such file, too large, no JSON."""
    name = display_name(path)
    raw = file_bytes(path, name, LARGEST_FILE_BYTES, "Results take about 0.1 MB")
    try:
        return json_value(raw, "results file")
    except FaceModelError as error:
        raise FaceModelError(f"the results {name}: {error}") from None


def progress_of(values: dict[str, Any]) -> Progress:
    """What the values of such a file hold. Errors: a part of it is not as the pages write it."""
    kept = values.get("values")
    if not isinstance(kept, dict):
        raise FaceModelError("it has no results")
    done: list[Done] = []
    for one in _every(kept):
        if len(done) == MOST_EXERCISES:
            raise FaceModelError(f"it has over {MOST_EXERCISES} exercises")
        done.append(one)
    state, name = kept.get("practice"), kept.get("name")
    sitting, said = None, ""
    if isinstance(state, dict) and state.get("attempts"):
        sitting, said = results.of_state(state, Sitting)
    name = results.clean_name(name) if isinstance(name, str) else ""
    return Progress(name or said, tuple(done), sitting)


def _every(kept: dict[str, Any]) -> Iterator[Done]:
    for key, value in sorted(kept.items()):
        if not isinstance(value, dict):
            continue
        if lesson := _LESSON.fullmatch(key):
            for name, mark in value.items():
                if isinstance(mark, dict) and (found := _of_lesson(lesson[1], name, mark)):
                    yield found
        elif _MADE.fullmatch(key) and isinstance(mark := value.get("mark"), dict):
            exercise = _made(json.dumps(value.get("exercise")))
            title = plain(value["exercise"]["title"])
            yield _done("handed out", "", title, exercise, mark)


def _of_lesson(lesson: str, name: str, mark: dict[str, Any]) -> Done | None:
    if _QUESTION.fullmatch(name):
        return _done("prediction", lesson, name, None, mark)
    return _done("exercise", lesson, name, ALL[name], mark) if name in ALL else None


def _done(
    kind: str, lesson: str, name: str, exercise: Exercise | None, mark: dict[str, Any]
) -> Done:
    tries = mark.get("tries")
    if isinstance(tries, bool) or not isinstance(tries, int) or not 0 <= tries <= MOST_TRIES:
        raise FaceModelError(f"the tries of {shown(name)} are a whole number")
    if exercise is None:
        answer, solved = mark.get("answer"), mark.get("solved") is True
    else:
        answer = mark.get("checked")
        solved = answer is not None and _is_solved(exercise, json.dumps(answer))
    return Done(kind, lesson, name, tries, solved, mark.get("gave_up") is True, _in_words(answer))


@lru_cache(maxsize=256)
def _made(text: str) -> Exercise:
    """The exercise of a file, as JSON; a class was handed the same."""
    return exercise_of(json.loads(text))


@lru_cache(maxsize=4096)
def _is_solved(exercise: Exercise, text: str) -> bool:
    """Whether an answer, as JSON, is enough; a class gives many the same."""
    answer = json.loads(text)
    try:
        if exercise.field == "lab":
            answer = case_of_contents(_treatment(answer))
    except FaceModelError:
        return False
    return exercise.grade(answer).solved


def _treatment(answer: Any) -> dict[str, Any]:
    points = answer.get("injections", []) if isinstance(answer, dict) else None
    if not isinstance(points, list) or len(points) > MOST_POINTS:
        raise FaceModelError("what was done in the lab is weakening and points")
    return {name: answer[name] for name in ("dampening", "injections") if name in answer}


def _in_words(answer: Any) -> str:
    """An answer as a cell of a table: short, and on one line."""
    if answer in (None, "", [], {}):
        return ""
    text = answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False)
    return plain(text)[:LONGEST_SHOWN]
