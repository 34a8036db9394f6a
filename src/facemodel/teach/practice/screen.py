"""A session on screen: history, face, grading, treatment, the weeks after it, and again.

Native fields with labels that work by keyboard as well; news is announced by role "status".
"""

import time
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import ipywidgets

from facemodel.data import constants
from facemodel.errors import FaceModelError
from facemodel.teach import answers, quantities
from facemodel.teach.items.mine import MINE
from facemodel.teach.practice import fields, treating
from facemodel.teach.practice.feedback import feedback
from facemodel.teach.practice.gradings import SCALES
from facemodel.teach.practice.kinds import Choice
from facemodel.teach.practice.patients import Patient
from facemodel.teach.practice.results import as_text
from facemodel.teach.practice.says import SAYS
from facemodel.teach.practice.session import Session
from facemodel.teach.practice.standards import figure_of, standard_of
from facemodel.teach.practice.treating import Treatment
from facemodel.view.markup import data_url, image, piece
from facemodel.view.provenance import NOTICE
from facemodel.view.widget.saved_output import BEGIN_LINE, Box

HEIGHT = 420
_piece = partial(piece, of="practice")
_HEADS = [SAYS[name] for name in ("day", "day_asymmetry", "day_gain", "day_kept")]


def screen(sitting: Session) -> ipywidgets.Widget:
    """The session for a notebook; what is done in it goes into the learner's record."""
    if not any(one is sitting for one in MINE.sittings):
        MINE.sittings.append(sitting)
    return _Screen(sitting).box


