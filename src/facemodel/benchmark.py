"""How fast the model is, always as a ratio to something named and timed in the same run."""

import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

_ONE_THREAD = "OPENBLAS_NUM_THREADS"


@dataclass(frozen=True)
class Ratio:
    """One measurement: `value` microseconds, `reference` of what `against` names, and the bound.

    `ratio` is value / reference; `bound` None: printed for comparison only.
    """

    what: str
    value: float
    against: str
    reference: float
    bound: float | None = None

    @property
    def ratio(self) -> float:
        return self.value / self.reference

    @property
    def passed(self) -> bool:
        return self.bound is None or self.ratio <= self.bound


def clock(work: dict[str, Callable[[], object]], rounds: int = 60) -> dict[str, float]:
    """Median microseconds of each function, called in turn: all share the machine's moods."""
    for _ in range(5):
        for function in work.values():
            function()
    times: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(rounds):
        for name, function in work.items():
            function()  # warm: the data of this function, not of the one before, in the cache
            start = time.perf_counter()
            function()
            times[name].append(time.perf_counter() - start)
    return {name: 1e6 * float(np.median(t)) for name, t in times.items()}


def flame_size_forward(seed: int = 0) -> Callable[[], np.ndarray]:
    """Forward pass of the size of the FLAME head: 5,023 vertices, 400 shapes, 5 joints, 36 pose
    correctives, linear blend skinning, float32; random numbers stand for the data."""
    rng = np.random.default_rng(seed)
    n, shapes, parents = 5023, 400, (-1, 0, 1, 1, 1)

    def draw(*size: int) -> np.ndarray:
        return rng.normal(size=size).astype(np.float32)

    template, basis, beta = draw(3 * n), draw(shapes, 3 * n), draw(shapes)
    regressor, correctives = draw(5, n) / n, draw(36, 3 * n)
    weights = np.abs(draw(n, 5))
    weights /= weights.sum(1, keepdims=True)
    pose = 0.2 * draw(5, 3)

    def rotation(r: np.ndarray) -> np.ndarray:
        angle = np.linalg.norm(r) + np.float32(1e-8)
        x, y, z = r / angle
        k = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]], np.float32)
        return np.eye(3, dtype=np.float32) + np.sin(angle) * k + (1 - np.cos(angle)) * k @ k

    def forward() -> np.ndarray:
        v = (template + beta @ basis).reshape(-1, 3)
        joints = regressor @ v
        turns = np.stack([rotation(r) for r in pose])
        v = v + ((turns[1:] - np.eye(3, dtype=np.float32)).reshape(-1) @ correctives).reshape(-1, 3)
        chain: list[np.ndarray] = []
        for k, parent in enumerate(parents):
            step = np.eye(4, dtype=np.float32)
            step[:3, :3] = turns[k]
            step[:3, 3] = joints[k] - (joints[parent] if k else 0)
            chain.append(step if k == 0 else chain[parent] @ step)
        moves = np.stack(chain)
        moves[:, :3, 3] -= np.einsum("jab,jb->ja", moves[:, :3, :3], joints)
        blended = (weights @ moves.reshape(5, 16)).reshape(-1, 4, 4)
        return np.einsum("vab,vb->va", blended[:, :3, :3], v) + blended[:, :3, 3]

    return forward


def everything_moves() -> np.ndarray:
    """(C,) control values with every muscle at work, the jaw open and the lids half closed."""
    from facemodel.anatomy.muscles import CONTROLS, INDEX

    a = np.full(len(CONTROLS), 0.4)
    for side in ("left", "right"):
        a[INDEX[f"levator_palpebrae_superioris_{side}"]] = -0.5
        for closer in ("masseter", "temporalis"):
            a[INDEX[f"{closer}_{side}"]] = 0.1
    a[INDEX["jaw_openers"]] = 0.9
    return a


