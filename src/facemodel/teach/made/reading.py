"""Exercises that an instructor made in the lab of `facemodel site`, read from the file handed out.

What the file says is checked; the example that passes, and muscles to be named, are sealed in it.
"""

import base64
import binascii
import os
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import msgspec

from facemodel.anatomy.muscles import MUSCLES, REGIONS
from facemodel.case.case import Case
from facemodel.case.file import case_of_contents
from facemodel.data.files import display_name, file_bytes, json_value, other_schema
from facemodel.errors import FaceModelError, checks_keywords, plain, quoted, shown, unknown
from facemodel.mechanics.face import load
from facemodel.physiology.dampening import muscles_of
from facemodel.teach import answers
from facemodel.teach.answers import Goal as Reached
from facemodel.teach.answers import Judgement
from facemodel.teach.exercise import Exercise
from facemodel.teach.judges.targets import judged
from facemodel.teach.made.goals import KINDS, NAMES, Goal, checked, text_of
from facemodel.teach.site.sealing import Sealed, opened
from facemodel.teach.table import MOST_HINTS
from facemodel.view.messages import say

SCHEMA = "facemodel.exercise/1"
LARGEST_FILE_BYTES = 200_000
LONGEST = {"title": 80, "question": 500, "hint": 300}
MOST_GOALS = 6
GIVEN_UP = "*"
"""What opens the example."""
UNTREATED: Mapping[str, Any] = {"dampening": {}, "injections": []}


