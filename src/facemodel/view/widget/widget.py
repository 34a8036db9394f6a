"""The lab on screen as a Jupyter widget: `fm.show(...)` makes one."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal

import anywidget
import ipywidgets
import numpy as np
import traitlets as t
from markupsafe import Markup

from facemodel.anatomy.muscles import MUSCLES
from facemodel.capture.recording.recording import Recording
from facemodel.case.case import Case, case_of
from facemodel.errors import FaceModelError
from facemodel.mechanics.face import Face, load
from facemodel.physiology.conditions import Condition
from facemodel.view import wording
from facemodel.view.messages import say
from facemodel.view.scene.assets import (
    OVERLAYS,
    TONES,
    checked_height,
    checked_overlays,
)
from facemodel.view.scene.bundle import pack
from facemodel.view.scene.over_time import drawn_for, replay, timing
from facemodel.view.scene.tables import FIELDS
from facemodel.view.viewer import viewer
from facemodel.view.widget.assets import Assets, assets_of
from facemodel.view.widget.requests import KINDS, answer, checked_pick
from facemodel.view.widget.saved_output import Kept, picture

Mode = Literal["explore", "dose", "plan"]
MODES: tuple[Mode, ...] = ("explore", "dose", "plan")

# A widget's `_esm` is copied into every instance, so it is only this loader. Code and face (1 MB,
# packed) travel once per kernel, in the shared widget below, and are kept in the page. They are
# small because a page waits four seconds for the state of all widgets and then gives them up.
_TEXTS = {"loading": say("notice.loading"), "too_old": say("notice.too_old")}
_LOADER = (
    f"const text = {json.dumps(_TEXTS)};"
    + """
const ready = (globalThis.__facemodel ??= new Map());
const unzip = (data) =>
  new Response(new Blob([data]).stream().pipeThrough(new DecompressionStream("gzip")));
