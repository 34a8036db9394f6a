"""Frames: every clinical task and everything at once, beside products and other models."""

from collections.abc import Callable
from functools import partial

import numpy as np

from benchmarks import references
from benchmarks.ratio import Found, Ratio, clock
from facemodel.anatomy.expressions import EXPRESSIONS, expression
from facemodel.anatomy.muscles import CONTROLS, INDEX
from facemodel.mechanics.face import load


def everything_moves() -> np.ndarray:
    """(C,) control values with every muscle at work, the jaw open and the lids half closed."""
    a = np.full(len(CONTROLS), 0.4)
    for side in ("left", "right"):
        a[INDEX[f"levator_palpebrae_superioris_{side}"]] = -0.5
        for closer in ("masseter", "temporalis"):
            a[INDEX[f"{closer}_{side}"]] = 0.1
    a[INDEX["jaw_openers"]] = 0.9
    return a


def frames(quick: bool = False) -> Found:
    """A whole frame of each clinical task, and of everything, beside the bare product."""
    level = 0 if quick else 1
    face, bare = load(level), f"bare product a @ basis, level {level}"
    names = [e.name for e in EXPRESSIONS.values() if e.kind == "task"]
    tasks = {name: face.controls(expression(name)) for name in names}
    everything = everything_moves()
    product, flat = bare_product(face, everything)
    work = {
        bare: product,
        READ: references.one_reading(flat),
        FLAME: references.flame_size_forward(),
        ICT: references.ict_size_blend(),
        "everything": lambda: face.deform(everything),
    }
    if not quick:
        work |= {
            BARE_FINE: bare_product(load(2), everything)[0],
            "displayed": lambda: face.display(face.deform(tasks["open_mouth_smile"])),
            "displayed, everything": lambda: face.display(face.deform(everything)),
        }
    left_out = []
    anny = references.anny_forward()
    if anny is None:
        left_out.append("the forward pass of anny: the package and torch are not installed")
    else:
        work[ANNY] = anny
    t = clock(work | {n: partial(face.deform, a) for n, a in tasks.items()}, 10 if quick else 60)

    def row(what: str, name: str, against: str, bound: float | None = None) -> Ratio:
        return Ratio(what, t[name], against, t[against], None if quick else bound)

    moves, shown = "frame: everything moves", "displayed level 2 frame: "
    rows = [row(f"frame: {name}", name, bare, 3.0) for name in names]
    rows.append(row(moves, "everything", bare, 3.0))
    if not quick:
        rows.append(row(shown + "open_mouth_smile", "displayed", BARE_FINE, 2.0))
        rows.append(row(shown + "everything", "displayed, everything", BARE_FINE))
    rows.append(row("the bare product itself", bare, READ))
    rows += [row(moves, "everything", name) for name in (READ, FLAME, ICT, ANNY) if name in t]
    return Found(rows, left_out=left_out)


def bare_product(face, controls: np.ndarray) -> tuple[Callable[[], np.ndarray], np.ndarray]:
    """`a @ basis` of a face in single precision, and the buffer (C,3V) that it reads."""
    a = controls.astype(np.float32)
    flat = np.ascontiguousarray(face.basis.reshape(len(a), -1))
    return lambda: a @ flat, flat


BARE_FINE = "bare product a @ basis, level 2"
READ = "sdot on the buffer of that product"
FLAME = "FLAME-size forward (5,023 vertices)"
ICT = "ICT-size blend (26,719 vertices, 53 shapes)"
ANNY = "anny forward (one body)"
