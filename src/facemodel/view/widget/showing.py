"""`fm.show`: what it is asked for becomes a case, and the case the lab on screen."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from facemodel.anatomy.expressions import EXPRESSIONS, expression
from facemodel.anatomy.muscles import MUSCLES, REGIONS
from facemodel.capture.recording.recording import Recording
from facemodel.case import own_face
from facemodel.case.case import Case, CaseLike, case_of
from facemodel.errors import FaceModelError, check_name, checks_keywords, kind_of, shown
from facemodel.mechanics.face import Face
from facemodel.physiology.conditions import PRESETS, Condition
from facemodel.physiology.dampening import strength_left
from facemodel.view.scene.assets import Tone, checked_height, checked_overlays, checked_tone
from facemodel.view.scene.tables import FIELDS
from facemodel.view.widget.widget import MODES, FaceWidget, Mode


@checks_keywords
def show(
    face: Face | None = None,
    expression: str | ArrayLike | Recording = "smile_social",
    *,
    condition: Condition | str | None = None,
    remaining: ArrayLike | None = None,
    dampening: Mapping[str, float] | None = None,
    case: CaseLike | None = None,
    tone: Tone = "medium",
    height: int | None = None,
    mode: Mode = "explore",
    overlays: Sequence[str] = ("measures",),
    hints: bool = True,
    plans: bool = True,
) -> FaceWidget:
    """Show the lab in a notebook: menus, sliders on both sides, the face before and after, figures.

    Parameters
    ----------
    face : Face, optional
        The built-in one where it is left out.
    expression : str, array_like (M,) or Recording
        A name of `fm.EXPRESSIONS`, an intended activation -1..1, or what `fm.read_recording`
        returns, which replays under the condition.
    condition : Condition or str, optional
        Of `fm.conditions`, or its name.
    remaining : array_like (M,), optional
        Share 0..1 of strength that is left, as `fm.dampen` returns.
    dampening : dict of str to float, optional
        Share 0..1 of strength that is taken, by region or muscle, as `fm.dampen` takes it; instead
        of `remaining`.
    case : fm.Case, optional
        Instead of expression, condition and weakening.
    tone : str
        Skin: "light", "medium" or "deep".
    height : int, optional
        Of the picture, 240 to 2,000 CSS px; as high as the window allows where it is left out.
    mode : str
        What the panel under the picture is for at first: "explore", "dose" or "plan".
    overlays : sequence of str
        What is laid over the face: "muscles", "arrows", "asymmetry", "strain", "lines",
        "measures", "reach", "points".
    hints : bool
        False where the learner is to find out what pulls and what to do about it.
    plans : bool
        False where the learner is to find out what to do about it: the lab suggests no plan.

    Returns
    -------
    FaceWidget
        Its `value` is the case that the sliders have made.

    Raises
    ------
    FaceModelError
        If something is unknown or said in two ways.

    Examples
    --------
    >>> import facemodel as fm
    >>> lab = fm.show(condition=fm.conditions.hemifacial_spasm("left"), dampening={"eye_left": 0.6})
    >>> lab
    <the lab: Social smile; hemifacial spasm, left, moderate; left eye 60 % weaker>
    >>> lab.value.dampening
    mappingproxy({'eye_left': 0.6})
    """
    if face is not None and not isinstance(face, Face):
        raise FaceModelError(
            f"show takes a face that fm.load() made, got {kind_of(face)}; leave it out for "
            "the built-in one, and name the expression: fm.show(expression='smile_social')"
        )
    tone, height = checked_tone(tone), checked_height(height)
    recording = expression if isinstance(expression, Recording) else None
    expression = "rest" if recording else expression
    for name, given in (("hints", hints), ("plans", plans)):
        if not isinstance(given, bool):
            raise FaceModelError(f"{name} is True or False, got {shown(given)}")
    check_name("mode", mode, MODES)
    if case is None:
        named, own = condition_fields(condition)
        weaker = dampening_field(dampening, remaining)
        case = Case(**movement_fields(expression), **named, dampening=weaker)
    else:
        if any(given is not None for given in (condition, dampening, remaining)):
            raise FaceModelError(
                "a case has its own condition and dampening; leave these out, or the case"
            )
        case, own = case_of(case), None
        if face is None:
            face = own_face.face_of(case.face)
        case = replace(case, face=own_face.DEFAULT)  # the widget has the face itself
    look: dict[str, Any] = {"tone": tone, "height": height, "mode": mode, "hints": hints}
    look["plans"] = plans
    look["overlays"] = checked_overlays(overlays)
    if recording is not None:
        look["replay"] = 0.0
    return FaceWidget(face, recording, case=case.contents(), _own_condition=own, **look)


def movement_fields(wanted: Any) -> dict[str, Any]:
    """Fields of a case for an expression's name or an intended activation."""
    if isinstance(wanted, str):
        return {"expression": wanted}
    intended = _numbers(wanted)
    for name in EXPRESSIONS:
        if np.array_equal(intended, expression(name)):
            return {"expression": name}
    used = np.flatnonzero(intended)
    return {"expression": None, "activation": {MUSCLES[i]: float(intended[i]) for i in used}}


def condition_fields(wanted: Any) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """Fields of a case, and the arrays of a condition that no preset makes."""
    if wanted is None:
        return {}, None
    if isinstance(wanted, str):
        return {"condition": wanted}, None
    if not isinstance(wanted, Condition):
        raise FaceModelError(
            f"condition must come from fm.conditions or be a preset's name, got {kind_of(wanted)}"
        )
    if preset := PRESETS.get(wanted.name):
        same = preset.of(wanted.side or "left", wanted.severity)
        if all(np.array_equal(getattr(same, f), getattr(wanted, f)) for f in FIELDS):
            how: dict[str, Any] = {"side": wanted.side} if preset.sided else {}
            how |= {"severity": wanted.severity} if preset.graded else {}
            return {"condition": wanted.name, **how}, None
    own = {f: getattr(wanted, f).ravel().tolist() for f in FIELDS}
    return {}, own if wanted.age_years is None else {**own, "age_years": wanted.age_years}


def dampening_field(dampening: Any, remaining: Any) -> dict[str, float]:
    """Shares taken, by region where a whole region is alike, else by muscle."""
    if dampening is not None and remaining is not None:
        raise FaceModelError("dampening and remaining say the same in two ways; give one of them")
    if dampening is not None:
        if not isinstance(dampening, Mapping):
            raise FaceModelError(
                "dampening is a mapping of regions or muscles to what is taken, as "
                "{'eye_left': 0.6}; what fm.dampen returns goes to remaining="
            )
        return dict(dampening)
    if remaining is None:
        return {}
    left = strength_left(remaining, or_say="dampening")
    if left.shape != (len(MUSCLES),):
        raise FaceModelError(
            f"remaining must be what fm.dampen returns, {len(MUSCLES)} numbers, one per muscle of "
            "fm.MUSCLES"
        )
    shares = dict(zip(MUSCLES, (1 - left).tolist(), strict=True))
    names: dict[str, float] = {}
    for region, members in REGIONS.items():
        values = {shares[m] for m in members}
        if len(values) == 1:
            names[region] = values.pop()
            for member in members:
                del shares[member]
    return {name: share for name, share in {**names, **shares}.items() if share != 0}


def _numbers(wanted: Any) -> np.ndarray:
    try:
        array = np.asarray(wanted, float)
    except (TypeError, ValueError):
        array = np.empty(0)
    if array.shape != (len(MUSCLES),):
        raise FaceModelError(
            f"expression must be a name or {len(MUSCLES)} numbers, one per muscle of fm.MUSCLES"
        )
    return array
