"""The course of a dose at nerve endings: against a solver, against Hill's curve, on the page."""

import json
import subprocess
from pathlib import Path

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.linalg import expm

import facemodel as fm
from facemodel.data import constants
from facemodel.physiology import nerve_terminal as nt
from facemodel.physiology import spread, toxin
from facemodel.physiology.nerve_terminal import Pace, clock, failing, light_chain, lost, lost_after

R = nt.rates()
DAYS = np.arange(0, 400, 0.5)
COURSES = [
    [(0.0, q)] for q in (0.05, 0.3, 1.0, 3.0, 10.0, 50.0)
] + [
    [(0.0, 1.0), (90.0, 1.0)], [(0.0, 5.0), (14.0, 2.0)], [(5.0, 3.0), (100.0, 3.0), (200.0, 3.0)],
]  # fmt: skip


def taken(sessions, days=DAYS, pace=None, size=False):
    given_on, doses = (np.array(column, float) for column in zip(*sessions, strict=True))
    return lost(given_on, doses[:, None], np.asarray(days, float), pace or Pace(), size)[:, 0]


def solved(sessions):
    """Strength and size lost, by a stiff solver, all of the equations at once."""
    cleaving = R.renew * (1 / R.safety_share - 1) * np.exp(nt.table(R).half)

    def slope(_, y):
        *chain, intact, sprouts, shrunk = y
        out = np.array(R.chain) * chain
        return [
            *(np.concatenate([[0], out[:-1]]) - out),
            R.renew * (1 - intact) - cleaving * chain[-1] * intact,
            (failing(intact, 0.0, R) - sprouts) / R.sprout_days,
            (R.atrophy_share * failing(intact, sprouts, R) - shrunk) / R.atrophy_days,
        ]

    y, found = np.array([0.0, 0, 0, 0, 0, 1, 0, 0]), np.zeros((2, len(DAYS)))
    for k, (day, dose) in enumerate(sessions):
        y[0] += dose
        end = sessions[k + 1][0] if k + 1 < len(sessions) else DAYS[-1] + 1
        course = solve_ivp(slope, (day, end), y, "LSODA", rtol=1e-8, atol=1e-11, dense_output=True)
        here = slice(*np.searchsorted(DAYS, [day, end]))
        *_, intact, sprouts, shrunk = course.sol(DAYS[here])
        found[0, here] = R.emax * (1 - (1 - failing(intact, sprouts, R)) * (1 - shrunk))
        found[1, here] = shrunk
        y = course.y[:, -1].copy()
    return found


@pytest.mark.parametrize("sessions", COURSES)
def test_it_is_the_solution_of_its_equations(sessions):
    strength, size = solved(sessions)
    assert taken(sessions) == pytest.approx(strength, abs=0.004)
    assert taken(sessions, size=True) == pytest.approx(size, abs=0.004)
    assert size.max() > 0.02 * strength.max()


def test_a_long_course_is_the_same_in_pieces(monkeypatch):
    whole = [taken(COURSES[-1], size=size) for size in (False, True)]
    monkeypatch.setattr(nt, "MOST_TOGETHER", 7)
    for size, one in zip((False, True), whole, strict=True):
        np.testing.assert_allclose(taken(COURSES[-1], size=size), one, atol=1e-12)


def test_the_light_chain_is_a_matrix_exponential():
    rate = np.diag(-np.array(R.chain)) + np.diag(R.chain[:-1], -1)
    for age in (0.01, 0.5, 3.0, 40.0, 200.0):
        assert light_chain(np.asarray(age), R) == pytest.approx(expm(rate * age)[-1, 0], abs=1e-9)
    days = np.arange(0, 60, 0.01)
    assert nt.most_light_chain(R) == pytest.approx(light_chain(days, R).max(), abs=1e-6)


@pytest.mark.parametrize("ratio", [0.05, 0.3, 1, 2.5, 7.5, 10, 40])
def test_the_largest_effect_is_the_published_dose_response(ratio):
    peak = lost_after(np.asarray(ratio), DAYS, R).max()
    assert peak == pytest.approx(fm.toxin.hill(ratio, 1.0), abs=0.011)
    if ratio == 1:
        assert peak == pytest.approx(R.emax / 2, abs=0.001)


def test_doses_beyond_the_table_do_what_its_largest_does():
    largest = np.exp(nt.LOGS[-1] - nt.table(R).half)
    ages = np.array([3.0, 20.0, 60.0])
    at_the_end, beyond, below = (nt.lost_after(x * largest, ages, R) for x in (1.0, 1e3, 0.5))
    assert beyond == pytest.approx(at_the_end, abs=1e-12)
    assert below == pytest.approx(at_the_end, abs=0.01)


def test_a_session_that_reaches_nothing_changes_nothing():
    alone, with_it = taken([(0.0, 3.0)]), taken([(0.0, 3.0), (90.0, 1e-9)])
    assert with_it == pytest.approx(alone, abs=0.002)


