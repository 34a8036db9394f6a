"""Golden values of the clinic: measures, lines, scales, plans, outcomes and side effects."""

from collections.abc import Callable
from functools import cache

import numpy as np

import facemodel as fm
from golden_face import Values, digest, face

M = len(fm.MUSCLES)
TASKS = ("rest", *fm.scales.SUNNYBROOK_TASKS)


@cache
def spasm():
    return fm.conditions.hemifacial_spasm("left", "moderate")


@cache
def synkinesis():
    return fm.conditions.postparalytic_synkinesis("right", 0.8)


@cache
def dampened():
    return fm.dampen({"eye_left": 0.6, "smile_left": 0.3, "corrugator": 0.9, "neck": 0.2})


def made_people(count: int | None = None):
    """People whose figures are written here, not drawn by the model."""
    rng = np.random.default_rng(77)
    many = 1 if count is None else count
    z = rng.normal(size=(6, many))
    people = fm.people.Person(
        strength=np.exp(0.2 * rng.normal(size=(many, M))),
        tone=np.exp(0.15 * rng.normal(size=(many, M))),
        ed50=np.exp(0.4 * z[0]),
        onset_days=2.2 * np.exp(0.3 * z[1]),
        decay_days=43 * np.exp(0.2 * z[2]),
        responds=z[3] < 1.5,
        responds_until_day=np.full(many, 4000.0),
        stiffness=np.exp(0.15 * z[4]),
        convergence=0.6 + 0.05 * z[5],
        sex=np.where(z[0] > 0, "male", "female"),
    )
    return people[0] if count is None else people


@cache
def moved() -> dict[str, np.ndarray]:
    """Frames (1 + T, V, 3) at rest and in five tasks, of faces whose sides differ in many ways."""
    u = np.stack([fm.expression(task) for task in TASKS])
    drives = {
        "healthy": u,
        "spasm": spasm().drive(u),
        "dampened": spasm().drive(u, dampened()),
        "synkinesis": synkinesis().drive(u),
        "palsy": fm.conditions.house_brackmann(5, "left").drive(u),
        "person": made_people().drive(spasm(), u, dampened()),
    }
    return {name: face().deform(a, dtype=float) for name, a in drives.items()}


def measures() -> Values:
    mesh, m = face().mesh, fm.metrics
    yield "skin_weights", digest(m.skin_weights(mesh))
    yield "thirds", m.thirds(mesh).sum(axis=1)
    for name, frames in moved().items():
        rest = frames[0]
        yield f"{name}/asymmetry", m.asymmetry(mesh, frames)
        yield f"{name}/asymmetry added", m.asymmetry(mesh, frames, rest=rest)
        for third, value in m.asymmetry(mesh, frames, by="thirds").items():
            yield f"{name}/asymmetry {third}", value
        for task, frame in zip(TASKS[1:], frames[1:], strict=True):
            yield f"{name}/symmetry_index {task}", m.symmetry_index(mesh, frame, task, rest)
        for third, value in m.symmetry_by_thirds(mesh, frames, rest).items():
            yield f"{name}/symmetry {third}", value
        yield f"{name}/facial_asymmetry_index", m.facial_asymmetry_index(mesh, frames, rest)
        way = m.excursions(mesh, frames, rest=rest)
        yield f"{name}/excursions", digest(way.vector_mm)
        yield f"{name}/excursions mm", way.magnitude_mm[:, ::6]
        yield f"{name}/excursions degrees", way.direction_deg[:, ::6]
        for measure, value in m.facial_measures(mesh, frames).items():
            yield f"{name}/{measure}", value
    yield "percent_difference", m.percent_difference([[8.0, 6.0], [0.0, 2.0]], "left")
    yield "millimetres_per_unit", m.millimetres_per_unit(31.0)
    yield "detectable", [m.detectable_change_mm(name) for name in ("rest", *TASKS[1:])]
    yield "healthy", [m.healthy_symmetry_percent(name) for name in TASKS[1:]]


def ranges() -> Values:
    m = fm.metrics
    for name, condition in {"healthy": None, "spasm": spasm(), "synkinesis": synkinesis()}.items():
        for how, remaining in {"whole": 1.0, "dampened": dampened()}.items():
            key = f"{name} {how}"
            found = m.expression_range(face(), remaining, condition)
            yield f"{key}/width", found.width_mm
            yield f"{key}/largest", found.largest_width_mm
            yield f"{key}/area", found.area_mm2
            yield f"{key}/volume", found.volume_mm3
            for side in ("left", "right", None):
                yield f"{key}/overall {side}", list(found.overall(side).values())
            tasks = m.task_range(face(), remaining, condition)
            yield f"{key}/tasks", tasks.excursion_mm
            yield f"{key}/tasks relative", tasks.relative()
            yield f"{key}/closure_gap", m.closure_gap_mm(face(), remaining, condition)
            for landmark in ("cheilion_left", "brow_mid_right"):
                outline = m.envelope(face(), landmark, remaining, condition)
                yield f"{key}/envelope {landmark}", outline[::4]
                directions = [[1, 0, 0], [0, 1, 0], [1, -2, 0.5]]
                far = m.support(face(), landmark, directions, remaining, condition)
                yield f"{key}/support {landmark}", far