class Controls(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a learner may use: regions to weaken, and whether points."""

    weaken: list[str]
    points: bool


class File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file. case: as fm.save_case has it, where muscles are to be named folded into a text."""

    schema: str
    generator: str
    title: str
    question: str
    case: dict[str, Any] | str
    goals: list[Goal]
    hints: list[str]
    controls: Controls
    sealed: Sealed


@checks_keywords
def load_exercise(path: str | os.PathLike[str]) -> Exercise:
    """The exercise in a file that was made in the lab of `facemodel site`.

    Parameters
    ----------
    path : str or path-like
        Of the file.

    Returns
    -------
    Exercise
        Asked and judged as those of fm.exercises are.

    Raises
    ------
    FaceModelError
        For no such file, one larger than 0.2 MB, no exercise, another schema, and a value that is
        not allowed; the message names the file.

    Examples
    --------
    >>> import facemodel as fm
    >>> fm.load_exercise("none.json")
    Traceback (most recent call last):
        ...
    facemodel.errors.FaceModelError: there is no file 'none.json'; check the path
    """
    name = display_name(path)
    raw = file_bytes(path, name, LARGEST_FILE_BYTES, "An exercise takes about 0.01 MB")
    try:
        return exercise_of(json_value(raw, "exercise file"))
    except FaceModelError as error:
        raise FaceModelError(f"the exercise {name}: {error}") from None


def exercise_of(values: Any) -> Exercise:
    """The exercise that the values of a file stand for. Errors: as load_exercise."""
    if not isinstance(values, dict) or values.get("schema") != SCHEMA:
        made = values.get("schema") if isinstance(values, dict) else None
        raise other_schema(made, SCHEMA)
    try:
        file = msgspec.convert(values, File)
    except (msgspec.ValidationError, OverflowError) as error:
        raise FaceModelError(f"a value is missing or of the wrong kind: {quoted(error)}") from None
    _check(file)
    case = case_of_contents({**_contents(file.case), **UNTREATED, "time_s": None})
    if case.person is not None or case.face != "default":
        raise FaceModelError("an exercise is about the average person on the built-in face")
    names = file.goals[0].kind == NAMES
    _check_sealed(file, case, names)
    return Exercise(
        name=plain(file.title),
        lesson=0,
        kind="identify" if names else "reach",
        question=file.question,
        form=say("made.form_names") if names else say("made.form"),
        tolerance="; ".join(map(text_of, file.goals)),
        starter="" if names else {},
        hints=tuple(file.hints),
        judge=(lambda a: _named(file, a)) if names else (lambda a: _reached(file, case, a)),
        reference=lambda: _example(file, case, names),
        explanation=lambda: opened(file.sealed, GIVEN_UP)["why"][: LONGEST["question"]],
        field="names" if names else "lab",
        options=tuple(m.replace("_", " ") for m in MUSCLES) if names else (),
        case=case,
    )


def _check(file: File) -> None:
    """Errors: a text that is too long or empty, too many goals or hints, an unknown control."""
    for what, texts in {"title": [file.title], "question": [file.question],
                        "hint": file.hints}.items():  # fmt: skip
        for text in texts:
            if not text.strip() or len(text) > LONGEST[what]:
                raise FaceModelError(f"its {what} has 1 to {LONGEST[what]} letters")
    if len(file.hints) > MOST_HINTS:
        raise FaceModelError(f"it has {len(file.hints)} hints; at most {MOST_HINTS}")
    if not 1 <= len(file.goals) <= MOST_GOALS:
        raise FaceModelError(f"it has {len(file.goals)} goals; give 1 to {MOST_GOALS}")
    kinds = [checked(goal).kind for goal in file.goals]
    if NAMES in kinds and len(kinds) > 1:
        raise FaceModelError("where muscles are to be named, that is the only goal")
    for name in file.controls.weaken:
        if name not in REGIONS:
            raise unknown("region", name, REGIONS)
    if NAMES not in kinds and not file.controls.weaken and not file.controls.points:
        raise FaceModelError("its controls allow nothing: neither regions nor points")


def _contents(case: dict[str, Any] | str) -> dict[str, Any]:
    """A case's values; a folded one is the same as Base64, so that nobody reads it in passing."""
    if isinstance(case, dict):
        return case
    try:
        found = json_value(base64.b64decode(case, validate=True), "case")
    except (binascii.Error, ValueError):
        found = None
    if not isinstance(found, dict):
        raise FaceModelError("its case cannot be read")
    return found


def _reached(file: File, case: Case, answer: Any) -> Judgement:
    made = _attempted(file, case, answer)
    return judged(made, tuple(KINDS[goal.kind].target(goal) for goal in file.goals))


def _attempted(file: File, case: Case, answer: Any) -> Case:
    """The case with what the answer does to it. Errors: no such answer; what is not allowed."""
    answer = answers.case_of(answer)
    shares: Mapping[str, Any] = {}
    if isinstance(answer, (list, tuple)):
        points = answers.injections(load(), answer)
    elif isinstance(answer, Case):
        points, shares = answers.injections(load(), answer), answer.dampening
    else:
        points, shares = (), answers.dampening(answer)
    allowed = {m for name in file.controls.weaken for m in REGIONS[name]}
    for name, share in shares.items():
        if share > 0 and not allowed.issuperset(muscles_of(name)):
            raise FaceModelError(f"this exercise does not let you weaken {shown(name)}")
    if points and not file.controls.points:
        raise FaceModelError("this exercise allows no points")
    return replace(case, dampening=shares, injections=points)


def _named(file: File, answer: Any) -> Judgement:
    """Muscles as a text with commas between; only whether each is right is sealed."""
    if not isinstance(answer, str):
        raise FaceModelError("the answer is names of muscles, as text")
    said = [part for part in answer.split(",") if part.strip()]
    names = {answers.one_of(MUSCLES, part, see="fm.MUSCLES") for part in said}
    if not names:
        raise FaceModelError("no muscle is named yet")
    right = sum(opened(file.sealed, name) is True for name in sorted(names))
    goal, wrong = file.goals[0], len(names) - right
    reached = say("made.named", right=right, wrong=wrong)
    return Judgement((Reached(text_of(goal), reached, right == goal.count and not wrong),))


def _check_sealed(file: File, case: Case, names: bool) -> None:
    """Errors: what is sealed is not an answer and its reason as texts, with an example."""
    found = opened(file.sealed, GIVEN_UP)
    fields = {"answer", "why"} if names else {"answer", "why", "example"}
    if not isinstance(found, dict) or set(found) != fields:
        raise FaceModelError("what is sealed in it is no answer with its reason")
    if not isinstance(found["answer"], str) or not isinstance(found["why"], str):
        raise FaceModelError("what is sealed in it is no answer with its reason")
    _example(file, case, names)


def _example(file: File, case: Case, names: bool) -> Any:
    """What passes: muscles as a text; shares; points; or a case of both."""
    found = opened(file.sealed, GIVEN_UP)
    if names:
        return found["answer"]
    example = found["example"]
    if not isinstance(example, dict) or set(example) != set(UNTREATED):
        raise FaceModelError("the example sealed in it has not weakening and points, and no more")
    made = case_of_contents({**case.contents(), **example})
    if made.injections:
        return made if made.dampening else list(made.injections)
    return dict(made.dampening)
