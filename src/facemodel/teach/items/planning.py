"""Items about what a plan does to a face: what will droop, and which of four plans is worse."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from facemodel.anatomy.expressions import expression
from facemodel.anatomy.muscles import MUSCLES, SIDES, stem_of
from facemodel.clinic.assessment import assess
from facemodel.clinic.findings import KINDS as FINDINGS
from facemodel.clinic.findings import TASKS, Finding, flagged
from facemodel.data import constants
from facemodel.errors import FaceModelError
from facemodel.mechanics.face import load
from facemodel.physiology import conditions, sites, toxin
from facemodel.physiology.drive import healthy
from facemodel.physiology.injection import Injection
from facemodel.teach.items.dosing import DOSES, REVIEW
from facemodel.teach.items.kinds import KINDS, Chooser, Draft

M = len(MUSCLES)
NONE = "none of these"
OFFSETS = {"below": (0, -1), "above": (0, 1), "medial to": (-1, 0), "lateral to": (1, 0)}
WHOSE = ("hemifacial_spasm", "postparalytic_synkinesis", "bells_chronic_flaccid")
SIGNS = {"left": 1, "right": -1}
UNEVEN_MM = 1.0
"""Sides that differ by less are not asked about."""
TRIES = 60
WEAK = 0.35
"""Share of strength lost below which no finding is expected."""
SHOWN = {
    "smile_social": ("a social smile", "cheilion"),
    "open_mouth_smile": ("a smile with the mouth open", "cheilion"),
    "brow_raise": ("raising the brows", "brow_mid"),
    "snarl": ("a snarl", "upper_lip_lat"),
    "lip_pucker": ("puckering the lips", "cheilion"),
}
"""Movements in words, and the landmark whose ways on the two sides are compared."""
LANDMARKS = {"cheilion": "corners of the mouth", "brow_mid": "brows", "upper_lip_lat": "upper lip"}


def what_will_droop(rng: np.random.Generator) -> Draft | None:
    """Points beside a site; a finding beyond its threshold among others that are not, or none."""
    key_is_none = Chooser(rng).chance(0.2)
    for _ in range(TRIES):
        made = _drooping(rng, key_is_none)
        if made is not None and KINDS["what_will_droop"].apart(made.figure):
            return made
    return None


def _drooping(rng: np.random.Generator, key_is_none: bool) -> Draft | None:
    choose = Chooser(rng)
    name, where = choose.one(_sites_that_harm(constants.digest())), choose.one(tuple(OFFSETS))
    if sites.SITES[name].midline:
        where = choose.one(("below", "above"))
    mm, dose = choose.one((0, 0, 4, 6, 8, 10)), choose.one(DOSES[1:] if key_is_none else DOSES[3:])
    site = sites.SITES[name]
    sides = SIDES if choose.chance(0.35) and not site.midline else (choose.side(),)
    try:
        left = toxin.remaining(load(), _points(site, sides, dose, mm, where), REVIEW)
    except FaceModelError:  # beside the face
        return None
    if not key_is_none and (1 - left[_blamed()]).max() < WEAK:
        return None  # nothing can come of it: not worth measuring
    found = assess(load(), healthy(), left, None, TASKS).side_effects
    told = flagged(found)
    there = sorted({one.name for one in found if told[one.name, one.side]})
    if bool(there) == key_is_none:
        return None
    shown = choose.some(there, 1)  # one of those found, beside others that are not
    reached: dict[str, float] = {}
    for one in found:
        reached[one.name] = max(reached.get(one.name, 0.0), _reached(one))
    others = [name for name in reached if name not in there]  # a set would have no order of its own
    offered = choose.some(sorted(others, key=lambda n: -reached[n])[:6], 3)
    offered = offered[: 3 - len(shown)]
    figure = max([reached[n] for n in offered] + [1 / reached[n] for n in shown])
    labels = [FINDINGS[n].label for n in (*shown, *offered)]
    values = {"given": _given(site, sides, dose, mm, where), "finding": _sentence(found, shown)}
    answer = FINDINGS[shown[0]].label if shown else NONE
    return Draft(values, [*choose.some(labels, len(labels)), NONE], answer, figure)


def _points(
    site: sites.Site, sides: Sequence[str], dose: float, mm: float, where: str
) -> list[Injection]:
    x, y = OFFSETS[where]
    return [
        Injection(
            dose,
            point=toxin.at(load().mesh, SIGNS[side] * (site.x_mm + mm * x), site.y_mm + mm * y),
            depth_mm=site.depth_mm,
        )
        for side in sides
    ]


def _given(site: sites.Site, sides: Sequence[str], dose: float, mm: float, where: str) -> str:
    spot = f"{mm} mm {where} the site {site.label}" if mm else f"at the site {site.label}"
    on = "" if site.midline else " on both sides" if len(sides) > 1 else f" on the {sides[0]}"
    each = " each" if len(sides) > 1 else ""
    return f"{dose:g} U{each} are given {spot}{on} ({site.where})"


def _reached(one: Finding) -> float:
    """How near a finding comes to its threshold; above 1 it is told."""
    measured, limit = (abs(one.measured), one.kind.threshold)
    if one.kind.flagged == "above":
        return max(0.0, one.measured) / limit
    return limit / max(measured, 1e-6)


def _sentence(found: Sequence[Finding], there: Sequence[str]) -> str:
    worst = max((one for one in found if not there or one.name in there), key=_reached)
    if there:
        said = worst.says()
        return f"{said[0].upper()}{said[1:]}."
    near = f"{worst.kind.label} comes to {_reached(worst):.0%} of it"
    return f"Nothing crosses its threshold; {near}."


def _blamed() -> list[int]:
    """Muscles that some finding is blamed on."""
    stems = {stem for kind in FINDINGS.values() for stem in kind.blames}
    return [k for k, name in enumerate(MUSCLES) if stem_of(name) in stems]


@lru_cache(maxsize=2)
def _sites_that_harm(constants_in_force: str) -> tuple[str, ...]:
    """Names of sites near which a dose reaches a muscle that some finding is blamed on."""
    mesh = load().mesh
    here = sites.places(mesh)
    keys = [k for k in sites.PLACES if k[1] != "right"]
    share = toxin.shares(mesh, [here[k].injection(1.0) for k in keys])
    return tuple(
        k[0] for k, row in zip(keys, share[:, _blamed()].max(axis=1), strict=True) if row > 0.05
    )


def which_plan_is_worse(rng: np.random.Generator) -> Draft | None:
    """Four plans of two points; the one that leaves one movement most uneven."""
    choose = Chooser(rng)
    name, side, task = choose.one(WHOSE), choose.side(), choose.one(tuple(SHOWN))
    made = conditions.by_name(name, side, "moderate")
    few = choose.some(sorted(sites.PLACES), 8)
    pairs = [(few[2 * k], few[2 * k + 1]) for k in range(4)]
    doses = [(choose.one(DOSES[1:6]), choose.one(DOSES[1:6])) for _ in pairs]
    left = [_left(*row) for row in zip(pairs, doses, strict=True)]
    intended = expression(task)[:M]
    rows = np.stack([made.drive(intended, share) for share in (np.ones(M), *left)])
    words, landmark = SHOWN[task]
    before, *mm = _uneven(rows, landmark)
    order = np.argsort(mm)[::-1]
    worst, second = mm[order[0]], mm[order[1]]
    texts = [_plan(*row) for row in zip(pairs, doses, strict=True)]
    label = conditions.PRESETS[name].label
    values = {
        "who": f"Somebody has {label} on the {side}", "task": words,
        "landmark": LANDMARKS[landmark],
        "before": before, "most": worst, "next": second,
    }  # fmt: skip
    figure = second / worst if worst > UNEVEN_MM else 1.0
    return Draft(values, texts, texts[order[0]], figure)


def _uneven(rows: np.ndarray, landmark: str) -> list[float]:
    """mm by which the ways of a landmark on the two sides differ, of each row (n, M)."""
    mesh = load().mesh
    moved = load().deform(rows) - mesh.vertices
    left, right = (
        np.linalg.norm(moved[:, mesh.landmarks[f"{landmark}_{side}"]], axis=1) for side in SIDES
    )
    return [float(mm) for mm in np.abs(left - right)]


def _left(pair: Sequence[tuple[str, str]], doses: Sequence[float]) -> np.ndarray:
    here = sites.places(load().mesh)
    points = [here[k].injection(dose) for k, dose in zip(pair, doses, strict=True)]
    return toxin.remaining(load(), points, REVIEW)


def _plan(pair: Sequence[tuple[str, str]], doses: Sequence[float]) -> str:
    told = [
        f"{dose:g} U {sites.SITES[name].label}{'' if side == 'middle' else f' on the {side}'}"
        for (name, side), dose in zip(pair, doses, strict=True)
    ]
    return " and ".join(told)


MAKERS = (what_will_droop, which_plan_is_worse)
