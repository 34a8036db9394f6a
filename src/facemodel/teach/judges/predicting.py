"""Exercises answered in words or a figure: what the model does, worked out when it is asked."""

from bisect import bisect_left
from collections.abc import Mapping
from typing import Any

import numpy as np

from facemodel.anatomy.expressions import activation
from facemodel.anatomy.muscles import INDEX
from facemodel.capture.recording.reading import sample_recording
from facemodel.clinic import metrics
from facemodel.clinic.examination import SUNNYBROOK_TASKS, examine
from facemodel.clinic.scales.movement import mirror_rms
from facemodel.clinic.scales.sunnybrook import sunnybrook
from facemodel.data import constants
from facemodel.errors import FaceModelError
from facemodel.mechanics.face import load
from facemodel.physiology import people
from facemodel.physiology.dampening import dampen
from facemodel.physiology.drive import healthy
from facemodel.physiology.nerve import BRANCH_NAMES, BRANCHES
from facemodel.physiology.recovery import recovery
from facemodel.physiology.toxin import remaining, scenario, total_units
from facemodel.study.sides import changes
from facemodel.study.strengths import strengths
from facemodel.teach import answers
from facemodel.teach.answers import Goal, Judgement, Key
from facemodel.teach.attempt import Attempt, M
from facemodel.teach.quantities import figure
from facemodel.teach.table import Row, case_of, tolerance


def choose(row: Row, key: str, figures: Mapping[str, Any]) -> Key:
    """Judges one option among several; key: the model's."""
    if key not in row.choices:
        raise FaceModelError(
            f"exercises.csv ({row.name}): column options lacks {key!r}, which the model answers"
        )

    def judge(answer: Any) -> Judgement:
        chosen = answers.one_of(row.choices, answer)
        return Judgement((Goal(row.goal, f"you chose: {chosen}", chosen == key),))

    return Key(judge, key, figures)


def predict(
    row: Row, key: float, unit: str, high: float, near: float, figures: Mapping[str, Any]
) -> Key:
    """Judges a number from 0 to `high`: enough within `near` of the model's, in `unit`."""

    def judge(answer: Any) -> Judgement:
        said = figure(answer, 0, high, unit)
        off = said - key
        if abs(off) <= near:
            return Judgement((Goal(row.goal, f"you answered {said:g} {unit}", True),))
        way = "less" if off > 0 else "more"
        far = "much " if abs(off) > 3 * near else ""
        told = f"you answered {said:g} {unit}; it is {far}{way}"
        return Judgement((Goal(row.goal, told, False),))

    return Key(judge, key, figures)


def statements(row: Row, true: Mapping[str, bool], figures: Mapping[str, Any]) -> Key:
    """Judges which statements hold; their letters are in the order of the options."""

    def judge(answer: Any) -> Judgement:
        chosen = answers.several(row.choices, answer)
        both = zip(row.choices, true.values(), strict=True)
        right = [(text in chosen) == holds for text, holds in both]
        reached = f"{sum(right)} of {len(right)} judged as the model judges them"
        odd = [letter for letter, fits in zip(true, right, strict=True) if not fits]
        reached += f"; look again at {', '.join(odd)}" if odd else ""
        return Judgement((Goal(row.goal, reached, all(right)),))

    return Key(judge, "".join(letter for letter, holds in true.items() if holds), figures)


def other_corner(row: Row) -> Key:
    """What the right corner of the mouth does as one muscle of the left contracts."""
    mesh, points = load().mesh, ("cheilion_left", "labiale_superius", "cheilion_right")
    moved = load().deform(activation(**{row.muscle: 1.0}))
    left, middle, right = metrics.excursions(mesh, moved, points).magnitude_mm
    stays, little, as_far = row.choices
    key = as_far if right > 0.8 * left else little if right > 0.1 else stays
    return choose(row, key, {"left": left, "middle": middle, "right": right})


def which_region(row: Row) -> Key:
    """The region of the left that lowers the asymmetry of the spasm's smile most."""
    share, face, case = 0.6, load(), case_of("level_smile")
    eased = np.stack([dampen({f"{r.replace(' ', '_')}_left": share}) for r in row.choices])
    frames = face.deform(case.build_condition().drive(case.intended(), eased))
    found = sorted(zip(metrics.asymmetry(face.mesh, frames), row.choices, strict=True))
    told = ", ".join(f"{name} {mm:.2f}" for mm, name in found)
    before = float(metrics.asymmetry(face.mesh, case.before(face)))
    return choose(row, found[0][1], {"share": share, "regions": told, "before": before})


def healthy_side_eased(row: Row) -> Key:
    """What Sunnybrook's voluntary part does on day 14 of treating the healthy side alone."""
    face, case = load(), row.case
    assert case is not None
    condition = case.build_condition()
    pattern = scenario("synkinesis_both_sides", face.mesh, "left")
    healthy_side = [one for one in pattern if one.point is not None and one.point[0] < 0]
    left = remaining(face, healthy_side, 14)
    both = [examine(face, condition, r, tasks=SUNNYBROOK_TASKS) for r in (1.0, left)]
    (v0, v1), (m0, m1) = ([f(exam) for exam in both] for f in (_voluntary, mirror_rms))
    figures = {"v0": v0, "v1": v1, "m0": m0, "m1": m1, "units": total_units(healthy_side)}
    return choose(row, _way(row, v0, v1), figures)


def _voluntary(exam) -> int:
    return int(sunnybrook(exam).voluntary)


def _way(row: Row, first: float, last: float) -> str:
    """Of the options "rises", "stays" and "falls"."""
    rises, stays, falls = row.choices
    return rises if last > first else falls if last < first else stays


