"""A report on one sheet in plain words: aim, what changes, worst task, what to watch for."""

from functools import cached_property

import numpy as np
from markupsafe import Markup

from facemodel.anatomy.muscles import SIDES
from facemodel.capture.recording.recording import Recording
from facemodel.clinic import metrics
from facemodel.clinic.assessment import Assessment
from facemodel.clinic.examination import SUNNYBROOK_TASKS
from facemodel.data import constants
from facemodel.view import wording
from facemodel.view.export.photo_sheet import TASKS, activations
from facemodel.view.markup import page, piece
from facemodel.view.provenance import BANNER, NOTICE, stamp
from facemodel.view.report import recorded
from facemodel.view.report.findings import Findings
from facemodel.view.report.photos import sheet_of
from facemodel.view.scene.assets import Tone

LONGEST_NOTE = 400
"""Characters under the heading: more would not fit on the sheet."""
MOST_TITLE, MOST_SIDE_EFFECTS = 80, 3


def text_of(
    found: Findings,
    title: str,
    note: str,
    tone: Tone,
    recording: Recording | None = None,
    later: Recording | None = None,
) -> str:
    """The sheet as the text of an HTML page."""
    case, seen = found.case, Sheet(found)
    return page(
        "one_page",
        title=title or wording.title(case),
        under=f"{wording.capital(wording.condition(case))}; {wording.treatment(case)}",
        note=note,
        banner=BANNER,
        foot=f"{stamp(case)}; {NOTICE}",
        aim=seen.aim,
        changes=seen.changes,
        worst=seen.worst,
        watch=piece("items", seen.watch),
        pictures=seen.pictures(tone),
        pair=PAIR if found.treated else "",
        recorded="" if recording is None else recorded.short(recording, later, found.face),
    )


PAIR = "In each pair, before is on the left (dashed), after on the right (solid)."


class Sheet:
    """What the sheet says about a case."""

    def __init__(self, found: Findings):
        self.found = found

    @cached_property
    def _tasks(self) -> np.ndarray:
        """Activation (9, S, M) of TASKS in each state."""
        return np.stack([activations(self.found.face, s) for s in self.found.states], axis=1)

    @cached_property
    def _differ_mm(self) -> np.ndarray:
        """Asymmetry (9, S) mm of TASKS."""
        return metrics.asymmetry(self.found.face.mesh, self.found.face.deform(self._tasks))

    @property
    def _hardest(self) -> int:
        return int(self._differ_mm[:, -1].argmax())

    @property
    def aim(self) -> str:
        """What the treatment is for."""
        if not self.found.treated:
            return "Nothing is weakened here: the page shows the face as its condition leaves it."
        return (
            "A more symmetric face that still moves. What is done: "
            f"{wording.treatment(self.found.case)}."
        )

    @property
    def changes(self) -> str:
        """The case's movement and what is preserved."""
        whole = self.found.readout("asymmetry")[0]
        moving = self.found.movement
        where = moving if moving == "at rest" else f"in the {moving}"
        said = f"{wording.capital(where)}, the two sides of the face differ by"
        if not self.found.treated:
            return f"{said} {whole.values[0]:.2f} mm."
        kept = self._kept
        least = min(kept, key=lambda name: kept[name])
        task, _, side = least.rpartition(" ")
        mean = float(np.mean(list(kept.values())))
        named = f"the {wording.expression(task)} on the {side}"
        loses = "No task loses movement."
        if round(100 * kept[least]) < 100:
            left = wording.preserved(kept[least], "it")
            loses = f"The task that loses most is {named}: {left}."
        return (
            f"{said} {whole.values[0]:.2f} mm before and {whole.values[1]:.2f} mm after. On "
            f"average {wording.preserved(mean, 'the movement in five clinical tasks')}. {loses}"
        )

    @property
    def _kept(self) -> dict[str, float]:
        before, after = (exam.only(SUNNYBROOK_TASKS) for exam in self.found.tasks.both)
        rows = Assessment(before, after).retained.items()
        return {name: float(share) for name, share in rows if np.isfinite(share)}

    @property
    def worst(self) -> str:
        """The task in which the sides differ most at the end."""
        k = self._hardest
        mm = self._differ_mm[k]
        said = f"Of rest and eight tasks, the sides differ most in this one: {_named(k)}, "
        if not self.found.treated:
            return f"{said}{mm[0]:.2f} mm."
        worse = (
            ", which is worse than before"
            if mm[1] - mm[0] >= constants.value("scales.worse_mm")
            else ""
        )
        return f"{said}{mm[0]:.2f} mm before and {mm[1]:.2f} mm after{worse}."

    @property
    def watch(self) -> list[str]:
        """Eyes that stay open, tasks that get worse, side effects, what cannot be measured."""
        found = self.found
        said = []
        for side, one in zip(SIDES, found.readout("gap"), strict=True):
            if one.values[-1] > constants.value("scales.closed_mm"):
                mm = wording.arrow(f"{value:.1f}" for value in one.values)
                said.append(f"The {side} eye does not close: a gap of {mm} mm stays. It can dry.")
        if found.treated:
            grown = self._differ_mm[:, 1] - self._differ_mm[:, 0]
            least = constants.value("scales.worse_mm")
            worse = [_named(int(k)) for k in np.flatnonzero(grown >= least)]
            if worse:
                said.append(f"Less symmetric than before: {', '.join(worse)}.")
        effects = [wording.capital(one.sentence) for one in found.side_effects]
        said += effects[:MOST_SIDE_EFFECTS]
        if more := len(effects) - MOST_SIDE_EFFECTS:
            said += [f"{more} more side effects are in the long report."] * (more > 0)
        if found.case.injections and not effects:
            said.append(f"On day {found.case.day:g} no side effect is expected in this model.")
        limit = metrics.detectable_change_mm(found.case.expression or "smile_social")
        said.append(f"A point of the face that moves by less than {limit:g} mm more or less than "
                    "before has not changed measurably.")  # fmt: skip
        return said

    def pictures(self, tone: Tone) -> Markup:
        """Rest, the case's movement and the worst task, each before and after."""
        found = self.found
        shown = {"At rest": self._tasks[0]}
        if found.case.expression != "rest":
            own = [state.drive(found.face) for state in found.states]
            shown[wording.capital(found.movement)] = np.stack(own)
        shown[wording.capital(_named(self._hardest))] = self._tasks[self._hardest]
        return sheet_of(found, shown, tone)


def _named(k: int) -> str:
    return wording.expression(TASKS[k])
