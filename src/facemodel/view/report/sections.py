"""The sections of a report that show: figures to read first, photographs, case, time, plan."""

import numpy as np
from markupsafe import Markup

from facemodel.anatomy.muscles import MUSCLES, SIDES
from facemodel.clinic.readouts import Readout
from facemodel.physiology import toxin
from facemodel.physiology.conditions import PRESETS
from facemodel.study.plan import NOT_A_RECOMMENDATION, WHAT_STUDIES_ACHIEVED, over_tasks
from facemodel.view import figures, wording
from facemodel.view.markup import image, join, piece
from facemodel.view.report import photos
from facemodel.view.report.findings import Findings, Measure

DPI = 150


def case(found: Findings) -> Markup:
    """The case: condition, movement, person and treatment."""
    one = found.case
    preset = PRESETS[one.condition]
    rows = [
        (
            "Condition",
            f"{wording.capital(wording.condition(one))}: {wording.found(one) or preset.about}",
        ),
        ("Movement", f"{wording.capital(found.movement)}" + _effort(one.intensity)),
        ("Person", _person(one)),
    ]
    if one.time_s is not None:
        rows.append(("Moment", f"{one.time_s:g} s into the spasm"))
    if one.injections:
        rows.append(("Day", f"{one.day:g}"))
    dampened = [(wording.place(n), share) for n, share in one.dampening.items() if share]
    if dampened:
        said = ", ".join(f"{name} {100 * share:.0f} % weaker" for name, share in dampened)
        rows.append(("Weakened", said))
    if not found.treated:
        rows.append(("Weakened", "nothing, so there is no before and after"))
    parts = [piece("table", "Case", ("", ""), rows)]
    if one.injections:
        parts.append(_injections(found))
    return join(parts)


def _effort(intensity: float) -> str:
    return "" if intensity == 1 else f", at {100 * intensity:.0f} % of full effort"


def _person(one) -> str:
    who = one.person
    if who is None:
        return "the average person of this model"
    mirrored = ", left and right swapped" if who["mirrored"] else ""
    return f"simulated person {who['index']} of seed {who['seed']}{mirrored}, not a real person"


def _injections(found: Findings) -> Markup:
    caught = toxin.shares(found.face.mesh, found.case.injections)
    rows = [
        (
            str(k),
            _aimed(shot, MUSCLES[int(caught[k - 1].argmax())]),
            f"{shot.dose:g}",
            "depth of its muscle" if shot.depth_mm is None else f"{shot.depth_mm:.1f} mm",
            f"{shot.volume_ml:g}",
            f"{shot.day:g}",
        )
        for k, shot in enumerate(found.case.injections, 1)
    ]
    head = ("point", "where", "teaching units", "depth", "ml", "day")
    total = toxin.total_units(found.case.injections)
    made = piece(
        "table", f"Points in this exercise: {total:g} teaching units in total", head, rows, 4
    )
    return join([made, piece("p", toxin.NOT_INTERCHANGEABLE, "small"), _side_effects(found)])


def _aimed(shot, catches: str) -> str:
    """Where a point is in words; `catches` is the muscle that gets most of it."""
    if shot.muscle:
        return wording.place(shot.muscle)
    most = f"mostly {wording.place(catches)}"
    if shot.landmark:
        return f"{wording.landmark(shot.landmark)}; {most}"
    return f"x {shot.point[0]:.0f}, y {shot.point[1]:.0f} mm; {most}"


def _side_effects(found: Findings) -> Markup:
    if not found.side_effects:
        return piece("p", f"On day {found.case.day:g} no side effect is expected in this model.")
    items = piece("items", [wording.capital(one.sentence) for one in found.side_effects])
    said = f"Side effects of these points on day {found.case.day:g}, in this model:"
    return join([piece("p", said), items])


def glance(found: Findings) -> Markup:
    """Key figures, and a sentence."""
    cards = []
    for row, measures in found.readouts("card"):
        for one in measures if row.places == "each" else measures[:1]:
            cards.append((wording.capital(one.name), _values(one), _note(found, row, one)))
    return join([piece("p", sentence(found), "lead"), piece("cards", cards)])


def _during(found: Findings) -> str:
    if found.case.expression == "rest":
        return found.movement
    return "in this expression" if found.case.expression is None else f"in the {found.movement}"


def sentence(found: Findings) -> str:
    """What happened, in words."""
    whole = found.readout("asymmetry")[0]
    if not found.treated:
        return (
            f"In this model the asymmetry {_during(found)} is {whole.values[0]:.2f} mm. "
            "Nothing is weakened and nothing is injected."
        )
    _, kept = found.own
    least = min(kept, key=lambda name: kept[name])
    way = "falls" if whole.change < 0 else "rises"
    parts = [
        f"In this model the asymmetry {_during(found)} {way} from "
        f"{whole.values[0]:.2f} to {whole.values[1]:.2f} mm"
        f"{', at the height of a burst' if found.in_bursts else ''}."
    ]
    mean = float(np.mean(list(kept.values())))
    parts.append(
        f"Over {len(found.plan.tasks) - 1} clinical tasks, {wording.preserved(mean)} on average. "
        f"In the worst task ({_task(least)}), {wording.preserved(kept[least], 'it')}."
    )
    gaps = zip(SIDES, found.readout("gap"), strict=True)
    opened = [(side, one) for side, one in gaps if one.change > 0.5]
    if opened:
        said = " and ".join(f"the {s} eye stays {one.values[-1]:.1f} mm open" for s, one in opened)
        parts.append(f"When the eyes are closed with effort, {said}.")
    return " ".join(parts)