export default {
  async render({ model, el }) {
    el.textContent = text.loading;
    if (!globalThis.DecompressionStream) {
      el.textContent = text.too_old;
      return;
    }
    const id = model.get("_assets").slice("IPY_MODEL_".length);
    const assets = await model.widget_manager.get_model(id);
    const stamp = assets.get("stamp");
    if (!ready.has(stamp)) {
      const load = async () => {
        const code = await unzip(assets.get("code")).text();
        const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
        return import(url).finally(() => URL.revokeObjectURL(url));
      };
      ready.set(stamp, load());
    }
    const viewer = await ready.get(stamp);
    return viewer.default.render({ model, assets, el });
  },
};
"""
)


class FaceWidget(Kept, anywidget.AnyWidget):
    """The lab: one face before and after weakening, with sliders; `fm.show` makes it.

    All attributes can be observed, and assigned but for `picked`.

    Parameters
    ----------
    face : Face, optional
        The built-in one where it is left out.
    recording : Recording, optional
        What replays.
    **values
        Attributes to begin with.

    Attributes
    ----------
    case : dict
        What is on screen, as `fm.Case` writes it to a file. Observers may run in another thread.
    tone : str
        Skin: "light", "medium" or "deep".
    height : int or None
        Of the picture, CSS px; None: as high as the window allows.
    overlays : list of str
        What is laid over the face: "muscles", "arrows", "asymmetry", "strain", "lines",
        "measures", "reach", "points".
    replay : float or None
        Second of the recording that is on screen; None for the expression.
    mirrored : bool
        Whether left and right of the recording are exchanged, for a camera that showed a mirror
        image.
    mode : str
        What the panel under the picture is for at first: "explore", "dose" or "plan".
    hints : bool
        False where a learner is to find out what pulls: no marks on sliders, no names of muscles
        that contract involuntarily, no menu of conditions and people, no plan.
    plans : bool
        False where a learner is to make a plan: the lab suggests none.
    picked : dict or None
        What was clicked last on the skin: point_mm at rest, vertex, landmark within 8 mm and its
        distance_mm, area, muscles under it.
    """

    _takes = ("case", "_own_condition", "replay", "mirrored", "tone", "overlays", "picked")
    _kinds = KINDS
    # as a file, anywidget shows its edits in open notebooks: `make watch` bundles them
    _esm = viewer() if os.environ.get("ANYWIDGET_HMR") == "1" else _LOADER
    _assets = t.Instance(Assets).tag(sync=True, **ipywidgets.widget_serialization)
    _own_condition = t.Dict(allow_none=True, default_value=None).tag(sync=True)
    _timing = t.Bytes().tag(sync=True)
    _take = t.Bytes().tag(sync=True)
    replay = t.Float(allow_none=True, default_value=None).tag(sync=True)
    mirrored = t.Bool(False).tag(sync=True)
    case = t.Dict().tag(sync=True)
    tone = t.Enum(TONES, "medium").tag(sync=True)
    height = t.Int(None, allow_none=True).tag(sync=True)
    overlays = t.List(t.Enum(OVERLAYS)).tag(sync=True)
    mode = t.Enum(MODES, "explore").tag(sync=True)
    hints = t.Bool(True).tag(sync=True)
    plans = t.Bool(True).tag(sync=True)
    picked = t.Dict(allow_none=True, default_value=None).tag(sync=True)

    def __init__(self, face: Face | None = None, recording: Recording | None = None, **values: Any):
        self._face = load() if face is None else face
        self._recording = recording
        values["_take"] = pack(*replay(recording))
        self._lock = threading.RLock()
        self._timed: tuple[Any, bytes] = (None, b"")
        self._own = values.get("_own_condition")
        super().__init__(_assets=assets_of(self._face), **values)

    @property
    def face(self) -> Face:
        """The face on screen."""
        return self._face

    @property
    def recording(self) -> Recording | None:
        """The recording that can be replayed, its sides as they are on screen."""
        if self._recording is not None and self.mirrored:
            return self._recording.mirrored()
        return self._recording

    @property
    def value(self) -> Case:
        """The `fm.Case` on screen; a condition of your own is in `condition`."""
        with self._lock:
            case = Case(**self.case)
        # the page has no use for the text of a face that it draws anyway
        return replace(case, face=self._face) if self._face.mesh.level == 1 else case

    def _shown_case(self) -> Case:
        """The case for what takes one. Error: there is more on screen than a case holds."""
        if self._own_condition is not None:
            more = "a condition of its own"
        elif self._recording is not None:
            more = "a recording"
        elif self._face.mesh.level != 1:
            more = "a face of its own"
        else:
            return self.value
        raise FaceModelError(
            f"this lab shows {more}, which no case holds; lab.value is its case without it"
        )

    @property
    def condition(self) -> Condition:
        """The condition on screen, of the case or your own."""
        with self._lock:
            own = self._own_condition
            if own is None:
                return self.value.build_condition()
            arrays: dict[str, Any] = {k: np.reshape(own[k], _shape(k)) for k in FIELDS}
            return Condition("own", age_years=own.get("age_years"), **arrays)

    @property
    def remaining(self) -> np.ndarray:
        """Share 0..1 of strength (M,) that the sliders and the case's injections leave."""
        return self.value.remaining(self._face)

    @property
    def activation(self) -> np.ndarray:
        """Activation -1..1.5 (M,) of the face after weakening."""
        case, moment = self.value, self.replay
        who, intended = case.build_person(), case.intended()
        take = self.recording
        if take is not None and moment is not None:
            intended = take.at(take.time[0] + moment)[: len(MUSCLES)]
        return who.drive(self.condition, intended, self.remaining, case.time_s)

    def __repr__(self) -> str:
        words = f"{wording.title(self.value)}; {wording.treatment(self.value)}"
        return f"<the lab: {words}>"

    def _said(self) -> Markup:
        return picture(self._face, self.activation, self.tone, self.value)

    def _asked(self, question: Mapping[str, Any]) -> None:
        """Answers what the screen asks: a plan, or points near it."""
        try:
            if not (self.hints and self.plans):
                raise FaceModelError("here no plan is shown; make one with sliders or points")
            self.send(answer(self._face, self.value, self.condition, question))
        except FaceModelError as error:
            self.send({"kind": "failed", "text": str(error)})

    def _refused(self, text: str) -> None:
        """Says why, and what holds: what the page showed instead is no step of its undo."""
        told = {"case": self.case, "own": self._own_condition is not None}
        self.send({"kind": "refused", "text": text, **told})

    def notify_change(self, change: Any) -> None:
        """Send what the page cannot compute itself ahead of the case that it belongs to.

        Parameters
        ----------
        change : Bunch
            Of a trait, as traitlets tells it.
        """
        if change.name == "case":
            self._timing = self._timing_of(self.value)
        super().notify_change(change)

    def _timing_of(self, case: Case) -> bytes:
        """Error: what the case injects is not on this face."""
        key = (case.injections, str(case.person), case.seed, *drawn_for(case))
        if key != self._timed[0]:
            self._timed = (key, pack(*timing(case, self._face)))
        return self._timed[1]

    @t.validate("overlays")
    def _check_overlays(self, proposal) -> list[str]:
        return checked_overlays(proposal["value"])

    @t.validate("picked")
    def _check_picked(self, proposal) -> dict[str, Any] | None:
        return checked_pick(self._face.mesh, proposal["value"])

    @t.validate("_own_condition")
    def _check_own(self, proposal) -> dict[str, Any] | None:
        """None, or the one that Python gave: undo on the page brings it back."""
        if proposal["value"] not in (None, self._own):
            raise FaceModelError("the page sent a condition of its own; only Python gives one")
        return proposal["value"]

    @t.validate("replay")
    def _check_replay(self, proposal) -> float | None:
        """A moment of the recording, its first or last where it lies beyond."""
        moment = proposal["value"]
        if moment is None or self._recording is None or not np.isfinite(moment):
            return None
        return float(np.clip(moment, 0, self._recording.seconds))

    @t.validate("mirrored")
    def _check_mirrored(self, proposal) -> bool:
        """False where there is no recording whose sides could be exchanged."""
        return proposal["value"] and self._recording is not None

    @t.validate("height")
    def _check_height(self, proposal) -> int | None:
        return checked_height(proposal["value"])

    @t.validate("case")
    def _check_case(self, proposal) -> dict[str, Any]:
        """Every way in, Python or page, passes here: a bad case changes nothing."""
        case = case_of(proposal["value"] or Case())
        self._timing_of(case)
        return case.contents()


def _shape(field: str) -> tuple[int, ...]:
    return (len(MUSCLES), -1) if field == "synkinesis" else (len(MUSCLES),)