def wrinkles() -> Values:
    mesh = face().mesh
    for task in ("brow_raise", "frown", "max_smile_squint", "lip_pucker"):
        vertices = face().deform(fm.expression(task), dtype=float)
        found = fm.wrinkles.lines(mesh, vertices, 58, {"glabella_left": 0.4})
        for name in fm.wrinkles.courses(mesh):
            yield f"{task}/{name}", found.total_mm(name)[::8]
        for group in fm.wrinkles.GROUPS:
            grades = [found.fws(group).score, found.merz(group).score]
            yield f"{task}/group {group}", [found.deepest_mm(group), *grades]
    years = np.array([0, 0.5, 3, 20, 60])
    yield "etched_after", fm.wrinkles.etched_after(years, 0.7, 0.2, 0.3)
    yield "etched_course", fm.wrinkles.etched_course(years * 365, 0.7, 0.2 + 0 * years, 0.3)


def scales() -> Values:
    s = fm.scales
    cases = {
        "spasm": (spasm(), 1.0, None),
        "synkinesis": (synkinesis(), 1.0, None),
        "synkinesis dampened": (synkinesis(), dampened(), None),
        "people": (synkinesis(), dampened(), made_people(5)),
    } | {f"hb_{k}": (fm.conditions.house_brackmann(k, "right"), 1.0, None) for k in range(1, 7)}
    for name, (condition, remaining, person) in cases.items():
        exam = fm.examine(face(), condition, remaining, person)
        side = condition.side
        graded = s.sunnybrook(exam, side)
        for item, one in graded.items.items():
            yield f"{name}/{item}", one.measured
            yield f"{name}/{item} score", one.score
        yield f"{name}/sunnybrook", [graded.composite, graded.resting, graded.voluntary]
        hb = s.house_brackmann_grade(exam, side)
        yield f"{name}/house_brackmann", [hb.grade, hb.brow_share, hb.corner_share, hb.gap_mm]
        eface = s.eface_like(exam, side)
        for item, value in eface.items.items():
            yield f"{name}/eface {item}", value
        yield f"{name}/eface", [eface.static, eface.dynamic, eface.synkinesis, eface.total]
        yield f"{name}/mirror_rms", s.mirror_rms(exam)
        yield f"{name}/counter", list(s.counter_direction_mm(exam, side).values())
        yield f"{name}/synkinesis_index", list(s.synkinesis_index(exam, side).values())
        yield f"{name}/share", s.share_of_healthy(exam, "open_mouth_smile", side)
    for emotion in s.EMOTIONS:
        activation = spasm().drive(fm.expression(emotion), dampened())
        found = s.legibility(face(), emotion, activation, spasm().drive(np.zeros(M), dampened()))
        yield f"legibility/{emotion}", [found.retained, *found.likeness.values(), found.legible]
        yield f"duchenne/{emotion}", s.duchenne_index(activation)
    time = np.arange(0, 20, 0.05)
    for level in ("mild", "moderate", "severe"):
        shut = fm.conditions.blepharospasm(level, seed=2)
        j = s.jankovic(time, shut.drive(np.zeros(M), time=time))
        figures = [j.severity, j.frequency, j.amplitude, j.longest_s, j.blinks_per_min, j.closed]
        yield f"jankovic/{level}", figures


def _plan(key: str, plan) -> Values:
    yield f"{key}/remaining", plan.remaining
    yield f"{key}/muscles", list(plan.dampening)
    yield f"{key}/mm", [plan.before_mm, plan.after_mm]
    yield f"{key}/kept", list(plan.retained.values())
    yield f"{key}/floor_cost", list(plan.floor_cost.values())
    yield f"{key}/figures", [plan.dose, plan.ratio, plan.least_retained, plan.within_healthy]


