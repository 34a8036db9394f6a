"""Parts of view/js/core/plan on made-up numbers: the search as Python's, the rest by hand."""

import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from facemodel.data import constants
from facemodel.study.plan.search import Search, Space
from node_script import run

COUNT = 8


def script(name: str) -> str:
    return (Path(__file__).parent / f"data/plan_{name}.mjs").read_text("utf-8")


def problem(k: int) -> dict:
    """Places with a gain that levels off, of which some do the same, and harm that has a limit."""
    rng = np.random.default_rng(k)
    shared = rng.uniform(0, 0.03, (COUNT, COUNT)) * (rng.uniform(size=(COUNT, COUNT)) < 0.3)
    gain = {
        "most": rng.uniform(-0.02, 0.25, COUNT), "half": rng.uniform(0.5, 4, COUNT),
        "shared": shared,
    }  # fmt: skip
    least = rng.integers(1, 4, COUNT)
    return {
        "least": least,
        "most": least + rng.integers(0, 4, COUNT),
        "weight": rng.integers(1, 3, COUNT),
        "points": [None, None, 3, 5][k % 4],
        "gain": gain,
        "harm": rng.uniform(0, 0.3, COUNT),
        "allowed": rng.uniform(1, 4),
        "noise": [0.0, 0.01, 0.03][k % 3],
    }


def plain(x):
    if isinstance(x, dict):
        return {name: plain(one) for name, one in x.items()}
    return x.tolist() if isinstance(x, np.ndarray) else x


def found(asked: dict, sites: int) -> dict:
    most, half, shared = (asked["gain"][name] for name in ("most", "half", "shared"))

    def gained(x):
        total = 0.0
        for v in range(COUNT):
            total += (most[v] * x[v]) / (x[v] + half[v])
            for u in range(v):
                total -= shared[u][v] * min(x[u], x[v])
        return total

    def judge(x):
        harm = sum(h * level for h, level in zip(asked["harm"], x, strict=True))
        holds = lambda part=1.0: harm <= part * asked["allowed"]  # noqa: E731
        return SimpleNamespace(gain=gained(x), noise=asked["noise"], holds=holds)

    rows = (tuple(asked[name]) for name in ("least", "most", "weight"))
    search = Search(Space(*rows, sites, asked["points"]), judge)
    best = search.best()
    cost = search.space.cost(best)
    cheapest = search.cheapest(best)
    return {"best": best, "useful": search.useful, "cheapest": cheapest, "cost": cost}


def test_the_search_takes_pythons_steps(node, tmp_path):
    names = ("gain_share", "most_points", "most_sites", "site_step_units", "point_cost_units")
    names += ("least_gain", "least_rise")
    limits = {name: constants.value(f"plan.{name}") for name in names} | {"most_points": 4}
    limits |= {"most_sites": 4, "gain_share": 0.85}
    asked = [problem(k) for k in range(60)]
    given = {"limits": limits, "problems": [plain(one) for one in asked]}
    answers = run(node, tmp_path, script("search"), json.dumps(given))
    with constants.override({"plan.most_points": 4, "plan.gain_share": 0.85}):
        for one, answer in zip(asked, answers, strict=True):
            mine = found(one, limits["most_sites"])
            assert answer == {k: list(x) if k != "cost" else x for k, x in mine.items()}
    spared = [a for a in answers if a["best"] != a["cheapest"]]
    assert len(spared) > 30
    assert len({sum(level > 0 for level in a["cheapest"]) for a in answers}) >= 3


@pytest.fixture(scope="module")
def told(node, tmp_path_factory):
    return run(node, tmp_path_factory.mktemp("parts"), script("parts"))


def test_what_people_get_is_judged_by_shares(told):
    assert told["gain"] == pytest.approx(0.4)
    assert told["noise"] == pytest.approx((0.2 / 3 / 4) ** 0.5)
    assert (told["any"], told["major"], told["lip"], told["none"]) == (0.75, 0.5, 0.25, 0)
    assert (told["keeping"], told["between"]) == (0.75, 0.25)
    assert (told["seenAlone"], told["noBetween"], told["seenTight"]) == (0.5, None, False)
    assert (told["holds"], told["part"]) == (True, [False, True, True])
    assert (told["breach"], told["broken"]) == (0, [])
    names = ("most_major", "most_any", "most_losing")
    used = (0.5, 0.75, 0.5)
    expected = [[False, 0.1, [[name, share]]] for name, share in zip(names, used, strict=True)]
    assert told["less"] == expected
    assert told["again"]  # each is looked at once


