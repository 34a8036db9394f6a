"""Golden values of nerve, dose and people: conditions, courses, toxin, cohorts, patients."""

import csv
import json
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

import facemodel as fm
from golden_clinic import dampened, made_people, spasm
from golden_face import LOOKED_AT, Values, digest, face, sample

SEVERITIES = (0.2, "mild", "moderate", "severe")
IN_SECONDS = (
    "hemifacial_spasm",
    "blepharospasm",
    "meige",
    "facial_dystonia_lower",
    "bruxism",
)


def conditions() -> Values:
    c, mesh = fm.conditions, face().mesh
    u = np.stack([fm.expression(name) for name in LOOKED_AT])
    few = sample(mesh, 8)
    for name, preset in c.PRESETS.items():
        for severity in SEVERITIES if preset.graded else (None,):
            driven = c.by_name(name, severity=severity).drive(u)
            yield f"drive/{name} {severity}", driven
            frames = face().deform(driven, dtype=float)
            yield f"frames/{name} {severity}", frames[:, few]
            yield f"frames/{name} {severity}/digest", digest(frames)
        if preset.sided:
            yield f"right/{name}", digest(c.by_name(name, "right").drive(u, dampened()))
    times = np.array([0.0, 0.4, 1.3, 2.9, 7.7, 13.1, 19.6])
    for name in IN_SECONDS:
        for seed in (0, 3):
            one = c.by_name(name, severity=0.9, seed=seed)
            yield f"seconds/{name} {seed}", one.drive(u[1], time=times)
            many = one.drive(0 * u[0], time=np.arange(0, 60, 1 / 30))
            yield f"seconds/{name} {seed}/digest", digest(many)
    both = c.combine(spasm(), c.by_name("ageing"), c.house_brackmann(2, "right"))
    yield "combined", both.drive(u, dampened())
    yield "mirrored", both.mirrored().drive(u, dampened())
    yield "person", made_people().in_condition(spasm()).drive(u, dampened())
    yield "people", made_people(4).drive(spasm(), u[1], dampened())
    yield "group_intents", c.group_intents(u)
    yield "attack_and_release", c.attack_and_release(np.linspace(-1, 4, 21), 0.3, 1.2)
    weights = c.spasm_weights()
    yield "spasm_weights", [weights[name] for name in sorted(weights)]
    for branch in c.BRANCH_NAMES:
        yield f"branch/{branch}", c.palsy("one", "left", 0.9, {branch: 0.4}).drive(u)


def recovery() -> Values:
    c, days = fm.conditions, np.array([0, 20, 61, 100, 150, 240, 400])
    smile = fm.expression("open_mouth_smile")
    for grade, severity in ((6, "moderate"), (4, 0.2)):
        for day in days.tolist():
            one = c.recovery(day, "right", severity, grade)
            yield f"{grade} {severity} day {day}", one.drive(smile)
    sessions = fm.toxin.repeated([fm.Injection(3, muscle="mentalis_left")], 90, 4)
    left = fm.toxin.remaining(face(), sessions, days)
    yield "rehabilitation", c.rehabilitation(days, smile, left)


