"""Cohorts: how fast virtual people go by, and how much memory they take."""

import json
import multiprocessing
import os
import time

import numpy as np

from benchmarks.process import fresh, peak_mb
from benchmarks.ratio import SECOND, Found, Ratio, clock
from facemodel.case.case import Case
from facemodel.mechanics.face import load
from facemodel.mechanics.varied import varied
from facemodel.physiology.toxin import Injection
from facemodel.study import cohort
from facemodel.study.cohort import job

MANY, MANY_SURFACE, WORKERS = 10_000, 1_000, 2
CORES = (f"{WORKERS} cores for 20 seconds", 20e6 * WORKERS)
GIGABYTE = ("one gigabyte", 1000.0)


def treated() -> Case:
    """The case that is measured: a spasm with three injections, five expressions, four days."""
    points = (
        ("zygomaticus_major_left", 4.0),
        ("orbicularis_oculi_palpebral_left", 5.0),
        ("frontalis_medial_right", 8.0),
    )
    shots = [Injection(dose, muscle=name) for name, dose in points]
    return Case(condition="hemifacial_spasm", side="left", injections=shots)


def cohorts(quick: bool = False) -> Found:
    """People one by one beside bare products; the tables that issue from two processes."""
    found = []
    few = 50 if quick else 1000
    alone = _measured(few, None, False, level=0 if quick else 1)
    own = 1e6 * alone["working"] / few
    found.append(Ratio("a person of a cohort, 30 faces measured", own, *_bare_person(quick)))
    if quick:
        return Found(found)
    many = _measured(MANY, WORKERS, False)
    whole = _measured(MANY_SURFACE, WORKERS, True)
    size = f"cohort: {MANY:,} people x 5 expressions x 4 days, {WORKERS} processes"
    skin = f"cohort: {MANY_SURFACE:,} people, the whole skin too, {WORKERS} processes"
    found += [
        Ratio(f"{size}, wall time", 1e6 * many["seconds"], *SECOND, 20.0),
        Ratio(f"{size}, processor time", 1e6 * many["processor"], *CORES, 1.0),
        Ratio(f"{skin}, wall time", 1e6 * whole["seconds"], *SECOND, 60.0),
    ]
    if many["peak_mb"] is None:
        return Found(found, left_out=["memory of a cohort: needs the /proc of Linux"])
    table = ("its table", many["table_mb"])
    found += [
        Ratio(f"{size}, memory", many["peak_mb"], *table, None, "MB"),
        Ratio(f"{size}, memory", many["peak_mb"], *GIGABYTE, 2.0, "MB"),
        Ratio(f"{skin}, memory", whole["peak_mb"], *GIGABYTE, 2.0, "MB"),
    ]
    return Found(found)


def _bare_person(quick: bool) -> tuple[str, float]:
    """What the product alone takes of one person: 30 faces at the points that are measured."""
    face = load(0 if quick else 1)
    rig = face.rig.at(job.points_read(face.mesh), varied(face).columns)
    columns = rig.rows[1 : len(rig.gap_rows) + 1].reshape(len(rig.gap_rows), -1)
    weights = np.random.default_rng(0).random((30, len(columns)))
    us = clock({"product": lambda: weights @ columns}, 30)["product"]
    return "bare product of those faces' points", us


def _measured(n: int, workers: int | None, surface: bool, level: int = 1) -> dict[str, float]:
    """`measure` in a fresh interpreter, whose memory is its own."""
    code = "import benchmarks.people as p, json; print(json.dumps(p.measure(%r, %r, %r, %r)))"
    return json.loads(fresh(code % (n, workers, surface, level)))


def measure(n: int, workers: int | None, surface: bool, level: int) -> dict[str, float | None]:
    """What a cohort of n people on the built-in face takes.

    seconds; working, those after what is prepared for everybody; processor, seconds of all
    processes; peak_mb, the most of each process added up, which is more than they held at once;
    table_mb of what is returned.
    """
    begun: list[float] = []
    peaks: dict[int, float | None] = {}

    def watch(done: int, total: int) -> None:
        begun.append(time.perf_counter())
        for child in multiprocessing.active_children():
            if child.pid is not None and (held := peak_mb(child.pid)) is not None:
                peaks[child.pid] = held

    start, used = time.perf_counter(), _processor()
    made = cohort.run(
        n, treated(), 1, executor=workers, surface=surface, face=load(level), progress=watch
    )
    end, used = time.perf_counter(), _processor() - used
    own = peak_mb()
    held = [a.nbytes for part in (made.before, made.after, made.spoiled) for a in part.values()]
    return {
        "seconds": end - start,
        "working": end - begun[0],
        "processor": used,
        "peak_mb": None if own is None else own + sum(filter(None, peaks.values())),
        "table_mb": sum(held) / 1e6,
    }


def _processor() -> float:
    t = os.times()
    return t.user + t.system + t.children_user + t.children_system