def _note(found: Findings, row: Readout, one: Measure) -> str:
    """What a figure is read against."""
    if row.healthy:
        mean, spread = found.shown.healthy_percent
        return f"healthy people {mean:.0f} ± {spread:.0f} %"
    return row.note or _detectable(one)


def _values(one: Measure) -> str:
    return f"{wording.arrow(f'{value:.{one.digits}f}' for value in one.values)} {one.unit}"


def _detectable(one: Measure) -> str:
    if one.is_detectable is None or len(one.values) < 2:
        return ""
    if one.is_detectable:
        return "above the smallest detectable change"
    return f"below the smallest detectable change ({one.detectable:g} {one.unit})"


def photo_sheet(found: Findings, taken: photos.Photos) -> Markup:
    """Rest and eight tasks."""
    said = (
        "Each task is shown at full effort, with the same camera and light. The figures give the "
        "asymmetry of the whole face. The face looks at you: the person's right is on the left of "
        "each picture."
    )
    key = "In each pair, before is on the left (dashed) and after on the right (solid). "
    plain = f" {wording.capital(taken.plainly)}." if taken.plainly else ""
    text = f"{key if found.treated else ''}{said}{plain}"
    return join([piece("p", text), photos.sheet(found, taken)])


def over_time(found: Findings) -> Markup:
    """Days after injections, and seconds of a spasm."""
    parts = []
    if found.case.injections:
        last = max(one.day for one in found.case.injections)
        drawn = figures.over_days(found.case, tuple(np.arange(0, last + 121, 2.0)))
        parts.append(drawn_as(drawn, "Movement, asymmetry and remaining strength by day."))
    else:
        parts.append(
            piece(
                "p",
                "Only injected doses change from day to day. Weakening by a slider stays constant. "
                "Give the case injections to see an effect come and go.",
            )
        )
    if found.case.build_condition().process is not None:
        parts.append(drawn_as(figures.over_seconds(found.case), "The spasm over thirty seconds."))
    return join(parts)


def drawn_as(made, caption: str, kind: str = "plot") -> Markup:
    """A drawing with its words and a caption."""
    wide, high = (round(110 * inches) for inches in made.get_size_inches())
    drawn = image(made.bytes("png", DPI), made.alt, "png", width=wide, height=high)
    return piece("figure", drawn, caption, kind)


_BOUND = (
    "What the bound takes of each muscle. No needle can do this, and nobody should: it shows how "
    "far whole muscles could go. A plan in few points is what mode Plan and fm.plan.treatment find."
)


def trade_off(found: Findings) -> Markup:
    """The curve of plans, this plan and this case on it."""
    one = found.plan
    if not one.dampening:
        return piece("p", f"{str(one).splitlines()[0]} {NOT_A_RECOMMENDATION}")
    mirror, kept = found.own
    mean = float(np.mean(list(kept.values())))
    mark = (mirror, mean) if found.treated else None
    drawn = figures.trade_off(found.curve, one, mark)
    taken = [
        (wording.place(name), f"{100 * share:.0f} %")
        for name, share in list(one.dampening.items())
        if share >= 0.05
    ]
    rows = [
        ("asymmetry", f"{over_tasks(one.before_mm):.2f} mm",
         f"{mirror:.2f} mm", f"{over_tasks(one.after_mm):.2f} mm"),
        ("movement preserved, mean", "100 %", f"{100 * mean:.0f} %",
         f"{100 * np.mean(list(one.retained.values())):.0f} %"),
        ("movement preserved, worst task", "100 %",
         f"{100 * min(kept.values()):.0f} %", f"{100 * one.least_retained:.0f} %"),
    ]  # fmt: skip
    head = ["over rest and five tasks", "untreated", "this case", "the bound"]
    if not found.treated:
        head.pop(2)
        rows = [(a, b, d) for a, b, _, d in rows]
    costly = sorted(one.floor_cost.items(), key=lambda row: -row[1])[:3]
    costs = ", ".join(f"{mm:.3f} mm ({_task(name)})" for name, mm in costly if mm > 5e-4)
    parts = [
        drawn_as(drawn, "Each point is a plan that preserves more, or less, of every movement."),
        piece("table", "This case compared with the bound", head, rows, len(head) - 1),
        piece("p", _BOUND, "caption"),
        piece("columns", taken),
    ]
    if costs:
        parts.append(piece("p", f"Preserving 1 % more of a movement would add asymmetry: {costs}."))
    parts.append(piece("p", f"{NOT_A_RECOMMENDATION} {WHAT_STUDIES_ACHIEVED}", "small"))
    return join(parts)


def _task(name: str) -> str:
    task, _, side = name.rpartition(" ")
    return f"{wording.expression(task)}, {side}"
