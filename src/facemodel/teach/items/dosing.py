"""Items about a dose: where it is caught, how much is needed, what next, and when it fades."""

from dataclasses import replace
from functools import lru_cache

import numpy as np

from facemodel.anatomy.muscles import INDEX
from facemodel.data import constants
from facemodel.mechanics.face import load
from facemodel.physiology import people, sites, toxin
from facemodel.physiology.injection import Injection
from facemodel.physiology.people import Person
from facemodel.teach.items.kinds import KINDS, Chooser, Draft

REVIEW, EARLY = 28.0, (3.0, 4.0, 5.0)
"""Days: when an effect is judged, and when it is too early for that."""
AIMED = tuple(dict.fromkeys(site.muscle for site in sites.SITES.values()))
"""Stems of the muscles that sites are for."""
DOSES = (1.25, 2.5, 3.75, 5.0, 7.5, 10.0, 15.0)
CHOICES = {
    "half the dose": 0.5, "the same dose": 1.0, "twice the dose": 2.0, "four times the dose": 4.0
}  # fmt: skip
PARTS = {"half": 0.5, "three quarters": 0.75, "nine tenths": 0.9}
LAST = 420


def where(rng: np.random.Generator) -> Draft | None:
    """Four places of a table of sites; the one from which the muscle catches most."""
    choose, kind = Chooser(rng), KINDS["where"]
    side, stem = choose.side(), choose.one(AIMED)
    share = _caught(constants.digest())[:, INDEX[f"{stem}_{side}"]]
    order = [k for k in np.argsort(-share) if sites.PLACES[k][1] in (side, "middle")]
    best = order[int(rng.integers(min(3, len(order))))]
    if share[best] < 0.15:
        return None
    lesser = [k for k in order if kind.apart(share[k] / share[best])]
    if len(lesser) < 3:
        return None
    few = lesser[: 1 + int(rng.integers(2))] if choose.chance(0.7) else []
    near = sorted(set(lesser) - {*few}, key=lambda k: _away(k, best))[:6]
    chosen = [best, *few, *choose.some(near, 3 - len(few))]
    values = {
        "muscle": stem.replace("_", " "),
        "side": side,
        "most": share[best],
        "next": share[chosen[1:]].max(),
    }
    figure = float(share[chosen[1:]].max() / share[best])
    texts = [_told(k) for k in chosen]
    return Draft(values, choose.some(texts, 4), texts[0], figure)


def _told(k: int) -> str:
    name, side = sites.PLACES[k]
    site = sites.SITES[name]
    return f"{site.label}{'' if side == 'middle' else f' on the {side}'}: {site.where}"


def _away(k: int, other: int) -> float:
    here = sites.places(load().mesh)
    return float(np.linalg.norm(here[sites.PLACES[k]].point - here[sites.PLACES[other]].point))


@lru_cache(maxsize=2)
def _caught(constants_in_force: str) -> np.ndarray:
    """Share (P, M) of a dose in every place that each muscle catches."""
    mesh = load().mesh
    here = sites.places(mesh)
    return toxin.shares(mesh, [here[place].injection(1.0) for place in sites.PLACES])


def how_much(rng: np.random.Generator) -> Draft | None:
    """A dose among others in steps of one ratio, by the strength that each takes at four weeks."""
    choose = Chooser(rng)
    stem, side = choose.one(AIMED), choose.side()
    muscle = f"{stem}_{side}"
    need, ratio = choose.one((0.5, 0.7, 1.0, 1.4, 2.0)), choose.one((1.5, 2.0, 3.0))
    at, dose = int(rng.integers(4)), choose.one(DOSES)
    doses = [_rounded(dose * ratio ** (k - at)) for k in range(4)]
    if len(set(doses)) < 4 or max(doses) > 60:
        return None
    lost = [_lost(muscle, one, need) for one in doses]
    figure = min(abs(lost[k] - lost[at]) for k in range(4) if k != at)
    texts = [f"{one:g} U" for one in doses]
    values = {
        "muscle": f"{side} {stem.replace('_', ' ')}",
        "lost": lost[at],
        "need": "the usual dose" if need == 1 else f"{need:g} times the usual dose",
        "others": ", ".join(f"{lost[k]:.0%} ({texts[k]})" for k in range(4) if k != at),
    }
    return Draft(values, texts, texts[at], figure)