def frames() -> list[Ratio]:
    """A whole frame of each clinical task, and of everything, beside the bare product."""
    from facemodel.anatomy.actions import EXPRESSIONS, expression
    from facemodel.mechanics.face import load

    face, fine = load(1), load(2)
    names = [e.name for e in EXPRESSIONS.values() if e.kind == "task"]
    tasks = {name: face.controls(expression(name)) for name in names}
    everything = everything_moves()
    single = everything.astype(np.float32)
    flat = np.ascontiguousarray(face.basis.reshape(len(single), -1))
    flat_fine = np.ascontiguousarray(fine.basis.reshape(len(single), -1))
    work: dict[str, Callable[[], object]] = {
        "bare product, level 1": lambda: single @ flat,
        "bare product, level 2": lambda: single @ flat_fine,
        "FLAME-size forward": flame_size_forward(),
        "everything": lambda: face.deform(everything),
        "displayed": lambda: face.display(face.deform(tasks["open_mouth_smile"])),
        "displayed, everything": lambda: face.display(face.deform(everything)),
    }
    work |= {name: partial(face.deform, a) for name, a in tasks.items()}
    t = clock(work)
    bare, bare_fine = t["bare product, level 1"], t["bare product, level 2"]
    named = "bare product a @ basis, level 1"
    rows = [Ratio(f"frame: {name}", t[name], named, bare, 3.0) for name in names]
    rows.append(Ratio("frame: everything moves", t["everything"], named, bare, 4.0))
    named = "bare product a @ basis, level 2"
    rows.append(
        Ratio("displayed level 2 frame: open_mouth_smile", t["displayed"], named, bare_fine, 2.0)
    )
    rows.append(
        Ratio("displayed level 2 frame: everything", t["displayed, everything"], named, bare_fine)
    )
    named = "FLAME-size forward (5,023 vertices)"
    rows.append(Ratio("frame: everything moves", t["everything"], named, t["FLAME-size forward"]))
    return rows


def assembly() -> list[Ratio]:
    """Assembly of a face from its mesh, beside a second of wall time (one BLAS thread)."""
    from facemodel.anatomy import template
    from facemodel.mechanics.face import build

    rows = []
    build(template.mesh(0))  # loads what is loaded once
    for level, bound in ((1, 1.0), (2, 5.0)):
        mesh = template.mesh(level)
        start = time.perf_counter()
        build(mesh)
        spent = 1e6 * (time.perf_counter() - start)
        what = f"assembly of level {level} ({len(mesh.vertices):,} vertices), wall time"
        rows.append(Ratio(what, spent, "one second", 1e6, bound))
    return rows


def import_time() -> Ratio:
    """`import facemodel` in a fresh interpreter, beyond the interpreter's own start."""

    def start(code: str) -> float:
        took = []
        for _ in range(5):
            begin = time.perf_counter()
            subprocess.run([sys.executable, "-c", code], check=True)
            took.append(time.perf_counter() - begin)
        return 1e6 * min(took)

    value = start("import facemodel") - start("pass")
    return Ratio("import facemodel", max(value, 0.0), "one second", 1e6, 0.3)


def run() -> list[Ratio]:
    """Every measurement; run it with one BLAS thread (the command does)."""
    return [*frames(), *assembly(), import_time()]


def main() -> int:
    """Print the ratios; 0 when each is within its bound."""
    import os

    if os.environ.get(_ONE_THREAD) != "1":  # BLAS reads it when numpy is loaded: start anew
        code = "import sys, facemodel.benchmark as b; sys.exit(b.main())"
        done = subprocess.run([sys.executable, "-c", code], env={**os.environ, _ONE_THREAD: "1"})
        return done.returncode
    rows = run()
    width = max(len(r.what) for r in rows)
    for r in rows:
        bound = "" if r.bound is None else f"<= {r.bound:g}  {'pass' if r.passed else 'FAIL'}"
        print(
            f"{r.what:{width}}  {r.value:10.0f} us = {r.ratio:5.2f} x {r.against} "
            f"({r.reference:.0f} us)  {bound}"
        )
    failed = sum(not r.passed for r in rows)
    print(f"\n{len(rows) - failed} of {len(rows)} within their bounds")
    return 1 if failed else 0