def test_people_are_slower_in_what_they_are_slow_in():
    late, longer = Pace(onset=1.5), Pace(decay=1.5)
    usual = taken([(0.0, 3.0)])
    early, arrived = DAYS < 8, 3 / R.arrive
    assert (taken([(0.0, 3.0)], pace=late)[early] <= usual[early]).all()
    assert taken([(0.0, 3.0)], pace=longer)[early] == pytest.approx(usual[early], abs=1e-12)
    after = taken([(0.0, 3.0)], arrived + 1.5 * DAYS, longer)
    assert after == pytest.approx(taken([(0.0, 3.0)], arrived + DAYS), abs=1e-9)
    age = np.linspace(0, 300, 50)
    for pace in (late, longer, Pace(0.6, 1.3)):
        assert nt._since(clock(age, pace, R), pace, R) == pytest.approx(age)


def test_several_people_are_each_as_alone():
    pace = Pace(np.array([0.7, 1.0, 1.6]), np.array([1.2, 1.0, 0.8]))
    doses = np.array([[[3.0, 0.2]] * 3, [[1.0, 2.0]] * 3])
    given_on, days = np.array([0.0, 60.0]), np.array([10.0, 70.0, 200.0])
    together = lost(given_on, doses, days, pace)
    assert together.shape == (3, 3, 2)
    for k in range(3):
        alone = lost(given_on, doses[:, k], days, Pace(pace.onset[k], pace.decay[k]))
        assert together[:, k] == pytest.approx(alone, abs=1e-12)


@pytest.mark.parametrize(
    "name",
    [
        "onset_days", "decay_days", "snap25_days", "safety_share", "sprout_days", "sprout_release",
        "atrophy_days", "atrophy_share",
    ],
)  # fmt: skip
def test_every_constant_reaches_the_result(name):
    p = next(p for p in constants.parameters("toxin") if p.name == f"toxin.{name}")
    ends = []
    for value in (p.low, p.high):
        with constants.override({p.name: value}):
            ends.append(taken([(0.0, 4.0)]))
    assert np.abs(ends[0] - ends[1]).max() > 0.01


SCRIPT = """
import { readFileSync } from "node:fs";
const { createToxin } = await import(process.argv[2]);
const { bundle, asked } = JSON.parse(readFileSync(process.argv[3]));
const toxin = createToxin(bundle);
const answers = asked.map(({ timing, day }) => [
  [...toxin.left(timing, day)],
  toxin.activity(day, timing.person),
]);
console.log(JSON.stringify(answers));
"""


def test_the_page_computes_the_same(tmp_path, node):
    face, muscles = fm.load(), list(fm.MUSCLES)
    rng = np.random.default_rng(3)
    asked, expected = [], []
    for seed in (None, 1, 2, 3):
        person = fm.people.average() if seed is None else fm.people.sample(seed)
        ed50 = toxin.ed50(face.mesh, person)
        for sessions in (1, 2, 3):
            label = toxin.scenario("label_three_areas", face.mesh)
            points = toxin.repeated(label, 80, sessions)
            for day in (*rng.uniform(0, 500, 3), 0.3, 1.0, 14.0, 80.0):
                timing = {
                    "doses": [one.dose for one in points],
                    "days": [one.day for one in points],
                    "caught": toxin.caught(face.mesh, points).ravel().tolist(),
                    "ed50": np.where(np.isfinite(ed50), ed50, 0).tolist(),
                    "person": {
                        "onset_days": float(person.onset_days),
                        "decay_days": float(person.decay_days),
                        "responds": True,
                    },
                }
                asked.append({"timing": timing, "day": day})
                acting = toxin.activity(day, person.onset_days, person.decay_days)
                expected.append((toxin.remaining(face, points, day, person), acting))
    of = spread.skin(face.mesh).fields
    fields = {"owner": of.owner.tolist(), "weight": of.weight.tolist()}
    lab = {"toxin": nt.as_data(), "spread": {"fields": fields}}
    bundle = {"meta": {"muscles": muscles, "lab": lab}}
    (tmp_path / "asked.json").write_text(json.dumps({"bundle": bundle, "asked": asked}))
    (tmp_path / "script.mjs").write_text(SCRIPT)
    module = Path(fm.__file__).parent / "view/js/core/toxin.js"
    command = [node, tmp_path / "script.mjs", module.as_uri(), tmp_path / "asked.json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    for (left, acting), (mine, my_acting) in zip(json.loads(done.stdout), expected, strict=True):
        assert np.abs(np.array(left) - mine).max() < 1e-9
        assert acting == pytest.approx(float(my_acting), abs=1e-9)


def test_doses_that_act_in_nobody_take_nothing():
    """Of somebody who responds to none of several sessions."""
    given, none = np.array([0.0, 90.0]), np.zeros((2, 3))
    assert (nt.lost(given, none, np.array([10.0, 120.0]), nt.Pace()) == 0).all()