def when_it_is_back(row: Row) -> Key:
    """The last day on which the muscle is still weakened by the labelled 20 units."""
    face, days = load(), np.arange(0.0, 300.0)
    left = remaining(face, scenario("label_glabellar", face.mesh), days)
    lost = 1 - left[:, INDEX[row.muscle]]
    day = float(days[lost > constants.value("toxin.baseline_effect")].max())
    figures = {"day": day, "peak": days[lost.argmax()]}
    return predict(row, day, "days", 1000, tolerance("predicted_day"), figures)


def brow_at_rest(row: Row) -> Key:
    """Where the brow is at rest with a forehead 80 % weaker."""
    face = load()
    at = face.mesh.landmarks["brow_mid_left"]
    rest = face.deform(healthy().drive(np.zeros(M), dampen({"forehead": 0.8})))
    mm = float(rest[at, 1] - face.mesh.vertices[at, 1])
    higher, same, lower = row.choices
    key = higher if mm > 0.8 else lower if mm < -0.8 else same
    return choose(row, key, {"lower": abs(mm)})


def which_branch(row: Row) -> Key:
    """The branch whose own muscles are reached least."""
    assert row.case is not None
    condition = row.case.build_condition()
    reached = {
        branch: np.mean(
            [
                condition.conduction[INDEX[f"{stem}_{condition.side}"]]
                for stem, parts in BRANCHES.items()
                if parts.get(branch) == 1
            ]
        )
        for branch in BRANCH_NAMES
    }
    weakest = min(reached, key=lambda name: reached[name]).replace("_", " ")
    return choose(row, weakest, {"branch": weakest})


def when_the_eye_closes(row: Row) -> Key:
    """First day of a recovery from a complete palsy on which the lids meet, with effort."""
    most, year = constants.value("scales.closed_mm"), range(365)
    closed = lambda day: metrics.closure_gap_mm(load(), 1.0, recovery(day))[0] <= most  # noqa: E731
    day = float(bisect_left(year, True, key=closed))
    return predict(row, day, "days", 3650, tolerance("predicted_week"), {"day": day})


def what_comes_late(row: Row) -> Key:
    """What the composite does from month 6 to month 12 of a recovery."""
    exams = [examine(load(), recovery(day), tasks=SUNNYBROOK_TASKS) for day in (180, 365)]
    (c0, c1), (v0, v1) = (
        [int(getattr(sunnybrook(exam), part)) for exam in exams]
        for part in ("composite", "voluntary")
    )
    return choose(row, _way(row, c0, c1), {"c0": c0, "c1": c1, "v0": v0, "v1": v1})


def how_many(row: Row) -> Key:
    """How many of forty simulated people are still weaker four months after the same dose."""
    face, count, day = load(), 40, 120
    left = remaining(face, scenario("label_glabellar", face.mesh), day, people.sample(9, count))
    lost = 1 - left[:, INDEX[row.muscle]]
    weaker = float((lost >= constants.value("toxin.baseline_effect")).sum())
    low, middle, high = np.quantile(lost, (0.05, 0.5, 0.95))
    near = count * tolerance("predicted_people")
    figures = {"weaker": weaker, "count": count, "day": day}
    figures |= {"low": low, "middle": middle, "high": high}
    return predict(row, weaker, "people", count, near, figures)


def bad_plan(row: Row) -> Key:
    """Which statements hold for a plan that silences one side and most of the other's smile."""
    case = row.case
    assert case is not None
    bad = Attempt(case)
    before, after = bad.tasks.both
    corners = {
        side: float(
            np.linalg.norm(after.moved("open_mouth_smile", f"cheilion_{side}"))
            / np.linalg.norm(before.moved("open_mouth_smile", f"cheilion_{side}"))
        )
        for side in ("left", "right")
    }
    rest = [metrics.asymmetry(bad.face.mesh, exam.rest) for exam in (before, after)]
    true = {
        "a": bool(bad.fall > 0),
        "b": corners["left"] >= 0.5,
        "c": bad.gaps_mm[1] < constants.value("side_effects.lagophthalmos"),
        "d": corners["right"] < 0.9,
        "e": bool(rest[1] > rest[0]),
        "f": bool((bad.remaining > 1).any()),
    }
    pairs: dict[str, Any] = {"smile": bad.asymmetry_mm, "rest": rest, "gap": bad.gaps_mm}
    figures = {f"{name}{k}": mm[k] for name, mm in pairs.items() for k in (0, 1)}
    return statements(row, true, corners | figures)


def mirrored_take(row: Row) -> Key:
    """The side that is called affected in the sample recording with its sides exchanged."""
    take = sample_recording()
    true, said = (strengths(one).side for one in (take, take.mirrored()))
    key = f"the {said}" if said else row.choices[-1]
    return choose(row, key, {"true": true, "said": said})


def how_much_more(row: Row) -> Key:
    """By how much a corner's movement in the sample must grow until measuring tells it."""
    take = sample_recording()
    one = changes(take, take)["cheilion_right_mm"]
    percent = 100 * one.detectable_mm / one.first_mm
    figures = {"mm": one.first_mm, "least": one.detectable_mm, "percent": percent}
    return predict(row, percent, "per cent", 1000, tolerance("predicted_percent"), figures)


JUDGES = (
    other_corner, which_region, healthy_side_eased, when_it_is_back, brow_at_rest, which_branch,
    when_the_eye_closes, what_comes_late, how_many, bad_plan,
    mirrored_take, how_much_more,
)  # fmt: skip
