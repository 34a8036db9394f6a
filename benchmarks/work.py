"""Work that takes seconds or parts of them: assembly, a plan, a scan, the start of the package."""

import subprocess
import sys
import time
from functools import partial

import numpy as np
import trimesh
from scipy.optimize import lsq_linear

from benchmarks.ratio import SECOND, Found, Ratio, best
from facemodel.anatomy import template
from facemodel.anatomy.expressions import expression
from facemodel.anatomy.mesh import reflect
from facemodel.anatomy.muscles import MUSCLES
from facemodel.capture import heads
from facemodel.capture.scan import opening
from facemodel.capture.scan.reading import Surface
from facemodel.clinic.examination import SUNNYBROOK_TASKS
from facemodel.mechanics.face import build, load
from facemodel.physiology import conditions
from facemodel.study.plan import balance


def assembly(quick: bool = False) -> Found:
    """Assembly of a face from its mesh, beside a second of wall time (one BLAS thread)."""
    rows = []
    build(template.mesh(0))  # loads what is loaded once
    for level, bound in ((0, None),) if quick else ((1, 1.0), (2, 5.0)):
        mesh = template.mesh(level)
        what = f"assembly of level {level} ({len(mesh.vertices):,} vertices), wall time"
        rows.append(Ratio(what, best(partial(build, mesh)), *SECOND, bound))
    return Found(rows)


def plan(quick: bool = False) -> Found:
    """A plan for a spasm, beside plain least squares over the whole skin."""
    face, spasm = load(0 if quick else 1), conditions.hemifacial_spasm("left")
    balance(face, spasm)  # loads what is loaded once
    spent = best(lambda: balance(face, spasm))
    plain = best(lambda: least_squares(face, spasm))
    what = "a plan with floors for a spasm (fm.plan.balance)"
    rows = [
        Ratio(what, spent, "bounded least squares over the whole skin (lsq_linear)", plain),
        Ratio(what, spent, *SECOND),
    ]
    return Found(rows)


def least_squares(face, condition) -> np.ndarray:
    """Remaining strength (M,) that brings a face nearest to its mirror image in six tasks.

    Without floors, complications or the drive's answer: what a plan would be at its plainest.
    """
    many = len(MUSCLES)
    basis = face.basis[:many].astype(float)
    uneven = np.stack([one - reflect(one, face.mesh.mirror) for one in basis]).reshape(many, -1)
    driven = [condition.drive(expression(name)) for name in SUNNYBROOK_TASKS]
    rows = np.concatenate([(uneven * a[:, None]).T for a in driven])
    rows = np.concatenate([rows, np.eye(many)])
    wanted = np.concatenate([np.zeros(len(rows) - many), np.ones(many)])  # as much as can be kept
    return lsq_linear(rows, wanted, (0, 1)).x


def registration(quick: bool = False) -> Found:
    """The face laid on a scan of a head, beside the non-rigid registration of trimesh."""
    level = 1 if quick else 2
    shares = tuple((name, 1 / 3) for name in ("african", "asian", "caucasian"))
    head = heads.head_mesh(60.0, 1.0, 0.5, shares, level=level)
    points = {name: head.vertices[head.landmarks[name]] for name in opening.SCAN_LANDMARKS}
    scan = Surface(head.vertices, head.faces)
    opening.lay(scan, points, None)  # loads what is loaded once
    ours = best(lambda: opening.lay(scan, points, None))
    mesh = template.mesh(1)
    source = trimesh.Trimesh(mesh.vertices, mesh.faces, process=False)
    target = trimesh.Trimesh(head.vertices, np.zeros((0, 3), int), process=False)
    steps = [[0.02, 3, 0.5, 10]] if quick else None
    theirs = best(
        lambda: trimesh.registration.nricp_amberg(
            source,
            target,
            source_landmarks=np.array([mesh.landmarks[name] for name in points]),
            target_positions=np.stack(list(points.values())),
            steps=steps,
        ),
        times=1,
    )
    what = f"the face laid on a scan of {len(head.vertices):,} vertices"
    named = "non-rigid ICP of trimesh (nricp_amberg) onto its points"
    return Found([Ratio(what, ours, named, theirs, None if quick else 1.0)])


def import_time(quick: bool = False) -> Found:
    """`import facemodel` in a fresh interpreter, beyond the interpreter's own start."""

    def start(code: str) -> float:
        took = []
        for _ in range(1 if quick else 5):
            begin = time.perf_counter()
            subprocess.run([sys.executable, "-c", code], check=True)
            took.append(time.perf_counter() - begin)
        return 1e6 * min(took)

    value = start("import facemodel") - start("pass")
    return Found([Ratio("import facemodel", max(value, 0.0), *SECOND, 0.3)])
