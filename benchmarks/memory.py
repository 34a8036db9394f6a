"""Memory of processes and size of the page."""

import tempfile
from pathlib import Path

from benchmarks.process import fresh, peak_mb
from benchmarks.ratio import Found, Ratio
from facemodel.case.case import Case
from facemodel.mechanics.face import load
from facemodel.view.page import export_page

PAGE_KB = ("the most that a page may take, 2 MB", 2000.0)
_PEAK = "from benchmarks.process import peak_mb; print(peak_mb())"


def memory(quick: bool = False) -> Found:
    """A process with a face that moves, beside one with numpy alone."""
    if peak_mb() is None:
        return Found(left_out=["memory: needs the /proc of Linux"])
    numpy = float(fresh(f"import numpy; {_PEAK}"))
    rows = []
    for level in (0,) if quick else (1, 2):
        code = "from facemodel.mechanics.face import load; import numpy"
        code += f"; f = load({level}); f.deform(numpy.full(len(f.basis), 0.4)); {_PEAK}"
        what = f"a process that moves a face of level {level}"
        rows.append(Ratio(what, float(fresh(code)), "one with numpy alone", numpy, None, "MB"))
    return Found(rows)


def page(quick: bool = False) -> Found:
    """The page of a case, beside the numbers of its face as they stand."""
    face = load(1)
    plain = 4 * face.rig.rows.size + face.mesh.faces.astype("int32").nbytes
    with tempfile.TemporaryDirectory() as folder:
        size = export_page(Case(), Path(folder) / "page.html").stat().st_size
    what, kb = "page of a case with the live face", size / 1000
    named = "its mesh and columns as float32"
    rows = [
        Ratio(what, kb, named, plain / 1000, None, "kB"),
        Ratio(what, kb, *PAGE_KB, 1.0, "kB"),
    ]
    return Found(rows)