def test_grades_of_a_plan_by_hand(told):
    grades = told["grades"]
    assert grades["spasm"] == [2, 2, 1]  # the left ring holds 0.4, the right one 0.2
    assert grades["eye"] == [2, 0]  # 3 mm narrower on the left, 1 mm on the right
    assert grades["chin"] == [2, 0]  # 5 mm over 2 mm
    assert grades["both"] == 2
    assert grades["wrinkles"] == (1 + 3) / 2
    assert grades["names"] == ["wrinkles", "spasm", "synkinesis", None, None, None]


def test_measures_of_an_aim_by_hand(told):
    measures = told["measures"]
    # a: 1 mm out on both sides, 3 mm and 1 mm up, 1 mm ahead on both; b: 2 mm ahead on the right
    assert measures["mirror"] == pytest.approx([((4 + 4) / 2) ** 0.5, 2])
    assert measures["height"] == pytest.approx([((9 + 1) / 4) ** 0.5, 5**0.5])
    assert measures["below"] == pytest.approx([-(3 + 1) / 4, -(3 + 1) / 2])
    assert measures["lip"] == 5
    b, everything = 4 / 4, (11 + 3 + 4) / 6
    assert measures["unmeant"] == pytest.approx(
        [b**0.5, everything**0.5, ((b + everything) / 2) ** 0.5]
    )
    assert measures["depth"] == pytest.approx((1 + 20) / 2 + 0.5)
    assert measures["held"] == pytest.approx(0.5 * (0.2 + 0.2) + 0.25 * 0.4)
    calm, *against = told["calm"]
    assert calm == {
        "synkinesis": [0, 0], "involuntary": [0], "tone": [0.1, 0.1], "normal_tone": [0.1, 0.2],
        "conduction": [0.5],
    }  # fmt: skip
    assert against == [calm, "well", None]
    assert told["aims"] == ["first", "second", "first"]
    assert told["refused"] == "nothing is said of what a plan for y aims at"


def test_who_closes_the_eyes_by_hand(told):
    """Strength 0.5 and 1, tone 0.1 and 0.6; the lids meet to within 1 mm, or 0.25 mm of before."""
    assert told["closing"] == [
        True,  # 1.5 - 0.5: as before
        True,  # 0.6 of full: 0.5 (0.6 - 0.1) / 0.9 = 0.28, the gap goes from 1 to 1.22 mm
        False,  # 0.5 of full: to 1.28 mm
        True,  # 0.25 (0.6 + 0.5 * 0.4) = 0.2 of full, below tone: 0.3 + 0.4 / 0.6 = 0.97 mm
        False,  # 0.16 of full: 1.03 mm
        True,  # half let go, 0.3 of full, of which 0.165 is left: from 0.9 to 1.125 mm
        False,  # 0.135 is left: 1.175 mm
    ]


def test_people_are_mirrored_with_their_hands(told):
    mirrored = {"strength": [2, 1], "tone": [4, 3], "ed50": 7, "hand": [-5, 6, -3, 4, -1, 2]}
    assert told["mirrored"] == mirrored
    like = {"strength": 1, "tone": 2, "stiffness": 3, "ed50": 7, "hand": [1, 2, 3, 4, 5, 6]}
    assert told["like"] == like