def plans() -> Values:
    made = {}
    asked = {
        "spasm": (spasm(), {}),
        "synkinesis": (synkinesis(), {}),
        "few": (synkinesis(), {"at_most": 3, "keep": 0.6, "healthy_side": "use"}),
        "price": (spasm(), {"price": 0.2, "eyes": "with effort", "healthy_side": "leave"}),
        "palsy": (fm.conditions.house_brackmann(3, "left"), {"tasks": ("brow_raise", "snarl")}),
        "blepharospasm": (fm.conditions.blepharospasm("severe"), {"keep": 0.5}),
        "person": (made_people().in_condition(fm.conditions.healthy()), {}),
    }
    for name, (condition, settings) in asked.items():
        made[name] = fm.plan.balance(face(), condition, **settings)
        yield from _plan(name, made[name])
    curve = made["spasm"].trade_off([0.95, 0.6, 0.35])
    for what in ("keep", "least_kept", "mean_kept", "mirror_mm", "dose"):
        yield f"trade_off/{what}", getattr(curve, what)
    given = made["spasm"].treatment(day=14)
    yield "treatment/points", np.array([one.point for one in given.injections])
    yield "treatment/doses", [one.dose for one in given.injections]
    yield "treatment/depths", [one.depth_mm for one in given.injections]
    yield "treatment/aimed_at", list(given.aimed_at)
    yield "treatment/remaining", given.remaining
    yield "treatment/mm", [given.before_mm, given.planned_mm, given.after_mm]
    yield "treatment/kept", list(given.retained.values())
    yield "treatment/spoils", [f"{c.name} {c.side}" for c in given.side_effects]
    rng = np.random.default_rng(9)
    landmarks = face().mesh.landmarks
    seen = {
        task: {name: frame[v] + rng.normal(0, 0.6, 3) for name, v in landmarks.items()}
        for task, frame in zip(TASKS, moved()["person"], strict=True)
    }
    yield from _plan("landmarks", fm.plan.from_landmarks(face(), seen, "left", noise_mm=0.6))
    yield "over_tasks", fm.plan.over_tasks(np.array([0.3, 1.2, 0.8]))


def outcomes() -> Values:
    points = fm.toxin.scenario("label_lateral_canthal", face().mesh)
    asked = {
        "dampened": (spasm(), {"remaining": dampened()}),
        "injected": (synkinesis(), {"injections": points, "day": 21, "placement_mm": 2}),
        "healthy": (None, {"injections": points, "tasks": ("surprise", "frown")}),
    }
    for name, (condition, settings) in asked.items():
        found = fm.outcomes(face(), condition, people=made_people(4), seed=6, **settings)
        for measure in found.after:
            yield f"{name}/{measure}", [found.before[measure], found.after[measure]]
            yield f"{name}/{measure} quantiles", found.quantiles(measure, when="change")
        for movement, share in found.retained.items():
            yield f"{name}/kept {movement}", share
        yield f"{name}/remaining", found.remaining


def complications() -> Values:
    """What points spoil that are near what they should not reach."""
    places = {
        "lid": [fm.Injection(5, landmark="brow_mid_left"), fm.Injection(4, muscle="procerus_left")],
        "smile": [fm.Injection(6, muscle="zygomaticus_major_left", volume_ml=0.3)],
        "mouth": [
            fm.Injection(8, landmark="cheilion_left"),
            fm.Injection(8, landmark="stomion_inferius"),
        ],
        "brow": [fm.Injection(12, muscle=f"frontalis_medial_{s}") for s in ("left", "right")],
        "eye": [
            fm.Injection(9, landmark="lower_lid_left"),
            fm.Injection(9, muscle="masseter_left"),
        ],
        "neck": [fm.Injection(60, muscle=f"platysma_{s}") for s in ("left", "right")],
    }
    for name, points in places.items():
        for who, person in {"average": None, "person": made_people()}.items():
            found = fm.side_effects(face(), points, 14, spasm(), person)
            yield f"{name} {who}", [f"{c.name} {c.side} {c.muscle} {c.from_point}" for c in found]
            for c in found:
                figures = [c.measured, c.threshold, c.lost_share, c.units, c.distance_mm]
                yield f"{name} {who}/{c.name} {c.side}", [*figures, c.units_farther]


def sensitivity() -> Values:
    case = fm.Case(
        condition="hemifacial_spasm",
        side="left",
        expression="smile_social",
        injections=[fm.Injection(4, muscle="zygomaticus_major_left")],
        day=20,
    )
    for outcome in ("asymmetry", "kept_share"):
        found = fm.sensitivity(case, outcome, face(), domain="toxin")
        yield f"{outcome}/value", found.value
        yield f"{outcome}/names", [p.name for p in found.parameters]
        yield f"{outcome}/ends", [found.at_low, found.at_high, found.effect]


SECTIONS: dict[str, Callable[[], Values]] = {
    "measures": measures,
    "ranges": ranges,
    "wrinkles": wrinkles,
    "scales": scales,
    "plans": plans,
    "outcomes": outcomes,
    "complications": complications,
    "sensitivity": sensitivity,
}