def courses() -> Values:
    """A case over days and seconds, and the table of what is measured on it."""
    points = [
        fm.Injection(4, muscle="zygomaticus_major_left"),
        fm.Injection(6, muscle="mentalis_left"),
    ]
    cases = {
        "days": (
            fm.Case("default", "hemifacial_spasm", "left", 0.7, "smile_social", injections=points),
            {"days": [0, 3, 14, 60, 110]},
        ),
        "seconds": (
            fm.Case(
                condition="blepharospasm",
                dampening={"eye": 0.4},
                seed=5,
                person={"seed": 3, "index": 1, "sex": "female"},
            ),
            {"seconds": np.arange(0, 3, 0.25)},
        ),
        "movement": (fm.Case(condition="hb_4", side="right", expression="brow_raise"), {}),
    }
    for name, (case, moments) in cases.items():
        made = fm.course(case, **moments)
        yield f"{name}/times", made.times
        yield f"{name}/activation", digest(made.activation)
        yield f"{name}/ends", made.activation[[0, len(made.times) // 2]]
        yield f"{name}/before", digest(made.before)
        yield f"{name}/remaining", made.remaining[-1]
        yield f"{name}/drive", case.drive(face())
        yield f"{name}/faces", [digest(case.before()), digest(case.after())]
        with tempfile.TemporaryDirectory() as folder:
            file = fm.export_measures(made, Path(folder, "course.csv"))
            lines = [row for row in file.read_text("utf-8").splitlines() if row[:1] != "#"]
            saved = json.loads(fm.save_case(case, Path(folder, "case.json")).read_text("utf-8"))
        yield f"{name}/case", [f"{k}: {json.dumps(saved[k])}" for k in sorted(saved)]
        rows = list(csv.DictReader(lines))
        for column in rows[0]:
            if column == "provenance":
                continue
            yield f"{name}/table/{column}", [float(row[column]) for row in rows]


def toxin() -> Values:
    t, mesh = fm.toxin, face().mesh
    days = np.array([0, 1, 4, 14, 45, 90, 180])
    yield "hill", t.hill(np.array([0, 0.3, 2, 9, 60]), 2.0)
    yield "activity", t.activity(np.linspace(-2, 200, 41))
    yield "activity of another", t.activity(days, 3.1, 30.0)
    yield "ed50", t.ed50(mesh)
    yield "ed50 of people", t.ed50(mesh, made_people(3))
    for name, pattern in t.SCENARIOS.items():
        points = t.scenario(name, mesh, "right" if pattern.sided else "left")
        yield f"{name}/points", [one.point for one in points]
        yield f"{name}/doses", [one.dose for one in points]
        yield f"{name}/shares", t.shares(mesh, points).sum(axis=0)
        yield f"{name}/shares of each", digest(t.shares(mesh, points))
        yield f"{name}/day 14", t.remaining(face(), points, 14)
        yield f"{name}/days", digest(t.remaining(face(), points, days))
        yield f"{name}/people", digest(t.remaining(face(), points, 30, made_people(5)))
    mixed = [
        fm.Injection(2.5, muscle="corrugator_left"),
        fm.Injection(4, landmark="brow_outer_right", volume_ml=0.25, depth_mm=3, day=10),
        fm.Injection(7, point=(30.0, -40.0, 60.0), day=30),
    ]
    mixed = [*mixed[:2], fm.Injection(7, point=t.at(mesh, 35, -60), day=30)]
    yield "mixed/sites", [np.append(*t.site(mesh, one)) for one in mixed]
    yield "mixed/captured", t.captured(mesh, mixed, days)
    yield "mixed/remaining", t.remaining(face(), mixed, days)
    yield "mixed/by hand", [one.point for one in t.placed_by_hand(mesh, mixed, 3)]
    yield "mixed/repeated", t.remaining(face(), t.repeated(mixed, 84, 5), 400)
    yield "dampen", dampened()


def people() -> Values:
    groups = {
        "average": fm.people.several(fm.people.average()),
        "seed 0": fm.people.sample(0, 6),
        "seed 41 women": fm.people.sample(41, 3, "female", index=20),
    }
    for name, group in groups.items():
        for field in ("strength", "tone", "ed50", "onset_days", "decay_days", "responds",
                      "responds_until_day", "stiffness", "convergence"):  # fmt: skip
            value = getattr(group, field)
            yield f"{name}/{field}", np.nan_to_num(value, posinf=1e9)
        yield f"{name}/sex", group.sex
    one = fm.people.sample(7)
    yield "one", np.concatenate([one.strength, one.mirrored().strength])


def cohort() -> Values:
    points = fm.toxin.scenario("label_glabellar", face().mesh)
    asked = {
        "health": (5, fm.Case(injections=points), {"days": (14, 90)}),
        "spasm": (
            3,
            fm.Case(condition="hemifacial_spasm", side="right", dampening={"eye_right": 0.5}),
            {"lines": False, "surface": True, "expressions": ["smile_social"], "sex": "male"},
        ),
    }
    for name, (count, case, settings) in asked.items():
        made = fm.cohort.run(count, case, seed=12, placement_mm=3.0, **settings)
        for column, values in made.columns().items():
            yield f"{name}/{column}", values
        middle = made.quantiles("symmetry_percent", made.expressions[1], when="change")
        yield f"{name}/quantiles", middle


def patients() -> Values:
    p = fm.patients
    presets = {preset.label: name for name, preset in fm.conditions.PRESETS.items()}
    for level in p.LEVELS:
        for seed in (1, 2, 2026):
            one = p.draw(seed, level)
            truth = one.reveal()
            told = [presets[truth["condition"]], truth["side"]]
            yield f"{level} {seed}/told", told
            yield f"{level} {seed}/figures", [v for v in truth.values() if not isinstance(v, str)]
            yield f"history/{level} {seed}", [one.history]
            yield f"{level} {seed}/scores", [v for _, v in sorted(one.scores().items())]
            points = p.textbook(one)
            yield f"{level} {seed}/textbook", [f"{i.dose:g} {i.muscle}" for i in points]
            yield f"{level} {seed}/frames", digest(one.frames(dampened()))
    easy, hard = p.draw(2026, "easy"), p.draw(1, "hard")
    usual = p.Treatment(injections=p.textbook(easy), predicted_mm=0.8)
    side = hard.reveal()["side"]
    weaker = p.Treatment(dampening={f"eye_{side}": 0.5, f"neck_{side}": 0.4})
    again = p.Treatment(day=98, dampening={f"chin_{side}": 0.6})
    for name, one, given in (
        ("points", easy, [usual]),
        ("dampening", hard, [weaker]),
        ("second", hard, [weaker, again]),
    ):
        s = p.score(one, given)
        factors = [s.symmetry, s.calm, s.range, s.safety, s.restraint, s.foresight, s.dose]
        yield f"score/{name}", [s.total, s.gain, s.reached, *factors]
        for when, seen in {"before": s.before, "after": s.after, "best": s.reference}.items():
            yield f"score/{name} {when}", [seen.mirror_mm, seen.involuntary_mm, seen.retained]
            spoiled = sorted(f"{what} {where}" for what, where in seen.side_effects)
            yield f"score/{name} {when} spoiled", spoiled


def exercises() -> Values:
    """How far the answers come that pass."""
    for name, one in fm.exercises.ALL.items():
        replied = one.grade(one.reference())
        yield f"reached/{name}", [goal.reached for goal in replied.goals]
        yield f"solved/{name}", replied.solved


def tables() -> Values:
    """Rows that a reader looks up: muscles, regions, constants, cards of the atlas."""
    yield "muscles", list(fm.MUSCLES)
    yield "controls", list(fm.CONTROLS)
    for region, muscles in fm.REGIONS.items():
        yield f"region/{region}", list(muscles)
    for parameter in fm.parameters():
        figures = [parameter.value, parameter.low, parameter.high]
        yield f"constant/{parameter.name}", figures
    for card in fm.atlas().cards:
        told = [card.branch, card.region, card.action_units, card.landmark, card.direction]
        yield f"atlas/{card.muscle}", [*told, card.start, *card.antagonists, *card.side_effects]
        yield f"atlas/{card.muscle}/activations", np.stack(card.activations())
    with fm.override({"toxin.decay_days": 35}):
        yield "override", fm.toxin.activity(np.array([5.0, 50.0]))


SECTIONS: dict[str, Callable[[], Values]] = {
    "conditions": conditions,
    "recovery": recovery,
    "courses": courses,
    "toxin": toxin,
    "people": people,
    "cohort": cohort,
    "patients": patients,
    "exercises": exercises,
    "tables": tables,
}
