"""Virtual patients that tests ask for, and what is done with them."""

from dataclasses import replace

import facemodel as fm

P = fm.patients


def somebody(level="easy", **wanted):
    """The first patient of a level who is as wanted: kind, right, flag by name."""
    for seed in range(2000):
        patient = P.draw(seed, level)
        flag = patient._flag.name if patient._flag else None
        has = {"kind": patient._kind.kind, "right": patient._right, "flag": flag}
        if all(has[name] == value for name, value in wanted.items()):
            return patient
    raise AssertionError(f"nobody is {wanted}")


def given(*points, day=0.0, **more):
    return P.Treatment(day, tuple(points), **more)


def plan(patient, factor=1.0, **more):
    """The sparse plan with so many times the dose."""
    return given(*(replace(i, dose=factor * i.dose) for i in patient._standard), **more)


def attempt(patient, *treatments, choice=None, grading=None):
    return P.Attempt(patient, grading, treatments, None, choice)
