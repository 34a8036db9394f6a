"""A drill in a notebook: a head to click on, what is seen of the muscle, and the reply."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import anywidget
import traitlets as t
from markupsafe import Markup

from facemodel.anatomy.checks import numbers
from facemodel.errors import FaceModelError
from facemodel.teach.drills import pictures
from facemodel.teach.drills.drill import Drill
from facemodel.teach.drills.says import SAYS
from facemodel.teach.drills.staircase import LAST, MOST, NEEDED, OVERLAYS
from facemodel.teach.items.practised import FARTHEST_MM
from facemodel.view.markup import data_url, piece
from facemodel.view.widget.saved_output import ANSWER_LINE, Kept

_HERE = Path(__file__)


class DrillBox(Kept, anywidget.AnyWidget):
    """A drill on screen; `drill.show()` makes it.

    Parameters
    ----------
    drill : Drill
        Of fm.drills.Drill.

    Attributes
    ----------
    drill : Drill
        As given.
    clicked : list of float
        Where the last click was, x and y in mm of the picture, y down.
    """

    _esm = _HERE.with_suffix(".js").read_text("utf-8")
    _css = _HERE.with_suffix(".css").read_text("utf-8")
    _line = ANSWER_LINE
    _takes, _kinds = ("clicked",), ("next",)
    _shown: t.Dict = t.Dict().tag(sync=True)
    clicked: t.List = t.List().tag(sync=True)

    def __init__(self, drill: Drill):
        super().__init__()
        self.drill = drill
        self.next()
        self.observe(lambda _: self._place(), names="clicked")

    def next(self) -> None:
        """Ask for the next point, or say how the drill ended."""
        self._shown = asked(self.drill)
        self.drill.begin()

    def _asked(self, question: Mapping[str, Any]) -> None:
        if self._shown.get("button"):
            self.next()

    def _refused(self, text: str) -> None:
        self._shown = {**self._shown, "reply": text}

    @t.validate("clicked")
    def _checked(self, proposal: dict) -> list[float]:
        """Two finite numbers within the picture."""
        left, top, width, height = pictures.box()
        at = numbers("a click", proposal["value"], -FARTHEST_MM, FARTHEST_MM)
        if at.shape != (2,):
            raise FaceModelError("a click is two numbers, x and y in mm")
        x, y = at.tolist()
        if not (0 <= x - left <= width and 0 <= y - top <= height):
            raise FaceModelError("a click lies within the picture")
        return [x, y]

    def _place(self) -> None:
        """Judge a click, unless one is judged already."""
        aim = self.drill.target
        if aim is None or self._shown.get("button"):
            return
        x, y = self.clicked
        point = pictures.point_at(aim.face, x, -y)
        if point is None:
            self._shown = {**self._shown, "reply": SAYS["no_skin"]}
            return
        site = pictures.on_picture(aim._place.point)
        outline = pictures.shape(aim)[1]
        found = self.drill.place(point)
        self._shown = {
            **self._shown,
            "clicked": [x, y],
            "site": list(site),
            "truth": outline,
            "reply": found.text,
            "hit": found.hit,
            "button": SAYS["next"],
            "progress": progress(self.drill),
        }

    def _said(self) -> Markup:
        return piece("p", self._shown["title"] or self._shown["reply"])

    def __repr__(self) -> str:
        return f"<{self.drill!r}>"


def asked(drill: Drill) -> dict[str, Any]:
    """What a page shows of the next point, without the site; of an ended drill its end."""
    now, aim = drill.state, drill.target
    blank = {"clicked": None, "site": None, "truth": "", "reply": "", "hit": False, "button": ""}
    common = {**blank, "box": list(pictures.box()), "progress": progress(drill)}
    if aim is None:
        end = "reached" if now.reached else "ended"
        said = SAYS[end].format(needed=NEEDED, last=LAST, most=MOST, hits=now.hits)
        nothing: dict[str, Any] = {
            "title": "",
            "lines": [],
            "picture": "",
            "alt": "",
            "overlay": None,
        }
        return {**common, **nothing, "reply": said, "hit": now.reached, "ended": True}
    title = SAYS["title"].format(number=now.count + 1, label=aim.label, side=SAYS[aim.side])
    lines = [SAYS[now.overlay]]
    overlay = None
    if now.overlay != OVERLAYS[-1]:
        lines.insert(0, SAYS["where"].format(where=aim.where))
        path = dict(zip(OVERLAYS, pictures.shape(aim), strict=False))[now.overlay]
        overlay = {"kind": now.overlay, "path": path}
    return {
        **common,
        "title": title,
        "lines": lines,
        "picture": data_url(pictures.picture(aim), "image/jpeg"),
        "alt": SAYS["alt"],
        "overlay": overlay,
        "ended": False,
    }


def progress(drill: Drill) -> str:
    """How many points there are so far, in words."""
    count = drill.state.count
    return SAYS["progress_one" if count == 1 else "progress"].format(
        count=count, hits=drill.state.hits
    )
