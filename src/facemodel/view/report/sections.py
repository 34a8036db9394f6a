"""The sections of a report that show: figures to read first, photographs, case, time, plan."""

import numpy as np

from facemodel.anatomy.muscles import MUSCLES, SIDES
from facemodel.clinic.plan import NOT_A_RECOMMENDATION, WHAT_STUDIES_ACHIEVED, over_tasks
from facemodel.clinic.readouts import Readout
from facemodel.physiology import toxin
from facemodel.physiology.conditions import PRESETS
from facemodel.view import figures, wording
from facemodel.view.report import photos
from facemodel.view.report.findings import Findings, Measure
from facemodel.view.report.markup import Html, arrow, figure, join, picture, table, tag

DPI = 150


def case(found: Findings) -> Html:
    """What is looked at."""
    one = found.case
    preset = PRESETS[one.condition]
    rows = [
        ("Condition", f"{wording.capital(wording.condition(one))}: {preset.about}"),
        ("Movement", f"{wording.capital(found.movement)}" + _effort(one.intensity)),
        ("Person", _person(one)),
    ]
    if one.time_s is not None:
        rows.append(("Moment", f"{one.time_s:g} s into the spasm"))
    if one.injections:
        rows.append(("Day", f"{one.day:g}"))
    dampened = [(wording.place(n), share) for n, share in one.dampening.items() if share]
    if dampened:
        said = "; ".join(f"{name} {100 * share:.0f} % weaker" for name, share in dampened)
        rows.append(("Dampened", said))
    if not found.treated:
        rows.append(("Dampened", "nothing: there is no before and after, only now"))
    parts = [table("What is looked at", ("", ""), rows)]
    if one.injections:
        parts.append(_injections(found))
    return join(parts)


def _effort(intensity: float) -> str:
    return "" if intensity == 1 else f", at {100 * intensity:.0f} % of full effort"


def _person(one) -> str:
    who = one.person
    if who is None:
        return "the average person of this model"
    mirrored = ", sides exchanged" if who["mirrored"] else ""
    return f"simulated person {who['index']} of seed {who['seed']}{mirrored}; nobody who exists"


def _injections(found: Findings) -> Html:
    caught = toxin.shares(found.face.mesh, found.case.injections)
    rows = [
        (
            str(k),
            _aimed(shot, MUSCLES[int(caught[k - 1].argmax())]),
            f"{shot.dose:g}",
            "its muscle's" if shot.depth_mm is None else f"{shot.depth_mm:.1f} mm",
            f"{shot.volume_ml:g}",
            f"{shot.day:g}",
        )
        for k, shot in enumerate(found.case.injections, 1)
    ]
    head = ("point", "where", "teaching units", "depth", "ml", "day")
    total = toxin.total_units(found.case.injections)
    made = table(f"Points in this exercise, {total:g} teaching units in all", head, rows, 4)
    return join([made, tag("p", toxin.NOT_INTERCHANGEABLE, class_="small"), _side_effects(found)])


def _aimed(shot, catches: str) -> str:
    """Where a point is in words; `catches` is the muscle that gets most of it."""
    if shot.muscle:
        return wording.place(shot.muscle)
    most = f"mostly {wording.place(catches)}"
    if shot.landmark:
        return f"{wording.landmark(shot.landmark)}; {most}"
    return f"x {shot.point[0]:.0f}, y {shot.point[1]:.0f} mm; {most}"


def _side_effects(found: Findings) -> Html:
    if not found.side_effects:
        return tag(
            "p", f"On day {found.case.day:g} no side effect of this model's list is flagged."
        )
    items = [tag("li", wording.capital(one.sentence)) for one in found.side_effects]
    said = f"What these points also do on day {found.case.day:g}, in this model:"
    return join([tag("p", said), tag("ul", *items)])


def glance(found: Findings) -> Html:
    """Figures to read first, and a sentence."""
    cards = []
    for row, measures in found.readouts("card"):
        for one in measures if row.places == "each" else measures[:1]:
            cards.append((wording.capital(one.name), one, _note(found, row, one)))
    made = [
        tag(
            "div",
            tag("span", name, class_="name"),
            tag("span", _values(one), class_="value"),
            tag("span", note, class_="note"),
            class_="card",
        )
        for name, one, note in cards
    ]
    return join([tag("p", sentence(found), class_="lead"), tag("div", *made, class_="cards")])


def sentence(found: Findings) -> str:
    """What happened, in words."""
    whole = found.readout("asymmetry")[0]
    if not found.treated:
        return (
            f"In this model the sides differ by {whole.values[0]:.2f} mm in the {found.movement}. "
            "Nothing is dampened and nothing injected."
        )
    _, kept = found.own
    least = min(kept, key=lambda name: kept[name])
    way = "falls" if whole.change < 0 else "rises"
    parts = [
        f"In this model the difference of the sides in the {found.movement} {way} from "
        f"{whole.values[0]:.2f} to {whole.values[1]:.2f} mm."
    ]
    mean = float(np.mean(list(kept.values())))
    parts.append(
        f"Over {len(found.plan.tasks) - 1} clinical tasks {100 * mean:.0f} % of the movement is "
        f"kept in the mean, and {100 * kept[least]:.0f} % at the least ({_task(least)})."
    )
    gaps = zip(SIDES, found.readout("gap"), strict=True)
    opened = [(side, one) for side, one in gaps if one.change > 0.5]
    if opened:
        said = " and ".join(f"the {s} eye stays {one.values[-1]:.1f} mm open" for s, one in opened)
        parts.append(f"Closed gently, {said}.")
    return " ".join(parts)


