"""What plans measure and count, on people and points whose figures are worked by hand."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

import facemodel as fm
from facemodel.anatomy.muscles import SIDES
from facemodel.clinic.findings import KINDS
from facemodel.data import constants
from facemodel.physiology.sites import PLACES
from facemodel.study.plan import aims, closing, figures, grades, response, watched
from facemodel.study.plan.judged import Harm, Judged, Movement, nearest, share_of
from facemodel.study.plan.panel import Panel

M = len(fm.MUSCLES)


def who(*rows):
    return np.array(rows, bool)


# ---- limits


def judged(kept, close, findings=None):
    movement = Movement({}, who(*kept), who(*close))
    harm = Harm(lambda: movement, lambda: findings or [], lambda: None)
    return Judged(np.array([0.1, 0.3, 0.5, 0.7]), (1.0,), harm)


def test_who_loses_movement_or_whose_eyes_stay_open_counts_by_the_larger_share():
    for kept, close, losing in (
        ((1, 1, 0, 1), (1, 0, 0, 1), 0.5),
        ((0, 0, 0, 1), (1, 1, 1, 1), 0.75),
        ((1, 1, 1, 1), (1, 1, 1, 1), 0.0),
    ):
        one = judged(kept, close)
        most = constants.value("plan.most_losing")
        assert one._used()["most_losing"] == losing
        assert one.breach() == pytest.approx(max(0.0, losing - most))
        assert [name for name, _ in one.broken()] == ["most_losing"] * (losing > most)
        assert one.holds() == (losing <= most)
    assert one.gain == pytest.approx(0.4)
    assert one.noise == pytest.approx((0.2 / 3 / 4) ** 0.5)


def test_who_has_any_of_some_side_effects_counts_once():
    effects = {("lid_ptosis", "left"): who(1, 0, 0, 0), ("lid_ptosis", "right"): who(1, 0, 1, 0),
               ("flat_smile", "left"): who(0, 1, 0, 0)}  # fmt: skip
    assert share_of(effects) == 0.75
    assert share_of(effects, ["lid_ptosis"]) == 0.5
    assert share_of(effects, []) == 0


def test_what_comes_nearest_to_its_limit_must_do_so_from_before_and_from_health():
    """Above a limit the smaller of both counts and the largest of people; below it the reverse."""
    rows = [
        SimpleNamespace(name=name, kind=KINDS[name], measured=np.array(before),
                        from_health=np.array(health))
        for name, before, health in (
            ("lid_ptosis", [0.9, 3.0], [2.0, 0.5]), ("lid_ptosis", [0.4, 0.6], [9.0, 9.0]),
            ("oral_incompetence", [50.0, 90.0], [70.0, 20.0]),
            ("oral_incompetence", [80.0, 75.0], [20.0, 20.0]),
        )
    ]  # fmt: skip
    assert nearest(rows) == {"lid_ptosis": 0.9, "oral_incompetence": 70.0}


# ---- measures


MESH = SimpleNamespace(
    landmarks={"a_left": 0, "a_right": 1, "b_left": 2, "b_right": 3, "stomion_superius": 4},
    vertices=np.array([[1, 0, 0], [-1, 0, 0], [2, 0, 0], [-2, 0, 0], [0, 5, 0]], float),
)
# a: 1 mm out on both sides, 3 and 1 mm up, 1 mm ahead; b: 2 mm ahead on the right; the lip 2 mm up
MOVED = np.array([[2, 3, 1], [-2, 1, 1], [2, 0, 0], [-2, 0, 2], [0, 7, 0]], float)


def setting(**more):
    aim = SimpleNamespace(tasks=("t",), landmarks=more.pop("landmarks", ()), lines=())
    usual = {"skin": None, "condition": None, "strip": None}
    return aims.Setting(aim, MESH, against={"t": MESH.vertices[None]}, **usual | more)


SEEN = aims.Seen({"t": MOVED[None]}, {}, np.array([[0.5, 1.0, 0.25]]))


def test_measures_of_an_aim_by_hand(monkeypatch):
    at = lambda mesh, names: [mesh.landmarks[name] for name in names]  # noqa: E731
    monkeypatch.setattr(aims, "landmark_vertices", at)
    assert aims.mirror(SEEN, setting()) == pytest.approx([((4 + 4) / 2) ** 0.5])
    assert aims.mirror(SEEN, setting(landmarks=("a",))) == pytest.approx([2])
    both = setting(landmarks=("a", "b"))
    assert aims.height(SEEN, both) == pytest.approx([((9 + 1) / 4) ** 0.5])
    assert aims.below(SEEN, both) == pytest.approx([-(3 + 1) / 4])
    assert aims.lip(SEEN, both) == [7]
    skin = SimpleNamespace(vertices=np.arange(4), shares=np.array([1.0, 1, 3, 1]),
                           unmeant=lambda task: [2, 3])  # fmt: skip
    assert aims.unmeant(SEEN, setting(skin=skin)) == pytest.approx([(4 / 4) ** 0.5])
    condition = SimpleNamespace(
        tone=np.array([0.3, 0.1, 0.1]),
        normal_tone=np.array([0.1, 0.3, 0.1]),
        involuntary=np.array([0.2, 0, 0.4]),
    )
    held = 0.5 * (0.2 + 0.2) + 0.25 * 0.4
    assert aims.held(SEEN, setting(condition=condition)) == pytest.approx([held])


def test_a_calm_face_has_no_more_than_its_usual_tone_and_keeps_what_its_nerve_carries():
    usual = fm.conditions.by_name("postparalytic_synkinesis", "left", 1.0)
    odd, normal = np.arange(M) % 2 == 1, usual.normal_tone
    lax, tense = np.maximum(normal - 0.01, 0), np.minimum(normal + 0.1, 1)
    tight = replace(usual, tone=np.where(odd, tense, lax), involuntary=np.full(M, 0.2))
    calm = aims.calm(tight)
    assert usual.synkinesis.any()
    assert not calm.synkinesis.any()
    assert not calm.involuntary.any()
    assert calm.tone == pytest.approx(np.where(odd, normal, lax))
    assert (calm.conduction == usual.conduction).all()


# ---- who closes the eyes


def test_eyes_close_to_within_the_limit_or_as_before():
    limit = constants.value("side_effects.lagophthalmos")
    margin = constants.value("plan.closure_margin_mm")
    before = np.array([[0.0, 0.0], [0.0, 2 * limit], [0.0, 2 * limit]])
    after = np.array(
        [[limit, 1.01 * limit], [limit, 2 * limit + margin], [0, 2.1 * limit + margin]]
    )
    made = closing.Closing(None, None)
    made.__dict__["untreated"] = before
    object.__setattr__(made, "gaps", lambda left: after)
    assert made(None).tolist() == [False, True, False]


# ---- what a record watches


def trial(**more):
    gaps = {0: [[0.2, 3.0], [1.2, 0.4]], 1: [[0.1, 0.2], [0.3, 0.4]]}
    looks = SimpleNamespace(whole=1, gaps=lambda left: np.array(gaps[left]))
    return SimpleNamespace(looks=looks, **more)


@pytest.mark.parametrize(
    ("side", "after", "before"),
    [("left", [0.7, 1.2, 0.5], [0.2, 0.3, 0]), ("right", [1.7, 3.0, 0.5], [0.3, 0.4, 0]),
     (None, [1.2, 3.0, 1.0], [0.25, 0.4, 0])],
)  # fmt: skip
def test_lids_are_told_of_the_affected_side_or_of_both(side, after, before):
    """Mean, worst, and the share of people whose gap is more than 1 mm."""
    told = watched.closing(trial(condition=SimpleNamespace(side=side)), 0)
    assert told == {"before": pytest.approx(before), "after": pytest.approx(after)}


def shares(**rows):
    return {f"{task} {side}": np.array(x) for task, both in rows.items()
            for side, x in zip(SIDES, both, strict=True)}  # fmt: skip


def test_who_fails_a_task_on_either_side_fails_it_and_what_breaks_a_limit_is_the_commonest():
    kept = shares(smile=([0.5, 0.9, 0.9, 0.9], [0.9, 0.5, 0.9, 0.9]), snarl=([0.9] * 4, [0.75] * 4))
    effects = {"lid_ptosis": 0.1, "lagophthalmos": 0.3, "flat_smile": 0.6}
    found = SimpleNamespace(
        shares=kept, close=who(1, 1, 1, 0),
        broken=lambda: [("most_major", 0.3), ("most_any", 0.7), ("most_losing", 0.5)],
        share_with=lambda names: effects.get(names[0], 0.0),
    )  # fmt: skip
    made = SimpleNamespace(tasks=("smile", "snarl"), keep=0.75)
    assert watched.failing(made, found) == [("smile", 0.5)]
    assert watched.why(made, found) == [
        ("breaks_effect", watched.called("lagophthalmos"), 0.3, 0.3),
        ("breaks_effect", watched.called("flat_smile"), 0.6, 0.7),
        ("breaks_task", "smile", 0.5, 0.5),
    ]


# ---- figures of a record


def planned(*rows, gain=0.5):
    points = [
        SimpleNamespace(site=site, side=side, pair=pair, units=units, without=without,
                        place=SimpleNamespace(site=SimpleNamespace(label=site.upper())))
        for site, side, pair, units, without in rows
    ]  # fmt: skip
    return SimpleNamespace(rows=points, gain=gain, points=len(points),
                           units=sum(one.units for one in points))  # fmt: skip


def test_the_weakest_point_is_the_one_without_which_most_is_left():
    little = constants.value("plan.fewer_gain")
    rows = [("a", "left", True, 2.0, 0.1), ("a", "right", True, 2.0, 0.1),
            ("b", "left", False, 1.0, 0.5 - little / 2)]  # fmt: skip
    assert figures._weakest(planned(*rows)) == {
        "label": "B", "points": 2, "without": 0.5 - little / 2, "dose": pytest.approx(4 / 5),
    }  # fmt: skip
    pair = [(*row[:4], 0.5 if row[0] == "a" else 0.1) for row in rows]
    told = figures._weakest(planned(*pair))
    assert (told["label"], told["points"], told["dose"]) == ("A", 1, pytest.approx(1 / 5))
    assert figures._weakest(planned(*rows[:2], ("b", "left", False, 1.0, 0.5 - little))) is None
    assert figures._weakest(planned(*rows[:2])) is None


def test_a_lip_that_comes_down_is_told_by_how_much_and_in_whom_too_far():
    """Three lips go down by 1, 2 and 3 mm; below an average smile lie two, one of whom gains."""
    measures = {("lip", 1): [5.0, 6, 7], ("lip", 0): [4.0, 4, 4],
                ("below", 1): [-1.0, 0.5, -2], ("below", 0): [0.5, -0.1, 1.5]}  # fmt: skip
    looks = SimpleNamespace(whole=1, measure=lambda name, left: np.array(measures[name, left]))
    plan = SimpleNamespace(
        trial=SimpleNamespace(looks=looks), aim=SimpleNamespace(name="gum"),
        judged=SimpleNamespace(gains=np.array([0.2, 0.1, -0.3])),
    )  # fmt: skip
    told = figures._over(plan, 0)
    assert told["lowered"] == pytest.approx([1.1, 2.9])
    assert told["below"] == 1.5
    assert told["under"] == pytest.approx([1 / 3, 2 / 3])
    plan.aim.name = "calm"
    assert figures._over(plan, 0) == {"lowered": None, "below": None, "under": None}


# ---- people and hands


def test_a_hand_that_errs_to_the_left_errs_to_the_right_on_the_other_side():
    hand = np.arange(2.0 * len(PLACES)).reshape(1, -1, 2)
    people = SimpleNamespace(mirrored=lambda: "mirrored")
    made = Panel(people, hand).mirrored()
    assert made.people == "mirrored"
    across = {"left": "right", "right": "left", "middle": "middle"}
    for k, (name, side) in enumerate(PLACES):
        x, y = hand[0, PLACES.index((name, across[side]))]
        assert made.hand_mm[0, k].tolist() == [-x, y]


# ---- answers to dampening


def test_a_task_loses_along_its_own_way_and_gains_where_it_goes_farther(monkeypatch):
    """The left corner goes (3, 4, 0); a muscle takes (0.6, 0.8, 0) of it, another adds as much."""
    at = {"left": [0], "right": [1]}
    monkeypatch.setattr(response, "_landmarks", lambda face, task, side: at[side])
    frames = np.zeros((2, 2, 3))
    frames[1] = [[3, 4, 0], [0.01, 0, 0]]  # the right one hardly moves
    secant = np.zeros((2, M, 2, 3))
    secant[1, 0, 0], secant[1, 1, 0] = [-0.6, -0.8, 0], [0.6, 0.8, 5]
    secant[0, 2, 0], secant[1, 2, 0] = [1, 0, 0], [1, 0, 0]  # moves the face at rest alike
    given = SimpleNamespace(tasks=("rest", "smile"))
    rows, moved, loses = response._floors(None, given, frames, secant)
    assert rows == ((1, "left"),)
    assert moved == pytest.approx([5])
    assert loses[0, :4] == pytest.approx([1, -1, 0, 0])


def test_what_is_involuntary_is_what_one_eye_narrows_more_or_one_side_moves_as_eyes_close():
    names = [f"{stem}_{side}" for stem in ("upper_lid", "lower_lid", *response.STILL_IN_CLOSURE)
             for side in SIDES]  # fmt: skip
    face = SimpleNamespace(mesh=SimpleNamespace(landmarks={n: k for k, n in enumerate(names)}))
    tasks = ("rest", "smile", "gentle_eye_closure")
    frames = np.zeros((3, len(names), 3))
    at = names.index
    frames[1, at("upper_lid_left"), 1], frames[1, at("lower_lid_left"), 1] = -3, 1
    frames[1, at("upper_lid_right"), 1] = -1
    frames[2, at("cheilion_left")], frames[2, at("cheilion_right")] = [2, 1, 3], [-1, 1, 1]
    secant = np.zeros((3, M, len(names), 3))
    secant[1, 0, at("upper_lid_left"), 1] = 2
    rest, smile, closing_ = response._involuntary(
        face, SimpleNamespace(tasks=tasks), frames, secant
    )
    assert rest.shape == (0, M + 1)
    assert smile[0, -1] == (-3 - 1) - (-1 - 0)
    assert smile[0, :2].tolist() == [2, 0]
    assert closing_[:3, -1].tolist() == [2 - 1, 1 - 1, 3 - 1]  # of the corners; x is mirrored
    assert not closing_[3:, -1].any()


# ---- grades


@pytest.mark.parametrize(
    ("lines", "against", "spasm", "side", "joined", "name"),
    [(("x",), "calm", 1, "left", 1, "wrinkles"), ((), "healthy", 1, "left", 1, None),
     ((), "calm", 1, "left", 1, "spasm"), ((), "calm", 0, "left", 1, "synkinesis"),
     ((), "calm", 0, None, 1, None), ((), "calm", 0, "left", 0, None)],
)  # fmt: skip
def test_a_plan_is_graded_by_what_its_condition_has(lines, against, spasm, side, joined, name):
    condition = SimpleNamespace(involuntary=np.array([spasm]), side=side,
                                synkinesis=np.array([joined]))  # fmt: skip
    made = SimpleNamespace(condition=condition, aim=SimpleNamespace(lines=lines, against=against))
    assert grades.grade_name(made) == name