class _Screen:
    """One session and the boxes that show its progress."""

    def __init__(self, sitting: Session):
        self.sitting = sitting
        self.lab: Any = None
        self.reply = fields.said("")
        if sitting.begun is not None:  # shown again: go on, with the same clock
            self.box = Box()
            self._present()
            return
        count, minutes = sitting.count, sitting.minutes
        limit = "" if minutes is None else f", {minutes:g} minute{'' if minutes == 1 else 's'}"
        intro = SAYS["intro"].format(count=count, minutes=limit)
        self.box = Box(
            [
                fields.html(_piece("intro", SAYS["title"], intro, NOTICE)),
                fields.button(SAYS["begin"], self._begin, self._say),
                self.reply,
            ],
            BEGIN_LINE,
        )

    def _begin(self) -> None:
        """The first patient; time runs from here, however long the page was open before."""
        if self.sitting.begun is None:  # time runs once, however often it is pressed
            self.sitting.begun = time.monotonic()
            self._present()

    @property
    def _late(self) -> bool:
        minutes, begun = self.sitting.minutes, self.sitting.begun
        return minutes is not None and begun is not None and time.monotonic() - begun > 60 * minutes

    def _present(self) -> None:
        """The next patient, or the end."""
        patient = self.sitting.next
        if self.lab is not None:
            self.lab.close()
        if patient is None or self._late:
            self._end()
            return
        self.patient: Patient = patient
        self.treatments = self.sitting.under_way
        if self.sitting.arrived is None:
            self.sitting.arrived = time.monotonic()
        done, count = len(self.sitting.attempts), self.sitting.count
        self.lab = patient.show("rest", height=HEIGHT, mode="explore")
        self.fields = fields.grading_fields(SCALES[patient.scale].items, self._say)
        self.expect = fields.text_field("", self._say)
        self._expect_on(constants.value("practice.review_days"))
        self.treat = fields.button(SAYS["treat"], self._treat, self._say)
        self.leave = fields.button(SAYS["leave"], lambda: self._finish("leave"), self._say)
        self.refer = fields.button(SAYS["refer"], lambda: self._finish("refer"), self._say)
        self.reply = fields.said("")
        self.weeks = fields.column([])
        self.box.children = [
            fields.html(piece("heading", SAYS["who"].format(number=done + 1, count=count), 2)),
            fields.html(piece("p", patient.history)),
            fields.beside(self.lab, self._scale()),
            fields.html(_piece("plan", SAYS["plan_head"], self._untreated())),
            *([self.expect] if figure_of(patient) else []),
            fields.row([self.treat, self.leave, self.refer]),
            self.reply,
            self.weeks,
        ]
        if self.sitting.graded is not None:
            self._go_on(self.sitting.graded)

    def _scale(self) -> list[ipywidgets.Widget]:
        """What stands beside the face: the items of the patient's scale, if it has any."""
        scale = SCALES[self.patient.scale]
        if not scale.items:
            return []
        heading = piece("heading", SAYS["grade"].format(scale=scale.label), 3)
        return [fields.html(heading), fields.grid(self.fields)]

    def _expect_on(self, day: float) -> None:
        """Asks for the figure that is predicted, on a day."""
        name, unit = figure_of(self.patient) or ("", "")
        asked = SAYS["expect"].format(name=name.capitalize(), unit=unit, day=f"{day:g}")
        self.expect.description, self.expect.value = asked, ""

    def _untreated(self) -> str:
        """The figure that is predicted, before treatment."""
        figure = figure_of(self.patient)
        if figure is None:
            return SAYS["unmeasured"]
        name, unit = figure
        before = standard_of(self.patient).before
        said = SAYS["untreated"].format(figure=f"{before.figure:.2f}", unit=unit, name=name)
        if name != "asymmetry":
            return said
        return said + SAYS["healthy"].format(
            healthy=f"{constants.value('plan.healthy_rms_mm'):.2f} mm"
        )

    def _go_on(self, graded: Mapping[str, int]) -> None:
        """What was done before with the patient who is there."""
        for name, field in self.fields.items():
            field.value = next(
                step for step in self._items[name] if step.startswith(str(graded[name]))
            )
        for k in range(len(self.treatments)):
            self._show_weeks(self.treatments[: k + 1])
        self._treated()

    def _grading(self) -> dict[str, int] | None:
        chosen = {n: f.value for n, f in self.fields.items() if f.value != fields.NOT_CHOSEN}
        return answers.scores(self._items, chosen) if len(chosen) == len(self._items) else None

    @property
    def _items(self) -> Mapping[str, tuple[str, ...]]:
        return SCALES[self.patient.scale].items

    def _treat(self) -> None:
        if self._late:
            self.treat.disabled = True
            self._say(SAYS["too_late"])
            return
        try:
            treatment = self._asked()
        except FaceModelError as error:
            self._say(str(error))
            return
        self.sitting.graded = self._grading()
        self.treatments.append(treatment)
        self._show_weeks(self.treatments)
        self._treated()

    def _treated(self) -> None:
        """The screen after a treatment: grading closed, the next treatment offered or not."""
        for field in self.fields.values():
            field.disabled = True
        self.leave.description, self.refer.disabled = SAYS["done"], True
        if len(self.treatments) == treating.MOST_TREATMENTS:
            self.treat.disabled = True
            self._say("")
            return
        week = constants.value("practice.second_visit_day") / 7
        self.treat.description = SAYS["again"].format(week=f"{week:g}")
        review = constants.value("practice.second_visit_day") + constants.value(
            "practice.review_days"
        )
        self._expect_on(review)
        self._say(SAYS["look"])

    def _asked(self) -> Treatment:
        """The treatment as it stands in the lab. Errors: what is still missing."""
        if self._grading() is None:
            raise FaceModelError(SAYS["grade_first"])
        expected, figure = None, figure_of(self.patient)
        if figure is not None:
            try:
                expected = quantities.figure(self.expect.value, 0, 50, figure[1])
            except FaceModelError as error:
                raise FaceModelError(SAYS["expect_first"].format(why=error)) from None
        day = constants.value("practice.second_visit_day") if self.treatments else 0.0
        treatment = treating.read(self.lab, day, expected)
        if not treatment.injections and not treatment.dampening:
            raise FaceModelError(SAYS["plan_first"])
        return treatment

    def _show_weeks(self, treatments: Sequence[Treatment]) -> None:
        rows = treating.course(self.patient, treatments)
        review = treatments[-1].day + constants.value("practice.review_days")
        png, alt = treating.picture(self.patient, treatments, review)
        told = [
            (f"{one.day:g}", f"{one.mirror_mm:.2f}", f"{one.gain:.0%}", f"{one.retained:.0%}")
            for one in rows
        ]
        title = SAYS["weeks"].format(number=len(treatments))
        drawn = image(png, alt, "png", style="max-width:100%")
        self.weeks.children = [
            *self.weeks.children,
            fields.html(_piece("weeks", title, _HEADS, told, drawn)),
        ]

    def _finish(self, choice: Choice) -> None:
        # a second press, or another screen of the same sitting
        if self.patient is not self.sitting.next:
            return
        missing = [name for name, f in self.fields.items() if f.value == fields.NOT_CHOSEN]
        if 0 < len(missing) < len(self._items):
            names = ", ".join(map(answers.item_name, missing))
            self._say(SAYS["grade_rest"].format(names=names))
            return
        self.treat.disabled = self.leave.disabled = self.refer.disabled = True
        arrived = self.sitting.arrived
        seconds = None if arrived is None else time.monotonic() - arrived
        chosen = "treat" if self.treatments else choice
        attempt = self.sitting.finish(self._grading(), self.treatments, seconds, chosen)
        told = [SAYS["later"]] if self.sitting.feedback == "end" else feedback(attempt)
        due = self.sitting.calibration_due and self.sitting.feedback == "each"
        if due and attempt.grading:
            told += [SAYS["so_far"], *str(self.sitting.calibration(10)).splitlines()]
        self.weeks.children = [
            *self.weeks.children,
            fields.said(fields.paragraphs(told)),
            fields.button(SAYS["next"], self._present, self._say),
        ]

    def _end(self) -> None:
        sitting = self.sitting
        told = [SAYS["over"]] if self._late and sitting.next is not None else []
        told.append(SAYS["end"].format(total=f"{sitting.total:.0f}"))
        if any(a.grading for a in sitting.attempts):
            told += str(sitting.calibration()).splitlines()
        parts = [fields.said(fields.paragraphs(told))]
        if sitting.feedback == "end":
            for k, attempt in enumerate(sitting.attempts, 1):
                title = fields.html(piece("heading", f"Patient {k}", 3))
                parts += [title, fields.html(fields.paragraphs(feedback(attempt)))]
        if len(sitting.attempts) > 1:
            marks = ", ".join(f"{mark:.0f}" for mark in sitting.curve)
            parts.append(fields.html(piece("p", SAYS["order"].format(marks=marks))))
        self.reply = fields.said("")
        name = fields.text_field(SAYS["name"], self._say)
        link = fields.html("")

        def offer(*_: Any) -> None:
            try:
                text = as_text(sitting, name.value)
            except FaceModelError as error:
                link.value = piece("status", str(error))
                return
            file = f"facemodel-results-{sitting.seed}.json"
            link.value = _piece("link", file, data_url(text, "application/json"), SAYS["save"])

        name.observe(offer, names="value")
        offer()
        self.box.children = [
            fields.html(piece("heading", SAYS["end_head"], 2)),
            *parts,
            self.reply,
            name,
            link,
        ]

    def _say(self, text: str) -> None:
        self.reply.value = piece("status", text)