def _note(found: Findings, row: Readout, one: Measure) -> str:
    """What a figure is read against."""
    if row.healthy:
        mean, spread = found.shown.healthy_percent
        return f"healthy people {mean:.0f} ± {spread:.0f} %"
    return row.note or _detectable(one)


def _values(one: Measure) -> str:
    return f"{arrow(f'{value:.{one.digits}f}' for value in one.values)} {one.unit}"


def _detectable(one: Measure) -> str:
    if one.is_detectable is None or len(one.values) < 2:
        return ""
    if one.is_detectable:
        return "a change that can be measured"
    return f"less than can be measured ({one.detectable:g} {one.unit})"


def photo_sheet(found: Findings, taken: photos.Photos) -> Html:
    """Rest and eight tasks."""
    said = (
        "Each task at full effort, same camera and light. Figures: difference of the sides over "
        "the whole face. The face looks at you: the person's right is on the left of a picture."
    )
    key = "Left of each pair, dashed: before. Right of each pair, solid: after. "
    plain = f" {wording.capital(taken.plainly)}." if taken.plainly else ""
    text = f"{key if found.treated else ''}{said}{plain}"
    return join([tag("p", text), photos.sheet(found, taken)])


def over_time(found: Findings, taken: photos.Photos) -> Html:
    """Days after injections, and seconds of a spasm."""
    parts = []
    if taken.days:
        parts.append(photos.course(found, taken))
        last = max(one.day for one in found.case.injections)
        drawn = figures.over_days(found.case, tuple(np.arange(0, last + 121, 2.0)))
        parts.append(_drawn(drawn, "Movement, difference of the sides and strength left by day."))
    else:
        parts.append(
            tag(
                "p",
                "Only doses run over days. Dampening is a share of strength without a course; give "
                "the case injections to see it come and go.",
            )
        )
    if found.case.build_condition().process is not None:
        parts.append(_drawn(figures.over_seconds(found.case), "The spasm over thirty seconds."))
    return join(parts)


def _drawn(made, caption: str) -> Html:
    wide, high = (round(110 * inches) for inches in made.get_size_inches())
    image = picture(made.bytes("png", DPI), made.alt, "png", width=wide, height=high)
    return figure(image, caption, class_="plot")


def trade_off(found: Findings) -> Html:
    """The curve of plans, this plan and this case on it."""
    one = found.plan
    if not one.dampening:
        return tag("p", str(one).partition("\n")[0], " ", NOT_A_RECOMMENDATION)
    mirror, kept = found.own
    mean = float(np.mean(list(kept.values())))
    mark = (mirror, mean) if found.treated else None
    drawn = figures.trade_off(found.curve, one, mark)
    taken = [
        tag("li", tag("span", wording.place(name)), tag("span", f"{100 * share:.0f} %"))
        for name, share in list(one.dampening.items())
        if share >= 0.05
    ]
    rows = [
        ("difference of the sides", f"{over_tasks(one.before_mm):.2f} mm",
         f"{mirror:.2f} mm", f"{over_tasks(one.after_mm):.2f} mm"),
        ("movement kept, mean", "100 %", f"{100 * mean:.0f} %",
         f"{100 * np.mean(list(one.retained.values())):.0f} %"),
        ("movement kept, the task that keeps least", "100 %",
         f"{100 * min(kept.values()):.0f} %", f"{100 * one.least_retained:.0f} %"),
    ]  # fmt: skip
    head = ["over rest and five tasks", "nothing dampened", "this case", "the plan"]
    if not found.treated:
        head.pop(2)
        rows = [(a, b, d) for a, b, _, d in rows]
    dear = sorted(one.floor_cost.items(), key=lambda row: -row[1])[:3]
    costs = "; ".join(f"{_task(name)} {mm:.3f} mm" for name, mm in dear if mm > 5e-4)
    parts = [
        _drawn(drawn, "Each point is a plan that lets every task keep more, or less."),
        table("This case beside the plan", head, rows, len(head) - 1),
        tag("p", "What the plan makes weaker, by which share", class_="caption"),
        tag("ul", *taken, class_="columns"),
    ]
    if costs:
        parts.append(
            tag("p", f"What one more per cent of a movement would cost in evenness: {costs}.")
        )
    parts.append(tag("p", f"{NOT_A_RECOMMENDATION} {WHAT_STUDIES_ACHIEVED}", class_="small"))
    return join(parts)


def _task(name: str) -> str:
    task, _, side = name.rpartition(" ")
    return f"{wording.expression(task)}, {side}"