def _rounded(dose: float) -> float:
    """In quarters of a unit below five, and in whole ones above."""
    return max(0.25, round(4 * dose) / 4 if dose < 5 else float(round(dose)))


def _somebody(need: float = 1.0, pace: float = 1.0) -> Person:
    """The average person, but for the dose that is needed and how fast an effect fades."""
    one = people.average()
    return replace(one, ed50=one.ed50 * need, decay_days=one.decay_days / pace)


def _lost(muscle: str, dose: float, need: float, day: float = REVIEW) -> float:
    """Share of a muscle's strength that one point over it has taken on a day."""
    point = Injection(dose, muscle=muscle)
    return float(1 - toxin.remaining(load(), point, day, _somebody(need))[INDEX[muscle]])


def what_next(rng: np.random.Generator) -> Draft | None:
    """A second dose for somebody whose need shows in what the first one did on a day."""
    choose = Chooser(rng)
    stem, side = choose.one(AIMED), choose.side()
    muscle, dose = f"{stem}_{side}", choose.one(DOSES)
    need = round(float(np.exp(rng.normal(0, 0.5))), 2)
    day = choose.one((REVIEW, choose.one(EARLY)))
    seen, peak = _lost(muscle, dose, need, day), _lost(muscle, dose, need)
    got = {text: _lost(muscle, times * dose, need) for text, times in CHOICES.items()}
    answer = choose.one(tuple(CHOICES))
    aim = round(20 * got[answer]) / 20
    if not 0.1 <= aim <= 0.9 or 4 * dose > 60 or seen < 0.02:
        return None
    off = {text: abs(share - aim) for text, share in got.items()}
    nearest = min((text for text in off if text != answer), key=lambda text: off[text])
    values = {
        "muscle": stem.replace("_", " "), "side": side, "dose": dose, "day": int(day),
        "seen": seen, "peak": peak, "aim": aim, "need": need, "got": got[answer],
        "nearest": nearest, "miss": got[nearest],
    }  # fmt: skip
    return Draft(values, tuple(CHOICES), answer, off[nearest] - off[answer])


def when_does_it_fade(rng: np.random.Generator) -> Draft | None:
    """The week in which a part of a muscle's strength is back, among weeks in one ratio."""
    choose = Chooser(rng)
    stem, side = choose.one(AIMED), choose.side()
    dose, pace = choose.one(DOSES), choose.one((0.7, 1.0, 1.4))
    part, ratio = choose.one(tuple(PARTS)), float(rng.uniform(1.3, 1.85))
    left = _course(f"{stem}_{side}", dose, pace)
    lowest = int(left.argmin())
    back = lowest + int(np.argmax(left[lowest:] >= PARTS[part]))
    if left[lowest] > PARTS[part] - 0.1 or left[-1] < PARTS[part]:
        return None
    at, week = int(rng.integers(4)), back / 7
    weeks = [round(week) if k == at else round(week * ratio ** (k - at)) for k in range(4)]
    if len(set(weeks)) < 4 or min(weeks) < 2:
        return None
    figure = min(max(w / week, week / w) for k, w in enumerate(weeks) if k != at)
    values = {
        "dose": dose, "muscle": f"{side} {stem.replace('_', ' ')}", "part": part,
        "pace": "as fast as usual" if pace == 1 else f"{pace:g} times as fast as usual",
        "peak": 1 - left[lowest], "back": back, "week": weeks[at],
    }  # fmt: skip
    return Draft(values, [f"{w} weeks" for w in weeks], f"{weeks[at]} weeks", figure)


def _course(muscle: str, dose: float, pace: float) -> np.ndarray:
    """Share (T,) of a muscle's strength that is left on every day of a course."""
    days, point = np.arange(float(LAST)), Injection(dose, muscle=muscle)
    return toxin.remaining(load(), point, days, _somebody(pace=pace))[:, INDEX[muscle]]


MAKERS = (where, how_much, what_next, when_does_it_fade)