def test_what_a_record_watches_by_hand(told):
    """Lids: mean, worst, and the share of two people with a gap of more than 1 mm."""
    watched = told["watched"]
    assert watched["lids"] == [
        {"before": pytest.approx(before), "after": pytest.approx(after)}
        for before, after in (
            ([0.2, 0.3, 0], [0.7, 1.2, 0.5]),
            ([0.3, 0.4, 0], [1.7, 3.0, 0.5]),
            ([0.25, 0.4, 0], [1.2, 3.0, 1]),
        )
    ]
    # what is commonest of the major ones, of all, and of movements; eyes that stay open in 0.75
    breaks = [
        ["breaks_effect", "open eye", 0.3, 0.3], ["breaks_effect", "FLAT", 0.6, 0.7],
        ["breaks_task", "smile", 0.5, 0.5],
    ]  # fmt: skip
    assert watched["why"] == [breaks, ["breaks_closing", "", 0.75, 0.5], []]
    # lips go down by 1, 2 and 3 mm; below an average smile lies one, then two; who loses by 1.5
    falls = [[1, 2, 3, 0.05], [1, 2, 3, 0.95]]
    under = [pytest.approx(1 / 3), pytest.approx(2 / 3)]
    lip = {"lowered": falls, "below": 1.5, "under": under}
    assert watched["lip"] == [lip, {"lowered": None, "below": None, "under": None}]
    mouth, eye = ["joins_mouth", 1 + 3 / 2, 0.5 + 3 / 2], ["joins_eye", 1 + 1 / 2, 0.5 + 1 / 2]
    assert watched["joins"] == [[mouth, eye], [], [], []]
    assert watched["artefact"] == [
        {"counted": True, "barred": True}, {"counted": False, "barred": True},
        {"counted": False, "barred": False},
    ]  # fmt: skip
    assert watched["late"] == [False, False, True]  # a quarter acts after 45 days


def test_the_figures_of_a_record_by_hand(told):
    """2.5 U on either side of one site and 1.25 U at another, in two people; a third stays free."""
    one, near = told["record"], pytest.approx
    left, right, other = one["points"]
    # 2.5 U of which 0.2 and 0.1 are caught; b gains by 0.05, c is not wanted, a is meant
    assert left["intended"] == [["a_left", near(2.5 * (0.2 + 0.1) / 2)]]
    assert left["wanted"] == [["b_left", near(2.5 * (0.1 + 0) / 2)]]
    assert (left["unwanted"], left["costs"], left["pair"]) == ([], [], True)  # the site spares it
    assert [right[name] for name in ("intended", "wanted")] == [[["a_right", near(0.5)]], []]
    assert other["intended"] == [["b_left", near(1.25 * 0.4)]]
    assert other["unwanted"] == [["c_left", near(1.25 * 0.1)]]
    assert (other["costs"], other["pair"]) == (["held up"], False)
    gains = [(point["alone"], point["without"]) for point in one["points"]]
    assert gains == [(0.42, 0.2), (0.42, 0.2), (0.2, 0.42)]
    assert told["helped"] == [[0, near(0.375)], [2, near(0.5)], [1, near(0.5)]]  # the most of each
    names = ["b_left", "a_right", "a_left", "c_left"]
    assert one["weakening"] == [
        [name, near(share)]
        for name, share in zip(names, (0.125 + 0.5, 0.5, 0.375, 0.125), strict=True)
    ]
    # five gains from -0.25 to 1.25: a fifth of a step from the ends
    assert one["low"] == near(-0.25 + 0.2 * 0.5)
    assert one["high"] == near(1.25 - 0.2 * 0.5)
    assert (one["worse"], one["people"], one["units"]) == (near(1 / 5), 5, 6.25)
    # without the last one 0.42 of 0.5 is left, for a fifth less
    assert one["weakest"] == {"label": "U", "points": 2, "without": 0.42, "dose": near(4 / 5)}
    assert one["sizes"] == [["mirror", 3, 1.5]]
    assert one["effects"] == [["held up", 0.25]]
    assert one["artefact"] == {"counted": True, "barred": False}
    looked = [(row["label"], row["worst"]) for row in one["looked"]]
    assert looked == [("KEPT", 1.5), ("LID_PTOSIS", 0.2)]  # what is weakened, what lies near
    assert one["closing"]["after"] == near([1.2, 3, 1])
    assert (one["free"], one["failing"]) == ([["frown", 0.3]], [["lip pucker", 0.1]])
    assert (one["title"], one["first"]) == (["X", "mild to moderate"], ["U"])
    assert one["notes"] == ["off_label", "near_eye", "timing_eye", "general"]
    assert (one["bound"], one["spare"], one["barred"]) == (0.55, ["W"], [])
    breaks = [["breaks_effect", "held up", 0.25, 0.25]]
    assert told["others"] == [[[["W", 1.25, breaks]], [], 0.55], [[], [], 0.5]]
